"""What is known of counts of people, as inequalities between sums of unknown numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from audit.published import Told

Sum = dict[str, float]
"""A sum of unknowns, each with its factor."""

STEP = 5
OFF = STEP // 2
"""A whole number lies at most this far from what it is rounded to."""
SMALLEST = 10
"""What is shown is of so many people, and leaves out as many."""


@dataclass(frozen=True)
class Cell:
    """A number that was not to be told. ``code``: what stands in its place, "" where nothing was ever shown of it."""

    name: str
    people: Sum
    code: str = ""


@dataclass
class Facts:
    """Inequalities ``low ≤ sum ≤ high`` and the cells an attacker is after. Counts are never negative."""

    rows: list[tuple[Sum, float, float]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def between(self, people: Mapping[str, float], low: float, high: float) -> None:
        self.rows.append((dict(people), low, high))

    def at_most(self, part: Mapping[str, float], whole: Mapping[str, float], off: float = 0.0) -> None:
        """One number is no larger than another, but for ``off`` people."""
        self.between(less(part, whole), -float("inf"), off)

    def equal(self, one: Mapping[str, float], other: Mapping[str, float]) -> None:
        self.between(less(one, other), 0.0, 0.0)

    def counted(self, people: Mapping[str, float], shown: Told) -> None:
        """A count rounded to five; nothing follows from a hidden one."""
        if shown.value is not None:
            self.between(people, max(shown.value - OFF, SMALLEST), shown.value + OFF)

    def share(
        self, yes: Mapping[str, float], of: Mapping[str, float], shown: Told, contrast: float = 1.0
    ) -> None:
        """A weighted share: what it says of the people who said yes, where these weigh at most ``contrast`` times
        what the others weigh, or the others these. A share that is shown is of ten people or more and leaves as many.
        """
        if shown.value is None:
            return
        low, high = shown.value - shown.step / 2, shown.value + shown.step / 2
        self.share_between(yes, of, low, high, contrast)
        self.between(yes, SMALLEST, float("inf"))
        self.between(less(of, yes), SMALLEST, float("inf"))

    def share_between(
        self,
        yes: Mapping[str, float],
        of: Mapping[str, float],
        low: float,
        high: float,
        contrast: float = 1.0,
    ) -> None:
        low, high = _of_people(low, 1 / contrast), _of_people(high, contrast)
        self.between(less(yes, times(of, low)), 0.0, float("inf"))
        self.between(less(yes, times(of, high)), -float("inf"), 0.0)

    def seek(self, name: str, people: Mapping[str, float], code: str = "") -> None:
        self.cells.append(Cell(name, dict(people), code))


def one(name: str) -> Sum:
    return {name: 1.0}


def total(sums: Iterable[Mapping[str, float]]) -> Sum:
    added: Sum = {}
    for each in sums:
        for name, factor in each.items():
            added[name] = added.get(name, 0.0) + factor
    return added


def times(people: Mapping[str, float], factor: float) -> Sum:
    return {name: factor * each for name, each in people.items()}


def less(people: Mapping[str, float], others: Mapping[str, float]) -> Sum:
    return total([people, times(others, -1.0)])


def _of_people(share: float, contrast: float) -> float:
    """The share of people behind a weighted share, if those who said yes weigh 1/contrast of what the others weigh."""
    share = min(max(share, 0.0), 1.0)
    return contrast * share / (contrast * share + 1 - share)
