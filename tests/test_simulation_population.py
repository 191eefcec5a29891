from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mekendesh.files import current_tree
from mekendesh.simulation.assumptions import load_assumptions
from mekendesh.simulation.population import likeness, simulate_people

SITES = [SimpleNamespace(site="north", share=0.4), SimpleNamespace(site="south", share=0.2)]


def invent(seed: int = 1, **changed) -> pd.DataFrame:
    given = {"population": 300_000, "female_share": 0.45, "year": 2026} | changed
    return simulate_people(load_assumptions(current_tree()), SITES, rng=np.random.default_rng(seed), **given)


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return invent()


def test_size_is_the_published_one_up_to_the_assumed_limit():
    """A small corridor is as small as published; a large one is cut for speed."""
    assert (len(invent(population=250)), len(invent())) == (250, 12_000)


def test_sites_hold_their_shares_of_those_who_live_in_them(people):
    """Four to two people live in the two sites."""
    assert people["site"].value_counts().to_dict() == {"north": 8000, "south": 4000}


def test_women_are_as_many_as_the_published_share():
    """The share of women is given, never assumed."""
    assert invent(female_share=1.0)["female"].all()
    assert abs(invent(female_share=0.3)["female"].mean() - 0.3) < 0.02


def test_margins_are_those_assumed(people):
    """What is in the assumptions file is what comes out."""
    assert abs(people["age_18_29"].mean() - 0.42) < 0.02
    assert abs(people["higher"].mean() - 0.26) < 0.02
    assert abs(people["irregular"].mean() - 0.10) < 0.02
    assert abs(people["born_in_origin"].mean() - 0.88) < 0.02
    assert abs((~people["working"]).mean() - 0.17) < 0.02
    assert people["degree"].median() == 14


def test_a_life_is_in_order(people):
    """Nobody is under 18, arrives before birth, or works in no sector."""
    assert people["age"].between(18, 69).all()
    assert (people["arrival_year"] > people["birth_year"]).all()
    assert ((people["sector"] == "none") == (people["occupation"] == "not_working")).all()


def test_network_size_goes_with_traits(people):
    """Newcomers and people without papers know fewer: this is what weights by network size correct."""
    mean = people.groupby("recent")["degree"].mean()
    assert mean[True] < mean[False]
    mean = people.groupby("irregular")["degree"].mean()
    assert mean[True] < mean[False]


def test_likeness_is_one_where_no_trait_is_shared_and_symmetric():
    """Acquaintance has two ends."""
    alike = likeness(load_assumptions(current_tree()))
    assert alike.shape == (24, 24)
    assert np.array_equal(alike, alike.T)
    assert alike.min() == 1.0
