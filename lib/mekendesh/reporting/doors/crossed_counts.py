"""Counts that add up to one another: which of them must be hidden so that none that is hidden can be worked out.

Hiding small numbers alone is not enough: rows, columns and totals give them away by subtraction. After every
step an attacker is played who knows all that is shown, how it was rounded, and that no count is negative:
the least and the most that a hidden number can be are linear programmes (interval audit; Fischetti and
Salazar-González 2001, exact disclosure prevention in two-dimensional tables). As long as a hidden number is
pinned to fewer than ten, one more is hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

from mekendesh.reporting.doors.complements import SMALLEST_CELL
from mekendesh.reporting.doors.protection import COUNT_STEP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEAST_WIDTH = 10
"""An attacker must be left with an interval of at least this width for every hidden number."""
_OFF = COUNT_STEP // 2
"""A whole number lies at most this far from what it is rounded to."""
_LAST_BIT = 1e-6


def shown_counts(
    cells: NDArray[np.int64], sums: NDArray[np.bool_], partitions: Sequence[NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    """Which of the numbers ``sums @ cells`` may be shown, rounded to five.

    ``cells``: counts of people, the finest there are. ``sums`` (numbers × cells): which cells each number
    counts. ``partitions``: sets of cells that each hold everyone once (a crossed table, and every further
    question), so that their sums are one total; the first number is this total.

    Hidden are: numbers under ten; those with fewer than ten people outside; everything where the total is
    under ten; and then, smallest first, those nearest to a hidden one that could be told. The audit counts
    with this table only: what other tables of the same people show is not in it, nor what an attacker knows
    of single persons.
    """
    numbers = sums.astype(np.int64) @ cells
    total = numbers[0]
    shown = (numbers >= SMALLEST_CELL) & (total - numbers >= SMALLEST_CELL)
    shown[0] = total >= SMALLEST_CELL
    if not shown[0]:
        return np.zeros(len(numbers), dtype=bool)
    open_ones = list(np.flatnonzero(~shown))
    while open_ones:
        exposed = open_ones[-1]
        if _width(exposed, numbers, sums, partitions, shown) >= LEAST_WIDTH - _LAST_BIT:
            # Hiding more only widens this interval: it need not be looked at again.
            open_ones.pop()
            continue
        more = _next_to(exposed, numbers, sums, partitions, shown)
        shown[more] = False
        open_ones.insert(0, more)
    return shown


def _width(
    number: int,
    numbers: NDArray[np.int64],
    sums: NDArray[np.bool_],
    partitions: Sequence[NDArray[np.bool_]],
    shown: NDArray[np.bool_],
) -> float:
    """How far apart the least and the most are that a number can be by all that is shown."""
    known = sums[shown].astype(float)
    told = np.round(numbers[shown] / COUNT_STEP) * COUNT_STEP
    # Whatever is shown is known to be ten or more.
    least = np.maximum(told - _OFF, SMALLEST_CELL)
    first = partitions[0].astype(float)
    equal = np.array([first - other.astype(float) for other in partitions[1:]]).reshape(-1, sums.shape[1])
    ends = []
    for sign in (1.0, -1.0):
        found = linprog(
            sign * sums[number].astype(float),
            A_ub=np.vstack([known, -known]),
            b_ub=np.concatenate([told + _OFF, -least]),
            A_eq=equal if len(equal) else None,
            b_eq=np.zeros(len(equal)) if len(equal) else None,
            bounds=(0, None),
            method="highs",
        )
        if found.status == 3:
            return float("inf")
        ends.append(sign * float(found.fun))
    return ends[1] - ends[0]


def _next_to(
    exposed: int,
    numbers: NDArray[np.int64],
    sums: NDArray[np.bool_],
    partitions: Sequence[NDArray[np.bool_]],
    shown: NDArray[np.bool_],
) -> int:
    """The number to be hidden beside an exposed one: the nearest, of these the finest and smallest; the total last.

    Nearest are the cells of the same row or column, then their sums, then what belongs to the same question.
    """
    candidates = [int(number) for number in np.flatnonzero(shown) if number != 0]
    if not candidates:
        return 0
    own = sums[exposed]
    lines = sums[(sums & own).any(axis=1) & (np.arange(len(sums)) != 0)].any(axis=0)
    question = np.any([part for part in partitions if (part & own).any()], axis=0)

    def distance(number: int) -> tuple[bool, bool, bool, bool, int, int]:
        cells = sums[number]
        far, further = not (cells & lines).any(), not (cells & question).any()
        return further, far, cells.sum() > 1, not (cells & own).any(), int(numbers[number]), number

    return min(candidates, key=distance)
