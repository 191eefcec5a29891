"""A respondent-driven survey of the invented people: seeds, coupons, refusals, and who brought whom when.

Each site has its own seeds and stops at its own share of the target. A recruit is drawn without replacement
among the acquaintances the block model of `population` expects: a type by the popularity still there times
likeness, a person by popularity. What is simulated is recruitment that follows ties at random; favouritism,
fraud and neighbourhoods closed to one another are not, so that estimates do better here than in life.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.simulation.population import likeness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mekendesh.simulation.assumptions import Assumptions

_SOONEST = 0.5
_SEEDS_PER_SITE = 2


def survey_people(assumptions: Assumptions, people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Recruit from ``people`` (see `population.simulate_people`).

    Returns one row an interview, in the order of time: ``person`` (position in ``people``), ``site``, ``day``
    (days since the start, with a fraction), ``running`` (1 … within the site), ``recruiter`` (index of the
    row that gave the coupon, -1 for a seed), ``coupon`` (1 … , 0 for a seed), ``consents``, ``network_size``
    as told (recalled with an error, often rounded to fives and tens). People who refuse consent recruit
    nobody and do not count towards the target.
    """
    seeds = _seeds_of_sites(assumptions, people)
    target = assumptions.count("survey", "people")
    visits: list[dict[str, float]] = []
    for site, count in seeds.items():
        here = np.flatnonzero((people["site"] == site).to_numpy())
        most = math.ceil(len(here) * assumptions.value("survey", "largest_share"))
        wanted = min(math.ceil(target * count / sum(seeds.values())), most)
        visits += _survey_site(assumptions, people, here, _Plan(min(count, wanted), wanted), rng)
    survey = pd.DataFrame(visits)
    survey["site"] = people["site"].to_numpy()[survey["person"]]
    survey["key"] = survey["site"] + survey["running"].astype("str")
    survey = survey.sort_values(["day", "key"], kind="stable", ignore_index=True)
    position = dict(zip(survey["key"], survey.index, strict=True))
    given_by = survey["site"] + survey["giver"].astype("str")
    survey["recruiter"] = [position.get(key, -1) for key in given_by]
    survey["network_size"] = _tell_network_size(
        assumptions, people["degree"].to_numpy()[survey["person"]], rng
    )
    return survey[["person", "site", "day", "running", "recruiter", "coupon", "consents", "network_size"]]


@dataclass(frozen=True)
class _Plan:
    """How many seeds a site gets and how many consenting people it is to reach."""

    seeds: int
    people: int


def _seeds_of_sites(assumptions: Assumptions, people: pd.DataFrame) -> dict[str, int]:
    """Seeds per site by its people, two at least where there are enough of them, by largest remainder."""
    sizes = people["site"].value_counts(sort=False)
    total = max(assumptions.count("survey", "seeds"), len(sizes))
    least = min(_SEEDS_PER_SITE, total // len(sizes))
    quota = (sizes / sizes.sum() * (total - least * len(sizes))).to_numpy()
    seeds = np.floor(quota).astype(int)
    for place in np.argsort(-(quota - seeds), kind="stable")[: int(round(quota.sum()) - seeds.sum())]:
        seeds[place] += 1
    return dict(zip(sizes.index, (int(count) + least for count in seeds), strict=True))


def _survey_site(
    assumptions: Assumptions,
    people: pd.DataFrame,
    here: np.ndarray,
    plan: _Plan,
    rng: np.random.Generator,
) -> Iterator[dict[str, float]]:
    """Interviews of one site in the order of time, until enough people took part or no coupon is left."""
    pool = _Pool(people, here, likeness(assumptions), rng)
    days, mean = (assumptions.value("survey", key) for key in ("days", "days_between"))
    redeemed = assumptions.value("survey", "coupon_redeemed")
    seed_redeemed = assumptions.value("survey", "seed_coupon_redeemed")
    waiting = [(rng.uniform(0, 1), order, -1, 0, -1) for order in range(plan.seeds)]
    heapq.heapify(waiting)
    order, running, taken = plan.seeds, 0, 0
    while waiting and taken < plan.people:
        day, _, giver, coupon, giver_type = heapq.heappop(waiting)
        person = pool.draw(giver_type)
        if person < 0:
            continue
        running += 1
        consents = giver < 0 or rng.random() >= assumptions.value("survey", "refuses")
        yield {
            "person": person,
            "day": day,
            "running": running,
            "giver": giver,
            "coupon": coupon,
            "consents": consents,
        }
        if not consents:
            continue
        taken += 1
        for number in range(1, assumptions.count("survey", "coupons") + 1):
            later = day + _SOONEST + rng.exponential(mean)
            if rng.random() < (seed_redeemed if giver < 0 else redeemed) and later < days:
                heapq.heappush(waiting, (later, order, running, number, pool.type_of(person)))
                order += 1


class _Pool:
    """The people of a site not yet recruited: drawing one along the ties of a giver's type."""

    def __init__(
        self, people: pd.DataFrame, here: np.ndarray, alike: np.ndarray, rng: np.random.Generator
    ) -> None:
        self._types = people["type"].to_numpy()
        self._popularity = people["popularity"].to_numpy()
        self._alike, self._rng = alike, rng
        # Sorting by Exp(1)/popularity is drawing without replacement in proportion to popularity.
        by_turn = here[np.argsort(rng.exponential(size=len(here)) / self._popularity[here], kind="stable")]
        self._queues = [list(by_turn[self._types[by_turn] == kind][::-1]) for kind in range(len(alike))]
        self._left = np.array([self._popularity[queue].sum() if queue else 0.0 for queue in self._queues])

    def type_of(self, person: int) -> int:
        return int(self._types[person])

    def draw(self, giver_type: int) -> int:
        """A person's position, for a giver of this type (-1: by degree, as seeds are); -1 if none is left."""
        likes = self._alike[giver_type] if giver_type >= 0 else self._alike @ self._left
        weight = np.cumsum(likes * self._left)
        if not weight[-1] > 0:
            return -1
        kind = int(np.searchsorted(weight, self._rng.random() * weight[-1], side="right"))
        person = int(self._queues[kind].pop())
        self._left[kind] = self._left[kind] - self._popularity[person] if self._queues[kind] else 0.0
        return person


def _tell_network_size(assumptions: Assumptions, degree: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The network size as told: remembered with an error, and from 10 on often a multiple of 5 or 10."""
    told = degree * np.exp(rng.normal(0, assumptions.value("answers", "degree_log_sd"), len(degree)))
    whole = np.maximum(np.round(told), 1)
    habit = rng.random(len(degree))
    tens = assumptions.value("answers", "rounds_to_ten")
    fives = tens + assumptions.value("answers", "rounds_to_five")
    whole = np.where((whole >= 10) & (habit < tens), np.round(told / 10) * 10, whole)
    whole = np.where((whole >= 10) & (habit >= tens) & (habit < fives), np.round(told / 5) * 5, whole)
    return np.maximum(whole, 1).astype(int)
