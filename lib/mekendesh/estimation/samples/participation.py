"""Who takes part in an open web survey, told by a reference sample beside it (quasi-randomisation)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from mekendesh.errors import EstimationError
from mekendesh.estimation.samples.logistic import CERTAIN, fit_logistic, predictors
from mekendesh.estimation.weighting.weights import kish_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mekendesh.estimation.samples.covariates import Covariates

LEAST_SIZE, HEAVIEST = 30, 0.1
"""Under this effective size, or with one person above this part of the weight, the overlap is thin."""


@dataclass(frozen=True)
class Positivity:
    """How far the web sample covers the reference's people.

    ``least``, ``greatest``: probabilities π of taking part among the web sample; ``n_eff``: Kish's size of its
    weights 1/π; ``heaviest``: the largest part of the weight one person carries; ``uncovered``: the share of the
    reference, weighted, that is less likely to take part than anyone who did.
    """

    least: float
    greatest: float
    n_eff: float
    heaviest: float
    uncovered: float

    @property
    def is_thin(self) -> bool:
        return self.n_eff < LEAST_SIZE or self.heaviest > HEAVIEST


@dataclass(frozen=True)
class Participation:
    """``web``: π of each web respondent, whose quasi-random weight is 1/π; ``reference``: that of each other."""

    web: NDArray[np.float64]
    reference: NDArray[np.float64]
    positivity: Positivity

    @property
    def weights(self) -> NDArray[np.float64]:
        return 1 / self.web


def participation(covariates: Covariates, weights: NDArray[np.float64], population: float) -> Participation:
    """Probabilities π(x) of taking part: logistic in x, by the pseudo-likelihood Σ_web log π/(1 − π) + Σ_reference
    w·log(1 − π) (Chen, Li and Wu 2020; quasi-randomisation as in Elliott and Valliant 2017).

    ``weights`` (reference) are scaled to ``population``, the people both samples speak of: π is people, so
    a wrong size moves every weight, though means only where π is not small.

    It misleads where taking part depends on the answers themselves beyond the covariates (who is angry, who is
    online): no weight by x can mend that, and nothing in the two samples shows it.

    Raises ``EstimationError`` where the web sample is larger than the population, or the covariates tell
    for certain who takes part.
    """
    people = len(covariates.web)
    if not (np.isfinite(population) and population > people):
        raise EstimationError(
            "The population of {population} is not larger than the web sample of {people} people. Give the size "
            "of the population that both samples speak of.",
            population=f"{population:.10g}",
            people=people,
        )
    theta, found = fit_participation(
        covariates, np.ones((1, people)), (weights * (population / weights.sum()))[None, :]
    )
    log_odds = predictors(theta, covariates.web)[0], predictors(theta, covariates.reference)[0]
    met = np.concatenate([log_odds[0], log_odds[1][weights > 0]])
    if not found[0] or np.abs(met).max() > CERTAIN:
        raise EstimationError(
            "The covariates tell almost for certain who takes part in the web survey, so its people cannot stand "
            "for others. Join categories or leave a covariate out."
        )
    web, reference = (expit(values) for values in log_odds)
    return Participation(web, reference, _positivity(web, reference, weights))


def fit_participation(
    covariates: Covariates, times: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """θ of each replicate and whether it was found; a replicate that has lost a category is not.

    ``times`` (R × web) are multiplicities, ``weights`` (R × reference) sum to the population.
    """
    kept = (np.einsum("rn,nk->rk", times, covariates.categories_web) > 0).all(axis=1)
    kept &= (np.einsum("rn,nk->rk", weights, covariates.categories_reference) > 0).all(axis=1)
    theta = np.full((len(times), covariates.web.shape[1]), np.nan)
    found = np.zeros(len(times), dtype=bool)
    if kept.any():
        reached = np.einsum("rn,nk->rk", times[kept], covariates.web)
        theta[kept], found[kept] = fit_logistic(reached, weights[kept], covariates.reference)
    return theta, found


def _positivity(
    web: NDArray[np.float64], reference: NDArray[np.float64], weights: NDArray[np.float64]
) -> Positivity:
    below = float(weights[reference < web.min()].sum() / weights.sum())
    heaviest = float((1 / web).max() / (1 / web).sum())
    return Positivity(float(web.min()), float(web.max()), kish_size(1 / web), heaviest, below)
