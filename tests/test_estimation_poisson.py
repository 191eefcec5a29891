"""Poisson regression: fitted means, and whether a maximum exists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.estimation.population.poisson import has_maximum, poisson_means

INDEPENDENT = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 1], [1, 0, 0]], dtype=float)
"""A table of two by two: intercept, row, column."""


@given(st.lists(st.integers(1, 1000), min_size=4, max_size=4))
def test_a_table_of_two_by_two_has_the_means_of_its_margins(counts):
    """Row total times column total over all, whatever the counts."""
    table = np.array(counts, dtype=float)
    means = poisson_means(INDEPENDENT, table)
    both, first, second, neither = table
    rows, columns = (both + first, second + neither), (both + second, first + neither)
    expected = [row * column / table.sum() for row in rows for column in columns]
    assert means == pytest.approx(expected, rel=1e-6)


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4))
def test_the_means_have_the_counts_own_totals(counts):
    """At the maximum the sufficient statistics are met, zeros or not."""
    table = np.array(counts, dtype=float)
    if has_maximum(INDEPENDENT, table):
        assert INDEPENDENT.T @ poisson_means(INDEPENDENT, table) == pytest.approx(
            INDEPENDENT.T @ table, rel=1e-6
        )


@pytest.mark.parametrize(
    ("counts", "exists"),
    [
        ([5, 3, 2, 1], True),
        ([0, 3, 2, 1], True),
        ([0, 0, 2, 1], False),
        ([0, 3, 0, 1], False),
        ([0, 3, 2, 0], True),
    ],
)
def test_a_maximum_exists_where_every_margin_is_filled(counts, exists):
    """Two by two, by hand: an empty row or column takes a parameter to minus infinity, a single zero does not."""
    assert has_maximum(INDEPENDENT, np.array(counts, dtype=float)) is exists


def test_a_saturated_table_with_a_zero_has_no_maximum():
    """As many parameters as cells: an empty cell's mean would have to be zero."""
    saturated = np.column_stack([INDEPENDENT, [1, 0, 0, 0]])
    assert not has_maximum(saturated, np.array([0.0, 3, 2, 1]))
    assert has_maximum(saturated, np.array([4.0, 3, 2, 1]))
