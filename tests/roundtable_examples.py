"""Rating workbooks of a small round table, filled in by hand as participants would."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from openpyxl import load_workbook

from mekendesh.field.archive import refuse_unsafe
from mekendesh.field.sheet_reader import read_sheets
from mekendesh.field.workbooks import Sheet
from mekendesh.judgement.rating_sheets import COMMENT, CONTEXT, OPEN, PARTICIPANT
from mekendesh.judgement.returned_ratings import TakenBack, take_back
from mekendesh.reporting.experts.pack_workbooks import comment_workbook, rating_workbook
from mekendesh.structure.mapping import Nation, open_nation
from mekendesh.structure.roundtable import load_sections, rated_subjects
from mekendesh.words import say

PACK = "KGZ/2027-1"
RATED = [*CONTEXT, *OPEN]


class Filled:
    """A workbook as it came from the pack, to be filled in cell by cell."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(BytesIO(content))

    def sheet(self, name: str):
        """The sheet whose rows carry this moment, or ``participant`` or ``comments``."""
        for sheet in self.book.worksheets:
            names = [cell.value for cell in sheet[1]]
            if name == "participant" and "code" in names:
                return sheet
            if name == "comments" and "section" in names:
                return sheet
            if "moment" in names and sheet.cell(3, names.index("moment") + 1).value == name:
                return sheet
        raise KeyError(name)

    def person(self, code="P01", stratum="state", consent="yes"):
        sheet = self.sheet("participant")
        for name, value in {"code": code, "stratum": stratum, "consent": consent}.items():
            sheet.cell(3, list(PARTICIPANT).index(name) + 1).value = value
        return self

    def row_of(self, moment: str, what: str, name: str) -> int:
        sheet = self.sheet(moment)
        return next(
            row
            for row in range(3, sheet.max_row + 1)
            if (sheet.cell(row, 1).value, sheet.cell(row, 2).value) == (what, name)
        )

    def rate(self, moment: str, what: str, name: str, rating, column="rating"):
        place = RATED.index(column) + 1
        self.sheet(moment).cell(self.row_of(moment, what, name), place).value = rating
        return self

    def comment(self, row: int, **cells):
        for name, value in cells.items():
            self.sheet("comments").cell(row, list(COMMENT).index(name) + 1).value = value
        return self

    @property
    def content(self) -> bytes:
        held = BytesIO()
        self.book.save(held)
        return held.getvalue()


@lru_cache
def opened(round_name: str = "2027-1") -> Nation:
    return open_nation("KGZ", round_name)


@lru_cache
def sent(kind: str, language: str, round_name: str) -> bytes:
    writer = rating_workbook if kind == "ratings" else comment_workbook
    return writer(opened(round_name), sections(), language)


def handed_out(language="en", round_name="2027-1") -> Filled:
    return Filled(sent("ratings", language, round_name))


def comment_sheet(language="en") -> Filled:
    return Filled(sent("comments", language, "2027-1"))


def sections():
    return load_sections(opened().tree)


def subjects() -> tuple[tuple[str, str], ...]:
    return rated_subjects(opened().framework)


def take(*workbooks: Filled) -> TakenBack:
    files = {f"file{number}": filled.content for number, filled in enumerate(workbooks, start=1)}
    return take_back(files, PACK, subjects(), sections())


def read_here(content: bytes, file: str) -> tuple[Sheet, ...]:
    """What `read_workbook` does, without a process of its own."""
    refuse_unsafe(content, file)
    return tuple(
        Sheet(
            name=told["name"],
            hidden=told["hidden"],
            rows=tuple((number, tuple(cells)) for number, cells in told["rows"]),
            numbers=frozenset(told["numbers"]),
            errors=tuple(tuple(place) for place in told["errors"]),
            merged=tuple(told["merged"]),
            bare_formulas=tuple(told["bare_formulas"]),
            formulas=tuple(told["formulas"]),
        )
        for told in read_sheets(content)
    )


def refused(taken: TakenBack) -> list[tuple[str, int, str]]:
    """Sheet, row and the name of the reason."""
    from mekendesh.judgement.returned_rows import REFUSALS

    names = {say(message, "en"): name for name, message in REFUSALS.items()}
    return [(row.sheet, row.row, names[row.reason]) for row in taken.refusals.itertuples()]
