"""What is asked of people, and in which part of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.indicators import Answer
from mekendesh.estimation.shares.measures import (
    EVERYONE,
    Domain,
    crossed,
    domains_by,
    mean_of,
    ratio_of,
    refuse_repeated,
    share_of,
)


def series(*values):
    return pd.Series(values, dtype="Float64")


def test_a_missing_number_is_not_answered_and_no_zero():
    """Whoever did not answer counts neither above nor below the line."""
    mean = mean_of("years", series(3, None, 5))
    assert mean.answered.tolist() == [True, False, True]
    assert (mean.top.tolist(), mean.bottom.tolist()) == ([3, 0, 5], [1, 0, 1])


def test_a_ratio_counts_whoever_answered_both():
    """A numerator without its denominator would shift the ratio."""
    found = ratio_of("sent", series(10, 20, None, 5), series(2, None, 3, 0))
    assert found.answered.tolist() == [True, False, False, True]
    assert (found.top.tolist(), found.bottom.tolist()) == ([10, 0, 0, 5], [2, 0, 0, 0])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: mean_of("sent", series(1, float("inf"))), "sent has a value without limit"),
        (lambda: ratio_of("sent", series(1, 2), series(1, -2)), "denominator of sent is below zero"),
        (lambda: refuse_repeated(["a", "b", "a"]), "The name a stands for two"),
    ],
)
def test_what_cannot_be_a_measure_is_refused_by_name(make, words):
    """A refusal names the measure and no value of a person."""
    with pytest.raises(EstimationError, match=words):
        make()


def test_domains_of_a_column_hold_everyone_whose_answer_is_known_once():
    """Whose answer is missing is in no domain, and outside of none either."""
    female, male = domains_by("sex", pd.Series(["male", None, "female"], dtype="str"))
    assert (female.name, male.name) == ("sex_female", "sex_male")
    assert female.inside(3).tolist() == [False, False, True]
    assert male.inside(3).tolist() == [True, False, False]
    assert female.known(3).tolist() == male.known(3).tolist() == [True, False, True]


def test_crossed_domains_hold_who_is_in_both():
    """Membership of the crossing is known where both are."""
    young = Domain("young", Answer(np.array([True, True, False]), np.array([True, True, True])))
    women = Domain("women", Answer(np.array([True, False, False]), np.array([True, False, True])))
    both = crossed(young, women)
    assert (both.name, both.inside(3).tolist(), both.known(3).tolist()) == (
        "young__women",
        [True, False, False],
        [True, False, True],
    )
    assert crossed(EVERYONE, women) == women
    assert crossed(women, EVERYONE) == women


def test_a_share_counts_no_yes_of_whoever_did_not_answer():
    """A yes without an answer is a slip of whoever made the arrays."""
    share = share_of("a", Answer(np.array([True, True, False]), np.array([True, False, True])))
    assert (share.top.tolist(), share.bottom.tolist()) == ([1, 0, 0], [1, 0, 1])
