"""Sources, told: who published what, in which edition, where it can be read."""

from __future__ import annotations

from collections.abc import Iterable

from mekendesh.files import Tree
from mekendesh.reporting.blocks import Column, Table
from mekendesh.structure.sources import load_issuers, load_sources
from mekendesh.words import Verbatim, message


def source_notes(tree: Tree, used: Iterable[str]) -> Table:
    """A table of sources by id: title, issuer, edition and address (written out, never fetched)."""
    sources, issuers = load_sources(tree), load_issuers(tree)
    return Table(
        name="sources",
        caption=message("Sources"),
        columns=(
            Column("source", message("Source")),
            Column("issuer", message("Issuer")),
            Column("edition", message("Edition")),
            Column("address", message("Address")),
        ),
        rows=tuple(
            (
                sources[source].label,
                issuers[sources[source].issuer].label
                if sources[source].issuer
                else message("named with each figure"),
                Verbatim(sources[source].edition or "[z]"),
                Verbatim(sources[source].url),
            )
            for source in used
        ),
    )
