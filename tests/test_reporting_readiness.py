from dataclasses import replace

import pytest

from mekendesh.judgement.corridor import judge
from mekendesh.judgement.readiness import Bounds, Lowest
from mekendesh.reporting.state import readiness
from mekendesh.structure.mapping import open_mapping, open_nation
from mekendesh.words import Label, say


def test_an_unknown_item_says_not_known_and_never_zero(surveyed):
    """Unknown is not zero: the score stays open."""
    scores = surveyed.judgement.items.set_index("item")["score"]
    rows = readiness.items(surveyed.mapping, surveyed.judgement).rows
    said = dict(zip(surveyed.judgement.items["item"], (say(row[1], "en") for row in rows), strict=True))
    unknown = [item for item in said if scores.isna()[item]]
    assert len(unknown) > 20
    assert {said[item] for item in unknown} == {"not known"}
    assert said["voting_abroad"] == "3"


def test_a_survey_item_carries_its_range(surveyed):
    """Awareness and trust come from the answers, with their interval."""
    rows = readiness.items(surveyed.mapping, surveyed.judgement).rows
    said = dict(zip(surveyed.judgement.items["item"], (say(row[1], "en") for row in rows), strict=True))
    assert "(" in said["trust_in_state"]


def test_the_chart_runs_from_the_lowest_to_the_highest_score_of_each_domain(surveyed):
    """Bounds are shown as bounds."""
    chart = readiness.domains_chart(surveyed.mapping, surveyed.judgement)
    assert len(chart.marks["low"]) == len(chart.marks["high"]) == 10
    assert all(low <= high for low, high in zip(chart.marks["low"], chart.marks["high"], strict=True))
    assert say(chart.title, "en").startswith("Readiness can only be bounded: any of ")


def test_the_brief_counts_what_is_known_against_all_items(surveyed):
    """A result is stated with its denominator."""
    said = say(readiness.in_brief(surveyed.mapping, surveyed.judgement)[0], "en")
    known = int((surveyed.judgement.items["as_of"] != "").sum())
    assert said == (
        "How ready the state is, is hardly known: evidence dated up to 30 June 2026 was found for "
        f"{known} of 36 items, and the index may be anywhere from 14 to 87 of 100."
    )


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (25.0, 75.0, "hardly known"),
        (25.1, 75.0, "known in part"),
        (40.0, 60.0, "known in part"),
        (40.1, 60.0, "known in the main"),
    ],
)
def test_how_much_is_known_goes_by_the_width_of_the_index(surveyed, low, high, said):
    """Fifty points of a hundred, and twenty, the bounds included."""
    judgement = replace(surveyed.judgement, index=Bounds(low, high))
    told = say(readiness.in_brief(surveyed.mapping, judgement)[0], "en")
    assert told.startswith(f"How ready the state is, is {said}: ")


def test_every_piece_of_evidence_is_told_in_the_reader_s_language_with_its_address(surveyed):
    """From a score one walks to what is known, who says it and where it stands."""
    table = readiness.sources(surveyed.mapping, surveyed.judgement)
    dated = surveyed.judgement.items[surveyed.judgement.items["as_of"] != ""]
    assert len(table.rows) == len(dated)
    assert all(isinstance(row[2], Label) and isinstance(row[3], Label) for row in table.rows)


def test_a_lowest_domain_is_named_only_where_it_is_certain(surveyed):
    """While another domain could be lower, none is called the lowest."""
    certain = replace(surveyed.judgement, lowest=Lowest("data", 0.0, 25.0, ("data",)))
    open_ = replace(surveyed.judgement, lowest=Lowest("data", 0.0, 25.0, ("data", "rights")))
    label = next(d.label.en for d in surveyed.mapping.framework.domains if d.domain == "data")
    assert say(readiness.domains_chart(surveyed.mapping, certain).title, "en") == (
        f"The lowest domain is “{label}”"
    )
    assert say(readiness.in_brief(surveyed.mapping, certain)[1], "en") == f"The lowest domain is “{label}”."
    assert say(readiness.domains_chart(surveyed.mapping, open_).title, "en") == (
        "Readiness can only be bounded: any of 2 domains could be the lowest"
    )
    assert len(readiness.in_brief(surveyed.mapping, open_)) == 1


@pytest.mark.parametrize("item", ["awareness", "trust_in_state"])
def test_an_item_whose_survey_share_is_hidden_is_not_known(all_hidden, item):
    """A score would give the hidden share away."""
    rows = readiness.items(all_hidden.mapping, all_hidden.judgement).rows
    said = dict(zip(all_hidden.judgement.items["item"], (say(row[1], "en") for row in rows), strict=True))
    assert said[item] == "not known"


@pytest.fixture(scope="module")
def before_fieldwork():
    mapping = open_mapping("KGZ", "RUS", "2027-1")
    return mapping, judge(mapping, None, None)


def test_old_evidence_and_a_dissent_are_said_beside_the_score(before_fieldwork):
    """A score of 2018 in a report of 2027 is marked, and so is another reading of the same source."""
    rows = readiness.items(*before_fieldwork).rows
    said = {say(row[0], "en"): [say(cell, "en") for cell in row[1:3]] for row in rows}
    assert said["regular forum with tracked follow-up"] == ["2", "8 August 2018, more than five years old"]
    assert said["voting abroad"] == ["3", "30 November 2025"]
    assert said["privileges for former citizens and their descendants"] == ["2 (2–3)", "13 March 2026"]
    assert said["mapping in the last five years"] == ["not known", "ran out on 31 December 2015"]


def test_the_reason_of_a_dissent_is_told_with_its_score_and_none_is_said_where_there_is_none(
    before_fieldwork,
):
    """Dissent in words, in the reader's language."""
    rows = readiness.sources(*before_fieldwork).rows
    said = {say(row[0], "en"): say(row[5], "en") for row in rows}
    assert said["privileges for former citizens and their descendants"].startswith(
        "score 3: the status is granted"
    )
    assert said["voting abroad"] == "none recorded"


def test_a_nation_s_report_speaks_of_its_own_origin():
    """The evidence of another state is not taken."""
    assert readiness.origin_of(open_nation("JAM", "2027-1")) == "JAM"
    assert readiness.origin_of(open_mapping("MDA", "ITA", "2027-1")) == "MDA"
