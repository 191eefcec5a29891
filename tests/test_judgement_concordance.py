"""Kendall's W: worked by hand, with ties, and by a second way of computing."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare

from mekendesh.errors import EstimationError
from mekendesh.judgement.concordance import kendall_w


def panel(*members: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame(members, columns=[f"i{number}" for number in range(len(members[0]))])


def test_w_with_ties_is_the_one_worked_by_hand():
    """Mid-ranks 1 2 3 4, 1.5 1.5 3 4, 2 1 3.5 3.5 sum to 4.5 4.5 9.5 11.5: S = 38, ΣT = 6 + 6, so
    W = 12·38/(9·60 − 3·12) = 19/21, χ² = 3·3·W.
    """
    found = kendall_w(panel([1, 2, 3, 4], [1, 1, 2, 3], [2, 1, 3, 3]), rng_seed=1, permutations=99)
    assert found.w == pytest.approx(19 / 21, abs=1e-15)
    assert found.chi_squared == pytest.approx(9 * 19 / 21, abs=1e-12)
    assert (found.df, found.members, found.left_out, found.items) == (3, 3, 0, 4)


def test_the_permutation_p_is_the_share_of_all_orders_that_agree_as_much():
    """Three items, three members: 6³ panels can be counted one by one."""
    rows = [[1, 2, 3], [1, 2, 3], [2, 1, 3]]
    spread = [np.var(np.sum(orders, axis=0)) for orders in product(permutations([1, 2, 3]), repeat=3)]
    as_much = np.mean(np.array(spread) >= np.var(np.sum(rows, axis=0)) - 1e-9)
    found = kendall_w(panel(*rows), rng_seed=7, permutations=20_000)
    assert found.p_permutation == pytest.approx(as_much, abs=0.015)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 9), st.integers(3, 8))
def test_the_chi_squared_is_friedmans_corrected_for_ties(seed, members, items):
    """m(n − 1)W is Friedman's statistic with its tie correction: two formulas, one number."""
    marks = np.random.default_rng(seed).integers(1, 6, (members, items))
    if (np.ptp(marks, axis=1) == 0).all():
        marks[0] = np.arange(items)
    found = kendall_w(panel(*marks.tolist()), rng_seed=1, permutations=1)
    assert found.chi_squared == pytest.approx(friedmanchisquare(*marks.T).statistic, rel=1e-9, abs=1e-9)
    assert -1e-12 <= found.w <= 1 + 1e-12


def test_one_order_is_one_and_two_opposite_camps_are_none():
    """W is 1 where all agree, and 0 where half of the panel holds the reverse."""
    assert kendall_w(panel(*[[1, 2, 3, 4]] * 5), rng_seed=1, permutations=199).w == 1
    opposed = kendall_w(panel([1, 2, 3, 4], [4, 3, 2, 1]), rng_seed=1, permutations=199)
    assert (opposed.w, opposed.p_permutation) == (0, 1)


def test_incomplete_members_are_left_out_and_counted():
    """Who did not rate everything has no order of all items."""
    found = kendall_w(
        panel([1, 2, 3, 4], [1, 2, 3, None], [1, 2, 3, 4], [None] * 4), rng_seed=1, permutations=9
    )
    assert (found.w, found.members, found.left_out) == (1, 2, 2)


def test_the_same_seed_gives_the_same_p():
    """Random numbers come from the seed alone."""
    marks = np.random.default_rng(3).integers(1, 10, (9, 6)).tolist()
    first, second = (kendall_w(panel(*marks), rng_seed=5, permutations=500) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([[1, 2, 3]], "1 members rated all 3 items"),
        ([[1, 2], [None, 2]], "1 members rated all 2 items"),
        ([[1], [2]], "2 members rated all 1 items"),
        ([[5, 5, 5], [3, 3, 3]], "rated all items alike"),
    ],
)
def test_panels_without_an_order_are_refused(marks, said):
    """No W of one member, of one item, or of marks that are all the same; never a NaN."""
    with pytest.raises(EstimationError, match=said):
        kendall_w(panel(*marks), rng_seed=1)
