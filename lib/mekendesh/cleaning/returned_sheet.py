"""The sheet of a review workbook as it came back: which cells were filled in, in whose words.

Only the open cells are an answer; the locked ones tell with their seal whether a row is still the one that was
sent. Nothing is judged here.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from mekendesh.cleaning.review import ANSWER, DECISIONS, LOCKED, OPEN, SEAL, SHEET, shown
from mekendesh.errors import ReplayError
from mekendesh.words import LANGUAGES, say

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

_BROKEN = (
    *(BadZipFile, zlib.error, EOFError, OSError, RuntimeError, SyntaxError),
    *(AttributeError, LookupError, TypeError, ValueError),
)
"""What reading a file that is no workbook, or a torn one, may raise."""


@dataclass(frozen=True)
class ReturnedLine:
    """One row of the sheet; ``decided`` are its open cells, a decision by its name for the machine."""

    row: int
    locked: Mapping[str, str]
    decided: Mapping[str, str]
    seal: str
    formulas: frozenset[str]

    @property
    def log_id(self) -> str:
        return self.locked["log_id"].strip()


def read_lines(content: bytes) -> list[ReturnedLine]:
    """The rows of the sheet below the names; rows with nothing in them are none."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl cannot keep of another program's file is not ours
            workbook = load_workbook(BytesIO(content))
    except _BROKEN:
        raise ReplayError(
            "What came back is not an XLSX workbook. Save the review as .xlsx and hand it in again."
        ) from None
    names = {*LOCKED, *OPEN, SEAL}
    rows = iter(_cells(workbook))
    for _, cells in rows:
        at = {shown(_text(cell)).strip(): place for place, cell in reversed(list(enumerate(cells)))}
        if names <= at.keys():
            break
    else:
        raise ReplayError(
            "The workbook has no sheet {sheet} with the names of its columns in the hidden first row. Put the "
            "decisions into the workbook as it was sent.",
            sheet=SHEET,
        )
    used = {name: place for name, place in at.items() if name in names or name.startswith(ANSWER)}
    words = _words(workbook)
    lines = [
        _line_of(row, {name: cells[place] for name, place in used.items()}, words) for row, cells in rows
    ]
    return [line for line in lines if line.seal != SEAL and (any(line.locked.values()) or _written(line))]


def _written(line: ReturnedLine) -> bool:
    return bool(line.formulas) or any(line.decided.values())


def _cells(workbook: Workbook) -> Iterable[tuple[int, tuple[Cell, ...]]]:
    for sheet in workbook.worksheets:
        if sheet.title == SHEET:
            yield from enumerate(sheet.iter_rows(), start=1)


def _line_of(row: int, cells: Mapping[str, Cell], words: Mapping[str, str]) -> ReturnedLine:
    text = {name: shown(_text(cell)) for name, cell in cells.items()}
    decided = {name: text[name].strip() for name in OPEN}
    decided["decision"] = words.get(decided["decision"].casefold(), decided["decision"])
    return ReturnedLine(
        row=row,
        locked={name: text[name] for name in text if name not in OPEN and name != SEAL},
        decided=decided,
        seal=text[SEAL].strip(),
        formulas=frozenset(name for name, cell in cells.items() if cell.data_type == "f"),
    )


def _words(workbook: Workbook) -> dict[str, str]:
    """The decision each word stands for: in every language, and as this workbook worded it when it was written."""
    words: dict[str, str] = {}
    for sheet in workbook.worksheets:
        if sheet.title == "lists":
            rows = [[_text(cell).strip() for cell in row] for row in sheet.iter_rows(max_col=2)]
            words |= {word.casefold(): name for name, word in rows if name in DECISIONS and word}
    words |= {
        say(term, language).casefold(): name for name, term in DECISIONS.items() for language in LANGUAGES
    }
    return words | {name: name for name in DECISIONS}


def _text(cell: Cell) -> str:
    """A cell as text, also where a spreadsheet program made a number or a date of it."""
    value: Any = cell.value
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case _:
            return str(value)
