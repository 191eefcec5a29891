"""The tree bootstrap: what the same recruitment might have brought instead (Baraff, McCormick and Raftery
2016).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mekendesh.errors import EstimationError
from mekendesh.files import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mekendesh.estimation.recruitment import RecruitmentTree

CELLS_AT_ONCE = 4_000_000
"""Multiplicities held in memory at once (32 MB); a chunk has as many replicates as fit."""


def stream(rng_seed: int, purpose: str) -> np.random.Generator:
    """Random numbers for one purpose: they do not depend on what else is drawn from the same seed."""
    return np.random.default_rng([rng_seed, int(digest(purpose.encode())[:16], 16)])


def tree_bootstrap(
    tree: RecruitmentTree, replicates: int, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Yield chunks (replicates × people) of multiplicities: how often each person stands in a replicate.

    The heads are drawn with replacement, then each drawn person's recruits with replacement, wave by wave. A
    person drawn m times has m independent broods of k draws from the same k recruits: together
    Multinomial(k·m, 1/k). One set of replicates serves every variable, so estimates can be multiplied,
    subtracted and ranked per replicate.

    It is conservative (intervals wider than needed) except where a few seeds face a bottleneck: there it
    covers too little, and with a single head it cannot see how seeds differ at all.
    """
    chunks = chunk_sizes(replicates, len(tree))
    broods = _broods(tree)
    for count in chunks:
        yield _draw(tree, broods, count, rng)


def chunk_sizes(replicates: int, people: int) -> list[int]:
    """Split replicates into chunks that hold `CELLS_AT_ONCE` multiplicities at most (one replicate at least).

    Raises ``EstimationError`` for fewer than two replicates.
    """
    if replicates < 2:
        raise EstimationError("{count} replicates asked for; an interval needs 2 at least.", count=replicates)
    at_once = max(1, CELLS_AT_ONCE // people)
    return [min(at_once, replicates - start) for start in range(0, replicates, at_once)]


def _draw(
    tree: RecruitmentTree, broods: list[tuple[NDArray, NDArray]], count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    times = np.zeros((count, len(tree)), dtype=np.int64)
    heads = tree.heads
    times[:, heads] = rng.multinomial(len(heads), np.full(len(heads), 1 / len(heads)), size=count)
    for recruiters, recruits in broods:
        k = recruits.shape[1]
        if k == 1:  # nothing to draw, and the generator is not moved on
            times[:, recruits[:, 0]] = times[:, recruiters]
        else:
            times[:, recruits] = rng.multinomial(k * times[:, recruiters], np.full(k, 1 / k))
    return times


def _broods(tree: RecruitmentTree) -> list[tuple[NDArray, NDArray]]:
    """Recruiters (g) and their recruits (g × k) by wave and number of recruits, earlier waves first."""
    recruits = np.flatnonzero(tree.parents >= 0)
    recruits = recruits[np.argsort(tree.parents[recruits], kind="stable")]
    recruiters, start, sizes = np.unique(tree.parents[recruits], return_index=True, return_counts=True)
    broods = []
    for wave, k in sorted(set(zip(tree.waves[recruiters].tolist(), sizes.tolist(), strict=True))):
        chosen = (tree.waves[recruiters] == wave) & (sizes == k)
        broods.append((recruiters[chosen], recruits[start[chosen][:, None] + np.arange(k)]))
    return broods
