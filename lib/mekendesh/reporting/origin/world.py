"""An origin on the map of the world: where its people are by one count, and where no such count reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.judgement.national import SURVEYED
from mekendesh.reporting.blocks import Block, Column, Figure, Table
from mekendesh.reporting.population.latest_figures import people_only
from mekendesh.reporting.population.sizes import NO_FIGURE
from mekendesh.structure.sizes import COMPILATIONS, anchor_size
from mekendesh.structure.sources import load_concepts, load_issuers, load_sources
from mekendesh.structure.world import SPACING, land, point
from mekendesh.words import Count, Country, Day, Message, Term, Verbatim, message

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.structure.mapping import Mapping, Nation

MOST_ON_THE_MAP = 15
SCALE_SOURCE = COMPILATIONS[0]
"""The one source whose counts give lines their width."""

CREDIT = Verbatim("GeoNames, CC BY 4.0")
"""Whose towns the dots and points are made of; the licence asks that every map says so."""

LINES = {
    "otherwise": message("counted in another way: not to scale, with an asterisk"),
    "none": message("no figure: a broken line, not zero"),
}
DRAWN = {
    "scaled": message("to scale"),
    "otherwise": message("not to scale"),
    "none": message("broken line"),
}
FIELDWORK = {True: message("surveyed"), False: message("not yet in the field")}


@dataclass(frozen=True, eq=False)
class Flow:
    """One corridor on the map. ``kind`` is a key of `DRAWN`; a published figure's row stands in ``figure``."""

    destination: str
    kind: str
    surveyed: bool
    figure: pd.Series | None

    @property
    def persons(self) -> int | None:
        return None if self.figure is None else int(self.figure["persons"])


def flow_map(nation: Nation, judgement: NationalJudgement) -> Block:
    """The corridors of an origin on a dotted map of the world, lines as wide as one count of one source.

    That count is the concept by which `SCALE_SOURCE` counts most of the corridors; a figure of another concept or
    source is another quantity, so its line has no width. A corridor that is not surveyed ends in a hollow point, one
    without a figure in words. A line says where people are, not that they moved in one year, nor by which way.
    """
    concept, flows = corridor_flows(nation, judgement)
    shown = _shown(flows)
    begin = point(nation.tree, nation.origin)
    legend = _legend(nation, shown)
    return Figure(
        name="flow_map",
        chart="map",
        title=_finding(flows),
        subtitle=_measure(nation, concept),
        alt=_alternative(nation, flows),
        marks={
            "spacing": SPACING,
            "land": [[run.longitude, run.latitude, run.dots] for run in land(nation.tree)],
            "origin": [begin.longitude, begin.latitude],
            "flows": [
                {
                    "at": [place.longitude, place.latitude],
                    "persons": flow.persons,
                    "kind": flow.kind,
                    "surveyed": flow.surveyed,
                }
                for flow in shown
                for place in [point(nation.tree, flow.destination)]
            ],
            "legend": list(legend),
        },
        words={
            "origin": (Country(nation.origin),),
            "rows": tuple(Country(flow.destination) for flow in shown),
            "missing": (NO_FIGURE,),
            "legend": tuple(legend.values()),
        },
        data=_numbers(nation, flows),
        notes=(
            message(
                "A line ends at one point of a country, the middle of its towns. It is no route, and the dots are no borders."
            ),
            *(
                [
                    message(
                        "The map shows {shown} of {all} corridors, those that are surveyed and those with the largest figures; the table has all.",
                        shown=Count(len(shown)),
                        all=Count(len(flows)),
                    )
                ]
                if len(shown) < len(flows)
                else []
            ),
            CREDIT,
        ),
    )


def corridor_flows(nation: Nation, judgement: NationalJudgement) -> tuple[str, list[Flow]]:
    """The concept lines are scaled by (empty where the source has no corridor), and one flow per corridor.

    Flows to scale come first, then those counted in another way, then those without a figure; in each the largest first.
    """
    states = judgement.weights.set_index("destination")["state"]
    counted = {mapping.corridor.destination: _counted(mapping) for mapping in nation.mappings}
    concepts = [row["concept"] for row in counted.values() if row is not None]
    concept = max(sorted(set(concepts)), key=concepts.count, default="")
    flows = []
    for mapping in nation.mappings:
        destination = mapping.corridor.destination
        row = counted[destination]
        kind = "scaled" if row is not None and row["concept"] == concept else "otherwise"
        figure = row if kind == "scaled" else _another(mapping)
        surveyed = bool(states[destination] in SURVEYED)
        flows.append(Flow(destination, "none" if figure is None else kind, surveyed, figure))
    kinds = list(DRAWN)
    return concept, sorted(
        flows, key=lambda flow: (kinds.index(flow.kind), -(flow.persons or 0), flow.destination)
    )


def _shown(flows: list[Flow]) -> list[Flow]:
    """The flows a map has room for: what is surveyed, then the largest figures of whatever concept; their order kept."""
    first = sorted(flows, key=lambda flow: (not flow.surveyed, -(flow.persons or -1), flow.destination))
    return [flow for flow in flows if flow in first[:MOST_ON_THE_MAP]]


def _counted(mapping: Mapping) -> pd.Series | None:
    rows = mapping.sizes[mapping.sizes["source"] == SCALE_SOURCE]
    return rows.iloc[0] if len(rows) else None


def _another(mapping: Mapping) -> pd.Series | None:
    """The figure that scenarios stand on, else the latest that counts people; ``None`` where no source has one."""
    people = people_only(mapping.sizes)
    anchor = anchor_size(mapping.sizes)
    if anchor is not None:
        chosen = (people["source"] == anchor.source) & (people["persons"] == anchor.persons)
        return people[chosen & (people["concept"] == anchor.concept)].iloc[0]
    return people.iloc[0] if len(people) else None


def _finding(flows: list[Flow]) -> Message:
    scaled = [flow for flow in flows if flow.kind == "scaled"]
    if not scaled:
        return message(
            "No corridor of this report is counted by the source that the lines would be scaled by"
        )
    widest = max(scaled, key=lambda flow: flow.persons or 0)
    return message(
        "Largest by one count: {country}, {persons} people; {alike} of {all} corridors have that count",
        country=Country(widest.destination),
        persons=Count(widest.persons or 0),
        alike=Count(len(scaled)),
        all=Count(len(flows)),
    )


def _measure(nation: Nation, concept: str) -> Term:
    source = load_sources(nation.tree)[SCALE_SOURCE]
    if not concept:
        return message("{source} has no row for these corridors", source=source.label)
    return message(
        "Width of line: {concept}; {source}",
        concept=load_concepts(nation.tree)[concept].label,
        source=source.label,
    )


def _alternative(nation: Nation, flows: list[Flow]) -> Message:
    kinds = [flow.kind for flow in flows]
    return message(
        "Dotted map of the world with lines from {origin}. {finding}. Counted in another way: {otherwise}; without any figure: {none}; surveyed: {surveyed}.",
        origin=Country(nation.origin),
        finding=_finding(flows),
        otherwise=Count(kinds.count("otherwise")),
        none=Count(kinds.count("none")),
        surveyed=Count(sum(flow.surveyed for flow in flows)),
    )


def _legend(nation: Nation, flows: list[Flow]) -> dict[str, Term]:
    """The kinds of line and of end that stand on the map, and no others."""
    kinds = {flow.kind for flow in flows}
    said: dict[str, Term] = {"origin": message("origin: {country}", country=Country(nation.origin))}
    if "scaled" in kinds:
        most = max(flow.persons or 0 for flow in flows if flow.kind == "scaled")
        said["scaled"] = message("{persons} people; width follows the number", persons=Count(most))
    said |= {kind: words for kind, words in LINES.items() if kind in kinds}
    if any(flow.surveyed for flow in flows):
        said["surveyed"] = message("filled end: surveyed")
    if not all(flow.surveyed for flow in flows):
        said["not_surveyed"] = message("hollow end: not yet in the field")
    return said


def _numbers(nation: Nation, flows: list[Flow]) -> Table:
    concepts, issuers = load_concepts(nation.tree), load_issuers(nation.tree)
    rows: list[tuple[Term, ...]] = []
    for flow in flows:
        said: tuple[Term, ...] = (NO_FIGURE, *(Verbatim("[z]") for _ in range(3)))
        if flow.figure is not None:
            said = (
                Count(int(flow.figure["persons"])),
                concepts[flow.figure["concept"]].label,
                issuers[flow.figure["issuer"]].label,
                Day(flow.figure["ref_date"]),
            )
        rows.append((Country(flow.destination), *said, DRAWN[flow.kind], FIELDWORK[flow.surveyed]))
    return Table(
        name="flow_map",
        caption=message("The corridors on the map"),
        columns=(
            Column("country", message("Country of destination")),
            Column("figure", message("Figure"), numeric=True),
            Column("concept", message("What is counted")),
            Column("issuer", message("Issuer")),
            Column("date", message("Date")),
            Column("line", message("How it is drawn")),
            Column("fieldwork", message("Fieldwork")),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Figures of different concepts are different quantities; one is never subtracted from another."
            ),
        ),
    )
