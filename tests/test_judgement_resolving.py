from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgement_examples import Framework, Item, Proposal, survey
from mekendesh.files import current_tree
from mekendesh.judgement import readiness, recommendations
from mekendesh.judgement.resolving import (
    Answers,
    answers_of_indicator,
    answers_of_item,
    answers_of_methods,
    answers_of_old_item,
    coarse,
    present_list,
    worth,
)
from mekendesh.structure.framework import load_framework

NAN = float("nan")


def framework(count):
    names = [f"i{place}" for place in range(count)]
    return Framework(
        items=tuple(Item(name, "economy") for name in names),
        proposals=tuple(Proposal(f"p{place}", (name,)) for place, name in enumerate(names)),
    )


def items_of(*scores):
    rows = [
        (f"i{place}", "evidence", score, *((0.0, 4.0) if np.isnan(score) else (score, score)))
        for place, score in enumerate(scores)
    ]
    return pd.DataFrame(rows, columns=["item", "scored_by", "score", "low", "high"])


def shares_of(*shares):
    given_ = {f"proposal_p{place}": (share, share - 0.05, share + 0.05) for place, share in enumerate(shares)}
    return survey(given_, 21)[0]


SCORES = (0.0, 0.0, 1.0, 1.0, 2.0, NAN)
SIX = present_list(framework(6), items_of(*SCORES), shares_of(0.5, 0.6, 0.5, 0.6, 0.5, 0.9))
"""Priorities 0.5 0.6 0.375 0.45 0.25, and p5 outside for want of a score."""


def test_an_unknown_item_changes_the_list_as_often_as_its_scores_lift_a_proposal() -> None:
    """At 0–4 p5 has 0.9, 0.675, 0.45, 0.225 and 0; p4 is last with 0.25: in 3 of 5 answers p5 takes its place."""
    found = worth(SIX, answers_of_item(items_of(*SCORES), "i5"))
    assert (found.changes, found.reorders) == (0.6, 0.6)


def test_an_answer_may_change_the_order_and_not_the_five() -> None:
    """i0 at 3 leaves p0 0.125, still among five; with p0 out of its first place only the ranks are others."""
    answers = Answers(scores=pd.DataFrame({"i0": [0.0, 0.0, 3.0, 0.5]}))
    found = worth(SIX, answers)
    assert (found.changes, found.reorders) == (0.0, 0.5)


def test_an_answer_about_a_share_counts_like_one_about_a_score() -> None:
    """Six proposals: p5 at score 3 and share 0.9 has 0.225; p4 with 0.25 falls behind it below a share of 0.45."""
    present = present_list(
        framework(6), items_of(0.0, 0.0, 1.0, 1.0, 2.0, 3.0), shares_of(0.5, 0.6, 0.5, 0.6, 0.5, 0.9)
    )
    shares = Answers(shares=pd.DataFrame({"p4": [0.46, 0.44, 0.5, 0.2]}))
    assert worth(present, shares).changes == 0.5


def test_what_no_answer_can_be_drawn_from_has_no_worth() -> None:
    """Unknown is not zero."""
    found = worth(SIX, Answers())
    assert np.isnan([found.changes, found.reorders]).all()


def test_an_answer_that_settles_nothing_is_worth_nothing() -> None:
    """A figure that moves no share: exactly zero, not unknown."""
    assert worth(SIX, Answers(scores=pd.DataFrame(index=range(1)))).reorders == 0.0


def test_of_few_proposals_one_outside_the_list_is_not_among_the_first() -> None:
    """Two proposals, one unknown: whatever its score, it comes in, and the first five are others."""
    present = present_list(framework(2), items_of(1.0, NAN), shares_of(0.5, 0.5))
    assert worth(present, answers_of_item(items_of(1.0, NAN), "i1")).changes == 1.0


def test_before_the_fieldwork_the_list_is_that_of_low_scores() -> None:
    """Only a score of 2 or less brings a proposal in: 3 of 5 answers."""
    present = present_list(framework(2), items_of(1.0, NAN), None)
    assert worth(present, answers_of_item(items_of(1.0, NAN), "i1")).changes == 0.6


@pytest.mark.parametrize(
    ("score", "low", "high", "expected"),
    [
        (0.0, 0.0, 0.0, [0, 1]),
        (2.0, 2.0, 2.0, [1, 2, 3]),
        (4.0, 4.0, 4.0, [3, 4]),
        (2.0, 0.0, 2.0, [0, 1, 2, 3]),
    ],
)
def test_an_old_score_may_be_one_level_off_and_as_far_as_dissent_has_it(score, low, high, expected) -> None:
    """One level either way within the scale, and no narrower than the bounds dissent gives."""
    items = items_of(score).assign(low=low, high=high)
    assert answers_of_old_item(items, "i0").scores["i0"].tolist() == expected


def test_a_survey_score_between_whole_ones_is_answered_within_its_bounds() -> None:
    """Bounds 1.2 to 3.4 hold the whole scores 2 and 3."""
    items = items_of(2.3).assign(low=1.2, high=3.4)
    assert answers_of_item(items, "i0").scores["i0"].tolist() == [2, 3]


def test_knowing_an_indicator_moves_the_shares_that_go_with_it() -> None:
    """Draws .1 .2 .3: its own share .25 becomes .15 .25 .35; one that moves half as much .9 goes .85 .9 .95;
    one that does not go with it stays .5; none leaves 0–1."""
    present = present_list(framework(4), items_of(0.0, 0.0, 0.0, 0.0), shares_of(0.25, 0.9, 0.5, 0.99))
    draws = pd.DataFrame(
        {
            "proposal_p0|": [0.1, 0.2, 0.3],
            "proposal_p1|": [0.7, 0.75, 0.8],
            "proposal_p2|": [0.4, 0.6, 0.4],
            "proposal_p3|": [0.3, 0.2, 0.1],
        }
    )
    shares = answers_of_indicator(present, draws, "proposal_p0").shares
    assert shares["p0"].round(9).tolist() == [0.15, 0.25, 0.35]
    assert shares["p1"].round(9).tolist() == [0.85, 0.9, 0.95]
    assert shares["p2"].round(9).tolist() == [0.5, 0.5, 0.5]
    assert shares["p3"].round(9).tolist() == [1.0, 0.99, 0.89]


@pytest.mark.parametrize("draws", [None, pd.DataFrame({"x|": [1.0]}), pd.DataFrame({"gap_any|": [0.5, 0.5]})])
def test_an_indicator_without_draws_or_spread_has_no_answers(draws) -> None:
    """Nothing is invented where the replicates say nothing."""
    assert np.isnan(worth(SIX, answers_of_indicator(SIX, draws, "gap_any")).changes)


def test_before_the_fieldwork_no_share_can_be_drawn() -> None:
    """A premise that a survey would test has no worth yet."""
    present = present_list(framework(2), items_of(1.0, 1.0), None)
    draws = pd.DataFrame({"gap_any|": [0.1, 0.2], "proposal_p0|": [0.1, 0.2]})
    assert np.isnan(worth(present, answers_of_indicator(present, draws, "gap_any")).changes)
    assert np.isnan(worth(present, answers_of_methods(present, [0.5], "p0")).changes)


def test_methods_without_a_value_are_no_answers() -> None:
    """Of three methods two have a share: each is as likely as the other."""
    assert answers_of_methods(SIX, [0.5, NAN, 0.1], "p4").shares["p4"].tolist() == [0.5, 0.1]


@pytest.mark.parametrize(
    ("chance", "shown"),
    [(0, 0), (0.001, 0.05), (0.07, 0.05), (0.08, 0.1), (0.6, 0.6), (0.974, 0.95), (0.999, 0.95), (1, 1)],
)
def test_a_chance_is_shown_in_steps_of_five_percent(chance, shown) -> None:
    """Certainty alone is 0 or 1."""
    assert coarse(float(chance)) == shown


@given(st.floats(0, 1))
def test_a_coarse_chance_is_never_far_and_never_more_certain(chance) -> None:
    """Within five points, and 0 or 1 only where it is."""
    assert abs(coarse(chance) - chance) <= 0.05
    assert (coarse(chance) in (0.0, 1.0)) == (chance in (0.0, 1.0))


REAL = load_framework(current_tree())
LINKED = [each.proposal for each in REAL.proposals if each.channels and each.barriers]


PRIMES = (
    29,
    31,
    37,
    41,
    43,
    47,
    53,
    59,
    61,
    67,
    71,
    73,
    79,
    83,
    89,
    97,
    101,
    103,
    107,
    109,
    113,
    127,
    131,
    137,
)
"""Shares in thousands of which no two, times a score in 24ths, are equal: a tie would hang on the last bit."""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_present_list_and_its_answers_are_those_of_the_rule_itself(seed) -> None:
    """A second way of computing: every answer to an unknown item, run through `recommendations.rank`."""
    rng = np.random.default_rng(seed)
    items = readiness.score_items(REAL, "KGZ", datetime.date(2026, 6, 30))
    items["score"] = rng.choice([0.0, 1.0, 2.0, 3.0, 4.0, NAN], len(items))
    items["low"], items["high"] = items["score"].fillna(0.0), items["score"].fillna(4.0)
    shares = rng.permutation(PRIMES)[: len(LINKED)] / 1000
    estimates, draws = survey(
        {f"proposal_{name}": (share, share, share) for name, share in zip(LINKED, shares, strict=True)}, 2
    )

    def first(frame):
        table = recommendations.rank(REAL, frame, estimates, draws)
        return dict(table.loc[table["rank"] <= 5, ["proposal", "rank"]].to_numpy())

    asked = {item for each in REAL.proposals if each.channels for item in each.items}
    item = items.loc[items["score"].isna() & items["item"].isin(asked), "item"].iloc[0]
    now = first(items)
    then = [
        first(items.assign(score=items["score"].mask(items["item"] == item, float(score))))
        for score in range(5)
    ]
    found = worth(present_list(REAL, items, estimates), answers_of_item(items, item))
    assert found.changes == pytest.approx(sum(set(each) != set(now) for each in then) / 5)
    assert found.reorders == pytest.approx(sum(each != now for each in then) / 5)
