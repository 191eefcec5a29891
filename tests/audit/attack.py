"""The least and the most that each hidden number can be by everything that is published together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from audit.facts import SMALLEST

if TYPE_CHECKING:
    from audit.facts import Facts

LEAST_WIDTH = 10
_LAST_BIT = 1e-6


@dataclass(frozen=True)
class Interval:
    """What is known of a cell: whole numbers of people from ``low`` to ``high``."""

    name: str
    code: str
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low

    @property
    def told(self) -> bool:
        """Whether more is known than may be.

        An interval of ten people or more is wide enough. A narrower one is too, if it begins at nothing and reaches
        nine: it says no more than the code does. And a number that was never hidden but only not shown is nobody's
        secret, if it is surely of ten people or more.
        """
        if self.width >= LEAST_WIDTH or (self.low <= 0 and self.high >= SMALLEST - 1):
            return False
        return bool(self.code) or self.low < SMALLEST


class ContradictionError(Exception):
    """The facts exclude one another: the attacker's model is wrong."""


def attack(facts: Facts) -> list[Interval]:
    """The interval of every cell. Raises ``ContradictionError`` where no numbers satisfy all facts."""
    names = sorted({name for people, _, _ in facts.rows for name in people})
    place = {name: number for number, name in enumerate(names)}
    matrix, bounds = _inequalities(facts, place)
    found = []
    for cell in facts.cells:
        if any(name not in place for name in cell.people):
            found.append(Interval(cell.name, cell.code, 0.0, math.inf))
            continue
        aim = np.zeros(len(names))
        for name, factor in cell.people.items():
            aim[place[name]] = factor
        low, high = _least(aim, matrix, bounds), -_least(-aim, matrix, bounds)
        found.append(
            Interval(
                cell.name,
                cell.code,
                float(math.ceil(low - _LAST_BIT)) if math.isfinite(low) else low,
                float(math.floor(high + _LAST_BIT)) if math.isfinite(high) else high,
            )
        )
    return found


def _inequalities(facts: Facts, place: dict[str, int]) -> tuple[csr_matrix, np.ndarray]:
    at, across, factors, bounds = [], [], [], []
    for people, low, high in facts.rows:
        for sign, bound in ((1.0, high), (-1.0, -low)):
            if math.isfinite(bound):
                at += [len(bounds)] * len(people)
                across += [place[name] for name in people]
                factors += [sign * factor for factor in people.values()]
                bounds.append(bound)
    return csr_matrix((factors, (at, across)), shape=(len(bounds), len(place))), np.array(bounds)


def _least(aim: np.ndarray, matrix: csr_matrix, bounds: np.ndarray) -> float:
    found = linprog(aim, A_ub=matrix, b_ub=bounds, bounds=(0, None), method="highs")
    if found.status == 2:
        raise ContradictionError
    return -math.inf if found.status == 3 else float(found.fun)
