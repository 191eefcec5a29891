"""The logic table: contradictions between answers that a researcher writes down, without touching code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mekendesh.structure.expressions import NotEvaluated, parse
from mekendesh.structure.schema import Mistakes, labels_of, read_rows

if TYPE_CHECKING:
    from mekendesh.files import Tree
    from mekendesh.words import Label

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class LogicRule:
    """Where ``condition`` (an expression) is true, the cell of ``column`` is doubted, and ``said`` is why."""

    rule: str
    severity: str
    column: str
    condition: str
    said: Label


@lru_cache(maxsize=8)
def load_logic(tree: Tree) -> tuple[LogicRule, ...]:
    """``logic.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("logic.csv")
    columns = ("rule", "severity", "column", "condition", *labels_of("said"))
    rows = read_rows(tree.structure / "logic.csv", columns)
    mistakes.repeated(rows, "rule")
    rules = []
    for row in rows:
        try:
            parse(mistakes.filled(row, "condition") or "true()")
        except NotEvaluated as outside:
            mistakes.add(row.line, "condition", f"'{outside.reason}'", "an expression that is evaluated")
        rules.append(
            LogicRule(
                mistakes.name(row, "rule"),
                mistakes.one_of(row, "severity", SEVERITIES),
                mistakes.filled(row, "column"),
                row["condition"],
                mistakes.label(row, "said"),
            )
        )
    mistakes.raise_if_any()
    return tuple(rules)
