from __future__ import annotations

import re

import pytest

from mekendesh.judgement.nation import combine, judge_nation
from mekendesh.reporting.blocks import Table
from mekendesh.reporting.doors.door import protect_combined, protect_national
from mekendesh.reporting.recommendations import action_plan, bodies
from mekendesh.reporting.rendering import block_html
from mekendesh.structure.mapping import Nation, open_nation
from mekendesh.words import LANGUAGES, say


def judged(country):
    combined = combine(country)
    shares = protect_combined(country, combined)
    judgement = judge_nation(country, combined, shares)
    return country, judgement, protect_national(judgement, shares)


@pytest.fixture
def before(tree):
    """The origin before any fieldwork."""
    return judged(open_nation("KGZ", "2027-1"))


@pytest.fixture(scope="session")
def with_russia(surveyed):
    """The origin with one surveyed corridor."""
    mapping = surveyed.mapping
    return judged(Nation(mapping.tree, "KGZ", mapping.round, (mapping,)))


def rows(table: Table) -> list[dict[str, str]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, (say(cell, "en") for cell in row), strict=True)) for row in table.rows]


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


def test_a_target_in_words_follows_its_colon_without_a_capital(before):
    """A target of no survey is told with the indicator, and that no survey measures it."""
    said = {row["action"]: row["indicator"] for row in rows(action_plan.by_horizon(*before))}
    assert said["A definition beside every official figure"] == (
        "Share of official figures that name their definition, aim: all official figures; checked every year in the "
        "publications of the statistical office, and not measured by the survey of this mapping"
    )


def test_before_the_fieldwork_a_target_has_no_number_of_its_own(before):
    """Nothing is known yet that a share could be set against."""
    said = [row["indicator"] for row in rows(action_plan.by_horizon(*before))]
    surveyed = [text for text in said if "now: not known before the first survey" in text]
    assert surveyed
    assert all(re.search(r"aim: (less|more) than the first known share by \d+% of it", t) for t in surveyed)


def test_a_body_finds_all_that_is_asked_of_it_on_its_own_page(before):
    """The rows of a body stand together, so that they print on a page, those it leads first."""
    _, judgement, _ = before
    said = rows(bodies.asked_of_you(*before))
    order = list(dict.fromkeys(row["body"] for row in said))
    assert [row["body"] for row in said] == sorted((row["body"] for row in said), key=order.index)
    parliament = judgement.addressees["parliament"].label.en
    office = [
        row for row in said if row["body"].endswith("Presidential Administration of the Kyrgyz Republic")
    ]
    assert office[0]["part"] == "you lead"
    assert office[0]["why"].startswith("the related items of the state stand at ")
    assert office[0]["answer"] == (
        "to the mapping team: whether you can lead this, by when, and what you would need"
    )
    assert f"Asked of you: {parliament}" in order
    page = block_html(bodies.asked_of_you(*before), "en", 1, is_example=False)
    assert page.count('<div class="part">') == len(order)
    assert page.count('class="pages"') == 1


def test_every_action_of_the_plan_is_asked_of_its_lead_body(with_russia):
    """Whoever is named in the plan finds it on the page."""
    plan = rows(action_plan.by_horizon(*with_russia))
    led = {
        row["action"]: row["body"]
        for row in rows(bodies.asked_of_you(*with_russia))
        if row["part"] == "you lead"
    }
    assert led == {row["action"]: f"Asked of you: {row['lead']}" for row in plan}


def test_a_body_reads_a_title_what_exactly_is_asked_and_to_whom_it_answers(before):
    """Who reads only the own page knows what to do next."""
    country, judgement, _ = before
    texts = {proposal.title.en: proposal.text.en for proposal in country.framework.proposals}
    said = rows(bodies.asked_of_you(*before))
    assert all(row["text"] == texts[row["action"]] for row in said)
    assert {row["answer"].partition(":")[0] for row in said} == {"to the mapping team", "to the round table"}
    team = judgement.addressees["mapping_team"].label.en
    for row in said:
        assert (row["answer"].startswith("to the round table")) == (row["body"] == f"Asked of you: {team}")


def test_what_has_no_place_yet_is_asked_of_its_lead_alone_and_as_a_question(before):
    """First what exists: a body that supports need not read what may never be begun."""
    said = [row for row in rows(bodies.asked_of_you(*before)) if row["action"] == "One portal and a hotline"]
    assert [row["part"] for row in said] == ["you lead"]
    assert said[0]["why"] == (
        "how the state stands is not known on: portal or hotline. Whether this is needed cannot be said before"
    )
    assert said[0]["sure"] == "it has no place in the order yet"
    assert said[0]["answer"].startswith("to the mapping team: what of this exists today")
    # Its items are known and stand high: before a survey that is the reason, and nothing is called unknown.
    voting = next(
        row for row in rows(bodies.asked_of_you(*before)) if row["action"].startswith("Remote voting")
    )
    assert voting["why"] == "no place yet: before a survey only what stands low is proposed"


def test_an_example_page_is_headed_by_a_role_and_never_by_a_body(with_russia):
    """What simulated people need is asked of no real body by name."""
    country = with_russia[0]
    roles = {role.label for role in country.framework.roles}
    names = [body.label for body in country.framework.bodies if body.label not in roles]
    assert names
    for block in (action_plan.by_horizon(*with_russia), bodies.asked_of_you(*with_russia)):
        for language in LANGUAGES:
            text = "\n".join(say(cell, language) for row in block.rows for cell in row)
            assert not [name.en for name in names if getattr(name, language) in text]
