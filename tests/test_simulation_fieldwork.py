from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mekendesh.files import current_tree
from mekendesh.simulation.assumptions import Assumptions, load_assumptions
from mekendesh.simulation.fieldwork import survey_people
from mekendesh.simulation.population import simulate_people

SITES = [
    SimpleNamespace(site="large", share=0.45),
    SimpleNamespace(site="middle", share=0.14),
    SimpleNamespace(site="small", share=0.06),
]


def invent(assumptions: Assumptions, seed: int, population: int = 12_000, sites=SITES) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return simulate_people(assumptions, sites, population=population, female_share=0.45, year=2026, rng=rng)


@pytest.fixture(scope="module")
def assumptions() -> Assumptions:
    return load_assumptions(current_tree())


@pytest.fixture(scope="module")
def survey(assumptions) -> pd.DataFrame:
    return survey_people(assumptions, invent(assumptions, 1), np.random.default_rng(2))


def test_eight_seeds_reach_some_five_hundred_people_in_every_site(survey):
    """Each site is recruited from seeds of its own, two at least."""
    seeds = survey[survey["recruiter"] < 0].groupby("site").size()
    assert seeds.sum() == 8 and seeds.min() >= 2
    assert 490 <= survey["consents"].sum() <= 510
    assert survey["person"].is_unique


def test_a_recruit_comes_after_its_recruiter_from_the_same_site_with_a_coupon_of_its_own(survey):
    """Coupons are given before they are redeemed, three each, once each, and by people who took part."""
    recruits = survey[survey["recruiter"] >= 0]
    givers = survey.loc[recruits["recruiter"]].reset_index(drop=True)
    recruits = recruits.reset_index(drop=True)
    assert (givers["site"] == recruits["site"]).all()
    assert (givers["day"] + 0.5 <= recruits["day"]).all()
    assert givers["consents"].all()
    assert recruits["coupon"].between(1, 3).all()
    assert not recruits[["recruiter", "coupon"]].duplicated().any()
    assert survey["day"].is_monotonic_increasing and survey["day"].max() < 49


def test_network_sizes_are_heaped_at_fives_and_tens(survey):
    """People round what they tell; the diagnostics must have something to see."""
    told = survey.loc[survey["network_size"] >= 10, "network_size"]
    assert (told % 5 == 0).mean() > 0.5
    assert survey["network_size"].min() >= 1


def test_a_small_corridor_is_not_surveyed_to_the_last_person(assumptions):
    """At most the assumed share of a site is interviewed, so that a sample stays a sample."""
    people = invent(assumptions, 1, population=300)
    survey = survey_people(assumptions, people, np.random.default_rng(1))
    assert 40 <= survey["consents"].sum() <= 123  # rounded up in each of three sites


def test_a_site_too_small_for_seeds_and_a_lone_person_do_not_fail(assumptions):
    """The smallest corridors of the reference tables have a handful of people."""
    for population in (1, 3, 10):
        survey = survey_people(assumptions, invent(assumptions, 1, population), np.random.default_rng(1))
        assert len(survey) <= population


@pytest.mark.parametrize("alike", [False, True])
def test_weights_by_network_size_find_the_truth_where_plain_shares_do_not(assumptions, alike):
    """RDS-II (Volz and Heckathorn) is consistent for recruitment along ties, with homophily and without."""
    if not alike:
        for trait in assumptions.family("homophily"):
            assumptions = assumptions.with_value("homophily", trait, 0.0)
    rows = []
    for seed in range(24):
        people = invent(assumptions, seed, 6000, [SimpleNamespace(site="town", share=1.0)])
        survey = survey_people(assumptions, people, np.random.default_rng(100 + seed))
        kept = survey[survey["consents"]]
        weights = 1 / kept["network_size"].to_numpy()
        has = people["recent"].to_numpy(dtype=float)[kept["person"]]
        rows.append((people["recent"].mean(), has.mean(), weights @ has / weights.sum()))
    truth, plain, weighted = np.array(rows).mean(axis=0)
    assert abs(weighted - truth) < 0.02
    assert abs(plain - truth) > 0.035
