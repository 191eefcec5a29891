"""How far coupons carry: exact on small processes, and against literal simulation."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.planning.branching import (
    Coupons,
    chance_of_dying,
    chance_to_reach,
    expected_by_wave,
    seeds_needed,
    waves_to_reach,
)


def enumerated(plan: Coupons, seeds: int, people: int) -> float:
    """Every outcome of every coupon, one after another, until the people are reached or no coupon is left."""

    def reach(waiting: tuple[float, ...], found: int) -> float:
        if found >= people:
            return 1.0
        if not waiting:
            return 0.0
        chance, *rest = waiting
        comes = reach((*rest, *[plan.returned] * plan.coupons), found + 1)
        return chance * comes + (1 - chance) * reach(tuple(rest), found)

    return reach(tuple([plan.of_seeds] * plan.coupons * seeds), seeds)


@pytest.mark.parametrize(
    ("plan", "seeds", "people"),
    [
        *product([Coupons(2, 0.4), Coupons(3, 0.3, 0.8), Coupons(2, 0.7, 1.0)], [1, 2], [2, 3, 5, 6]),
        (Coupons(1, 0.9), 1, 4),
    ],
)
def test_the_chance_to_reach_a_number_is_that_of_every_coupon_tried_out(plan, seeds, people):
    """Dwass's formula against an exhaustive enumeration."""
    assert chance_to_reach(plan, seeds, people) == pytest.approx(enumerated(plan, seeds, people), abs=1e-12)


def test_one_coupon_a_person_is_a_chain_that_breaks_at_the_first_coupon_lost():
    """With one coupon, n people from one seed need n − 1 coupons in a row."""
    assert chance_to_reach(Coupons(1, 0.9), 1, 5) == pytest.approx(0.9**4)


def test_two_coupons_die_out_as_the_quadratic_says():
    """s = (1 − r + r s)²: with r = 3/4 the smaller root is 1/9."""
    assert chance_of_dying(Coupons(2, 0.75)) == pytest.approx(1 / 9, abs=1e-12)


def test_chains_that_do_not_grow_die_for_certain():
    """Growth of 1 or below: every chain ends."""
    assert chance_of_dying(Coupons(2, 0.5)) == 1.0
    assert chance_of_dying(Coupons(3, 0.2, 1.0)) == 1.0


def test_reaching_very_many_is_surviving():
    """For many people the chance to reach them is that some chain never dies."""
    plan = Coupons(3, 0.45, 0.9)
    assert chance_to_reach(plan, 2, 3000) == pytest.approx(1 - chance_of_dying(plan) ** 2, abs=1e-6)


def test_waves_grow_by_coupons_times_their_return():
    """Eight seeds, three coupons all returned, then half of them: 8, 24, 36, 54; 100 people in wave 3."""
    plan = Coupons(3, 0.5, 1.0)
    assert expected_by_wave(plan, 8, 3).tolist() == [8, 24, 36, 54]
    assert waves_to_reach(plan, 8, 68) == 2
    assert waves_to_reach(plan, 8, 69) == 3
    assert waves_to_reach(plan, 8, 8) == 0
    assert waves_to_reach(Coupons(2, 0.25), 8, 500) is None


def test_expected_people_are_the_sum_of_the_chances_to_reach_each_number():
    """A second way: E[total] = Σ P(total ≥ t), for a process that dies out."""
    plan = Coupons(2, 0.3)
    expected = expected_by_wave(plan, 2, 60).sum()
    assert sum(chance_to_reach(plan, 2, people) for people in range(1, 200)) == pytest.approx(expected)


def test_the_fewest_seeds_are_the_fewest():
    """One seed fewer does not reach the number with that chance."""
    plan = Coupons(3, 0.36)
    seeds = seeds_needed(plan, 300, 0.9)
    assert chance_to_reach(plan, seeds, 300) >= 0.9 > chance_to_reach(plan, seeds - 1, 300)
    assert seeds_needed(Coupons(1, 0.1), 5000, 0.9) is None


@given(st.integers(1, 3), st.floats(0.05, 0.6), st.integers(1, 5), st.integers(2, 40))
def test_more_seeds_or_fewer_people_never_lower_the_chance(coupons, returned, seeds, people):
    """The chance is monotone in both, and a chance."""
    plan = Coupons(coupons, returned)
    chance = chance_to_reach(plan, seeds, people)
    assert 0 <= chance <= 1
    assert chance_to_reach(plan, seeds + 1, people) >= chance - 1e-9
    assert chance_to_reach(plan, seeds, people - 1) >= chance - 1e-9


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: Coupons(0, 0.5), "coupons is 0"),
        (lambda: Coupons(3, 1.0), "returned is 1.0"),
        (lambda: Coupons(3, 0.5, 1.5), "seed_returned is 1.5"),
        (lambda: expected_by_wave(Coupons(3, 0.5), 0, 3), "seeds is 0"),
        (lambda: chance_to_reach(Coupons(3, 0.5), 2, 0), "people is 0"),
        (lambda: seeds_needed(Coupons(3, 0.5), 100, 1.0), "chance is 1.0"),
    ],
)
def test_plans_that_cannot_be_are_refused(ask, said):
    """A plan outside its bounds is named."""
    with pytest.raises(EstimationError, match=said):
        ask()


def test_a_simulated_process_agrees():
    """A third way, literally: waves drawn from binomials, within Monte Carlo error."""
    plan, rng = Coupons(3, 0.36, 0.6), np.random.default_rng(1)
    reached = 0
    for _ in range(4000):
        people, holders = 3, rng.binomial(9, 0.6)
        while holders and people < 60:
            people, holders = people + holders, rng.binomial(3 * holders, 0.36)
        reached += people >= 60
    assert reached / 4000 == pytest.approx(chance_to_reach(plan, 3, 60), abs=0.03)
