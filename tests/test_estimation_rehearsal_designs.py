"""Ways of asking: whom each reaches, by exhaustive reasoning on tiny worlds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.planning.rehearsal_designs import OPEN_LINK, RANDOM, RDS, REGISTER, Plan, ask
from rehearsal_worlds_small import by_hand, simulated


def often(world, plan, times: int = 4000) -> np.ndarray:
    """How often each person is asked."""
    rng = np.random.default_rng(1)
    asked = np.zeros(len(world))
    for _ in range(times):
        asked[ask(world, plan, rng).persons] += 1
    return asked / times


def test_the_oracle_asks_everyone_with_the_same_chance():
    """Three of six people: one half each, all different, nobody twice."""
    world = by_hand([1, 0, 1, 0, 0, 0])
    assert often(world, Plan(RANDOM, 3)) == pytest.approx(np.full(6, 0.5), abs=0.03)
    assert len(set(ask(world, Plan(RANDOM, 3), np.random.default_rng(1)).persons)) == 3


def test_a_register_asks_nobody_who_is_not_in_it():
    """Two of the three registered: two thirds each, the others never."""
    world = by_hand([1, 0, 1, 0, 0], registered=[1, 0, 1, 1, 0])
    chance = often(world, Plan(REGISTER, 2))
    assert chance == pytest.approx([2 / 3, 0, 2 / 3, 2 / 3, 0], abs=0.03)


def test_a_register_with_fewer_people_than_wanted_gives_those_there_are():
    """No one is invented to fill a sample."""
    world = by_hand([1, 0, 1, 0, 0], registered=[1, 0, 1, 1, 0])
    assert ask(world, Plan(REGISTER, 5), np.random.default_rng(1)).persons.tolist() == [0, 2, 3]


def test_an_open_link_is_answered_in_proportion_to_attraction_without_replacement():
    """Two of three people of attraction 4, 1 and 1: every order reasoned out."""
    attraction = [4.0, 1.0, 1.0]
    chance = np.zeros(3)
    for pair in combinations(range(3), 2):
        for first, second in (pair, pair[::-1]):
            left = sum(attraction) - attraction[first]
            chance[list(pair)] += attraction[first] / sum(attraction) * attraction[second] / left
    world = by_hand([1, 0, 0], attraction=attraction)
    assert often(world, Plan(OPEN_LINK, 2)) == pytest.approx(chance, abs=0.03)


def test_a_recruited_sample_is_a_tree_of_the_people_who_took_part():
    """As many seeds as planned, no recruiter with more recruits than coupons, nobody twice, rows that fit."""
    world = simulated()
    sample = ask(world, Plan(RDS, 200, seeds=5, coupons=2), np.random.default_rng(3))
    (tree,) = sample.trees
    assert len(tree) == len(sample.persons) == len(set(sample.persons))
    assert len(tree.heads) == tree.seeds.sum() == 5
    assert np.bincount(tree.parents[tree.parents >= 0]).max() <= 2
    assert sorted(tree.rows) == list(range(len(tree)))
    assert sample.recruits == len(tree) - 5
    assert (sample.sites, sample.days >= 1) == (1, True)


def test_equal_numbers_of_acquaintances_make_recruitment_reach_everyone_alike():
    """With one type of people and one popularity, recruitment is a simple random sample."""
    world = by_hand([1, 0, 0, 1, 0, 1, 0, 0])
    chance = often(world, Plan(RDS, 4, seeds=1, coupons=3), 200)
    assert chance == pytest.approx(np.full(8, 0.5), abs=0.13)


@pytest.mark.parametrize(
    ("design", "people", "seeds"), [("census", 10, 0), (RDS, 10, 0), (RANDOM, 1, 0), (RDS, 0, 3)]
)
def test_a_plan_that_cannot_be_rehearsed_is_refused(design, people, seeds):
    """A design of its list, two interviews, a seed."""
    with pytest.raises(EstimationError, match="cannot be rehearsed"):
        Plan(design, people, seeds)
