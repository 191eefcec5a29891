"""A delivered workbook as text: looked over, read in a process of its own with limits, nothing guessed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass

from mekendesh.errors import DeliveryError
from mekendesh.field.archive import refuse_unsafe

SECONDS = 25
_READER = "mekendesh.field.sheet_reader"


@dataclass(frozen=True)
class Sheet:
    """A worksheet: ``rows`` of number and cells (text, trailing empty ones left out; blank rows left out).

    ``numbers``: columns (from 1) that hold numbers, which lose a leading + or 0; ``errors``: row and column of
    cells that show an error of the spreadsheet. ``formulas``: places (``B7``) of cells that hold a formula, of which
    ``bare_formulas`` have no value beside it.
    """

    name: str
    hidden: bool
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    numbers: frozenset[int]
    errors: tuple[tuple[int, int], ...]
    merged: tuple[str, ...]
    bare_formulas: tuple[str, ...]
    formulas: tuple[str, ...] = ()


def is_workbook(name: str) -> bool:
    return name.lower().endswith((".xlsx", ".xlsm", ".xls"))


def read_workbook(content: bytes, file: str) -> tuple[Sheet, ...]:
    """Every worksheet of an XLSX. Raises ``DeliveryError`` for what `archive.refuse_unsafe` refuses, and for
    what cannot be read within the limits of time and memory.
    """
    refuse_unsafe(content, file)
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, no argument from outside
            [sys.executable, "-m", _READER], input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise DeliveryError(
            "{file} could not be read within {seconds} seconds. Delete empty rows and columns behind the "
            "answers and save it again, or send it as CSV.",
            file=file,
            seconds=SECONDS,
        ) from None
    if done.returncode != 0:
        raise DeliveryError(
            "{file} cannot be read: it is damaged, or larger than a survey. Open it in a spreadsheet program, "
            "save it again as .xlsx or CSV, and send that.",
            file=file,
        )
    return tuple(
        Sheet(
            name=told["name"],
            hidden=told["hidden"],
            rows=tuple((number, tuple(cells)) for number, cells in told["rows"]),
            numbers=frozenset(told["numbers"]),
            errors=tuple((row, column) for row, column in told["errors"]),
            merged=tuple(told["merged"]),
            bare_formulas=tuple(told["bare_formulas"]),
            formulas=tuple(told["formulas"]),
        )
        for told in json.loads(done.stdout)
    )


def chosen_sheet(sheets: tuple[Sheet, ...], declared: str, file: str) -> Sheet:
    """The sheet of responses: the declared one, else the only visible one that holds anything.

    Raises ``DeliveryError`` where none or several could be meant, and where merged cells or formulas without
    their values would make answers up.
    """
    filled = [sheet for sheet in sheets if sheet.rows and not sheet.hidden]
    meant = [sheet for sheet in sheets if sheet.name == declared] if declared else filled
    if len(meant) != 1 or not meant[0].rows:
        raise DeliveryError(
            "{file} holds the sheets {found}; which one holds the responses is not plain. Write its name as "
            "sheet into delivery.yml.",
            file=file,
            found=", ".join(f"“{sheet.name}”" for sheet in sheets) or "-",
        )
    sheet = meant[0]
    if sheet.merged:
        raise DeliveryError(
            "{file}, sheet {sheet}, cells {cells}: merged, so that answers are missing beneath. Undo the "
            "merging and fill every cell.",
            file=file,
            sheet=sheet.name,
            cells=sheet.merged[0],
        )
    if sheet.bare_formulas:
        raise DeliveryError(
            "{file}, sheet {sheet}, cell {cell} (row {row}): a formula without its value. Open the workbook in "
            "a spreadsheet program, paste the values over the formulas, and save it.",
            file=file,
            sheet=sheet.name,
            cell=sheet.bare_formulas[0],
            row=int(re.sub(r"\D", "", sheet.bare_formulas[0])),
        )
    return sheet
