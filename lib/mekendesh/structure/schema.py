"""Reading a structure file so that every mistake in it is told at once, with file and line.

A loader reads rows, asks `Mistakes` for typed cells, and ends with ``raise_if_any``:

    mistakes = Mistakes("channels.csv")
    rows = read_rows(tree.structure / "channels.csv", ("channel", *LABELS))
    mistakes.repeated(rows, "channel")
    channels = tuple(Channel(mistakes.name(row, "channel"), mistakes.label(row)) for row in rows)
    mistakes.raise_if_any()

A cell that cannot be typed is noted and stands as a harmless placeholder until the file is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from mekendesh.errors import FileError, StructureError
from mekendesh.files import read_text_table
from mekendesh.words import LANGUAGES, Label

_SHORT_LIST = 14


def labels_of(prefix: str) -> tuple[str, ...]:
    """The three columns in which words stand, one a language."""
    return tuple(f"{prefix}_{language}" for language in LANGUAGES)


LABELS = labels_of("label")


@dataclass(frozen=True)
class Row:
    """One row, which ends on ``line``: ``row["column"]`` is a cell's text without outer blanks."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    """The rows of a structure file whose header is exactly ``columns``, in any order.

    Raises ``StructureError`` where the file cannot be read or has other columns.
    """
    try:
        table = read_text_table(path)
    except FileError as broken:
        raise StructureError(broken.message, **broken.values) from None
    mistakes = Mistakes(path.name)
    for column in columns:
        if column not in table.columns:
            mistakes.add(1, column, "no such column", "a column of this name")
    for column in table.columns:
        if column not in columns:
            mistakes.add(1, column, "an unknown column", "only " + ", ".join(columns))
    mistakes.raise_if_any()
    return [
        Row(line, dict(zip(table.columns, (cell.strip() for cell in cells), strict=True)))
        for line, *cells in table.itertuples(name=None)
    ]


@dataclass
class Mistakes:
    """What is wrong in one file. Typed readers of a cell note a mistake instead of raising it."""

    file: str
    noted: list[tuple[int, str, str, str]] = field(default_factory=list)

    def add(self, line: int, column: str, found: str, expected: str) -> None:
        """Note one mistake; ``found`` and ``expected`` are words that follow "found" and "expected"."""
        self.noted.append((line, column, found, expected))

    def raise_if_any(self) -> None:
        """Raise one ``StructureError`` that lists every mistake noted, in the order of lines."""
        if not self.noted:
            return
        listed = "; ".join(
            f"line {line}, column {column}: found {found}, expected {expected}"
            for line, column, found, expected in sorted(self.noted, key=lambda mistake: mistake[0])
        )
        raise StructureError(
            "{file} has {count} mistake(s): {mistakes}. Mend these cells and load again.",
            file=self.file,
            count=len(self.noted),
            line=min(line for line, *_ in self.noted),
            mistakes=listed,
        )

    def filled(self, row: Row, column: str) -> str:
        """The cell's text; an empty cell is a mistake."""
        if not row[column]:
            self.add(row.line, column, "an empty cell", "a value")
        return row[column]

    def name(self, row: Row, column: str) -> str:
        """An id: small Latin letters, digits and single underscores, so that it can be part of another id."""
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", row[column]):
            self.add(row.line, column, _said(row[column]), "an id such as no_trust")
        return row[column]

    def address(self, row: Row, column: str) -> str:
        """A web address, or nothing."""
        if row[column] and not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+/?\S*", row[column]):
            self.add(row.line, column, _said(row[column]), "an address that begins with https:// or http://")
        return row[column]

    def one_of(self, row: Row, column: str, allowed: Collection[str], *, blank: bool = False) -> str:
        """The cell's text, which must be one of ``allowed`` (or empty, where ``blank`` permits it)."""
        if not (blank and not row[column]) and row[column] not in allowed:
            self.add(row.line, column, _said(row[column]), _choice(row[column], allowed))
        return row[column]

    def many_of(
        self, row: Row, column: str, allowed: Collection[str], *, at_least: int = 0
    ) -> tuple[str, ...]:
        """The space-separated parts of a cell, each one of ``allowed``, none twice, at least so many."""
        parts = tuple(row[column].split())
        for part in sorted(set(parts)):
            if part not in allowed:
                self.add(row.line, column, _said(part), _choice(part, allowed))
            if parts.count(part) > 1:
                self.add(row.line, column, f"{_said(part)} more than once", "each of them once")
        if len(parts) < at_least:
            self.add(row.line, column, f"{len(parts)} given", f"at least {at_least}")
        return parts

    def label(self, row: Row, prefix: str = "label", *, blank: bool = False) -> Label:
        """The columns ``<prefix>_ky``, ``_ru``, ``_en``: all filled, or (where ``blank``) all empty."""
        words = {language: row[f"{prefix}_{language}"] for language in LANGUAGES}
        if any(words.values()) or not blank:
            for language in LANGUAGES:
                self.filled(row, f"{prefix}_{language}")
        return Label(**words)

    def number(self, row: Row, column: str, low: float = -math.inf, high: float = math.inf) -> float:
        """A finite decimal number with a point, from ``low`` to ``high``; a mistake reads as NaN."""
        try:
            value = float(row[column])
        except ValueError:
            value = math.nan
        if not (low <= value <= high) or math.isinf(value):
            self.add(row.line, column, _said(row[column]), f"a number{_range(low, high)}")
            return math.nan
        return value

    def whole(self, row: Row, column: str, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``; a mistake reads as ``low``."""
        if re.fullmatch(r"-?[0-9]{1,15}", row[column]) and low <= int(row[column]) <= high:
            return int(row[column])
        self.add(row.line, column, _said(row[column]), f"a whole number{_range(low, high)}")
        return low

    def flag(self, row: Row, column: str) -> bool:
        """``yes`` or ``no``."""
        return self.one_of(row, column, ("yes", "no")) == "yes"

    def day(self, row: Row, column: str) -> date:
        """A day written YYYY-MM-DD; a mistake reads as the first day there is."""
        return self.day_or_blank(row, column, blank=False) or date.min

    def day_or_blank(self, row: Row, column: str, *, blank: bool = True) -> date | None:
        """A day written YYYY-MM-DD, or nothing."""
        if blank and not row[column]:
            return None
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", row[column]):
                return date.fromisoformat(row[column])
        except ValueError:
            pass
        self.add(row.line, column, _said(row[column]), "a day as YYYY-MM-DD")
        return None

    def repeated(self, rows: Iterable[Row], *columns: str) -> None:
        """Note every row whose cells in ``columns`` an earlier row already has."""
        first: dict[tuple[str, ...], int] = {}
        for row in rows:
            key = tuple(row[column] for column in columns)
            if key in first:
                found = f"{_said(' '.join(key))} again, first on line {first[key]}"
                self.add(row.line, "+".join(columns), found, "each of them once")
            else:
                first[key] = row.line


def _said(text: str) -> str:
    return f"'{text}'" if text else "an empty cell"


def _choice(text: str, allowed: Collection[str]) -> str:
    if len(allowed) <= _SHORT_LIST:
        return "one of " + ", ".join(allowed)
    near = get_close_matches(text, list(allowed), n=3)
    return "one of " + ", ".join(near) + ", …" if near else f"one of the {len(allowed)} ids known there"


def _range(low: float, high: float) -> str:
    if math.isinf(low) and math.isinf(high):
        return ""
    return f" from {low:g} to {high:g}"
