"""Change one input (a score, a willingness, a date), and the right recommendation moves and no other.

*Moves* means: any number of its own changes. Its neighbours' ranks and chances are relative to it; their score,
share, priority, ranges, people and findings must stay as they were to the last bit.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from judgement_examples import Anchor, Evidence, Framework, Item, Proposal, survey
from mekendesh.estimation.indicators import indicators_of
from mekendesh.files import current_tree
from mekendesh.judgement import readiness, recommendations
from mekendesh.structure.framework import load_framework
from mekendesh.structure.items import Evidence as RealEvidence
from mekendesh.words import Label

DAY = datetime.date(2026, 6, 30)
EARLY, BEFORE, AFTER = datetime.date(2014, 1, 1), datetime.date(2018, 12, 30), datetime.date(2018, 12, 31)
RELATIVE = ["rank", "rank_low", "rank_high", "rank_without_survey", "p_top_five"]
"""Where a proposal stands among the others: changes with them."""

SMALL = Framework(
    items=(
        Item("portal", "trust"),
        Item("forum", "trust"),
        Item("desk", "economy"),
        Item("lead", "institutions"),
    ),
    evidence=(
        Evidence("portal", 2, EARLY),
        Evidence("forum", 1, EARLY),
        Evidence("desk", 1, EARLY),
        Evidence("lead", 3, EARLY),
    ),
    proposals=(
        Proposal("open_desk", ("desk",), ("investment",), ("no_money",)),
        Proposal("run_portal", ("portal", "forum"), ("return",), ("no_trust",)),
        Proposal("name_lead", ("lead",), ("investment", "return"), ("no_trust",)),
    ),
)
SHARES = {"open_desk": 0.4, "run_portal": 0.4, "name_lead": 0.4}


def small_list(framework=SMALL, day=DAY, **shares) -> pd.DataFrame:
    """The list of the small framework, by proposal, best first."""
    given = {f"proposal_{name}": (s, s - 0.05, s + 0.05) for name, s in (SHARES | shares).items()}
    estimates, draws = survey(given)
    items = readiness.score_items(framework, "KGZ", day)
    table = recommendations.rank(framework, items, estimates, draws, Anchor(1000), rng_seed=3)
    return table.set_index("proposal")


def moved(before: pd.DataFrame, after: pd.DataFrame) -> set[str]:
    """Proposals of which a number of their own changed, or that came or went."""
    both = before.index.intersection(after.index)
    own = [column for column in before if column not in RELATIVE]
    one, other = before.loc[both, own], after.loc[both, own]
    changed = ~(one.eq(other) | (one.isna() & other.isna())).all(axis=1)
    return set(both[changed]) | set(before.index.symmetric_difference(after.index))


def with_score(framework, item: str, score: int, day: datetime.date = AFTER):
    """The framework with one more piece of evidence."""
    return replace(framework, evidence=(*framework.evidence, Evidence(item, score, day)))


def test_the_starting_point_is_worked_by_hand() -> None:
    """(4 − 1)/4 · 0.4 = 0.3; (4 − 1.5)/4 · 0.4 = 0.25; (4 − 3)/4 · 0.4 = 0.1."""
    assert small_list()["priority"].round(6).to_dict() == {
        "open_desk": 0.3,
        "run_portal": 0.25,
        "name_lead": 0.1,
    }
    assert moved(small_list(), small_list()) == set()


@pytest.mark.parametrize(
    ("item", "score", "what", "order", "priority"),
    [
        ("desk", 3, "open_desk", ["run_portal", "name_lead", "open_desk"], 0.1),
        ("desk", 4, "open_desk", ["run_portal", "name_lead", "open_desk"], 0.0),
        ("forum", 0, "run_portal", ["open_desk", "run_portal", "name_lead"], 0.3),
        ("forum", 4, "run_portal", ["open_desk", "name_lead", "run_portal"], 0.1),
        ("lead", 0, "name_lead", ["name_lead", "open_desk", "run_portal"], 0.4),
    ],
)
def test_a_new_score_moves_its_own_recommendation_alone(item, score, what, order, priority) -> None:
    """One score, one proposal; equal priorities stand by name."""
    after = small_list(with_score(SMALL, item, score))
    assert moved(small_list(), after) == {what}
    assert after["priority"].round(6)[what] == priority
    assert after.index.tolist() == order


@pytest.mark.parametrize(
    ("name", "share", "order", "priority"),
    [
        ("name_lead", 0.9, ["open_desk", "run_portal", "name_lead"], 0.225),
        ("run_portal", 0.8, ["run_portal", "open_desk", "name_lead"], 0.5),
        ("open_desk", 0.08, ["run_portal", "name_lead", "open_desk"], 0.06),
    ],
)
def test_another_willingness_moves_its_own_recommendation_alone(name, share, order, priority) -> None:
    """One share, one proposal."""
    after = small_list(**{name: share})
    assert moved(small_list(), after) == {name}
    assert after["priority"].round(6)[name] == priority
    assert after.index.tolist() == order


def test_a_date_moves_what_was_decided_on_it_alone() -> None:
    """A portal opened on 31 December 2018 counts from that day: (4 − (4 + 1)/2)/4 · 0.4 = 0.15."""
    opened = with_score(SMALL, "portal", 4, AFTER)
    before, after = small_list(opened, BEFORE), small_list(opened, AFTER)
    assert moved(small_list(), before) == set()
    assert moved(before, after) == {"run_portal"}
    assert after["priority"].round(6).to_dict() == {"open_desk": 0.3, "run_portal": 0.15, "name_lead": 0.1}


def test_evidence_that_is_lost_takes_its_own_recommendation_off_the_list_alone() -> None:
    """An item nobody knows lifts nothing and leaves the others where they were."""
    unknown = replace(SMALL, evidence=tuple(each for each in SMALL.evidence if each.item != "lead"))
    after = small_list(unknown)
    assert moved(small_list(), after) == {"name_lead"}
    assert after.index.tolist() == ["open_desk", "run_portal"]


REAL = load_framework(current_tree())
ASSESSED = Label("болжол", "допущение", "an assumption")


def proven(framework, item: str, score: int, day: datetime.date):
    """The real framework with one more piece of evidence on Kyrgyzstan."""
    new = RealEvidence(
        "KGZ", item, score, day, ASSESSED, "", "B", ASSESSED, "a test", None, None, Label("", "", "")
    )
    return replace(framework, evidence=(*framework.evidence, new))


@cache
def real_survey(cured: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Shares of 2,000 made-up people; whoever would contribute through ``cured`` does not want to any more."""
    rng = np.random.default_rng(11)
    channels = [channel.channel for channel in REAL.channels]
    barriers = [barrier.barrier for barrier in REAL.barriers]
    people = {
        name: pd.array([pd.NA] * 2000, "Float64")
        for name in ("age", "birth_year", "arrival_year", "trust_state")
    }
    people |= {
        name: pd.array([pd.NA] * 2000, "boolean") for name in ("overqualified", "aware_body", "used_body")
    }
    words = ("sex", "education", "legal_status", "return_intention", "idea_stage")
    people |= {name: pd.array([pd.NA] * 2000, "string") for name in words}
    for channel in channels:
        people[f"did_{channel}"] = rng.random(2000) < 0.2
        people[f"willing_{channel}"] = rng.integers(1, 6, 2000)
    people |= {f"barrier_{barrier}": rng.random(2000) < 0.25 for barrier in barriers}
    if cured:
        people[f"willing_{cured}"] = np.ones(2000, dtype=int)
    found = indicators_of(pd.DataFrame(people), channels, barriers, REAL.proposals)
    shares = {
        name: float(found.yes[:, place].mean())
        for place, name in enumerate(found.catalogue["indicator"])
        if name.startswith(("proposal_", "gapbarrier_"))
    }
    return survey({name: (share, share * 0.9, share * 1.1) for name, share in shares.items()}, 50)


def real_list(framework=REAL, day=DAY, surveyed=None) -> pd.DataFrame:
    items = readiness.score_items(framework, "KGZ", day)
    estimates, draws = surveyed or real_survey()
    return recommendations.rank(framework, items, estimates, draws, Anchor(1000), rng_seed=3).set_index(
        "proposal"
    )


@pytest.mark.parametrize(
    ("item", "proposals"),
    [
        ("lead_body", {"name_lead_body"}),
        ("remittance_cost", {"lower_transfer_costs"}),
        ("co_funding", {"match_community_projects", "publish_project_accounts"}),
        ("consular_reach", {"move_services_online", "extend_legal_aid"}),
        ("census", set()),
    ],
)
def test_a_score_of_kyrgyzstan_moves_the_proposals_that_would_raise_it(item, proposals) -> None:
    """Literal on the real framework: who hangs on the item moves, and structure proposals have no rank to move."""
    low, high = (real_list(proven(REAL, item, score, DAY)) for score in (1, 3))
    assert moved(low, high) == proposals
    assert (high.loc[sorted(proposals), "priority"] < low.loc[sorted(proposals), "priority"]).all()


@cache
def as_it_stands() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The list of Kyrgyzstan as the evidence has it, and the items behind it."""
    return real_list(), readiness.score_items(REAL, "KGZ", DAY).set_index("item")


@pytest.mark.parametrize("item", [item.item for item in REAL.items if item.scored_by == "evidence"])
def test_whatever_item_is_scored_anew_only_its_proposals_move(item) -> None:
    """The law behind the examples, for every item that evidence scores, known until now or not.

    Where an item was unknown, the others' ranges must not shift because one draw fewer is made.
    """
    before, items = as_it_stands()
    after = real_list(proven(REAL, item, 4 if items.at[item, "score"] == 0 else 0, DAY))
    hanging = {each.proposal for each in REAL.proposals if item in each.items and each.channels}
    assert moved(before, after) == hanging


def test_a_decision_counts_from_its_day_and_moves_what_it_decides_alone() -> None:
    """Incentives that operate from 1 March 2026, on the real framework."""
    decided = proven(REAL, "incentives", 3, datetime.date(2026, 3, 1))
    eve, day = (real_list(decided, datetime.date(2026, *when)) for when in ((2, 28), (3, 1)))
    assert moved(eve, day) == {"fix_incentives"}
    assert day.at["fix_incentives", "score"] == 3.0


@pytest.mark.parametrize(
    ("channel", "proposals"),
    [
        ("trade", {"open_investor_desk", "fix_incentives"}),
        ("remittances", {"lower_transfer_costs", "extend_legal_aid"}),
        ("tourism_culture", {"ease_former_citizens", "back_language_schools"}),
    ],
)
def test_people_who_change_their_mind_about_one_channel_move_its_proposals_down(channel, proposals) -> None:
    """From the answers up: nobody is willing any more in one channel, all else equal."""
    every = frozenset(item.item for item in REAL.items if item.scored_by == "evidence")
    known = REAL
    for item in sorted(every):
        known = proven(known, item, 1, DAY)
    before, after = real_list(known), real_list(known, surveyed=real_survey(channel))
    assert moved(before, after) == proposals
    assert (after.loc[sorted(proposals), "share"] < before.loc[sorted(proposals), "share"]).all()
    fallen = after.loc[sorted(proposals), "rank"] - before.loc[sorted(proposals), "rank"]
    assert (fallen >= 0).all()
    assert fallen.any(), "a changed survey changes the list"
