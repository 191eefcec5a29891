"""Small worlds for the tests of the rehearsal, made in a fraction of a second."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from mekendesh.estimation.indicators import Indicators
from mekendesh.estimation.planning.rehearsal_worlds import NO_HOMOPHILY, World, make_world
from mekendesh.files import current_tree
from mekendesh.simulation.assumptions import Assumptions, load_assumptions
from mekendesh.structure.channels import load_channels
from mekendesh.structure.sites import Site
from mekendesh.words import Label

ASKED = ("acts_any", "used_yes", "legal_irregular", "sex_female")


@lru_cache(maxsize=1)
def assumed() -> Assumptions:
    return load_assumptions(current_tree())


def town(name: str = "town", share: float = 1.0) -> Site:
    return Site(name, share, 0.0, Label(name, name, name))


@lru_cache(maxsize=4)
def simulated(people: int = 1500, *, alike: bool = True) -> World:
    """One city of the synthetic diaspora."""
    return make_world(
        "small",
        assumed(),
        [town()],
        [channel.channel for channel in load_channels(current_tree())],
        ASKED,
        population=people,
        female=0.45,
        year=2026,
        rng_seed=1,
        homophily=None if alike else NO_HOMOPHILY,
    )


def by_hand(
    yes: list[int], *, registered: list[int] | None = None, attraction: list[float] | None = None
) -> World:
    """A world of a few people of one type, all with the same number of acquaintances."""
    count = len(yes)
    people = pd.DataFrame(
        {
            "site": "town",
            "type": 0,
            "popularity": 1.0,
            "degree": 8,
            "female": np.arange(count) % 2 == 0,
        }
    )
    answers = np.array(yes, dtype=bool)[:, None]
    assumptions = assumed()
    for key, value in (("refuses", 0.0), ("largest_share", 1.0), ("days", 1e6)):
        assumptions = assumptions.with_value("survey", key, value)
    for key in ("rounds_to_five", "rounds_to_ten", "degree_log_sd"):
        assumptions = assumptions.with_value("answers", key, 0.0)
    return World(
        "by hand",
        assumptions,
        people,
        (town(),),
        Indicators(
            pd.DataFrame({"indicator": ["q"], "family": ["q"], "key": [""]}), answers, np.ones_like(answers)
        ),
        np.array(registered or [1] * count, dtype=bool),
        np.array(attraction or [1.0] * count),
    )
