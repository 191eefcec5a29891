"""How far the members of a panel put the items in the same order: Kendall's W."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import chi2, rankdata

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

PERMUTATIONS = 9999
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Concordance:
    """``w`` from 0 (no common order) to 1 (one order); ``members`` counted, ``left_out`` not.

    ``chi_squared`` = m(n − 1)W with ``df`` = n − 1 and its ``p_chi_squared``; ``p_permutation`` is the one to quote.
    """

    w: float
    chi_squared: float
    df: int
    p_chi_squared: float
    p_permutation: float
    permutations: int
    members: int
    left_out: int
    items: int


def kendall_w(ratings: pd.DataFrame, *, rng_seed: int, permutations: int = PERMUTATIONS) -> Concordance:
    """Kendall's coefficient of concordance with ties (Kendall and Smith 1939; Siegel and Castellan 1988, section 9.5).

    ``ratings``: one row a member (m), one column an item (n), ratings or ranks. W = 12·Σ(R_i − R̄)² /
    [m²(n³ − n) − mΣT_j], R_i the sum of the item's mid-ranks, T_j = Σ(t³ − t) over the ties of member j. Who did not
    rate every item is left out and counted. p: how often ranks shuffled within each member agree as much or more,
    the panel itself counted as one of them.

    It misleads where many are left out, or where all gave the same few marks. It says that members share an order,
    not that the order is right; a panel of two camps with opposite orders has a W near 0, as one without opinions has.

    Raises ``EstimationError`` for fewer than two complete members or items, and where every member rated all alike.
    """
    complete = ratings.dropna()
    m, n = complete.shape
    if m < 2 or n < 2:
        raise EstimationError(
            "{members} members rated all {items} items; an order in common needs two of each at least. Ask for the "
            "missing ratings, or leave items out.",
            members=m,
            items=n,
        )
    # Twice the mid-ranks are whole numbers, so sums and comparisons are exact.
    ranks = np.rint(2 * rankdata(complete.to_numpy(float), axis=1)).astype(np.int64)
    room = m**2 * (n**3 - n) - m * int(sum(_ties(row) for row in ranks))
    if room == 0:
        raise EstimationError(
            "Every member rated all items alike, so there is no order to share. Leave the coefficient out."
        )
    found = int(_spread(ranks))
    rng = np.random.default_rng(rng_seed)
    as_much = 1
    at_once = max(1, _CELLS_AT_ONCE // ranks.size)
    for start in range(0, permutations, at_once):
        count = min(at_once, permutations - start)
        shuffled = rng.permuted(np.broadcast_to(ranks, (count, m, n)), axis=2)
        as_much += int((_spread(shuffled) >= found).sum())
    # `_spread` of doubled ranks, times n: 12·S = 12·spread/(4n).
    w = 3 * found / n / room
    statistic = m * (n - 1) * w
    return Concordance(
        w=w,
        chi_squared=statistic,
        df=n - 1,
        p_chi_squared=float(chi2.sf(statistic, n - 1)),
        p_permutation=as_much / (permutations + 1),
        permutations=permutations,
        members=m,
        left_out=len(ratings) - m,
        items=n,
    )


def _ties(ranks: NDArray[np.int64]) -> int:
    counts = np.unique(ranks, return_counts=True)[1].astype(object)
    return int((counts**3 - counts).sum())


def _spread(ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """n·Σ(R_i − R̄)² of rank sums over members (the last axis but one), in whole numbers."""
    sums = ranks.sum(axis=-2)
    return sums.shape[-1] * (sums**2).sum(axis=-1) - sums.sum(axis=-1) ** 2
