"""Interviews shared out over sites: worked by hand, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.planning.allocation import allocate, equal_precision
from mekendesh.estimation.planning.plan import sample_size

sizes_of_parts = st.lists(st.integers(1, 10**6), min_size=1, max_size=8)


def test_proportional_allocation_follows_largest_remainders():
    """500 over 4,500, 1,400 and 600 people is 346.15, 107.69 and 46.15: the largest remainder gets the last one."""
    assert allocate(500, [4500, 1400, 600]).tolist() == [346, 108, 46]


def test_power_zero_is_an_equal_split_and_power_one_half_goes_by_square_roots():
    """Square roots of 400, 100 and 25 stand as 4 : 2 : 1."""
    assert allocate(9, [400, 100, 25], power=0).tolist() == [3, 3, 3]
    assert allocate(14, [400, 100, 25], power=0.5).tolist() == [8, 4, 2]


def test_the_least_number_of_a_part_is_taken_from_the_others_in_proportion():
    """80 for the smallest leave 420 to share 45 : 14, which is 320.3 and 99.7."""
    assert allocate(500, [4500, 1400, 600], least=80).tolist() == [320, 100, 80]


def test_no_part_is_asked_for_more_people_than_it_has():
    """An equal split of 90 over 1,000, 1,000 and 10 people takes all of the ten and 40 of each other."""
    assert allocate(90, [1000, 1000, 10], power=0).tolist() == [40, 40, 10]
    assert allocate(5, [1.5, 2.5, 2.0]).tolist() == [1, 2, 2]


def test_ties_go_to_the_earlier_part():
    """Ten over three alike: the first gets the odd one, on every machine."""
    assert allocate(10, [7, 7, 7]).tolist() == [4, 3, 3]


def test_equal_precision_needs_fewer_interviews_where_there_are_fewer_people():
    """A second way: the n that `sample_size` gives for one common width in each part sum to the total."""
    sizes = [100_000, 2_000, 300]
    wanted = [sample_size(0.07, deff=1, population=size) for size in sizes]
    found = equal_precision(sum(wanted), sizes)
    assert np.abs(found - wanted).max() <= 1
    assert found[0] > found[1] > found[2]


def test_twice_the_design_effect_takes_twice_the_interviews_for_the_same_width():
    """Without a finite correction n goes as deff."""
    assert equal_precision(300, [10**9, 10**9], deff=[2.0, 4.0]).tolist() == [100, 200]


@given(sizes_of_parts, st.data(), st.floats(0, 1), st.integers(0, 20))
def test_every_interview_is_given_once_and_within_the_bounds(sizes, data, power, least):
    """Σ n = total; no part below its least nor above its people; by any of the rules."""
    low = [min(least, size) for size in sizes]
    total = data.draw(st.integers(sum(low), min(sum(sizes), sum(low) + 5000)))
    for found in (
        allocate(total, sizes, power=power, least=least),
        equal_precision(total, sizes, least=least),
    ):
        assert found.sum() == total
        assert (found >= low).all() and (found <= sizes).all()


@given(st.lists(st.integers(10, 10**6), min_size=1, max_size=8), st.integers(0, 2000))
def test_proportional_allocation_is_within_one_of_its_share_where_no_bound_holds(sizes, total):
    """The quota rule of largest remainders."""
    total = min(total, *sizes)
    quota = total * np.array(sizes) / sum(sizes)
    assert (np.abs(allocate(total, sizes) - quota) < 1).all()


@given(sizes_of_parts, st.floats(0, 1))
def test_a_larger_part_never_gets_fewer_interviews_but_for_rounding(sizes, power):
    """Order of sizes is order of interviews; where the exact numbers are equal, one may decide."""
    found = allocate(min(sum(sizes), 500), sizes, power=power)
    by_size = found[np.argsort(sizes, kind="stable")]
    assert (np.maximum.accumulate(by_size) - by_size <= 1).all()


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: allocate(10, []), "numbers of people"),
        (lambda: allocate(10, [5, 0]), "numbers of people"),
        (lambda: allocate(10, [5, float("nan")]), "numbers of people"),
        (lambda: allocate(10, [50], power=1.5), "power of an allocation is 1.5"),
        (lambda: allocate(10, [50, 50], least=6), "must get 12 together"),
        (lambda: allocate(10, [4, 4]), "have 8 people"),
        (lambda: equal_precision(10, [50, 50], deff=[1, 0]), "deff is 0"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(ask, said):
    """An impossible allocation is named, not bent."""
    with pytest.raises(EstimationError, match=said):
        ask()
