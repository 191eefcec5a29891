"""Recruitment that hardly is any, through everything that reads a tree: a result that says so, or a refusal.

Warnings are errors here, so that no division by zero passes for a result, and whatever is missing must be
explained beside it.
"""

from __future__ import annotations

import warnings
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from estimation_tables import answered, framework, proposal, recruited, site
from mekendesh.errors import EstimationError
from mekendesh.estimation.chains.bottlenecks import FLAGS as BOTTLENECK_FLAGS
from mekendesh.estimation.chains.bottlenecks import between_chains
from mekendesh.estimation.chains.chain_bootstrap import chain_bootstrap, chain_shares
from mekendesh.estimation.chains.convergence import FLAGS as CONVERGENCE_FLAGS
from mekendesh.estimation.chains.convergence import (
    by_chain,
    by_wave,
    leave_one_chain_out,
    without_seeds,
)
from mekendesh.estimation.chains.diagnostics import (
    describe_recruitment,
    differential_activity,
    homophily,
    transitions,
)
from mekendesh.estimation.chains.neighbourhood import neighbourhood_bootstrap
from mekendesh.estimation.estimates import combine, estimates_table, site_shares
from mekendesh.estimation.indicators import Answer, Indicators
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import tree_bootstrap
from mekendesh.estimation.shares.corridor import estimate_corridor
from mekendesh.estimation.weighting.successive import fluid_weights, successive_weights
from mekendesh.estimation.weighting.variants import FLAGS as VARIANT_FLAGS
from mekendesh.estimation.weighting.variants import Assumed
from mekendesh.estimation.weighting.weights import kish_size, rds_i_shares, rds_ii_share, rds_ii_weights

FRAMEWORK = framework(proposals=[proposal("desk", ["trade"], ["no_trust", "no_time"])])
SITES = (site("MOW", 0.5, 0.05), site("LED", 0.2, 0.03))
WAVES = 5000
SOME = (True, False, True, False)
"""Answers to the trait, over and over."""


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def case(parents, sizes=None, trait=SOME):
    return SimpleNamespace(parents=parents, sizes=sizes, trait=trait)


BUSHY = [-1, -1, 0, 0, 1, 1, 2, 3]
CASES = {
    "one seed": case([-1, 0, 0, 1, 1, 2]),
    "a seed without recruits": case([-1, -1, 0, 0, 2, 2]),
    "everyone in one wave": case([-1, 0, 0, 0, 0]),
    "nobody recruited": case([-1] * 6),
    "nobody says yes": case(BUSHY, trait=(False,)),
    "everybody says yes": case(BUSHY, trait=(True,)),
    "nobody answers": case(BUSHY, trait=(None,)),
    "one answers": case(BUSHY, trait=(None, None, None, True, None, None, None, None)),
    "some network sizes missing": case(BUSHY, [3, None, 4, None, 5, 6, None, 2]),
    "all network sizes missing": case(BUSHY, [None] * 8),
    "some network sizes zero": case(BUSHY, [3, 0, 4, 0, 5, 6, 0, 2]),
    "all network sizes zero": case(BUSHY, [0] * 8),
    "two people": case([-1, 0]),
    "two seeds": case([-1, -1]),
    "one person": case([-1]),
    "a single chain": case([-1, 0, 1, 2, 3, 4]),
}
EACH = pytest.mark.parametrize("name", CASES)


def people_of(name: str) -> pd.DataFrame:
    one = CASES[name]
    n = len(one.parents)
    trait = pd.Series((one.trait * n)[:n], dtype="boolean")
    return answered(recruited(one.parents, one.sizes)).assign(did_remittances=trait)


def read(name: str):
    """The tree, the trait as an answer, as groups, and as the only indicator."""
    people = people_of(name)
    (tree,) = recruitment_trees(people)
    said = people["did_remittances"]
    trait = Answer(said.fillna(False).to_numpy(dtype=bool), said.notna().to_numpy(dtype=bool))
    groups = said.map({True: "yes", False: "no"}).astype("str").where(said.notna())
    catalogue = pd.DataFrame({"indicator": ["acts_remittances"], "family": "acts", "key": "remittances"})
    return tree, trait, groups, Indicators(catalogue, trait.yes[:, None], trait.answered[:, None])


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def refused(call) -> bool:
    """Whether the call is refused, with a sentence that a person can act on."""
    try:
        call()
    except EstimationError as error:
        assert str(error).count(".") >= 2  # what was found, and the mend
        assert "nan" not in str(error).lower()
        return True
    return False


def refused_cases(call) -> set[str]:
    return {name for name in CASES if refused(lambda: call(*read(name)))}  # noqa: B023 - called at once


NO_SIZES = {"all network sizes missing", "all network sizes zero"}
NO_RECRUITS = {"nobody recruited", "two seeds", "one person"}
NO_ANSWERS = {"nobody answers"}
AN_ANSWER_LEADS_NOWHERE = {
    "a seed without recruits",  # only yes recruits: both recruiters say it
    "everyone in one wave",
    "nobody recruited",
    "two people",
    "two seeds",
}


@EACH
def test_a_tree_is_read_from_each_of_them(name):
    """None of these is broken recruitment: all people are kept, with the network sizes that can be used."""
    tree, *_ = read(name)
    one = CASES[name]
    assert len(tree) == len(one.parents)
    assert tree.parents.tolist() == one.parents
    assert len(tree.heads) == one.parents.count(-1)
    expected = [10] * len(tree) if one.sizes is None else [size or np.nan for size in one.sizes]
    np.testing.assert_array_equal(tree.network_sizes, np.array(expected, dtype=float))
    assert np.isfinite(tree.inverse_sizes).all()


@EACH
def test_the_tree_bootstrap_draws_each_of_them(name):
    """It needs nothing but heads: as many of them in each replicate as there were."""
    tree, *_ = read(name)
    times = np.concatenate(list(tree_bootstrap(tree, 40, rng())))
    assert (times[:, tree.heads].sum(axis=1) == len(tree.heads)).all()


@pytest.mark.parametrize("centres", ["recruiters", "everyone"])
def test_the_neighbourhood_bootstrap_refuses_where_no_one_recruited(centres):
    """Without recruitment there is no neighbourhood; with any, every replicate holds someone."""

    def draw(tree, *_):
        times = np.concatenate(list(neighbourhood_bootstrap(tree, 40, rng(), centres=centres)))
        assert (times.sum(axis=1) > 0).all()

    assert refused_cases(draw) == NO_RECRUITS


def test_the_chain_bootstrap_refuses_where_an_answer_leads_nowhere():
    """Who said yes, or who said no, recruited no one who answered: the chain could not go on."""

    def draw(tree, trait, *_):
        times = np.concatenate(list(chain_bootstrap(tree, trait, 40, rng())))
        assert (times.sum(axis=1) == trait.answered.sum()).all()

    assert refused_cases(draw) == AN_ANSWER_LEADS_NOWHERE | NO_ANSWERS


@pytest.mark.parametrize("estimator", ["RDS-I", "RDS-II"])
def test_a_share_by_the_chain_bootstrap_is_missing_only_without_network_sizes(estimator):
    """NaN stands for a replicate without a share: all of them where no one has a network size, else not all."""
    without = set()

    def draw(tree, trait, *_):
        shares = chain_shares(tree, trait, 40, rng(), estimator=estimator)
        known = shares[~np.isnan(shares)]
        assert ((known >= 0) & (known <= 1)).all()
        without.add((len(known) == 0, tree.inverse_sizes.any()))

    assert refused_cases(draw) == AN_ANSWER_LEADS_NOWHERE | NO_ANSWERS
    assert without == {(True, False), (False, True)}


@EACH
def test_everyone_is_described(name):
    """Counts, never a missing number: zero where there is nothing."""
    table = describe_recruitment(recruitment_trees(people_of(name)), ["MOW", "LED"])
    assert table.notna().all(axis=None)
    assert table.loc[0, "n"] == len(CASES[name].parents)
    assert table.loc[1].drop("site").tolist() == [0] * 8


@EACH
def test_convergence_has_a_word_for_each_missing_number(name):
    """By wave, by chain, without a chain, without seeds, between chains: a number, or the flag that says why."""
    tree, _, _, indicators = read(name)
    given = ([tree], indicators, {"MOW": 1.0})
    for table in (
        by_wave(*given),
        by_chain(*given[:2]),
        leave_one_chain_out(*given),
        without_seeds(*given),
    ):
        assert len(table)
        assert table["flag"].isin({"", *CONVERGENCE_FLAGS}).all()
        assert (table["share"].isna() == (table["flag"] == "no_answers")).all()
        if "change" in table:
            assert (table["change"].isna() == table["share"].isna()).all()
    table = between_chains(*given)
    assert table["flag"].isin({"", *BOTTLENECK_FLAGS}).all()
    assert (table["ratio"].isna() == (table["flag"] != "")).all()
    assert (table["explained"].isna() == (table["flag"] != "")).all()


def test_homophily_is_refused_without_recruitment_between_known_groups():
    """No pair in which both answered, or no group that both recruited and was recruited: H is not NaN."""

    def measure(tree, _, groups, *__):
        assert np.isfinite(homophily(transitions(tree, groups)))

    assert refused_cases(measure) == NO_RECRUITS | NO_ANSWERS | {"one answers", "two people"}


def test_differential_activity_is_refused_where_a_group_is_empty_or_has_no_network_size():
    """Both groups must have someone with a network size."""

    def measure(tree, _, groups, *__):
        ratio = differential_activity(groups, pd.Series(tree.network_sizes), "yes", "no")
        assert np.isfinite(ratio)
        assert ratio > 0

    assert refused_cases(measure) == NO_SIZES | NO_ANSWERS | {
        "nobody says yes",
        "everybody says yes",
        "one answers",
        "one person",
    }


def test_rds_i_is_refused_where_it_has_no_resting_point():
    """A group that recruited no one, or a group without network size, is named; else the shares sum to 1."""

    def measure(tree, _, groups, *__):
        if groups.notna().any():
            shares = rds_i_shares(transitions(tree, groups), groups, tree.network_sizes)
            assert np.isfinite(shares).all()
            assert shares.sum() == pytest.approx(1)

    refused_by_it = NO_SIZES | NO_RECRUITS | AN_ANSWER_LEADS_NOWHERE | {"one answers"}
    assert refused_cases(measure) == refused_by_it


def test_rds_i_is_refused_where_no_one_answered():
    """No group, no shares: said, not returned as an empty series that sums to 0."""
    tree, _, groups, _ = read("nobody answers")
    assert refused(lambda: rds_i_shares(transitions(tree, groups), groups, tree.network_sizes))


@pytest.mark.parametrize(
    "measure",
    [
        lambda tree, trait, *_: rds_ii_weights(tree.network_sizes),
        lambda tree, trait, *_: rds_ii_share(trait.yes, tree.network_sizes),
        lambda tree, trait, *_: kish_size(tree.inverse_sizes),
        lambda tree, trait, *_: successive_weights(tree.network_sizes, 100, rng_seed=1, samples=20),
        lambda tree, trait, *_: fluid_weights(np.ones((2, len(tree))), tree.network_sizes, 100),
    ],
    ids=["RDS-II weights", "RDS-II share", "Kish", "successive sampling", "its limit"],
)
def test_weights_need_a_network_size_and_nothing_else(measure):
    """One person with a network size can be weighted; where no one has any, all weights are refused."""

    def weigh(*read_from):
        assert np.isfinite(measure(*read_from)).all()

    assert refused_cases(weigh) == NO_SIZES


FLAGS_OF_THE_TRAIT = {
    "one seed": {"one_head"},
    "a seed without recruits": set(),
    "everyone in one wave": {"one_head"},
    "nobody recruited": {"no_recruitment"},
    "nobody says yes": {"no_spread"},
    "everybody says yes": {"no_spread"},
    "nobody answers": {"no_answers"},
    "one answers": {"no_spread", "empty_replicates"},
    "some network sizes missing": set(),
    "some network sizes zero": set(),
    "two people": {"one_head", "no_spread"},
    "two seeds": {"no_recruitment"},
    "one person": {"one_head", "no_recruitment", "no_spread"},
    "a single chain": {"one_head", "no_spread"},
}
"""What each estimate must be read with; the rest is refused."""


def missing_has_a_word(table: pd.DataFrame) -> None:
    """Each number of an estimate is there, but where no one answered."""
    silent = table["flag"].str.split().map(lambda flags: "no_answers" in flags)
    numbers = table[["value", "se", "low", "high", "deff", "n_eff"]]
    assert numbers[~silent].notna().all(axis=None)
    assert numbers.loc[silent, ["value", "se", "low", "high"]].isna().all(axis=None)
    assert (table.loc[~silent, "low"] <= table.loc[~silent, "high"]).all()
    assert (table.loc[~silent, "high"] > table.loc[~silent, "low"]).all()


@EACH
def test_each_estimate_says_what_it_must_be_read_with(name):
    """No number is missing without a word, and no interval has width 0."""
    tree, _, _, indicators = read(name)
    shares = site_shares(tree, indicators, 60, rng())
    together = combine([shares], np.ones(1), np.ones((60, 1)))
    for part in (shares, together):
        table = estimates_table(part, indicators.catalogue, "statistical")
        missing_has_a_word(table)
        flags = set(table.loc[0, "flag"].split())
        if name in NO_SIZES:
            assert "no_answers" in flags
        else:
            assert flags == FLAGS_OF_THE_TRAIT[name]
    unsaid = np.isnan(shares.draws).any()
    assert unsaid == bool({"no_answers", "empty_replicates"} & flags)


@EACH
def test_a_corridor_of_one_such_site_is_estimated_or_refused(name):
    """From respondents to estimates and their variants: refused only where no one can be weighted."""

    def estimate():
        found = estimate_corridor(
            people_of(name),
            FRAMEWORK,
            SITES,
            replicates=40,
            rng_seed=3,
            assumed=Assumed(people=1000),
        )
        missing_has_a_word(found.table)
        unsaid = found.draws.isna().any().to_numpy()
        said = found.table["flag"].str.contains("no_answers|empty_replicates").to_numpy()
        assert (unsaid == said).all()
        variants = found.variants
        assert variants["flag"].isin({"", *VARIANT_FLAGS}).all()
        plain = variants[variants["flag"] == ""]
        assert plain[["value", "difference", "difference_low", "difference_high"]].notna().all(axis=None)
        assert found.recruitment.set_index("site")["n"].tolist() == [len(CASES[name].parents), 0]

    assert refused(estimate) == (name in NO_SIZES)


def test_an_empty_site_beside_a_sampled_one_is_said():
    """The number speaks of the sampled city; the other has a row of zeros, and no rows of estimates."""
    found = estimate_corridor(people_of("one seed"), FRAMEWORK, SITES, replicates=20, rng_seed=3)
    assert found.recruitment.set_index("site").loc["LED"].tolist() == [0] * 8
    assert set(found.table["site"]) == {"", "MOW"}
    assert set(found.table["population"]) == {"sampled_cities", "MOW"}


def test_a_site_without_network_sizes_beside_a_good_one_is_left_out_and_said():
    """All network sizes missing at one of two sites: flagged on the joint numbers, described with its people."""
    good = answered(recruited(BUSHY, site="MOW", prefix="m"))
    bare = answered(recruited(BUSHY, [None] * 8, site="LED", prefix="l"))
    people = pd.concat([good, bare], ignore_index=True)
    found = estimate_corridor(
        people, FRAMEWORK, SITES, replicates=20, rng_seed=3, assumed=Assumed(people=1000)
    )
    missing_has_a_word(found.table)
    together = found.table[found.table["site"] == ""]
    assert together["flag"].str.contains("site_left_out").all()
    assert set(found.table["site"]) == {"", "MOW"}
    assert found.recruitment.set_index("site").loc["LED", "n"] == 8


def test_no_respondents_at_all_are_refused():
    """An empty table is said, not estimated."""
    with pytest.raises(EstimationError, match="no rows"):
        estimate_corridor(people_of("one person").iloc[:0], FRAMEWORK, SITES, replicates=20, rng_seed=3)


def test_a_chain_of_five_thousand_waves_is_followed_to_its_end():
    """No recursion, no quadratic patience: one seed, 5,000 waves, every method that draws."""
    parents = [-1, *range(WAVES - 1)]
    people = recruited(parents)
    (tree,) = recruitment_trees(people)
    assert tree.waves.tolist() == list(range(WAVES))
    assert (np.concatenate(list(tree_bootstrap(tree, 3, rng()))) == 1).all()
    times = np.concatenate(list(neighbourhood_bootstrap(tree, 3, rng())))
    assert times.sum(axis=1).tolist() == [2 * (WAVES - 1)] * 3
    trait = Answer(np.arange(WAVES) % 3 == 0, np.ones(WAVES, dtype=bool))
    times = np.concatenate(list(chain_bootstrap(tree, trait, 3, rng())))
    assert times.sum(axis=1).tolist() == [WAVES] * 3
    described = describe_recruitment([tree], ["MOW"]).iloc[0]
    assert described["largest_wave"] == WAVES - 1
    assert described["largest_chain"] == 1
    found = estimate_corridor(answered(people), FRAMEWORK, SITES, replicates=3, rng_seed=3)
    missing_has_a_word(found.table)
    # With one recruit each there is nothing to draw: that the replicates are all alike is said.
    assert found.table["flag"].str.contains("one_head").all()
    assert found.table["flag"].str.contains("no_spread").all()
