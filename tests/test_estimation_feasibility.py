"""The doctor: it refuses what is impossible, passes what is not, and names what stands in the way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting import feasibility
from mekendesh.estimation.weighting.feasibility import bounds_possible, explain_impossible

SEX, CITY, AGE = ("sex", ("female", "male")), ("city", ("MOW", "LED", "OMS")), ("age", ("young", "old"))


def said(cells, targets, names) -> str:
    """What the doctor says of cells given as tuples, "" if nothing."""
    codes = np.array(cells).T
    try:
        explain_impossible(
            codes, np.ones(len(cells), dtype=bool), [np.array(t, float) for t in targets], names
        )
    except EstimationError as error:
        return str(error)
    return ""


def test_what_is_possible_passes():
    """All six combinations are there: any totals can be met."""
    every = [(sex, city) for sex in (0, 1) for city in (0, 1, 2)]
    assert said(every, [[1, 99], [98, 1, 1]], [SEX, CITY]) == ""


def test_the_missing_combination_is_named():
    """Women only in Moscow, 60 women for 50 places: 10 would have to be elsewhere."""
    words = said([(0, 0), (1, 0), (1, 1)], [[60, 40], [50, 50]], [SEX, ("city", ("MOW", "LED"))])
    assert "sex, city cannot be met together" in words
    assert "sex female × city LED" in words


def test_people_who_would_have_to_weigh_nothing_are_named():
    """50 women for the 50 places of Moscow leave no place for its men."""
    words = said([(0, 0), (1, 0), (1, 1)], [[50, 50], [50, 50]], [SEX, ("city", ("MOW", "LED"))])
    assert "only if some people weigh nothing, those in sex male × city MOW" in words


def test_a_pair_in_conflict_is_found_among_three_margins():
    """The sentence names the two that contradict each other, not the third."""
    cells = [(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 1, 0), (1, 1, 1)]
    words = said(cells, [[60, 40], [50, 50], [50, 50]], [SEX, ("city", ("MOW", "LED")), AGE])
    assert "margins sex, city cannot" in words
    assert "age" not in words


def test_three_margins_can_contradict_each_other_though_each_pair_agrees():
    """Only combinations of even parity occur, all pairs are free; 90, 90 and 90 % of zeros are not 3 × odd."""
    even = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
    targets = [[10, 90], [10, 90], [10, 90]]
    names = [SEX, ("city", ("MOW", "LED")), AGE]
    words = said(even, targets, names)
    assert "sex, city, age cannot be met together" in words
    assert "male × city LED × age old" in words


def test_cells_that_carry_no_weight_are_as_if_nobody_were_there():
    """A combination whose people all start with weight 0 cannot be filled."""
    codes = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    targets = [np.array([60.0, 40]), np.array([50.0, 50])]
    names = [SEX, ("city", ("MOW", "LED"))]
    explain_impossible(codes, np.ones(4, dtype=bool), targets, names)
    with pytest.raises(EstimationError, match="sex female × city LED"):
        explain_impossible(codes, np.array([True, False, True, True]), targets, names)


def test_too_many_combinations_are_refused_without_naming_them(monkeypatch):
    """Beyond the limit the conflict is still said, only the cells are not."""
    monkeypatch.setattr(feasibility, "COMBINATIONS_AT_MOST", 3)
    words = said([(0, 0), (1, 0), (1, 1)], [[60, 40], [50, 50]], [SEX, ("city", ("MOW", "LED"))])
    assert words.startswith("The margins sex, city cannot be met together by people with these combinations")


def test_a_long_list_of_combinations_is_cut():
    """Five are named, the rest is an ellipsis."""
    cells = [(i, i) for i in range(8)]
    names = [("a", tuple("abcdefgh")), ("b", tuple("abcdefgh"))]
    words = said(cells, [[1, 3] * 4, [3, 1] * 4], names)
    assert words.count("×") == 5 or words.count("×") == 4
    assert "cannot be met together" in words


@settings(deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1),
    st.lists(st.integers(0, 6), min_size=9, max_size=9),
)
def test_totals_made_from_the_cells_themselves_are_never_impossible(cells, weights):
    """A second way: totals that positive weights of these cells produce can be met."""
    cells = sorted(cells)
    made = np.array(weights[: len(cells)], dtype=float) + 1
    rows = [np.bincount([cell[m] for cell in cells], made, 3) for m in (0, 1)]
    assert said(cells, rows, [("a", tuple("xyz")), ("b", tuple("xyz"))]) == ""


@settings(deadline=None)
@given(st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=3), st.integers(0, 500))
def test_two_margins_are_impossible_exactly_by_halls_condition(cells, rng_seed):
    """A second way: for every set of rows, their total is at most that of the columns they reach, and equal
    only where those columns are reached by no other row.
    """
    cells = sorted(cells)
    rng = np.random.default_rng(rng_seed)
    rows, columns = rng.multinomial(9, [1 / 3] * 3) + 1, rng.multinomial(9, [1 / 3] * 3) + 1
    possible = True
    for chosen in range(1, 8):
        inside = {row for row in range(3) if chosen >> row & 1}
        reached = {column for row, column in cells if row in inside}
        of_rows, of_columns = sum(rows[list(inside)]), sum(columns[list(reached)]) if reached else 0
        shared = any(column in reached and row not in inside for row, column in cells)
        possible &= of_rows < of_columns or (of_rows == of_columns and not shared)
    assert (said(cells, [rows, columns], [("a", tuple("xyz")), ("b", tuple("xyz"))]) == "") == possible


def test_the_least_bounds_are_those_worked_by_hand():
    """4 women, 1 man, half the weight each: the man must weigh 2.5 means, the women 0.625."""
    codes, people, targets = np.array([[0, 1]]), np.array([4, 1]), [np.array([5.0, 5.0])]
    assert bounds_possible(codes, people, targets, 0.5) == pytest.approx((2.5, 0.625))


def test_no_upper_bound_helps_a_lower_one_that_is_too_high():
    """Women cannot weigh 0.7 means each; the most is 0.625."""
    least, greatest = bounds_possible(np.array([[0, 1]]), np.array([4, 1]), [np.array([5.0, 5.0])], 0.7)
    assert least is None
    assert greatest == pytest.approx(0.625)
