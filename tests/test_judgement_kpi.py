from __future__ import annotations

from math import sqrt

import pandas as pd
import pytest

from judgement_examples import label
from mekendesh.judgement.kpi import implied_deff, kpis
from mekendesh.structure.design import Design
from mekendesh.structure.proposals import Proposal

DESIGN = Design(interviews=400, seeds=8, coupons=3, design_effect=4.0, labels=())
NAN = float("nan")


def proposal(name: str, indicator: str, change: int | None) -> Proposal:
    words = label(name)
    target = None if indicator else words
    return Proposal(
        name, "policy", "readiness", words, words, ("portal",), ("civic",), ("no_time",), "culture", (), "1y", "low",
        words, words, indicator, change, target, "proposed",
    )  # fmt: skip


def statistic(indicator: str, value: float, low: float, high: float, n: int = 400, **changed: object) -> dict:
    row = {"indicator": indicator, "site": "", "value": value, "low": low, "high": high, "n": n}
    return row | {"flag": "", "digits": 0} | changed


def kpi_of(change: int, *statistics: dict) -> pd.Series:
    return kpis([proposal("p", "aware_yes", change)], pd.DataFrame(statistics), DESIGN).iloc[0]


def test_a_target_within_the_smallest_change_could_not_be_checked():
    """Two rounds of 400 at deff 4 find 20 points: half more of 40 % is exactly 20 points, a quarter more is 10."""
    half = 1.959964 * sqrt(4 * 0.4 * 0.6 / 400)
    low, high = 0.4 - half, 0.4 + half
    more, little = (
        kpi_of(change, statistic("aware_yes", 0.4, low, high))[
            ["target", "smallest_change", "check"]
        ].tolist()
        for change in (50, 25)
    )
    assert more == [0.6, 0.2, "yes"]
    assert little == [0.5, 0.2, "no"]


def test_the_design_effect_is_read_off_the_range_that_is_shown():
    """No exact count and no design effect is needed, so none can leak; under 1 it is taken as 1."""
    half = 1.959964 * sqrt(0.5 * 0.5 / 400)
    assert implied_deff(0.5, 0.5 - 3 * half, 0.5 + 3 * half, 400) == pytest.approx(9, abs=1e-4)
    assert implied_deff(0.5, 0.5, 0.5, 400) == 1.0


def test_a_target_says_no_more_digits_than_its_baseline_and_never_more_than_everyone():
    """33 % and a fifth more is 40 %, not 39.6; 80 % and half more is everyone."""
    assert kpi_of(20, statistic("aware_yes", 0.33, 0.23, 0.43))["target"] == 0.4
    assert kpi_of(50, statistic("aware_yes", 0.8, 0.7, 0.9))["target"] == 1.0


def test_of_a_hidden_baseline_nothing_is_told():
    """A target is the baseline in other clothes."""
    row = kpi_of(50, statistic("aware_yes", NAN, NAN, NAN, flag="c"))
    assert (row["flag"], row["check"]) == ("c", "hidden")
    assert row[["baseline", "target", "smallest_change"]].isna().all()


def test_only_the_row_of_all_sites_is_read():
    """One city does not stand for the corridor, and an indicator never estimated is hidden, not zero."""
    row = kpi_of(50, statistic("aware_yes", 0.4, 0.3, 0.5, site="moscow"))
    assert (row["flag"], row["check"]) == ("x", "hidden")


def test_before_the_fieldwork_the_plan_says_what_could_be_shown():
    """The first round has no baseline; 400 interviews at deff 4 show 20 points of one half (rounded up)."""
    table = kpis([proposal("p", "aware_yes", 50), proposal("q", "", None)], None, DESIGN)
    assert table["check"].tolist() == ["no_baseline", "not_surveyed"]
    assert table["smallest_change"].tolist()[0] == 0.2
    assert table["smallest_change"].isna().tolist() == [False, True]


def test_a_share_that_rounds_to_nothing_has_no_target():
    """A part of nothing is nothing; what it would take is not known."""
    row = kpi_of(50, statistic("aware_yes", 0.0, 0.0, 0.01))
    assert row["check"] == "no_baseline"
    assert row[["target", "smallest_change"]].isna().all()
