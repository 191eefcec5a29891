"""Panel ratings: percentiles, disagreement by two rules, and the scale from 0 to 4."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.judgement.ratings import FLAGS, RULES, interpercentile, rate_five, rate_nine

PUBLISHED = (4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9)
panels = st.lists(st.integers(1, 9), min_size=1, max_size=30)


def nine(*ratings: float) -> pd.Series:
    return rate_nine(pd.DataFrame({"item": ratings})).iloc[0]


def test_the_published_example_has_median_7_ipr_1_and_ipras_6_1():
    """BMJ Open 2012, e001431, table 1: no disagreement, and agreement with four outside the third at most."""
    rated = nine(*PUBLISHED)
    assert (rated["median"], rated["p30"], rated["p70"], rated["ipr"], rated["ipras"]) == (7, 7, 8, 1, 6.1)
    assert not rated["disagrees"]
    assert (rated["thirds"], rated["k"], rated["rule"]) == ("agreement", 5, "published_14_16")


@given(panels)
def test_percentiles_are_those_of_definition_7(ratings):
    """P30 and P70 by whole numbers are what the usual floating-point percentile gives."""
    low, high, width, allowed = interpercentile(ratings)
    assert (low, high) == pytest.approx(tuple(np.percentile(ratings, [30, 70])), abs=1e-12)
    assert width == pytest.approx(high - low, abs=1e-12)
    assert allowed == pytest.approx(2.35 + 1.5 * abs(5 - (low + high) / 2), abs=1e-12)


@given(panels)
def test_turning_the_scale_around_changes_no_verdict(ratings):
    """10 − rating: good and bad change places, disagreement stays disagreement (but for a median of 3.5 or 6.5)."""
    here, there = nine(*ratings), nine(*(10 - rating for rating in ratings))
    assert here["ipr"] == there["ipr"]
    assert here["ipras"] == there["ipras"]
    assert str(here["disagrees"]) == str(there["disagrees"])
    if here["median"] not in (3.5, 6.5) and len(ratings) >= 7:
        assert here["thirds"] == there["thirds"]


def test_an_ipr_exactly_at_ipras_is_no_disagreement():
    """Strictly larger is asked for. 1 1 3 3 6 6 6: P30 = 1 + .8·2 = 2.6, P70 = 6, so IPR = 3.4, and
    IPRAS = 2.35 + 1.5·(5 − 4.3) = 3.4; one rating higher and the panel disagrees.
    """
    assert interpercentile([1, 1, 3, 3, 6, 6, 6]) == (2.6, 6.0, 3.4, 3.4)
    assert not nine(1, 1, 3, 3, 6, 6, 6)["disagrees"]
    assert nine(1, 1, 3, 3, 7, 7, 7)["disagrees"]


def test_two_camps_disagree_and_a_cluster_does_not():
    """Ratings at 1 and 9: IPR 8 beside an allowance of 2.35."""
    camps = nine(1, 1, 1, 1, 9, 9, 9, 9)
    assert (camps["ipr"], camps["ipras"], bool(camps["disagrees"])) == (8, 2.35, True)
    assert camps["thirds"] == "disagreement"
    assert not nine(5, 5, 5, 5, 5, 5, 5, 5)["disagrees"]


@pytest.mark.parametrize(
    ("n", "k", "rule"),
    [
        (7, 2, "extension_7"),
        (8, 3, "published_8_10"),
        (10, 3, "published_8_10"),
        (11, 4, "published_11_13"),
        (13, 4, "published_11_13"),
        (14, 5, "published_14_16"),
        (16, 5, "published_14_16"),
        (17, 6, "extension_over_16"),
        (30, 10, "extension_over_16"),
    ],
)
def test_each_size_of_panel_has_its_number_of_ratings(n, k, rule):
    """k in each extreme third is disagreement, one fewer is not; k − 1 outside the third of the median is agreement."""
    split = [1] * k + [5] * (n - 2 * k) + [9] * k
    assert nine(*split)[["k", "rule", "thirds"]].tolist() == [k, rule, "disagreement"]
    assert nine(*([1] * k + [5] * (n - 2 * k + 1) + [9] * (k - 1)))["thirds"] != "disagreement"
    assert nine(*([8] * (n - k + 1) + [4] * (k - 1)))["thirds"] == "agreement"
    assert nine(*([8] * (n - k) + [4] * k))["thirds"] == "neither"
    assert rule in RULES


@pytest.mark.parametrize(("ratings", "said"), [((3, 3, 3, 3, 4, 4, 4, 4), "neither"), ((6, 6, 6, 6, 7, 7, 7, 7), "neither"),
                                               ((3, 3, 4, 4, 4, 4, 4, 4), "agreement")])  # fmt: skip
def test_a_median_between_two_thirds_belongs_to_the_one_above(ratings, said):
    """The manual's convention: 3.5 counts with 4–6 and 6.5 with 7–9; four of eight then lie outside."""
    assert nine(*ratings)["thirds"] == said


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_small_panels_get_no_verdict_by_thirds(n):
    """The rule of thirds was published for eight and more; under seven it says nothing, by name."""
    rated = nine(*[1, 9, 5, 5, 5, 5][:n])
    assert rated["rule"] == "too_few"
    assert pd.isna(rated["thirds"])
    assert pd.isna(rated["k"])
    assert not pd.isna(rated["disagrees"])


def test_a_panel_of_one_and_an_item_nobody_rated_are_flagged():
    """One person cannot disagree; nobody has no median; both are said in a word."""
    table = rate_nine(pd.DataFrame({"one": [7, np.nan], "none": [np.nan, np.nan]}))
    assert table["flag"].tolist() == ["one_rating", "no_ratings"]
    assert set(table["flag"]) <= set(FLAGS)
    assert table["disagrees"].isna().all()
    assert table["median"].iloc[0] == 7
    assert pd.isna(table["median"].iloc[1])


def test_missing_ratings_are_left_out_and_counted():
    """An item is judged by those who rated it; how many did not stands beside it."""
    table = rate_nine(pd.DataFrame({"a": [*PUBLISHED, None, None], "b": [5] * 17}))
    assert table["n"].tolist() == [15, 17]
    assert table["missing"].tolist() == [2, 0]
    assert table["ipras"].tolist() == [6.1, 2.35]
    assert table["item"].tolist() == ["a", "b"]


@pytest.mark.parametrize("wrong", [0, 10, 5.5, -1, np.inf, "seven"])
def test_other_scales_are_refused(wrong):
    """IPRAS and the thirds hold for whole numbers from 1 to 9; the message names the item and no rating."""
    with pytest.raises(EstimationError, match="item a is not a whole number from 1 to 9") as raised:
        rate_nine(pd.DataFrame({"a": [5, wrong]}))
    assert raised.value.values == {"item": "a", "low": 1, "high": 9}


def test_readiness_has_a_median_and_the_share_within_one_point():
    """0 1 2 2 4: the median is 2, three of five are within one point of it."""
    table = rate_five(pd.DataFrame({"item": [0, 2, 2, 1, 4, None], "empty": [None] * 6}))
    assert table.iloc[0].tolist() == ["item", 5, 1, 2.0, 0.6, ""]
    assert table["flag"].tolist() == ["", "no_ratings"]
    with pytest.raises(EstimationError, match="from 0 to 4"):
        rate_five(pd.DataFrame({"item": [5]}))
