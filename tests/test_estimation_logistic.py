"""Logistic models of many replicates at once."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from mekendesh.estimation.samples.logistic import fit_logistic, predictors


def problem(rng_seed: int = 1, n: int = 80):
    rng = np.random.default_rng(rng_seed)
    x = np.column_stack([np.ones(n), rng.random(n) < 0.5, rng.normal(size=n)])
    return x, (rng.random(n) < expit(x @ [-0.5, 1.0, 0.7])).astype(float), rng


def test_a_share_by_group_is_the_log_odds_of_its_counts():
    """Worked by hand: 1 of 4 yes without, 3 of 4 yes with: log(1/3), and a step of log 9."""
    x = np.column_stack([np.ones(8), np.repeat([0.0, 1.0], 4)])
    y = np.array([1, 0, 0, 0, 1, 1, 1, 0.0])
    theta, found = fit_logistic((y @ x)[None, :], np.ones((1, 8)), x)
    assert found.all()
    assert theta[0] == pytest.approx([np.log(1 / 3), np.log(9)])


def test_every_replicate_has_the_greatest_likelihood():
    """A second way of computing: a general minimiser, replicate by replicate."""
    x, y, rng = problem()
    times = rng.multinomial(80, np.full(80, 1 / 80), size=5).astype(float)
    theta, found = fit_logistic(np.einsum("rn,nk->rk", times * y, x), times, x)
    assert found.all()
    for m, fitted in zip(times, theta, strict=True):
        best = minimize(
            lambda t, m=m: (m * (np.logaddexp(0, x @ t) - y * (x @ t))).sum(), np.zeros(3), tol=1e-12
        ).x
        assert fitted == pytest.approx(best, abs=1e-4)


def test_a_replicate_does_not_depend_on_its_neighbours():
    """Chunks of any size give the same numbers."""
    x, y, rng = problem()
    times = rng.multinomial(80, np.full(80, 1 / 80), size=6).astype(float)
    reached = np.einsum("rn,nk->rk", times * y, x)
    together, _ = fit_logistic(reached, times, x)
    alone = np.concatenate([fit_logistic(reached[[i]], times[[i]], x)[0] for i in range(6)])
    assert together == pytest.approx(alone, abs=1e-12)


def test_what_no_probability_can_reach_is_not_found():
    """More people took part than there are: the likelihood has no top."""
    x = np.ones((10, 1))
    _, found = fit_logistic(np.array([[12.0]]), np.ones((1, 10)), x)
    assert not found.any()


def test_a_far_start_still_climbs():
    """Rare taking part (1 in 100,000) in people who differ much: the score is met all the same."""
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(500), rng.normal(size=500) * 3])
    counts = np.full((1, 500), 1000.0)
    truth = np.array([-11.0, 1.2])
    reached = (counts[0] * expit(x @ truth)) @ x
    theta, found = fit_logistic(reached[None, :], counts, x)
    assert found.all()
    assert theta[0] == pytest.approx(truth, abs=1e-6)
    assert predictors(theta, x)[0] == pytest.approx(x @ truth, abs=1e-5)
