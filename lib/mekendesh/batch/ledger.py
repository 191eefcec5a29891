"""The ledger: ``outputs/run.json``, what became of every unit that was ever run here."""

from __future__ import annotations

from typing import Any

from mekendesh.batch.run import Outcome
from mekendesh.files import Tree, read_json, write_json


def read_ledger(tree: Tree) -> dict[str, Any]:
    """What became of each unit, by its place. Raises ``FileError`` where the ledger is not readable."""
    ledger = tree.outputs / "run.json"
    return read_json(ledger) if ledger.is_file() else {}


def remember(tree: Tree, outcomes: list[Outcome]) -> dict[str, Any]:
    """Write what became of each unit into the ledger, units of earlier batches kept, and return it whole."""
    units = read_ledger(tree)
    for outcome in outcomes:
        reason = {"message": outcome.message, "values": dict(outcome.values)} if outcome.failed else None
        units[outcome.unit.place] = {
            "outcome": "failed" if outcome.failed else "published",
            "executed": list(outcome.executed),
            "seconds": round(outcome.seconds, 1),
            "reason": reason,
            "is_example": outcome.unit.is_example,
        }
    write_json(tree.outputs / "run.json", units)
    return units
