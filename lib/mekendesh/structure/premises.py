"""Working hypotheses and preconditions of a mapping, each with the one thing that tests it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.structure.items import HIGHEST_SCORE
from mekendesh.structure.schema import Mistakes, labels_of, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from mekendesh.files import Tree
    from mekendesh.structure.schema import Row
    from mekendesh.words import Label

KINDS = ("hypothesis", "precondition")
COMPARISONS = (">=", "<=")


@dataclass(frozen=True)
class Premise:
    """What is taken for granted until tested.

    Either ``indicator`` names an estimate and ``threshold`` is a share from 0 to 1, or ``item`` names a
    readiness item and ``threshold`` is a score from 0 to 4; the other of the two is blank. The threshold is
    the project's own choice, agreed before the field, not a finding.
    """

    premise: str
    kind: str
    text: Label
    indicator: str
    item: str
    comparison: str
    threshold: float


def load_premises(tree: Tree, indicators: Collection[str], items: Collection[str]) -> tuple[Premise, ...]:
    """``premises.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("premises.csv")
    columns = ("premise", "kind", "indicator", "item", "comparison", "threshold", *labels_of("text"))
    rows = read_rows(tree.structure / "premises.csv", columns)
    mistakes.repeated(rows, "premise")
    found = tuple(_read(row, mistakes, indicators, items) for row in rows)
    mistakes.raise_if_any()
    return found


def _read(row: Row, mistakes: Mistakes, indicators: Collection[str], items: Collection[str]) -> Premise:
    if bool(row["indicator"]) == bool(row["item"]):
        found = "both an indicator and an item" if row["item"] else "neither an indicator nor an item"
        mistakes.add(row.line, "indicator", found, "exactly one of them, as the test")
    return Premise(
        premise=mistakes.name(row, "premise"),
        kind=mistakes.one_of(row, "kind", KINDS),
        text=mistakes.label(row, "text"),
        indicator=mistakes.one_of(row, "indicator", indicators, blank=True),
        item=mistakes.one_of(row, "item", items, blank=True),
        comparison=mistakes.one_of(row, "comparison", COMPARISONS),
        threshold=mistakes.number(row, "threshold", 0, HIGHEST_SCORE if row["item"] else 1),
    )
