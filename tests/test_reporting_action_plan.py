from __future__ import annotations

import re

import pytest

from mekendesh.judgement.nation import combine, judge_nation
from mekendesh.reporting import action_plan, bodies, reordering, walk_down
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.door import protect_combined, protect_judgement, protect_national
from mekendesh.reporting.rendering import block_html
from mekendesh.structure.mapping import Nation, open_nation
from mekendesh.words import LANGUAGES, say


def judged(country):
    combined = combine(country)
    shares = protect_combined(combined)
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
    assert horizons == ["Within one year: by 1 January 2028", "Within two years: by 1 January 2029"]
    assert [row["horizon"] for row in said] == sorted((row["horizon"] for row in said), key=horizons.index)
    for row in said:
        assert not {row[key] for key in ("lead", "indicator", "cost")} & {"[z]", ""}
    own = {each.text.en for each in before[0].framework.proposals if each.kind != "policy"}
    assert own <= {row["action"] for row in said}
    assert any(row["rank"] == "without rank: fieldwork" for row in said)


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


def test_a_recommendation_folds_open_to_its_questions_and_the_people_counted(surveyed):
    """From any recommendation one walks down to findings, statistics, questions, counted people in fives."""
    block = walk_down.walk_down(surveyed.mapping, surveyed.judgement, surveyed.public)
    said = rows(block)
    assert block.layout == "folds"
    ranked = surveyed.public.ranked["proposal"]
    assert len({row["recommendation"] for row in said}) == len(ranked)
    questions = {column.label.en for column in surveyed.mapping.questionnaire.columns}
    counted = [row for row in said if row["people"] != "not asked: dated evidence"]
    assert counted
    for row in counted:
        assert any(question in row["basis"] for question in questions), row
        assert row["people"] == "[c]" or int(row["people"]) % 5 == 0
    page = block_html(block, "en", 1, is_example=True)
    assert page.count("<details") == page.count("</details>") == len(ranked)


def test_a_hidden_share_is_hidden_on_the_way_down_too(surveyed):
    """The walk-down shows no number that the list may not."""
    shares = surveyed.public.shares.copy()
    hidden = shares["indicator"].str.startswith(("proposal_", "gap_", "barrier_"))
    shares.loc[hidden, ["value", "low", "high"]] = float("nan")
    shares.loc[hidden, "flag"] = "c"
    public = protect_judgement(surveyed.judgement, shares)
    said = rows(walk_down.walk_down(surveyed.mapping, surveyed.judgement, public))
    assert {row["value"] for row in said if row["people"] != "not asked: dated evidence"} == {"[c]"}


def test_the_rule_is_shown_beside_the_experts_order_and_their_reason(before):
    """Never silently: the move, its reason, the stratum and the day."""
    country, _, public = before
    assert isinstance(reordering.experts_order(country, public), Paragraph)
    last = public.ranked.iloc[-1]
    path = country.tree.roundtable("KGZ/2027-1") / "reordering.csv"
    path.parent.mkdir(parents=True)
    path.write_text(
        "proposal,from_rank,to_rank,reason,who,when\n"
        f"{last['proposal']},{last['rank']},1,The decree is ready,state,2026-11-20\n"
        f"{last['proposal']},7777,1,On an older list,experts,2026-11-20\n",
        encoding="utf-8",
    )
    first, second = rows(reordering.experts_order(country, public))
    assert (first["rule"], first["experts"], first["state"]) == (str(last["rank"]), "1", "carried out")
    assert (first["reason"], first["who"], first["when"]) == (
        "The decree is ready",
        "state bodies",
        "20 November 2026",
    )
    assert second["state"] == "not carried out: its rank by the rule has changed since"
