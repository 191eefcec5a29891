from dataclasses import replace

import pandas as pd
import pytest

from mekendesh.reporting.origin import figures
from mekendesh.structure.mapping import open_nation
from mekendesh.words import say


@pytest.fixture
def country(tree):
    return open_nation("KGZ", "2027-1")


def rows(table):
    return [[say(cell, "en") for cell in row] for row in table.rows]


def test_facts_carry_year_and_issuer_and_the_check_value(country):
    """Remittances were 20.4 % of gross domestic product in 2023."""
    facts = {row[0]: row for row in rows(figures.facts(country))}
    share = next(row for name, row in facts.items() if "share of gross domestic product" in name)
    assert share[1:3] == ["20.4%", "2023"]
    assert all(row[3] for row in facts.values())


def test_totals_differ_by_what_they_count(country):
    """540,573 by the United Nations; officials count others."""
    shown = [row[2] for row in rows(figures.totals(country))]
    assert "540,573" in shown
    assert "1,118,000 or more" in shown


def test_the_brief_of_the_totals_ends_where_the_rows_called_latest_end(country):
    """1,118,000 (2022) was replaced by 600,000 (2025): the table says so, and the brief does not reach it."""
    (finding,) = figures.range_of_totals(country)
    assert say(finding, "en") == (
        "540,573 (2024) to 850,000 (2019) people abroad by the latest published total of each concept; each counts "
        "different people."
    )
    table = rows(figures.totals(country))
    latest = [int(row[2].replace(",", "")) for row in table if row[3] == "latest of its concept"]
    assert (min(latest), max(latest)) == (540_573, 850_000)
    assert len(latest) == len({row[0] for row in table})
    (outlived,) = (row for row in table if row[2] == "1,118,000 or more")
    assert outlived[3] == "replaced by 600,000, May 2025"


def test_what_must_be_known_of_a_total_stands_beside_it(country):
    """Headline and text of the report on 2022 disagree; the reader of the table is told."""
    notes = {row[2]: row[5] for row in rows(figures.totals(country))}
    assert notes["1,118,000 or more"].startswith('The headline says "at least" 1.188')
    assert notes["600,000"] == "[z]"


def test_without_any_total_the_brief_says_that_this_is_not_zero(tree):
    """Nothing published is nothing known."""
    nobody = open_nation("KGZ", "2027-1")
    for told in (figures.range_of_totals, figures.totals):
        block = told(replace(nobody, origin="PAK"))
        words = block[0] if isinstance(block, list) else block.text
        assert "not zero" in say(words, "en")


def test_what_hangs_on_the_choice_of_a_figure_is_computed_and_named(tree):
    """By hand: Korea 2,126 or 14,000 beside Russia's 333,664: 2,126/335,790 = .6 %, 14,000/347,664 = 4.0 %."""
    country = open_nation("KGZ", "2027-1", "RUS KOR JPN")
    weights = pd.DataFrame(
        [
            ("RUS", 333_664.0, "in", 333_664 / 335_790),
            ("KOR", 2_126.0, "in", 2_126 / 335_790),
            ("JPN", float("nan"), "nothing_known", 0.0),
        ],
        columns=["destination", "persons", "state", "weight"],
    )
    rule, korea = (say(note, "en") for note in figures.what_hangs_on_the_figure(country, weights))
    assert "a rule, so that nobody chooses" in rule
    assert korea == (
        "Republic of Korea: used is 2,126 (2021); 14,000 are citizens present abroad (Ministry of Labour, Social "
        "Security and Migration of the Kyrgyz Republic, May 2024; reliability: high). Its weight would be 4.0% instead "
        "of 0.6%."
    )
    before = figures.what_hangs_on_the_figure(country, weights.assign(state="no_survey", weight=0.0))
    assert "weight" not in say(before[1], "en")
    assert figures.what_hangs_on_the_figure(open_nation("KGZ", "2027-1", "RUS"), weights) == ()


def test_every_source_of_a_corridor_is_cited(country):
    """From a figure one walks to its publication."""
    listed = rows(figures.sources(country))
    cited = {row[0] for row in listed}
    assert any("International Migrant Stock 2024" in source for source in cited)
    assert len(cited) > 5


def test_each_address_of_an_agency_says_which_figures_were_read_there(country):
    """Nine addresses of one agency help nobody who does not know which figure stands behind which."""
    listed = rows(figures.sources(country))
    agency = [row for row in listed if row[0] == "24.kg news agency"]
    first = listed.index(agency[0])
    assert listed[first : first + len(agency)] == agency
    read = {row[3]: (row[1], row[2]) for row in agency}
    assert read["https://24.kg/english/223542_At_least_1188_million_citizens_of_Kyrgyzstan_work_abroad"] == (
        "Ministry of Labour, Social Security and Migration of the Kyrgyz Republic",
        "citizens working abroad (February 2022)",
    )
    assert not any(row[1] == "named with each figure" for row in agency)
