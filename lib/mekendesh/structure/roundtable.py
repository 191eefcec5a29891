"""A round table: who sits at it, what it rates on which scale, what it may comment on, and how its day runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mekendesh.files import digest, read_text_table
from mekendesh.structure.schema import LABELS, Mistakes, labels_of, read_rows
from mekendesh.words import message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from mekendesh.files import Tree
    from mekendesh.structure.framework import Framework
    from mekendesh.words import Label, Term

STRATA: Mapping[str, Term] = {
    "state": message("state bodies"),
    "international": message("international organisations"),
    "experts": message("experts and research"),
    "diaspora": message("diaspora organisations"),
}
"""Whom a participant speaks from. A stratum is asked for, a name is not."""
MOMENTS = ("before", "after")
"""Before and after the participants have seen the dated evidence."""
READINESS, IMPORTANCE, FEASIBILITY = "readiness", "importance", "feasibility"
SCALES = {READINESS: (0, 4), IMPORTANCE: (1, 9), FEASIBILITY: (1, 9)}
"""What is rated, and its lowest and highest rating: items for readiness, proposals for the other two."""
GENERAL = "general"
"""The section of a comment on the whole."""
YES, NO = "yes", "no"

RATINGS, COMMENTS, REFUSALS = "ratings.csv", "comments.csv", "refusals.csv"
RATING_COLUMNS = ("participant", "stratum", "what", "id", "moment", "rating")
COMMENT_COLUMNS = ("comment_id", "participant", "stratum", "about", "comment", "language", "quote", "name")


@dataclass(frozen=True)
class Section:
    """A part of the methodology that comments are collected on."""

    section: str
    label: Label


@dataclass(frozen=True)
class Answer:
    """What the team answered to a comment of a round; ``comment_id`` is that of `comment_id`."""

    origin: str
    round: str
    comment_id: str
    text: Label
    answered_on: date


@dataclass(frozen=True)
class Session:
    """One part of the day, with what participants have before them."""

    session: str
    minutes: int
    label: Label
    material: Label


def rated_subjects(framework: Framework) -> tuple[tuple[str, str], ...]:
    """What a panel rates, as pairs of what and id, in the order of the sheet.

    Items that the survey scores are left out: compatriots abroad answer them, and a panel's view of what people
    know or trust would be a second number for the same thing.
    """
    items = [(READINESS, item.item) for item in framework.items if item.scored_by == "evidence"]
    proposals = [
        (what, proposal.proposal) for proposal in framework.proposals for what in (IMPORTANCE, FEASIBILITY)
    ]
    return (*items, *proposals)


def comment_id(about: str, comment: str) -> str:
    """A name for a comment that depends on its words alone, so that an answer stays with it."""
    return digest(f"{about}\0{comment}".encode())[:10]


def read_ratings(tree: Tree, where: str) -> pd.DataFrame | None:
    """``ratings.csv`` of ``where`` (origin/round): `RATING_COLUMNS` as text; ``None`` before a round table.

    Raises ``FileError`` for a file that is not such a table.
    """
    return _read(tree, where, RATINGS)


def read_comments(tree: Tree, where: str) -> pd.DataFrame | None:
    """``comments.csv`` of ``where`` (origin/round): `COMMENT_COLUMNS` as text; ``None`` before a round table."""
    return _read(tree, where, COMMENTS)


def _read(tree: Tree, where: str, name: str) -> pd.DataFrame | None:
    path = tree.roundtable(where) / name
    return read_text_table(path) if path.is_file() else None


@lru_cache(maxsize=8)
def load_sections(tree: Tree) -> tuple[Section, ...]:
    """``comment_sections.csv`` in the order of the file, `GENERAL` among them. Raises ``StructureError``."""
    mistakes = Mistakes("comment_sections.csv")
    rows = read_rows(tree.structure / "comment_sections.csv", ("section", *LABELS))
    mistakes.repeated(rows, "section")
    for column in LABELS:  # a section is chosen by its words
        mistakes.repeated(rows, column)
    found = tuple(Section(mistakes.name(row, "section"), mistakes.label(row)) for row in rows)
    if GENERAL not in {section.section for section in found}:
        mistakes.add(1, "section", f"no {GENERAL}", "a section for comments on the whole")
    mistakes.raise_if_any()
    return found


@lru_cache(maxsize=8)
def load_answers(tree: Tree) -> tuple[Answer, ...]:
    """``comment_answers.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("comment_answers.csv")
    rows = read_rows(
        tree.structure / "comment_answers.csv",
        ("origin", "round", "comment_id", *labels_of("answer"), "answered_on"),
    )
    mistakes.repeated(rows, "origin", "round", "comment_id")
    found = tuple(
        Answer(
            origin=mistakes.filled(row, "origin"),
            round=mistakes.filled(row, "round"),
            comment_id=mistakes.filled(row, "comment_id"),
            text=mistakes.label(row, "answer"),
            answered_on=mistakes.day(row, "answered_on"),
        )
        for row in rows
    )
    mistakes.raise_if_any()
    return found


@lru_cache(maxsize=8)
def load_sessions(tree: Tree) -> tuple[Session, ...]:
    """``sessions.csv`` in the order of the day. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("sessions.csv")
    rows = read_rows(tree.structure / "sessions.csv", ("session", "minutes", *LABELS, *labels_of("material")))
    mistakes.repeated(rows, "session")
    found = tuple(
        Session(
            mistakes.name(row, "session"),
            mistakes.whole(row, "minutes", 5, 240),
            mistakes.label(row),
            mistakes.label(row, "material"),
        )
        for row in rows
    )
    mistakes.raise_if_any()
    return found
