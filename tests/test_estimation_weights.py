"""Weights: laws, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.weights import (
    kish_size,
    mean_network_sizes,
    rds_i_shares,
    rds_ii_share,
    rds_ii_weights,
    stationary_shares,
)

people = st.lists(st.tuples(st.booleans(), st.integers(1, 300)), min_size=1, max_size=60)


@given(people, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(given_people, random):
    """Shares belong to people, not to rows."""
    shuffled = given_people[:]
    random.shuffle(shuffled)
    assert rds_ii_share(*zip(*given_people, strict=True)) == pytest.approx(
        rds_ii_share(*zip(*shuffled, strict=True)), abs=1e-12
    )


@given(people, st.floats(0.01, 100))
def test_network_sizes_in_another_unit_give_the_same_share(given_people, factor):
    """Only the proportions of network sizes matter."""
    trait, sizes = map(np.array, zip(*given_people, strict=True))
    assert rds_ii_share(trait, sizes * factor) == pytest.approx(rds_ii_share(trait, sizes), abs=1e-12)


@given(people)
def test_everyone_twice_gives_the_same_share(given_people):
    """Doubling the sample doubles nothing in a share."""
    trait, sizes = zip(*given_people, strict=True)
    assert rds_ii_share(trait * 2, sizes * 2) == pytest.approx(rds_ii_share(trait, sizes), abs=1e-12)


@given(people)
def test_yes_and_no_sum_to_one(given_people):
    """p(not y) = 1 − p(y)."""
    trait, sizes = map(np.array, zip(*given_people, strict=True))
    assert rds_ii_share(~trait, sizes) == pytest.approx(1 - rds_ii_share(trait, sizes), abs=1e-12)


def test_people_without_network_size_weigh_nothing():
    """Missing, zero and negative sizes are left out; the others share the weight."""
    assert rds_ii_weights([2, np.nan, 0, -1, 2]).tolist() == [0.5, 0, 0, 0, 0.5]


def test_no_network_size_at_all_is_refused():
    """Without any weight there is no share, and no NaN either."""
    with pytest.raises(EstimationError, match="network size above zero"):
        rds_ii_weights([np.nan, 0])


def test_the_mean_network_size_is_harmonic():
    """RDS-II weighting of sizes turns the mean into a harmonic one: 1/2 and 1/4 give 8/3."""
    means = mean_network_sizes(pd.Series(["a", "a", "b", None]), [2, 4, 7, 9])
    assert means["a"] == pytest.approx(8 / 3)
    assert means["b"] == 7


def test_rds_i_refuses_what_has_no_single_answer():
    """A group that recruited no one, groups that never mix, a group without sizes: refused by name."""
    groups = pd.Series(["a", "b"])
    with pytest.raises(EstimationError, match="group b recruited no one"):
        stationary_shares(pd.DataFrame([[3, 2], [0, 0]], index=["a", "b"], columns=["a", "b"]))
    with pytest.raises(EstimationError, match="only among themselves"):
        stationary_shares(pd.DataFrame([[3, 0], [0, 4]], index=["a", "b"], columns=["a", "b"]))
    mixed = pd.DataFrame([[3, 1], [1, 4]], index=["a", "b"], columns=["a", "b"])
    with pytest.raises(EstimationError, match="group b has no one"):
        rds_i_shares(mixed, groups, [5, 0])


@given(st.lists(st.floats(0.1, 1e3), min_size=1, max_size=50), st.floats(0.01, 100))
def test_kish_lies_between_one_and_n_and_knows_no_scale(weights, factor):
    """1 ≤ n_eff ≤ n, whatever the weights are measured in."""
    size = kish_size(weights)
    assert 1 - 1e-9 <= size <= len(weights) * (1 + 1e-9)
    assert kish_size(np.array(weights) * factor) == pytest.approx(size, rel=1e-9)


@pytest.mark.parametrize("weights", [[0.0, 0.0], [1.0, -1.0], [1.0, np.nan], []])
def test_impossible_weights_are_refused(weights):
    """Weights that are negative, missing or all zero describe no sample."""
    with pytest.raises(EstimationError, match="Weights must be finite"):
        kish_size(weights)
