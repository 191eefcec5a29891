"""State readiness: ten domains, the items in them, and the dated evidence that scores an item of an origin.

The scale: 0 none, 1 announced or drafted, 2 adopted on paper, 3 operating with an owner and a budget,
4 operating, monitored, with published results. An item without evidence is unknown, and that is not 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.structure.schema import LABELS, Mistakes, labels_of, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from mekendesh.files import Tree
    from mekendesh.structure.schema import Row
    from mekendesh.words import Label

HIGHEST_SCORE = 4
GRADES = ("A", "B", "C", "D")
"""A law or official statistic in force, B official report, C independent study, D expert or press."""
SCORED_BY = ("evidence", "survey")

_EVIDENCE = (
    "origin", "item", "score", "as_of", "until", *labels_of("source"), "url", "grade", *labels_of("quote"),
    "assessor", "dissent_score", *labels_of("dissent"),
)  # fmt: skip


@dataclass(frozen=True)
class Domain:
    """A field of state readiness."""

    domain: str
    label: Label


@dataclass(frozen=True)
class Item:
    """One thing a state has or has not in place; ``scored_by`` evidence, or the survey of people abroad."""

    item: str
    domain: str
    label: Label
    scored_by: str


@dataclass(frozen=True)
class Evidence:
    """What is known of one item in one origin at one date, and the score it supports.

    ``as_of`` is the day from which the fact may be counted: where a source gives a year or a period, its last
    day. ``until`` is the last day on which it counts, where it has one: the term of a programme, the year a
    mapping was announced for. A row without it keeps counting until a newer one stands beside it: read its
    date with its score. ``quote`` says in the assessor's words what is known, and what is not.

    ``dissent_score`` is what another reading of the same source gives (``None`` where nobody dissents) and
    ``dissent`` its reason in words, empty where there is none.
    """

    origin: str
    item: str
    score: int
    as_of: date
    source: Label
    url: str
    grade: str
    quote: Label
    assessor: str
    until: date | None
    dissent_score: int | None
    dissent: Label


def load_domains(tree: Tree) -> tuple[Domain, ...]:
    """``domains.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("domains.csv")
    rows = read_rows(tree.structure / "domains.csv", ("domain", *LABELS))
    mistakes.repeated(rows, "domain")
    found = tuple(Domain(mistakes.name(row, "domain"), mistakes.label(row)) for row in rows)
    mistakes.raise_if_any()
    return found


def load_items(tree: Tree, domains: Collection[str]) -> tuple[Item, ...]:
    """``items.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("items.csv")
    rows = read_rows(tree.structure / "items.csv", ("item", "domain", "scored_by", *LABELS))
    mistakes.repeated(rows, "item")
    found = tuple(
        Item(
            item=mistakes.name(row, "item"),
            domain=mistakes.one_of(row, "domain", domains),
            label=mistakes.label(row),
            scored_by=mistakes.one_of(row, "scored_by", SCORED_BY),
        )
        for row in rows
    )
    mistakes.raise_if_any()
    return found


def load_evidence(tree: Tree, items: Collection[str], origins: Collection[str]) -> tuple[Evidence, ...]:
    """``evidence.csv`` in the order of the file; ``items`` are those that evidence may score.

    A dissent is a score other than the row's and its reason in three languages, or neither. Raises
    ``StructureError`` with every mistake in the file.
    """
    mistakes = Mistakes("evidence.csv")
    rows = read_rows(tree.structure / "evidence.csv", _EVIDENCE)
    mistakes.repeated(rows, "origin", "item", "as_of", "source_en")
    found = tuple(
        Evidence(
            origin=mistakes.one_of(row, "origin", origins),
            item=mistakes.one_of(row, "item", items),
            score=mistakes.whole(row, "score", 0, HIGHEST_SCORE),
            as_of=mistakes.day(row, "as_of"),
            source=mistakes.label(row, "source"),
            url=mistakes.address(row, "url"),
            grade=mistakes.one_of(row, "grade", GRADES),
            quote=mistakes.label(row, "quote"),
            assessor=mistakes.filled(row, "assessor"),
            until=_until(mistakes, row),
            dissent_score=_dissent_score(mistakes, row),
            dissent=mistakes.label(row, "dissent", blank=not row["dissent_score"]),
        )
        for row in rows
    )
    mistakes.raise_if_any()
    return found


def _until(mistakes: Mistakes, row: Row) -> date | None:
    until = mistakes.day_or_blank(row, "until")
    if until and row["until"] < row["as_of"]:
        mistakes.add(row.line, "until", f"'{row['until']}'", f"no day before {row['as_of']}")
    return until


def _dissent_score(mistakes: Mistakes, row: Row) -> int | None:
    if not row["dissent_score"]:
        if row["dissent_en"]:
            mistakes.add(row.line, "dissent_score", "an empty cell", "the score the dissent gives")
        return None
    if row["dissent_score"] == row["score"]:
        mistakes.add(row.line, "dissent_score", f"'{row['score']}'", "a score other than the row's")
    return mistakes.whole(row, "dissent_score", 0, HIGHEST_SCORE)
