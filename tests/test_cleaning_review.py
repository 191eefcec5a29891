from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from mekendesh.cleaning.review import (
    DECISIONS,
    LOCKED,
    OPEN,
    STATES,
    filled_in,
    review_workbook,
    seal_of,
    shown,
)
from mekendesh.words import LANGUAGES, say

COLUMNS = [
    *("log_id", "uuid", "column", "old_value", "new_value", "action", "reason", "issue"),
    *("reviewer", "decided_on", "second_reviewer", "second_on", "state"),
]
CHANGE = ("a1", "u1", "birth_year", "1891", "1981", "change", "", "i1", "", "", "", "", "proposed")
REMOVE = (
    "b2",
    "u2",
    "site",
    "osh",
    "",
    "remove",
    "elsewhere",
    "i2",
    "Aisha",
    "2027-03-01",
    "",
    "",
    "reviewed",
)
CREATED = date(2027, 3, 1)


def workbook(*rows: tuple[str, ...], language: str = "en", context: pd.DataFrame | None = None) -> bytes:
    if context is None:
        context = pd.DataFrame({"sex": ["f", "m"], "note": ["007", ""]}, index=["u1", "u2"], dtype="str")
    return review_workbook(
        pd.DataFrame(rows or [CHANGE, REMOVE], columns=COLUMNS, dtype="str"),
        context,
        {"birth_year": "Your year of birth", "sex": "Your sex"},
        {"a1": "The number is outside what is possible."},
        language,
        CREATED,
    )


def decisions(content: bytes):
    return load_workbook(BytesIO(content))["decisions"]


def by_name(sheet, row: int) -> dict[str, object]:
    return {name.value: cell for name, cell in zip(sheet[1], sheet[row], strict=True)}


def test_a_proposal_stands_in_one_row_with_its_question_its_doubt_and_the_answers_beside_it():
    """A reviewer decides on what the row shows: nothing has to be looked up elsewhere."""
    sheet = decisions(workbook())
    values = {name: cell.value for name, cell in by_name(sheet, 3).items()}
    assert values.pop("seal") == seal_of({name: v or "" for name, v in values.items() if name not in OPEN})
    assert values == {
        **{"log_id": "a1", "uuid": "u1", "column": "birth_year", "question": "Your year of birth"},
        **{"doubt": "The number is outside what is possible.", "old_value": "1891", "new_value": "1981"},
        **{"action": "change the value", "decision": None, "other_value": None, "reason": None},
        **{"reviewer": None, "decided_on": None, "second_reviewer": None, "second_on": None},
        **{"answer/sex": "f", "answer/note": "007"},
    }
    assert sheet.max_row == 4


def test_columns_have_names_for_people_and_hidden_names_for_the_machine():
    """People read headers in their language; reading back does not depend on it."""
    sheet = decisions(workbook())
    assert sheet.row_dimensions[1].hidden
    assert [cell.value for cell in sheet[1]] == [*LOCKED, *OPEN, "answer/sex", "answer/note", "seal"]
    assert [cell.value for cell in sheet[2]][8:] == [
        *("Decision", "Other value", "Reason", "Reviewer", "Date (YYYY-MM-DD)"),
        *("Second reviewer", "Second date (YYYY-MM-DD)", "Your sex", "note", "seal"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_speaks_the_language_of_its_reviewer(language):
    """Headers, decisions, actions and the readme are said in Kyrgyz, Russian or English; names are not."""
    book = load_workbook(BytesIO(workbook(language=language)))
    sheet = book["decisions"]
    assert sheet["I2"].value == say(OPEN["decision"], language)
    assert [cell.value for cell in sheet[1]][:3] == ["log_id", "uuid", "column"]
    assert [cell.value for cell in book["lists"]["B"]] == [say(word, language) for word in DECISIONS.values()]
    readme = "\n".join(cell.value for cell in book["readme"]["A"])
    assert all(say(meaning, language) in readme for meaning in STATES.values())
    assert all(
        state in readme for state in ("proposed", "reviewed", "accepted", "rejected", "old_unverified")
    )


@pytest.mark.parametrize(
    "value", ["=1+1", "+996", "-5", "@x", "007", "http://a.kg", "{=1}", "_x0041_", " a\n b "]
)
def test_a_value_stays_the_text_it_was(value):
    """What a respondent wrote never becomes a formula, a number or a link, and loses no character."""
    row = ("a1", "u1", "idea", value, value, "change", "", "", "", "", "", "", "proposed")
    context = pd.DataFrame({"note": [value]}, index=["u1"], dtype="str")
    cells = by_name(decisions(workbook(row, context=context)), 3)
    for name in ("old_value", "new_value", "answer/note"):
        assert (cells[name].value, cells[name].data_type, cells[name].number_format) == (value, "s", "@")
        assert cells[name].hyperlink is None


def test_what_a_spreadsheet_cannot_hold_is_shown_as_something_it_can():
    """Control characters become their pictures, line ends one kind, and no text is too long to be written."""
    assert shown("a\0b\x1fc\r\nd\re\tf") == "a␀b␟c\nd\ne\tf"
    assert shown("\ufffe\ud800") == "\ufffd\ufffd"
    long = ("a1", "u1", "idea", "x" * 40_000, "\x08", "change", "", "", "", "", "", "", "proposed")
    cells = by_name(decisions(workbook(long)), 3)
    assert (len(cells["old_value"].value), cells["new_value"].value) == (30_001, "␈")


def test_only_the_cells_to_fill_in_are_open():
    """The sheet is protected; what a proposal says is locked, what a person decides is not."""
    sheet = decisions(workbook())
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter
    assert {name for name, cell in by_name(sheet, 3).items() if not cell.protection.locked} == set(OPEN)
    assert all(cell.protection.locked for row in sheet["A1:Q2"] for cell in row)
    assert {cell.number_format for row in sheet["A3:Q4"] for cell in row} == {"@"}
    assert all(cell.alignment.wrap_text for cell in sheet[3])


def test_a_decision_is_chosen_from_a_list():
    """The dropdown points at the words on the hidden sheet, one beside each name for the machine."""
    book = load_workbook(BytesIO(workbook()))
    (validation,) = book["decisions"].data_validations.dataValidation
    assert (validation.type, validation.formula1, str(validation.sqref)) == (
        "list",
        "lists!$B$1:$B$3",
        "I3:I4",
    )
    assert book["lists"].sheet_state == "hidden"
    assert [[cell.value for cell in row] for row in book["lists"].iter_rows()] == [
        ["accept", "accept"],
        ["reject", "reject"],
        ["other_value", "other value"],
    ]


def test_the_header_stays_in_sight_and_rows_can_be_filtered():
    """Two rows are frozen, the header has filters, and the seal is out of sight."""
    sheet = decisions(workbook())
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:Q4")
    assert by_name(sheet, 1)["seal"].column_letter == "R"
    assert sheet.column_dimensions["R"].hidden
    assert sheet.column_dimensions["D"].width > sheet.column_dimensions["A"].width > 15


def test_the_same_proposals_give_the_same_bytes():
    """The day of writing is given, never the clock's."""
    content = workbook()
    assert content == workbook()
    assert load_workbook(BytesIO(content)).properties.created == datetime(2027, 3, 1)


def test_a_proposal_that_one_person_agreed_to_comes_filled_in_for_the_second():
    """The first person's decision must not be lost, and the second does not copy it."""
    cells = by_name(decisions(workbook()), 4)
    assert [cells[name].value for name in OPEN] == [
        "accept",
        None,
        "elsewhere",
        "Aisha",
        "2027-03-01",
        None,
        None,
    ]
    proposal = dict(zip(COLUMNS, CHANGE, strict=True))
    assert set(filled_in(proposal).values()) == {""}


def test_answers_of_records_that_cannot_be_told_apart_are_not_shown():
    """Beside a proposal stand its own record's answers or none."""
    context = pd.DataFrame({"sex": ["f", "m", "f"]}, index=["u1", "u1", "u3"], dtype="str")
    sheet = decisions(workbook(context=context))
    assert [by_name(sheet, row)["answer/sex"].value or "" for row in (3, 4)] == ["", ""]


def test_a_workbook_without_proposals_can_be_opened():
    """No doubt is an answer too."""
    none = pd.DataFrame(columns=COLUMNS, dtype="str")
    content = review_workbook(none, pd.DataFrame(), {}, {}, "ru", CREATED)
    assert decisions(content).max_row == 2


def test_a_seal_is_broken_by_any_locked_cell_and_not_by_the_order_of_columns():
    """Moving a column alters nothing; changing, dropping or renaming a cell does."""
    sealed = seal_of({"uuid": "u1", "old_value": "7"})
    assert sealed == seal_of({"old_value": "7", "uuid": "u1"})
    for altered in ({"uuid": "u1", "old_value": "07"}, {"uuid": "u1"}, {"uuid": "7", "old_value": "u1"}):
        assert seal_of(altered) != sealed
