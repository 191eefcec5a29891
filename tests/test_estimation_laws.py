"""What must hold between estimates of related surveys, whatever the survey: no expected value is known here."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from estimation_tables import answered, framework, proposal, random_parents, recruited, site
from mekendesh.estimation.chains.chain_bootstrap import chain_shares
from mekendesh.estimation.chains.diagnostics import describe_recruitment, homophily, transitions
from mekendesh.estimation.estimates import combine, estimates_table, site_shares
from mekendesh.estimation.indicators import Answer, Indicators
from mekendesh.estimation.planning.plan import half_width, sample_size
from mekendesh.estimation.population.chao import chao
from mekendesh.estimation.population.combined_size import random_effects
from mekendesh.estimation.population.histories import count_histories
from mekendesh.estimation.population.lists import log_linear_models
from mekendesh.estimation.population.size import chapman, multiplier, people
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.samples.linearisation import linearised_mean, linearised_total
from mekendesh.estimation.samples.sampling import sample_design
from mekendesh.estimation.shares.corridor import estimate_corridor
from mekendesh.estimation.weighting.calibration import post_stratify, rake, rake_many
from mekendesh.estimation.weighting.successive import fluid_weights, successive_weights
from mekendesh.estimation.weighting.trimming import trim
from mekendesh.estimation.weighting.weights import kish_size, rds_i_shares, rds_ii_share, rds_ii_weights

LAW = settings(max_examples=40, deadline=None)
SLOW_LAW = settings(max_examples=6, deadline=None)
FRAMEWORK = framework(proposals=[proposal("desk", ["trade"], ["no_trust", "no_time"])])
SITES = (site("LED", 0.2, 0.04), site("MOW", 0.5, 0.06), site("OVB", 0.1, 0.03))


@st.composite
def surveys(draw: st.DrawFn, columns: int = 3, everyone: bool = False) -> SimpleNamespace:
    """A recruitment, network sizes, and answers to some questions; some of both missing unless ``everyone``."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    seeds = draw(st.integers(1, 4))
    n = draw(st.integers(seeds + 2, 40))
    sizes = rng.integers(1, 30, n)
    without = np.zeros(n, dtype=bool) if everyone else rng.random(n) < 0.1
    without[0] = False
    said = np.ones((n, columns), dtype=bool) if everyone else rng.random((n, columns)) < 0.9
    return SimpleNamespace(
        parents=random_parents(n, seeds, rng),
        sizes=[None if missing else int(size) for size, missing in zip(sizes, without, strict=True)],
        yes=(rng.random((n, columns)) < 0.4) & said,
        answered=said,
        rng_seed=int(rng.integers(2**32)),
    )


def tree_of(survey, sizes=None):
    (tree,) = recruitment_trees(recruited(survey.parents, sizes or survey.sizes))
    return tree


def asked(yes, said):
    names = [f"acts_{i}" for i in range(yes.shape[1])]
    return Indicators(pd.DataFrame({"indicator": names, "family": "acts", "key": names}), yes, said)


def shares_of(survey, yes=None, said=None, tree=None, replicates=30):
    questions = asked(survey.yes if yes is None else yes, survey.answered if said is None else said)
    rng = np.random.default_rng(survey.rng_seed)
    return site_shares(tree or tree_of(survey), questions, replicates, rng)


def two_sites(rng_seed: int, names: str = "p") -> pd.DataFrame:
    rng = np.random.default_rng(rng_seed)
    parts = [
        recruited(random_parents(n, 3, rng), rng.integers(2, 50, n), code, f"{names}{code}")
        for code, n in (("MOW", 30), ("LED", 20))
    ]
    return answered(pd.concat(parts, ignore_index=True), rng_seed)


def estimate(respondents, sites=SITES, **options):
    return estimate_corridor(respondents, FRAMEWORK, sites, replicates=20, rng_seed=5, **options)


# ------------------------------------------------------------------------------------------------ shares


@given(surveys(), st.randoms(use_true_random=False))
@LAW
def test_the_order_of_rows_does_not_matter(survey, random):
    """Respondents in another order: the same shares, counts and description of the recruitment."""
    order = list(range(len(survey.parents)))
    random.shuffle(order)
    table = recruited(survey.parents, survey.sizes)
    (shuffled,) = recruitment_trees(table.iloc[order].reset_index(drop=True))
    one = shares_of(survey, replicates=2)
    other = shares_of(survey, survey.yes[order], survey.answered[order], shuffled, replicates=2)
    np.testing.assert_allclose(other.value, one.value, rtol=1e-12)
    assert other.n.tolist() == one.n.tolist()
    assert other.n_yes.tolist() == one.n_yes.tolist()
    pd.testing.assert_frame_equal(
        describe_recruitment([shuffled], ["MOW"]), describe_recruitment([tree_of(survey)], ["MOW"])
    )


@given(surveys())
@LAW
def test_everything_twice_gives_the_same_share_of_twice_as_many(survey):
    """The whole recruitment and its copy: same value, twice the people, twice Kish's effective size."""
    n = len(survey.parents)
    twice = SimpleNamespace(
        parents=survey.parents + [p if p < 0 else p + n for p in survey.parents],
        sizes=survey.sizes * 2,
        yes=np.tile(survey.yes, (2, 1)),
        answered=np.tile(survey.answered, (2, 1)),
        rng_seed=survey.rng_seed,
    )
    one, other = shares_of(survey, replicates=2), shares_of(twice, replicates=2)
    np.testing.assert_allclose(other.value, one.value, rtol=1e-12)
    assert other.n.tolist() == (2 * one.n).tolist()
    assert kish_size(tree_of(twice).inverse_sizes) == pytest.approx(
        2 * kish_size(tree_of(survey).inverse_sizes)
    )


def test_everything_four_times_halves_the_standard_error():
    """Independent copies of the chains: the bootstrap's standard error falls as 1/√ of their number."""
    rng = np.random.default_rng(8)
    parents, sizes, yes = random_parents(60, 6, rng), rng.integers(2, 20, 60), rng.random((60, 1)) < 0.5
    spread = []
    for copies in (1, 4):
        survey = SimpleNamespace(
            parents=[p if p < 0 else p + 60 * c for c in range(copies) for p in parents],
            sizes=list(sizes) * copies,
            yes=np.tile(yes, (copies, 1)),
            answered=np.ones((60 * copies, 1), dtype=bool),
            rng_seed=1,
        )
        spread.append(shares_of(survey, replicates=3000).draws.std())
    assert spread[0] / spread[1] == pytest.approx(2, rel=0.1)


@given(surveys(), st.integers(2, 9))
@LAW
def test_the_unit_of_network_sizes_does_not_matter(survey, factor):
    """Everyone knows k times as many: the same shares and, up to rounding, the same replicates."""
    scaled = [None if size is None else size * factor for size in survey.sizes]
    one, other = shares_of(survey), shares_of(survey, tree=tree_of(survey, scaled))
    np.testing.assert_allclose(other.value, one.value, rtol=1e-12)
    np.testing.assert_allclose(other.draws, one.draws, rtol=1e-6, atol=1e-9)


@given(surveys(columns=1, everyone=True), st.integers(0, 2**32))
@LAW
def test_merged_categories_have_the_sum_of_their_shares(survey, rng_seed):
    """P(a or b) = P(a) + P(b) for answers that exclude each other, in the value and in each replicate."""
    chosen = np.random.default_rng(rng_seed).integers(3, size=len(survey.parents))
    yes = np.column_stack([chosen == 0, chosen == 1, chosen <= 1])
    shares = shares_of(survey, yes, np.ones_like(yes))
    assert shares.value[2] == pytest.approx(shares.value[:2].sum())
    np.testing.assert_allclose(shares.draws[:, 2], shares.draws[:, :2].sum(axis=1), rtol=1e-12)


@given(surveys())
@LAW
def test_the_share_of_no_is_what_yes_leaves(survey):
    """1 − p in the value and each replicate; the interval is mirrored, its error and design effect the same."""
    one = shares_of(survey)
    other = shares_of(survey, survey.answered & ~survey.yes)
    np.testing.assert_allclose(other.value, 1 - one.value, atol=1e-12)
    np.testing.assert_allclose(other.draws, 1 - one.draws, atol=1e-12)
    catalogue = asked(survey.yes, survey.answered).catalogue
    left, right = (estimates_table(part, catalogue, "statistical") for part in (one, other))
    np.testing.assert_allclose(right["low"], 1 - left["high"], atol=1e-9)
    np.testing.assert_allclose(right["high"], 1 - left["low"], atol=1e-9)
    np.testing.assert_allclose(right[["se", "deff"]], left[["se", "deff"]], atol=1e-6)


@given(surveys())
@LAW
def test_someone_without_weight_changes_no_share(survey):
    """A further person without network size, whom the last one recruited: same value, same n, same Kish size."""
    longer = replace_survey(
        survey,
        parents=[*survey.parents, len(survey.parents) - 1],
        sizes=[*survey.sizes, None],
        yes=np.vstack([survey.yes, ~survey.yes[-1:]]),
        answered=np.vstack([survey.answered, np.ones_like(survey.answered[-1:])]),
    )
    one, other = shares_of(survey, replicates=2), shares_of(longer, replicates=2)
    np.testing.assert_allclose(other.value, one.value, rtol=1e-12)
    assert other.n.tolist() == one.n.tolist()
    assert kish_size(tree_of(longer).inverse_sizes) == pytest.approx(kish_size(tree_of(survey).inverse_sizes))


def replace_survey(survey, **changed):
    return SimpleNamespace(**(vars(survey) | changed))


@given(surveys(), st.integers(0, 2**32))
@LAW
def test_a_further_indicator_moves_no_other(survey, rng_seed):
    """The same replicates serve all questions: those already asked keep their draws to the last bit."""
    rng = np.random.default_rng(rng_seed)
    more = rng.random((len(survey.parents), 5)) < 0.5
    one = shares_of(survey)
    other = shares_of(survey, np.hstack([more, survey.yes]), np.hstack([np.ones_like(more), survey.answered]))
    assert other.draws[:, 5:].tobytes() == one.draws.tobytes()
    assert other.value[5:].tolist() == pytest.approx(one.value.tolist(), nan_ok=True)


@given(surveys(), st.floats(0.05, 0.95))
@LAW
def test_sites_together_lie_between_the_sites(survey, share):
    """A weighted mean in the value and in each replicate; of two sites alike it is either."""
    one = shares_of(survey)
    rng = np.random.default_rng(survey.rng_seed)
    other = replace(one, value=rng.random(3), draws=rng.random(one.draws.shape))
    shares = np.array([share, 1 - share])
    drawn = np.tile(shares, (len(one.draws), 1))
    for parts in ([one, other], [one, one]):
        both = combine(parts, shares, drawn)
        low, high = (
            pick([part.value for part in parts], axis=0) for pick in (np.fmin.reduce, np.fmax.reduce)
        )
        known = ~np.isnan(both.value)
        assert (low[known] - 1e-12 <= both.value[known]).all()
        assert (both.value[known] <= high[known] + 1e-12).all()
    np.testing.assert_allclose(combine([one, one], shares, drawn).draws, one.draws, rtol=1e-12)


# --------------------------------------------------------------------------------------------- corridors


@given(st.integers(0, 1000))
@SLOW_LAW
def test_other_names_give_the_same_bytes(rng_seed):
    """Pseudonyms differ between installations: no number depends on them."""
    one, other = (estimate(two_sites(rng_seed, names)) for names in ("p", "zz"))
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    assert one.draws.to_numpy().tobytes() == other.draws.to_numpy().tobytes()


@given(st.integers(0, 1000))
@SLOW_LAW
def test_the_order_of_the_sites_does_not_matter(rng_seed):
    """A line moved in sites.csv moves a line of the description, and no number."""
    respondents = two_sites(rng_seed)
    one, other = estimate(respondents), estimate(respondents, SITES[::-1])
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    pd.testing.assert_frame_equal(one.draws, other.draws, check_exact=True)
    assert other.recruitment["site"].tolist() == one.recruitment["site"].tolist()[::-1]


@given(st.integers(0, 1000))
@SLOW_LAW
def test_a_site_does_not_depend_on_other_sites(rng_seed):
    """Without Leningrad's respondents Moscow has the same estimates and draws, to the last bit."""
    respondents = two_sites(rng_seed)
    both, alone = estimate(respondents), estimate(respondents[respondents["site"] == "MOW"])
    moscow = [table.table[table.table["site"] == "MOW"].reset_index(drop=True) for table in (both, alone)]
    # Where the year of the survey is the same, so are all answers; it is read from all sites together.
    pd.testing.assert_frame_equal(*moscow, check_exact=True)
    columns = [name for name in both.draws if name.endswith("|MOW")]
    pd.testing.assert_frame_equal(both.draws[columns], alone.draws[columns], check_exact=True)


# ------------------------------------------------------------------------------------------ RDS-I, groups


@given(surveys(everyone=True))
@LAW
def test_swapped_labels_swap_rds_i(survey):
    """What is called yes is a convention: the shares change places, homophily stays."""
    tree = tree_of(survey)
    named = [
        pd.Series(np.where(survey.yes[:, 0], *names)).astype("str") for names in (("a", "b"), ("b", "a"))
    ]
    counts = [transitions(tree, groups) for groups in named]
    assume((counts[0].sum(axis=1) > 0).all() and len(counts[0]) == 2)
    assume(counts[0].loc["a", "b"] + counts[0].loc["b", "a"] > 0)
    one, other = (
        rds_i_shares(table, groups, tree.network_sizes) for table, groups in zip(counts, named, strict=True)
    )
    assert other["b"] == pytest.approx(one["a"], abs=1e-9)
    assert homophily(counts[1]) == pytest.approx(homophily(counts[0]))


@given(surveys(everyone=True), st.sampled_from(["RDS-I", "RDS-II"]))
@LAW
def test_swapped_answers_swap_the_chain_bootstrap(survey, estimator):
    """Yes for no: each replicate has what the other leaves, from the same random numbers."""
    tree, said = tree_of(survey), survey.answered[:, 0]
    both_recruit = {bool(survey.yes[p, 0]) for p in survey.parents if p >= 0}
    assume(both_recruit == {False, True})
    one, other = (
        chain_shares(tree, Answer(yes, said), 20, np.random.default_rng(1), estimator=estimator)
        for yes in (survey.yes[:, 0], ~survey.yes[:, 0])
    )
    np.testing.assert_allclose(other, 1 - one, atol=1e-9)


@given(
    st.lists(st.integers(1, 50), min_size=4, max_size=4),
    st.integers(2, 7),
    st.lists(st.integers(1, 20), min_size=4, max_size=12),
)
@LAW
def test_recruitment_counted_several_times_over_is_the_same_recruitment(counts, factor, sizes):
    """RDS-I and homophily see shares of transitions: k times all of them changes neither."""
    table = pd.DataFrame(np.reshape(counts, (2, 2)), index=["a", "b"], columns=["a", "b"])
    groups = pd.Series(["a", "b"] * len(sizes))[: len(sizes)]
    one, other = (rds_i_shares(found, groups, sizes) for found in (table, table * factor))
    np.testing.assert_allclose(other, one, rtol=1e-9)
    assert homophily(table * factor) == pytest.approx(homophily(table))


# ----------------------------------------------------------------------------------- successive sampling


@given(st.lists(st.integers(1, 30), min_size=3, max_size=25), st.integers(0, 2**32))
@LAW
def test_successive_sampling_lies_between_equal_weights_and_rds_ii(sizes, rng_seed):
    """Of everyone in the population all weigh alike; of an endless population it is RDS-II."""
    everyone = successive_weights(sizes, len(sizes), rng_seed=rng_seed, samples=5)
    np.testing.assert_allclose(everyone, 1 / len(sizes))
    once = np.ones((1, len(sizes)))
    endless = fluid_weights(once, sizes, 1e9)[0]
    np.testing.assert_allclose(endless / endless.sum(), rds_ii_weights(sizes), rtol=1e-4)
    between = fluid_weights(once, sizes, 3 * len(sizes))[0]
    spread = [w.max() / w.min() for w in (everyone, between, endless)]
    assert spread[0] - 1e-9 <= spread[1] <= spread[2] + 1e-9


@given(st.lists(st.integers(1, 30), min_size=3, max_size=25), st.integers(1, 50), st.integers(2, 9))
@LAW
def test_the_unit_of_network_sizes_does_not_matter_to_successive_sampling(sizes, more, factor):
    """Who is reached first depends on ratios of network sizes alone; the weights sum to the population."""
    population = len(sizes) + more
    once = np.ones((1, len(sizes)))
    one, other = (fluid_weights(once, np.array(sizes) * k, population)[0] for k in (1, factor))
    np.testing.assert_allclose(other, one, rtol=1e-8)
    assert one.sum() == pytest.approx(population)


# --------------------------------------------------------------------------------------------- calibration


@st.composite
def calibrations(draw: st.DrawFn) -> SimpleNamespace:
    """Weights and two margins that weights of these people do meet."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(12, 60))
    codes = [np.concatenate([np.arange(k), rng.integers(k, size=n - k)]) for k in (2, 3)]
    true = rng.uniform(0.5, 3, n)
    return SimpleNamespace(
        weights=rng.uniform(0.5, 3, n),
        codes=codes,
        targets=[np.bincount(code, true, minlength=k) for code, k in zip(codes, (2, 3), strict=True)],
        order=rng.permutation(n),
    )


@given(calibrations(), st.floats(0.01, 100))
@LAW
def test_raking_knows_no_scale_order_or_sequence(given_margins, factor):
    """Starting weights in another unit, people in another order, margins in another sequence: the same weights."""
    g = given_margins
    raked = rake(g.weights, g.codes, g.targets)
    np.testing.assert_allclose(rake(g.weights * factor, g.codes, g.targets), raked, rtol=1e-7)
    np.testing.assert_allclose(rake(g.weights, g.codes[::-1], g.targets[::-1]), raked, rtol=1e-7)
    shuffled = rake(g.weights[g.order], [code[g.order] for code in g.codes], g.targets)
    np.testing.assert_allclose(shuffled, raked[g.order], rtol=1e-7)


@given(calibrations())
@LAW
def test_what_is_raked_needs_no_raking_and_meets_the_margins(given_margins):
    """Raking twice is raking once; weights of 0 stay 0 and change no one else's; wide bounds trim nothing."""
    g = given_margins
    raked = rake(g.weights, g.codes, g.targets)
    np.testing.assert_allclose(rake(raked, g.codes, g.targets), raked, rtol=1e-8)
    for code, target in zip(g.codes, g.targets, strict=True):
        np.testing.assert_allclose(np.bincount(code, raked), target, rtol=1e-9)
    longer = rake(np.append(g.weights, 0), [np.append(code, 0) for code in g.codes], g.targets)
    np.testing.assert_allclose(longer, np.append(raked, 0), rtol=1e-8)
    np.testing.assert_allclose(trim(raked, g.codes, g.targets, low=0, high=1e6), raked, rtol=1e-6)


@given(calibrations(), st.integers(0, 2**32))
@LAW
def test_replicates_are_raked_each_by_itself(given_margins, rng_seed):
    """`rake_many` is `rake` row by row; one margin alone is post-stratification."""
    g = given_margins
    rows = g.weights * np.random.default_rng(rng_seed).uniform(0.5, 2, (4, len(g.weights)))
    together = rake_many(rows, g.codes, g.targets)
    for row, raked in zip(rows, together, strict=True):
        np.testing.assert_allclose(raked, rake(row, g.codes, g.targets), rtol=1e-8)
    np.testing.assert_allclose(
        post_stratify(g.weights, g.codes[1], g.targets[1]),
        g.weights * (g.targets[1] / np.bincount(g.codes[1], g.weights))[g.codes[1]],
        rtol=1e-9,
    )


# --------------------------------------------------------------------------------------------- linearised


@given(
    st.integers(0, 2**32),
    st.floats(-5, 5).filter(lambda b: abs(b) > 0.01),
    st.floats(-5, 5),
    st.floats(0.1, 10),
)
@LAW
def test_a_linearised_mean_follows_its_variable(rng_seed, slope, shift, factor):
    """y → a + b·y: a + b·mean, |b|·se. Weights in another unit: same mean and se, the total in that unit."""
    rng = np.random.default_rng(rng_seed)
    weights, clusters, y = rng.uniform(1, 5, 30), np.arange(30) // 3, rng.normal(size=30)
    design, scaled = (sample_design(w, clusters) for w in (weights, weights * factor))
    one, other = linearised_mean(design, y), linearised_mean(design, shift + slope * y)
    assert other.value == pytest.approx(shift + slope * one.value, abs=1e-9)
    assert other.se == pytest.approx(abs(slope) * one.se)
    assert linearised_mean(scaled, y).se == pytest.approx(one.se)
    totals = [linearised_total(d, y) for d in (design, scaled)]
    assert totals[1].value == pytest.approx(factor * totals[0].value)
    assert totals[1].se == pytest.approx(factor * totals[0].se)


# --------------------------------------------------------------------------------------------------- sizes


@given(st.integers(1, 500), st.integers(1, 500), st.data())
@LAW
def test_chapman_does_not_know_which_list_is_first(first, second, data):
    """The lists change places: the same size and interval, never fewer people than were seen."""
    both = data.draw(st.integers(1, min(first, second)))
    one, other = chapman(first, second, both), chapman(second, first, both)
    assert (other.value, other.se, other.low, other.high) == pytest.approx(
        (one.value, one.se, one.low, one.high)
    )
    assert one.value >= first + second - both - 1e-9


@given(st.integers(2, 500), st.integers(2, 500), st.data())
@LAW
def test_the_more_two_lists_share_the_smaller_the_population(first, second, data):
    """One more person on both lists makes Chapman's estimate smaller."""
    both = data.draw(st.integers(1, min(first, second) - 1))
    assert chapman(first, second, both + 1).value < chapman(first, second, both).value


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=8), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 9)
)
@LAW
def test_people_are_linear_in_the_population_and_in_the_share(shares, one, other, factor):
    """N + N' people are the people of N and those of N'; k times the share is k times the people."""
    drawn = pd.Series(shares)
    np.testing.assert_allclose(
        people(drawn, one + other), people(drawn, one) + people(drawn, other), atol=1e-6
    )
    np.testing.assert_allclose(people(drawn * factor, one), factor * people(drawn, one), atol=1e-6)
    per_draw = people(drawn, pd.Series([one] * len(drawn)))
    np.testing.assert_allclose(per_draw, people(drawn, one))


@given(st.floats(1, 1e6), st.floats(0.01, 1), st.floats(0, 0.2), st.floats(0.1, 10))
@LAW
def test_a_multiplier_is_linear_in_its_list(listed, share, error, factor):
    """A list k times as long: size, error and both ends of the interval k times as large."""
    one, other = multiplier(listed, share, error), multiplier(listed * factor, share, error)
    for name in ("value", "se", "low", "high"):
        assert getattr(other, name) == pytest.approx(factor * getattr(one, name))


@given(st.lists(st.integers(1, 60), min_size=7, max_size=7), st.permutations(range(3)))
@SLOW_LAW
def test_the_order_of_three_lists_does_not_matter(counts, order):
    """Log-linear models of the lists in another order: the same sizes with the same fit."""
    cells = [(a, b, c) for a in (1, 0) for b in (1, 0) for c in (1, 0)][:-1]
    table = pd.DataFrame(cells, columns=["one", "two", "three"])
    one, other = (
        log_linear_models(count_histories(found, counts)) for found in (table, table.iloc[:, list(order)])
    )
    both = [found.sort_values(["aic", "value"])[["value", "se", "aic"]].to_numpy() for found in (one, other)]
    np.testing.assert_allclose(both[1], both[0], rtol=1e-5)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
@LAW
def test_chao_adds_people_and_never_takes_any(once, twice, more):
    """Those seen are the least; people seen three times are added one to one."""
    assume(once + twice > 0)
    one = chao(once + twice, once, twice)
    assert one.low >= once + twice - 1e-9
    assert one.low - 1e-9 <= one.value <= one.high + 1e-9
    if twice:
        assert chao(once + twice + more, once, twice).value == pytest.approx(one.value + more)


@given(
    st.lists(st.tuples(st.floats(5, 15), st.floats(0.001, 1)), min_size=2, max_size=7),
    st.floats(-3, 3),
    st.randoms(use_true_random=False),
)
@LAW
def test_figures_in_another_unit_or_order_combine_alike(figures, shift, random):
    """All published figures times e^c: the combined one too, with the same spread between sources."""
    values, variances = (np.array(part) for part in zip(*figures, strict=True))
    one = random_effects(values, variances)
    other = random_effects(values + shift, variances)
    assert other.mean == pytest.approx(one.mean + shift, abs=1e-6)
    assert other.between == pytest.approx(one.between, abs=1e-5)
    order = list(range(len(figures)))
    random.shuffle(order)
    again = random_effects(values[order], variances[order])
    assert (again.mean, again.low, again.high) == pytest.approx((one.mean, one.low, one.high), abs=1e-6)
    assert values.min() - 1e-9 <= one.mean <= values.max() + 1e-9


# ---------------------------------------------------------------------------------------------------- plan


@given(
    st.floats(0.01, 0.3),
    st.floats(0.05, 0.95),
    st.integers(50, 10**6),
    st.integers(1, 10**6),
    st.floats(1, 6),
)
@LAW
def test_a_larger_population_never_needs_fewer_interviews(width, share, population, more, deff):
    """n grows with N, stays below N and below what an endless population needs; a wider interval needs fewer."""
    given_plan = {"share": share, "deff": deff}
    n = sample_size(width, population=population, **given_plan)
    larger = sample_size(width, population=population + more, **given_plan)
    assert n <= larger <= sample_size(width, **given_plan)
    assert n <= population
    assert sample_size(width * 1.5, population=population, **given_plan) <= n
    assert half_width(sample_size(width, **given_plan), **given_plan) <= width + 1e-9


@given(surveys(columns=1, everyone=True))
@LAW
def test_people_who_all_know_as_many_are_simply_averaged(survey):
    """With equal network sizes RDS-II is the share in the sample, and Kish's size is n."""
    trait, n = survey.yes[:, 0], len(survey.parents)
    assert rds_ii_share(trait, np.full(n, 7)) == pytest.approx(trait.mean())
    assert kish_size(rds_ii_weights(np.full(n, 7))) == pytest.approx(n)
