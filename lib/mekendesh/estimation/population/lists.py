"""How many stand on no list: log-linear models of lists that overlap."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations
from math import exp, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, xlogy

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.chao import log_normal
from mekendesh.estimation.population.poisson import has_maximum, poisson_means
from mekendesh.estimation.population.size import LEVEL, SizeEstimate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mekendesh.estimation.population.histories import Histories

CLOSE = 2.0
"""Models whose AIC is this near to the best are as good as it (Burnham and Anderson 2002, 2.6)."""
NOTES = {
    "pair_never_met": "two lists of the pair share nobody: their dependence is put at minus infinity, its cells at zero",
    "saturated": "as many parameters as cells: nothing is left to tell whether the model fits",
    "not_identified": "the cells seen do not tell how many were not seen",
    "no_estimate": "zeros in the table leave the likelihood without a maximum",
}
"""What to know of a fitted model; the column ``note`` holds these words, separated by spaces."""
_COLUMNS = ("model", "value", "se", "low", "high", "aic", "delta_aic", "deviance", "df", "note")

Pairs = tuple[tuple[int, int], ...]


def log_linear_models(histories: Histories) -> pd.DataFrame:
    """All log-linear models with two-way dependence, the best by AIC first (Fienberg 1972; Bishop, Fienberg and
    Holland 1975, chapter 6).

    Poisson regression of the 2^k − 1 cells on an intercept, the lists and the pairs of a model; those on no list
    are exp β₀, N = n + exp β₀. One row a model: ``model`` (pairs as "12 13", "" for independence), ``value``,
    ``se``, ``low``, ``high`` (log-normal interval on the missing cell, so never below n: Chao 1987), ``aic``,
    ``delta_aic``, ``deviance``, ``df``, ``note`` (of `NOTES`). A model without an estimate has missing numbers, a
    note that says why, and stands last. A pair that never met is fitted at its limit (Chan, Silverman and Vincent 2021).

    How it misleads: AIC chooses among models, it does not know whether any holds. Dependence of all lists at once
    (people whom no office sees) can be in none of them; then all are too low together. With two lists dependence
    is not to be told at all. Intervals are of a model taken as true: look at how far apart models of like AIC lie.
    """
    fits = [_fit(histories, pairs) for pairs in _all_pairs(histories.lists)]
    table = pd.DataFrame([fit.row(histories.people) for fit in fits], columns=list(_COLUMNS))
    table["delta_aic"] = table["aic"] - table["aic"].min()
    simpler = table["model"].str.len()
    return (
        table.assign(_simpler=simpler)
        .sort_values(["aic", "_simpler", "model"], kind="stable", na_position="last", ignore_index=True)
        .drop(columns="_simpler")
    )


def log_linear_size(histories: Histories) -> SizeEstimate:
    """The best model's N, with an interval from the lowest to the highest bound of all models as good as it.

    Models within `CLOSE` of the best AIC count as good. Raises ``EstimationError`` where the lists are two (one
    pair's dependence cannot be told from them) or no model has an estimate.
    """
    if histories.lists < 3:
        raise EstimationError(
            "{lists} lists were given; log-linear models need 3, since two cannot show whether they depend on each "
            "other. Use Chapman's estimate.",
            lists=histories.lists,
        )
    models = log_linear_models(histories)
    known = models[models["delta_aic"] <= CLOSE]
    if known.empty:
        raise EstimationError(
            "No log-linear model of the lists has an estimate: too many combinations hold nobody. Join lists that "
            "are much alike."
        )
    best = known.iloc[0]
    return SizeEstimate(
        float(best["value"]),
        float(best["se"]),
        float(known["low"].min()),
        float(known["high"].max()),
        LEVEL,
        "log_linear",
    )


def profile_interval(histories: Histories, pairs: Pairs = ()) -> tuple[float, float]:
    """Profile-likelihood interval of N at `LEVEL` for one model (Cormack 1992), multinomial.

    ``pairs``: positions of dependent lists, from 0. It needs no symmetry on any scale, so it is to be preferred to
    the log-normal interval where few were seen twice. The upper bound is infinite where the likelihood does not
    fall. Raises ``EstimationError`` where the model has no estimate.
    """
    fit = _fit(histories, pairs)
    if not np.isfinite(fit.missing):
        raise EstimationError(
            "The model {model} has no estimate: {why}. Choose a model with fewer pairs.",
            model=fit.model or "-",
            why=fit.note,
        )
    design = np.vstack([_design(histories.seen, pairs)[fit.kept], np.eye(1, fit.parameters)])
    design = design[:, fit.used]
    counts = histories.counts[fit.kept].astype(float)

    def likelihood(missing: float) -> float:
        everyone = np.append(counts, missing)
        means = poisson_means(design, everyone)
        size = everyone.sum()
        return float(gammaln(size + 1) - gammaln(missing + 1) + xlogy(everyone, means / size).sum())

    grid = fit.missing * np.geomspace(1e-3, 1e3, 121)
    values = np.array([likelihood(missing) for missing in grid])
    top = int(np.clip(values.argmax(), 1, len(grid) - 2))
    peak = minimize_scalar(
        lambda missing: -likelihood(missing),
        bounds=(grid[top - 1], grid[top + 1]),
        options={"xatol": 1e-6 * fit.missing},
    )
    least = -peak.fun - NormalDist().inv_cdf((1 + LEVEL) / 2) ** 2 / 2

    def above(missing: float) -> float:
        return likelihood(missing) - least

    left, right = np.flatnonzero(values[:top] < least), np.flatnonzero(values[top:] < least)
    low = brentq(above, grid[left[-1]], peak.x) if len(left) else 0.0
    high = brentq(above, peak.x, grid[top + right[0]]) if len(right) else float("inf")
    return histories.people + low, histories.people + high


@dataclass(frozen=True, eq=False)
class _Fit:
    """``kept``: cells, ``used``: parameters that are not at their limit; NaN where there is no estimate."""

    model: str
    parameters: int
    kept: NDArray[np.bool_]
    used: NDArray[np.bool_]
    note: str
    missing: float = float("nan")
    variance: float = float("nan")
    deviance: float = float("nan")
    aic: float = float("nan")

    def row(self, people: int) -> tuple:
        df = int(self.kept.sum() - self.used.sum())
        if not np.isfinite(self.missing):
            nothing = float("nan")
            return (self.model, *[nothing] * 7, df, self.note)
        low, high = log_normal(self.missing, self.variance)
        value, se = people + self.missing, sqrt(self.variance)
        return (
            self.model,
            value,
            se,
            people + low,
            people + high,
            self.aic,
            0.0,
            self.deviance,
            df,
            self.note,
        )


def _all_pairs(lists: int) -> Iterator[Pairs]:
    pairs = list(combinations(range(lists), 2))
    return chain.from_iterable(combinations(pairs, size) for size in range(len(pairs) + 1))


def _design(seen: NDArray, pairs: Pairs) -> NDArray[np.float64]:
    """Intercept, lists, and the pairs' products: one row a combination."""
    both = [seen[:, one] & seen[:, other] for one, other in pairs]
    return np.column_stack([np.ones(len(seen)), seen, *both]).astype(float)


def _fit(histories: Histories, pairs: Pairs) -> _Fit:
    design = _design(histories.seen, pairs)
    counts = histories.counts.astype(float)
    parameters = design.shape[1]
    model = " ".join(f"{one + 1}{other + 1}" for one, other in pairs)
    # A parameter whose cells are all empty goes to minus infinity and takes these cells to zero.
    used = design.T @ counts > 0
    kept = ~design[:, ~used].any(axis=1)
    rows, times = design[kept][:, used], counts[kept]
    notes = ["pair_never_met"] if not used.all() else []
    nobody = np.eye(1, rows.shape[1])
    if np.linalg.matrix_rank(np.vstack([rows, nobody])) > np.linalg.matrix_rank(rows):
        return _Fit(model, parameters, kept, used, " ".join([*notes, "not_identified"]))
    if not has_maximum(rows, times):
        return _Fit(model, parameters, kept, used, " ".join([*notes, "no_estimate"]))
    if len(times) == used.sum():
        notes.append("saturated")
    means = poisson_means(rows, times)
    spread = np.linalg.pinv(rows.T @ (means[:, None] * rows))
    missing = exp(float(np.linalg.lstsq(rows, np.log(means))[0][0]))
    likelihood = float((xlogy(times, means) - means - gammaln(times + 1)).sum())
    return _Fit(
        model,
        parameters,
        kept,
        used,
        " ".join(notes),
        missing=missing,
        variance=missing + missing**2 * float(spread[0, 0]),
        deviance=float(2 * (xlogy(times, times / means) - times + means).sum()),
        aic=-2 * likelihood + 2 * parameters,
    )
