"""Covariates of two samples: complete, common and distinct, or refused by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.samples.covariates import covariates_of

WEB = pd.DataFrame({"sex": ["f", "m", "f", "m"], "age": [20, 30, 40, 51], "city": [True, True, False, True]})
REFERENCE = pd.DataFrame({"sex": ["m", "f", "f"], "age": [20, 40, 60], "city": [True, False, True]})
WEIGHTS = np.array([1.0, 1.0, 2.0])


def test_categories_are_columns_but_the_first_and_numbers_are_standardised():
    """Mean 45 and variance 275 of the weighted reference, worked by hand."""
    found = covariates_of(WEB, REFERENCE, ["sex", "age"], WEIGHTS)
    assert found.web[:, :2].tolist() == [[1, 0], [1, 1], [1, 0], [1, 1]]
    assert found.web[:, 2] == pytest.approx((WEB["age"] - 45) / 275**0.5)
    assert found.reference[:, 2] == pytest.approx((REFERENCE["age"] - 45) / 275**0.5)
    assert found.categories_web.sum(axis=0).tolist() == [2, 2]


def test_yes_and_no_are_categories_and_nullable_columns_are_read_alike():
    """The type a column happens to have changes nothing."""
    plain = covariates_of(WEB, REFERENCE, ["city"], WEIGHTS)
    nullable = covariates_of(WEB.astype({"city": "boolean"}), REFERENCE, ["city"], WEIGHTS)
    assert plain.web.tolist() == nullable.web.tolist() == [[1, 1], [1, 1], [1, 0], [1, 1]]
    assert plain.reference.tolist() == nullable.reference.tolist()


def test_no_covariate_is_a_column_of_ones():
    """Then everybody is as likely as everybody else."""
    found = covariates_of(WEB, REFERENCE, [], WEIGHTS)
    assert (found.web.shape, found.categories_web.shape) == ((4, 1), (4, 1))


@pytest.mark.parametrize(
    ("web", "reference", "names", "words"),
    [
        (WEB, REFERENCE, ["height"], "height is not in both"),
        (WEB, REFERENCE.drop(columns="age"), ["age"], "age is not in both"),
        (WEB.assign(sex=["f", None, None, "m"]), REFERENCE, ["sex"], "2 people have no sex"),
        (WEB, REFERENCE.assign(sex=["m", "f", "other"]), ["sex"], "Nobody in the web sample is other in sex"),
        (
            WEB.assign(sex=["f", "m", "x", "x"]),
            REFERENCE,
            ["sex"],
            "Nobody in the reference with a weight is x",
        ),
        (WEB, REFERENCE.assign(age=[70, 80, 90]), ["age"], "do not overlap at all in age"),
        (WEB.assign(twin=WEB["sex"]), REFERENCE.assign(twin=REFERENCE["sex"]), ["sex", "twin"], "sex, twin"),
        (WEB, REFERENCE, ["sex", "age", "city"], "fewer people than covariates"),
        (WEB.iloc[:0], REFERENCE, ["sex"], "One of the two samples has nobody"),
        (WEB.assign(age=[20.0, 30, 40, np.inf]), REFERENCE, ["age"], "age has a value without limit"),
    ],
)
def test_what_cannot_hold_one_sample_against_the_other_is_refused_by_name(web, reference, names, words):
    """A refusal names the covariate and the category, and says what would mend it."""
    with pytest.raises(EstimationError, match=words):
        covariates_of(web, reference, names, WEIGHTS)


def test_a_category_that_only_people_without_weight_have_is_no_common_support():
    """Whoever has weight zero does not say how many there are."""
    with pytest.raises(EstimationError, match="Nobody in the reference with a weight is m"):
        covariates_of(WEB, REFERENCE, ["sex"], np.array([0.0, 1.0, 2.0]))
