"""Numbers far from what the others of the corridor answered, by a rule that the numbers themselves cannot move.

The middle is the median, the spread the median absolute deviation (MAD) times 1.4826, and doubted is what lies
more than `CUT` spreads away (Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers, ch. 3; Leys et al.
2013, Journal of Experimental Social Psychology 49). Numbers that are not negative and skewed to the right are
judged as ln(1 + x). Where they are skewed still, the longer side is allowed exp(3 · medcouple) times as much,
the correction of the adjusted boxplot (Hubert & Vandervieren 2008, Computational Statistics & Data Analysis 52,
section 3); the shorter side is not narrowed, so that the error is towards silence.

How it can mislead: of 2,000 normal numbers about one is doubted, and of a long tail more; numbers of two kinds
of people (weeks and decades in a country) have no middle; and a wrong number among the usual ones is not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Questionnaire

LEAST_ANSWERS = 30
"""Fewer answers have no tail to speak of."""

CUT = 3.5
"""Spreads from the median (Iglewicz & Hoaglin 1993: modified z-score)."""

SKEWED = 0.1
"""A `decile_skewness` from which numbers are judged as logarithms, if those are less skewed."""

_CONSISTENT = 1.4826
_THINNED = 401


def robust_outliers(responses: Responses, questionnaire: Questionnaire) -> Iterable[tuple[int, str]]:
    """Row and column of every number that lies too far from the others' numbers."""
    for column in questionnaire.columns:
        if column.type in ("integer", "decimal"):
            values = pd.to_numeric(responses.typed[column.column], errors="coerce").dropna().astype("float64")
            far = far_from_others(values.to_numpy())
            yield from ((int(row), column.column) for row in values.index[far])


def far_from_others(values: np.ndarray) -> np.ndarray:
    """Which finite numbers, shape (n,), lie more than `CUT` spreads from the median; none of fewer than
    `LEAST_ANSWERS`.

    Where more than half say the same number the MAD is 0 and says nothing: that number is put aside, and the
    others are judged among themselves, if they are enough; if they are not, nothing is doubted and only the
    questionnaire's own range is left. The spread is at least half a unit, because whole numbers are no finer.
    """
    far = np.zeros(len(values), dtype=bool)
    if len(values) < LEAST_ANSWERS:
        return far
    middle = np.median(values)
    if np.median(np.abs(values - middle)) == 0:
        others = np.flatnonzero(values != middle)
        far[others] = far_from_others(values[others])
        return far
    scaled, unit = _less_skewed(values)
    skew = medcouple(scaled)
    away = scaled - np.median(scaled)
    spread = max(float(np.median(np.abs(away))), unit / 2) * _CONSISTENT * CUT
    return (away > spread * np.exp(3 * max(skew, 0))) | (-away > spread * np.exp(3 * max(-skew, 0)))


def _less_skewed(values: np.ndarray) -> tuple[np.ndarray, float]:
    """The numbers, or ln(1 + x) of them if that is less skewed, and what one unit is there at the median."""
    skew = decile_skewness(values)
    if values.min() >= 0 and skew > SKEWED and abs(decile_skewness(np.log1p(values))) < skew:
        return np.log1p(values), float(1 / (1 + np.median(values)))
    return values, 1.0 if (values == np.round(values)).all() else 0.0


def decile_skewness(values: np.ndarray) -> float:
    """Kelley's skewness between -1 and 1 from the first and the ninth decile (Hinkley 1975, Biometrika 62).

    Steadier than the medcouple where numbers are heaped on a few round ones.
    """
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    return float((high - middle) - (middle - low)) / float(high - low) if high > low else 0.0


def medcouple(values: np.ndarray) -> float:
    """A robust skewness between -1 and 1, positive where the right tail is longer (Brys, Hubert & Struyf 2004).

    The median of ((b - m) - (m - a)) / (b - a) over all a below and b above the median m; numbers equal to m
    are in no pair with each other. Of many numbers `_THINNED` evenly spaced quantiles stand for all.
    """
    ordered = np.sort(values)
    if len(ordered) > _THINNED:
        ordered = np.quantile(ordered, (np.arange(_THINNED) + 0.5) / _THINNED)
    middle = np.median(ordered)
    above, below = ordered[ordered >= middle][:, None] - middle, middle - ordered[ordered <= middle][None, :]
    apart = above + below
    pairs = apart > 0
    return float(np.median((above - below)[pairs] / apart[pairs])) if pairs.any() else 0.0
