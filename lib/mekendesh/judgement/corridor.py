"""What follows for a corridor: readiness, premises, locks, potential, recommendations and the agenda, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.estimation.population.potential import potential_by_channel
from mekendesh.judgement.addressing import Addressee, address_all
from mekendesh.judgement.agenda import agenda
from mekendesh.judgement.gaps import Surveyed, told
from mekendesh.judgement.locks import lock_table
from mekendesh.judgement.premises import test_premises
from mekendesh.judgement.readiness import (
    Bounds,
    Lowest,
    Narrowing,
    index,
    lowest_domain,
    narrowing,
    score_domains,
    score_items,
)
from mekendesh.judgement.recommendations import before_fieldwork, rank, unranked
from mekendesh.structure.sizes import Anchor, anchor_size

if TYPE_CHECKING:
    from mekendesh.estimation.shares.corridor import Estimates
    from mekendesh.structure.mapping import Mapping

ANY = "any"


@dataclass(frozen=True, eq=False)
class Judgement:
    """The judgement on a corridor in a round. Tables as the modules of this room describe them.

    ``ranked``, ``locks`` and ``potential`` are raw where there is a survey: a page shows them through the
    protecting door only. ``locks`` and ``potential`` are ``None`` before the fieldwork.
    """

    items: pd.DataFrame
    domains: pd.DataFrame
    index: Bounds
    lowest: Lowest
    narrowing: Narrowing
    premises: pd.DataFrame
    ranked: pd.DataFrame
    unranked: pd.DataFrame
    agenda: pd.DataFrame
    anchor: Anchor | None
    addressees: dict[str, Addressee]
    locks: pd.DataFrame | None
    potential: pd.DataFrame | None


def judge(mapping: Mapping, estimates: Estimates | None, public: pd.DataFrame | None) -> Judgement:
    """Judge a corridor as of its round's date.

    ``estimates`` with their draws rank and explain; ``public`` are the same estimates after protection, and score
    the items and premises that a survey answers, so that no verdict gives a hidden number away. Both are ``None``
    before the fieldwork.
    """
    framework, as_of = mapping.framework, mapping.round.as_of
    items = score_items(framework, mapping.corridor.origin, as_of, public)
    # The state's readiness is told from dated evidence: it belongs to no corridor, and no simulated answer enters it.
    domains = score_domains(score_items(framework, mapping.corridor.origin, as_of))
    premises = test_premises(framework, public, items)
    anchor = anchor_size(mapping.sizes)
    table = estimates.table if estimates else None
    return Judgement(
        items=items,
        domains=domains,
        index=index(domains),
        lowest=lowest_domain(domains),
        narrowing=narrowing(items),
        premises=premises,
        ranked=rank(framework, items, estimates.table, estimates.draws, anchor, rng_seed=mapping.rng_seed)
        if estimates
        else before_fieldwork(framework, items),
        unranked=unranked(framework, items, table),
        agenda=agenda(
            framework,
            items,
            premises,
            {mapping.corridor.code: mapping.sizes},
            told(Surveyed(estimates.table, estimates.draws, estimates.variants), public)
            if estimates
            else None,
            as_of=as_of,
        ),
        anchor=anchor,
        addressees=address_all(framework, mapping.corridor.origin, mapping.round),
        locks=lock_table(framework, estimates.table, estimates.draws, items) if estimates else None,
        potential=_potential(mapping, estimates, anchor) if estimates else None,
    )


def _potential(mapping: Mapping, estimates: Estimates, anchor: Anchor | None) -> pd.DataFrame:
    channels = [*(channel.channel for channel in mapping.framework.channels), ANY]
    return potential_by_channel(
        estimates.table, estimates.draws, channels, population=float(anchor.persons) if anchor else None
    )
