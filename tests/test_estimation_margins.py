"""Margins: what they state, of whom they speak, and how they are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.margins import Margin, draw_margins, matched

SEX = Margin("sex", ("female", "male"), (300.0, 700.0), "census", "statistical", (18, None), sd=(50.0, 50.0))
STOCK = Margin("sex", ("female", "male"), (300.0, 700.0), "un_desa_2024", "statistical", None)


def test_a_margin_knows_its_total_and_its_shares():
    """Totals and shares are one figure in two units."""
    assert SEX.total == 1000
    assert SEX.shares.tolist() == [0.3, 0.7]


@pytest.mark.parametrize(
    "change",
    [
        {"categories": ("female", "female")},
        {"categories": ("female",)},
        {"totals": (300.0,)},
        {"totals": (-1.0, 700.0)},
        {"totals": (float("nan"), 700.0)},
        {"totals": (0.0, 0.0)},
        {"sd": (50.0,)},
        {"sd": (-1.0, 50.0)},
        {"sd": (500.0, 500.0)},
        {"ages": (18, 17)},
        {"ages": (-1, None)},
        {"categories": (), "totals": (), "sd": ()},
    ],
)
def test_a_margin_that_contradicts_itself_is_refused(change):
    """Wrong figures stop where they are written down, not in the weights; the sentence names the margin."""
    with pytest.raises(EstimationError, match="sex"):
        replace(SEX, **change)


def test_a_margin_of_the_same_people_is_taken():
    """Same definition and same ages: nothing is assumed."""
    assert matched([SEX], definition="statistical", ages=(18, None)) == (SEX,)


@pytest.mark.parametrize(
    ("margin", "definition", "ages", "words"),
    [
        (SEX, "civic", (18, None), "by the definition statistical, the survey by civic"),
        (SEX, "statistical", (15, None), "ages 18\\+, the survey of 15\\+"),
        (SEX, "statistical", (18, 64), "ages 18\\+, the survey of 18–64"),
        (STOCK, "statistical", (18, None), "does not say of which ages"),
    ],
)
def test_a_margin_of_other_people_is_refused_with_the_difference(margin, definition, ages, words):
    """Raking to other people than the survey's moves estimates away from the truth; stocks carry no age."""
    assert not margin.matches(definition, ages)
    with pytest.raises(EstimationError, match=words):
        matched([margin], definition=definition, ages=ages)


def test_a_margin_of_other_people_is_taken_only_by_name():
    """An assumption is made by a person, once, in words."""
    assert matched([STOCK], definition="statistical", ages=(18, None), accepted=("sex",)) == (STOCK,)
    with pytest.raises(EstimationError):
        matched([STOCK], definition="statistical", ages=(18, None), accepted=("age",))


def test_codes_are_positions_and_a_missing_category_is_minus_one():
    """Everyone has a code; who has no answer is not put anywhere."""
    assert SEX.codes(pd.Series(["male", None, "female"], dtype="str")).tolist() == [1, -1, 0]


def test_an_unheard_of_category_is_counted_but_not_shown():
    """A person's answer never stands in an error."""
    with pytest.raises(EstimationError, match="2 people") as caught:
        SEX.codes(pd.Series(["male", "Aigul", "femail"]))
    assert "Aigul" not in str(caught.value)


def test_a_known_margin_is_the_same_in_every_replicate():
    """No deviation stated, no deviation drawn."""
    drawn = draw_margins(replace(SEX, sd=()), 3, np.random.default_rng(1))
    assert drawn.tolist() == [[300, 700]] * 3


def test_drawn_totals_have_the_stated_means_and_deviations():
    """One concentration: s(1−s)/(α+1) must give back 50 of 1000 (2·.21/(2·.0025) − 1 = 83)."""
    assert SEX.alpha == pytest.approx(83)
    drawn = draw_margins(SEX, 40_000, np.random.default_rng(1))
    assert drawn.mean(axis=0) == pytest.approx([300, 700], abs=1)
    assert drawn.std(axis=0) == pytest.approx([50, 50], rel=0.02)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=5).filter(lambda t: sum(t) > 0), st.integers(0, 99))
def test_draws_keep_the_total_and_the_empty_categories(totals, rng_seed):
    """Several margins of one population must keep one total; nobody stays nobody."""
    names = tuple(map(str, range(len(totals))))
    spread = [0.1 * sum(totals) if 0 < total < sum(totals) else 0.0 for total in totals]
    shares = np.array(totals) / sum(totals)
    if any(spread) and (shares * (1 - shares)).sum() <= sum(one**2 for one in spread) / sum(totals) ** 2:
        return
    margin = Margin("m", names, tuple(map(float, totals)), "s", "d", None, sd=tuple(spread))
    drawn = draw_margins(margin, 5, np.random.default_rng(rng_seed))
    assert drawn.sum(axis=1) == pytest.approx([sum(totals)] * 5)
    assert ((drawn == 0) | (np.array(totals) > 0)).all()
    assert np.array_equal(drawn, draw_margins(margin, 5, np.random.default_rng(rng_seed)))
