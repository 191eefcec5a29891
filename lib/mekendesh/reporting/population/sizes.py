"""How many people, told: every published figure by concept, date and issuer; and the sources that have none."""

from __future__ import annotations

from typing import Any

import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Figure, Paragraph, Table
from mekendesh.reporting.citing import source_notes
from mekendesh.reporting.population.latest_figures import (
    as_published,
    as_said,
    ends,
    of_latest_years,
    people_only,
)
from mekendesh.structure.mapping import Mapping
from mekendesh.structure.sizes import COMPILATIONS, anchor_size, sources_without_figure
from mekendesh.structure.sources import load_concepts, load_issuers, load_sources
from mekendesh.structure.stocks import time_series
from mekendesh.words import Count, Country, Day, Label, Message, Term, Verbatim, message

RELIABILITY = {
    "high": message("high"),
    "medium": message("medium"),
    "low": message("low"),
}
NO_FIGURE = message("no figure")


def picture(mapping: Mapping) -> Block:
    """A chart of every figure on one scale, a row per concept; a notice where no source has one."""
    table = people_only(mapping.sizes)
    if table.empty:
        return no_figure_at_all(mapping)
    latest = table.drop_duplicates("concept").sort_values("persons", ascending=False)
    low, high = int(table["persons"].min()), int(table["persons"].max())
    figures = {concept: rows["persons"].astype(int).tolist() for concept, rows in table.groupby("concept")}
    return Figure(
        name="sizes_picture",
        chart="dots",
        title=_reach(table),
        subtitle=message(
            "People. Filled: the latest figure of each concept, with its year; hollow: earlier figures"
        ),
        alt=message(
            "Published figures on one scale, one row for each concept. The lowest is {low}, the highest {high}.",
            low=Count(low),
            high=Count(high),
        ),
        marks={
            "latest": latest["persons"].astype(int).tolist(),
            "earlier": [figures[concept][1:] for concept in latest["concept"]],
            "unit": "count",
        },
        words={"rows": tuple(_row_label(mapping, row) for row in latest.itertuples())},
        data=_figures_table(mapping, latest, "sizes_latest", message("Latest figure of each concept")),
    )


def published(mapping: Mapping) -> Block:
    """Every published figure for the corridor, by concept and then date, each with issuer, date and reliability."""
    if mapping.sizes.empty:
        return no_figure_at_all(mapping)
    order = mapping.sizes.sort_values(["concept", "ref_date"], ascending=[True, False], kind="stable")
    return _figures_table(
        mapping,
        order,
        "sizes_published",
        message("Published figures by concept and date"),
        (
            message(
                "Only figures of one concept, date and edition may be compared; others differ by how they were counted."
            ),
            message(
                "Reliability is the project's judgement of how the figure came to us, not of the issuer."
            ),
        ),
    )


def without_figure(mapping: Mapping) -> Block:
    """The compilations that have no row for the corridor, and why that is not zero."""
    silent = sources_without_figure(mapping.tree, mapping.corridor)
    if silent.empty:
        return Paragraph(
            message("Every compilation that the mapping uses has a figure for this destination.")
        )
    sources = load_sources(mapping.tree)
    return Table(
        name="sizes_without_figure",
        caption=message("Sources without a figure for this destination"),
        columns=(
            Column("source", message("Source")),
            Column("edition", message("Edition")),
            Column("why", message("Why this is not zero")),
        ),
        rows=tuple(
            (sources[row.source].label, _or_code(row.edition), Message(row.why))
            for row in silent.itertuples()
        ),
    )


def over_time(mapping: Mapping) -> Block:
    """The migrant stock over the years by one edition, or a notice where the edition has no row."""
    series = time_series(mapping.tree, mapping.corridor)
    source = load_sources(mapping.tree)[series.source].label
    if not series.points:
        return Paragraph(
            message(
                "{source} has no row for this destination, so no line is drawn. That is not zero.",
                source=source,
            ),
            "notice",
        )
    years, persons = zip(*series.points, strict=True)
    concept = load_concepts(mapping.tree)[series.concept].label
    data = Table(
        name="sizes_over_time",
        caption=message("Migrant stock by one edition"),
        columns=(Column("year", message("Year")), Column("persons", message("People"), numeric=True)),
        rows=tuple((Day(str(year)), Count(count)) for year, count in series.points),
        notes=(message("Counted here: {concept}", concept=concept),),
    )
    return Figure(
        name="sizes_over_time",
        chart="lines",
        title=message(
            "{first} people in {since}, {last} in {until}, by one edition",
            first=Count(persons[0]),
            since=Day(str(years[0])),
            last=Count(persons[-1]),
            until=Day(str(years[-1])),
        ),
        subtitle=message("{concept}; {source}", concept=concept, source=source),
        alt=message(
            "A line of the migrant stock from {since} to {until}, ending at {last} people.",
            since=Day(str(years[0])),
            until=Day(str(years[-1])),
            last=Count(persons[-1]),
        ),
        marks={"years": [list(years)], "values": [list(persons)], "unit": "count"},
        words={"series": (source,)},
        data=data,
    )


def summary(mapping: Mapping) -> Block:
    """Which figure scenarios rest on, what to know of it, and the range of the latest of each concept.

    A notice where none can be used.
    """
    anchor = anchor_size(mapping.sizes)
    if anchor is None:
        return no_anchor(mapping)
    told = {
        "persons": Count(anchor.persons),
        "concept": load_concepts(mapping.tree)[anchor.concept].label,
        "issuer": load_issuers(mapping.tree)[anchor.issuer].label,
        "date": Day(anchor.ref_date),
    }
    sentences: list[Term] = [
        message(
            "Scenarios in this report are computed on {persons} people ({concept}; {issuer}, {date}).", **told
        )
        if mapping.is_in_the_field
        else message(
            "Scenarios after a survey would rest on {persons} people ({concept}; {issuer}, {date}).", **told
        ),
        _reach_of_latest(mapping),
    ]
    if anchor.note is None:
        return Paragraph(message("{basis} {range}", basis=sentences[0], range=sentences[1]))
    warned = message(
        "{basis} To be known of this figure: {note} {range}",
        basis=sentences[0],
        note=anchor.note,
        range=sentences[1],
    )
    return Paragraph(warned, "notice")


def sources(mapping: Mapping) -> Table:
    """The publications that figures for this corridor are read from."""
    used = list(dict.fromkeys(mapping.sizes["source"]))
    used += [source for source in COMPILATIONS if source not in used]
    return source_notes(mapping.tree, used, mapping.sizes)


def no_figure_at_all(mapping: Mapping) -> Paragraph:
    """No source has a figure: said, and never shown as zero."""
    return Paragraph(_nobody_counted(mapping), "notice")


def no_anchor(mapping: Mapping) -> Paragraph:
    """No figure that scenarios may be computed on; that is not the same as no figure at all."""
    if people_only(mapping.sizes).empty:
        return no_figure_at_all(mapping)
    return Paragraph(
        message(
            "There are published figures for people from {origin} in {destination}, but none that scenarios can be "
            "computed on.",
            origin=Country(mapping.corridor.origin),
            destination=Country(mapping.corridor.destination),
        ),
        "notice",
    )


def _figures_table(
    mapping: Mapping, table: pd.DataFrame, name: str, caption: Term, notes: tuple[Term, ...] = ()
) -> Table:
    concepts, issuers = load_concepts(mapping.tree), load_issuers(mapping.tree)
    rows = tuple(
        (
            concepts[row.concept].label,
            Day(row.ref_date),
            as_published(row.persons, row.bound),
            issuers[row.issuer].label,
            RELIABILITY[row.reliability],
            Label(row.note_ky, row.note_ru, row.note) if row.note else Verbatim("[z]"),
        )
        for row in table.itertuples()
    )
    return Table(
        name=name,
        caption=caption,
        columns=(
            Column("concept", message("What is counted")),
            Column("date", message("Date")),
            Column("figure", message("Figure"), numeric=True),
            Column("issuer", message("Issuer")),
            Column("reliability", message("Reliability")),
            Column("note", message("Note")),
        ),
        rows=rows,
        notes=notes,
    )


def _nobody_counted(mapping: Mapping) -> Message:
    return message(
        "No source that the mapping uses has a figure for people from {origin} in {destination}. That is not zero.",
        origin=Country(mapping.corridor.origin),
        destination=Country(mapping.corridor.destination),
    )


def _reach(table: pd.DataFrame) -> Message:
    low, high = int(table["persons"].min()), int(table["persons"].max())
    if low < high:
        return message(
            "Published figures of all years reach from {low} to {high} people",
            low=Count(low),
            high=Count(high),
        )
    if len(table) == 1:
        return message("One published figure: {high} people", high=Count(high))
    return message("All published figures say {high} people", high=Count(high))


def _row_label(mapping: Mapping, row: Any) -> Message:
    return message(
        "{concept} ({date})", concept=load_concepts(mapping.tree)[row.concept].label, date=Day(str(row.year))
    )


def range_of_figures(mapping: Mapping) -> list[Message]:
    """The finding on how many: from the lowest to the highest of each concept's latest figures, or that there is none.

    It speaks of what the table of all ways to a number shows (`size_estimates.table`), and of nothing older: a figure
    that its concept has outlived is no upper end. It can mislead where a concept was last counted long ago.
    """
    table = people_only(mapping.sizes)
    if table.empty:
        return [_nobody_counted(mapping)]
    low, high = ends(of_latest_years(table))
    if len(table) == 1:
        return [message("{high} people by the only published figure.", high=as_said(high))]
    if low["persons"] == high["persons"]:
        return [message("{high} people by the latest published figures.", high=as_said(high))]
    return [
        message(
            "{low} ({low_year}) to {high} ({high_year}) people by the latest published figures of each concept: "
            "they differ in what they count, in date and in edition.",
            low=as_said(low),
            high=as_said(high),
            low_year=Day(str(low["year"])),
            high_year=Day(str(high["year"])),
        )
    ]


def _reach_of_latest(mapping: Mapping) -> Message:
    """The same ends as `range_of_figures`, and where the older figures are."""
    table = people_only(mapping.sizes)
    low, high = ends(of_latest_years(table))
    if len(table) == 1:
        return message("It is the only published figure.")
    if low["persons"] == high["persons"]:
        return message(
            "The latest figures of each concept agree; all published figures, older ones too, are in the methodology report."
        )
    return message(
        "The latest figures of each concept reach from {low} to {high}; all published figures, older ones too, are in "
        "the methodology report.",
        low=as_said(low),
        high=as_said(high),
    )


def _or_code(text: str) -> Verbatim:
    return Verbatim(text or "[z]")
