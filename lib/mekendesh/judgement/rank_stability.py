"""How stable the order of a list is: ranks in each draw, the chance of a place among the first, and bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST = 5
LEVEL = 0.95


def chance_among_first(priorities: NDArray[np.float64], first: int = FIRST) -> NDArray[np.float64]:
    """The share of replicates (rows) in which fewer than ``first`` others stand higher, one an item (column).

    Equal ones stand together; a missing draw stands lowest.
    """
    return (_ranks(priorities) <= first).mean(axis=0)


def rank_range(
    priorities: NDArray[np.float64], ranks: NDArray[np.int64], level: float = LEVEL
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and last rank of each item, so that in ``level`` of the replicates *all* ranks lie within.

    ``priorities``: replicates × items, higher is better; ``ranks``: the rank the rule gives, which the range
    holds whatever the draws say. The tails cut off are the same for every item and as wide as the joint share
    allows (balanced simultaneous percentiles: Beran 1988; ranks of bootstrap replicates: Goldstein and
    Spiegelhalter 1996).

    It misleads where items are equal or almost so: the ranks of replicates then spread less than those of new
    surveys would (Xie, Singh and Zhang 2009). It knows no error that the draws leave out.
    """
    each = _ranks(priorities)
    drawn = np.sort(each, axis=0)
    replicates = len(drawn)
    kept = 0
    # The joint share only falls with each further replicate cut off, so the last that holds is the answer.
    for cut in range(1, (replicates - 1) // 2 + 1):
        within = (each >= drawn[cut]) & (each <= drawn[replicates - 1 - cut])
        if within.all(axis=1).mean() < level:
            break
        kept = cut
    return np.minimum(drawn[kept], ranks), np.maximum(drawn[replicates - 1 - kept], ranks)


def range_within_bounds(
    low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and last rank of each item when the lowest score comes first and scores lie in known bounds.

    Before an item stand for certain those whose ``high`` is under its ``low``; after it may come all but those
    whose ``low`` is under its ``high``. It is no confidence: every order within the bounds is in it.
    """
    first = 1 + (high[None, :] < low[:, None]).sum(axis=1)
    others = low[None, :] < high[:, None]
    np.fill_diagonal(others, val=False)
    return first, 1 + others.sum(axis=1)


def _ranks(priorities: NDArray[np.float64]) -> NDArray[np.int64]:
    filled = np.nan_to_num(priorities, nan=-1.0)
    return 1 + (filled[:, None, :] > filled[:, :, None]).sum(axis=2)
