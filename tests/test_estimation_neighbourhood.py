"""The neighbourhood bootstrap against every draw there can be on small trees."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation_tables import random_parents, recruited
from mekendesh.errors import EstimationError
from mekendesh.estimation import replicates
from mekendesh.estimation.chains.neighbourhood import neighbourhood_bootstrap
from mekendesh.estimation.recruitment import recruitment_trees

LETTERS = "MNOPQTUV"
FIGURE = [-1, 0, 0, 1, 2, 4, 4, 4]
"""The paper's figure 1, as its two samples let it be inferred: M brought N and O, N brought P, O brought Q, Q
brought T, U and V.
"""


def tree_of(parents, sizes=None):
    (tree,) = recruitment_trees(recruited(parents, sizes))
    return tree


def multiplicities(parents, count, rng_seed=7, **options):
    chunks = neighbourhood_bootstrap(tree_of(parents), count, np.random.default_rng(rng_seed), **options)
    return np.concatenate(list(chunks))


def brought(parents, centre, itself):
    """Whom the draw of one person brings along, by looking at each link."""
    found = [centre] if itself else []
    for person, recruiter in enumerate(parents):
        if recruiter == centre:
            found.append(person)
        if person == centre and recruiter >= 0 and not itself:
            found.append(recruiter)
    return found


def exact_distribution(parents, centres, draws, itself):
    """Probability of each vector of multiplicities, by going through all draws."""
    found = Counter()
    for drawn in product(centres, repeat=draws):
        people = Counter(person for centre in drawn for person in brought(parents, centre, itself))
        found[tuple(people[i] for i in range(len(parents)))] += 1 / len(centres) ** draws
    return found


def distance(times, exact):
    """Largest gap between a frequency and its probability, in standard errors; infinite for what cannot be."""
    seen = Counter(map(tuple, times.tolist()))
    if set(seen) - set(exact):
        return np.inf
    count = len(times)
    return max(abs(seen[v] / count - p) / np.sqrt(p * (1 - p) / count) for v, p in exact.items())


def test_both_samples_of_the_papers_figure_can_be_drawn():
    """M, N, N, O bring O O N N N P P M Q; N, O, O, Q bring Q Q Q O O P N U V T (Yauck et al. 2022, figure 1)."""
    drawn = set(map(tuple, multiplicities(FIGURE, 20_000).tolist()))
    for sample in ("OONNNPPMQ", "QQQOOPNUVT"):
        assert tuple(sample.count(letter) for letter in LETTERS) in drawn


def test_recruiters_are_drawn_as_often_as_there_are_recruiters():
    """The distribution over all 4⁴ draws of the recruiters M, N, O and Q, each with itself and its recruits."""
    exact = exact_distribution(FIGURE, (0, 1, 2, 4), 4, itself=True)
    assert distance(multiplicities(FIGURE, 20_000), exact) < 4.5


def test_the_other_reading_draws_anyone_and_leaves_the_drawn_one_out():
    """Four people, 3 links, 1.5 links each: round(4/1.5) = 3 draws of anyone, bringing those they are linked to."""
    parents = [-1, 0, 0, 1]
    exact = exact_distribution(parents, range(4), 3, itself=False)
    assert distance(multiplicities(parents, 20_000, centres="everyone"), exact) < 4.5


def test_recruits_who_recruited_stand_twice_on_average():
    """Mean multiplicity: recruiting head 1, recruiting recruit 2, recruit who recruited no one 1, barren head 0."""
    times = multiplicities([-1, 0, 0, 1, -1], 30_000)
    assert times.mean(0) == pytest.approx([1, 2, 1, 1, 0], abs=0.03)


def test_in_the_other_reading_people_stand_by_their_links():
    """Mean multiplicity: links·draws/n; 5 people with 6 link ends, round(25/6) = 4 draws."""
    times = multiplicities([-1, 0, 0, 1, -1], 30_000, centres="everyone")
    assert times.mean(0) == pytest.approx(np.array([2, 2, 1, 1, 0]) * 4 / 5, abs=0.03)


@given(st.integers(2, 30), st.integers(1, 5), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_a_brood_comes_as_a_whole(people, seeds, rng_seed):
    """Recruits of one recruiter who recruited no one all stand equally often, and the sizes add up."""
    parents = random_parents(max(people, seeds + 1), seeds, np.random.default_rng(rng_seed))
    times, recruiters = multiplicities(parents, 20, rng_seed), sorted(set(parents) - {-1})
    drawn = np.zeros_like(times)
    for recruiter in recruiters:
        drawn[:, recruiter] = times[:, recruiter] - (
            drawn[:, parents[recruiter]] if parents[recruiter] >= 0 else 0
        )
    assert (drawn >= 0).all()
    assert (drawn.sum(1) == len(recruiters)).all()
    for person, recruiter in enumerate(parents):
        if person not in recruiters:
            assert (times[:, person] == (drawn[:, recruiter] if recruiter >= 0 else 0)).all()


def test_two_people_are_drawn_all_the_same():
    """One recruiter, one recruit: every replicate is the sample; with anyone drawn, two of the two in any mix."""
    assert multiplicities([-1, 0], 50).tolist() == [[1, 1]] * 50
    assert set(multiplicities([-1, 0], 50, centres="everyone").sum(1).tolist()) == {2}


def test_where_no_one_recruited_anyone_it_is_refused():
    """No neighbourhood, no replicate: said, not returned empty."""
    with pytest.raises(EstimationError, match="no one recruited"):
        neighbourhood_bootstrap(tree_of([-1, -1]), 10, np.random.default_rng(1))


def test_a_single_replicate_is_refused():
    """An interval needs more than one replicate."""
    with pytest.raises(EstimationError, match="1 replicates"):
        neighbourhood_bootstrap(tree_of([-1, 0]), 1, np.random.default_rng(1))


@pytest.mark.parametrize("centres", ["recruiters", "everyone"])
def test_chunks_are_bounded_and_seeded(centres, monkeypatch):
    """Memory is bounded by people × replicates at once; the same seed gives the same bytes."""
    monkeypatch.setattr(replicates, "CELLS_AT_ONCE", 40)
    tree = tree_of([-1, 0, 0, 1])
    first, again = (
        list(neighbourhood_bootstrap(tree, 25, np.random.default_rng(1), centres=centres)) for _ in range(2)
    )
    assert [chunk.shape for chunk in first] == [(10, 4), (10, 4), (5, 4)]
    assert all(chunk.dtype == np.int64 for chunk in first)
    assert [chunk.tobytes() for chunk in first] == [chunk.tobytes() for chunk in again]
