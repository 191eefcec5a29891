"""Logistic models for many replicates at once, by Newton's steps (iteratively reweighted least squares)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS, HALVINGS = 40, 12
CLOSE = 1e-9
"""Largest score of a converged model, over the sum of its counts."""
CERTAIN = 15.0
"""Log-odds beyond which a model has taken someone for certain: it separates the people."""
_FIRM = 1e-10


def fit_logistic(
    reached: NDArray[np.float64], counts: NDArray[np.float64], columns: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """θ (R × k) with Σ counts·p(xθ)·x = ``reached`` for each replicate, and whether it was found.

    ``counts`` (R × n) say how often each row of ``columns`` (n × k) stands there, ``reached`` (R × k) what the
    expected sum of x is to be. An ordinary logistic regression has reached = Σ counts·y·x; the
    pseudo-likelihood of taking part has the sum of x over those who did (Chen, Li and Wu 2020).

    Nothing is found where the sum lies at the edge of what probabilities can reach.
    """
    # einsum without optimising adds in one order; a threaded matrix product would not.
    products = (columns[:, :, None] * columns[:, None, :]).reshape(len(columns), -1)
    k = columns.shape[1]
    theta = np.zeros((len(counts), k))
    total = counts.sum(axis=1)
    share = np.clip(reached[:, 0] / np.maximum(total, np.finfo(float).tiny), 1e-6, 1 - 1e-6)
    theta[:, 0] = np.log(share / (1 - share))
    best = _likelihood(theta, reached, counts, columns)
    found = np.zeros(len(counts), dtype=bool)
    for _ in range(STEPS):
        p = expit(predictors(theta, columns))
        score = reached - np.einsum("rn,nk->rk", counts * p, columns)
        found = np.abs(score).max(axis=1) <= CLOSE * np.maximum(np.abs(reached[:, 0]), 1)
        active = np.flatnonzero(~found)
        if not len(active):
            break
        bend = np.einsum("rn,nk->rk", (counts * p * (1 - p))[active], products).reshape(-1, k, k)
        size = np.trace(bend, axis1=1, axis2=2)[:, None, None]
        step = np.linalg.solve(bend + (_FIRM * size + 1e-300) * np.eye(k), score[active][:, :, None])[:, :, 0]
        step /= np.maximum(np.abs(step).max(axis=1, keepdims=True) / 4, 1)
        theta[active], best[active] = _uphill(
            theta[active], step, best[active], reached[active], counts[active], columns
        )
    return theta, found


def predictors(theta: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """xθ, replicates × people, always added in the same order."""
    return np.einsum("rk,nk->rn", theta, columns)


def _likelihood(theta: NDArray, reached: NDArray, counts: NDArray, columns: NDArray) -> NDArray[np.float64]:
    return (reached * theta).sum(axis=1) - (counts * np.logaddexp(0, predictors(theta, columns))).sum(axis=1)


def _uphill(
    theta: NDArray, step: NDArray, best: NDArray, reached: NDArray, counts: NDArray, columns: NDArray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The step, halved where it would lead downhill; the likelihood is concave, so a short one never does."""
    taken = np.ones(len(theta))
    for _ in range(HALVINGS):
        moved = theta + taken[:, None] * step
        likelihood = _likelihood(moved, reached, counts, columns)
        worse = ~(likelihood >= best - 1e-12 * np.abs(best))
        if not worse.any():
            break
        taken[worse] /= 2
    return moved, likelihood
