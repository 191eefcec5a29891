"""A population, an open web survey of it and a reference sample, for the tests of what combines the two."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from estimation_tables import random_parents, recruited

PEOPLE = 10_000
FULL, PART = ["young", "city"], ["young"]
"""Covariates that tell all of taking part and of the answer, and those that leave ``city`` out."""


def population(rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Covariates, answers, and the probability of taking part; both depend on both covariates."""
    young, city = rng.random(PEOPLE) < 0.5, rng.random(PEOPLE) < 0.4
    answers = rng.random(PEOPLE) < expit(-1 + 1.2 * young + 1.5 * city)
    return pd.DataFrame({"young": young, "city": city}), answers, expit(-4 + 1.0 * young + 1.6 * city)


def samples(rng: np.random.Generator, reference: int = 600):
    """Web covariates, web answers, reference covariates, and the true share."""
    covariates, answers, taking_part = population(rng)
    web = np.flatnonzero(rng.random(PEOPLE) < taking_part)
    met = rng.choice(PEOPLE, reference, replace=False)
    return (
        covariates.iloc[web].reset_index(drop=True),
        pd.Series(answers[web], dtype="boolean"),
        covariates.iloc[met].reset_index(drop=True),
        float(answers.mean()),
    )


def recruited_reference(covariates: pd.DataFrame, rng: np.random.Generator, seeds: int = 10) -> pd.DataFrame:
    n = len(covariates)
    return recruited(random_parents(n, seeds, rng), [10] * n).assign(
        **{name: covariates[name].to_numpy() for name in covariates}
    )
