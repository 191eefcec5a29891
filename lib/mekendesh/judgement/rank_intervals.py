"""How far a place in a ranked list is known: intervals of ranks that hold for the whole list at once.

A list printed without them says that the first is before the second; often nothing says so. An interval of ranks
follows from pairs: who is known to stand before an item, and who behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import binom

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 0.95


def rank_intervals(values: pd.Series, draws: pd.DataFrame) -> pd.DataFrame:
    """Ranks of K estimated items, the largest first, with simultaneous intervals at 95 %.

    ``values``: one an item; ``draws``: joint replicates (replicates × K, the same columns). A pair is told apart where
    its difference is more than c times the standard deviation of its draws, c being the 95 % quantile, over
    replicates, of the largest such standardised deviation among all pairs (the largest-deviation bootstrap; Mohamad,
    Goeman and van Zwet 2019 read ranks off pairs in this way). With that confidence no pair is told apart wrongly,
    so all intervals hold together.

    Returns ``item``, ``rank`` (equal values share the best), ``first``, ``last``. A pair whose difference is the
    same in every replicate is not told apart: the replicates say nothing of its error.

    It misleads where the draws leave out a source of error (the links of a proposal, scores), and with few
    replicates: c is then itself uncertain.

    Raises ``EstimationError`` where a value or a draw is missing, or fewer than two draws are given.
    """
    drawn = draws.reindex(columns=values.index).to_numpy(float)
    middle = values.to_numpy(float)
    if len(drawn) < 2 or not (np.isfinite(drawn).all() and np.isfinite(middle).all()):
        raise EstimationError(
            "A ranked item has no value, or a replicate has none for it, or there are fewer than 2 replicates. "
            "Rank only items that every replicate knows."
        )
    one, other = np.triu_indices(len(middle), 1)
    difference = middle[one] - middle[other]
    spread = np.empty(len(one))
    largest = np.zeros(len(drawn))
    # A column of pairs at a time: all pairs of all replicates at once could fill the memory.
    for pair, (a, b) in enumerate(zip(one, other, strict=True)):
        apart = drawn[:, a] - drawn[:, b]
        spread[pair] = apart.std(ddof=1) if np.ptp(apart) > _noise(middle) else 0.0
        if spread[pair] > 0:
            largest = np.maximum(largest, np.abs(apart - apart.mean()) / spread[pair])
    border = np.quantile(largest, LEVEL, method="higher") * spread
    told = (np.abs(difference) > border) & (spread > 0)
    return _intervals(values.index, middle, one, other, np.where(told, np.sign(difference), 0))


def panel_rank_intervals(ratings: pd.DataFrame) -> pd.DataFrame:
    """Ranks of items rated by a panel, by their mean mid-rank among members who rated all, with intervals at 95 %.

    ``ratings``: one row a member, one column an item, higher is better. Two items are told apart by a sign test over
    the members who rated both (ties left out), two-sided, at 5 % divided by the number of pairs (Bonferroni): no
    assumption on how ratings are spread, and wide intervals, as befits a panel. They speak of people of whom the panel
    would be a random sample; a panel that was invited is none, so this is the least that is open.

    Returns ``item``, ``rank``, ``first``, ``last``, and ``members`` (who rated all; the others enter pairs only). An
    interval is widened to its rank where the mean and the pairs disagree.
    Raises ``EstimationError`` where nobody rated all items.
    """
    complete = ratings.dropna()
    if complete.empty:
        raise EstimationError("Nobody on the panel rated every item, so there is no ranking. Ask again.")
    middle = complete.rank(axis=1).mean().to_numpy(float)
    marks = ratings.to_numpy(float)
    one, other = np.triu_indices(marks.shape[1], 1)
    apart = marks[:, one] - marks[:, other]
    better, worse = (apart > 0).sum(axis=0), (apart < 0).sum(axis=0)
    p = np.minimum(1.0, 2 * binom.cdf(np.minimum(better, worse), better + worse, 0.5))
    told = p <= (1 - LEVEL) / max(len(one), 1)
    signs = np.where(told, np.sign(better - worse), 0)
    table = _intervals(ratings.columns, middle, one, other, signs)
    return table.assign(
        first=np.minimum(table["first"], table["rank"]),
        last=np.maximum(table["last"], table["rank"]),
        members=len(complete),
    )


def _noise(middle: NDArray[np.float64]) -> float:
    """Differences of the draws below this come from the last bits of the numbers."""
    return 1e-12 * float(np.abs(middle).max(initial=1e-300))


def _intervals(
    items: pd.Index, middle: NDArray[np.float64], one: NDArray, other: NDArray, signs: NDArray
) -> pd.DataFrame:
    """``signs``: +1 where ``one`` is known to be larger than ``other``, −1 where smaller, 0 where neither."""
    count = len(middle)
    before = np.bincount(other, signs > 0, count) + np.bincount(one, signs < 0, count)
    behind = np.bincount(one, signs > 0, count) + np.bincount(other, signs < 0, count)
    table = pd.DataFrame(
        {
            "item": items.astype("str"),
            "rank": pd.Series(-middle).rank(method="min").astype("int64"),
            "first": (1 + before).astype("int64"),
            "last": (count - behind).astype("int64"),
        }
    )
    return table.sort_values(["rank", "item"], kind="stable", ignore_index=True)
