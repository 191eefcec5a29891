"""What closing a gap would change: how often the first five recommendations would be others once it is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.judgement.evidence import HIGHEST_SCORE
from mekendesh.judgement.links import links_of
from mekendesh.judgement.rank_stability import FIRST
from mekendesh.judgement.recommendations import LOW_SCORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mekendesh.structure.framework import Framework

OLD_MOVES = 1
"""By how many levels a score that rests on old evidence may have moved either way."""
STEP = 0.05
_SAME = 12
"""Decimals to which priorities are compared: what differs later in them differs by the order of a sum."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What closing a gap could show, one row an answer, all equally likely.

    ``scores``: a column an item that would be known, 0–4. ``shares``: a column a proposal whose share would be
    another. Both may be empty; if neither is, they have the same rows.
    """

    scores: pd.DataFrame = field(default_factory=pd.DataFrame)
    shares: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Worth:
    """``changes``: the chance that the first five become a different set; ``reorders``: that they or the ranks
    within them change. NaN where nothing is known that an answer could be drawn from.
    """

    changes: float
    reorders: float


UNKNOWN_WORTH = Worth(float("nan"), float("nan"))


@dataclass(frozen=True, eq=False)
class PresentList:
    """The list as it stands: per proposal the items that evidence scores, and the share (``None`` before the
    fieldwork, when readiness alone decides).
    """

    proposals: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    scores: pd.Series
    shares: pd.Series | None


def present_list(framework: Framework, items: pd.DataFrame, estimates: pd.DataFrame | None) -> PresentList:
    """What the rule of `mekendesh.judgement.recommendations` ranks, as arrays of central values.

    ``items`` as `score_items` gives them, ``estimates`` the shares of the proposals (site "").
    """
    names = tuple(proposal.proposal for proposal in framework.proposals)
    shares = None
    if estimates is not None:
        whole = estimates[estimates["site"] == ""].set_index("indicator")["value"]
        shares = whole.reindex([f"proposal_{name}" for name in names]).set_axis(list(names)).astype(float)
    scored = items.set_index("item")["score"].astype(float)
    return PresentList(
        names, tuple(links_of(framework, proposal).items for proposal in framework.proposals), scored, shares
    )


def worth(present: PresentList, answers: Answers) -> Worth:
    """How often an answer changes the first five, all else staying at its central value.

    It follows the value of partial perfect information (the decision now against the decision once one thing is
    known), but counts how often the decision changes, not what is lost by not changing it. Without random
    numbers: every answer is gone through.

    It misleads in four ways. It closes one gap at a time: two that change nothing alone may change much together.
    It takes an unknown score to be anything from 0 to 4 with equal chance, though what nobody can find is more
    often absent. It takes the answer to be exact. And a change counts the same whether two proposals almost tie
    or lie far apart.
    """
    rows = max(len(answers.scores), len(answers.shares))
    if rows == 0:
        return UNKNOWN_WORTH
    now = _ranks(_values(present, Answers(), 1))
    then = _ranks(_values(present, answers, rows))
    first_now, first_then = now <= FIRST, then <= FIRST
    changed = (first_now != first_then).any(axis=1)
    # Ranks of those outside the first five do not count: they are brought to one place behind them.
    reordered = (np.minimum(now, FIRST + 1) != np.minimum(then, FIRST + 1)).any(axis=1)
    return Worth(float(changed.mean()), float(reordered.mean()))


def listed(present: PresentList) -> int:
    """How many proposals have a place in the list as it stands."""
    return int(np.isfinite(_values(present, Answers(), 1)).sum())


def answers_of_item(items: pd.DataFrame, item: str) -> Answers:
    """Every whole score within the bounds of an item: 0 to 4 where it is unknown."""
    row = items.set_index("item").loc[item]
    return _scores(item, np.ceil(row["low"]), np.floor(row["high"]))


def answers_of_old_item(items: pd.DataFrame, item: str) -> Answers:
    """A score from old evidence, one level up or down or as it was: a convention, since nobody has looked."""
    row = items.set_index("item").loc[item]
    low, high = min(row["low"], row["score"] - OLD_MOVES), max(row["high"], row["score"] + OLD_MOVES)
    return _scores(item, max(0, np.ceil(low)), min(HIGHEST_SCORE, np.floor(high)))


def answers_of_indicator(present: PresentList, draws: pd.DataFrame | None, indicator: str) -> Answers:
    """The shares of the proposals once an indicator is known, for each of its replicates.

    The expected share given the indicator is read off the joint replicates by a straight line (as the regression
    method for partial perfect information does: Strong, Oakley and Brennan 2014): share + slope · (replicate −
    mean). For a proposal's own share this is the replicate itself, brought to the headline as its middle. No
    answers before the fieldwork, for an indicator without draws, or one whose replicates do not differ.

    It misleads where people who share two answers do so for a reason the line does not follow.
    """
    column = f"{indicator}|"
    if present.shares is None or draws is None or column not in draws:
        return Answers()
    known = [p for p in present.shares.dropna().index if f"proposal_{p}|" in draws]
    joint = draws[[column, *(f"proposal_{p}|" for p in known)]].to_numpy(float)
    joint = joint[np.isfinite(joint).all(axis=1)]
    if len(joint) < 2 or np.ptp(joint[:, 0]) == 0:
        return Answers()
    apart = joint - joint.mean(axis=0)
    slopes = apart[:, 0] @ apart[:, 1:] / (apart[:, 0] @ apart[:, 0])
    shares = present.shares[known].to_numpy() + apart[:, :1] * slopes
    return Answers(shares=pd.DataFrame(np.clip(shares, 0, 1), columns=list(known)))


def answers_of_methods(present: PresentList, values: Sequence[float], proposal: str) -> Answers:
    """The share of a proposal by each method that has one, all taken for equally likely to be right."""
    known = [value for value in values if np.isfinite(value)]
    if present.shares is None or not known:
        return Answers()
    return Answers(shares=pd.DataFrame({proposal: known}))


def coarse(chance: float) -> float:
    """A chance in steps of 5 %, so that it tells no more than the shares behind it may. Only what is certain is 0
    or 1: a chance under 5 % is 5 %, one over 95 % is 95 %.
    """
    if np.isnan(chance) or chance in (0.0, 1.0):
        return chance
    return round(STEP * min(max(round(chance / STEP), 1), round(1 / STEP) - 1), 2)


def _scores(item: str, low: float, high: float) -> Answers:
    return Answers(scores=pd.DataFrame({item: np.arange(int(low), int(high) + 1, dtype=float)}))


def _values(present: PresentList, answers: Answers, rows: int) -> NDArray[np.float64]:
    """Answers × proposals: what the list is ordered by, higher first; NaN where a proposal is not in it."""
    values = np.full((rows, len(present.proposals)), np.nan)
    for place, (proposal, items) in enumerate(zip(present.proposals, present.items, strict=True)):
        if not items:
            continue
        scores = np.column_stack(
            [
                answers.scores[item].to_numpy()
                if item in answers.scores
                else np.full(rows, present.scores[item])
                for item in items
            ]
        )
        known = np.isfinite(scores)
        total = np.where(known, scores, 0.0).sum(axis=1)
        score = np.divide(total, known.sum(axis=1), out=np.full(rows, np.nan), where=known.any(axis=1))
        if present.shares is None:
            values[:, place] = np.where(score <= LOW_SCORE, -score, np.nan)
            continue
        share = present.shares[proposal]
        # A share that may not be shown, or that nobody has, comes in by no answer: it would tell itself so.
        if proposal in answers.shares and np.isfinite(share):
            share = answers.shares[proposal].to_numpy()
        values[:, place] = (HIGHEST_SCORE - score) / HIGHEST_SCORE * share
    return np.round(values, _SAME)


def _ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The rank in each row, equal ones sharing the best; a proposal that is not in the list stands behind all."""
    filled = np.where(np.isnan(values), -np.inf, values)
    ranks = 1 + (filled[:, None, :] > filled[:, :, None]).sum(axis=2)
    # Behind all, and never among the first, however few there are.
    return np.where(np.isnan(values), FIRST + values.shape[1] + 1, ranks)
