"""Weight factors: each step a column, and their product the weight."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.calibration import rake
from mekendesh.estimation.weighting.weight_factors import effective_sizes, factor_table, weight_factors
from mekendesh.estimation.weighting.weights import kish_size, rds_ii_weights

PEOPLE = pd.Series(["p1", "p2", "p3", "p4"])
STEPS = ["base", "network_size", "calibration", "trimming"]


def test_factors_by_hand():
    """Sizes 1, 1, 2, none: factors 1.2, 1.2, .6, 0 of mean 1; then 6 people each by the margin."""
    table = weight_factors(
        PEOPLE,
        network_weights=rds_ii_weights([1, 1, 2, np.nan]),
        memberships=[[0, 0, 1, 1]],
        targets=[[6, 6]],
    )
    assert table["respondent"].tolist() == ["p1", "p2", "p3", "p4"]
    assert table["base"].tolist() == [1, 1, 1, 1]
    assert table["network_size"].tolist() == pytest.approx([1.2, 1.2, 0.6, 0])
    assert table["calibration"].tolist() == pytest.approx([2.5, 2.5, 10, 1])
    assert table["trimming"].tolist() == [1, 1, 1, 1]
    assert table["final"].tolist() == pytest.approx([3, 3, 6, 0])


@given(st.lists(st.integers(1, 200), min_size=6, max_size=40), st.integers(0, 999))
def test_the_final_weight_is_the_product_of_its_factors_and_meets_the_margins(sizes, rng_seed):
    """The product law, over every step; margins hold after trimming too."""
    rng = np.random.default_rng(rng_seed)
    n = len(sizes)
    codes, target = np.arange(n) % 2, np.array([0.45, 0.55]) * 1000
    table = weight_factors(
        pd.Series([f"p{i}" for i in range(n)]),
        base=rng.gamma(3, 1, n) + 0.1,
        network_weights=rds_ii_weights(sizes),
        memberships=[codes],
        targets=[target],
        bounds=(0.1, 3.0),
    )
    assert np.array_equal(table[STEPS].prod(axis=1).to_numpy(), table["final"].to_numpy())
    assert np.bincount(codes, table["final"]) == pytest.approx(target, rel=1e-10)
    assert table["final"].max() <= 3 * table["final"].mean() * (1 + 1e-9)


def test_steps_that_were_not_taken_have_the_factor_one():
    """Nothing done, nothing changed."""
    table = weight_factors(PEOPLE, base=[2, 2, 3, 3])
    assert (table[["network_size", "calibration", "trimming"]] == 1).all(axis=None)
    assert table["final"].tolist() == [2, 2, 3, 3]


def test_the_calibration_starts_from_base_times_network_size():
    """Raking starts from what the weights say so far, not from 1."""
    base, network = np.array([1.0, 2, 1, 2]), rds_ii_weights([1, 2, 3, 4])
    codes, targets = [[0, 0, 1, 1], [0, 1, 0, 1]], [[6, 4], [5, 5]]
    table = weight_factors(PEOPLE, base=base, network_weights=network, memberships=codes, targets=targets)
    assert table["final"].to_numpy() == pytest.approx(rake(base * network, codes, targets))
    assert table["final"].to_numpy() != pytest.approx(rake(np.ones(4), codes, targets))


def test_effective_sizes_fall_by_step_and_follow_kish():
    """n_eff = (Σw)²/Σw² after each step, deff_w = n/n_eff = 1 + cv²; people without weight are not counted."""
    table = weight_factors(PEOPLE, network_weights=rds_ii_weights([1, 1, 2, np.nan]))
    sizes = effective_sizes(table).set_index("step")
    assert list(sizes.index) == STEPS
    assert sizes.loc["base"].tolist() == [4, 4, 1]
    w = np.array([1.2, 1.2, 0.6])
    assert sizes.loc["network_size", "n"] == 3
    assert sizes.loc["network_size", "n_eff"] == pytest.approx(kish_size(w))
    assert sizes.loc["network_size", "deff_w"] == pytest.approx(1 + w.var() / w.mean() ** 2)


def test_trimming_raises_the_effective_size():
    """What trimming is for."""
    table = weight_factors(PEOPLE, base=[1, 1, 1, 13], bounds=(0, 2))
    sizes = effective_sizes(table).set_index("step")["n_eff"]
    assert sizes["trimming"] > sizes["calibration"]
    assert table["final"].sum() == pytest.approx(16)


def test_a_step_that_raises_the_dead_is_refused():
    """Weight 0 stays 0."""
    with pytest.raises(EstimationError, match="step calibration gives a weight to people who had none"):
        factor_table(PEOPLE, {"base": [1, 1, 1, 0], "calibration": [1, 1, 1, 1]})


def test_a_step_with_another_number_of_people_is_refused():
    """One weight a respondent, or it is about others."""
    with pytest.raises(EstimationError, match="step base has 3 weights for 4 respondents"):
        factor_table(PEOPLE, {"base": [1, 1, 1]})
