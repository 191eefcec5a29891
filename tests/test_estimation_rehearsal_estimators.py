"""Estimators of a rehearsed sample: worked by hand where everyone is asked, and refusals counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.estimation.estimates import wilson
from mekendesh.estimation.planning.rehearsal_designs import (
    OPEN_LINK,
    RANDOM,
    RDS,
    REGISTER,
    Plan,
    Sample,
    ask,
)
from mekendesh.estimation.planning.rehearsal_estimators import (
    BY_SEX,
    INTERVALS,
    RDS_II,
    UNWEIGHTED,
    estimate_sample,
    estimators_of,
)
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.weighting.variants import RDS_I
from mekendesh.estimation.weighting.weightings import SUCCESSIVE
from rehearsal_worlds_small import by_hand, simulated


def test_a_sample_of_everyone_is_the_truth_under_every_weight():
    """Six people of six, network sizes alike: every estimator says one half; the oracle has no width left."""
    world = by_hand([1, 0, 1, 0, 1, 0])
    rng = np.random.default_rng(1)
    everyone = ask(world, Plan(RANDOM, 6), rng)
    found = estimate_sample(world, Plan(RANDOM, 6), everyone, 50, rng)[UNWEIGHTED]
    assert found.value.tolist() == [0.5]
    assert found.high - found.low == pytest.approx([0.0], abs=1e-3)


def test_weighting_by_sex_gives_each_sex_its_share_of_the_people():
    """Women are one half of the people (even positions), two of three asked: shares 1/2 and 0 make 1/4."""
    world = by_hand([1, 0, 0, 0, 0, 0])
    sample = Sample(np.array([0, 2, 1]))
    found = estimate_sample(world, Plan(OPEN_LINK, 3), sample, 50, np.random.default_rng(1))
    assert found[BY_SEX].value.tolist() == pytest.approx([0.25])
    assert found[UNWEIGHTED].value.tolist() == pytest.approx([1 / 3])
    # Variance (1/2)² · (1/4)/2 = 1/32, so that 3/16 over it is 6 people.
    low, high = wilson(np.array([0.25]), np.array([6.0]))
    assert (found[BY_SEX].low[0], found[BY_SEX].high[0]) == pytest.approx((low[0], high[0]))


def test_weights_by_network_size_are_what_they_are_by_hand():
    """A yes of network size 2 and a no of 8: RDS-II 4/5, plain share 1/2."""
    world = by_hand([1, 0])
    people = pd.DataFrame(
        {
            "respondent": ["a", "b"],
            "recruiter": [None, "a"],
            "is_seed": [True, False],
            "site": "town",
            "network_size": [2, 8],
        }
    )
    sample = Sample(np.array([0, 1]), recruitment_trees(people), 1, 1, 1.0)
    found = estimate_sample(world, Plan(RDS, 2, seeds=1), sample, 50, np.random.default_rng(1))
    assert found[RDS_II].value.tolist() == pytest.approx([0.8])
    assert found[UNWEIGHTED].value.tolist() == [0.5]
    # Everyone in the city was asked, so that successive sampling weights everyone alike.
    assert found[SUCCESSIVE].value.tolist() == pytest.approx([0.5])
    # A recruitment from yes to no only: those who say no recruited nobody, and RDS-I says nothing.
    assert np.isnan(found[RDS_I].value).all()


def test_a_sample_without_one_of_the_sexes_is_refused_and_not_guessed():
    """Only women answered: there is nobody to stand for men, the share is missing."""
    world = by_hand([1, 0, 0, 0])
    found = estimate_sample(world, Plan(REGISTER, 2), Sample(np.array([0, 2])), 50, np.random.default_rng(1))
    assert np.isnan(found[BY_SEX].value).all()
    assert found[UNWEIGHTED].value.tolist() == [0.5]


@pytest.mark.parametrize(
    "plan", [Plan(RDS, 120, 4), Plan(REGISTER, 80), Plan(OPEN_LINK, 80), Plan(RANDOM, 80)]
)
def test_every_estimator_of_a_plan_answers_with_an_interval_around_its_value(plan):
    """In the order in which they are named, and with a named interval."""
    world = simulated()
    rng = np.random.default_rng(5)
    found = estimate_sample(world, plan, ask(world, plan, rng), 100, rng)
    assert tuple(found) == estimators_of(plan)
    for name, shares in found.items():
        assert INTERVALS[name]
        assert (shares.low <= shares.value).all() and (shares.value <= shares.high).all()
        assert (shares.low < shares.high).all()
