"""From pairs to people: records joined one pair after the other, the most probable first, never against what two
papers of one person cannot say.

Plain transitivity joins a chain of likely pairs into one impossible person; on historical-50k that cost seven
points of precision. Here a pair is left out where it would put two documents, two days or years of birth, two
sexes, or two interviews into one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

LINKED = 0.4
"""Posterior probability from which a pair joins two records."""
SINGLE = ("document", "day", "birth_year", "sex", "interview")
"""What one person has one of."""


@dataclass
class _Person:
    """Records joined so far, and the one value each of `SINGLE` has, if any record says it."""

    records: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)

    def fits(self, other: _Person) -> bool:
        shared = self.values.keys() & other.values.keys()
        return all(self.values[name] == other.values[name] for name in shared)


def join_pairs(
    pairs: pd.DataFrame,
    records: Mapping[str, Mapping[str, str]],
    threshold: float = LINKED,
    *,
    together: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> dict[str, int]:
    """The person of each record that was joined with another: record → number, from 0 in order of joining.

    ``pairs``: left, right, probability; ``records``: what each record says of `SINGLE`, ``""`` where nothing.
    ``together`` are pairs that people found to be one person, whatever the papers say; ``apart`` those they found
    to be two: no third record brings them together. Equal probabilities are joined in the order of the records'
    names, so that the order of the rows does not matter.
    """
    people = {name: _Person({name}, _said(said)) for name, said in records.items()}
    strangers: dict[str, set[str]] = {}
    for left, right in apart:
        strangers.setdefault(left, set()).add(right)
        strangers.setdefault(right, set()).add(left)
    likely = pairs[pairs["probability"] >= threshold]
    ends = [sorted(pair) for pair in zip(likely["left"], likely["right"], strict=True)]
    ordered = sorted(zip(-likely["probability"], ends, strict=True), key=lambda one: (one[0], one[1]))
    steps = [(left, right, True) for left, right in sorted(map(sorted, together))]
    steps += [(left, right, False) for _, (left, right) in ordered]
    for left, right, decided in steps:
        one, other = people[left], people[right]
        two = any(strangers.get(record, set()) & other.records for record in one.records)
        if one is not other and not two and (decided or one.fits(other)):
            one.records |= other.records
            one.values = other.values | one.values
            for record in other.records:
                people[record] = one
    numbers: dict[int, int] = {}
    joined: dict[str, int] = {}
    for left, right, _ in steps:
        for record in (left, right):
            if len(people[record].records) > 1:
                joined[record] = numbers.setdefault(id(people[record]), len(numbers))
    return joined


def joined_pairs(
    joined: Mapping[str, int], records: Iterable[str], others: Iterable[str]
) -> set[tuple[str, str]]:
    """Every pair of a record of the one list and a record of the other that are one person."""
    by_person: dict[int, list[str]] = {}
    for record in others:
        if record in joined:
            by_person.setdefault(joined[record], []).append(record)
    return {
        (record, other)
        for record in records
        if record in joined
        for other in by_person.get(joined[record], ())
    }


def _said(record: Mapping[str, str]) -> dict[str, str]:
    return {name: record[name] for name in SINGLE if record.get(name)}
