"""Who takes part in a web survey, told by a reference beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.samples.covariates import covariates_of
from mekendesh.estimation.samples.participation import participation
from web_samples import FULL, PEOPLE, samples


def by_sex(web: list[str], reference: list[str], weights=None, population=100.0):
    frames = pd.DataFrame({"sex": web}), pd.DataFrame({"sex": reference})
    w = np.ones(len(reference)) if weights is None else np.array(weights, dtype=float)
    return participation(covariates_of(*frames, ["sex"], w), w, population)


def test_by_category_the_probability_is_people_over_the_references_estimate():
    """Worked by hand: 3 women of 40, 1 man of 60; the weights 1/π post-stratify the web sample."""
    found = by_sex(["f", "f", "f", "m"], ["f", "f", "m", "m", "m"])
    assert found.web == pytest.approx([3 / 40, 3 / 40, 3 / 40, 1 / 60])
    assert found.weights == pytest.approx([40 / 3] * 3 + [60.0])
    assert found.weights.sum() == pytest.approx(100)


def test_the_references_weights_count():
    """A woman who stands for four moves the probability of all women."""
    found = by_sex(["f", "f", "m"], ["f", "m"], [4, 1])
    assert found.web == pytest.approx([2 / 80, 2 / 80, 1 / 20])


def test_probabilities_of_a_simulated_survey_come_back():
    """With the right covariates π is found within chance, and the web sample's covariates are mended."""
    web, _, reference, _ = samples(np.random.default_rng(5), reference=4000)
    w = np.ones(len(reference))
    found = participation(covariates_of(web, reference, FULL, w), w, PEOPLE)
    truth = 1 / (1 + np.exp(4 - 1.0 * web["young"] - 1.6 * web["city"]))
    assert (found.web / truth).between(0.8, 1.25).all()
    mended = np.average(web["city"], weights=found.weights)
    assert mended == pytest.approx(reference["city"].mean(), abs=0.03)
    assert web["city"].mean() > reference["city"].mean() + 0.2


def test_positivity_says_how_far_the_web_sample_reaches():
    """Smallest and largest π, Kish's size of the weights (100²/(3·(40/3)² + 60²)), and the heaviest person."""
    found = by_sex(["f", "f", "f", "m"], ["f", "f", "m", "m", "m"]).positivity
    assert (found.least, found.greatest) == pytest.approx((1 / 60, 3 / 40))
    assert found.n_eff == pytest.approx(100**2 / (3 * (40 / 3) ** 2 + 60**2))
    assert found.heaviest == pytest.approx(0.6)
    assert found.uncovered == 0
    assert found.is_thin


def test_people_less_likely_than_anyone_who_took_part_are_uncovered():
    """By a number: the reference holds older people than any of the web sample."""
    rng = np.random.default_rng(1)
    web = pd.DataFrame({"age": rng.integers(18, 40, 300)})
    reference = pd.DataFrame({"age": [*rng.integers(18, 40, 300), *[65] * 100]})
    w = np.ones(400)
    found = participation(covariates_of(web, reference, ["age"], w), w, 50_000)
    assert found.positivity.uncovered == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("population", [3.0, 4.0, float("nan"), float("inf")])
def test_a_population_no_larger_than_the_web_sample_is_refused(population):
    """Then there is no probability to speak of."""
    with pytest.raises(EstimationError, match="not larger than the web sample of 4 people"):
        by_sex(["f", "f", "f", "m"], ["f", "m"], population=population)


def test_covariates_that_tell_who_takes_part_are_refused():
    """Five women took part, the reference knows of four in all: no probability fits."""
    with pytest.raises(EstimationError, match="tell almost for certain who takes part"):
        by_sex(["f"] * 5 + ["m"], ["f", "m", "m", "m", "m"], population=20.0)
