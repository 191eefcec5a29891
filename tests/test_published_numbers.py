"""Numbers printed by others, against which the estimators are held."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from apiclus1 import POPULATION_CLUSTERS, SCHOOLWIDE, TYPES, WEIGHT, apiclus1
from mekendesh.estimation.chains.diagnostics import differential_activity, homophily
from mekendesh.estimation.planning.plan import sample_size, smallest_change
from mekendesh.estimation.population.size import chapman
from mekendesh.estimation.samples.linearisation import linearised_mean, linearised_total
from mekendesh.estimation.samples.sampling import sample_design
from mekendesh.estimation.weighting.successive import successive_weights
from mekendesh.estimation.weighting.weights import (
    kish_size,
    rds_i_shares,
    rds_ii_share,
    rds_ii_weights,
    stationary_shares,
)
from mekendesh.files import current_tree
from mekendesh.judgement.published_numbers import recompute
from mekendesh.judgement.ratings import rate_nine
from mekendesh.structure.published_numbers import load_published_numbers

# R package RDS 0.9-10, data faux, trait X: network size: blue/red people.
FAUX = (
    "4:0/3 5:1/2 6:2/2 7:0/2 8:5/3 9:2/12 10:5/6 11:7/10 12:5/12 13:11/17 14:8/20 15:14/20 16:8/22 17:6/25 "
    "18:5/17 19:6/8 20:5/12 21:6/9 22:3/19 23:3/11 24:1/9 25:1/7 26:4/1 27:2/3 28:2/3 29:3/4 30:1/0 31:0/3 "
    "32:2/2 34:0/2 36:0/1 38:0/1 39:0/1 43:0/2"
)

# A second copy, by hand, of what data/reference/published_numbers.csv holds: printed digits and tolerances.
PRINTED = {
    "rds_ii_blue": ("0.310334112778454", 1e-15),
    "rds_i_blue": ("0.310913286", 5e-10),
    "stationary_blue": ("0.303913776110387", 1e-14),
    "successive_blue": ("0.308679", 1e-3),
    "differential_activity": ("1.03342284", 5e-9),
    "homophily": ("1.0198", 5e-5),
    "mean_api": ("644.16940", 5e-6),
    "mean_api_se": ("23.542241", 5e-7),
    "total_enroll": ("3404940", 0.5),
    "total_enroll_se": ("932235", 0.5),
    "post_stratified_api": ("642.310788", 5e-7),
    "post_stratified_api_se": ("23.920486", 5e-7),
    "raked_api": ("641.230321", 5e-7),
    "raked_api_se": ("23.703617", 5e-7),
    "raked_enroll": ("3647280", 0.5),
    "raked_enroll_se": ("400603", 0.5),
    "chapman": ("1282.9", 0.05),
    "chapman_se": ("142.08", 0.005),
    "panel_median": ("7", 1e-12),
    "panel_ipr": ("1.0", 1e-12),
    "panel_ipras": ("6.1", 1e-12),
}


@pytest.fixture(scope="module")
def faux() -> pd.DataFrame:
    people = []
    for cell in FAUX.split():
        size, counts = cell.split(":")
        blue, red = map(int, counts.split("/"))
        people += [("blue", int(size))] * blue + [("red", int(size))] * red
    return pd.DataFrame(people, columns=["group", "size"])


@pytest.fixture(scope="module")
def recruited() -> pd.DataFrame:
    groups = pd.Index(["blue", "red"])
    return pd.DataFrame([[39, 82], [79, 188]], index=groups, columns=groups)


def test_the_rds_ii_share_of_faux_is_the_one_r_prints(faux):
    """RDS-II is Σ(y/d)/Σ(1/d), to the last digit of the R package."""
    blue = faux["group"] == "blue"
    assert rds_ii_share(blue, faux["size"]) == pytest.approx(0.310334112778454, abs=1e-15)


def test_the_rds_i_share_of_faux_is_the_one_r_prints(faux, recruited):
    """RDS-I divides the stationary shares by the mean network sizes of the groups."""
    shares = rds_i_shares(recruited, faux["group"], faux["size"])
    assert shares["blue"] == pytest.approx(0.310913286, abs=5e-10)
    assert shares.sum() == pytest.approx(1, abs=1e-15)


def test_recruitment_of_faux_settles_where_r_says(recruited):
    """The stationary shares are the left eigenvector of the transition shares."""
    assert stationary_shares(recruited)["blue"] == pytest.approx(0.303913776110387, abs=1e-14)


def test_the_differential_activity_of_faux_is_the_one_r_prints(faux):
    """Red people are 3 % better connected than blue ones, weighted by RDS-II."""
    ratio = differential_activity(faux["group"], faux["size"], "red", "blue")
    assert ratio == pytest.approx(1.03342284, abs=5e-9)


def test_the_recruitment_homophily_of_faux_is_the_one_r_prints(recruited):
    """Homophily compares recruitment within groups with what chance would give."""
    assert homophily(recruited) == pytest.approx(1.0198, abs=5e-5)


@pytest.mark.parametrize("rng_seed", [1, 2, 3])
def test_the_successive_sampling_share_of_faux_is_the_one_r_prints(faux, rng_seed):
    """Gile's SS at N = 1,000, within the Monte Carlo error of both programs, whatever the seed."""
    weights = successive_weights(faux["size"], 1000, rng_seed=rng_seed)
    assert weights[faux["group"] == "blue"].sum() == pytest.approx(0.308679, abs=1e-3)


def test_faux_has_the_people_and_the_recruitments_it_should(faux, recruited):
    """389 people, one of them a seed: 388 recruitments."""
    assert len(faux) == 389
    assert int(recruited.to_numpy().sum()) == 388


def test_the_estimates_of_apiclus1_are_those_r_prints():
    """R survey 4.5: design, post-stratified and raked; mean score and total of pupils, each with its SE."""
    schools = apiclus1()
    plain = sample_design(
        np.full(183, WEIGHT), schools["cluster"].to_numpy(), population_clusters=POPULATION_CLUSTERS
    )
    types, schoolwide = schools["type_code"].to_numpy(), schools["schoolwide_code"].to_numpy()
    stratified = plain.calibrated_to([types], [list(TYPES.values())])
    raked = plain.calibrated_to([types, schoolwide], [list(TYPES.values()), list(SCHOOLWIDE.values())])
    api, enroll = schools["api00"].to_numpy(), schools["enroll"].to_numpy()
    made = [linearised_mean(design, api) for design in (plain, stratified, raked)]
    made += [linearised_total(design, enroll) for design in (plain, raked)]
    assert [estimate.value for estimate in made[:3]] == pytest.approx(
        [644.16940, 642.310788, 641.230321], abs=5e-6
    )
    assert [estimate.se for estimate in made[:3]] == pytest.approx(
        [23.542241, 23.920486, 23.703617], abs=5e-7
    )
    assert [estimate.value for estimate in made[3:]] == pytest.approx([3_404_940, 3_647_280], abs=0.5)
    assert [estimate.se for estimate in made[3:]] == pytest.approx([932_235, 400_603], abs=0.5)


def test_the_panel_of_the_paper_has_the_ipras_it_prints():
    """Fifteen ratings: median 7, IPR 1, IPRAS 6.1 (with 2.35; the paper's 2.5 would give 6.25), no disagreement."""
    rated = rate_nine(pd.DataFrame({"item": [4, 5, 6] + [7] * 5 + [8] * 5 + [9] * 2})).iloc[0]
    assert (rated["median"], rated["ipr"], rated["ipras"]) == (7, 1, 6.1)
    assert not rated["disagrees"]


def test_the_file_holds_the_numbers_of_this_test_digit_by_digit():
    """What the appendix prints is what stands here; neither can change without the other."""
    numbers = load_published_numbers(current_tree())
    assert {number.check: (number.printed, number.tolerance) for number in numbers} == PRINTED


def test_the_appendix_recomputes_every_number_within_its_tolerance():
    """The live table agrees, 21 of 21, and holds the difference that is really there."""
    table = recompute(current_tree()).set_index("check")
    assert table.index.tolist() == list(PRINTED)
    assert table["agrees"].tolist() == [True] * 21
    for check, (printed, tolerance) in PRINTED.items():
        assert table.at[check, "computed"] == pytest.approx(float(printed), abs=tolerance * (1 + 1e-9))
        assert table.at[check, "difference"] == table.at[check, "computed"] - float(printed)


def test_chapman_gives_the_published_size_and_standard_error():
    """Two lists of 346 and 184 with 49 in common: 1282.9 people, SE 142.08."""
    size = chapman(346, 184, 49)
    assert size.value == pytest.approx(1282.9, abs=0.05)
    assert size.se == pytest.approx(142.08, abs=0.005)


def test_kish_is_one_over_one_plus_the_squared_variation_of_the_weights(faux):
    """n_eff = (Σw)²/Σw² = n / (1 + cv²): two formulas, one number."""
    weights = rds_ii_weights(faux["size"])
    variation = weights.std() / weights.mean()
    assert kish_size(weights) == pytest.approx(len(faux) / (1 + variation**2), rel=1e-12)
    assert kish_size([1, 1, 1, 1]) == 4
    assert kish_size([3, 1]) == pytest.approx(1.6)


@pytest.mark.parametrize(
    ("width", "deff", "population", "people"),
    [
        (0.05, 1, None, 385),
        (0.05, 4, None, 1537),
        (0.1, 4, None, 385),
        (0.05, 4, 2000, 870),
        (0.05, 1, 100, 80),
    ],
)
def test_sample_sizes_follow_the_formula(width, deff, population, people):
    """n = deff · z² p(1−p)/e², then the finite population correction, rounded up."""
    assert sample_size(width, deff=deff, population=population) == people


def test_two_rounds_of_400_detect_a_change_of_20_points():
    """At deff 4–5 two rounds of 400 find 20 points with 80 % power, and little less."""
    assert smallest_change(400, 400, deff=4) == pytest.approx(0.198, abs=5e-4)
    assert smallest_change(400, 400, deff=5) == pytest.approx(0.221, abs=5e-4)


def test_the_detectable_change_is_found_as_often_as_promised():
    """A simulation of two rounds finds the smallest change in 80 of 100 tries, deff taken as a smaller n."""
    rng = np.random.default_rng(20141226)
    n = 400 // 4
    change = smallest_change(400, 400, deff=4)
    before = rng.binomial(n, 0.5 - change / 2, 40_000) / n
    after = rng.binomial(n, 0.5 + change / 2, 40_000) / n
    pooled = (before + after) / 2
    found = np.abs(after - before) > 1.959964 * np.sqrt(2 * pooled * (1 - pooled) / n)
    assert 0.77 < found.mean() < 0.83
