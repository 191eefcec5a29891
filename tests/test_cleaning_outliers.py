from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import QUESTIONNAIRE, person
from mekendesh.cleaning.outliers import far_from_others, medcouple, robust_outliers
from mekendesh.field.responses import type_responses


def responses(sizes: list[str]):
    people = [person(f"p{place}", network_size=size) for place, size in enumerate(sizes)]
    cells = pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str").fillna("")
    return type_responses(cells, QUESTIONNAIRE)


def test_a_far_number_is_named_by_row_and_column():
    """A network of a hundred thousand among usual ones, and nothing else."""
    usual = [str(size) for size in range(5, 55)]
    assert list(robust_outliers(responses([*usual, "100000"]), QUESTIONNAIRE)) == [(52, "network_size")]
    assert list(robust_outliers(responses(usual), QUESTIONNAIRE)) == []


def test_twenty_nine_answers_are_too_few():
    """A tail needs a body."""
    assert not far_from_others(np.array([*range(28), 10_000.0])).any()
    assert far_from_others(np.array([*range(29), 10_000.0])).tolist() == [False] * 29 + [True]


def test_heaped_network_sizes_are_not_doubted():
    """People say 10, 20, 30, 50 and 100; that is no reason to doubt half of them."""
    rng = np.random.default_rng(5)
    sizes = rng.choice(
        [5, 10, 15, 20, 25, 30, 50, 100, 200], 2000, p=[0.1, 0.2, 0.1, 0.25, 0.1, 0.1, 0.1, 0.04, 0.01]
    )
    far = far_from_others(sizes.astype(float))
    assert set(sizes[far]) <= {200}
    assert far.mean() < 0.02


def test_where_most_say_the_same_the_others_are_judged_among_themselves():
    """Most send money at no cost; what the others pay is held against each other."""
    costs = np.array([0.0] * 300 + [*range(1, 41)] + [900])
    assert np.flatnonzero(far_from_others(costs)).tolist() == [340]
    assert not far_from_others(np.array([0.0] * 300 + [7.0] * 20 + [900])).any()


@pytest.mark.parametrize("draw", ["normal", "exponential", "lognormal"])
def test_honest_tails_raise_few_doubts(draw):
    """At most two of a thousand, whatever the shape."""
    values = getattr(np.random.default_rng(1), draw)(size=20_000)
    assert far_from_others(np.round(values * 100)).mean() < 0.002


def test_the_medcouple_has_its_published_sign_and_scale():
    """Symmetric 0, exponential near 1/3 (Brys, Hubert & Struyf 2004)."""
    rng = np.random.default_rng(2)
    assert medcouple(np.arange(101.0)) == pytest.approx(0)
    assert medcouple(rng.exponential(size=50_000)) == pytest.approx(0.33, abs=0.03)
    assert medcouple(-rng.exponential(size=50_000)) == pytest.approx(-0.33, abs=0.03)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 500), min_size=30, max_size=80), st.randoms())
def test_the_order_of_responses_does_not_matter(values, shuffle):
    """The same numbers are doubted in any order."""
    mixed = values.copy()
    shuffle.shuffle(mixed)
    one, other = np.array(values, dtype=float), np.array(mixed, dtype=float)
    assert sorted(one[far_from_others(one)]) == sorted(other[far_from_others(other)])
    assert far_from_others(one).mean() < 0.5
