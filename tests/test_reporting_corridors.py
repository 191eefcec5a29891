import pandas as pd
import pytest

from mekendesh.judgement.nation import combine, judge_nation
from mekendesh.reporting.doors.door import Public, protect_combined, protect_national
from mekendesh.reporting.origin import corridors
from mekendesh.structure.mapping import Nation, open_mapping, open_nation
from mekendesh.words import Listed, say


@pytest.fixture(scope="session")
def with_russia(surveyed):
    """One surveyed corridor among two."""
    mapping = surveyed.mapping
    other = type(mapping)(mapping.tree, type(mapping.corridor)("KGZ", "DEU"), mapping.round)
    country = Nation(mapping.tree, "KGZ", mapping.round, (mapping, other))
    combined = combine(country)
    shares = protect_combined(country, combined)
    judgement = judge_nation(country, combined, shares)
    return country, judgement, protect_national(judgement, shares)


def cards(destinations):
    nation = open_nation("KGZ", "2027-1", destinations)
    judgement = judge_nation(nation, combine(nation), None)
    return said(corridors.side_by_side(nation, judgement, Public(None, judgement.ranked, None, None)))


def said(table):
    """By country, the facts of each part of its card."""
    return {
        say(row[0], "en"): [[say(term, "en") for term in cell.terms] for cell in row[1:]]
        for row in table.rows
        if all(isinstance(cell, Listed) for cell in row[1:])
    }


def test_a_card_says_who_is_there_how_many_what_they_would_give_and_how_sure(tree):
    """Each figure with its concept, issuer and date."""
    who, many, give, sure = cards("CHN")["China"]
    assert who == [
        "women 53% (UN DESA, International Migrant Stock 2024)",
        "overseas polling stations (final plan): 2",
    ]
    assert many[0] == (
        "591: citizens of the origin country living abroad (UN DESA, Population Division, July 2024)"
    )
    assert many[-1].startswith("189,000: ethnic compatriots of any citizenship")
    assert give == ["nobody has been asked yet"]
    assert sure == [
        "3 figures by 3 counts; no two issuers count the same in one year: no figure checks another",
        "newest figure July 2024",
        "reliability of the figure used: high",
        "not yet in the field",
    ]


def test_one_old_figure_is_said_to_be_one_and_old(tree):
    """The Emirates: a press figure of 2019 that nothing checks."""
    *_, sure = cards("ARE")["United Arab Emirates"]
    assert sure[:2] == [
        "one figure only: nothing checks it",
        "newest figure December 2019: older than 5 years",
    ]


def test_a_card_names_the_figure_that_would_tell_otherwise(tree):
    """The World Bank's 2,126 for Korea beside the ministry's 14,000; Russia has no figure so far from the one used."""
    shown = cards("KOR RUS")
    said = "used is 2,126; another figure of these years says 14,000"
    assert said in shown["Republic of Korea"][-1]
    assert not any("another figure" in term for term in shown["Russia"][-1])


def test_nothing_known_is_said_part_by_part(tree):
    """Japan: no figure, nothing published, nobody asked, no fieldwork."""
    assert cards("JPN")["Japan"][1:] == [
        ["no figure"],
        ["nobody has been asked yet"],
        ["no figure", "not yet in the field, and no figure"],
    ]


def test_a_copy_of_a_figure_is_no_second_source(tree):
    """The World Bank's 92,834 for Germany are the United Nations' of 2020; its 462 for Italy are its own."""
    shown = cards("DEU ITA")
    copied = "the World Bank repeats the United Nations' figure of 2020: one source, not two"
    assert copied in shown["Germany"][-1]
    assert copied not in shown["Italy"][-1]


def test_figures_are_compared_within_one_concept_and_year_and_between_issuers_only():
    """By hand: 500 against 400 is 1.25; the same issuer, another year and another concept do not count."""
    table = pd.DataFrame(
        [
            ("present", 2024, "a", 400),
            ("present", 2024, "b", 500),
            ("present", 2023, "b", 9000),
            ("working", 2024, "a", 10),
            ("working", 2024, "a", 1000),
        ],
        columns=["concept", "year", "issuer", "persons"],
    )
    assert corridors.furthest_apart(table) == 1.25
    assert corridors.furthest_apart(table[table["issuer"] == "b"]) is None


def test_russia_s_counts_are_recomputed(tree):
    """Its figures of one concept and year by two issuers, found a second way."""
    mapping = open_mapping("KGZ", "RUS", "2027-1")
    sizes = mapping.sizes[mapping.sizes["concept"] != "registration_events"]
    ratios = [
        max(one, other) / min(one, other)
        for _, a in sizes.iterrows()
        for _, b in sizes.iterrows()
        if (a["concept"], a["year"]) == (b["concept"], b["year"]) and a["issuer"] != b["issuer"]
        for one, other in [(a["persons"], b["persons"])]
    ]
    assert corridors.furthest_apart(sizes) == max(ratios)
    assert any(
        f"lie up to {max(ratios):.1f} times apart" in say(term, "en") for term in corridors.how_sure(mapping)
    )


def test_a_surveyed_corridor_says_what_its_people_would_give_with_its_range(with_russia):
    """From protected shares only; the other corridor of the report has nobody to ask."""
    shown = said(corridors.side_by_side(*with_russia))
    give = shown["Russia"][2]
    assert give[0].startswith("widest gap, ")
    assert "(" in give[0]
    assert give[1].startswith("plan to return: ")
    assert shown["Russia"][3][-1] == "surveyed, in the national list"
    assert shown["Germany"][2] == ["nobody has been asked yet"]


def test_hidden_shares_stay_hidden_on_a_card(with_russia):
    """A small cell is its code here as everywhere."""
    country, judgement, public = with_russia
    shares = public.shares.assign(value=float("nan"), low=float("nan"), high=float("nan"), flag="c")
    shown = said(corridors.side_by_side(country, judgement, Public(shares, public.ranked, None, None)))
    assert shown["Russia"][2] == ["[c]", "plan to return: [c]"]
