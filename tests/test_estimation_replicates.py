"""The tree bootstrap against a naive second way of computing it, and on trees that hardly are any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation_tables import random_parents, recruited
from mekendesh.errors import EstimationError
from mekendesh.estimation import replicates
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import tree_bootstrap


def tree_of(parents):
    (tree,) = recruitment_trees(recruited(parents))
    return tree


def multiplicities(tree, count, rng_seed=7):
    return np.concatenate(list(tree_bootstrap(tree, count, np.random.default_rng(rng_seed))))


def naive_bootstrap(parents, count, rng_seed):
    """The procedure as the paper tells it, one person at a time: resample recruits, then recruits of each."""
    rng = np.random.default_rng(rng_seed)
    recruits = {i: [j for j, p in enumerate(parents) if p == i] for i in range(-1, len(parents))}
    times = np.zeros((count, len(parents)), dtype=int)

    def visit(row, brood):
        for chosen in rng.choice(brood, len(brood)) if brood else ():
            times[row, chosen] += 1
            visit(row, recruits[chosen])

    for row in range(count):
        visit(row, recruits[-1])
    return times


def test_it_agrees_in_distribution_with_resampling_person_by_person():
    """Mean, spread and covariance of multiplicities, and of an estimate, equal the naive ones."""
    rng = np.random.default_rng(11)
    parents = random_parents(40, 4, rng)
    tree, count = tree_of(parents), 6000
    fast, naive = multiplicities(tree, count), naive_bootstrap(parents, count, 12)
    deep = 1 + tree.waves
    assert np.abs(fast.mean(0) - naive.mean(0)).max() < 6 * np.sqrt(2 * deep.max() / count)
    assert np.abs(np.cov(fast.T) - np.cov(naive.T)).max() < 0.6
    assert fast.var(0).sum() == pytest.approx(naive.var(0).sum(), rel=0.05)
    weights, trait = rng.random(40), rng.random(40) < 0.4
    shares = [np.sort(times @ (weights * trait) / (times @ weights)) for times in (fast, naive)]
    steps = np.concatenate(shares)
    gaps = [np.searchsorted(s, steps, side="right") / count for s in shares]
    assert np.abs(gaps[0] - gaps[1]).max() < 1.95 * np.sqrt(2 / count)  # Kolmogorov–Smirnov, p about .001


def test_everyone_is_drawn_once_on_average_with_the_variance_of_the_branching():
    """E m = 1. One seed with two recruits who have two each: variance 1/2, then 1/2 + 1/2."""
    times = multiplicities(tree_of([-1, 0, 0, 1, 1, 2, 2]), 40_000)
    assert times.mean(0) == pytest.approx(np.ones(7), abs=0.03)
    assert times.var(0) == pytest.approx([0, 0.5, 0.5, 1, 1, 1, 1], abs=0.04)


@given(st.integers(1, 30), st.integers(1, 5), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_broods_keep_their_size(people, seeds, rng_seed):
    """As many heads as there were; for each draw of a recruiter as many recruits as that person had."""
    parents = random_parents(max(people, seeds), seeds, np.random.default_rng(rng_seed))
    tree = tree_of(parents)
    times = multiplicities(tree, 20, rng_seed)
    assert (times[:, tree.heads].sum(1) == seeds).all()
    for recruiter in set(parents) - {-1}:
        brood = [i for i, p in enumerate(parents) if p == recruiter]
        assert (times[:, brood].sum(1) == len(brood) * times[:, recruiter]).all()


@pytest.mark.parametrize(
    ("parents", "sums"),
    [([-1], {1}), ([-1, -1], {2}), ([-1, 0], {2}), ([-1, 0, 0, 0], {4}), ([-1, 0, 1, 2], {4})],
    ids=["one person", "two seeds", "two people", "all in one wave", "one chain"],
)
def test_trees_that_hardly_are_any_are_drawn_all_the_same(parents, sums):
    """One person, only seeds, a star, a chain: as many draws as people, nothing breaks."""
    assert set(multiplicities(tree_of(parents), 50).sum(1).tolist()) == sums


def test_a_seed_without_recruits_leaves_smaller_replicates():
    """A replicate may draw the barren seed only: then it has fewer people, as the method means it."""
    sizes = multiplicities(tree_of([-1, -1, 0, 0]), 200).sum(1)
    assert set(sizes.tolist()) == {2, 4, 6}


def test_the_same_seed_gives_the_same_draws_and_another_gives_others():
    """Everything random is reproducible by its seed."""
    tree = tree_of([-1, -1, 0, 0, 1, 1, 2])
    assert (multiplicities(tree, 30, 1) == multiplicities(tree, 30, 1)).all()
    assert (multiplicities(tree, 30, 1) != multiplicities(tree, 30, 2)).any()


def test_replicates_come_in_chunks_of_bounded_size(monkeypatch):
    """Memory is bounded by people × replicates at once, however many replicates are asked for."""
    monkeypatch.setattr(replicates, "CELLS_AT_ONCE", 40)
    chunks = list(tree_bootstrap(tree_of([-1, 0, 0, 1]), 25, np.random.default_rng(1)))
    assert [chunk.shape for chunk in chunks] == [(10, 4), (10, 4), (5, 4)]


def test_a_single_replicate_is_refused():
    """An interval needs more than one replicate."""
    with pytest.raises(EstimationError, match="1 replicates"):
        list(tree_bootstrap(tree_of([-1]), 1, np.random.default_rng(1)))
