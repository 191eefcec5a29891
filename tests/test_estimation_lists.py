"""Log-linear models of overlapping lists: published examples, closed forms, and tables that say nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.histories import Histories, count_histories
from mekendesh.estimation.population.lists import (
    CLOSE,
    NOTES,
    log_linear_models,
    log_linear_size,
    profile_interval,
)

DIABETES = (58, 157, 18, 104, 46, 650, 12, 709, 14, 20, 7, 74, 8, 182, 10)
"""Known diabetes in Casale Monferrato on four lists (Bruno et al. 1994), from all four lists to the last alone."""
CENSUS = (72, 155, 7, 71, 13, 53, 43)
"""Stratum R3 on three lists (Darroch et al. 1993), in the same order."""
WORKPLACE = (72, 5, 29, 54, 24, 3, 14)
"""Deaths at work on three lists (Cormack, Chang and Smith 2000, table 3b)."""


def histories(counts) -> Histories:
    lists = (len(counts) + 1).bit_length() - 1
    rows = [[int(bit) for bit in f"{number:0{lists}b}"] for number in range(len(counts), 0, -1)]
    return count_histories(pd.DataFrame(rows), counts)


def model(counts, name: str) -> pd.Series:
    return log_linear_models(histories(counts)).set_index("model").loc[name]


@pytest.mark.parametrize(
    ("counts", "name", "size", "se", "deviance", "df"),
    [
        # Rcapture 1.4, tests of published results: Bruno et al. 1994 and Rivest 2011.
        (DIABETES, "12 13 23 24 34", 2771, 145, 7.62, 5),
        (DIABETES, "13 24 34", 2472, 53, 21.97, 7),
        (CENSUS, "12 13 23", 1240, 451, 0, 0),
        (CENSUS, "12 23", 850, 186, 3.79, 1),
        # Rcapture's example from Seber 1982, page 107: two lists.
        ((167, 781, 254), "", 2390, 130, 0, 0),
        (WORKPLACE, "", 209, 3, 75.14, 3),
    ],
)
def test_published_models_are_met(counts, name, size, se, deviance, df):
    """Sizes, standard errors, deviances and degrees of freedom as printed."""
    found = model(counts, name)
    assert (round(found["value"]), round(found["se"]), found["df"]) == (size, se, df)
    assert found["deviance"] == pytest.approx(deviance, abs=0.005)


def test_the_information_criterion_is_the_published_one():
    """Rcapture prints an AIC of 28.831 for Seber's two lists."""
    assert model((167, 781, 254), "")["aic"] == pytest.approx(28.831, abs=0.0005)


def test_the_profile_interval_is_the_published_one():
    """Cormack, Chang and Smith: 203 to 217 for independent lists; 204 at least where two pairs depend."""
    low, high = profile_interval(histories(WORKPLACE))
    assert (round(low), round(high)) == (203, 217)
    assert round(profile_interval(histories(WORKPLACE), ((0, 2), (1, 2)))[0]) == 204


def test_a_profile_does_not_turn_with_the_grid_it_is_looked_for_on():
    """The bounds are where the likelihood has fallen by 1.92, found a second way: by bisection from the estimate."""
    from scipy.special import gammaln

    low, high = profile_interval(histories((167, 781, 254)))

    def likelihood(size: float) -> float:
        # Two independent lists: the multinomial likelihood has a closed form in N.
        first, second, seen = 948, 421, 1202
        parts = first * np.log(first / size) + (size - first) * np.log(1 - first / size)
        parts += second * np.log(second / size) + (size - second) * np.log(1 - second / size)
        return float(gammaln(size + 1) - gammaln(size - seen + 1) + parts)

    top = max(likelihood(size) for size in np.arange(2300, 2480, 0.05))
    assert [likelihood(low) - top, likelihood(high) - top] == pytest.approx([-1.9207, -1.9207], abs=2e-4)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 500))
def test_two_independent_lists_are_lincoln_and_petersen(both, first, second):
    """N = M·n/m, whatever the counts."""
    found = model((both, first, second), "")
    assert found["value"] == pytest.approx((both + first) * (both + second) / both)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 400), min_size=7, max_size=7))
def test_three_lists_with_all_pairs_are_the_closed_form(counts):
    """The missing cell is n111·n100·n010·n001 / (n110·n101·n011) (Fienberg 1972)."""
    n111, n110, n101, n100, n011, n010, n001 = counts
    missing = n111 * n100 * n010 * n001 / (n110 * n101 * n011)
    found = model(counts, "12 13 23")
    assert found["value"] == pytest.approx(sum(counts) + missing, rel=1e-6)
    variance = missing + missing**2 * sum(1 / count for count in counts)
    assert found["se"] == pytest.approx(variance**0.5, rel=1e-6)
    assert found["note"] == "saturated"


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 60), min_size=7, max_size=7), st.permutations([0, 1, 2]))
def test_the_order_of_the_lists_changes_no_size(counts, order):
    """Lists are alike: turned round, the same sizes stand under turned names."""
    try:
        first = histories(counts)
    except EstimationError:
        assume(False)
    turned = count_histories(pd.DataFrame(first.seen[:, list(order)]), first.counts)
    sizes = [
        np.sort(log_linear_models(table)["value"].to_numpy(), kind="stable") for table in (first, turned)
    ]
    assert sizes[0] == pytest.approx(sizes[1], rel=1e-5, nan_ok=True)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 12), min_size=7, max_size=7))
def test_a_sparse_table_gives_numbers_or_a_reason(counts):
    """Never a missing number without a word, never fewer people than were seen."""
    try:
        table = log_linear_models(histories(counts))
    except EstimationError:
        return
    unknown = table["value"].isna()
    reasons = table.loc[unknown, "note"].str.split().str[-1]
    assert reasons.isin(["no_estimate", "not_identified"]).all()
    assert set(" ".join(table["note"]).split()) <= set(NOTES)
    known = table[~unknown]
    assert (known["low"] >= sum(counts)).all()
    assert (known["low"] <= known["value"]).all() and (known["value"] <= known["high"]).all()
    assert np.isfinite(known[["value", "se", "low", "high", "aic", "deviance"]]).all(axis=None)


def test_a_pair_that_never_met_is_fitted_at_its_limit():
    """Without the cells of lists 1 and 2 together the other lists tell who is missing; brute force agrees."""
    counts = (0, 0, 20, 60, 30, 80, 40)
    found = model(counts, "12")
    # 1 and 2 never meet: three parameters of lists and one intercept for the cells 101, 100, 011, 010, 001.
    design = np.array([[1, 1, 0, 1], [1, 1, 0, 0], [1, 0, 1, 1], [1, 0, 1, 0], [1, 0, 0, 1]], dtype=float)
    seen = np.array([20, 60, 30, 80, 40], dtype=float)
    beta = np.array([4.0, 0, 0, 0])
    for _ in range(100):
        means = np.exp(design @ beta)
        beta += np.linalg.solve(design.T @ (means[:, None] * design), design.T @ (seen - means))
    assert found["note"] == "pair_never_met"
    assert found["value"] == pytest.approx(230 + np.exp(beta[0]), rel=1e-6)


def test_a_table_without_a_maximum_is_said_to_have_none():
    """Chan, Silverman and Vincent (2021): zeros can leave a model that looks whole without an estimate."""
    table = log_linear_models(histories((0, 10, 10, 0, 10, 20, 30))).set_index("model")
    assert table.loc["12 13 23", "note"].endswith("no_estimate")
    assert np.isnan(table.loc["12 13 23", "value"])
    assert table["value"].notna().any()


def test_two_lists_cannot_show_that_they_depend():
    """Three cells and four parameters: said, and refused as a size."""
    table = log_linear_models(histories((167, 781, 254))).set_index("model")
    assert table.loc["12", "note"] == "not_identified"
    with pytest.raises(EstimationError, match="need 3"):
        log_linear_size(histories((167, 781, 254)))


def test_the_best_model_stands_first_and_all_as_good_make_the_interval():
    """Their lowest and highest bounds: choosing a model is part of what is not known."""
    table = log_linear_models(histories(DIABETES))
    assert len(table) == 64
    assert table["aic"].is_monotonic_increasing
    assert table.loc[0, "delta_aic"] == 0
    good = table[table["delta_aic"] <= CLOSE]
    assert len(good) > 1
    size = log_linear_size(histories(DIABETES))
    assert (size.value, size.method) == (table.loc[0, "value"], "log_linear")
    assert (size.low, size.high) == (good["low"].min(), good["high"].max())
    assert size.high > table.loc[0, "high"]


def test_dependent_lists_are_told_from_independent_ones():
    """A population of 5,000, two of three lists dependent: that model is found, independence is far too low."""
    rng = np.random.default_rng(3)
    chance = np.array([0.3, 0.3, 0.2])
    first = rng.random(5000) < chance[0]
    second = rng.random(5000) < np.where(first, 0.6, 0.2)
    seen = pd.DataFrame({0: first, 1: second, 2: rng.random(5000) < chance[2]})
    table = log_linear_models(count_histories(seen[seen.any(axis=1)]))
    assert "12" in table.loc[0, "model"].split()
    assert table.loc[0, "low"] < 5000 < table.loc[0, "high"]
    assert table.set_index("model").loc["", "high"] < 5000


def test_a_model_without_an_estimate_has_no_profile():
    """The refusal says which of the notes it is."""
    with pytest.raises(EstimationError, match="not_identified"):
        profile_interval(histories((167, 781, 254)), ((0, 1),))
