"""Linearised variances: R's figures, formulas of textbooks, laws, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from apiclus1 import POPULATION_CLUSTERS, SCHOOLWIDE, TYPES, WEIGHT, apiclus1
from mekendesh.errors import EstimationError
from mekendesh.estimation.samples.linearisation import linearised_mean, linearised_ratio, linearised_total
from mekendesh.estimation.samples.sampling import sample_design

SCHOOLS = apiclus1()
CLUSTERED = sample_design(
    np.full(183, WEIGHT), SCHOOLS["cluster"].to_numpy(), population_clusters=POPULATION_CLUSTERS
)
BY_TYPE, BY_SCHOOLWIDE = SCHOOLS["type_code"].to_numpy(), SCHOOLS["schoolwide_code"].to_numpy()
STRATIFIED = CLUSTERED.calibrated_to([BY_TYPE], [list(TYPES.values())])
RAKED = CLUSTERED.calibrated_to([BY_TYPE, BY_SCHOOLWIDE], [list(TYPES.values()), list(SCHOOLWIDE.values())])
API, ENROLL = SCHOOLS["api00"].to_numpy(), SCHOOLS["enroll"].to_numpy()


@pytest.mark.parametrize(
    ("made", "value", "se", "last_digit"),
    [
        (linearised_mean(CLUSTERED, API), 644.16940, 23.542241, 1e-6),
        (linearised_total(CLUSTERED, ENROLL), 3_404_940, 932_235, 1),
        (linearised_mean(STRATIFIED, API), 642.310788, 23.920486, 1e-6),
        (linearised_mean(RAKED, API), 641.230321, 23.703617, 1e-6),
        (linearised_total(RAKED, ENROLL), 3_647_280, 400_603, 1),
    ],
)
def test_the_estimates_of_apiclus1_are_those_r_prints(made, value, se, last_digit):
    """R survey 4.5: svymean, svytotal, postStratify and rake on apiclus1, to every printed digit."""
    assert made.value == pytest.approx(value, abs=max(last_digit, 5e-6) / 2)
    assert made.se == pytest.approx(se, abs=last_digit / 2)
    assert made.df == 14
    assert made.n == 183


def test_raked_weights_taken_for_fixed_overstate_a_total_two_and_a_half_times():
    """Why the calibration belongs into the variance: the same weights, once known to be raked, once not."""
    fixed = sample_design(RAKED.calibrated, SCHOOLS["cluster"].to_numpy(), population_clusters=757)
    naive, known = linearised_total(fixed, ENROLL), linearised_total(RAKED, ENROLL)
    assert naive.value == pytest.approx(known.value)
    assert naive.se / known.se == pytest.approx(2.5, abs=0.05)


def test_the_interval_is_students_with_clusters_less_strata():
    """14 degrees of freedom for 15 clusters: 2.1448 standard errors each way."""
    made = linearised_mean(CLUSTERED, API)
    half = student.ppf(0.975, 14) * made.se
    assert (made.low, made.high) == pytest.approx((made.value - half, made.value + half))
    assert half / made.se == pytest.approx(2.1448, abs=5e-5)


def test_a_simple_random_sample_has_the_variance_of_the_textbook():
    """s²/n for the mean, N²(1 − n/N)s²/n for the total (Cochran 1977, 2.5), and a design effect of 1."""
    y = np.array([3.0, 5, 8, 10, 4])
    mean = linearised_mean(sample_design(np.full(5, 4.0)), y)
    assert mean.value == 6
    assert mean.se**2 == pytest.approx(y.var(ddof=1) / 5)
    assert mean.deff == pytest.approx(1)
    assert mean.n_eff == pytest.approx(5)
    total = linearised_total(sample_design(np.full(5, 4.0), population_clusters=20), y)
    assert total.se**2 == pytest.approx(400 * (1 - 5 / 20) * y.var(ddof=1) / 5)


def test_strata_add_their_own_variances():
    """Two strata by hand: Σ N_h²·s_h²/n_h with N = (6, 8), s² = (2, 8), n = (2, 2) is 36 + 256."""
    sample = sample_design([3, 3, 4, 4], strata=["a", "a", "b", "b"])
    made = linearised_total(sample, [1, 3, 10, 14])
    assert made.value == 108
    assert made.se**2 == pytest.approx(36 * 2 / 2 + 64 * 8 / 2)
    assert made.df == 2


def test_post_stratified_variance_is_that_of_its_formula():
    """A second way: e = y − its category's mean, V = n/(n − 1)·Σ(w'e)² for people as clusters."""
    rng = np.random.default_rng(4)
    y, group = rng.normal(5, 2, 30), np.arange(30) % 3
    sample = sample_design(np.full(30, 7.0)).calibrated_to([group], [[50, 60, 100]])
    means = np.bincount(group, y) / 10
    parts = sample.calibrated * (y - means[group])
    assert linearised_total(sample, y).se ** 2 == pytest.approx(30 / 29 * (parts**2).sum())


def test_a_total_that_the_margins_fix_has_no_error():
    """After calibration the margins are known: their own totals do not vary."""
    known = linearised_total(RAKED, (BY_TYPE == 0).astype(float))
    assert known.value == pytest.approx(4421)
    assert known.se == pytest.approx(0, abs=1e-6)


def test_a_share_agrees_with_the_jackknife_over_clusters():
    """A second way, nearly: leave one cluster out, rake anew, 14/15·Σ(difference)², here without correction."""
    sample = sample_design(np.full(183, WEIGHT), SCHOOLS["cluster"].to_numpy())
    margins = [BY_TYPE, BY_SCHOOLWIDE], [list(TYPES.values()), list(SCHOOLWIDE.values())]
    made = linearised_mean(sample.calibrated_to(*margins), API)
    means = []
    for cluster in range(15):
        weights = np.where(sample.clusters == cluster, 0, WEIGHT * 15 / 14)
        means.append(linearised_mean(sample_design(weights).calibrated_to(*margins), API).value)
    jackknife = (14 / 15 * ((np.array(means) - made.value) ** 2).sum()) ** 0.5
    assert made.se == pytest.approx(jackknife, rel=0.2)


def test_a_domain_is_zero_outside_and_the_design_stays_whole():
    """A total over a domain is the total of a variable that is zero outside: clusters without it count."""
    inside = SCHOOLS["type"].to_numpy() == "H"
    domain = linearised_total(CLUSTERED, ENROLL, domain=inside)
    zeroed = linearised_total(CLUSTERED, np.where(inside, ENROLL, 0))
    assert (domain.value, domain.se) == pytest.approx((zeroed.value, zeroed.se))
    cut = sample_design(np.full(inside.sum(), WEIGHT), SCHOOLS["cluster"][inside].to_numpy())
    assert linearised_total(cut, ENROLL[inside]).se < domain.se
    assert domain.n == inside.sum()


def test_the_mean_of_a_domain_is_a_ratio():
    """ȳ of a domain = Σ w·y·d / Σ w·d: two functions, one number."""
    inside = SCHOOLS["type"].to_numpy() == "M"
    mean = linearised_mean(RAKED, ENROLL, domain=inside)
    ratio = linearised_ratio(RAKED, np.where(inside, ENROLL, 0), inside.astype(float))
    assert (mean.value, mean.se) == pytest.approx((ratio.value, ratio.se))


def test_values_outside_the_domain_may_be_missing():
    """What was never asked of someone outside says nothing."""
    inside = np.array([True, True, True, False])
    assert linearised_mean(sample_design(np.ones(4)), [1, 2, 3, np.nan], domain=inside).value == 2


@given(st.floats(1e-3, 1e3), st.integers(0, 99))
def test_weights_in_another_unit_change_no_mean_and_scale_a_total(factor, rng_seed):
    """Means know no unit of weight; totals and their errors scale with it."""
    order = np.random.default_rng(rng_seed).permutation(183)
    scaled = sample_design(np.full(183, WEIGHT * factor), SCHOOLS["cluster"].to_numpy()[order])
    plain = sample_design(np.full(183, WEIGHT), SCHOOLS["cluster"].to_numpy())
    one, other = linearised_mean(scaled, API[order]), linearised_mean(plain, API)
    assert (one.value, one.se, one.deff) == pytest.approx((other.value, other.se, other.deff))
    one, other = linearised_total(scaled, ENROLL[order]), linearised_total(plain, ENROLL)
    assert (one.value, one.se) == pytest.approx((factor * other.value, factor * other.se))


def test_a_person_of_weight_zero_changes_nothing():
    """In a cluster that is there already, weight 0 is nobody."""
    sample = sample_design(
        np.append(np.full(183, WEIGHT), 0),
        np.append(SCHOOLS["cluster"].to_numpy(), "61"),
        population_clusters=757,
    )
    more = sample.calibrated_to([np.append(BY_TYPE, -1)], [list(TYPES.values())])
    made, before = linearised_mean(more, np.append(API, np.nan)), linearised_mean(STRATIFIED, API)
    assert (made.value, made.se, made.n, made.deff) == pytest.approx(
        (before.value, before.se, before.n, before.deff)
    )


LONELY = sample_design([1, 1, 1], clusters=[1, 2, 3], strata=["a", "a", "b"])


def test_a_lonely_cluster_is_refused_unless_told_what_it_does():
    """One cluster does not say how clusters differ; each rule by hand for y = 1, 3, 8."""
    y = [1, 3, 8]
    with pytest.raises(EstimationError, match="1 strata have one sampled cluster"):
        linearised_total(LONELY, y)
    assert linearised_total(LONELY, y, lonely="certain").se ** 2 == pytest.approx(2 * (1 + 1))
    assert linearised_total(LONELY, y, lonely="centre").se ** 2 == pytest.approx(2 * (1 + 1) + (8 - 4) ** 2)


def test_a_cluster_that_is_the_whole_stratum_is_certain_by_itself():
    """One of one sampled: nothing between clusters was left to chance."""
    sample = sample_design([1, 1, 1], [1, 2, 3], ["a", "a", "b"], population_clusters=[4, 4, 1])
    assert linearised_total(sample, [1, 3, 8]).se ** 2 == pytest.approx(0.5 * 2 * (1 + 1))


@pytest.mark.parametrize(
    ("values", "domain", "words"),
    [
        ([1, np.nan, 2], None, "1 people of the domain have no value"),
        ([1, 2, 3], [False] * 3, "Nobody with a weight is in the domain"),
        ([1, 2, 3], [True, False, False], "no more clusters than strata"),
        ([1, 2], None, "one entry a person"),
        ([1, 2, 3], [True, None, False], "not said of 1 people"),
    ],
)
def test_what_has_no_answer_is_refused(values, domain, words):
    """Never a NaN without a word."""
    with pytest.raises(EstimationError, match=words):
        linearised_mean(sample_design([1, 1, 1]), values, domain=domain)


def test_a_ratio_to_nothing_is_refused():
    """Division by a total of zero has no answer."""
    with pytest.raises(EstimationError, match="denominator"):
        linearised_ratio(sample_design([1, 1, 1]), [1, 2, 3], [0, 0, 0])


def test_a_variable_without_spread_has_no_design_effect():
    """Everyone alike: the error is 0, and 0/0 is no design effect."""
    made = linearised_mean(sample_design([1, 1, 1]), [2, 2, 2])
    assert made.se == 0
    assert np.isnan(made.deff)
    assert np.isnan(made.n_eff)


def test_the_result_says_how_it_was_made():
    """Method, interval and the reference of the design effect travel with the number."""
    made = linearised_total(RAKED, ENROLL)
    assert made.method == "weighted total, calibrated"
    assert made.interval == "linearised, Student's t"
    assert made.deff_reference == "simple random sample with replacement of as many people"
    assert made.deff == pytest.approx(made.n / made.n_eff)
