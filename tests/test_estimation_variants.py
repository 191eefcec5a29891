"""The same shares by other methods: second ways of computing, replicates shared with the headline, reasons."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from estimation_tables import answered, framework, random_parents, recruited, site
from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import site_shares
from mekendesh.estimation.indicators import Indicators
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import tree_bootstrap
from mekendesh.estimation.shares.corridor import estimate_corridor
from mekendesh.estimation.weighting.margins import Margin
from mekendesh.estimation.weighting.successive import fluid_weights, successive_weights
from mekendesh.estimation.weighting.variants import (
    COLUMNS,
    FLAGS,
    RDS_I,
    Assumed,
    site_variants,
    variants_table,
)
from mekendesh.estimation.weighting.weightings import NAIVE, RAKED, SUCCESSIVE, WITHOUT_SEEDS

SITES = (site("MOW", 0.5, 0.06), site("LED", 0.2, 0.04))
SEX = Margin("sex", ("female", "male"), (0.3, 0.7), "un", "foreign_born", None, (0.03, 0.03))
REPLICATES = 60


def asked(female, *columns) -> Indicators:
    """sex_female, y_0, y_1, … from literal answers."""
    values = pd.DataFrame(
        {i: pd.Series(list(column), dtype="boolean") for i, column in enumerate([female, *columns])}
    )
    return Indicators(
        pd.DataFrame({"indicator": ["sex_female", *(f"y_{i}" for i in range(len(columns)))]}),
        values.fillna(False).to_numpy(dtype=bool),
        values.notna().to_numpy(dtype=bool),
    )


def variants_of(parents, sizes, indicators, people=None, sex=None, seed=1, count=REPLICATES):
    """The tree, the headline, and the variants by method; SS in the order of the grid."""
    (tree,) = recruitment_trees(recruited(parents, sizes))
    headline = site_shares(tree, indicators, count, np.random.default_rng(seed))
    found = site_variants(headline, tree, indicators, people, sex, np.random.default_rng(seed), rng_seed=5)
    return tree, headline, found


def one(found, method, place=0):
    return [variant for variant in found if variant.method == method][place]


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(11)
    n = 80
    sizes = [None if i == 7 else int(d) for i, d in enumerate(rng.integers(1, 40, n))]
    female = [None if i % 13 == 0 else bool(v) for i, v in enumerate(rng.random(n) < 0.5)]
    yes = [None if i % 10 == 3 else bool(v) for i, v in enumerate(rng.random(n) < 0.4)]
    drawn = np.random.default_rng(2).dirichlet([30, 70], REPLICATES)
    sex = np.vstack([[0.3, 0.7], drawn])
    parents = random_parents(n, 4, rng)
    tree, headline, found = variants_of(parents, sizes, asked(female, yes), people=200, sex=sex)
    times = np.concatenate(list(tree_bootstrap(tree, REPLICATES, np.random.default_rng(1))))
    return tree, headline, found, times, female, yes, sex


def share(weights, yes):
    """Weighted share among those who answered, person by person."""
    above = sum(w for w, y in zip(weights, yes, strict=True) if y)
    return above / sum(w for w, y in zip(weights, yes, strict=True) if y is not None)


def test_naive_counts_everyone_with_a_network_size_once(sample):
    """Value and draws, from the multiplicities of the headline's own replicates."""
    tree, headline, found, times, _, yes, _ = sample
    known = tree.inverse_sizes > 0
    naive = one(found, NAIVE).shares
    assert naive.value[1] == pytest.approx(headline.n_yes[1] / headline.n[1])
    assert naive.draws[:, 1] == pytest.approx([share(row * known, yes) for row in times], abs=1e-9)


def test_without_seeds_only_recruits_are_weighed(sample):
    """Seeds are chosen by the researcher, not by anyone's network."""
    tree, _, found, times, _, yes, _ = sample
    weights = tree.inverse_sizes * ~tree.seeds
    without = one(found, WITHOUT_SEEDS).shares
    assert without.value[1] == pytest.approx(share(weights, yes))
    assert without.draws[:, 1] == pytest.approx([share(row * weights, yes) for row in times], abs=1e-9)


@pytest.mark.parametrize(("place", "population"), [(0, 100), (1, 200), (2, 400)])
def test_successive_sampling_is_simulated_for_the_value_and_in_its_limit_per_replicate(
    sample, place, population
):
    """At half, once and twice the people assumed at the site."""
    tree, _, found, times, _, yes, _ = sample
    variant = one(found, SUCCESSIVE, place)
    assert variant.population == population
    simulated = successive_weights(tree.network_sizes, population, rng_seed=5)
    assert variant.shares.value[1] == pytest.approx(share(simulated, yes), abs=1e-9)
    limit = fluid_weights(times, tree.network_sizes, population)
    assert variant.shares.draws[:, 1] == pytest.approx([share(row, yes) for row in limit], abs=1e-9)


def test_raking_gives_women_their_drawn_share_and_leaves_who_did_not_say_as_they_were(sample):
    """Post-stratified by hand: among those of known sex women weigh what the margin of the replicate says."""
    tree, _, found, times, female, yes, sex = sample
    raked = one(found, RAKED).shares
    of_women = np.array([f is True for f in female])
    of_men = np.array([f is False for f in female])

    def by_hand(times, shares):
        w = times * tree.inverse_sizes
        said = w[of_women | of_men].sum()
        factor = np.ones(len(w))
        factor[of_women] = shares[0] * said / w[of_women].sum()
        factor[of_men] = shares[1] * said / w[of_men].sum()
        return share(w * factor, yes)

    assert raked.value[0] == pytest.approx(0.3, abs=1e-9)
    assert raked.draws[:, 0] == pytest.approx(sex[1:, 0], abs=1e-9)
    assert raked.value[1] == pytest.approx(by_hand(np.ones(80), sex[0]), abs=1e-9)
    assert raked.draws[:, 1] == pytest.approx(
        [by_hand(*pair) for pair in zip(times, sex[1:], strict=True)], abs=1e-9
    )


def test_differences_are_taken_within_replicates(sample):
    """The interval is of the difference itself: much narrower than two intervals side by side."""
    _, headline, found, *_ = sample
    table = variants_table(headline, found, asked([True], [True]).catalogue)
    row = table[(table["indicator"] == "y_0") & (table["population_assumed"] == 400)].iloc[0]
    differences = one(found, SUCCESSIVE, 2).shares.draws[:, 1] - headline.draws[:, 1]
    assert row["difference"] == pytest.approx(one(found, SUCCESSIVE, 2).shares.value[1] - headline.value[1])
    assert [row["difference_low"], row["difference_high"]] == pytest.approx(
        np.percentile(differences, [2.5, 97.5])
    )
    width = np.ptp(np.percentile(headline.draws[:, 1], [2.5, 97.5]))
    assert row["difference_high"] - row["difference_low"] < width / 3


def test_with_equal_network_sizes_every_way_of_weighting_by_them_is_the_plain_share():
    """Naive, RDS-II and successive sampling differ by network sizes alone."""
    rng = np.random.default_rng(3)
    yes = rng.random(50) < 0.4
    _, headline, found = variants_of(random_parents(50, 3, rng), [8] * 50, asked(yes, yes), people=100)
    for variant in (one(found, NAIVE), *(one(found, SUCCESSIVE, place) for place in range(3))):
        assert variant.shares.value == pytest.approx(headline.value, abs=1e-9)
        assert variant.shares.draws == pytest.approx(headline.draws, abs=1e-9)


@pytest.mark.parametrize(
    ("people", "sex", "female", "expected"),
    [
        (None, None, [True, False] * 4, {SUCCESSIVE: "no_population", RAKED: "no_margin"}),
        (6, [0.5, 0.5], [True] * 8, {SUCCESSIVE: "population_below_sample", RAKED: "margin_not_met"}),
        (40, [0.5, 0.5], [None] * 8, {SUCCESSIVE: "", RAKED: "margin_not_met"}),
    ],
)
def test_what_cannot_be_computed_says_why(people, sex, female, expected):
    """No figure, no margin, more people interviewed than assumed, one sex only."""
    sex = None if sex is None else np.tile(sex, (REPLICATES + 1, 1))
    _, headline, found = variants_of(
        [-1, -1, 0, 0, 1, 2, 3, 4], [4, 5, 6, 7, 8, 9, 3, 2], asked(female, [True, False] * 4), people, sex
    )
    table = variants_table(headline, found, asked([True], [True]).catalogue)
    rows = table[table["indicator"] == "y_0"]
    for method, reason in expected.items():
        first = rows[rows["method"] == method].iloc[0]
        assert first["flag"] == reason
        assert np.isnan(first["value"]) == bool(reason)
    assert set(table["flag"]) - {""} <= set(FLAGS)


def test_seeds_alone_leave_nothing_without_them():
    """Nobody recruited anyone: without the seeds there is no one, and RDS-I has no recruitment to count."""
    _, headline, found = variants_of([-1, -1, -1], [2, 3, 4], asked([True] * 3, [True, False, True]))
    assert one(found, WITHOUT_SEEDS).reasons == ("only_seeds", "only_seeds")
    assert one(found, RDS_I).reasons == ("group_recruited_no_one", "group_recruited_no_one")
    assert not np.isnan(headline.value).any()


def test_replicates_without_a_value_are_said_and_too_many_leave_no_interval():
    """Of five seeds one says yes: in a third of the replicates no one who says yes recruits."""
    parents = [-1] * 5 + [0, 1, 2, 3, 4]
    yes = [True, False, False, False, False, False, True, False, True, False]
    indicators = asked(yes, yes)
    _, headline, found = variants_of(parents, [3] * 10, indicators, count=400)
    draws = one(found, RDS_I).shares.draws

    def row():
        table = variants_table(headline, found, indicators.catalogue)
        return table[(table["method"] == RDS_I) & (table["indicator"] == "y_0")].iloc[0]

    assert 0.2 < np.isnan(draws[:, 1]).mean() < 0.5
    assert row()["flag"] == "empty_replicates"
    assert row()["difference_low"] <= row()["difference"] <= row()["difference_high"]
    draws[:200] = np.nan
    assert row()["flag"] == "most_replicates_empty"
    assert np.isnan(row()["difference_low"])
    assert not np.isnan(row()["value"])


@pytest.mark.parametrize(
    ("parents", "sizes"),
    [
        ([-1], [3]),
        ([-1, -1], [1, 500]),
        ([-1, 0], [None, 4]),
        ([-2, 0, 0], [1, 1, 1]),
        (list(range(-1, 59)), list(range(1, 61))),
        ([-1] + [0] * 30, [10**6] + [1] * 30),
    ],
)
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("answer", [True, False, None])
def test_trees_that_hardly_are_any_give_a_value_or_a_word(parents, sizes, answer):
    """One person, a chain, a star, heads without seeds, one trait empty: never a NaN without a flag."""
    n = len(parents)
    indicators = asked([i % 2 == 0 for i in range(n)], [answer] * n, [i % 3 == 0 for i in range(n)])
    sex = np.tile([0.4, 0.6], (REPLICATES + 1, 1))
    _, headline, found = variants_of(parents, sizes, indicators, people=n, sex=sex)
    table = variants_table(headline, found, indicators.catalogue)
    numbers = table[["value", "difference", "difference_low", "difference_high"]]
    assert numbers[table["flag"] == ""].notna().all(axis=None)
    assert numbers[table["value"].isna()].isna().all(axis=None)
    assert table.loc[table["value"].isna(), "flag"].isin(list(FLAGS)).all()


def two_sites() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    parts = [
        recruited(random_parents(n, 5, rng), rng.integers(2, 50, n), code, f"p{code}")
        for code, n in (("MOW", 90), ("LED", 60))
    ]
    return answered(pd.concat(parts, ignore_index=True))


@pytest.fixture(scope="module")
def corridor():
    return estimate_corridor(
        two_sites(), framework(), SITES, replicates=80, rng_seed=5, assumed=Assumed(1000.0, SEX)
    )


def test_headlines_are_the_same_bits_with_and_without_variants(corridor):
    """Variants look at the replicates; they draw nothing that a headline would have drawn."""
    alone = estimate_corridor(two_sites(), framework(), SITES, replicates=80, rng_seed=5)
    pd.testing.assert_frame_equal(alone.table, corridor.table, check_exact=True)
    pd.testing.assert_frame_equal(alone.draws, corridor.draws, check_exact=True)
    assert alone.variants.empty
    assert list(alone.variants.columns) == list(COLUMNS)


def test_there_is_a_row_for_each_indicator_site_and_method(corridor):
    """Eight ways a site: the headline, naive, RDS-I, three population sizes, raked, without seeds."""
    table, variants = corridor.table, corridor.variants
    assert len(variants) == 8 * len(table)
    assert not variants.duplicated(["indicator", "site", "method", "population_assumed"]).any()
    own = variants[variants["method"] == "RDS-II"]
    assert own["value"].to_numpy() == pytest.approx(table["value"].to_numpy(), abs=0)
    assert (own[["difference", "difference_low", "difference_high"]] == 0).all(axis=None)
    assert variants[variants["flag"] == ""].drop(columns="population_assumed").notna().all(axis=None)


def test_people_are_spread_over_sites_and_added_up_again(corridor):
    """1,000 people, half in one city and a fifth in the other: 700 in both."""
    at = corridor.variants[corridor.variants["method"] == SUCCESSIVE].groupby("site")["population_assumed"]
    assert at.unique().map(sorted).to_dict() == {
        "": [350, 700, 1400], "LED": [100, 200, 400], "MOW": [250, 500, 1000],
    }  # fmt: skip


def test_sites_are_combined_by_the_same_shares_as_the_headline(corridor):
    """Σ stated share · value of each city: 5/7 and 2/7."""
    values = corridor.variants.query("indicator == 'acts_trade' and method == 'naive'").set_index("site")[
        "value"
    ]
    assert values[""] == pytest.approx(5 / 7 * values["MOW"] + 2 / 7 * values["LED"])


def test_a_city_without_a_variant_leaves_all_cities_without_it():
    """Else the comparison would be of other cities, not of other methods."""
    people = two_sites()
    people["did_trade"] = people["did_trade"].mask(people["site"] == "LED", False)
    found = estimate_corridor(
        people, framework(), SITES, replicates=40, rng_seed=5, assumed=Assumed(None, None)
    ).variants
    rows = found.query("indicator == 'acts_trade' and method == 'RDS-I'").set_index("site")
    assert rows["flag"].to_dict() == {
        "": "group_recruited_no_one", "LED": "group_recruited_no_one", "MOW": rows.loc["MOW", "flag"],
    }  # fmt: skip
    assert rows["value"].isna().to_dict() == {"": True, "LED": True, "MOW": False}


def test_the_same_respondents_give_the_same_bytes(corridor):
    """Every random number follows from the seed."""
    again = estimate_corridor(
        two_sites(), framework(), SITES, replicates=80, rng_seed=5, assumed=Assumed(1000.0, SEX)
    )
    pd.testing.assert_frame_equal(again.variants, corridor.variants, check_exact=True)


def test_how_replicates_are_cut_into_chunks_changes_no_bit(corridor, monkeypatch):
    """Memory at hand must not show in a number. (The bootstrap itself is drawn in the same chunks here.)"""
    import mekendesh.estimation.weighting.variants as module

    def one_by_one(tree, replicates, rng):
        for chunk in tree_bootstrap(tree, replicates, rng):
            yield from np.split(chunk, len(chunk))

    monkeypatch.setattr(module, "tree_bootstrap", one_by_one)
    again = estimate_corridor(
        two_sites(), framework(), SITES, replicates=80, rng_seed=5, assumed=Assumed(1000.0, SEX)
    )
    pd.testing.assert_frame_equal(again.variants, corridor.variants, check_exact=True)


def test_a_population_that_is_no_number_is_refused():
    """A figure is there or it is not."""
    with pytest.raises(EstimationError, match="people"):
        Assumed(float("nan"))
