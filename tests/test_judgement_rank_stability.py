from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mekendesh.judgement.rank_stability import chance_among_first, range_within_bounds, rank_range


def test_the_chance_of_the_first_five_counts_replicates():
    """Of six, the one that is lowest in a third of the replicates has two thirds."""
    priorities = np.array([[6.0, 5, 4, 3, 2, 1], [6, 5, 4, 3, 1, 2], [6, 5, 4, 3, 1, 2]])
    assert chance_among_first(priorities).round(4).tolist() == [1, 1, 1, 1, 0.3333, 0.6667]


def test_a_change_of_places_in_one_replicate_of_forty_may_be_cut_off():
    """One of 40 is 2.5 %: 39 of 40 hold all ranks, which is 95 % and more."""
    priorities = np.array([[3.0, 2, 1]] * 39 + [[1.0, 2, 3]])
    low, high = rank_range(priorities, np.array([1, 2, 3]))
    assert (low.tolist(), high.tolist()) == ([1, 2, 3], [1, 2, 3])


def test_a_change_of_places_in_three_replicates_of_forty_is_told():
    """Three of 40 are 7.5 %: cutting them off would leave 92.5 %, so the range holds them."""
    priorities = np.array([[3.0, 2, 1]] * 37 + [[1.0, 2, 3]] * 3)
    low, high = rank_range(priorities, np.array([1, 2, 3]))
    assert (low.tolist(), high.tolist()) == ([1, 2, 1], [3, 2, 3])


def test_the_range_holds_the_rank_of_the_rule():
    """Draws pulled to one side by unknown items do not put the rank out of its own range."""
    low, high = rank_range(np.array([[1.0, 2.0]] * 50), np.array([1, 2]))
    assert (low.tolist(), high.tolist()) == ([1, 1], [2, 2])


def test_a_missing_draw_stands_lowest_and_equal_ones_stand_together():
    """A replicate that knows nothing of a proposal does not put it first."""
    low, high = rank_range(np.array([[np.nan, 0.0, 0.0]] * 10), np.array([3, 1, 1]))
    assert (low.tolist(), high.tolist()) == ([3, 1, 1], [3, 1, 1])


@given(
    arrays(float, st.tuples(st.integers(20, 60), st.integers(1, 5)), elements=st.integers(0, 4).map(float))
)
def test_in_95_of_100_replicates_all_ranks_lie_within_their_ranges(priorities):
    """The ranges hold for the whole list at once, counted replicate by replicate."""
    items = priorities.shape[1]
    low, high = rank_range(priorities, np.ones(items, dtype=int))
    held = 0
    for row in priorities:
        ranks = [1 + sum(other > own for other in row) for own in row]
        held += all(low[k] <= ranks[k] <= high[k] for k in range(items))
    assert held / len(priorities) >= 0.95


@pytest.mark.parametrize(
    ("low", "high", "first", "last"),
    [
        ([0, 1, 2], [0, 1, 2], [1, 2, 3], [1, 2, 3]),
        ([0, 0, 0], [4, 4, 4], [1, 1, 1], [3, 3, 3]),
        ([1, 1], [1, 1], [1, 1], [1, 1]),
        ([0, 1, 3], [2, 2, 3], [1, 1, 3], [2, 2, 3]),
    ],
)
def test_bounds_of_scores_give_every_place_they_allow(low, high, first, last):
    """Known scores give one place, equal ones share it, unknown ones could stand anywhere."""
    found = range_within_bounds(np.array(low, float), np.array(high, float))
    assert [each.tolist() for each in found] == [first, last]
