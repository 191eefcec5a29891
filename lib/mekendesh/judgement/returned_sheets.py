"""The sheets of a panel as they came back: which rows were found, and what stands in them. Nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.judgement.rating_sheets import COMMENT, CONTEXT, LANGUAGE, LISTS, OPEN, PARTICIPANT, SEAL
from mekendesh.words import LANGUAGES, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mekendesh.field.workbooks import Sheet

_NAMES_WITHIN = 5
"""Rows from the top in which a sheet's machine names are looked for: somebody may have put a row above them."""
_KINDS = {"participant": PARTICIPANT, "ratings": CONTEXT | OPEN, "comments": COMMENT}
# What a spreadsheet may hold and a page may not; line ends and tabs become blanks.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its cells by the machine's names, its seal, and which cells held a formula or were merged."""

    row: int
    cells: Mapping[str, str]
    seal: str
    formulas: frozenset[str]
    merged: frozenset[str]

    def __getitem__(self, name: str) -> str:
        return self.cells[name]


@dataclass(frozen=True, eq=False)
class Workbook:
    """A workbook that came back. ``participant`` is ``None`` where it has no such sheet: a comment sheet alone.

    ``sheets`` counts those of a round table in it, filled in or not.
    """

    language: str
    participant: Line | None
    ratings: tuple[Line, ...]
    comments: tuple[Line, ...]
    words: Mapping[str, Mapping[str, str]]
    sheets: int


def read_lines(sheets: Iterable[Sheet]) -> Workbook:
    """Find the sheets by the names in their first rows; other sheets are passed over."""
    found: dict[str, list[Line]] = {kind: [] for kind in _KINDS}
    words: dict[str, dict[str, str]] = {}
    language, sheets_found = SOURCE, 0
    for sheet in sheets:
        for listed, name, word in _listed(sheet):
            words.setdefault(listed, {})[word.casefold()] = name
        for kind, names in _KINDS.items():
            at, header = _names_row(sheet, (*names, SEAL))
            if at is None:
                continue
            sheets_found += 1
            told = [cell.removeprefix(LANGUAGE) for cell in header if cell.startswith(LANGUAGE)]
            language = next((code for code in told if code in LANGUAGES), language)
            found[kind] += _lines(sheet, at, header, tuple(names))
    people = found["participant"]
    return Workbook(
        language=language,
        participant=people[0] if people else None,
        ratings=tuple(found["ratings"]),
        comments=tuple(found["comments"]),
        words=words,
        sheets=sheets_found,
    )


def tidy(text: str) -> str:
    """Written words on one line, without what no page may hold."""
    return " ".join(_CONTROL.sub("", text).split())


def _names_row(sheet: Sheet, names: tuple[str, ...]) -> tuple[int | None, tuple[str, ...]]:
    for number, cells in sheet.rows[:_NAMES_WITHIN]:
        header = tuple(cell.strip() for cell in cells)
        if set(names) <= set(header):
            return number, header
    return None, ()


def _lines(sheet: Sheet, at: int, header: tuple[str, ...], names: tuple[str, ...]) -> Iterator[Line]:
    from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

    columns = {name: header.index(name) for name in (*names, SEAL)}
    by_column = {place: name for name, place in columns.items()}
    computed: dict[int, set[str]] = {}
    for place in sheet.formulas:
        row, column = coordinate_to_tuple(place)
        computed.setdefault(row, set()).add(by_column.get(column - 1, ""))
    merged = [range_boundaries(reference) for reference in sheet.merged]
    filled = dict(sheet.rows)
    for row in sorted(number for number in {*filled, *computed} if number > at):
        cells = filled.get(row, ())
        text = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
        seal = text.pop(SEAL)
        formulas = frozenset(computed.get(row, set()) - {""})
        if seal == SEAL or not (any(text.values()) or formulas):
            continue
        covered = frozenset(
            name
            for name, place in columns.items()
            for left, top, right, bottom in merged
            if left <= place + 1 <= right and top <= row <= bottom
        )
        yield Line(row, text, seal, formulas, covered)


def _listed(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """The rows of the hidden sheet of words, if this is it."""
    if sheet.rows and sheet.rows[0][1][: len(LISTS)] == LISTS:
        yield from ((cells[0], cells[1], cells[2].strip()) for _, cells in sheet.rows[1:] if len(cells) == 3)
