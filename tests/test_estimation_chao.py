"""Chao's lower bound."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.chao import chao, chao_of_lists, log_normal
from mekendesh.estimation.population.histories import count_histories


def test_the_published_bound_is_met():
    """Illegal immigrants in four Dutch cities: 1,880 seen, 1,645 once, 183 twice; Rcapture prints 9273.5 (662.6)."""
    size = chao(1880, 1645, 183)
    assert (round(size.value, 1), round(size.se, 1)) == (9273.5, 662.6)
    assert size.method == "chao"
    assert 1880 < size.low < size.value < size.high


def test_two_lists_alike_are_lincoln_and_petersen():
    """With k = 2 and lists of one length f₁²/(4 f₂) is the missing cell of independent lists."""
    people = pd.DataFrame([[1, 1], [1, 0], [0, 1]])
    size = chao_of_lists(count_histories(people, [20, 80, 80]))
    assert size.value == pytest.approx(100 * 100 / 20)


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 400))
def test_lists_of_unlike_length_make_it_too_high(both, first, second):
    """Never below the two independent lists' own number: what the docstring warns of."""
    people = pd.DataFrame([[1, 1], [1, 0], [0, 1]])
    size = chao_of_lists(count_histories(people, [both, first, second]))
    assert size.value >= (both + first) * (both + second) / both - 1e-6


def test_people_who_differ_are_bounded_from_below():
    """Of 20,000 people half are easy to find; five lists alike: below the truth, above those seen."""
    rng = np.random.default_rng(2)
    easy = np.where(rng.random(20_000) < 0.5, 0.3, 0.05)
    seen = pd.DataFrame(rng.random((20_000, 5)) < easy[:, None])
    size = chao_of_lists(count_histories(seen[seen.any(axis=1)]))
    assert seen.any(axis=1).sum() < size.high < 20_000


def test_nobody_seen_twice_still_gives_a_bound():
    """The corrected form: 10 seen once give 10 + 10·9/2."""
    size = chao(10, 10, 0)
    assert size.value == 55
    # Chao 1987: 45 + 10·19²/4 − 10⁴/(4·55)
    assert size.se == pytest.approx((45 + 902.5 - 10_000 / 220) ** 0.5)
    assert 10 < size.low < 55 < size.high


def test_everybody_seen_often_leaves_nobody_missing():
    """No person seen once: the number is that of those seen, with no spread."""
    size = chao(30, 0, 20)
    assert (size.value, size.se, size.low, size.high) == (30, 0, 30, 30)
    assert chao(1, 1, 0).value == 1


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(2, 6))
def test_the_interval_holds_the_value_and_those_seen(once, twice, more, lists):
    """In this order for whatever counts, and the bound grows with the number of lists taken for it."""
    if not once + twice:
        return
    size = chao(once + twice + more, once, twice, lists)
    assert once + twice + more <= size.low <= size.value <= size.high < np.inf
    assert size.value <= chao(once + twice + more, once, twice).value


@pytest.mark.parametrize(
    ("people", "once", "twice", "lists"),
    [(5, 4, 3, 3), (5, -1, 3, 3), (5, 0, 0, 3), (5, 3, -1, 3), (5, 3, 1, 1)],
)
def test_counts_that_cannot_be_are_refused(people, once, twice, lists):
    """More seen once and twice than seen, fewer than none, or a single list."""
    with pytest.raises(EstimationError, match="cannot be"):
        chao(people, once, twice, lists)


def test_the_interval_of_those_missing_is_symmetric_in_ratio():
    """low · high = missing²; a standard deviation as large as the number gives exp(1.96·√ln 2)."""
    low, high = log_normal(100.0, 10_000.0)
    assert low * high == pytest.approx(10_000)
    assert high / 100 == pytest.approx(np.exp(1.959964 * np.sqrt(np.log(2))))
