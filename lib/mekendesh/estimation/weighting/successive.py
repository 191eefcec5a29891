"""Gile's successive sampling: weights for a sample that takes a noticeable part of its population.

Recruitment without replacement runs out of the well connected, so their advantage over others is smaller than
their network size says. How much smaller depends on the number of people N that there are to be reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SAMPLES = 2000
ITERATIONS = 5
"""Simulated samples per iteration, and iterations (Gile 2011 takes 500 or more, and finds 3 to be enough)."""
LIMIT_BELOW = 0.04
"""Sampled parts n/N below which the large-population limit stands for the simulation."""
_STEPS, _CLOSE = 200, 1e-13
_WHOLE = 1e-9


def successive_weights(
    network_sizes: ArrayLike,
    population: float,
    *,
    rng_seed: int,
    samples: int = SAMPLES,
    limit_below: float = LIMIT_BELOW,
) -> NDArray[np.float64]:
    """Successive-sampling weights of n people among ``population`` N, summing to 1 (Gile 2011, section 3.3).

    People of network size k are a class of N_k, unknown, with n_k in the sample. Beginning with inclusion
    probabilities π_k ∝ k, five times over: N_k ∝ n_k/π_k, whole numbers that are at least n_k and sum to N;
    ``samples`` successive samples of n out of the N, each draw proportional to k among those left; U_k, how
    often class k came up in them all; π_k = n·(U_k + n_k)/(ΣU + n)/N_k. A person weighs 1/π_k; without a
    network size above zero, 0.

    Where N is n all weights are equal; as N grows they approach RDS-II of themselves. Where n/N is below
    ``limit_below`` the weights are those of `fluid_weights`: there it differs from the simulation by less than
    the simulation's own Monte Carlo error. (The R package RDS switches to RDS-II below 4 %, although at 4 %
    people with five times the mean network size still weigh some 8 % more than by RDS-II.) With 0 everything
    is simulated.

    It misleads where N is wrong (show a grid of N: too small an N draws the weights together), where N counts
    other people than the network reaches, and through all that misleads RDS-II. Classes of one or two people
    carry Monte Carlo error of about 1/√(samples·n_k).

    Raises ``EstimationError`` where nobody has a network size, and where N is not a number of people from n up.
    """
    sizes = np.asarray(network_sizes, dtype=float)
    known = np.isfinite(sizes) & (sizes > 0)
    if not known.any():
        raise EstimationError(
            "No respondent has a network size above zero, so no one can be weighted. "
            "Check the column network_size in the delivery."
        )
    classes, of_person, counts = np.unique(sizes[known], return_inverse=True, return_counts=True)
    n = int(counts.sum())
    people = _whole_number(population, n)
    if samples < 1:
        raise EstimationError("{count} simulated samples asked for; at least 1 is needed.", count=samples)
    if n < limit_below * people:
        weights = fluid_weights(np.ones(len(sizes)), sizes, people)[0]
        return weights / weights.sum()
    rng = np.random.default_rng(rng_seed)
    inclusion = classes
    for _ in range(ITERATIONS):
        members = _class_sizes(counts / inclusion, counts, people)
        reached = _reached(members, classes, n, samples, rng)
        inclusion = n * (reached + counts) / (reached.sum() + n) / members
    weights = np.zeros(len(sizes))
    weights[known] = 1 / inclusion[of_person]
    return weights / weights.sum()


def _whole_number(population: float, n: int) -> int:
    if not np.isfinite(population) or round(population) < n:
        raise EstimationError(
            "A population of {population} for {n} respondents with a network size; expected was a number of "
            "people, no smaller than the sample. Give the size of the population that was recruited from.",
            population=str(population),
            n=n,
        )
    return round(population)


def _class_sizes(expected: NDArray, counts: NDArray, people: int) -> NDArray[np.int64]:
    """``people`` shared out in proportion to ``expected``: whole numbers, none below its count."""
    free = np.ones(len(counts), dtype=bool)
    while True:
        room = people - counts[~free].sum()
        wanted = np.where(free, room * expected / expected[free].sum(), counts)
        short = free & (wanted < counts - _WHOLE)
        if not short.any():
            break
        free &= ~short
    whole = np.floor(wanted + _WHOLE).astype(np.int64)
    missing = people - int(whole.sum())
    whole[np.argsort(whole - wanted, kind="stable")[:missing]] += 1
    return whole


def _reached(
    members: NDArray[np.int64], rates: NDArray, n: int, samples: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Members of each class among the first ``n`` to be reached, summed over ``samples`` samples.

    Drawing without replacement in proportion to k is a race: each person arrives after an exponential time
    of rate k, and the first n are the sample. Nobody's time is drawn: a window of time is cut where about
    the wanted number should have arrived, how many of each class did is binomial, and the half that holds
    the n-th arrival is cut again, until a cut falls right behind it. By the lack of memory of exponential
    times only the width of a window matters. This is exact, and its cost does not grow with N.
    """
    total = np.zeros(len(members), dtype=np.int64)
    before = np.zeros((samples, len(members)), dtype=np.int64)
    within = np.tile(members, (samples, 1))
    width = np.full(samples, np.inf)
    needed = np.full(samples, n)
    while True:
        inside = within.sum(axis=1)
        all_of_it, none_of_it = needed == inside, needed == 0
        total += before[all_of_it | none_of_it].sum(axis=0) + within[all_of_it].sum(axis=0)
        going = ~(all_of_it | none_of_it)
        if not going.any():
            return total
        before, within, width, needed = before[going], within[going], width[going], needed[going]
        cut = np.where(np.isinf(width), needed / (within @ rates), width * (needed / inside[going]))
        chance = np.expm1(-cut[:, None] * rates) / np.expm1(-width[:, None] * rates)
        early = rng.binomial(within, np.minimum(chance, 1.0))
        arrived = early.sum(axis=1)
        enough = arrived >= needed
        before += np.where(enough[:, None], 0, early)
        within = np.where(enough[:, None], early, within - early)
        needed = needed - np.where(enough, 0, arrived)
        width = np.where(enough, cut, width - cut)


def fluid_weights(
    multiplicities: ArrayLike, network_sizes: ArrayLike, population: float | ArrayLike
) -> NDArray[np.float64]:
    """Successive-sampling weights without simulation, for many replicates at once (replicates × people).

    ``multiplicities`` m (replicates × n): how often each person stands in a replicate; ``population`` N: one
    number, or one a replicate. In a large population the class of network size k is reached by the time t
    in the part π_k = 1 − exp(−k·t), and Gile's iteration comes to rest where Σ m/π = N, which gives t. The
    result is m/π, so a row sums to N; 0 without a network size. It is the limit of `successive_weights` for
    n and N growing together (a share among 389 of 1,000 people differs by less than .0005, among 40 of 100 by
    less than .005).

    A replicate of N people or more has reached everyone: its weights are the multiplicities. It misleads as
    `successive_weights` does. Raises ``EstimationError`` where nobody has a network size and where N is not
    a number above zero.
    """
    times = np.atleast_2d(np.asarray(multiplicities, dtype=float))
    sizes = np.asarray(network_sizes, dtype=float)
    people = np.broadcast_to(np.asarray(population, dtype=float), len(times))
    known = np.isfinite(sizes) & (sizes > 0)
    if not known.any():
        raise EstimationError(
            "No respondent has a network size above zero, so no one can be weighted. "
            "Check the column network_size in the delivery."
        )
    if not (np.isfinite(people).all() and (people > 0).all()):
        raise EstimationError("A population size is missing or not above zero. Check where it comes from.")
    classes, of_person = np.unique(sizes[known], return_inverse=True)
    counts = np.stack(
        [np.bincount(of_person, row, minlength=len(classes)) for row in times[:, known]], axis=0
    )
    weights = np.where(known, times, 0.0)
    partly = np.flatnonzero((counts.sum(axis=1) > 0) & (counts.sum(axis=1) < people))
    reached = -np.expm1(-classes * _time(counts[partly], classes, people[partly])[:, None])
    weights[np.ix_(partly, known)] /= reached[:, of_person]
    return weights


def _time(counts: NDArray, rates: NDArray, people: NDArray) -> NDArray[np.float64]:
    """t of each row with Σ c/(1 − exp(−k·t)) = N, that is Σ c/(exp(k·t) − 1) = N − n, where n < N.

    The logarithm of that sum is convex and falls, and 1/(1 − exp(−x)) > 1/x + 1/2: Newton's steps from the
    time that this bound gives never pass the solution. Each row stops by itself, so it depends on no other.
    """
    n = counts.sum(axis=1)
    time = (counts / rates).sum(axis=1) / (people - n / 2)
    going = np.arange(len(time))
    for _ in range(_STEPS):
        c, t = counts[going], time[going]
        with np.errstate(over="ignore"):
            grown = np.expm1(rates * t[:, None])
        left = c / grown
        remaining = left.sum(axis=1)
        slope = (rates * left * (1 + 1 / grown)).sum(axis=1)
        step = (np.log(remaining) - np.log(people[going] - n[going])) * remaining / slope
        time[going] = t + step
        going = going[np.abs(step) > _CLOSE * t]
        if not len(going):
            break
    return time
