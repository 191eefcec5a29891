"""A compact gazetteer: the places compatriots come from and live in, under the names people write.

Old names (Фрунзе), Kyrgyz names (Ыстамбул) and romanisations lead to one place, so that a city typed in the field
has one name on a page, in the reader's language. It is small on purpose: a place that is not in it stays as typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from mekendesh.structure.schema import LABELS, Mistakes, read_rows
from mekendesh.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree
    from mekendesh.words import Label

KINDS = ("region", "city")
_AROUND = re.compile(r"\b(?:г|гор|город|ш|шаары|шаар|city|şehri|обл|облусу|область|region|oblast)\b\.?")


@dataclass(frozen=True)
class Place:
    """A city or a region of a country, with its name in three languages and the other names it goes by."""

    place: str
    country: str
    kind: str
    label: Label
    others: tuple[str, ...]


def find_place(tree: Tree, text: str, country: str, kind: str = "city") -> Place | None:
    """The place of a country that a text names, ``None`` where no place or more than one is meant."""
    return load_gazetteer(tree).get((country, kind, plain_name(text)))


def plain_name(text: str) -> str:
    """A name as it is compared: small letters, no "город" or "шаары" around it, one kind of blank and dash."""
    lowered = unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
    return " ".join(re.sub(r"[-‐–—.,()]", " ", _AROUND.sub(" ", lowered)).split())


@lru_cache(maxsize=8)
def load_gazetteer(tree: Tree) -> Mapping[tuple[str, str, str], Place]:
    """Places by country, kind and plain name. Raises ``StructureError`` with every mistake in ``gazetteer.csv``."""
    mistakes = Mistakes("gazetteer.csv")
    rows = read_rows(tree.structure / "gazetteer.csv", ("place", "country", "kind", *LABELS, "others"))
    mistakes.repeated(rows, "place")
    found: dict[tuple[str, str, str], Place | None] = {}
    for row in rows:
        place = Place(
            mistakes.name(row, "place"),
            mistakes.filled(row, "country"),
            mistakes.one_of(row, "kind", KINDS),
            mistakes.label(row),
            tuple(name for name in row["others"].split("|") if name),
        )
        names = {getattr(place.label, language) for language in LANGUAGES} | set(place.others)
        for name in {plain_name(name) for name in names} - {""}:
            key = (place.country, place.kind, name)
            found[key] = place if key not in found else None
    mistakes.raise_if_any()
    return MappingProxyType({key: place for key, place in found.items() if place is not None})
