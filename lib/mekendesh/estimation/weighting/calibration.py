"""Calibration to known margins: post-stratification and raking, from any starting weights.

Whoever stands in the same category of every margin gets the same factor, so the work is done on *cells*
(distinct combinations of categories), not on people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.constraints import checked_weights, constrain, refuse_empty
from mekendesh.estimation.weighting.feasibility import explain_impossible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from mekendesh.estimation.weighting.constraints import Constraints, Target, Unknown

TOLERANCE = 1e-10
"""Largest relative distance of a calibrated total from its target."""
PATIENCE, CYCLES = 100, 5000
"""Cycles before the doctor is asked whether the margins can be met at all, and cycles at most."""


@dataclass(frozen=True)
class _Cells:
    """``of_row``: the cell of each person; ``codes``: the category of each cell, a row a margin."""

    of_row: NDArray[np.int64]
    codes: NDArray[np.int64]


def post_stratify(
    weights: ArrayLike, codes: ArrayLike, totals: Target, *, unknown: Unknown = "refuse"
) -> NDArray[np.float64]:
    """w' = w·N_g/Σ_g w: weights that sum to ``totals`` (k) over the categories ``codes`` (n) (Holt and Smith 1979).

    Several variables are post-stratified together by codes of their combinations. It misleads in small
    categories, where one person's weight grows without limit. Refuses as `rake` does.
    """
    return rake(weights, [codes], [totals], unknown=unknown)


def rake(
    weights: ArrayLike,
    memberships: Sequence[ArrayLike],
    targets: Sequence[Target],
    *,
    unknown: Unknown = "refuse",
) -> NDArray[np.float64]:
    """Weights (n) nearest to ``weights`` (n) that meet every margin (Deming and Stephan 1940; Deville and
    Särndal 1992, the multiplicative distance).

    ``memberships``: one array (n) of codes a margin, 0 to k − 1, or −1 where the category is not known;
    ``targets``: its totals (k), people or shares, or the `Margin` itself. Margins are cycled until every
    total is within 10⁻¹⁰ of its target, relatively. Weight 0 stays 0.

    ``unknown``: people of unknown category are refused, or, with ``keep_share``, keep together the share of
    the weight they start with, and the margin holds among the others: that assumes they are like them.

    It misleads where the margins speak of other people than the survey, and where who answers depends on
    more than the margins within their categories; it starts from what the weights say of everything else.

    Raises ``EstimationError``, by margin and category, for an empty category, people of whom a margin says
    there are none, totals that differ, margins that no weights of these people can meet, and no convergence.
    """
    w = checked_weights(weights)[None, :]
    constraints = constrain(w, memberships, targets, unknown)
    cells = _collapse(constraints)
    refuse_empty(w, constraints)
    start = _cell_sums(w, cells)
    totals = [target.T for target in constraints.targets]
    raked, gap = _cycle(start, cells.codes, totals, PATIENCE)
    if not np.isfinite(gap).all():
        explain_impossible(
            cells.codes, start[:, 0] > 0, [target[0] for target in constraints.targets], constraints.names
        )
        raked, gap = _cycle(raked, cells.codes, totals, CYCLES - PATIENCE)
    if not np.isfinite(gap).all():
        name, category, times = _worst(raked[:, 0], cells.codes, constraints, 0)
        raise EstimationError(
            "After {cycles} cycles the category {category} of the margin {margin} still weighs {times} times what "
            "it should. The margins hardly fit these people: join small categories or leave a margin out.",
            cycles=CYCLES,
            category=category,
            margin=name,
            times=f"{times:.6g}",
        )
    return (w * _factors(start, raked)[cells.of_row].T)[0]


def rake_many(
    weights: ArrayLike,
    memberships: Sequence[ArrayLike],
    targets: Sequence[Target],
    *,
    unknown: Unknown = "refuse",
    failed: Literal["refuse", "nan"] = "refuse",
) -> NDArray[np.float64]:
    """`rake` for every row of ``weights`` (R × n); ``targets`` are (k), (R × k) where drawn, or margins.

    A row depends on no other row. A replicate can lose a category or a combination that the sample has:
    such replicates are refused, or, with ``failed="nan"``, returned as rows of NaN that the caller must count
    and tell of. Intervals from the others alone are somewhat too narrow.
    """
    w = np.asarray(weights, dtype=float)
    if w.ndim != 2 or not w.size or not (np.isfinite(w).all() and (w >= 0).all()):
        raise EstimationError(
            "Replicate weights must be a table of replicates and people, finite and none negative. Check where "
            "they come from."
        )
    constraints = constrain(w, memberships, targets, unknown)
    cells = _collapse(constraints)
    start = _cell_sums(w, cells)
    totals = [np.broadcast_to(target, (len(w), target.shape[1])).T for target in constraints.targets]
    raked, gap = _cycle(start, cells.codes, totals, CYCLES)
    lost = np.flatnonzero(~np.isfinite(gap))
    if len(lost) and failed == "refuse":
        name, category, _ = _worst(raked[:, lost[0]], cells.codes, constraints, int(lost[0]))
        raise EstimationError(
            "{count} of {replicates} replicates cannot meet the margins, the first for the category {category} "
            "of the margin {margin}. Join small categories, or let such replicates be left out and counted.",
            count=len(lost),
            replicates=len(w),
            category=category,
            margin=name,
        )
    factors = _factors(start, raked)
    factors[:, lost] = np.nan
    return w * factors[cells.of_row].T


def _collapse(constraints: Constraints) -> _Cells:
    combined = np.zeros(len(constraints.codes[0]), dtype=np.int64)
    size = 1
    for (_, categories), codes in zip(constraints.names, constraints.codes, strict=True):
        if size * len(categories) > 2**62:
            combined = np.unique(combined, return_inverse=True)[1]
            size = int(combined.max()) + 1
        combined = combined * len(categories) + codes
        size *= len(categories)
    if size <= 4 * len(combined):  # counting is faster than sorting where there are few combinations
        met = np.bincount(combined, minlength=size) > 0
        of_row = (np.cumsum(met) - 1)[combined]
    else:
        of_row = np.unique(combined, return_inverse=True)[1]
    example = np.empty(int(of_row.max()) + 1, dtype=np.int64)
    example[of_row] = np.arange(len(of_row))
    return _Cells(of_row, np.stack([codes[example] for codes in constraints.codes]))


def _cell_sums(weights: NDArray[np.float64], cells: _Cells) -> NDArray[np.float64]:
    """Weights of the cells, cells × replicates."""
    count = cells.codes.shape[1]
    return np.stack([np.bincount(cells.of_row, row, minlength=count) for row in weights], axis=1)


def _factors(start: NDArray[np.float64], raked: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(raked, start, out=np.zeros_like(start), where=start > 0)


def _cycle(
    start: NDArray[np.float64], codes: NDArray[np.int64], targets: list[NDArray[np.float64]], cycles: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cycle the margins over cells (C × R): cells, and the gap of each replicate, infinite where not closed.

    In a cycle each total is seen before it is mended; where all were within TOLERANCE over the number of
    margins, the later mends of the cycle cannot push an earlier total beyond TOLERANCE.
    """
    sums = [_Summing(code, len(target)) for code, target in zip(codes, targets, strict=True)]
    enough = TOLERANCE / (2 * len(codes))
    result, gap = start.copy(), np.full(start.shape[1], np.inf)
    active, cells = np.arange(start.shape[1]), start.copy()
    wanted = list(targets)
    for _ in range(cycles):
        off = np.zeros(len(active))
        for summing, code, target in zip(sums, codes, wanted, strict=True):
            found = summing.of(cells)
            factor = np.divide(target, found, out=np.ones_like(found), where=found > 0)
            away = np.where((found > 0) == (target > 0), np.abs(factor - 1), np.inf)
            off = np.maximum(off, away.max(axis=0))
            cells *= factor[code]
        done = (off <= enough) | ~np.isfinite(off)
        if done.any():
            result[:, active[done]], gap[active[done]] = cells[:, done], off[done]
            active, cells = active[~done], cells[:, ~done]
            wanted = [target[:, ~done] for target in wanted]
            if not len(active):
                break
    result[:, active] = cells
    return result, gap


class _Summing:
    """Sums of cells by category, always added in the same order."""

    def __init__(self, codes: NDArray[np.int64], count: int) -> None:
        self.count = count
        self.order = np.argsort(codes, kind="stable")
        self.met, self.starts = np.unique(codes[self.order], return_index=True)

    def of(self, cells: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.zeros((self.count, cells.shape[1]))
        sums[self.met] = np.add.reduceat(cells[self.order], self.starts, axis=0)
        return sums


def _worst(
    cells: NDArray[np.float64], codes: NDArray[np.int64], constraints: Constraints, row: int
) -> tuple[str, str, float]:
    """Margin and category of the total that is furthest from its target, and how many times that it is."""
    found = []
    for (name, categories), code, targets in zip(constraints.names, codes, constraints.targets, strict=True):
        target = targets[min(row, len(targets) - 1)]
        sums = np.bincount(code, cells, minlength=len(target))
        times = np.divide(sums, target, out=np.where(sums > 0, np.inf, 1.0), where=target > 0)
        furthest = int(np.abs(times - 1).argmax())
        found.append((name, categories[furthest], float(times[furthest])))
    return max(found, key=lambda one: abs(one[2] - 1))
