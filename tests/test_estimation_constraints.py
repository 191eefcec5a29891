"""What weights must meet: checked before anything is computed, and refused by name."""

from __future__ import annotations

import numpy as np
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.constraints import checked_weights, constrain, refuse_empty
from mekendesh.estimation.weighting.margins import Margin

ONES = np.ones((1, 4))
SEX = Margin("sex", ("female", "male"), (10.0, 30.0), "census", "statistical", (18, None))


def test_a_margin_brings_its_names_and_totals():
    """Errors speak of margins and categories, not of positions."""
    made = constrain(ONES, [[0, 1, 1, 0]], [SEX])
    assert made.names == (("sex", ("female", "male")),)
    assert made.targets[0].tolist() == [[10, 30]]


def test_people_without_a_category_are_refused_and_counted():
    """Nobody is left out of a margin without a word."""
    with pytest.raises(EstimationError, match="2 people with a weight have no category in the margin sex"):
        constrain(ONES, [[0, 1, -1, -1]], [SEX])


def test_people_without_category_and_without_weight_do_not_matter():
    """Weight 0 is nobody."""
    made = constrain(np.array([[1.0, 1.0, 0.0, 0.0]]), [[0, 1, -1, -1]], [SEX])
    assert made.targets[0].tolist() == [[10, 30, 0]]


def test_people_without_a_category_can_keep_their_share():
    """One of four people is unknown: a quarter of 40 is theirs, the margin holds in the other three quarters."""
    made = constrain(ONES, [[0, 1, 1, -1]], [SEX], "keep_share")
    assert made.targets[0].tolist() == [[7.5, 22.5, 10]]
    assert made.codes[0].tolist() == [0, 1, 1, 2]
    assert made.names[0][1] == ("female", "male", "unknown")


def test_a_margin_of_which_nothing_is_known_is_refused():
    """If everybody's category is unknown the margin says nothing; it must not pass for met."""
    with pytest.raises(EstimationError, match="Nobody with a weight has a known category in the margin sex"):
        constrain(ONES, [[-1] * 4], [SEX], "keep_share")


def test_totals_that_differ_are_refused_with_both():
    """Two margins of one population have one total; the sentence says which do not."""
    with pytest.raises(EstimationError, match="margin 2 sums to 41, the margin sex to 40"):
        constrain(ONES, [[0, 1, 1, 0], [0, 0, 1, 1]], [SEX, [20, 21]])
    with pytest.raises(EstimationError, match="sums to 1, the margin sex to 40"):
        constrain(ONES, [[0, 1, 1, 0], [0, 0, 1, 1]], [SEX, [0.5, 0.5]])


def test_rounding_noise_between_totals_is_taken_out():
    """0.1 + 0.2 + 0.7 and 1 are one total."""
    made = constrain(ONES, [[0, 1, 2, 0], [0, 0, 1, 1]], [[0.1, 0.2, 0.7], [0.5, 0.5 + 1e-12]])
    assert made.targets[1].sum() == pytest.approx(made.targets[0].sum(), rel=1e-15)


@pytest.mark.parametrize(
    ("codes", "targets", "words"),
    [
        ([[0, 1, 2, 0]], [[1, 1]], "a code beyond"),
        ([[0, 1, -2, 0]], [[1, 1]], "a code beyond"),
        ([[0, 1, 1]], [[1, 1]], "one whole number a person"),
        ([[0.0, 1.0, 1.0, 0.0]], [[1, 1]], "one whole number a person"),
        ([[0, 1, 1, 0]], [[[1, 1], [1, 1], [1, 1]]], "one set of totals"),
        ([[0, 1, 1, 0]], [[1, np.nan]], "missing or below zero"),
        ([[0, 1, 1, 0]], [[1, -1]], "missing or below zero"),
        ([[0, 1, 1, 0]], [[0, 0]], "all are zero"),
        ([], [], "one margin at least"),
        ([[0, 1, 1, 0]], [[1, 1], [1, 1]], "1 memberships for 2 margins"),
    ],
)
def test_what_does_not_fit_is_refused(codes, targets, words):
    """Each mistake has its own sentence."""
    with pytest.raises(EstimationError, match=words):
        constrain(ONES, codes, targets)


@pytest.mark.parametrize("weights", [[1, np.nan], [1, -1], [0, 0], [np.inf, 1], [], [[1, 1]]])
def test_weights_that_are_none_are_refused(weights):
    """Missing, negative, infinite or all-zero weights never enter a calibration."""
    with pytest.raises(EstimationError, match="Weights must be finite"):
        checked_weights(weights)


@pytest.mark.parametrize(
    ("weights", "codes", "totals", "words"),
    [
        ([1, 1], [0, 0], [5, 5], "Nobody is in the category 1 of the margin 1, which should weigh 5"),
        ([1, 0], [0, 1], [5, 5], "starts with weight 0"),
        ([1, 1], [0, 1], [10, 0], "says that there is nobody in the category 1"),
    ],
)
def test_a_category_that_cannot_be_filled_is_named(weights, codes, totals, words):
    """No factor fills a category without weight, and none should empty one that has people."""
    given = np.array([weights], dtype=float)
    with pytest.raises(EstimationError, match=words):
        refuse_empty(given, constrain(given, [codes], [totals]))
