"""Badges: what agrees, what differs and which way, and when nothing can be said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.agreement import COLUMNS, Tolerance, badges
from mekendesh.estimation.weighting.variants import no_variants

NAN = float("nan")


def variants(*rows: tuple, indicator: str = "acts_any", value: float = 0.4, site: str = "") -> pd.DataFrame:
    """The headline and rows of (method, difference, low, high)."""
    told = [("RDS-II", 0.0, 0.0, 0.0), *rows]
    return pd.DataFrame(
        [
            {
                "indicator": indicator, "site": site, "method": method,
                "population_assumed": 500.0 if method == "SS" else NAN, "value": value + difference,
                "difference": difference, "difference_low": low, "difference_high": high, "flag": "",
            }
            for method, difference, low, high in told
        ]
    )  # fmt: skip


NEAR = (("naive", 0.03, 0.02, 0.04), ("RDS-I", -0.01, -0.03, 0.01), ("SS", 0.005, 0.004, 0.006))


def badge(*rows, **more):
    return badges(variants(*rows, **more), ["acts_any"]).iloc[0]


def test_small_differences_agree_however_certain():
    """Three points for certain change no decision; the spread is that of the weighted methods."""
    found = badge(*NEAR)
    assert (found["badge"], found["method"], found["direction"], found["reason"]) == ("agree", "", "", "")
    assert found["spread"] == pytest.approx(0.01)
    assert np.isnan(found["difference"])


def test_a_large_difference_that_can_be_chance_agrees_and_shows_in_the_spread():
    """Nine points with an interval over zero: no proof, but no closeness either."""
    found = badge(*NEAR, ("raked RDS-II", 0.09, -0.01, 0.2))
    assert (found["badge"], found["spread"]) == ("agree", pytest.approx(0.09))


def test_a_large_difference_beyond_chance_differs_and_the_largest_is_named():
    """Which method, and in which direction."""
    found = badge(*NEAR, ("RDS-II without seeds", 0.06, 0.01, 0.1), ("SS", -0.08, -0.12, -0.02))
    assert found[["badge", "method", "direction"]].tolist() == ["differ", "SS", "lower"]
    assert found["population_assumed"] == 500
    assert found["difference"] == pytest.approx(-0.08)


def test_the_plain_share_can_differ_but_is_not_in_the_spread():
    """The naive share counts for the badge; its distance stays out of what may be told in bands."""
    found = badge(("naive", 0.12, 0.06, 0.18), *NEAR[1:])
    assert found[["badge", "method", "direction"]].tolist() == ["differ", "naive", "higher"]
    assert found["spread"] == pytest.approx(0.01)


def test_exactly_the_tolerance_still_agrees():
    """More than five points, not five."""
    assert badge(*NEAR, ("raked RDS-II", 0.05, 0.04, 0.06))["badge"] == "agree"
    assert badge(*NEAR, ("raked RDS-II", 0.0501, 0.04, 0.06))["badge"] == "differ"
    strict = badges(variants(*NEAR), ["acts_any"], Tolerance(points=2))
    assert strict["method"].tolist() == ["naive"]


def test_without_a_headline_or_with_too_few_methods_nothing_can_be_said():
    """A badge that rests on one method alone would be a claim without a comparison."""
    assert badge(*NEAR, value=NAN)[["badge", "reason"]].tolist() == ["unknown", "no_value"]
    alone = (NEAR[0], NEAR[1], ("SS", NAN, NAN, NAN), ("raked RDS-II", 0.01, NAN, NAN))
    assert badge(*alone)[["badge", "reason"]].tolist() == ["unknown", "too_few_methods"]
    assert badge(NEAR[0])[["badge", "reason"]].tolist() == ["unknown", "too_few_methods"]
    assert np.isnan(badge(NEAR[0])["spread"])


def test_three_population_sizes_are_one_method():
    """A grid of N is no three witnesses."""
    assert badge(NEAR[0], *[NEAR[2]] * 3)["reason"] == "too_few_methods"


def test_rows_come_as_asked_and_of_one_site_only():
    """Another site's variants do not touch the badge; an indicator without variants is left out."""
    table = pd.concat(
        [
            variants(*NEAR, indicator="used_yes"),
            variants(*NEAR),
            variants(("SS", 0.2, 0.1, 0.3), *NEAR, site="MOW"),
        ]
    )
    found = badges(table, ["acts_any", "gap_any", "used_yes"])
    assert found["indicator"].tolist() == ["acts_any", "used_yes"]
    assert found["badge"].tolist() == ["agree", "agree"]
    assert badges(table, ["acts_any"], site="MOW")["badge"].tolist() == ["differ"]
    assert list(badges(no_variants(), ["acts_any"]).columns) == list(COLUMNS)


@given(
    st.lists(st.tuples(st.floats(-0.3, 0.3), st.floats(0, 0.2), st.floats(0, 0.2)), min_size=5, max_size=5)
)
def test_the_badge_is_the_rule_written_out(differences):
    """Agree if and only if no variant exceeds both chance and tolerance."""
    methods = ("naive", "RDS-I", "SS", "raked RDS-II", "RDS-II without seeds")
    rows = [(m, d, d - below, d + above) for m, (d, below, above) in zip(methods, differences, strict=True)]
    expected = any(abs(d) * 100 > 5 and (low > 0 or high < 0) for _, d, low, high in rows)
    assert badge(*rows)["badge"] == ("differ" if expected else "agree")


@given(st.permutations(NEAR))
def test_the_order_of_methods_does_not_matter(rows):
    """A badge is about a set of methods."""
    pd.testing.assert_series_equal(badge(*rows), badge(*NEAR))


def test_a_tolerance_that_means_nothing_is_refused():
    """Points below zero, or agreement with nobody."""
    for points, methods in ((-1, 2), (float("nan"), 2), (5, 0)):
        with pytest.raises(EstimationError, match="tolerance"):
            Tolerance(points, methods)
