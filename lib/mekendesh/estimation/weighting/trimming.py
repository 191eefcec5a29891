"""Trimming: weights kept between two bounds, with the margins, or at least the total, kept too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.calibration import CYCLES, PATIENCE, TOLERANCE
from mekendesh.estimation.weighting.constraints import checked_weights, constrain, refuse_empty
from mekendesh.estimation.weighting.feasibility import bounds_possible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from mekendesh.estimation.weighting.constraints import Constraints, Target, Unknown


def trim(
    weights: ArrayLike,
    memberships: Sequence[ArrayLike] = (),
    targets: Sequence[Target] = (),
    *,
    low: float,
    high: float,
    unknown: Unknown = "refuse",
) -> NDArray[np.float64]:
    """Weights (n) within [``low``, ``high``] times their mean, nearest to ``weights``, that meet the margins.

    Nearest as raking is (Deville and Särndal 1992, case 7: the multiplicative distance with bounds, but on the
    weights, not on the factors). Memberships and targets are those of `rake`; without any, the sum of the
    weights is kept. The mean is over people whose weight is above zero; weight 0 stays 0. A weight within the
    bounds changes too: what is cut off is spread within the margins.

    Trimming trades variance for bias: where heavy people differ from others (few acquaintances, a hard-to-reach
    group) the estimates move towards the untrimmed sample. Compare the estimates with and without it.

    Raises ``EstimationError`` as `rake` does, and where the bounds leave no room, saying which would.
    """
    start = checked_weights(weights)
    if not 0 <= low <= 1 <= high:
        raise EstimationError(
            "Weights cannot be kept between {low} and {high} times their mean. Expected were a lower bound from 0 "
            "to 1 and an upper one from 1 on.",
            low=f"{low:g}",
            high=f"{high:g}",
        )
    if not memberships:
        memberships, targets = [np.zeros(len(start), dtype=np.int64)], [[start.sum()]]
    constraints = constrain(start[None, :], memberships, targets, unknown)
    refuse_empty(start[None, :], constraints)
    carried = start > 0
    codes = [code[carried] for code in constraints.codes]
    wanted = [target[0] for target in constraints.targets]
    mean = wanted[0].sum() / carried.sum()
    _refuse_bounds(constraints, codes, wanted, low, high, mean)
    kept, closed = _cycle(start[carried], codes, wanted, low * mean, high * mean, PATIENCE)
    if not closed:
        _explain_bounds(codes, wanted, low, high)
        kept, closed = _cycle(start[carried], codes, wanted, low * mean, high * mean, CYCLES)
    if not closed:
        raise EstimationError(
            "The bounds {low} and {high} leave hardly any room for the margins: no weights were found in {cycles} "
            "cycles. Widen the bounds.",
            low=f"{low:g}",
            high=f"{high:g}",
            cycles=CYCLES,
        )
    trimmed = np.zeros(len(start))
    trimmed[carried] = kept
    return trimmed


def _refuse_bounds(
    constraints: Constraints,
    codes: list[NDArray[np.int64]],
    targets: list[NDArray[np.float64]],
    low: float,
    high: float,
    mean: float,
) -> None:
    """Refuse bounds that a single category cannot keep."""
    for (name, categories), code, target in zip(constraints.names, codes, targets, strict=True):
        people = np.bincount(code, minlength=len(target))
        needed = np.divide(target, people * mean, out=np.ones(len(target)), where=people > 0)
        for category in np.flatnonzero((needed < low * (1 - TOLERANCE)) | (needed > high * (1 + TOLERANCE))):
            raise EstimationError(
                "The people in the category {category} of the margin {margin} must weigh {needed} times the mean on "
                "average; the bounds are {low} and {high}. Widen the bounds or join categories.",
                category=categories[category],
                margin=name,
                needed=f"{needed[category]:.4g}",
                low=f"{low:g}",
                high=f"{high:g}",
            )


def _explain_bounds(
    codes: list[NDArray[np.int64]], targets: list[NDArray[np.float64]], low: float, high: float
) -> None:
    cells, people = np.unique(np.stack(codes), axis=1, return_counts=True)
    least, greatest = bounds_possible(cells, people, targets, low)
    if least is not None and least <= high:
        return
    if least is not None:
        raise EstimationError(
            "With a lower bound of {low} the margins need an upper bound of at least {needed}; it is {high}. Widen "
            "the bounds.",
            low=f"{low:g}",
            needed=f"{least:.4g}",
            high=f"{high:g}",
        )
    if greatest is not None:
        raise EstimationError(
            "The margins allow a lower bound of {needed} at most; it is {low}. Widen the bounds.",
            needed=f"{greatest:.4g}",
            low=f"{low:g}",
        )
    raise EstimationError(
        "The margins cannot be met together by people with these combinations of categories. Rake without bounds: "
        "that says which combinations stand in the way."
    )


def _cycle(
    start: NDArray[np.float64],
    codes: list[NDArray[np.int64]],
    targets: list[NDArray[np.float64]],
    low: float,
    high: float,
    cycles: int,
) -> tuple[NDArray[np.float64], bool]:
    """Find for each category in turn the factor with which its clipped weights meet the total.

    The factors act on the weights before clipping, so a weight can leave a bound again: this climbs the dual
    of the bounded problem, one coordinate at a time.
    """
    free = start.copy()
    rows = [
        [(np.flatnonzero(code == category), total) for category, total in enumerate(target) if total > 0]
        for code, target in zip(codes, targets, strict=True)
    ]
    for _ in range(cycles):
        off = 0.0
        for margin in rows:
            for those, total in margin:
                off = max(off, abs(np.clip(free[those], low, high).sum() / total - 1))
                free[those] *= _factor(free[those], low, high, total)
        if off <= TOLERANCE / (4 * len(rows)):
            return np.clip(free, low, high), True
    return np.clip(free, low, high), False


def _factor(free: NDArray[np.float64], low: float, high: float, total: float) -> float:
    """f with Σ clip(f·free, low, high) = total: the sum is piecewise linear in f, bent where a bound is met."""
    bends = np.concatenate([low / free, high / free])
    order = np.argsort(bends, kind="stable")
    bends = bends[order]
    slopes = np.cumsum(np.concatenate([free, -free])[order])
    sums = low * len(free) + np.concatenate([[0.0], np.cumsum(slopes[:-1] * np.diff(bends))])
    after = int(np.searchsorted(sums, total))
    if after == 0:
        return float(bends[0])
    if after == len(sums):
        return float(bends[-1])
    rise = sums[after] - sums[after - 1]
    part = (total - sums[after - 1]) / rise if rise > 0 else 0.0
    return float(bends[after - 1] + part * (bends[after] - bends[after - 1]))
