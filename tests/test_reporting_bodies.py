"""A page for each body: all that is asked of it and nothing of others, and what it is to answer."""

from __future__ import annotations

import pytest

from mekendesh.reporting.recommendations import action_plan, bodies
from mekendesh.reporting.rendering import block_html
from mekendesh.structure.mapping import Nation, open_nation
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


def test_an_example_page_is_headed_by_a_role_and_never_by_a_body(with_russia, before):
    """What simulated people need is asked of no real body by name; in a real round it is."""
    assert bodies_named(with_russia[0], bodies.asked_of_you(*with_russia)) == []
    assert bodies_named(before[0], bodies.asked_of_you(*before)) != []
