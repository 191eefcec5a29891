"""The country of origin in figures, told: facts, totals over all destinations, and the sources of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.citing import source_notes
from mekendesh.structure.reference import origin_facts
from mekendesh.structure.sizes import origin_sizes
from mekendesh.structure.sources import load_concepts, load_issuers
from mekendesh.words import Count, Day, Decimal, Percent, Term, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Nation


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


def totals(nation: Nation) -> Block:
    """Published totals over all destinations, by concept and date."""
    known = origin_sizes(nation.tree, nation.origin)
    if known.empty:
        return Paragraph(
            message("No source has a total for this country of origin. That is not zero."), "notice"
        )
    concepts, issuers = load_concepts(nation.tree), load_issuers(nation.tree)
    return Table(
        name="totals",
        caption=message("Published totals over all destinations"),
        columns=(
            Column("concept", message("What is counted")),
            Column("date", message("Date")),
            Column("figure", message("Figure"), numeric=True),
            Column("issuer", message("Issuer")),
        ),
        rows=tuple(
            (concepts[row.concept].label, Day(row.ref_date), Count(row.persons), issuers[row.issuer].label)
            for row in known.itertuples()
        ),
        notes=(message("Totals of compilations leave out people whom destinations count under “Other”."),),
    )


def sources(nation: Nation) -> Table:
    """The publications that the figures of all corridors are read from."""
    used = [source for mapping in nation.mappings for source in mapping.sizes["source"]]
    return source_notes(
        nation.tree, dict.fromkeys([*used, *origin_sizes(nation.tree, nation.origin)["source"]])
    )


def _value(quantity: str, value: float) -> Term:
    if quantity == "share":
        return Percent(value, 1)
    if quantity == "usd":
        return message("{billion} billion US dollars", billion=Decimal(value / 1e9, 1))
    return Count(round(value))
