"""Salganik's bootstrap against every chain there can be on a small tree, and against RDS-I done by weights."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from estimation_tables import random_parents, recruited
from mekendesh.errors import EstimationError
from mekendesh.estimation import replicates
from mekendesh.estimation.chains import chain_bootstrap as chain
from mekendesh.estimation.chains.chain_bootstrap import chain_bootstrap, chain_shares
from mekendesh.estimation.indicators import Answer
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.weighting.weights import rds_i_shares, rds_ii_share

PARENTS = [-1, -1, 0, 0, 1, 4]
ANSWERS = [True, False, False, True, True, False]


def tree_of(parents, sizes=None):
    (tree,) = recruitment_trees(recruited(parents, sizes))
    return tree


def trait_of(answers):
    return Answer(np.array([a is True for a in answers]), np.array([a is not None for a in answers]))


def multiplicities(parents, answers, count, rng_seed=7):
    chunks = chain_bootstrap(tree_of(parents), trait_of(answers), count, np.random.default_rng(rng_seed))
    return np.concatenate(list(chunks))


def next_people(parents, answers, person):
    """Those recruited by the same answer as the person's, by looking at each."""
    return [
        i
        for i, p in enumerate(parents)
        if p >= 0 and answers[i] is not None and answers[p] is answers[person] is not None
    ]


def all_chains(parents, answers):
    """Each chain as long as the answered sample, with its probability."""
    answered = [i for i, a in enumerate(answers) if a is not None]
    chains = {(first,): 1 / len(answered) for first in answered}
    for _ in answered[1:]:
        longer = {}
        for people, p in chains.items():
            after = next_people(parents, answers, people[-1])
            longer |= {(*people, person): p / len(after) for person in after}
        chains = longer
    return chains


def test_every_chain_has_its_probability():
    """The distribution of multiplicities over all chains, of a tree of six; none that cannot be."""
    exact = Counter()
    for people, p in all_chains(PARENTS, ANSWERS).items():
        exact[tuple(np.bincount(people, minlength=6))] += p
    count = 20_000
    seen = Counter(map(tuple, multiplicities(PARENTS, ANSWERS, count).tolist()))
    assert sum(exact.values()) == pytest.approx(1)
    assert not set(seen) - set(exact)
    assert max(abs(seen[v] / count - p) / np.sqrt(p * (1 - p) / count) for v, p in exact.items()) < 4.5


def test_mean_multiplicities_are_those_of_the_markov_chain():
    """E m = Σ_t π₀Pᵗ over as many steps as people, on a tree of 60."""
    rng = np.random.default_rng(3)
    parents = random_parents(60, 4, rng)
    answers = [bool(a) for a in rng.random(60) < 0.4]
    step = np.zeros((60, 60))
    for person in range(60):
        after = next_people(parents, answers, person)
        step[person, after] = 1 / len(after)
    expected, here = np.zeros(60), np.full(60, 1 / 60)
    for _ in range(60):
        expected, here = expected + here, here @ step
    count = 20_000
    times = multiplicities(parents, answers, count)
    assert (times.sum(1) == 60).all()
    assert np.abs(times.mean(0) - expected).max() < 5 * np.sqrt(times.var(0).max() / count)


def test_the_chain_is_as_long_as_those_who_answered():
    """Whoever did not answer is neither drawn nor recruits: 2 is not drawn, nor is 3, whom 2 recruited, but first."""
    times = multiplicities([-1, 0, 0, 2, 1, 4], [True, False, None, True, True, False], 4000)
    assert set(times.sum(1).tolist()) == {5}
    assert times[:, 2].max() == 0
    assert times[:, 3].max() == 1
    assert times[:, 3].mean() == pytest.approx(1 / 5, abs=0.03)


def test_heads_are_drawn_first_or_not_at_all():
    """No one recruited a head, so it can begin a chain only: at most once, with probability 1/n."""
    times = multiplicities(PARENTS, ANSWERS, 10_000)
    assert times[:, :2].max() == 1
    assert times[:, :2].mean(0) == pytest.approx([1 / 6, 1 / 6], abs=0.02)


def test_rds_ii_of_a_replicate_is_that_of_the_people_in_it():
    """Second way: everyone laid down as often as drawn, then the formula."""
    sizes = [3, 5, 2, 8, 4, 6]
    shares = chain_shares(tree_of(PARENTS, sizes), trait_of(ANSWERS), 200, np.random.default_rng(5))
    times = multiplicities(PARENTS, ANSWERS, 200, rng_seed=5)
    for share, row in zip(shares, times, strict=True):
        people = np.repeat(np.arange(6), row)
        assert share == pytest.approx(rds_ii_share(np.array(ANSWERS)[people], np.array(sizes)[people]))


def test_rds_i_of_a_replicate_is_that_of_its_own_steps(monkeypatch):
    """Second way: the chain's steps counted in a table, then `rds_i_shares` with its eigenvector."""
    sizes = [3, 5, 2, 8, 4, 6, 7, 3, 2, 9]
    parents = [*PARENTS, 2, 3, 4, 5]
    answers = [*ANSWERS, True, False, False, True]
    tree, trait = tree_of(parents, sizes), trait_of(answers)
    walks, draw = [], chain._walk
    monkeypatch.setattr(chain, "_walk", lambda *given: walks.append(draw(*given)) or walks[-1])
    shares = chain_shares(tree, trait, 300, np.random.default_rng(5), estimator="RDS-I")
    compared = 0
    for share, walk in zip(shares, walks[0], strict=True):
        groups = pd.Series(np.array(answers)[walk])
        steps = pd.crosstab(groups[:-1].to_numpy(), groups[1:].to_numpy())
        if steps.shape == (2, 2):
            expected = rds_i_shares(steps, groups, np.array(sizes)[walk])[True]
            assert share == pytest.approx(expected)
            compared += 1
    assert compared > 200


def test_rds_i_without_a_share_is_nan_and_nothing_else_is():
    """An answer met in the last step only has no steps of its own: NaN; one answer alone is 0 or 1."""
    parents, answers = [-1, 0], [True, True]
    shares = chain_shares(
        tree_of(parents), trait_of(answers), 20, np.random.default_rng(1), estimator="RDS-I"
    )
    assert shares.tolist() == [1.0] * 20
    parents, answers = [-1, 0, 1], [True, False, True]
    draws = {
        name: chain_shares(tree_of(parents), trait_of(answers), 200, np.random.default_rng(1), estimator=name)
        for name in ("RDS-I", "RDS-II")
    }
    assert not np.isnan(draws["RDS-II"]).any()
    # Chains yes-no-yes and no-yes-no: each answer is left once at least.
    assert draws["RDS-I"] == pytest.approx(np.full(200, 0.5))
    # 0 (yes) recruited 1 (yes) and 2 (no); 2 recruited 3 (no): yes, yes, no, no and the like.
    parents, answers = [-1, 0, 0, 2], [True, True, False, False]
    shares = chain_shares(
        tree_of(parents), trait_of(answers), 400, np.random.default_rng(1), estimator="RDS-I"
    )
    times = multiplicities(parents, answers, 400, rng_seed=1)
    no_met_last = (times[:, 2] == 1) & (times[:, 3] == 0) & (times[:, :2].sum(1) == 3)
    assert no_met_last.any()
    assert (np.isnan(shares) == no_met_last).all()


def test_without_a_network_size_there_is_no_share():
    """A replicate in which no one has a network size has no value, under either estimator."""
    tree, trait = tree_of([-1, 0, 1], [None, 0, None]), trait_of([True, True, True])
    for estimator in ("RDS-I", "RDS-II"):
        assert np.isnan(chain_shares(tree, trait, 5, np.random.default_rng(1), estimator=estimator)).all()


@pytest.mark.parametrize(
    ("parents", "answers", "words"),
    [
        ([-1, 0], [None, None], "no one answered"),
        ([-1, -1], [True, False], "recruited no one"),
        ([-1, 0, 0], [True, False, True], "recruited no one"),
        ([-1, 0, 1], [True, None, True], "recruited no one"),
    ],
    ids=["no answers", "nobody recruited", "noes recruited no one", "through one who did not answer"],
)
def test_a_chain_that_cannot_go_on_is_refused(parents, answers, words):
    """Where an answer leads to no one the method has nothing to draw from, and says so before drawing."""
    with pytest.raises(EstimationError, match=words):
        chain_bootstrap(tree_of(parents), trait_of(answers), 10, np.random.default_rng(1))


def test_one_person_is_a_chain_of_one():
    """Nothing needs to follow: the replicate is the sample."""
    assert multiplicities([-1], [True], 5).tolist() == [[1]] * 5


def test_chunks_are_bounded_and_seeded(monkeypatch):
    """Memory is bounded by people × replicates at once; the same seed gives the same bytes."""
    monkeypatch.setattr(replicates, "CELLS_AT_ONCE", 60)
    runs = [
        list(chain_bootstrap(tree_of(PARENTS), trait_of(ANSWERS), 25, np.random.default_rng(1)))
        for _ in range(2)
    ]
    assert [chunk.shape for chunk in runs[0]] == [(10, 6), (10, 6), (5, 6)]
    assert [chunk.tobytes() for chunk in runs[0]] == [chunk.tobytes() for chunk in runs[1]]


def test_a_single_replicate_is_refused():
    """An interval needs more than one replicate."""
    with pytest.raises(EstimationError, match="1 replicates"):
        chain_bootstrap(tree_of([-1, 0]), trait_of([True, True]), 1, np.random.default_rng(1))
