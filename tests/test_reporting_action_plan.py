from __future__ import annotations

import pytest

from mekendesh.reporting.recommendations import action_plan
from mekendesh.structure.mapping import Nation, open_nation
from mekendesh.words import say
from national_examples import bodies_named, judged, rows


@pytest.fixture
def before(tree):
    """The origin before any fieldwork."""
    return judged(open_nation("KGZ", "2027-1"))


@pytest.fixture(scope="session")
def with_russia(surveyed):
    """The origin with one surveyed corridor."""
    mapping = surveyed.mapping
    return judged(Nation(mapping.tree, "KGZ", mapping.round, (mapping,)))


def test_the_plan_is_grouped_by_horizon_and_each_action_has_a_body_a_kpi_and_a_cost(before):
    """Actions × body × horizon × indicator × cost band: none of them is left open."""
    table = action_plan.by_horizon(*before)
    said = rows(table)
    assert table.layout == "parts"
    horizons = list(dict.fromkeys(row["horizon"] for row in said))
    assert horizons == [
        "Within one year: by 1 January 2028",
        "Within two years: by 1 January 2029",
        "Within five years: by 1 January 2032",
    ]
    assert [row["horizon"] for row in said] == sorted((row["horizon"] for row in said), key=horizons.index)
    for row in said:
        assert not {row[key] for key in ("lead", "indicator", "cost")} & {"[z]", ""}
    assert {row["action"] for row in said} == {each.title.en for each in before[0].framework.proposals}
    assert any(row["rank"] == "without rank: fieldwork" for row in said)


def test_a_policy_without_a_place_is_in_the_plan_and_says_why_it_has_none(before):
    """Body, horizon, indicator and cost are known of it; only its place is not."""
    country, judgement, public = before
    table = action_plan.by_horizon(country, judgement, public)
    said = {row["action"]: row["rank"] for row in rows(table)}
    assert said["One portal and a hotline"] == "no place yet: how the state stands on it is not known"
    placed = {
        proposal.title.en for proposal in country.framework.proposals
        if proposal.kind == "policy" and proposal.proposal in set(public.ranked["proposal"])
    }  # fmt: skip
    assert placed
    assert not any(said[title].startswith("no place yet") for title in placed)
    waiting = [place for place in said.values() if place.startswith("no place yet")]
    assert len(waiting) == 19 - len(placed)
    unknown = sum("is not known" in place for place in waiting)
    assert say(table.notes[0], "en").startswith(
        f"Policy proposals without a place yet: {len(waiting)} of 19; for {unknown} of them because nobody has shown"
    )


def test_what_is_left_out_before_a_survey_is_not_said_to_lack_a_share(before):
    """Nothing has a share then: a known item that stands high is the reason."""
    said = {row["action"]: row["rank"] for row in rows(action_plan.by_horizon(*before))}
    assert (
        said["Remote voting and representation in parliament"]
        == "no place yet: before a survey only what stands low is proposed"
    )


def test_the_plan_says_once_how_many_targets_a_next_round_could_not_tell(with_russia, before):
    """A count over the rows, above them; without a baseline there is nothing to count."""
    table = action_plan.by_horizon(*with_russia)
    said = [row["indicator"] for row in rows(table)]
    untold = sum("could not be checked" in text for text in said)
    told = sum("yes: the smallest change" in text for text in said)
    assert untold > 0
    assert say(table.caption, "en") == (
        f"Action plan by horizon: whether {untold} of {untold + told} targets with a known baseline are met, the next "
        "round could not tell from chance"
    )
    assert say(action_plan.by_horizon(*before).caption, "en").endswith("no target has a known baseline yet")


def test_a_plan_of_an_example_asks_no_real_body_by_name(with_russia, before):
    """What simulated people need is asked of roles; in a real round the bodies are named."""
    assert bodies_named(with_russia[0], action_plan.by_horizon(*with_russia)) == []
    assert bodies_named(before[0], action_plan.by_horizon(*before)) != []
