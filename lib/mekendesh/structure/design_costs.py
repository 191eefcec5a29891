"""What each way of asking would cost: unit costs, assumed, read from ``design_costs.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mekendesh.structure.schema import Mistakes, labels_of, read_rows

if TYPE_CHECKING:
    from mekendesh.files import Tree
    from mekendesh.words import Label

DESIGNS = ("rds", "register", "open_link")
ITEMS = ("preparation", "site", "day", "interview", "recruit")
"""What is paid for: once; each site opened; each site and day; each interview; each recruit, to the recruiter."""


@dataclass(frozen=True)
class UnitCost:
    """US dollars for one unit of an item; ``note`` says what is in it."""

    design: str
    item: str
    usd: float
    note: Label


@dataclass(frozen=True)
class DesignCosts:
    """All unit costs, in the order of the file."""

    rows: tuple[UnitCost, ...]

    def cost(self, design: str, **units: float) -> float:
        """US dollars of a fieldwork: units of each item times its unit cost; an item without a row costs nothing."""
        of_item = {row.item: row.usd for row in self.rows if row.design == design}
        return sum(of_item.get(item, 0.0) * count for item, count in units.items())


@lru_cache(maxsize=8)
def load_design_costs(tree: Tree) -> DesignCosts:
    """Read ``design_costs.csv``.

    Raises ``StructureError`` for an unknown design or item, a pair that stands twice, a cost below zero, a row not
    labelled as an assumption, and a design whose interviews have no cost.
    """
    mistakes = Mistakes("design_costs.csv")
    rows = read_rows(
        tree.structure / "design_costs.csv", ("design", "item", "usd", "status", *labels_of("note"))
    )
    mistakes.repeated(rows, "design", "item")
    costs = []
    for row in rows:
        mistakes.one_of(row, "status", ("assumption",))
        costs.append(
            UnitCost(
                mistakes.one_of(row, "design", DESIGNS),
                mistakes.one_of(row, "item", ITEMS),
                mistakes.number(row, "usd", 0, 1_000_000),
                mistakes.label(row, "note"),
            )
        )
    for design in DESIGNS:
        if (design, "interview") not in {(cost.design, cost.item) for cost in costs}:
            mistakes.add(1, "item", f"no interview of {design}", "a cost of an interview for each design")
    mistakes.raise_if_any()
    return DesignCosts(tuple(costs))
