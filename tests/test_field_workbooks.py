from __future__ import annotations

import subprocess

import pytest

from mekendesh.errors import DeliveryError
from mekendesh.field import workbooks
from mekendesh.field.workbooks import Sheet, chosen_sheet, is_workbook, read_workbook
from test_field_xlsforms import book


def sheet(name: str, *, hidden: bool = False, filled: bool = True, **more) -> Sheet:
    rows = ((1, ("a",)), (2, ("1",))) if filled else ()
    rest = {"numbers": frozenset(), "errors": (), "merged": (), "bare_formulas": ()} | more
    return Sheet(name, hidden, rows, **rest)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.xlsx", True),
        ("A.XLSX", True),
        ("a.xlsm", True),
        ("a.xls", True),
        ("a.csv", False),
        ("xlsx", False),
    ],
)
def test_a_workbook_is_known_by_its_ending(name, said):
    """Which reader a file needs is decided by its name, whatever its case."""
    assert is_workbook(name) is said


def test_a_workbook_is_read_in_a_process_of_its_own():
    """What the process tells comes back as sheets."""
    read = read_workbook(book(Data=[["phone", "n"], [996555, "#N/A"], ["x"]], Other=[]), "data.xlsx")
    assert read == (
        Sheet(
            "Data",
            False,
            ((1, ("phone", "n")), (2, ("996555", "#N/A")), (3, ("x",))),
            frozenset({1}),
            ((2, 2),),
            (),
            (),
        ),
        Sheet("Other", False, (), frozenset(), (), (), ()),
    )


def test_what_the_process_cannot_read_is_refused():
    """An archive that looks like a workbook and is none."""
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(DeliveryError, match=r"data\.xlsx cannot be read: it is damaged"):
        read_workbook(out.getvalue(), "data.xlsx")


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch):
    """A sheet with a million formatted rows must not stop the workbench."""

    def never(*args, **more):
        raise subprocess.TimeoutExpired("python", 25)

    monkeypatch.setattr(workbooks.subprocess, "run", never)
    with pytest.raises(DeliveryError, match="within 25 seconds"):
        read_workbook(book(Data=[["a"]]), "data.xlsx")


def test_the_only_visible_filled_sheet_is_meant():
    """Hidden lists and empty sheets beside the answers confuse nobody."""
    sheets = (sheet("Empty", filled=False), sheet("Data"), sheet("Lists", hidden=True))
    assert chosen_sheet(sheets, "", "data.xlsx").name == "Data"


def test_a_declared_sheet_is_taken_even_if_hidden():
    """Who declared it looked at it."""
    sheets = (sheet("Data"), sheet("Answers", hidden=True))
    assert chosen_sheet(sheets, "Answers", "data.xlsx").name == "Answers"


@pytest.mark.parametrize(
    ("sheets", "declared"),
    [
        ((), ""),
        ((sheet("A"), sheet("B")), ""),
        ((sheet("A", filled=False),), ""),
        ((sheet("A", hidden=True),), ""),
        ((sheet("A"),), "B"),
        ((sheet("A"),), "a"),
        ((sheet("A", filled=False), sheet("B")), "A"),
    ],
)
def test_a_sheet_is_never_guessed(sheets, declared):
    """Two sheets may be two years, or two drafts."""
    with pytest.raises(DeliveryError, match="which one holds the responses is not plain"):
        chosen_sheet(sheets, declared, "data.xlsx")


def test_a_sheet_that_would_make_answers_up_is_refused():
    """Merged cells hide answers; a formula without its value has none."""
    with pytest.raises(DeliveryError, match="cells A2:B2: merged"):
        chosen_sheet((sheet("Data", merged=("A2:B2", "C1:C2")),), "", "data.xlsx")
    with pytest.raises(DeliveryError, match=r"cell AB12 \(row 12\): a formula without its value"):
        chosen_sheet((sheet("Data", bare_formulas=("AB12",)),), "", "data.xlsx")
