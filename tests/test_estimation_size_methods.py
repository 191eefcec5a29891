"""The ways to a number of people: each estimator calls itself by one of them, and each says how it fails."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pandas as pd

from mekendesh.estimation.population.chao import chao
from mekendesh.estimation.population.combined_size import combine_sizes
from mekendesh.estimation.population.lists import log_linear_size
from mekendesh.estimation.population.size import chapman_with_linkage_error, multiplier, weighted_multiplier
from mekendesh.estimation.population.size_methods import METHODS
from size_examples import three_lists

FIGURES = pd.DataFrame(
    {
        "concept": ["born", "born"],
        "year": [2024, 2023],
        "persons": [300_000, 340_000],
        "issuer": ["un", "un_desa"],
        "source": ["one", "two"],
        "reliability": ["high", "high"],
    }
)


def test_every_estimator_calls_itself_by_a_way_that_is_told_and_every_way_has_one():
    """A number under a name that nobody explains, or an explanation of no number, would be both wrong."""
    estimates = (
        combine_sizes(FIGURES, {"high": 0.05}).size,
        multiplier(1000, 0.2, 0.02),
        weighted_multiplier(1000, 0.2, np.array([0.18, 0.2, 0.22])),
        chapman_with_linkage_error(
            100, 80, 20, precision=0.98, recall=0.95, looked_at=200, rng_seed=1, draws=50
        ),
        log_linear_size(three_lists(4, 8, 12, 50, 9, 30, 40)),
        chao(people=120, once=90, twice=20),
    )
    assert ["published", *(estimate.method for estimate in estimates)] == [way.method for way in METHODS]


def test_no_way_rests_on_nothing_and_none_fails_in_one_direction_only():
    """Ids are all filled; what makes a number too low is never what makes it too high."""
    assert all(all(astuple(way)) for way in METHODS)
    assert all(way.low != way.high for way in METHODS)
    assert len({way.assumption for way in METHODS}) == len(METHODS)
