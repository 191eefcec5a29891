from mekendesh.reporting import readiness
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
    known = int(surveyed.judgement.items["score"].notna().sum())
    assert said.startswith(
        f"{known} of 36 readiness items are known as of 30 June 2026; the index lies between "
    )


def test_every_piece_of_evidence_is_told_in_the_reader_s_language_with_its_address(surveyed):
    """From a score one walks to what is known, who says it and where it stands."""
    table = readiness.sources(surveyed.mapping, surveyed.judgement)
    dated = surveyed.judgement.items[surveyed.judgement.items["as_of"] != ""]
    assert len(table.rows) == len(dated)
    assert all(isinstance(row[2], Label) and isinstance(row[3], Label) for row in table.rows)
