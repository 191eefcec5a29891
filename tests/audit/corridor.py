"""The audit of a round: every fact of a corridor's tables and of its origin's, and every cell's interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.attack import Interval, attack
from audit.counts import count_facts
from audit.facts import Facts
from audit.nation import national_bounds
from audit.published import read_tables
from audit.survey import read_words, survey_facts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from audit.published import Tables
    from audit.survey import Words

NATIONAL = "GLOBAL"


def corridor_facts(
    tables: Tables,
    words: Words,
    contrast: float = 1.0,
    beside: Mapping[str, tuple[float, float]] | None = None,
) -> Facts:
    """What the tables of a corridor say together; ``beside``: what its origin's report adds (`national_bounds`)."""
    facts = Facts()
    count_facts(tables, facts)
    survey_facts(tables, words, facts, contrast, beside)
    return facts


def round_facts(folder: Path, structure: Path, contrast: float = 1.0) -> dict[str, Facts]:
    """The facts of every corridor below a round's folder of outputs, read together with the origin's report."""
    words, units = read_words(structure), read_units(folder)
    corridors = {name: tables for name, tables in units.items() if name != NATIONAL}
    beside = national_bounds(units.get(NATIONAL, {}), corridors, words)
    return {
        name: corridor_facts(tables, words, contrast, beside.get(name)) for name, tables in corridors.items()
    }


def read_units(folder: Path) -> dict[str, Tables]:
    """The tables of every corridor of a round, and of its origin, as the outputs hold them."""
    return {place.name: read_tables(place / "tables") for place in sorted(folder.iterdir()) if place.is_dir()}


def audit_round(folder: Path, structure: Path, contrast: float = 1.0) -> dict[str, list[Interval]]:
    """The interval of every cell of every corridor of a round. Raises ``ContradictionError`` as `attack` does."""
    return {name: attack(facts) for name, facts in round_facts(folder, structure, contrast).items()}
