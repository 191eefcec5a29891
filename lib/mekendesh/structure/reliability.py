"""How far off a published figure may be, by how it reached us: an assumption, stated once and read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from mekendesh.structure.schema import Mistakes, labels_of, read_rows
from mekendesh.structure.sources import RELIABILITY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree
    from mekendesh.words import Label


@dataclass(frozen=True)
class AssumedError:
    """The relative standard error assumed of figures of a grade; ``note`` says on what ground."""

    reliability: str
    relative_error: float
    note: Label


@lru_cache(maxsize=8)
def load_assumed_errors(tree: Tree) -> Mapping[str, AssumedError]:
    """Assumed errors by grade, from ``reliability.csv``.

    Raises ``StructureError`` for an unknown, repeated or missing grade, a row not labelled as an assumption, and
    grades whose error does not grow as reliability falls.
    """
    mistakes = Mistakes("reliability.csv")
    rows = read_rows(
        tree.structure / "reliability.csv",
        ("reliability", "relative_error", "status", *labels_of("note")),
    )
    mistakes.repeated(rows, "reliability")
    errors = {}
    for row in rows:
        mistakes.one_of(row, "status", ("assumption",))
        grade = mistakes.one_of(row, "reliability", RELIABILITY)
        errors[grade] = AssumedError(
            grade, mistakes.number(row, "relative_error", 0.001, 2), mistakes.label(row, "note")
        )
    for grade in RELIABILITY:
        if grade not in errors:
            mistakes.add(1, "reliability", "no row", grade)
    stated = [errors[grade].relative_error for grade in RELIABILITY if grade in errors]
    if stated != sorted(stated):
        mistakes.add(1, "relative_error", "an error that falls", "one that grows as reliability falls")
    mistakes.raise_if_any()
    return MappingProxyType(errors)
