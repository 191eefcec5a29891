"""How many people: published figures side by side, lists that overlap, and shares turned into people."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEVEL = 0.95
FOLLOW_THROUGH = (0.1, 0.2, 0.3, 0.4, 0.5)
"""Of those who say they are willing, the part that acts: a range of assumptions, not an estimate."""
_FIGURE_COLUMNS = ("concept", "year", "persons", "source")


@dataclass(frozen=True)
class SizeEstimate:
    """Estimated people (``population``, not counted ones) with an interval; ``method``: an id of `size_methods`."""

    value: float
    se: float
    low: float
    high: float
    level: float
    method: str


def chapman(first: int, second: int, both: int) -> SizeEstimate:
    """Population size from two lists of ``first`` and ``second`` people with ``both`` in common (Chapman
    1951).

    N = (M+1)(n+1)/(m+1) − 1. Too low where the same people are easy to find twice, too high where being on
    one list makes the other less likely (a register of the documented, a survey of the undocumented); stale
    entries inflate it.

    Raises ``EstimationError`` where the lists contradict each other or do not overlap at all.
    """
    if not 0 < both <= min(first, second):
        raise EstimationError(
            "{both} people on both lists of {first} and {second}; expected at least 1 and no more than the "
            "shorter list. Check the linkage of the lists.",
            both=both,
            first=first,
            second=second,
        )
    product = (first + 1) * (second + 1)
    value = product / (both + 1) - 1
    variance = product * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return _on_log_scale(value, sqrt(variance), "chapman")


def chapman_with_linkage_error(
    first: int,
    second: int,
    both: int,
    *,
    precision: float,
    recall: float,
    looked_at: int,
    rng_seed: int,
    draws: int = 4000,
) -> SizeEstimate:
    """`chapman` where who is on both lists was found by linkage: the overlap is both · precision / recall.

    ``precision``: share of the links that are right; ``recall``: share of the true ones that were found; both
    are drawn from beta distributions as sharp as ``looked_at`` pairs make them (Jeffreys' prior), together with
    Chapman's own error on the log scale; the interval are percentiles. A recall of .85 taken for 1 inflates the
    size by a sixth.

    Raises ``EstimationError`` where the corrected lists contradict each other.
    """
    _insist_linkage(precision, recall, looked_at)
    if not 0 < both <= min(first, second):
        # As `chapman` refuses it: only draws are held within what can be.
        return chapman(first, second, both)
    rng = np.random.default_rng(rng_seed)
    right, found = _drawn_rates(precision, recall, looked_at, rng, draws)
    middle = chapman(first, second, _corrected(both, precision, recall, first, second))
    sizes = []
    for one, other in zip(right, found, strict=True):
        drawn = chapman(first, second, _corrected(both, one, other, first, second))
        sizes.append(drawn.value * exp(rng.normal(0, drawn.se / drawn.value)))
    low, high = np.percentile(sizes, [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2])
    return SizeEstimate(middle.value, float(np.std(sizes)), float(low), float(high), LEVEL, "chapman_linked")


def _corrected(both: int, precision: float, recall: float, first: int, second: int) -> int:
    return min(max(round(both * precision / recall), 1), first, second)


def multiplier(listed: float, share: float, share_se: float) -> SizeEstimate:
    """Population size from a list of ``listed`` people and the share of the population that says it is on it:
    N = M/P.

    The interval is on the log scale with the relative error of the share. Stale or doubled entries inflate
    it, and so do people who do not know that they are listed.
    """
    if not (listed > 0 and 0 < share <= 1 and share_se >= 0):
        raise EstimationError(
            "A list of {listed} people and a share of {share}; expected were people above 0 and a share "
            "above 0, at most 1. Without people who say they are listed the multiplier cannot be used.",
            listed=str(listed),
            share=str(share),
        )
    value = listed / share
    return _on_log_scale(value, value * share_se / share, "multiplier")


def weighted_multiplier(
    listed: float,
    share: float,
    draws: NDArray[np.float64],
    *,
    precision: float = 1.0,
    recall: float = 1.0,
    looked_at: int | None = None,
    rng: np.random.Generator | None = None,
) -> SizeEstimate:
    """`multiplier` with a share weighted for recruitment, and its interval from the survey's own replicates.

    ``share``: of the population, on a list of ``listed`` people, estimated by RDS; ``draws``: the same in each
    replicate. Where linkage found who is listed, each is multiplied by precision / recall, drawn as in
    `chapman_with_linkage_error`, which needs ``looked_at`` and ``rng``. The interval are percentiles of N.

    How it misleads: as `multiplier`, and where people on the list know fewer or more of the others than they
    say. The list must be of the people and places the survey speaks of.

    Raises ``EstimationError`` where the share cannot be, or so many replicates find nobody on the list that there
    is no upper bound.
    """
    multiplier(listed, share, 0.0)
    _insist_linkage(precision, recall, 1 if looked_at is None else looked_at)
    drawn = np.asarray(draws, dtype=float)
    if len(drawn) < 2:
        raise EstimationError("{count} replicates asked for; an interval needs 2 at least.", count=len(drawn))
    if looked_at is not None:
        if rng is None:
            raise EstimationError("The error of linkage is drawn, but there are no random numbers. Give rng.")
        right, found = _drawn_rates(precision, recall, looked_at, rng, len(drawn))
        drawn = drawn * right / found
    value = listed / min(share * precision / recall, 1.0)
    known = np.minimum(drawn[drawn > 0], 1.0)
    nobody = len(drawn) - len(known)
    # A replicate with nobody on the list has no bound above: it stays among the largest.
    sizes = np.append(listed / known, np.full(nobody, np.inf))
    low, high = np.quantile(sizes, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="higher")
    if np.isinf(high):
        raise EstimationError(
            "In {nobody} of {replicates} replicates nobody is on the list, so the size has no upper bound. "
            "A list with more of the surveyed people is needed.",
            nobody=nobody,
            replicates=len(drawn),
        )
    spread = float(np.log(known).std(ddof=1))
    return SizeEstimate(value, value * spread, float(low), float(high), LEVEL, "weighted_multiplier")


def _insist_linkage(precision: float, recall: float, looked_at: int) -> None:
    if not (0 < precision <= 1 and 0 < recall <= 1 and looked_at > 0):
        raise EstimationError(
            "A linkage with a precision of {precision} and a recall of {recall}; expected were numbers above 0 and "
            "at most 1. Review a sample of pairs.",
            precision=str(precision),
            recall=str(recall),
        )


def _drawn_rates(
    precision: float, recall: float, looked_at: int, rng: np.random.Generator, draws: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    right, found = (
        rng.beta(looked_at * share + 0.5, looked_at * (1 - share) + 0.5, draws)
        for share in (precision, recall)
    )
    return right, found


def _on_log_scale(value: float, se: float, method: str) -> SizeEstimate:
    factor = exp(NormalDist().inv_cdf((1 + LEVEL) / 2) * se / value)
    return SizeEstimate(value, se, value / factor, value * factor, LEVEL, method)


def people(shares: pd.DataFrame | pd.Series, population: float | pd.Series) -> pd.DataFrame | pd.Series:
    """People = share × N, draw by draw. ``population``: one number, or one a replicate.

    The population must be of the same definition, age and place as the shares; otherwise it is a scenario and
    must be labelled as one.
    """
    sizes = np.asarray(population, dtype=float)
    if not (np.isfinite(sizes).all() and (sizes >= 0).all()):
        raise EstimationError("A population size is missing or below zero. Check where it comes from.")
    if sizes.ndim and len(sizes) != len(shares):
        raise EstimationError(
            "{found} drawn population sizes for {expected} replicates. Draw as many sizes as replicates.",
            found=len(sizes),
            expected=len(shares),
        )
    return shares.mul(population, axis=0) if sizes.ndim else shares * float(population)


def follow_through(willing: pd.Series, rates: Sequence[float] = FOLLOW_THROUGH) -> pd.DataFrame:
    """Scenario: people who would act if only a part of the willing follows through.

    ``willing``: draws of people. Returns ``follow_through``, ``people`` (median), ``low``, ``high``
    (percentiles at 95 %). The rates are assumptions; show the whole range.
    """
    low, middle, high = willing.quantile([(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    kept = np.asarray(rates, dtype=float)
    return pd.DataFrame(
        {"follow_through": kept, "people": kept * middle, "low": kept * low, "high": kept * high}
    )


def size_picture(figures: pd.DataFrame) -> pd.DataFrame:
    """Published figures side by side, by concept and year: different concepts are different quantities.

    ``figures``: at least ``concept``, ``year``, ``persons``, ``source``; other columns stay. Returned in the
    order concept (as first met), year, persons, with

    - ``figures``: how many distinct figures stand in this concept and year,
    - ``low``, ``high``: their range, missing where there is only one: no range is drawn across concepts or
      years,
    - ``latest``: whether the row belongs to the newest year of its concept,
    - ``repeats``: the source that gave the same number earlier, under whatever concept, "" if none. Such a
      row is one witness with it, not a second. Round numbers (whole thousands) coincide by chance and are
      not compared.
    """
    missing = [name for name in _FIGURE_COLUMNS if name not in figures]
    if missing:
        raise EstimationError("The published figures have no column {column}. Restore it.", column=missing[0])
    order = {concept: rank for rank, concept in enumerate(figures["concept"].unique())}
    picture = figures.assign(_rank=figures["concept"].map(order))
    picture = picture.sort_values(["_rank", "year", "persons"], kind="stable", ignore_index=True).drop(
        columns="_rank"
    )
    cells = picture.groupby(["concept", "year"], sort=False)["persons"]
    count = cells.transform("nunique")
    by_year = picture.sort_values("year", kind="stable").groupby("persons")["source"]
    earliest = by_year.transform("first").reindex(picture.index)
    repeated = (earliest != picture["source"]) & (picture["persons"] % 1000 != 0)
    return picture.assign(
        figures=count,
        low=cells.transform("min").astype("Int64").where(count > 1),
        high=cells.transform("max").astype("Int64").where(count > 1),
        latest=picture["year"] == picture.groupby("concept")["year"].transform("max"),
        repeats=earliest.where(repeated, ""),
    )
