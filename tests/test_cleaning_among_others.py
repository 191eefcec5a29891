"""One interviewer beside the others of the same sites."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from mekendesh.cleaning.among_others import (
    design_effect,
    exact_chance,
    expected_of_others,
    in_turn,
    shrunk_share,
    shuffled_chance,
)


def test_the_exact_test_is_fishers_within_one_site():
    """3 of 4 yes against 1 of 8: p = 0.0667 two-sided."""
    hits = np.array([1, 1, 1, 0] + [1] + [0] * 7, dtype=float)
    by = np.array([0] * 4 + [1] * 8)
    p = exact_chance(hits, by, np.zeros(12, dtype=int), 2)
    assert p == pytest.approx([fisher_exact([[3, 1], [1, 7]]).pvalue] * 2)
    assert p[0] == pytest.approx(0.0667, abs=0.0001)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=2, max_size=9))
def test_shrinkage_never_leaves_the_way_from_expected_to_observed(counts):
    """What is shrunk lies between the two."""
    trials = np.array([most for _, most in counts], dtype=float)
    hits = np.minimum([hit for hit, _ in counts], trials)
    expected = np.full(len(trials), 0.3)
    shrunk, observed = shrunk_share(hits, trials, expected, 1.0), hits / trials
    assert (shrunk >= np.minimum(observed, expected) - 1e-12).all()
    assert (shrunk <= np.maximum(observed, expected) + 1e-12).all()


def test_where_answers_of_one_person_hang_together_the_design_effect_says_so():
    """Two responses of four trials each, all yes and all no: four times the variance of single trials."""
    assert design_effect(np.array([4.0, 0.0]), np.array([4.0, 4.0])) == pytest.approx(4.0)
    assert design_effect(np.array([1.0, 0.0]), np.array([1.0, 1.0])) == 1.0


def test_what_is_expected_is_the_share_of_the_others_at_the_same_sites():
    """Interviewer 0 worked at site 0 only, where interviewer 1 has 1 yes of 2; site 1 does not matter to her."""
    hits, trials = np.array([1.0, 1, 0, 1, 1]), np.ones(5)
    by, at = np.array([0, 1, 1, 1, 1]), np.array([0, 0, 0, 1, 1])
    expected = expected_of_others(hits, trials, by, at, 2, np.ones(5, dtype=bool), median=False)
    assert expected[0] == 0.5


def test_shuffling_agrees_with_the_exact_chance():
    """3 of 4 yes against 1 of 8: 0.0667 by counting all ways, and by 20,000 shuffles within a hundredth."""
    hits = np.array([1, 1, 1, 0] + [1] + [0] * 7, dtype=float)
    by, at = np.array([0] * 4 + [1] * 8), np.zeros(12, dtype=int)
    p = shuffled_chance(hits, by, at, 2, 20_000, np.random.default_rng(1))
    assert p[0] == pytest.approx(0.0667, abs=0.01)


def test_of_two_at_a_site_nobody_is_set_aside():
    """With two interviewers nobody can say which of them is odd."""
    by, at = np.array([0] * 20 + [1] * 20), np.zeros(40, dtype=int)
    values = np.array([1.0] * 20 + [0.0] * 20)
    p, aside = in_turn(lambda _: np.array([1e-9, 1e-9]), values, by, at, 2)
    assert aside == []
    assert list(p) == [1e-9, 1e-9]
