"""How far coupons carry: recruitment as a branching process, before anyone is asked.

Everyone gets so many coupons, and each comes back with the same chance, whoever holds it: a Galton–Watson process
with binomial offspring. Real chains die sooner: acquaintances overlap, groups are used up, the fieldwork ends. What
is computed here is therefore the best that seeds and coupons can do; `rehearsal` has the calendar and the ties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from mekendesh.errors import EstimationError
from mekendesh.estimation.planning.plan import require_positive, require_share

MOST_SEEDS = 500
"""Beyond so many seeds the plan is no recruitment by respondents any more."""
MOST_WAVES = 200


@dataclass(frozen=True)
class Coupons:
    """``coupons`` given to each person, and the chance ``returned`` that one brings an interview.

    ``seed_returned`` is that chance for the coupons of seeds, whom the fieldwork knows and reminds.
    """

    coupons: int
    returned: float
    seed_returned: float | None = None

    def __post_init__(self) -> None:
        require_positive("coupons", self.coupons)
        require_share("returned", self.returned)
        if self.seed_returned is not None and not 0 < self.seed_returned <= 1:
            raise EstimationError(
                "{name} is {value}; expected above 0 and at most 1. Correct it.",
                name="seed_returned",
                value=str(self.seed_returned),
            )

    @property
    def of_seeds(self) -> float:
        return self.returned if self.seed_returned is None else self.seed_returned

    @property
    def growth(self) -> float:
        """Recruits a person brings on average, r·c: chains grow above 1 and die out at 1 or below."""
        return self.coupons * self.returned


def expected_by_wave(plan: Coupons, seeds: int, waves: int) -> np.ndarray:
    """Expected people of the waves 0 … ``waves`` (waves + 1): seeds, seeds·c·r_seed, then times r·c each."""
    require_positive("seeds", seeds)
    first = seeds * plan.coupons * plan.of_seeds
    return np.concatenate([[float(seeds)], first * plan.growth ** np.arange(waves)])


def waves_to_reach(plan: Coupons, seeds: int, people: int) -> int | None:
    """The wave with which so many people are expected; ``None`` where growth is too small ever to get there.

    An expectation: about half of all fieldworks need more, and those whose chains die never get there.
    """
    require_positive("people", people)
    reached = np.cumsum(expected_by_wave(plan, seeds, MOST_WAVES)) >= people - 1e-9
    return int(reached.argmax()) if reached.any() else None


def chance_of_dying(plan: Coupons) -> float:
    """The chance that the chain of one seed ends by itself, however much time there is.

    The smallest root of s = (1 − r + r·s)^c (Harris 1963, chapter I), put into the same expression for the seed.
    1 where growth is not above 1.
    """
    if plan.growth <= 1:
        return 1.0
    root = 0.0
    for _ in range(100_000):
        after = (1 - plan.returned * (1 - root)) ** plan.coupons
        if after - root < 1e-15:
            break
        root = after
    return float((1 - plan.of_seeds * (1 - root)) ** plan.coupons)


def chance_to_reach(plan: Coupons, seeds: int, people: int) -> float:
    """The chance that chains from so many seeds reach ``people`` before all of them have died.

    Exact: of j people in the first wave the whole progeny is t with the chance (j/t)·P(Binomial(t·c, r) = t − j)
    (Dwass 1969); j is Binomial(seeds·c, r_seed).
    """
    require_positive("seeds", seeds)
    require_positive("people", people)
    if people <= seeds:
        return 1.0
    trials = seeds * plan.coupons
    first = binom.pmf(np.arange(trials + 1), trials, plan.of_seeds)
    reached = people - seeds  # of whom the chains must bring so many; fewer is a failure
    if reached > trials:
        total = np.arange(1, reached)[:, None]
        begun = np.arange(1, trials + 1)[None, :]
        ends = begun / total * binom.pmf(total - begun, total * plan.coupons, plan.returned)
        failing = np.append(1.0, ends.sum(axis=0))
    else:
        failing = np.ones(trials + 1)
        failing[reached:] = 0.0
        for begun in range(1, reached):
            total = np.arange(begun, reached)
            ends = begun / total * binom.pmf(total - begun, total * plan.coupons, plan.returned)
            failing[begun] = ends.sum()
    return float(np.clip(1 - first @ failing, 0.0, 1.0))


def seeds_needed(plan: Coupons, people: int, chance: float) -> int | None:
    """The fewest seeds with which ``people`` are reached with at least this chance; ``None`` above `MOST_SEEDS`.

    More seeds than that buy speed, not precision: every seed is a person whom the fieldwork chose.
    """
    require_share("chance", chance)
    low, high = 0, 1
    while chance_to_reach(plan, high, people) < chance:
        if high >= MOST_SEEDS:
            return None
        low, high = high, min(2 * high, MOST_SEEDS)
    while high - low > 1:
        middle = (low + high) // 2
        if chance_to_reach(plan, middle, people) < chance:
            low = middle
        else:
            high = middle
    return high
