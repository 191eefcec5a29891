"""Gile's successive sampling: R's figure, limits known beforehand, and every arrival drawn literally."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.successive import (
    _class_sizes,
    _reached,
    fluid_weights,
    successive_weights,
)
from mekendesh.estimation.weighting.weights import rds_ii_weights
from test_published_numbers import FAUX


def faux() -> tuple[np.ndarray, np.ndarray]:
    """Network sizes, and who is blue, of R's data faux."""
    sizes, blue = [], []
    for cell in FAUX.split():
        size, counts = cell.split(":")
        of_blue, of_red = map(int, counts.split("/"))
        sizes += [int(size)] * (of_blue + of_red)
        blue += [True] * of_blue + [False] * of_red
    return np.array(sizes), np.array(blue)


def fluid(sizes, population) -> np.ndarray:
    """Weights of the sample itself in the large-population limit, summing to 1."""
    weights = fluid_weights(np.ones(len(sizes)), sizes, population)[0]
    return weights / weights.sum()


samples_of_sizes = st.lists(st.integers(1, 200), min_size=1, max_size=60)


def test_the_successive_sampling_share_of_faux_is_the_one_r_prints():
    """R package RDS 0.9-10: 0.308679 among 1,000 people, give or take its Monte Carlo error of .001."""
    sizes, blue = faux()
    shares = [successive_weights(sizes, 1000, rng_seed=seed)[blue].sum() for seed in range(4)]
    assert shares == pytest.approx([0.308679] * 4, abs=0.001)
    assert fluid(sizes, 1000)[blue].sum() == pytest.approx(0.308679, abs=0.0005)


@pytest.mark.parametrize("population", [390, 500, 1000, 5000, 100_000])
def test_the_limit_used_in_replicates_agrees_with_the_simulation(population):
    """A share of 389 people differs by less than .0005 between the two, and no weight by more than Monte Carlo
    error of a class of one (4 × 1/√2000).
    """
    sizes, blue = faux()
    simulated = successive_weights(sizes, population, rng_seed=2, limit_below=0)
    limit = fluid(sizes, population)
    assert simulated[blue].sum() == pytest.approx(limit[blue].sum(), abs=0.0005)
    assert simulated == pytest.approx(limit, rel=4 / np.sqrt(2000))


def test_in_a_small_sample_the_limit_is_within_half_a_point():
    """40 of 100 people: the limit is one of large populations, and even here close."""
    rng = np.random.default_rng(7)
    sizes = rng.integers(1, 30, 40)
    yes = rng.random(40) < sizes / 30
    simulated = successive_weights(sizes, 100, rng_seed=1, samples=20_000)
    assert fluid(sizes, 100)[yes].sum() == pytest.approx(simulated[yes].sum(), abs=0.005)


def test_first_arrivals_are_those_of_everyone_s_own_exponential_time():
    """The second way of computing: draw Exp(1)/d for all N people, keep the n smallest, count them by class."""
    rates, members, n, samples = np.array([1.0, 3.0, 10.0]), np.array([60, 30, 12]), 40, 4000
    rng = np.random.default_rng(3)
    sizes = np.repeat(rates, members)
    arrivals = rng.exponential(size=(samples, len(sizes))) / sizes
    first = np.argpartition(arrivals, n, axis=1)[:, :n]
    literal = np.stack([(sizes[first] == rate).sum(axis=1) for rate in rates], axis=1)
    found = _reached(members, rates, n, samples, np.random.default_rng(4)) / samples
    assert found == pytest.approx(literal.mean(axis=0), abs=0.2)
    assert found.sum() == pytest.approx(n)
    assert np.abs(found - n * rates * members / (rates * members).sum()).max() > 2


def test_two_draws_of_three_people_have_the_probabilities_worked_out_by_hand():
    """Sizes 1, 1, 2, two drawn: the third is missed with (1/4·1/3)·2 = 1/6, so it is in with 5/6."""
    found = _reached(np.array([2, 1]), np.array([1.0, 2.0]), 2, 40_000, np.random.default_rng(1)) / 40_000
    assert found == pytest.approx([7 / 6, 5 / 6], abs=0.01)


def test_the_weights_are_those_of_a_loop_that_draws_everyone():
    """Gile's five iterations written out person by person, without windows of time."""
    sizes = np.array([1] * 12 + [4] * 10 + [9] * 8)
    classes, counts, n, people, samples = np.array([1, 4, 9]), np.array([12, 10, 8]), 30, 80, 2000
    rng = np.random.default_rng(5)
    inclusion = classes.astype(float)
    for _ in range(5):
        members = np.round(people * (counts / inclusion) / (counts / inclusion).sum()).astype(int)
        members = np.maximum(members, counts)
        everyone = np.repeat(classes, members)
        reached = np.zeros(3)
        for _sample in range(samples):
            first = np.argsort(rng.exponential(size=len(everyone)) / everyone)[:n]
            reached += [(everyone[first] == size).sum() for size in classes]
        inclusion = n * (reached + counts) / (reached.sum() + n) / members
    expected = 1 / inclusion[np.searchsorted(classes, sizes)]
    found = successive_weights(sizes, people, rng_seed=1)
    assert found == pytest.approx(expected / expected.sum(), rel=0.03)


@given(samples_of_sizes)
@settings(max_examples=30)
def test_when_everyone_was_reached_all_weigh_the_same(sizes):
    """N = n: there is no one left whom the well connected could stand for."""
    n = len(sizes)
    assert successive_weights(sizes, n, rng_seed=1, samples=20) == pytest.approx([1 / n] * n, rel=1e-12)
    assert fluid(sizes, n) == pytest.approx([1 / n] * n, rel=1e-12)


@given(st.integers(1, 300), st.integers(1, 40), st.integers(0, 10_000))
@settings(max_examples=30)
def test_equal_network_sizes_give_equal_weights(size, n, more):
    """Nobody is easier to reach than anyone else."""
    assert successive_weights([size] * n, n + more, rng_seed=1, samples=20) == pytest.approx([1 / n] * n)
    assert fluid([size] * n, n + more) == pytest.approx([1 / n] * n)


@given(samples_of_sizes)
@settings(max_examples=30)
def test_in_an_endless_population_the_limit_is_rds_ii(sizes):
    """As N grows nobody runs out: weights become 1/d."""
    assert fluid(sizes, 1e12) == pytest.approx(rds_ii_weights(sizes), rel=1e-6)


def test_below_four_percent_the_limit_stands_for_the_simulation_and_not_rds_ii():
    """389 of 9,725 is 4 %, of 9,726 below it: no simulation there, and still not the weights of RDS-II."""
    sizes, _ = faux()
    below, at = (successive_weights(sizes, population, rng_seed=1) for population in (9726, 9725))
    assert below == pytest.approx(fluid(sizes, 9726), rel=1e-12)
    assert (at != fluid(sizes, 9725)).any()
    best_known = sizes.argmax()
    assert below[best_known] > 1.03 * rds_ii_weights(sizes)[best_known]


def test_in_an_endless_population_the_simulation_is_rds_ii_up_to_monte_carlo_error():
    """Without a switch: at a ten-millionth of the population the weights are 1/d by themselves."""
    sizes, blue = faux()
    found = successive_weights(sizes, 4e9, rng_seed=3, limit_below=0)
    assert found[blue].sum() == pytest.approx(0.310334112778454, abs=0.0005)


@given(samples_of_sizes, st.floats(1.0001, 1e4))
@settings(max_examples=60)
def test_the_limit_fills_the_population_it_is_given(sizes, times):
    """Σ 1/π = N exactly, between N just above n and N far above it."""
    population = times * len(sizes)
    weights = fluid_weights(np.ones(len(sizes)), sizes, population)[0]
    assert weights.sum() == pytest.approx(population, rel=1e-9)
    assert (weights >= 1 - 1e-12).all()


@given(samples_of_sizes, st.integers(2, 50), st.integers(0, 1000))
@settings(max_examples=30)
def test_a_replicate_depends_on_no_other(sizes, factor, seed):
    """Chunks of replicates may be cut anywhere: the same bits come out."""
    times = np.random.default_rng(seed).poisson(1.0, (6, len(sizes)))
    together = fluid_weights(times, sizes, factor * len(sizes))
    alone = np.concatenate([fluid_weights(row, sizes, factor * len(sizes)) for row in times])
    assert (together == alone).all()


def test_standing_twice_in_a_replicate_is_being_two_people():
    """Multiplicities weigh as if the rows were written out."""
    sizes = np.array([2, 5, 9, 20])
    times = np.array([2, 1, 3, 1])
    written_out = fluid_weights(np.ones(7), np.repeat(sizes, times), 30)[0]
    together = fluid_weights(times, sizes, 30)[0]
    assert together == pytest.approx(
        [written_out[:2].sum(), written_out[2], written_out[3:6].sum(), written_out[6]], rel=1e-12
    )


def test_a_replicate_of_more_people_than_there_are_has_reached_everyone():
    """A bootstrap sample can be larger than N: then its weights are its multiplicities."""
    assert fluid_weights([[3, 0, 2], [1, 1, 1]], [4, 8, 2], 4)[0].tolist() == [3, 0, 2]
    assert fluid_weights([[0, 0, 0]], [4, 8, 2], 4).tolist() == [[0, 0, 0]]


def test_people_without_network_size_weigh_nothing_and_are_not_part_of_n():
    """Missing, zero, negative and infinite sizes are unknown ones."""
    sizes = [np.nan, 0, -3, np.inf, 2, 6]
    found = successive_weights(sizes, 10, rng_seed=1)
    assert found[:4].tolist() == [0, 0, 0, 0]
    assert found[4:] == pytest.approx(successive_weights([2, 6], 10, rng_seed=1))
    assert fluid_weights(np.ones(6), sizes, 10)[0, :4].tolist() == [0, 0, 0, 0]


def test_the_same_seed_gives_the_same_weights_and_another_hardly_others():
    """Simulation is seeded; what it leaves to chance is small."""
    sizes, blue = faux()
    one, again, other = (successive_weights(sizes, 3000, rng_seed=seed) for seed in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).any()
    assert one[blue].sum() == pytest.approx(other[blue].sum(), abs=0.001)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(0, 500), st.integers(0, 10**6))
@settings(max_examples=100)
def test_class_sizes_are_whole_sum_to_the_population_and_hold_the_sample(counts, more, seed):
    """N_k ≥ n_k and ΣN_k = N, whatever the estimate of each says."""
    counts = np.array(counts)
    expected = counts * np.exp(np.random.default_rng(seed).normal(0, 3, len(counts)))
    people = int(counts.sum()) + more
    found = _class_sizes(expected, counts, people)
    assert found.sum() == people
    assert (found >= counts).all()


@pytest.mark.parametrize("population", [2, 2.4, -5, float("nan"), float("inf")])
def test_a_population_that_cannot_hold_the_sample_is_refused(population):
    """Fewer people than were interviewed, or no number at all."""
    with pytest.raises(EstimationError, match=r"A population of .* for 3 respondents"):
        successive_weights([3, 4, 5], population, rng_seed=1)


def test_what_cannot_be_weighted_is_refused():
    """Nobody with a network size; a limit without a population; no sample to simulate."""
    with pytest.raises(EstimationError, match="network size above zero"):
        successive_weights([0, np.nan], 100, rng_seed=1)
    with pytest.raises(EstimationError, match="network size above zero"):
        fluid_weights([1, 1], [0, np.nan], 100)
    with pytest.raises(EstimationError, match="population size is missing"):
        fluid_weights([1, 1], [2, 3], np.nan)
    with pytest.raises(EstimationError, match="simulated samples"):
        successive_weights([1, 2], 100, rng_seed=1, samples=0)


def test_five_hundred_people_among_a_hundred_thousand_take_under_a_second_and_a_half():
    """The cost does not grow with N."""
    sizes = np.maximum(1, np.random.default_rng(0).lognormal(2.5, 0.8, 500).round())
    start = time.process_time()
    successive_weights(sizes, 100_000, rng_seed=1, samples=2000, limit_below=0)
    assert time.process_time() - start < 1.5
