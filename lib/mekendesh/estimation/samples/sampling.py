"""How people were sampled, where every probability is known: weights, clusters, strata, calibration."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.calibration import rake
from mekendesh.estimation.weighting.constraints import checked_weights, constrain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from mekendesh.estimation.weighting.constraints import Target, Unknown


@dataclass(frozen=True)
class Design:
    """How people were sampled: arrays with one entry a person.

    ``weights``: design weights, 1/probability; ``clusters``: the primary sampling unit (PSU), numbered within
    its stratum or over all; ``strata``; ``population_clusters``: PSUs in the population of the person's
    stratum, for sampling without replacement (a finite population correction), 0 where it is with replacement
    or the correction is left out. Made by `sample_design`. ``calibrated``: weights after `calibrated_to`, else those
    of the design; ``codes``: the margins they were calibrated to.
    """

    weights: NDArray[np.float64]
    clusters: NDArray[np.int64]
    strata: NDArray[np.int64]
    population_clusters: NDArray[np.float64]
    calibrated: NDArray[np.float64]
    codes: tuple[NDArray[np.int64], ...] = field(default=())

    def calibrated_to(
        self, memberships: Sequence[ArrayLike], targets: Sequence[Target], *, unknown: Unknown = "refuse"
    ) -> Design:
        """The same sample with weights raked from the design weights; the variance knows that they were.

        Margins that are themselves estimates have an error that this variance does not hold.
        """
        constraints = constrain(self.weights[None, :], memberships, targets, unknown)
        raked = rake(self.weights, memberships, targets, unknown=unknown)
        return replace(self, calibrated=raked, codes=constraints.codes)


def sample_design(
    weights: ArrayLike,
    clusters: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    population_clusters: ArrayLike | None = None,
) -> Design:
    """Check what describes the sample; without clusters each person is one, without strata there is one.

    Raises ``EstimationError`` for missing descriptions, a stratum with two population sizes, or one with more
    PSUs sampled than it has.
    """
    w = checked_weights(weights)
    stratum = _numbered("strata", strata, len(w)) if strata is not None else np.zeros(len(w), dtype=np.int64)
    within = _numbered("clusters", clusters, len(w)) if clusters is not None else np.arange(len(w))
    psu = np.unique(stratum * (within.max() + 1) + within, return_inverse=True)[1]
    sizes = np.zeros(len(w)) if population_clusters is None else np.asarray(population_clusters, dtype=float)
    sizes = np.broadcast_to(sizes, w.shape)
    sampled = np.bincount(strata_of_clusters(psu, stratum))[stratum]
    for group in range(int(stratum.max()) + 1):
        stated = sizes[stratum == group]
        if not (
            (stated == stated[0]).all() and (stated[0] == 0 or sampled[stratum == group][0] <= stated[0])
        ):
            raise EstimationError(
                "A stratum has {sampled} sampled clusters, but states a population of {population} of them, or "
                "different ones. Expected was one number a stratum, at least that of the sampled ones.",
                sampled=int(sampled[stratum == group][0]),
                population=f"{stated[0]:g}",
            )
    return Design(w, psu, stratum, sizes, w)


def strata_of_clusters(clusters: NDArray[np.int64], strata: NDArray[np.int64]) -> NDArray[np.int64]:
    stratum = np.zeros(int(clusters.max()) + 1, dtype=np.int64)
    stratum[clusters] = strata
    return stratum


def _numbered(name: str, values: ArrayLike, count: int) -> NDArray[np.int64]:
    found = np.asarray(values)
    if found.shape != (count,) or pd.isna(found).any():
        raise EstimationError(
            "The sample's {name} are not given for everyone. Expected was one entry a person. Mend the column.",
            name=name,
        )
    return np.unique(found, return_inverse=True)[1]
