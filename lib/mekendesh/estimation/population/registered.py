"""People on both a register and the survey: the sizes that follow, and the share of the population on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import combine, site_shares
from mekendesh.estimation.indicators import Indicators
from mekendesh.estimation.population.size import (
    SizeEstimate,
    chapman_with_linkage_error,
    multiplier,
    weighted_multiplier,
)
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.sites import draw_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.sites import SharedSite

ASSUMED_DEFF = 4.0
"""What recruitment through acquaintances does to the variance of an unweighted share (METHODS 4)."""


class Overlapping(Protocol):
    """A list and the survey, as cleaning counts them."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def persons(self) -> int: ...
    @property
    def compared(self) -> int: ...
    @property
    def linked(self) -> int: ...
    @property
    def precision(self) -> float: ...
    @property
    def recall(self) -> float: ...
    @property
    def reviewed(self) -> int: ...


def looked_at(overlap: Overlapping) -> int:
    """Pairs that people decided; where nobody looked, as if a tenth of the links had been."""
    return overlap.reviewed or max(overlap.linked // 10, 1)


def register_chapman(overlap: Overlapping, rng_seed: int) -> SizeEstimate:
    """Chapman's size from a register and the survey, the error of linkage in it.

    The survey counts as a simple random sample: its recruitment makes the true interval wider. Raises
    ``EstimationError`` where the lists contradict each other.
    """
    return chapman_with_linkage_error(
        overlap.persons,
        overlap.compared,
        overlap.linked,
        precision=overlap.precision,
        recall=overlap.recall,
        looked_at=looked_at(overlap),
        rng_seed=rng_seed,
    )


def register_multiplier(overlap: Overlapping) -> SizeEstimate:
    """The multiplier with the unweighted share of the compared respondents who are on the register.

    The share is corrected for linkage (precision / recall), its error that of a design effect of four. Raises
    ``EstimationError`` where nobody is on the register.
    """
    if not 0 < overlap.linked <= overlap.compared:
        raise EstimationError(
            "{linked} of {compared} respondents are on the list; expected were at least 1 and at most all. "
            "Check the linkage of the list.",
            linked=overlap.linked,
            compared=overlap.compared,
        )
    share = min(overlap.linked / overlap.compared * overlap.precision / overlap.recall, 1.0)
    error = np.sqrt(ASSUMED_DEFF * share * (1 - share) / overlap.compared)
    return multiplier(overlap.persons, share, float(error))


def register_weighted_multiplier(
    overlap: Overlapping, share: float, draws: NDArray[np.float64], rng: np.random.Generator
) -> SizeEstimate:
    """`size.weighted_multiplier` for a register: ``share`` and ``draws`` are those of `share_on_list`."""
    return weighted_multiplier(
        overlap.persons,
        share,
        draws,
        precision=overlap.precision,
        recall=overlap.recall,
        looked_at=looked_at(overlap),
        rng=rng,
    )


def share_on_list(
    respondents: pd.DataFrame,
    on_list: pd.Series,
    sites: Sequence[SharedSite],
    *,
    replicates: int,
    rng: np.random.Generator,
) -> tuple[float, NDArray[np.float64]]:
    """Share of the population that is on a list, by RDS-II, and the same in each tree-bootstrap replicate.

    ``on_list``: a nullable boolean a row of ``respondents``, missing where a person did not agree to be
    compared. They keep their place in the recruitment trees and count in no share, which misleads where people
    on the list agree more often than others. Raises ``EstimationError`` where nobody who was compared can be weighted.
    """
    if len(on_list) != len(respondents):
        raise EstimationError(
            "{found} answers on the list for {expected} respondents. Give one a respondent.",
            found=len(on_list),
            expected=len(respondents),
        )
    known = on_list.astype("boolean")
    indicators = Indicators(
        pd.DataFrame({"indicator": ["on_list"], "family": ["on"], "key": ["list"]}),
        known.fillna(False).to_numpy(dtype=bool)[:, None],
        known.notna().to_numpy(dtype=bool)[:, None],
    )
    trees = [tree for tree in recruitment_trees(respondents) if tree.inverse_sizes.any()]
    counted = [tree for tree in trees if known.notna().to_numpy()[tree.rows[tree.inverse_sizes > 0]].any()]
    if not counted:
        raise EstimationError(
            "Nobody who agreed to be compared with the list has a network size, so no share can be weighted. "
            "Check network_size and consent in the delivery."
        )
    shares, drawn = draw_shares(sites, [tree.site for tree in trees], replicates, rng)
    together = combine([site_shares(tree, indicators, replicates, rng) for tree in trees], shares, drawn)
    return float(together.value[0]), together.draws[:, 0]
