"""Probability samples: means, totals and ratios whose variance knows the design and the calibration.

Taylor linearisation (Särndal, Swensson and Wretman 1992, chapters 5 and 6; Deville and Särndal 1992, section
3): an estimate varies as the weighted total of its linearised variable does, after calibration as the total
of that variable's residuals on the margins. Not for respondent-driven samples: they have no clusters and no
known probabilities; see `mekendesh.estimation.replicates`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy.stats import t as student

from mekendesh.errors import EstimationError
from mekendesh.estimation.samples.sampling import strata_of_clusters

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from mekendesh.estimation.samples.sampling import Design

LEVEL = 0.95
INTERVAL = "linearised, Student's t"
DEFF_REFERENCE = "simple random sample with replacement of as many people"
Lonely = Literal["refuse", "centre", "certain"]


@dataclass(frozen=True)
class LinearisedEstimate:
    """``n``: people of the domain with a weight; ``df``: PSUs less strata, those with people of the domain.

    ``deff``: the variance over that of ``deff_reference`` with the same spread, ``n_eff`` = n/deff; both are
    NaN where that reference has no variance at all (everyone alike).
    """

    value: float
    se: float
    low: float
    high: float
    level: float
    n: int
    df: int
    deff: float
    deff_reference: str
    n_eff: float
    method: str
    interval: str


def linearised_total(
    sample: Design, values: ArrayLike, *, domain: ArrayLike | None = None, lonely: Lonely = "refuse"
) -> LinearisedEstimate:
    """Σ w·y over the domain (all, if not given), a boolean a person.

    Outside the domain the variable is zero, so the design stays whole: clusters without anyone of the domain
    count. A total inherits every error of the population's size; calibrate it, and take weights for fixed
    after calibrating and its standard error can be more than twice too large.

    ``lonely`` says what a stratum with one sampled cluster does: ``refuse``; ``centre``: its cluster is held
    against the mean of all clusters, which overstates; ``certain``: it adds nothing, which understates unless
    the cluster had been certain to be drawn.

    The interval is symmetric with Student's t and may leave what is possible for a rare trait.
    Raises ``EstimationError`` for missing values within the domain, an empty domain, lonely clusters, and
    no degree of freedom.
    """
    inside, y = _inside(sample, domain, values)
    w = sample.calibrated
    return _estimate(sample, float((w * y).sum()), y, inside, lonely, "weighted total")


def linearised_mean(
    sample: Design, values: ArrayLike, *, domain: ArrayLike | None = None, lonely: Lonely = "refuse"
) -> LinearisedEstimate:
    """Σ w·y / Σ w over the domain; of a trait of 0 and 1 its share. Otherwise as `linearised_total`."""
    inside, y = _inside(sample, domain, values)
    w = sample.calibrated * inside
    mean = float((w * y).sum() / w.sum())
    return _estimate(sample, mean, inside * (y - mean) / w.sum(), inside, lonely, "weighted mean")


def linearised_ratio(
    sample: Design,
    values: ArrayLike,
    of: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    lonely: Lonely = "refuse",
) -> LinearisedEstimate:
    """Σ w·y / Σ w·x over the domain, x is ``of``. Biased of order 1/n: with a denominator that varies much in
    few clusters the value misleads, not only its error. Otherwise as `linearised_total`.
    """
    inside, y = _inside(sample, domain, values)
    _, x = _inside(sample, domain, of)
    whole = float((sample.calibrated * x).sum())
    if whole == 0:
        raise EstimationError("The denominator of a ratio sums to zero. Choose another one.")
    ratio = float((sample.calibrated * y).sum() / whole)
    return _estimate(sample, ratio, (y - ratio * x) / whole, inside, lonely, "ratio")


def _inside(
    sample: Design, domain: ArrayLike | None, values: ArrayLike
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """The people of the domain with a weight, and their values, zero outside."""
    if domain is not None and pd.isna(domain).any():
        raise EstimationError(
            "It is not said of {count} people whether they are in the domain. Decide, and say how.",
            count=int(pd.isna(domain).sum()),
        )
    inside = np.ones(len(sample.weights), dtype=bool) if domain is None else np.asarray(domain, dtype=bool)
    y = np.asarray(values, dtype=float)
    if inside.shape != sample.weights.shape or y.shape != sample.weights.shape:
        raise EstimationError(
            "Values and domain must have one entry a person of the sample. Check their order."
        )
    inside = inside & (sample.calibrated > 0)
    if not inside.any():
        raise EstimationError("Nobody with a weight is in the domain. Choose a wider one.")
    missing = int((inside & ~np.isfinite(y)).sum())
    if missing:
        raise EstimationError(
            "{count} people of the domain have no value. Leave them out of the domain, and say so, or impute.",
            count=missing,
        )
    return inside, np.where(inside, y, 0.0)


def _estimate(
    sample: Design,
    value: float,
    linear: NDArray[np.float64],
    inside: NDArray[np.bool_],
    lonely: Lonely,
    method: str,
) -> LinearisedEstimate:
    n = int(inside.sum())
    df = len(np.unique(sample.clusters[inside])) - len(np.unique(sample.strata[inside]))
    if df < 1:
        raise EstimationError(
            "The domain lies in no more clusters than strata, so nothing says how clusters differ. Choose a wider "
            "domain or join strata."
        )
    variance = _variance(sample, sample.calibrated * _residuals(sample, linear), lonely)
    half = float(student.ppf((1 + LEVEL) / 2, df)) * variance**0.5
    simple = _simple_variance(sample, linear)
    deff = variance / simple if simple > 0 else float("nan")
    return LinearisedEstimate(
        value=value,
        se=variance**0.5,
        low=value - half,
        high=value + half,
        level=LEVEL,
        n=n,
        df=df,
        deff=deff,
        deff_reference=DEFF_REFERENCE,
        n_eff=n / deff if deff > 0 else float("nan"),
        method=method + (", calibrated" if sample.codes else ""),
        interval=INTERVAL,
    )


def _residuals(sample: Design, linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """What of a variable the margins do not explain: a regression on their categories by design weights."""
    if not sample.codes:
        return linear
    cells, of_row = np.unique(np.stack(sample.codes), axis=1, return_inverse=True)
    weight = np.bincount(of_row, sample.weights)
    mean = np.divide(
        np.bincount(of_row, sample.weights * linear), weight, out=np.zeros_like(weight), where=weight > 0
    )
    columns = np.concatenate([code == np.arange(code.max() + 1)[:, None] for code in cells]).T.astype(float)
    root = np.sqrt(weight)
    slopes = np.linalg.lstsq(columns * root[:, None], mean * root)[0]
    return linear - (columns @ slopes)[of_row]


def _variance(sample: Design, parts: NDArray[np.float64], lonely: Lonely) -> float:
    """Σ over strata (1 − f)·n/(n − 1)·Σ(cluster total − mean)², one stage: clusters differ, and with them all
    that varies inside; where clusters are a large part of their stratum this understates the inside.
    """
    totals = np.bincount(sample.clusters, parts)
    stratum = strata_of_clusters(sample.clusters, sample.strata)
    sampled = np.bincount(stratum)
    stated = np.zeros(len(sampled))
    stated[sample.strata] = sample.population_clusters
    open_part = 1 - np.divide(sampled, stated, out=np.zeros(len(sampled)), where=stated > 0)
    means = np.bincount(stratum, totals) / sampled
    spread = np.bincount(stratum, (totals - means[stratum]) ** 2)
    alone = (sampled == 1) & (open_part > 0)
    if alone.any():
        if lonely == "refuse":
            raise EstimationError(
                "{count} strata have one sampled cluster each, so nothing says how their clusters differ. Join "
                "strata, or say what lonely clusters shall do.",
                count=int(alone.sum()),
            )
        if lonely == "centre":
            spread[alone] = (means[alone] - totals.mean()) ** 2
    steps = np.divide(sampled, sampled - 1, out=np.ones(len(sampled)), where=sampled > 1)
    return float((open_part * steps * spread).sum())


def _simple_variance(sample: Design, linear: NDArray[np.float64]) -> float:
    """Variance of the same total from a simple random sample with replacement of as many people."""
    w = sample.calibrated
    n = int((w > 0).sum())
    if n < 2:
        return 0.0
    size = w.sum()
    mean = (w * linear).sum() / size
    return float(size * (w * (linear - mean) ** 2).sum() / (n - 1))
