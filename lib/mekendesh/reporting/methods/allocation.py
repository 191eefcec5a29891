"""Who is asked how often, told: planned interviews shared out over a corridor's cities, or over an origin's corridors."""

from __future__ import annotations

import numpy as np

from mekendesh.estimation.planning.allocation import allocate, equal_precision
from mekendesh.estimation.planning.plan import half_width
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.doors.protection import LEAST_SIZE
from mekendesh.structure.mapping import Mapping, Nation
from mekendesh.structure.sites import sites_of
from mekendesh.structure.sizes import anchor_size
from mekendesh.words import Count, Country, Term, Verbatim, message

WITHOUT_FIGURE = 1_000_000
"""People reckoned with where no source has a figure: so many that no finite correction matters."""


def over_cities(mapping: Mapping) -> Block:
    """How the planned interviews could be shared out over the cities, by three rules."""
    design = mapping.design
    places = sites_of(mapping.tree, mapping.corridor.destination)
    anchor = anchor_size(mapping.sizes)
    people = (anchor.persons if anchor else WITHOUT_FIGURE) * np.array([site.share for site in places])
    if np.floor(people).sum() < design.interviews or people.min() < 1:
        return Paragraph(
            message(
                "By the published figure fewer people live in these cities than interviews are planned: everyone "
                "who can be found would be asked, and there is nothing to share out."
            ),
            "notice",
        )
    least = min(int(LEAST_SIZE * design.design_effect), design.interviews // len(places))
    rules = (
        allocate(design.interviews, people),
        allocate(design.interviews, people, least=least),
        equal_precision(design.interviews, people),
    )
    return Table(
        name="allocation",
        caption=message("Interviews in each city, by three rules"),
        columns=(
            Column("city", message("City")),
            Column("proportional", message("In proportion to people"), numeric=True),
            Column(
                "with_least", message("The same, at least {least} each", least=Count(least)), numeric=True
            ),
            Column("equal", message("The same precision everywhere"), numeric=True),
            Column("points", message("Range of the city with the first rule"), numeric=True),
        ),
        rows=tuple(
            (
                site.label,
                *(Count(int(rule[place])) for rule in rules),
                _give_or_take(int(rules[0][place]), design.design_effect),
            )
            for place, site in enumerate(places)
        ),
        notes=(
            message(
                "In proportion is best for the cities together, equal precision for comparing them. The range is that "
                "of a share of one half at the planned design effect; with fewer than {needed} interviews a city could "
                "show no share of its own.",
                needed=Count(int(LEAST_SIZE * design.design_effect)),
            ),
            message("The cities’ shares are assumed, so the numbers are a beginning and not a quota."),
        ),
    )


def over_corridors(nation: Nation) -> Block:
    """How the interviews of all corridors of a round together could be shared out over them, by three rules."""
    anchors = [(mapping, anchor_size(mapping.sizes)) for mapping in nation.mappings]
    known = [(mapping, anchor.persons) for mapping, anchor in anchors if anchor is not None]
    people = np.array([persons for _, persons in known])
    total = sum(mapping.design.interviews for mapping, _ in known)
    if not known or people.sum() < total:
        return Paragraph(
            message(
                "The published figures do not say enough people to share interviews out over the destinations."
            ),
            "notice",
        )
    rules = [allocate(total, people, power=power) for power in (1.0, 0.5, 0.0)]
    shared = {
        mapping.corridor: [Count(int(rule[place])) for rule in rules]
        for place, (mapping, _) in enumerate(known)
    }
    return Table(
        name="allocation_corridors",
        caption=message("{total} interviews over the destinations, by three rules", total=Count(total)),
        columns=(
            Column("destination", message("Country of destination")),
            Column("people", message("People, by the figure reckoned with"), numeric=True),
            Column("proportional", message("In proportion to people"), numeric=True),
            Column("root", message("In proportion to the square root"), numeric=True),
            Column("alike", message("Everywhere alike"), numeric=True),
        ),
        rows=tuple(
            (
                Country(mapping.corridor.destination),
                Verbatim("[na]") if anchor is None else Count(anchor.persons),
                *shared.get(mapping.corridor, [Verbatim("[na]")] * len(rules)),
            )
            for mapping, anchor in anchors
        ),
        notes=(
            message(
                "In proportion is best for all together, everywhere alike for comparing them; the square root stands "
                "between. No destination is asked for more people than its figure has."
            ),
        ),
    )


def _give_or_take(interviews: int, deff: float) -> Term:
    """Half the width of a city's interval in points; with hardly anyone asked there is none."""
    width = half_width(interviews, deff=deff) if interviews else 1.0
    if width >= 0.5:
        return message("anything")
    return message("± {points} points", points=Count(round(100 * width)))
