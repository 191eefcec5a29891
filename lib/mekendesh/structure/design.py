"""The plan of the fieldwork: how many are asked, from how many seeds, with how many coupons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.structure.schema import Mistakes, read_rows

if TYPE_CHECKING:
    from mekendesh.files import Tree
    from mekendesh.words import Label

PARAMETERS = ("interviews", "seeds", "coupons", "design_effect")


@dataclass(frozen=True)
class Design:
    """The design of respondent-driven sampling in a corridor; ``labels`` name its numbers in three languages."""

    interviews: int
    seeds: int
    coupons: int
    design_effect: float
    labels: tuple[tuple[str, Label], ...]


def load_design(tree: Tree) -> Design:
    """Read ``design.csv``. Raises ``StructureError`` where a parameter is missing, repeated, unknown or not positive."""
    mistakes = Mistakes("design.csv")
    rows = read_rows(
        tree.structure / "design.csv", ("parameter", "value", "basis", "label_ky", "label_ru", "label_en")
    )
    mistakes.repeated(rows, "parameter")
    values = {
        mistakes.one_of(row, "parameter", PARAMETERS): mistakes.number(row, "value", 1, 100_000)
        for row in rows
    }
    for parameter in PARAMETERS:
        if parameter not in values:
            mistakes.add(1, "parameter", "no row", parameter)
    labels = tuple((row["parameter"], mistakes.label(row)) for row in rows)
    mistakes.raise_if_any()
    return Design(
        interviews=int(values["interviews"]),
        seeds=int(values["seeds"]),
        coupons=int(values["coupons"]),
        design_effect=values["design_effect"],
        labels=labels,
    )
