"""The sheet of a review workbook as it came back."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from mekendesh.cleaning.returned_sheet import read_lines
from mekendesh.cleaning.review import LOCKED, OPEN, SEAL, SHEET
from mekendesh.errors import ReplayError


def sheet(*rows: dict[str, object], title: str = SHEET) -> bytes:
    names = [*LOCKED, *OPEN, SEAL]
    book = Workbook()
    book.active.title = title
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(name) for name in names])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_row_with_nothing_in_it_is_no_row():
    """Spreadsheet programs leave empty rows behind; they are neither decisions nor refusals."""
    lines = read_lines(sheet({"log_id": "a1", "reviewer": "N. One"}, {}, {"log_id": "a2"}))
    assert [(line.row, line.log_id) for line in lines] == [(2, "a1"), (4, "a2")]


def test_numbers_and_days_come_back_as_the_text_they_stood_for():
    """A spreadsheet program makes 7.0 of 7 and a date of a day; the answer is 7 and the ISO day."""
    (line,) = read_lines(sheet({"log_id": "a", "other_value": 7.0, "decided_on": datetime(2027, 3, 1)}))
    assert line.decided["other_value"] == "7"
    assert line.decided["decided_on"] == "2027-03-01"


def test_a_formula_in_an_open_cell_is_told_apart_from_a_value():
    """Whoever computes a value must write it down: a formula may say another thing tomorrow."""
    (line,) = read_lines(sheet({"log_id": "a", "other_value": "=1+1"}))
    assert line.formulas == {"other_value"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", sheet(title="else")])
def test_what_is_not_the_workbook_that_was_sent_is_refused_with_its_mend(content):
    """No traceback of a zip reader, but a sentence that says what to hand in."""
    with pytest.raises(ReplayError, match="workbook"):
        read_lines(content)
