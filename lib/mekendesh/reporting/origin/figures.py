"""The country of origin in figures, told: facts, totals over all destinations, what hangs on a figure, and the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.citing import source_notes
from mekendesh.reporting.population.latest_figures import (
    as_published,
    as_said,
    ends,
    of_latest_years,
    people_only,
)
from mekendesh.reporting.population.sizes import RELIABILITY
from mekendesh.structure.reference import origin_facts
from mekendesh.structure.sizes import FAR_APART, anchor_size, origin_sizes, rival_figure
from mekendesh.structure.sources import load_concepts, load_issuers
from mekendesh.words import Count, Country, Day, Decimal, Label, Message, Percent, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Nation
    from mekendesh.structure.sizes import Anchor


def facts(nation: Nation) -> Table:
    """Facts about the origin that the report stands on, each with year and issuer. No ranking of states."""
    known = origin_facts(nation.tree, nation.origin)
    concepts, issuers = load_concepts(nation.tree), load_issuers(nation.tree)
    return Table(
        name="facts",
        caption=message("The country of origin in figures"),
        columns=(
            Column("fact", message("Fact")),
            Column("value", message("Value"), numeric=True),
            Column("year", message("Year")),
            Column("issuer", message("Issuer")),
        ),
        rows=tuple(
            (
                concepts[row.fact].label,
                _value(row.quantity, row.value),
                Day(str(row.year)),
                issuers[row.issuer].label,
            )
            for row in known.itertuples()
        ),
    )


def range_of_totals(nation: Nation) -> list[Message]:
    """The finding on how many: from the lowest to the highest of the latest total of each concept, or that there is none.

    A total that its concept has outlived is no end of it; `totals` shows it and says what replaced it. Every total
    counts others, and leaves others out: the distance between the ends is no interval.
    """
    known = people_only(origin_sizes(nation.tree, nation.origin))
    if known.empty:
        return [message("No source has a total for this country of origin. That is not zero.")]
    low, high = ends(of_latest_years(known))
    if len(known) == 1:
        return [message("{high} people abroad by the only published total.", high=as_said(high))]
    if low["persons"] == high["persons"]:
        return [message("{high} people abroad by the latest published totals.", high=as_said(high))]
    return [
        message(
            "{low} ({low_year}) to {high} ({high_year}) people abroad by the latest published total of each concept; each "
            "counts different people.",
            low=as_said(low),
            high=as_said(high),
            low_year=Day(str(low["year"])),
            high_year=Day(str(high["year"])),
        )
    ]


def totals(nation: Nation) -> Block:
    """Published totals over all destinations, by date; each is the latest of its concept, or names what replaced it."""
    known = origin_sizes(nation.tree, nation.origin)
    if known.empty:
        return Paragraph(
            message("No source has a total for this country of origin. That is not zero."), "notice"
        )
    concepts, issuers = load_concepts(nation.tree), load_issuers(nation.tree)
    newest = known.drop_duplicates("concept").set_index("concept")
    return Table(
        name="totals",
        caption=message("Published totals over all destinations"),
        columns=(
            Column("concept", message("What is counted")),
            Column("date", message("Date")),
            Column("figure", message("Figure"), numeric=True),
            Column("standing", message("Is it the latest")),
            Column("issuer", message("Issuer")),
            Column("note", message("Note")),
        ),
        rows=tuple(
            (
                concepts[row.concept].label,
                Day(row.ref_date),
                as_published(row.persons, row.bound),
                _standing(row.year, newest.loc[row.concept]),
                issuers[row.issuer].label,
                Label(row.note_ky, row.note_ru, row.note) if row.note else Verbatim("[z]"),
            )
            for row in known.itertuples()
        ),
        notes=(
            message("In brief stands the latest total of each concept; an older one is no end of its range."),
            message("Totals of compilations leave out people whom destinations count under “Other”."),
        ),
    )


def what_hangs_on_the_figure(nation: Nation, weights: pd.DataFrame) -> tuple[Message, ...]:
    """Notes under a table of weights: the rule that chooses a corridor's figure, and where another would tell otherwise.

    ``weights``: as `mekendesh.judgement.national.corridor_weights` gives them. For each corridor with a figure of about
    the same years that is twice the one used or half of it (`structure.sizes.rival_figure`): both, and the weight
    that the corridor would have with the other, all others as they are. Empty where there is none.
    """
    by_code = weights.set_index("destination")
    known = weights.loc[weights["state"] == "in", "persons"].sum()
    told = []
    for mapping in nation.mappings:
        anchor = anchor_size(mapping.sizes)
        rival = rival_figure(mapping.sizes, anchor) if anchor else None
        if anchor is None or rival is None:
            continue
        row = by_code.loc[mapping.corridor.destination]
        said = _both(nation, mapping.corridor.destination, anchor, rival)
        if row["state"] == "in":
            share = rival.persons / (known - anchor.persons + rival.persons)
            said = message(
                "{figures} Its weight would be {other} instead of {weight}.",
                figures=said,
                other=Percent(float(share), 1),
                weight=Percent(float(row["weight"]), 1),
            )
        told.append(said)
    if not told:
        return ()
    return (
        message(
            "The figure used is the latest of the United Nations, else of the World Bank, else the latest official one: a "
            "rule, so that nobody chooses. Another figure of these years that is larger or smaller by a factor of {times} or "
            "more is named here.",
            times=Count(FAR_APART),
        ),
        *told,
    )


def sources(nation: Nation) -> Table:
    """The publications that the figures of all corridors are read from."""
    tables = [mapping.sizes for mapping in nation.mappings]
    read = pd.concat([*tables, origin_sizes(nation.tree, nation.origin)])
    return source_notes(nation.tree, dict.fromkeys(read["source"]), read)


def _standing(year: int, newest: pd.Series) -> Message:
    if year == newest["year"]:
        return message("latest of its concept")
    return message("replaced by {figure}, {date}", figure=as_said(newest), date=Day(newest["ref_date"]))


def _both(nation: Nation, destination: str, anchor: Anchor, rival: Anchor) -> Message:
    return message(
        "{country}: used is {used} ({used_date}); {other} are {concept} ({issuer}, {date}; reliability: {reliability}).",
        country=Country(destination),
        used=Count(anchor.persons),
        used_date=Day(anchor.ref_date),
        other=Count(rival.persons),
        concept=load_concepts(nation.tree)[rival.concept].label,
        issuer=load_issuers(nation.tree)[rival.issuer].label,
        date=Day(rival.ref_date),
        reliability=RELIABILITY[rival.reliability],
    )


def _value(quantity: str, value: float) -> Term:
    if quantity == "share":
        return Percent(value, 1)
    if quantity == "usd":
        return message("{billion} billion US dollars", billion=Decimal(value / 1e9, 1))
    return Count(round(value))
