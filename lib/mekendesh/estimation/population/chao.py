"""Chao's lower bound: how many were not seen, by how many were seen once and twice."""

from __future__ import annotations

from math import exp, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.size import LEVEL, SizeEstimate

if TYPE_CHECKING:
    from mekendesh.estimation.population.histories import Histories


def chao(people: int, once: int, twice: int, occasions: int | None = None) -> SizeEstimate:
    """Chao's lower bound n + c·f₁²/(2f₂), c = (k−1)/k (Chao 1987, 1989).

    ``people``: n seen, of these ``once`` on exactly one list and ``twice`` on two; ``occasions``: the lists k;
    without it, seen any number of times, c = 1. Where nobody was seen twice, n + c·f₁(f₁−1)/2. Interval log-normal
    on those not seen.

    A lower bound only where people differ in how easily they are found but lists do not: lists of very unlike
    length, or that avoid each other, raise f₁²/f₂ and make it too high; lists that find the same people make it too low.

    Raises ``EstimationError`` for counts that contradict each other.
    """
    if not (
        once >= 0 and twice >= 0 and 0 < once + twice <= people and (occasions is None or occasions >= 2)
    ):
        raise EstimationError(
            "{people} people, {once} seen once and {twice} twice, cannot be. Check the counts of the lists.",
            people=people,
            once=once,
            twice=twice,
        )
    factor = 1.0 if occasions is None else (occasions - 1) / occasions
    if twice:
        ratio = once / twice
        missing = factor * once * ratio / 2
        variance = twice * (factor * ratio**2 / 2 + factor**2 * (ratio**3 + ratio**4 / 4))
    else:
        missing = factor * once * (once - 1) / 2
        variance = (
            missing + factor**2 * (once * (2 * once - 1) ** 2 - once**4 / (people + missing)) / 4
            if missing
            else 0.0
        )
    low, high = log_normal(missing, variance)
    return SizeEstimate(people + missing, sqrt(variance), people + low, people + high, LEVEL, "chao")


def chao_of_lists(histories: Histories) -> SizeEstimate:
    """`chao` for people on k lists."""
    return chao(histories.people, histories.on_so_many(1), histories.on_so_many(2), histories.lists)


def log_normal(missing: float, variance: float) -> tuple[float, float]:
    """Interval at `LEVEL` for the number of those not seen, which is never below zero (Chao 1987)."""
    if not missing:
        return 0.0, 0.0
    factor = exp(NormalDist().inv_cdf((1 + LEVEL) / 2) * sqrt(log(1 + variance / missing**2)))
    return missing / factor, missing * factor
