"""How far an estimate is known, from its draws: standard error, percentiles, and where draws say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from mekendesh.estimation.estimates import LEVEL, PLANNED_DEFF, percentiles, ratio, wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
_ALIKE = 1e-9


@dataclass(frozen=True)
class Spread:
    """One entry an estimate; NaN where there is no value or, of a ``flat`` one, no interval.

    ``flat``: the draws do not differ, so percentiles would feign certainty. ``lost``: some draw is missing.
    """

    se: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    variance: NDArray[np.float64]
    flat: NDArray[np.bool_]
    lost: NDArray[np.bool_]


def spread_of(
    value: NDArray[np.float64], draws: NDArray[np.float64], n: NDArray, share: NDArray[np.bool_]
) -> Spread:
    """Percentiles of the draws (replicates × k) at `LEVEL`, over the replicates that have a value.

    A flat ``share`` gets Wilson's interval for n/4 people instead (the design effect planned with), and its half
    width over z as standard error; anything else that is flat has no bounds to lean on, and none is made up.
    """
    missing = np.isnan(draws)
    known = ~np.isnan(value)
    count = np.maximum((~missing).sum(axis=0), 1)
    mean = np.where(missing, 0, draws).sum(axis=0) / count
    variance = (np.where(missing, 0, draws - mean) ** 2).sum(axis=0) / np.maximum(count - 1, 1)
    low, high = percentiles(draws, missing)
    # A share is alike within 10⁻⁹ of 1; the unit of other numbers may be anything.
    unit = np.where(share, 1.0, np.nan_to_num(np.abs(draws)).max(axis=0))
    flat = known & (np.sqrt(variance) <= _ALIKE * unit)
    with np.errstate(invalid="ignore"):
        least, most = wilson(np.where(share, value, np.nan), n / PLANNED_DEFF)
    return Spread(
        np.where(flat, (most - least) / (2 * Z), np.where(known, np.sqrt(variance), np.nan)),
        np.where(flat, least, np.where(known, low, np.nan)),
        np.where(flat, most, np.where(known, high, np.nan)),
        variance,
        flat,
        known & missing.any(axis=0),
    )


def design_effects(spread: Spread, simple: NDArray[np.float64]) -> NDArray[np.float64]:
    """Variance of the draws over that of a simple random sample; what is planned with where draws are flat."""
    deff = ratio(spread.variance, np.where(spread.flat, 0, np.nan_to_num(simple)))
    return np.where(spread.flat, PLANNED_DEFF, deff)
