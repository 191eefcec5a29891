from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.field.sheet_reader import read_sheets
from test_field_xlsforms import book


def cells(*row: object) -> list[str]:
    """What is read of one row."""
    return read_sheets(book(Data=[row]))[0]["rows"][0][1]


def rewritten(content: bytes, old: bytes, new: bytes, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The workbook with bytes of one part replaced, as another program would have written them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            raw = before.read(name)
            if name == part:
                assert old in raw
                raw = raw.replace(old, new)
            after.writestr(name, raw)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Өмүрбек", "Өмүрбек"),
        (" blanks ", " blanks "),
        ("0555123456", "0555123456"),
        ("NA", "NA"),
        ("two\nlines", "two\nlines"),
        (7, "7"),
        (7.0, "7"),
        (-3, "-3"),
        (0, "0"),
        (2.5, "2.5"),
        (0.1, "0.1"),
        (996555123456, "996555123456"),
        (123456789012345.0, "123456789012345"),
        (True, "true"),
        (False, "false"),
        (date(2027, 5, 1), "2027-05-01"),
        (datetime(2027, 5, 1), "2027-05-01"),
        (datetime(2027, 5, 1, 10, 20), "2027-05-01T10:20:00"),
        (time(10, 20), "10:20:00"),
    ],
)
def test_a_cell_is_the_text_that_a_person_would_type(value, text):
    """Whole numbers without a point, days and times as ISO, texts untouched."""
    assert cells(value) == [text]


def test_rows_keep_their_numbers_and_lose_their_empty_ends():
    """A message that names row 5 must mean the row 5 of the spreadsheet."""
    sheet = read_sheets(book(Data=[["a", "b", None], [], [None, "x", None], [None, None], ["y"]]))[0]
    assert sheet["rows"] == [(1, ["a", "b"]), (3, ["", "x"]), (5, ["y"])]


def test_each_sheet_is_read_and_hidden_ones_are_known():
    """A hidden sheet may hold lists, or answers somebody put aside."""
    made = openpyxl.load_workbook(io.BytesIO(book(Data=[["a"]], Lists=[["b"]], Empty=[])))
    made["Lists"].sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    read = read_sheets(out.getvalue())
    assert [(sheet["name"], sheet["hidden"], len(sheet["rows"])) for sheet in read] == [
        ("Data", False, 1),
        ("Lists", True, 1),
        ("Empty", False, 0),
    ]


def test_columns_of_numbers_and_cells_of_errors_are_named():
    """A number has lost its leading + or 0; an error is no answer."""
    sheet = read_sheets(book(Data=[["phone", "name", "sum"], [996555, "A", "#REF!"], ["0555", "B", 1]]))[0]
    assert (sheet["numbers"], sheet["errors"]) == ([1, 3], [(2, 3)])


def test_a_truth_is_no_number():
    """TRUE loses no digit."""
    assert read_sheets(book(Data=[["a"], [True]]))[0]["numbers"] == []


def test_merged_cells_are_named():
    """Beneath them answers are missing."""
    made = openpyxl.load_workbook(io.BytesIO(book(Data=[["a", "b"], ["1", "2"]])))
    made["Data"].merge_cells("A2:B2")
    made["Data"].merge_cells("A4:A9")
    out = io.BytesIO()
    made.save(out)
    assert read_sheets(out.getvalue())[0]["merged"] == ["A2:B2", "A4:A9"]


def test_a_formula_without_its_value_is_named():
    """What it shows only a spreadsheet program knows."""
    sheet = read_sheets(book(Data=[["a", "b"], ["=1+1", "x"], ["y", "=A2"]]))[0]
    assert sheet["bare_formulas"] == ["A2", "B3"]


def test_a_formula_with_its_value_is_read_by_it():
    """The spreadsheet program wrote beside the formula what it showed."""
    content = rewritten(book(Data=[["a"], ["=1+1"]]), b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    sheet = read_sheets(content)[0]
    assert (sheet["rows"][1], sheet["bare_formulas"]) == ((2, ["2"]), [])


@pytest.mark.parametrize("empty", [b"<v></v>", b"<v/>"])
def test_a_formula_that_shows_nothing_has_a_value(empty):
    """=IF(A2="","",A2) shows an empty text, which Excel stores as t="str" with an empty value."""
    content = rewritten(
        book(Data=[["a", "b"], ["x", '=""']]),
        b'<c r="B2"><f>""</f><v /></c>',
        b'<c r="B2" t="str"><f>""</f>' + empty + b"</c>",
    )
    assert read_sheets(content)[0]["bare_formulas"] == []


def test_a_false_size_of_the_sheet_is_not_believed():
    """Some programs write A1 as the size of every sheet."""
    content = rewritten(book(Data=[["a", "b"], ["1", "2"]]), b'ref="A1:B2"', b'ref="A1"')
    assert read_sheets(content)[0]["rows"] == [(1, ["a", "b"]), (2, ["1", "2"])]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\ufffe\uffff"),
                max_size=8,
            ).filter(lambda text: not text.startswith(("=", "#"))),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_texts_come_back_as_they_were(rows):
    """No cell is guessed, trimmed or moved."""
    expected = []
    for number, row in enumerate(rows, start=1):
        kept = list(row)
        while kept and kept[-1] == "":
            kept.pop()
        if kept:
            expected.append((number, kept))
    assert read_sheets(book(Data=rows))[0]["rows"] == expected
