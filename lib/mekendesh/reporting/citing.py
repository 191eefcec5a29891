"""Sources, told: who published what, in which edition or for which figures, where it can be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mekendesh.files import Tree
from mekendesh.reporting.blocks import Column, Table
from mekendesh.structure.sources import load_concepts, load_issuers, load_sources
from mekendesh.words import Day, Listed, Term, Verbatim, message

if TYPE_CHECKING:
    import pandas as pd


def source_notes(tree: Tree, used: Iterable[str], figures: pd.DataFrame | None = None) -> Table:
    """A table of sources by id: title, issuer, edition and address (written out, never fetched).

    A source without an edition, as the press is, shows what was read from it and who said so: of ``figures`` (columns
    ``source``, ``issuer``, ``concept``, ``ref_date``) those of the source, the latest first. What an issuer publishes
    itself stands before what the press passes on, and sources of one title stand together.
    """
    sources, issuers = load_sources(tree), load_issuers(tree)
    listed = list(used)
    titles = [sources[source].label for source in listed]
    latest = {} if figures is None else figures.groupby("source")["ref_date"].max().to_dict()
    newest = sorted(listed, key=lambda source: latest.get(source, ""), reverse=True)
    ordered = sorted(
        newest, key=lambda source: (not sources[source].issuer, titles.index(sources[source].label))
    )
    rows = []
    for source in ordered:
        known = sources[source]
        read = None if figures is None else figures[figures["source"] == source]
        said_by: Term = message("named with each figure")
        edition: Term = Verbatim(known.edition or "[z]")
        if known.issuer:
            said_by = issuers[known.issuer].label
        elif read is not None and len(read):
            said_by = Listed(tuple(issuers[issuer].label for issuer in dict.fromkeys(read["issuer"])))
            edition = _read_from(tree, read)
        rows.append((known.label, said_by, edition, Verbatim(known.url)))
    return Table(
        name="sources",
        caption=message("Sources"),
        columns=(
            Column("source", message("Source")),
            Column("issuer", message("Issuer")),
            Column("edition", message("Edition, or what was read there")),
            Column("address", message("Address")),
        ),
        rows=tuple(rows),
    )


def _read_from(tree: Tree, figures: pd.DataFrame) -> Listed:
    """What is counted and of when, each once, the latest first."""
    concepts = load_concepts(tree)
    distinct = figures[["ref_date", "concept"]].drop_duplicates().sort_values("ref_date", ascending=False)
    return Listed(
        tuple(
            message("{concept} ({date})", concept=concepts[row.concept].label, date=Day(row.ref_date))
            for row in distinct.itertuples()
        )
    )
