"""How many there are, as published: every figure with its concept, date and issuer, side by side.

Figures of different concepts are different quantities. They stand beside each other; no interval spans them,
and the absence of a figure is told as such, never as zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.structure.reference import WORLD, load_reference, of_corridor
from mekendesh.structure.schema import Mistakes, read_rows
from mekendesh.structure.sources import RELIABILITY, load_sources
from mekendesh.words import Label, message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree
    from mekendesh.structure.corridors import Corridor

COLUMNS = (
    "concept", "year", "ref_date", "persons", "bound", "issuer", "source", "url", "reliability", "note", "sex",
    "note_ky", "note_ru",
)  # fmt: skip
BOUNDS = ("", "at_least", "at_most")
"""What the number is: the figure itself, or only one end, where the source says “more than” or “up to”."""

COMPILATIONS = ("un_desa_2024", "knomad_2021", "un_desa_2020", "world_bank_2017")
"""Sources that mean to cover every destination, in the order in which one may anchor a scenario."""

NO_ANCHOR = frozenset({"ethnic", "registration_events", "un_migrants"})
"""Concepts no scenario is computed on: not the surveyed people, not people at all, or not one corridor."""

FAR_APART, SAME_YEARS = 2, 5
"""From how many times on two figures lie far apart, and how many years may lie between them."""

NO_ROW_UN = message(
    "This edition has no row for the corridor. That is not zero: destinations put small origins into one "
    "group, “Other”, in which nobody can be told apart."
)
NO_ROW_BANK = message(
    "This edition has no row for the corridor. That is not zero: the national tables it was compiled from "
    "do not show this origin separately."
)


@dataclass(frozen=True)
class Anchor:
    """The published figure a scenario is computed on; ``concept`` is the definition to print beside it."""

    persons: int
    concept: str
    year: int
    ref_date: str
    issuer: str
    source: str
    reliability: str
    note: Label | None


def published_sizes(tree: Tree, corridor: Corridor) -> pd.DataFrame:
    """Every published figure for a corridor, the latest first; the columns are `COLUMNS`.

    ``persons`` counts people, save for the concept ``registration_events``; ``ref_date`` is as precise as the
    source; ``bound`` is one of `BOUNDS`; ``note`` is English, ``note_ky`` and ``note_ru`` say the same. Of a compilation only the year of
    its edition is a figure here: its earlier years belong to its own series (`stocks.time_series`).
    """
    reference = load_reference(tree)
    stock = of_corridor(reference.un_stock, corridor)
    return _listed(
        tree,
        [
            _edition_rows(tree, stock).assign(ref_date=lambda rows: rows["year"].astype(str) + "-07"),
            of_corridor(reference.bank_stock, corridor).assign(
                concept="knomad_stock", ref_date=lambda rows: rows["year"].astype(str)
            ),
            of_corridor(reference.sizes, corridor),
        ],
    )


def origin_sizes(tree: Tree, origin: str) -> pd.DataFrame:
    """Published totals of an origin over all destinations, in the columns and order of `published_sizes`.

    Totals of compilations are sums over the destinations they name: people in "Other" are missing from them.
    """
    reference = load_reference(tree)
    stock = reference.un_stock[reference.un_stock["origin"] == origin]
    bank = reference.bank_stock[reference.bank_stock["origin"] == origin]
    sums = []
    for rows, concept, month in (
        (_edition_rows(tree, stock), "un_migrants", "-07"),
        (bank, "knomad_stock", ""),
    ):
        together = rows.groupby(["source", "year"], as_index=False)["persons"].sum()
        together["ref_date"] = together["year"].astype(str) + month
        sums.append(together.assign(concept=concept, origin=origin, destination=WORLD))
    official = reference.sizes
    chosen = (official["origin"] == origin) & (official["destination"] == WORLD)
    return _listed(tree, [*sums, official[chosen]])


def anchor_size(sizes: pd.DataFrame) -> Anchor | None:
    """The figure of `published_sizes` that scenarios are computed on; ``None`` where no figure can carry one.

    The United Nations' latest edition, else the other compilations in the order of `COMPILATIONS`, else the
    latest official figure that is not of low reliability (of one date the more reliable, then the larger).
    Zeros and the concepts in `NO_ANCHOR` carry nothing. It can mislead: a compilation may be far below a
    later official figure (KGZ-USA 8,890 and 36,000), none counts a diaspora, and a note needs reading.
    """
    usable = sizes[(sizes["persons"] > 0) & ~sizes["concept"].isin(NO_ANCHOR)]
    for source in COMPILATIONS:
        found = usable[usable["source"] == source]
        if len(found):
            return _anchor(found.iloc[0])
    official = usable[~usable["source"].isin(COMPILATIONS) & (usable["reliability"] != "low")]
    if official.empty:
        return None
    rank = official["reliability"].map(RELIABILITY.index)
    ordered = official.assign(rank=-rank).sort_values(["ref_date", "rank", "persons"], ascending=False)
    return _anchor(ordered.iloc[0])


def rival_figure(sizes: pd.DataFrame, anchor: Anchor) -> Anchor | None:
    """A figure of about the same years that is `FAR_APART` times the anchor or more, or as many times less, if any.

    Of the latest year of its concept, at most `SAME_YEARS` years from the anchor's, of a concept that can carry a
    scenario, and said as a number; of several the most reliable, then the latest, then the largest. It counts other
    people than the anchor does: that both exist says how much hangs on the choice, and not which is right.
    """
    usable = sizes[(sizes["persons"] > 0) & ~sizes["concept"].isin(NO_ANCHOR) & (sizes["bound"] == "")]
    newest = usable[usable["year"] == usable.groupby("concept")["year"].transform("max")]
    times = newest["persons"] / anchor.persons
    far = newest[
        ((times >= FAR_APART) | (times <= 1 / FAR_APART))
        & ((newest["year"] - anchor.year).abs() <= SAME_YEARS)
    ]
    if far.empty:
        return None
    rank = far["reliability"].map(RELIABILITY.index)
    return _anchor(
        far.assign(rank=-rank).sort_values(["rank", "ref_date", "persons"], ascending=False).iloc[0]
    )


def sources_without_figure(tree: Tree, corridor: Corridor) -> pd.DataFrame:
    """The compilations without a row for a corridor: source, edition, why (text of a catalogue message)."""
    speaking = set(published_sizes(tree, corridor)["source"])
    sources = load_sources(tree)
    rows = [
        (source, sources[source].edition, (NO_ROW_UN if source.startswith("un_") else NO_ROW_BANK).text)
        for source in COMPILATIONS
        if source not in speaking
    ]
    return pd.DataFrame(rows, columns=["source", "edition", "why"], dtype="str")


def _edition_rows(tree: Tree, stock: pd.DataFrame) -> pd.DataFrame:
    """Of each UN revision the rows of its own year."""
    editions = stock["source"].map({source: known.edition for source, known in load_sources(tree).items()})
    return stock[stock["year"].astype(str) == editions]


def _listed(tree: Tree, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Figures of several tables in one, each cited, with its caveat where one is known."""
    sources, caveats = load_sources(tree), load_caveats(tree)
    rows = []
    for figure in (figure for part in parts for figure in part.to_dict("records")):
        source = sources[figure["source"]]
        reliability, note = caveats.get(
            (figure["source"], figure["origin"], figure["destination"]),
            (
                figure.get("reliability", source.reliability),
                Label(*(figure.get(f"note_{language}", "") for language in ("ky", "ru", "en"))),
            ),
        )
        rows.append(
            {
                **figure,
                "year": int(figure["ref_date"][:4]),
                "bound": figure.get("bound", ""),
                "issuer": figure.get("issuer", source.issuer),
                "url": source.url,
                "reliability": reliability,
                "sex": "total",
                "note": note.en,
                "note_ky": note.ky,
                "note_ru": note.ru,
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {column: "int64" if column in ("year", "persons") else "str" for column in COLUMNS}
    )
    return table.sort_values("ref_date", ascending=False, kind="stable").reset_index(drop=True)


def _anchor(figure: pd.Series) -> Anchor:
    note = Label(figure.get("note_ky", ""), figure.get("note_ru", ""), figure["note"])
    return Anchor(
        persons=int(figure["persons"]),
        year=int(figure["year"]),
        note=note if note.en else None,
        **{name: figure[name] for name in ("concept", "ref_date", "issuer", "source", "reliability")},
    )


@lru_cache(maxsize=8)
def load_caveats(tree: Tree) -> Mapping[tuple[str, str, str], tuple[str, Label]]:
    """Cells of a compilation that need a warning: (source, origin, destination) → (reliability, note)."""
    mistakes = Mistakes("caveats.csv")
    notes = ("note_ky", "note_ru", "note_en")
    rows = read_rows(
        tree.structure / "caveats.csv", ("source", "origin", "destination", "reliability", *notes)
    )
    mistakes.repeated(rows, "source", "origin", "destination")
    caveats = {
        (mistakes.one_of(row, "source", load_sources(tree)), row["origin"], row["destination"]): (
            mistakes.one_of(row, "reliability", RELIABILITY),
            mistakes.label(row, "note"),
        )
        for row in rows
    }
    mistakes.raise_if_any()
    return MappingProxyType(caveats)
