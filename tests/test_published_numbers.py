"""Numbers printed by others, against which the estimators are held."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.estimation.diagnostics import differential_activity, homophily
from mekendesh.estimation.plan import sample_size, smallest_change
from mekendesh.estimation.size import chapman
from mekendesh.estimation.weights import (
    kish_size,
    rds_i_shares,
    rds_ii_share,
    rds_ii_weights,
    stationary_shares,
)

# R package RDS 0.9-10, data faux, trait X: network size: blue/red people.
FAUX = (
    "4:0/3 5:1/2 6:2/2 7:0/2 8:5/3 9:2/12 10:5/6 11:7/10 12:5/12 13:11/17 14:8/20 15:14/20 16:8/22 17:6/25 "
    "18:5/17 19:6/8 20:5/12 21:6/9 22:3/19 23:3/11 24:1/9 25:1/7 26:4/1 27:2/3 28:2/3 29:3/4 30:1/0 31:0/3 "
    "32:2/2 34:0/2 36:0/1 38:0/1 39:0/1 43:0/2"
)


@pytest.fixture(scope="module")
def faux() -> pd.DataFrame:
    people = []
    for cell in FAUX.split():
        size, counts = cell.split(":")
        blue, red = map(int, counts.split("/"))
        people += [("blue", int(size))] * blue + [("red", int(size))] * red
    return pd.DataFrame(people, columns=["group", "size"])


@pytest.fixture(scope="module")
def recruited() -> pd.DataFrame:
    groups = pd.Index(["blue", "red"])
    return pd.DataFrame([[39, 82], [79, 188]], index=groups, columns=groups)


def test_the_rds_ii_share_of_faux_is_the_one_r_prints(faux):
    """RDS-II is Σ(y/d)/Σ(1/d), to the last digit of the R package."""
    blue = faux["group"] == "blue"
    assert rds_ii_share(blue, faux["size"]) == pytest.approx(0.310334112778454, abs=1e-15)


def test_the_rds_i_share_of_faux_is_the_one_r_prints(faux, recruited):
    """RDS-I divides the stationary shares by the mean network sizes of the groups."""
    shares = rds_i_shares(recruited, faux["group"], faux["size"])
    assert shares["blue"] == pytest.approx(0.310913286, abs=5e-10)
    assert shares.sum() == pytest.approx(1, abs=1e-15)


def test_recruitment_of_faux_settles_where_r_says(recruited):
    """The stationary shares are the left eigenvector of the transition shares."""
    assert stationary_shares(recruited)["blue"] == pytest.approx(0.303913776110387, abs=1e-14)


def test_the_differential_activity_of_faux_is_the_one_r_prints(faux):
    """Red people are 3 % better connected than blue ones, weighted by RDS-II."""
    ratio = differential_activity(faux["group"], faux["size"], "red", "blue")
    assert ratio == pytest.approx(1.03342284, abs=5e-9)


def test_the_recruitment_homophily_of_faux_is_the_one_r_prints(recruited):
    """Homophily compares recruitment within groups with what chance would give."""
    assert homophily(recruited) == pytest.approx(1.0198, abs=5e-5)


def test_chapman_gives_the_published_size_and_standard_error():
    """Two lists of 346 and 184 with 49 in common: 1282.9 people, SE 142.08."""
    size = chapman(346, 184, 49)
    assert size.value == pytest.approx(1282.9, abs=0.05)
    assert size.se == pytest.approx(142.08, abs=0.005)


def test_kish_is_one_over_one_plus_the_squared_variation_of_the_weights(faux):
    """n_eff = (Σw)²/Σw² = n / (1 + cv²): two formulas, one number."""
    weights = rds_ii_weights(faux["size"])
    variation = weights.std() / weights.mean()
    assert kish_size(weights) == pytest.approx(len(faux) / (1 + variation**2), rel=1e-12)
    assert kish_size([1, 1, 1, 1]) == 4
    assert kish_size([3, 1]) == pytest.approx(1.6)


@pytest.mark.parametrize(
    ("width", "deff", "population", "people"),
    [
        (0.05, 1, None, 385),
        (0.05, 4, None, 1537),
        (0.1, 4, None, 385),
        (0.05, 4, 2000, 870),
        (0.05, 1, 100, 80),
    ],
)
def test_sample_sizes_follow_the_formula(width, deff, population, people):
    """n = deff · z² p(1−p)/e², then the finite population correction, rounded up."""
    assert sample_size(width, deff=deff, population=population) == people


def test_two_rounds_of_400_detect_a_change_of_20_points():
    """At deff 4–5 two rounds of 400 find 20 points with 80 % power, and little less."""
    assert smallest_change(400, 400, deff=4) == pytest.approx(0.198, abs=5e-4)
    assert smallest_change(400, 400, deff=5) == pytest.approx(0.221, abs=5e-4)


def test_the_detectable_change_is_found_as_often_as_promised():
    """A simulation of two rounds finds the smallest change in 80 of 100 tries, deff taken as a smaller n."""
    rng = np.random.default_rng(20141226)
    n = 400 // 4
    change = smallest_change(400, 400, deff=4)
    before = rng.binomial(n, 0.5 - change / 2, 40_000) / n
    after = rng.binomial(n, 0.5 + change / 2, 40_000) / n
    pooled = (before + after) / 2
    found = np.abs(after - before) > 1.959964 * np.sqrt(2 * pooled * (1 - pooled) / n)
    assert 0.77 < found.mean() < 0.83
