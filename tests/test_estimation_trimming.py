"""Trimming: bounds and margins hold together, or it is said which cannot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.calibration import rake
from mekendesh.estimation.weighting.trimming import trim

weights = st.lists(st.floats(0.01, 100), min_size=2, max_size=30)


def test_trimming_by_hand():
    """Mean 4, at most 2 means: 13 becomes 8, the three ones share the other 8."""
    assert trim([1, 1, 1, 13], low=0, high=2) == pytest.approx([8 / 3, 8 / 3, 8 / 3, 8])


def test_what_is_cut_off_is_spread_by_proportion():
    """Mean 5, at most 2 means: the 14 becomes 10, and 1, 2, 3 grow by one factor, 10/6."""
    assert trim([1, 2, 3, 14], low=0, high=2) == pytest.approx([10 / 6, 20 / 6, 30 / 6, 10])


def test_the_lower_bound_is_met_too():
    """Mean 5, at least half of it: 1 and 2 become 2.5 each, the others give way by one factor, 15/17."""
    assert trim([1, 2, 3, 14], low=0.5, high=4) == pytest.approx([2.5, 2.5, 3 * 15 / 17, 14 * 15 / 17])


@given(weights, st.floats(0, 1), st.floats(1, 5))
def test_the_total_is_kept_and_the_bounds_hold(given_weights, low, high):
    """Trimming moves weight, it makes and loses none."""
    trimmed = trim(given_weights, low=low, high=high)
    mean = np.mean(given_weights)
    assert trimmed.sum() == pytest.approx(sum(given_weights), rel=1e-10)
    assert (trimmed >= low * mean * (1 - 1e-12)).all()
    assert (trimmed <= high * mean * (1 + 1e-12)).all()


@given(weights)
def test_bounds_that_do_not_bind_change_nothing(given_weights):
    """Weights within the bounds are their own answer."""
    w = np.array(given_weights) / np.mean(given_weights)
    assert trim(w, low=min(w.min(), 1), high=max(w.max(), 1)) == pytest.approx(w, rel=1e-9)


@given(weights, st.floats(0.01, 100))
def test_weights_in_another_unit_are_trimmed_alike(given_weights, factor):
    """Bounds are multiples of the mean."""
    scaled = trim(np.array(given_weights) * factor, low=0.3, high=2)
    assert scaled == pytest.approx(factor * trim(given_weights, low=0.3, high=2), rel=1e-8)


@given(weights, st.integers(0, 2))
def test_a_person_of_weight_zero_stays_zero_and_is_not_in_the_mean(given_weights, place):
    """Weight 0 is nobody: no lower bound lifts it, and the mean is over the others."""
    more = trim(np.insert(given_weights, place, 0.0), low=0.4, high=1.8)
    assert more[place] == 0
    assert np.delete(more, place) == pytest.approx(trim(given_weights, low=0.4, high=1.8), rel=1e-10)


def test_all_weights_equal_is_the_narrowest_bound():
    """Between 1 and 1 mean everybody weighs the mean."""
    assert trim([1, 2, 6], low=1, high=1) == pytest.approx([3, 3, 3])


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_margins_and_bounds_hold_together(rng_seed):
    """Raked weights, trimmed, still meet every margin to ten digits."""
    rng = np.random.default_rng(rng_seed)
    codes = [np.arange(40) % 2, np.arange(40) % 5]
    targets = [rng.dirichlet([20, 20]), rng.dirichlet([20] * 5)]
    raked = rake(rng.gamma(0.7, 1, 40) + 0.01, codes, targets)
    needed = max(np.max(t * len(t)) for t in targets)
    trimmed = trim(raked, codes, targets, low=0.05, high=max(2.5, 1.6 * needed))
    for code, target in zip(codes, targets, strict=True):
        assert np.bincount(code, trimmed) == pytest.approx(target, rel=1e-10)
    assert trimmed.max() <= max(2.5, 1.6 * needed) / 40 * (1 + 1e-12)
    assert trimmed.min() >= 0.05 / 40 * (1 - 1e-12)


def test_trimmed_weights_are_the_nearest_within_the_bounds():
    """A second way: minimise Σ w'·log(w'/w) − w' under bounds and margins by a general optimiser."""
    rng = np.random.default_rng(8)
    start = rng.gamma(0.8, 1, 12) + 0.05
    codes, targets = [np.arange(12) % 2, np.arange(12) % 3], [np.array([5.0, 7]), np.array([3.0, 4, 5])]
    best = minimize(
        lambda w: (w * np.log(w / start) - w).sum(),
        np.ones(12),
        jac=lambda w: np.log(w / start),
        bounds=[(0.4, 1.9)] * 12,
        constraints=[
            {"type": "eq", "fun": lambda w: np.bincount(codes[0], w) - targets[0]},
            {"type": "eq", "fun": lambda w: np.bincount(codes[1], w)[:2] - targets[1][:2]},
        ],
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    assert best.success
    trimmed = trim(start, codes, targets, low=0.4, high=1.9)
    assert trimmed == pytest.approx(best.x, abs=1e-5)
    assert (np.isclose(trimmed, 0.4) | np.isclose(trimmed, 1.9)).any()


@pytest.mark.parametrize(("low", "high"), [(1.2, 2), (0, 0.9), (-0.1, 2), (float("nan"), 2)])
def test_bounds_that_leave_out_the_mean_are_refused(low, high):
    """Not everybody can weigh more, or less, than the mean."""
    with pytest.raises(EstimationError, match="cannot be kept between"):
        trim([1, 2], low=low, high=high)


def test_a_category_that_needs_more_than_the_bounds_allow_is_named():
    """4 women, 1 man, half the weight each: the man must weigh 2.5 means."""
    with pytest.raises(
        EstimationError, match=r"category 1 of the margin 1 must weigh 2.5 times .* 0.1 and 2"
    ):
        trim(np.ones(5), [[0, 0, 0, 0, 1]], [[5, 5]], low=0.1, high=2)


CORNERS = [[0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1, 1, 1]]
"""Two people in the first of both margins, two in the first of one only, four in neither."""


def test_bounds_that_margins_only_together_break_are_refused_with_the_bound_needed():
    """5 for four and 2 for two of them leave 3 for the other two, 1.5 each, though no category needs above 1.25."""
    with pytest.raises(EstimationError, match=r"upper bound of at least 1.5; it is 1.3"):
        trim(np.ones(8), CORNERS, [[5, 3], [2, 6]], low=0, high=1.3)


def test_a_lower_bound_that_margins_break_is_refused_with_the_one_possible():
    """3 for four and 2 for two of them leave 1 for the other two, half a mean each; no category needs below 0.75."""
    with pytest.raises(EstimationError, match=r"lower bound of 0.5 at most; it is 0.6"):
        trim(np.ones(8), CORNERS, [[3, 5], [2, 6]], low=0.6, high=5)


def test_margins_that_no_bounds_can_save_are_refused_as_impossible():
    """1 for four, though two of them must have 2: no weights at all do that."""
    with pytest.raises(EstimationError, match="cannot be met together"):
        trim(np.ones(8), CORNERS, [[1, 7], [2, 6]], low=0, high=8)


def test_a_person_without_category_is_refused_as_in_raking():
    """Trimming keeps the rules of raking."""
    with pytest.raises(EstimationError, match="have no category"):
        trim([1, 2], [[0, -1]], [[3]], low=0, high=2)
