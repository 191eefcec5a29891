"""What follows for an origin: its corridors side by side, the one national list, and the agenda over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.estimation.shares.corridor import load_estimates
from mekendesh.judgement.addressing import Addressee, address_all
from mekendesh.judgement.agenda import agenda
from mekendesh.judgement.gaps import Surveyed, told
from mekendesh.judgement.national import Combined, Survey, combine_corridors, corridor_weights, rank_national
from mekendesh.judgement.premises import test_premises
from mekendesh.judgement.readiness import Bounds, Lowest, index, lowest_domain, score_domains, score_items
from mekendesh.judgement.recommendations import unranked
from mekendesh.judgement.weighing import answers_by_figure
from mekendesh.structure.sizes import anchor_size

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping, Nation

ESTIMATES = "estimates.parquet"


@dataclass(frozen=True, eq=False)
class NationalJudgement:
    """The judgement on an origin in a round. ``ranked`` is raw: it is shown through the protecting door only.

    ``weights``: one row a corridor, as `mekendesh.judgement.national.corridor_weights` gives it.
    """

    items: pd.DataFrame
    domains: pd.DataFrame
    index: Bounds
    lowest: Lowest
    weights: pd.DataFrame
    ranked: pd.DataFrame
    unranked: pd.DataFrame
    agenda: pd.DataFrame
    addressees: dict[str, Addressee]


def combine(nation: Nation) -> Combined:
    """The corridors' estimates combined by the size of the corridors, from what 03 left of each."""
    surveys = {mapping.corridor.destination: _survey(mapping) for mapping in nation.mappings}
    return combine_corridors({destination: survey for destination, survey in surveys.items() if survey})


def judge_nation(nation: Nation, combined: Combined, public: pd.DataFrame | None) -> NationalJudgement:
    """Judge an origin as of its round's date.

    ``combined`` ranks; ``public`` are its estimates after protection and score what a survey answers, ``None``
    where no corridor has been surveyed.
    """
    framework, as_of = nation.framework, nation.round.as_of
    items = score_items(framework, nation.origin, as_of, public)
    table = None if combined.estimates.empty else combined.estimates
    domains = score_domains(score_items(framework, nation.origin, as_of))
    anchors = {mapping.corridor.destination: anchor_size(mapping.sizes) for mapping in nation.mappings}
    surveys = {mapping.corridor.destination: _survey(mapping) for mapping in nation.mappings}
    sizes = {mapping.corridor.destination: mapping.sizes for mapping in nation.mappings}
    weighing = answers_by_figure(surveys, sizes)
    return NationalJudgement(
        items=items,
        domains=domains,
        index=index(domains),
        lowest=lowest_domain(domains),
        weights=corridor_weights(surveys, anchors),
        ranked=rank_national(framework, items, combined, rng_seed=nation.rng_seed),
        unranked=unranked(framework, items, table),
        agenda=agenda(
            framework,
            items,
            test_premises(framework, public, items),
            {mapping.corridor.code: mapping.sizes for mapping in nation.mappings},
            None if table is None else told(Surveyed(table, combined.draws), public),
            as_of=as_of,
            weighing={
                mapping.corridor.code: weighing[mapping.corridor.destination]
                for mapping in nation.mappings
                if mapping.corridor.destination in weighing
            },
        ),
        addressees=address_all(framework, nation.origin, nation.round),
    )


def _survey(mapping: Mapping) -> Survey | None:
    """What 03 estimated for a corridor; ``None`` where nothing was surveyed."""
    if not (mapping.tree.estimates(mapping.place) / ESTIMATES).is_file():
        return None
    estimates = load_estimates(mapping.tree, mapping.place)
    return Survey(estimates.table, estimates.draws, anchor_size(mapping.sizes))
