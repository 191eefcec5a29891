"""Invented diasporas in which a fieldwork is rehearsed: drawn once, so that their truth is known.

A world is the synthetic diaspora of `mekendesh.simulation` (an assumption in all but its size and share of women)
with ties of its own. Every figure computed in one says how a method does *there*. Ties are drawn anew at each
coupon from a block model, so that no circle of friends is ever closed, everyone who is met answers every question,
and answers are true: in life all methods do worse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mekendesh.errors import EstimationError
from mekendesh.estimation.indicators import Indicators, indicators_of
from mekendesh.simulation.assumptions import Assumptions, load_assumptions
from mekendesh.simulation.behaviour import simulate_behaviour
from mekendesh.simulation.population import simulate_people
from mekendesh.simulation.register_plan import USUAL
from mekendesh.structure.sites import sites_of
from mekendesh.structure.sizes import anchor_size
from mekendesh.structure.stocks import female_share

if TYPE_CHECKING:
    from collections.abc import Mapping as Keyed
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from mekendesh.structure.mapping import Mapping
    from mekendesh.structure.sites import Site

FEW_TIES = float(np.log(20))
"""Homophily of a bottleneck: a tie within a community is 20 times likelier than one between the two."""
NO_HOMOPHILY = {"sex": 0.0, "age": 0.0, "higher": 0.0, "village": 0.0}
BOTTLENECK = {"sex": FEW_TIES}
"""Women and men as two communities with few ties between, beside the homophily that is assumed anyway."""
_NEEDED = ("site", "type", "popularity", "degree", "female")


@dataclass(frozen=True, eq=False)
class World:
    """N invented people and what is true of them.

    ``people``: one row a person (`population.simulate_people` with behaviour); ``indicators``: yes and answered of
    all of them (N × k); ``registered``: who stands in the register (N); ``attraction``: how much likelier than
    others each answers an open link (N, relative). ``sites``: with the shares that estimation is told.
    """

    name: str
    assumptions: Assumptions
    people: pd.DataFrame
    sites: tuple[Site, ...]
    indicators: Indicators
    registered: NDArray[np.bool_]
    attraction: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.people)

    @property
    def truth(self) -> NDArray[np.float64]:
        """The share of each indicator (k) among all people of the world."""
        return self.indicators.yes.mean(axis=0)

    def light(self) -> World:
        """The same world with what a fieldwork needs of its people, small enough to be sent to another process.

        Assumptions are made anew, since what they have looked up before cannot be sent.
        """
        return replace(
            self, people=self.people[list(_NEEDED)], assumptions=Assumptions(self.assumptions.rows)
        )

    def among(self, persons: NDArray[np.int64]) -> Indicators:
        """The answers of some of the people, in the order given."""
        told = self.indicators
        return Indicators(told.catalogue, told.yes[persons], told.answered[persons])


def make_world(
    name: str,
    assumptions: Assumptions,
    sites: Sequence[Site],
    channels: Sequence[str],
    asked: Sequence[str],
    *,
    population: int,
    female: float,
    year: int,
    rng_seed: int,
    homophily: Keyed[str, float] | None = None,
) -> World:
    """Draw a world: ``population`` people (at most the assumed limit), ``female`` of them women.

    ``asked``: ids of the indicators that are rehearsed, of `indicators.indicators_of`. ``homophily`` replaces
    assumed values by trait. Raises ``EstimationError`` for an indicator that does not exist.
    """
    for trait, value in (homophily or {}).items():
        assumptions = assumptions.with_value("homophily", trait, value)
    for_people, for_behaviour, for_register = map(
        np.random.default_rng, np.random.SeedSequence(rng_seed).spawn(3)
    )
    people = simulate_people(
        assumptions, sites, population=population, female_share=female, year=year, rng=for_people
    )
    people = simulate_behaviour(assumptions, people, for_behaviour)
    found = _chosen(indicators_of(people, channels, ()), asked)
    score = _reached(assumptions, people, "register") + for_register.logistic(size=len(people))
    registered = np.zeros(len(people), dtype=bool)
    first = np.argsort(-score, kind="stable")[: max(round(USUAL.share_registered * len(people)), 1)]
    registered[first] = True
    return World(
        name,
        assumptions,
        people,
        tuple(sites),
        found,
        registered,
        np.exp(_reached(assumptions, people, "open_link")),
    )


def corridor_world(mapping: Mapping, asked: Sequence[str]) -> World | None:
    """The world of a corridor as assumed; ``None`` where no published figure says how many people there are."""
    anchor = anchor_size(mapping.sizes)
    female = female_share(mapping.tree, mapping.corridor)
    if anchor is None or female is None:
        return None
    return make_world(
        mapping.corridor.code,
        load_assumptions(mapping.tree),
        sites_of(mapping.tree, mapping.corridor.destination),
        [channel.channel for channel in mapping.framework.channels],
        asked,
        population=anchor.persons,
        female=female.share,
        year=mapping.round.as_of.year,
        rng_seed=mapping.rng_seed,
    )


def _chosen(indicators: Indicators, asked: Sequence[str]) -> Indicators:
    names = indicators.catalogue["indicator"].tolist()
    for name in asked:
        if name not in names:
            raise EstimationError(
                "There is no indicator {indicator} to rehearse. Choose among the indicators of the corridor.",
                indicator=name,
            )
    places = [names.index(name) for name in asked]
    return Indicators(
        indicators.catalogue.iloc[places].reset_index(drop=True),
        indicators.yes[:, places],
        indicators.answered[:, places],
    )


def _reached(assumptions: Assumptions, people: pd.DataFrame, design: str) -> NDArray[np.float64]:
    """Log-odds by which people's traits move their chance to be reached in a design."""
    score = np.zeros(len(people))
    for key, effect in assumptions.family("reached").items():
        of_design, _, trait = key.partition(":")
        if of_design == design:
            score += effect * people[trait].to_numpy(dtype=float)
    return score
