"""One outcome's mean by a model of taking part, by a model of the answers, and by both (Chen, Li and Wu 2020)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import ratio
from mekendesh.estimation.samples.covariates import covariates_of
from mekendesh.estimation.samples.logistic import CERTAIN, fit_logistic, predictors
from mekendesh.estimation.samples.participation import fit_participation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.samples.covariates import Covariates

    Fit = tuple[NDArray[np.float64], NDArray[np.bool_]]

MEANS = ("unweighted", "quasi_randomised", "outcome_model", "doubly_robust")
_REGULAR = 1e-10


@dataclass(frozen=True)
class Outcome:
    """One outcome of the web respondents who answered (``rows``), and both models' covariates."""

    rows: NDArray[np.int64]
    y: NDArray[np.float64]
    is_share: bool
    logistic: bool
    selection: Covariates
    outcome: Covariates


def outcome_of(
    name: str,
    answers: pd.Series,
    web: pd.DataFrame,
    reference: pd.DataFrame,
    weights: NDArray[np.float64],
    models: tuple[Sequence[str], Sequence[str]],
    linear: bool,
) -> Outcome:
    """One outcome with the covariates of both ``models``, those of taking part and those of the answers.

    ``reference`` and ``weights`` are the reference's people with a weight. Raises ``EstimationError`` where nobody
    answered, or the covariates do not serve (`covariates_of`).
    """
    if len(answers) != len(web):
        raise EstimationError(
            "{name} has {found} entries for {expected} respondents. Read it from the same table.",
            name=name,
            found=len(answers),
            expected=len(web),
        )
    rows = np.flatnonzero(answers.notna().to_numpy())
    if not len(rows):
        raise EstimationError("Nobody in the web sample answered {name}. Leave it out.", name=name)
    y = answers.iloc[rows].to_numpy(dtype=float)
    is_share = pd.api.types.is_bool_dtype(answers)
    people = web.iloc[rows]
    by_selection, by_outcome = (covariates_of(people, reference, model, weights) for model in models)
    return Outcome(rows, y, is_share, is_share and not linear, by_selection, by_outcome)


def means_by_models(
    name: str,
    asked: Outcome,
    all_times: NDArray[np.float64],
    weights: NDArray[np.float64],
    fits: dict[bytes, Fit],
    *,
    certain: bool = False,
) -> NDArray[np.float64]:
    """The four `MEANS` of each replicate (4 × R), NaN where a model could not be fitted.

    ``all_times`` (R × web) are multiplicities, ``weights`` (R × reference) sum to the population. The last is
    Σ_web (y − m)/π / Σ_web 1/π + Σ_ref w·m / Σ_ref w (both sizes estimated).

    ``certain``: refuse an outcome model that takes people for certain, as is done with the sample itself; in a
    replicate its fitted 0 or 1 is harmless. ``fits`` keeps the models of taking part that outcomes answered by
    the same people share.
    """
    times, y = all_times[:, asked.rows], asked.y
    who = asked.rows.tobytes()
    if who not in fits:
        fits[who] = fit_participation(asked.selection, times, weights)
    theta, found = fits[who]
    model, fitted = _fit_outcome(asked, times, weights)
    log_odds = predictors(np.where(found[:, None], theta, 0), asked.selection.web)
    inverse = times * (1 + np.exp(-log_odds))
    predicted = [predictors(model, x) for x in (asked.outcome.web, asked.outcome.reference)]
    if asked.logistic:
        if certain and np.ptp(y) > 0 and max(np.abs(p).max() for p in predicted) > CERTAIN:
            raise EstimationError(
                "The covariates tell almost for certain who answers yes to {name}, so a logistic model of it has "
                "no bounds. Join categories, leave a covariate out, or use a linear model.",
                name=name,
            )
        predicted = [expit(values) for values in predicted]
    on_web, on_reference = predicted
    unweighted = ratio((times * y).sum(axis=1), times.sum(axis=1))
    quasi = ratio((inverse * y).sum(axis=1), inverse.sum(axis=1))
    by_model = ratio((weights * on_reference).sum(axis=1), weights.sum(axis=1))
    robust = ratio((inverse * (y - on_web)).sum(axis=1), inverse.sum(axis=1)) + by_model
    means = np.stack([unweighted, quasi, by_model, robust])
    means[1, ~found], means[2, ~fitted], means[3, ~(found & fitted)] = np.nan, np.nan, np.nan
    return means


def _fit_outcome(
    asked: Outcome, times: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Coefficients of the answers on the covariates among the web respondents, and whether they were found."""
    x = asked.outcome.web
    kept = (np.einsum("rn,nk->rk", times, asked.outcome.categories_web) > 0).all(axis=1)
    kept &= (weights > 0).any(axis=1)
    model = np.zeros((len(times), x.shape[1]))
    if not kept.any():
        return model, kept
    reached = np.einsum("rn,nk->rk", times[kept] * asked.y, x)
    if asked.logistic:
        model[kept], found = fit_logistic(reached, times[kept], x)
    else:
        products = (x[:, :, None] * x[:, None, :]).reshape(len(x), -1)
        moments = np.einsum("rn,nk->rk", times[kept], products).reshape(-1, x.shape[1], x.shape[1])
        sizes = np.linalg.eigvalsh(moments)
        found = sizes[:, 0] > _REGULAR * sizes[:, -1]
        solved = np.zeros_like(reached)
        solved[found] = np.linalg.solve(moments[found], reached[found][:, :, None])[:, :, 0]
        model[kept] = solved
    fitted = kept.copy()
    fitted[kept] = found
    return model, fitted
