from __future__ import annotations

import datetime
from dataclasses import replace

import pandas as pd

from judgement_examples import Framework, Item
from mekendesh.judgement.action_plan import action_plan, asked_of
from test_judgement_kpi import proposal

DAY = datetime.date(2024, 2, 29)
NAN = float("nan")
FRAMEWORK = Framework(
    items=(Item("portal", "trust"), Item("desk", "economy")),
    proposals=(
        replace(proposal("slow", "aware_yes", 10), horizon="5y"),
        replace(proposal("second", "aware_yes", 10), lead_role="economy", supporting_roles=("culture",)),
        replace(proposal("first", "aware_yes", 10), items=("portal", "desk")),
        replace(proposal("unknown", "aware_yes", 10), items=("desk",)),
        replace(proposal("census", "", None), kind="fieldwork", items=("desk",)),
    ),
)
ITEMS = pd.DataFrame(
    [("portal", "evidence", 2.0, "C", True), ("desk", "evidence", NAN, "", False)],
    columns=["item", "scored_by", "score", "grade", "is_old"],
)
RANKED = pd.DataFrame(
    {"proposal": ["first", "second", "slow"], "rank": pd.array([1, 2, pd.NA], dtype="Int64")}
)


def plan(items: pd.DataFrame = ITEMS) -> pd.DataFrame:
    return action_plan(FRAMEWORK, RANKED, items, DAY)


def test_actions_stand_by_horizon_then_by_what_is_known_of_their_place():
    """With a place, then the mapping's own, then a policy without one; a hidden place is no missing one."""
    assert plan()[["horizon", "standing", "proposal"]].values.tolist() == [
        ["1y", "placed", "first"],
        ["1y", "placed", "second"],
        ["1y", "own", "census"],
        ["1y", "unplaced", "unknown"],
        ["5y", "hidden", "slow"],
    ]


def test_an_action_is_due_a_year_or_five_after_the_round():
    """From a leap day too."""
    due = plan().set_index("proposal")["due"]
    assert (due["first"], due["slow"]) == (datetime.date(2025, 2, 28), datetime.date(2029, 2, 28))


def test_the_evidence_grade_is_the_weakest_among_the_known_items():
    """A chain is as strong as its weakest link; without known evidence there is no grade."""
    table = plan().set_index("proposal")
    assert table.loc["first", ["evidence_grade", "items_old"]].tolist() == ["C", 1]
    assert table.loc["census", ["evidence_grade", "items_old"]].tolist() == ["", 0]
    known = ITEMS.assign(score=1.0, grade=["C", "A"])
    assert plan(known).set_index("proposal").loc["first", "evidence_grade"] == "C"


def test_a_body_reads_what_it_leads_and_what_it_supports():
    """Culture leads four and supports the one that the economy leads, once that has a place."""
    leads, supports = asked_of(plan(), "culture")
    assert leads["proposal"].tolist() == ["first", "slow", "census", "unknown"]
    assert supports["proposal"].tolist() == ["second"]
    unplaced = action_plan(FRAMEWORK, RANKED.iloc[:1], ITEMS, DAY)
    assert asked_of(unplaced, "economy")[0]["proposal"].tolist() == ["second"]
    assert asked_of(unplaced, "culture")[1].empty
    assert [len(each) for each in asked_of(plan(), "parliament")] == [0, 0]


def test_a_changed_rank_moves_that_action_and_no_other():
    """Two ranks exchanged: these two change places, the others stay."""
    ranked = RANKED.assign(rank=pd.array([2, 1, pd.NA], dtype="Int64"))
    moved = action_plan(FRAMEWORK, ranked, ITEMS, DAY)["proposal"].tolist()
    assert moved == ["second", "first", "census", "unknown", "slow"]


def test_without_anything_ranked_every_proposal_is_in_the_plan():
    """An empty list is not an empty plan; the mapping's own comes before what has no place."""
    table = action_plan(FRAMEWORK, RANKED.iloc[:0], ITEMS, DAY)
    assert table["proposal"].tolist() == ["census", "second", "first", "unknown", "slow"]
