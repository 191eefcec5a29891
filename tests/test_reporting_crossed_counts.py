"""Counts that add up: what is hidden cannot be worked out, by an attacker who shares no code with the rule."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from mekendesh.reporting.doors.crossed_counts import shown_counts


def table(rows: list[list[int]], *others: list[int]):
    """Cells, sums and partitions of a table with both totals, and of further questions of the same people."""
    grid = np.array(rows)
    cells = np.concatenate([grid.ravel(), *(np.array(other) for other in others)])
    number = np.arange(len(cells))
    crossed = number < grid.size
    partitions, begin = [crossed], grid.size
    for other in others:
        partitions.append((number >= begin) & (number < begin + len(other)))
        begin += len(other)
    sums = [crossed]
    sums += [crossed & (number // grid.shape[1] == row) for row in range(grid.shape[0])]
    sums += [crossed & (number % grid.shape[1] == column) for column in range(grid.shape[1])]
    sums += [number == one for one in number]
    return cells, np.array(sums), partitions


def attacked(cells, sums, partitions, shown) -> list[tuple[int, int, int]]:
    """The least, the true and the most of every hidden number, in whole people, by all that is shown."""
    numbers = sums.astype(int) @ cells
    rounded = [5 * round(int(n) / 5) for n in numbers]
    rules = [
        LinearConstraint(sums[i].astype(float), rounded[i] - 2, rounded[i] + 2) for i in np.flatnonzero(shown)
    ]
    rules += [
        LinearConstraint(partitions[0].astype(float) - other.astype(float), 0, 0) for other in partitions[1:]
    ]
    found = []
    for hidden in np.flatnonzero(~shown):
        ends = []
        for sign in (1, -1):
            solved = milp(
                sign * sums[hidden].astype(float),
                constraints=rules,
                bounds=Bounds(0, 10_000),
                integrality=np.ones(len(cells)),
            )
            ends.append(round(sign * solved.fun))
        found.append((ends[0], int(numbers[hidden]), ends[1]))
    return found


def test_a_lone_small_cell_takes_others_with_it():
    """One hidden cell between shown ones is the difference of its row, and of its column."""
    cells, sums, partitions = table([[3, 30], [30, 30]])
    shown = shown_counts(cells, sums, partitions)
    # Of 35 ± 2 in the row 30 ± 2 are the second cell: the first would lie between 1 and 9.
    assert not shown[5]
    assert not (shown[1] and shown[6])
    assert all(most - least >= 10 for least, _, most in attacked(cells, sums, partitions, shown))


def test_what_endangers_nobody_is_all_shown():
    """Hiding has a price: a table of large numbers is published whole."""
    assert shown_counts(*table([[40, 50], [60, 70]], [100, 120])).all()


def test_where_fewer_than_ten_people_have_an_idea_nothing_is_shown():
    """The total is a number like any other."""
    assert not shown_counts(*table([[4, 0], [5, 0]])).any()


def test_a_number_that_all_but_a_few_people_have_is_hidden():
    """Of 105 people 102 with the answer is a statement about the other three."""
    cells, sums, partitions = table([[50, 52], [2, 1]])
    shown = shown_counts(cells, sums, partitions)
    assert not shown[1]
    assert not shown[2]


def test_a_further_question_is_covered_by_an_answer_of_its_own():
    """What stands in another question cannot hide what stands in this one."""
    cells, sums, partitions = table([[40, 50], [60, 70]], [3, 117, 100])
    shown = shown_counts(cells, sums, partitions)
    assert shown[:9].all()
    assert not shown[9]
    assert (~shown[10:]).sum() >= 1 or attacked(cells, sums, partitions, shown)[0][2] >= 10


@settings(max_examples=12)
@given(
    st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=4),
    st.integers(0, 2**32 - 1),
)
def test_an_attacker_is_left_with_ten_people_of_doubt_about_every_hidden_number(rows, seed):
    """The audit of the rule is played again in whole people, by another programme, from what is shown alone."""
    total = sum(map(sum, rows))
    rng = np.random.default_rng(seed)
    other = rng.multinomial(total, rng.dirichlet([0.5] * 4)).tolist()
    cells, sums, partitions = table(rows, other)
    shown = shown_counts(cells, sums, partitions)
    numbers = sums.astype(int) @ cells
    assert (numbers[shown] >= 10).all()
    if not shown[0]:
        return
    for least, true, most in attacked(cells, sums, partitions, shown):
        assert least <= true <= most
        # In whole people an end may lie up to one further in than in the programme's real numbers.
        assert most - least >= 9
