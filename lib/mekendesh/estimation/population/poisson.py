"""Poisson regression with log link, for tables of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.special import xlogy

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def poisson_means(design: NDArray, counts: NDArray) -> NDArray[np.float64]:
    """Fitted means of a Poisson regression with log link, by iteratively reweighted least squares."""
    linear = np.log(counts + 0.5)
    previous = float("inf")
    for _ in range(200):
        means = np.exp(linear)
        root = np.sqrt(means)
        working = linear + (counts - means) / means
        solved = np.linalg.lstsq(root[:, None] * design, root * working)[0]
        linear = np.clip(design @ solved, -50, 50)
        means = np.exp(linear)
        deviance = float((xlogy(counts, means) - means).sum())
        if abs(deviance - previous) <= 1e-12 * (abs(deviance) + 1):
            return means
        previous = deviance
    raise EstimationError(
        "A log-linear model of the lists did not settle after {steps} steps. Join lists that are much alike.",
        steps=200,
    )


def has_maximum(design: NDArray, counts: NDArray) -> bool:
    """Whether positive cells with the same sufficient statistics exist (Fienberg and Rinaldo 2012)."""
    if (counts > 0).all():
        return True
    # The greatest smallest cell, by linear programming over the cells and that bound.
    cells = len(counts)
    statistics = np.column_stack([design.T, np.zeros(design.shape[1])])
    smallest = np.column_stack([-np.eye(cells), np.ones(cells)])
    found = linprog(
        np.append(np.zeros(cells), -1.0),
        A_ub=smallest,
        b_ub=np.zeros(cells),
        A_eq=statistics,
        b_eq=design.T @ counts,
        bounds=[(0, None)] * cells + [(0, 1)],
    )
    return bool(found.status == 0 and -found.fun > 1e-7)
