"""Ways of asking, rehearsed: whom each reaches in a world, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.simulation.fieldwork import survey_people

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mekendesh.estimation.planning.rehearsal_worlds import World
    from mekendesh.estimation.recruitment import RecruitmentTree

RDS, REGISTER, OPEN_LINK, RANDOM = "rds", "register", "open_link", "random"
DESIGNS = (RDS, REGISTER, OPEN_LINK, RANDOM)
"""``random`` is the oracle: a simple random sample of everyone, for which nobody has a list."""


@dataclass(frozen=True)
class Plan:
    """One way of asking: interviews wanted and, for RDS, seeds over all sites and coupons a person."""

    design: str
    people: int
    seeds: int = 0
    coupons: int = 3

    def __post_init__(self) -> None:
        if self.design not in DESIGNS or self.people < 2 or (self.design == RDS and self.seeds < 1):
            raise EstimationError(
                "The plan {design} with {people} interviews and {seeds} seeds cannot be rehearsed. Expected was one "
                "of {designs}, two interviews at least, and a seed at least for rds.",
                design=self.design,
                people=self.people,
                seeds=self.seeds,
                designs=", ".join(DESIGNS),
            )


@dataclass(frozen=True, eq=False)
class Sample:
    """Who was asked in one fieldwork.

    ``persons`` (n): positions in the world's people. ``trees``: the recruitment of each site, whose ``rows``
    are positions in ``persons``; empty where nobody recruited. ``recruits``, ``sites``, ``days``: what is paid for.
    """

    persons: NDArray[np.int64]
    trees: tuple[RecruitmentTree, ...] = ()
    recruits: int = 0
    sites: int = 0
    days: float = 0.0


def ask(world: World, plan: Plan, rng: np.random.Generator) -> Sample:
    """One fieldwork of a plan in a world; where fewer people can be reached than planned, those."""
    if plan.design == RDS:
        return _by_recruitment(world, plan, rng)
    if plan.design == OPEN_LINK:
        # The first to arrive of exponential times: drawing without replacement in proportion to attraction.
        arrival = rng.exponential(size=len(world)) / world.attraction
        return Sample(np.sort(np.argsort(arrival, kind="stable")[: plan.people]))
    listed = np.flatnonzero(world.registered) if plan.design == REGISTER else np.arange(len(world))
    return Sample(np.sort(rng.choice(listed, min(plan.people, len(listed)), replace=False)))


def _by_recruitment(world: World, plan: Plan, rng: np.random.Generator) -> Sample:
    """The survey of `simulation.fieldwork`, of which only those who consent are kept, as cleaning does."""
    assumptions = world.assumptions
    for key, value in (("people", plan.people), ("seeds", plan.seeds), ("coupons", plan.coupons)):
        if assumptions.count("survey", key) != value:
            assumptions = assumptions.with_value("survey", key, value)
    survey = survey_people(assumptions, world.people, rng)
    kept = survey["consents"].to_numpy(dtype=bool)
    # Whoever refuses recruits nobody, so that no recruiter is lost.
    giver = survey["recruiter"].to_numpy()[kept]
    names = survey.index.to_numpy()[kept].astype(str).astype(object)
    respondents = pd.DataFrame(
        {
            "respondent": pd.Series(names, dtype="str"),
            "recruiter": pd.Series(np.where(giver >= 0, giver.astype(str).astype(object), None), dtype="str"),
            "is_seed": giver < 0,
            "site": survey["site"].to_numpy()[kept],
            "network_size": survey["network_size"].to_numpy()[kept],
        }
    )
    trees = recruitment_trees(respondents)
    last = survey["day"].groupby(survey["site"]).max()
    return Sample(
        survey["person"].to_numpy()[kept].astype(np.int64),
        trees,
        int((giver >= 0).sum()),
        len(trees),
        float(np.ceil(last).sum()),
    )
