"""One interval from several published figures of one concept, and what moves it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import t as student

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.size import LEVEL, SizeEstimate, size_picture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

WITHIN_YEARS = 5
"""Only figures of the last five years are combined: over a longer time people move, and figures differ for that."""
REASONS = {
    "older": "the same issuer has a newer figure of this concept",
    "long_ago": "the figure is more than five years old",
    "repeats": "the figure repeats another source's number: one witness, not two",
    "bound": "the source says more than or up to the number, so the figure is one end only",
    "nobody": "the figure is zero, which has no place on a ratio scale",
}
"""Why a figure does not enter the combination; the column ``left_out`` holds these words."""
_GRADES = ("high", "medium", "low")


@dataclass(frozen=True)
class RandomEffects:
    """``mean`` and its interval, standard deviation ``between`` sources, and where a further source would lie.

    All on the scale of the values given. The prediction is missing (``None``) with two sources.
    """

    mean: float
    se: float
    low: float
    high: float
    between: float
    next_low: float | None
    next_high: float | None


@dataclass(frozen=True, eq=False)
class CombinedSize:
    """``size``: the combined people; ``between``: standard deviation between sources, in logarithms (0.2 is some
    20 %); ``next_low``, ``next_high``: where a further source of this concept would lie, ``None`` with two sources.

    ``moves``: a row a source, the combination without it: ``source``, ``issuer``, ``value``, ``low``, ``high``,
    ``change`` (value without it over value with it, less 1). With two sources it is the other one alone.
    """

    concept: str
    size: SizeEstimate
    sources: int
    between: float
    next_low: float | None
    next_high: float | None
    moves: pd.DataFrame


def independent_figures(
    figures: pd.DataFrame, concept: str, year: int, within_years: int = WITHIN_YEARS
) -> pd.DataFrame:
    """The figures of one concept, the newest first, with ``left_out``: "" or why one does not enter (`REASONS`).

    ``figures``: as `mekendesh.structure.sizes.published_sizes` gives them. Each issuer speaks once, with its newest
    figure (of one date the more reliable, then the first listed), from the years after ``year`` − ``within_years``;
    of sources that say the same number (`size.size_picture`) the earliest speaks. A figure that is one end only
    (column ``bound``: “more than”, “up to”) has no place in a mean, and none of its issuer's older ones speaks for it.

    It can mislead: two issuers may read one register, and nothing in their numbers shows it.
    """
    picture = size_picture(figures)
    rows = picture[picture["concept"] == concept].copy()
    witnesses = set(rows["source"])
    rows["_grade"] = rows["reliability"].map(_GRADES.index)
    rows = rows.sort_values(
        ["ref_date", "_grade"], ascending=[False, True], kind="stable", ignore_index=True
    ).drop(columns="_grade")
    conditions = {
        "nobody": rows["persons"] <= 0,
        "bound": rows["bound"] != "",
        "older": rows["issuer"].duplicated(),
        "long_ago": rows["year"] <= year - within_years,
        "repeats": rows["repeats"].isin(witnesses - {""}),
    }
    left_out = np.select(list(conditions.values()), list(conditions), default="")
    return rows.assign(left_out=pd.Series(left_out, index=rows.index, dtype="str"))


def combine_sizes(figures: pd.DataFrame, relative_errors: Mapping[str, float]) -> CombinedSize:
    """Combine figures of one concept on the log scale with random effects.

    ``figures``: those that enter (``concept``, ``persons``, ``issuer``, ``source``, ``reliability``), one an
    independent source. ``relative_errors``: the standard error assumed of a figure by its reliability, as a part
    of it; published figures carry none of their own.

    How it misleads: the interval is of the number around which sources scatter, and not of the truth: what all of
    them miss is in none. With two or three sources it is wide, and rests on the assumed errors.

    Raises ``EstimationError`` for figures of several concepts, for fewer than two, and for a grade without error.
    """
    concepts = figures["concept"].unique()
    if len(concepts) > 1:
        raise EstimationError(
            "Figures of {one} and of {other} count different people and are never combined. Choose one concept.",
            one=str(concepts[0]),
            other=str(concepts[1]),
        )
    if len(figures) < 2:
        raise EstimationError(
            "{count} independent figure(s) of one concept: there is nothing to combine. Show it as it was published.",
            count=len(figures),
        )
    if not (figures["persons"] > 0).all():
        raise EstimationError("A figure of no people has no place on a ratio scale. Leave it out.")
    unknown = sorted(set(figures["reliability"]) - set(relative_errors))
    if unknown:
        raise EstimationError(
            "No error is assumed for figures of reliability {grade}. Add it to reliability.csv.",
            grade=unknown[0],
        )
    values = np.log(figures["persons"].to_numpy(dtype=float))
    errors = figures["reliability"].map(dict(relative_errors)).to_numpy(dtype=float)
    variances = np.log1p(errors**2)
    effects = random_effects(values, variances)
    size = _people(effects)
    moves = []
    for number, (source, issuer) in enumerate(zip(figures["source"], figures["issuer"], strict=True)):
        others = np.arange(len(values)) != number
        without = _people(random_effects(values[others], variances[others]))
        moves.append(
            (source, issuer, without.value, without.low, without.high, without.value / size.value - 1)
        )
    return CombinedSize(
        concept=str(concepts[0]),
        size=size,
        sources=len(values),
        between=effects.between,
        next_low=None if effects.next_low is None else exp(effects.next_low),
        next_high=None if effects.next_high is None else exp(effects.next_high),
        moves=pd.DataFrame(moves, columns=["source", "issuer", "value", "low", "high", "change"]),
    )


def random_effects(values: NDArray[np.float64], variances: NDArray[np.float64]) -> RandomEffects:
    """Mean of k values that differ by more than their variances: Paule–Mandel's variance between them (1982),
    Hartung and Knapp's interval (2001) with their factor held at 1 or more (Knapp and Hartung 2003), and the
    prediction interval of Higgins, Thompson and Spiegelhalter (2009, section 3.2).

    With one value the interval is the normal one of its own variance. With few values of unlike variance both cover
    less than they say: some 93 and 90 % with four (simulated), since the variance between is hardly known.
    """
    count = len(values)
    between = paule_mandel(values, variances)
    weights = 1 / (variances + between)
    mean = float((weights * values).sum() / weights.sum())
    factor = max(1.0, float((weights * (values - mean) ** 2).sum()) / (count - 1)) if count > 1 else 1.0
    se = sqrt(factor / weights.sum())
    half = _quantile(count - 1 if count > 1 else np.inf) * se
    further = _quantile(count - 2) * sqrt(between + se**2) if count > 2 else None
    return RandomEffects(
        mean,
        se,
        mean - half,
        mean + half,
        sqrt(between),
        None if further is None else mean - further,
        None if further is None else mean + further,
    )


def paule_mandel(values: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    """The variance between sources at which Σ (y − μ)² / (v + τ²) equals k − 1; 0 where it is never so large."""

    def excess(between: float) -> float:
        weights = 1 / (variances + between)
        mean = (weights * values).sum() / weights.sum()
        return float((weights * (values - mean) ** 2).sum()) - (len(values) - 1)

    if len(values) < 2 or excess(0.0) <= 0:
        return 0.0
    most = float(((values - values.mean()) ** 2).sum())
    return float(brentq(excess, 0.0, most, xtol=1e-14))


def _quantile(freedom: float) -> float:
    return float(student.ppf((1 + LEVEL) / 2, freedom))


def _people(effects: RandomEffects) -> SizeEstimate:
    value = exp(effects.mean)
    return SizeEstimate(value, value * effects.se, exp(effects.low), exp(effects.high), LEVEL, "combined")
