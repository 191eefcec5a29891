"""One outcome by two models, for several replicates at once, against plain formulas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.estimation.samples.two_models import MEANS, means_by_models, outcome_of

SEX = ["f", "f", "f", "m", "m"]
WEB, REFERENCE = pd.DataFrame({"sex": SEX}), pd.DataFrame({"sex": ["f", "m", "m"]})
ANSWERS = pd.Series([3.0, 5.0, 4.0, 8.0, 10.0])
WEIGHTS = np.array([[40.0, 30.0, 30.0]])


def means(models, times=None, answers=ANSWERS, weights=WEIGHTS):
    asked = outcome_of("y", answers, WEB, REFERENCE, weights[0], models, False)
    given = np.ones((1, 5)) if times is None else np.array(times, dtype=float)
    found = means_by_models("y", asked, given, np.repeat(weights, len(given), axis=0), {})
    return pd.DataFrame(found, index=list(MEANS))


def test_the_four_means_by_hand():
    """40 women and 60 men: women answer 4, men 9 on average, so 7; three women and two men give 6 unweighted."""
    assert means((["sex"], ["sex"]))[0].to_dict() == pytest.approx(
        {"unweighted": 6, "quasi_randomised": 7, "outcome_model": 7, "doubly_robust": 7}
    )


def test_a_model_that_knows_nothing_gives_the_plain_mean():
    """Without covariates everyone is alike; the other model alone then makes the difference."""
    assert means(([], ["sex"]))[0].to_dict() == pytest.approx(
        {"unweighted": 6, "quasi_randomised": 6, "outcome_model": 7, "doubly_robust": 7}
    )
    assert means((["sex"], []))[0].to_dict() == pytest.approx(
        {"unweighted": 6, "quasi_randomised": 7, "outcome_model": 6, "doubly_robust": 7}
    )


def test_multiplicities_stand_for_people_written_twice():
    """Men drawn 1 and 3 times: they answer 9.5 on average, and the mean is .4·4 + .6·9.5."""
    found = means((["sex"], ["sex"]), [[1, 1, 1, 1, 3], [1, 1, 1, 1, 1]])
    assert found.loc["doubly_robust"].tolist() == pytest.approx([7.3, 7.0])


def test_a_replicate_without_a_category_has_no_models_but_its_plain_mean():
    """No man was drawn: nothing says what men answer."""
    found = means((["sex"], ["sex"]), [[2, 2, 1, 0, 0]])[0]
    assert found["unweighted"] == pytest.approx((6 + 10 + 4) / 5)
    assert found[["quasi_randomised", "outcome_model", "doubly_robust"]].isna().all()


def test_who_did_not_answer_is_not_among_the_web_sample():
    """A man without an answer leaves one man, who then stands for all."""
    found = means((["sex"], ["sex"]), answers=ANSWERS.mask(ANSWERS == 10))[0]
    assert found["doubly_robust"] == pytest.approx(0.4 * 4 + 0.6 * 8)
