"""What the simulation assumes, read from ``data/structure/assumptions.csv``.

Nothing in a simulated corridor is known except its size and the share of women, which come from published
sources. Every other number is an assumption, named and labelled in that file and nowhere in the code; results
computed from it say nothing about real people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from mekendesh.errors import StructureError
from mekendesh.structure.design import Design, load_design
from mekendesh.structure.schema import Mistakes, Row, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree
    from mekendesh.words import Label

UNITS = ("share", "persons", "log", "log-odds", "years", "days", "hours", "minutes", "coupons", "rows")
DISTRIBUTIONS = (
    "relation", "age", "education", "settlement", "legal_status", "occupation_higher", "occupation_other",
    "sector_female", "sector_male", "barriers_named", "trust", "satisfied", "return_intention", "idea_stage",
    "idea_sector",
)  # fmt: skip
"""Parameters whose values are the shares of a whole."""
OUTCOMES = ("acts_", "willing_", "names_", "aware", "used", "satisfied", "trust", "return", "idea")
"""What traits may move; the first three are completed by a channel or a barrier."""
TRAITS = (
    "female", "age_18_29", "age_45_plus", "higher", "village", "irregular", "recent", "working",
    "overqualified", "aware", "low_trust", "acts", "names_", "willing_",
)  # fmt: skip
_COLUMNS = ("parameter", "key", "value", "unit", "status", "note_ky", "note_ru", "note_en")
_SUM_WITHIN = 1e-9


@dataclass(frozen=True)
class Assumption:
    """One assumed number: ``parameter`` is its family, ``key`` what within the family it is about."""

    parameter: str
    key: str
    value: float
    unit: str
    note: Label


@dataclass(frozen=True)
class Assumptions:
    """All assumed numbers, in the order of the file."""

    rows: tuple[Assumption, ...]

    @cached_property
    def _families(self) -> Mapping[str, Mapping[str, float]]:
        families: dict[str, dict[str, float]] = {}
        for row in self.rows:
            families.setdefault(row.parameter, {})[row.key] = row.value
        return MappingProxyType({name: MappingProxyType(family) for name, family in families.items()})

    def family(self, parameter: str) -> Mapping[str, float]:
        """Every value of a parameter by its key; raises ``StructureError`` where there is none."""
        found = self._families.get(parameter)
        if found is None:
            raise StructureError(
                "{file} has no assumption named {parameter}. Add its rows, with a value each.",
                file="assumptions.csv",
                parameter=parameter,
            )
        return found

    def value(self, parameter: str, key: str) -> float:
        """One value; raises ``StructureError`` where it is not assumed."""
        family = self.family(parameter)
        if key not in family:
            raise StructureError(
                "{file} has no assumption {parameter} for {key}. Add the row, with a value.",
                file="assumptions.csv",
                parameter=parameter,
                key=key,
            )
        return family[key]

    def count(self, parameter: str, key: str) -> int:
        return round(self.value(parameter, key))

    def draw(self, parameter: str, size: int, rng: np.random.Generator) -> np.ndarray:
        """``size`` keys of a distribution, drawn by their shares."""
        family = self.family(parameter)
        shares = np.array(list(family.values()))
        return np.array(list(family), dtype=object)[rng.choice(len(family), size, p=shares / shares.sum())]

    def effects(self, outcome: str) -> dict[str, float]:
        """The log-odds by which traits move an outcome: trait → effect."""
        return {
            key.partition(":")[2]: value
            for key, value in self.family("log_odds").items()
            if key.partition(":")[0] == outcome
        }

    def with_value(self, parameter: str, key: str, value: float) -> Assumptions:
        """The same assumptions but for one value, for rehearsals that vary it."""
        return Assumptions(
            tuple(
                Assumption(row.parameter, row.key, value, row.unit, row.note)
                if (row.parameter, row.key) == (parameter, key)
                else row
                for row in self.rows
            )
        )


def load_assumptions(tree: Tree) -> Assumptions:
    """Read ``assumptions.csv``, and the size of the survey from ``design.csv``.

    Raises ``StructureError`` with every mistake and its line: a row not labelled as an assumption, an unknown
    unit, a share outside 0 to 1, a distribution that does not sum to 1, a repeated row, a missing note.
    """
    mistakes = Mistakes("assumptions.csv")
    rows = read_rows(tree.structure / "assumptions.csv", _COLUMNS)
    mistakes.repeated(rows, "parameter", "key")
    assumptions = tuple(_read_row(row, mistakes) for row in rows)
    for parameter in DISTRIBUTIONS:
        whole = [row.value for row in assumptions if row.parameter == parameter]
        if whole and abs(sum(whole) - 1) > _SUM_WITHIN:
            last = max(row.line for row in rows if row["parameter"] == parameter)
            mistakes.add(last, "value", f"{sum(whole):g} as the sum of {parameter}", "shares that sum to 1")
    _check_effects(rows, mistakes)
    mistakes.raise_if_any()
    return Assumptions((*assumptions, *_planned(load_design(tree))))


def _planned(design: Design) -> tuple[Assumption, ...]:
    """The simulated survey follows the plan of the real one: its numbers stand in ``design.csv`` alone."""
    labels = dict(design.labels)
    return (
        Assumption("survey", "people", design.interviews, "persons", labels["interviews"]),
        Assumption("survey", "seeds", design.seeds, "persons", labels["seeds"]),
        Assumption("survey", "coupons", design.coupons, "coupons", labels["coupons"]),
    )


def _check_effects(rows: list[Row], mistakes: Mistakes) -> None:
    """An effect speaks of an outcome and a trait that are simulated, else it would silently do nothing."""
    channels = [row["key"] for row in rows if row["parameter"] == "acts"]
    barriers = [row["key"] for row in rows if row["parameter"] == "barrier"]
    completed = {"acts_": channels, "willing_": channels, "names_": barriers}
    outcomes, traits = (
        {name + key for name in names for key in completed.get(name, [""])} for names in (OUTCOMES, TRAITS)
    )
    for row in rows:
        outcome, _, trait = row["key"].partition(":")
        if row["parameter"] == "log_odds" and not (outcome in outcomes and trait in traits):
            mistakes.add(row.line, "key", f"'{row['key']}'", "outcome:trait, both of them simulated")


def _read_row(row: Row, mistakes: Mistakes) -> Assumption:
    mistakes.one_of(row, "status", ("assumption",))
    unit = mistakes.one_of(row, "unit", UNITS)
    signed = unit in {"log", "log-odds", "hours"}
    low, high = (-np.inf, np.inf) if signed else (0, 1 if unit == "share" else np.inf)
    return Assumption(
        parameter=mistakes.filled(row, "parameter"),
        key=mistakes.filled(row, "key"),
        value=mistakes.number(row, "value", low, high),
        unit=unit,
        note=mistakes.label(row, "note"),
    )
