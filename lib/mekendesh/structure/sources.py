"""Who says what: concepts a figure can measure, issuers who state it, and the sources it is read from.

A figure without its concept and issuer is no figure: people present, at work, registered or of an ethnicity
are different quantities.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from mekendesh.structure.schema import Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree
    from mekendesh.words import Label

RELIABILITY = ("high", "medium", "low")
QUANTITIES = ("persons", "events", "organisations", "polling_stations", "usd", "usd_million", "share")
_LABELS = ("label_ky", "label_ru", "label_en")


@dataclass(frozen=True)
class Concept:
    """What is measured; ``quantity`` is the unit its numbers have (``share`` is between 0 and 1)."""

    concept: str
    quantity: str
    label: Label


@dataclass(frozen=True)
class Issuer:
    """The body that states a figure."""

    issuer: str
    label: Label


@dataclass(frozen=True)
class Source:
    """A publication a figure is read from.

    ``issuer`` and ``reliability`` are empty for the press, where each figure names its own; ``edition`` is
    empty for what appears once.
    """

    source: str
    issuer: str
    edition: str
    reliability: str
    url: str
    label: Label


@lru_cache(maxsize=8)
def load_concepts(tree: Tree) -> Mapping[str, Concept]:
    """Concepts by id, from ``concepts.csv``."""
    mistakes = Mistakes("concepts.csv")
    rows = read_rows(tree.structure / "concepts.csv", ("concept", "quantity", *_LABELS))
    mistakes.repeated(rows, "concept")
    concepts = {
        row["concept"]: Concept(
            mistakes.filled(row, "concept"), mistakes.one_of(row, "quantity", QUANTITIES), mistakes.label(row)
        )
        for row in rows
    }
    mistakes.raise_if_any()
    return MappingProxyType(concepts)


@lru_cache(maxsize=8)
def load_issuers(tree: Tree) -> Mapping[str, Issuer]:
    """Issuers by id, from ``issuers.csv``."""
    mistakes = Mistakes("issuers.csv")
    rows = read_rows(tree.structure / "issuers.csv", ("issuer", *_LABELS))
    mistakes.repeated(rows, "issuer")
    issuers = {row["issuer"]: Issuer(mistakes.filled(row, "issuer"), mistakes.label(row)) for row in rows}
    mistakes.raise_if_any()
    return MappingProxyType(issuers)


@lru_cache(maxsize=8)
def load_sources(tree: Tree) -> Mapping[str, Source]:
    """Sources by id, from ``sources.csv``."""
    issuers = load_issuers(tree)
    mistakes = Mistakes("sources.csv")
    rows = read_rows(
        tree.structure / "sources.csv", ("source", "issuer", "edition", "reliability", "url", *_LABELS)
    )
    mistakes.repeated(rows, "source")
    sources = {}
    for row in rows:
        if not row["url"].startswith(("https://", "http://")):
            mistakes.add(
                row.line, "url", f"'{row['url']}'", "an address that begins with https:// or http://"
            )
        sources[row["source"]] = Source(
            mistakes.filled(row, "source"),
            mistakes.one_of(row, "issuer", issuers, blank=True),
            row["edition"],
            mistakes.one_of(row, "reliability", RELIABILITY, blank=True),
            row["url"],
            mistakes.label(row),
        )
    mistakes.raise_if_any()
    return MappingProxyType(sources)
