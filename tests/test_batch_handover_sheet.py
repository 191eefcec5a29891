"""The list a body receives and what comes back in it: cell by cell, in three languages."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from mekendesh.batch import handover_sheet
from mekendesh.batch.handover_sheet import README, REPLY, STATUSES, TOLD, ideas_workbook, read_replies
from mekendesh.errors import DeliveryError
from mekendesh.words import LANGUAGES, Verbatim, say
from roundtable_examples import read_here

MARK = "key-7"
IDEA = {
    "reference": "R-1", "sector": "trade", "stage": "a plan", "need": "money", "region": "Naryn region",
    "idea": "A mill in the village", "name": "Canary Uulu Azamat", "phone": "+999700123456",
}  # fmt: skip
OTHER = dict.fromkeys(TOLD, "") | {"reference": "R-2", "idea": "=HYPERLINK(0)", "name": "@SUM(A1)"}
REPLIED = {"status": "accepted", "replied_on": "2027-03-01", "replied_by": "B. Officer", "note": "=1+1"}
STATUS, DATE = 9, 10


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """The process of its own that reads a workbook is tested where it lives, and takes half a second each time."""
    monkeypatch.setattr(handover_sheet, "read_workbook", read_here)


def written(rows=(IDEA, OTHER), replies=None, mark=MARK, language="en") -> bytes:
    return ideas_workbook(Verbatim("A title"), rows, replies or {}, mark, language, date(2027, 1, 1))


def opened(content: bytes):
    return openpyxl.load_workbook(BytesIO(content))


def saved(workbook) -> bytes:
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def read(content: bytes, mark=MARK) -> dict[str, dict[str, str]]:
    return read_replies(content, "list.xlsx", mark)


def test_names_for_the_machine_are_hidden_and_the_headers_above_the_ideas_are_words():
    """Whoever fills the list in reads a language; whatever reads it back reads names."""
    for language in LANGUAGES:
        sheet = opened(written(language=language))["ideas"]
        first, second, third, *_ = sheet.iter_rows(values_only=True)
        assert first == (*TOLD, *REPLY, MARK)
        assert sheet.row_dimensions[1].hidden
        assert second[:-1] == tuple(say(word, language) for word in (TOLD | REPLY).values())
        assert third[: len(TOLD)] == tuple(IDEA.values())


def test_a_text_that_looks_like_a_formula_stays_a_text():
    """What a respondent or an official wrote is never run on a computer, and a telephone keeps its plus."""
    sheet = opened(written(replies={"R-2": REPLIED}))["ideas"]
    cells = {cell.value: cell for row in sheet.iter_rows(min_row=3) for cell in row if cell.value}
    for text in ("=HYPERLINK(0)", "@SUM(A1)", "=1+1", "+999700123456"):
        assert (cells[text].data_type, cells[text].number_format) == ("s", "@")


def test_only_the_cells_of_a_reply_are_open():
    """What the survey said is locked, in rows with a reply and in rows without one."""
    sheet = opened(written(replies={"R-1": REPLIED}))["ideas"]
    assert sheet.protection.sheet
    for row in (3, 4):
        locked = [sheet.cell(row, at).protection.locked for at in range(1, len(TOLD) + len(REPLY) + 1)]
        assert locked == [True] * len(TOLD) + [False] * len(REPLY)


def test_a_status_is_offered_in_the_language_of_the_list_and_other_words_are_let_in():
    """A body may answer otherwise than we thought; it is warned, not stopped."""
    for language in LANGUAGES:
        (rule,) = opened(written(language=language))["ideas"].data_validations.dataValidation
        assert (str(rule.sqref), rule.errorStyle) == ("I3:I4", "warning")
        assert rule.formula1 == f'"{",".join(say(word, language) for word in STATUSES)}"'
        assert len(rule.formula1) <= 257  # a list written out in a rule holds 255 letters between its quotes


def test_a_readme_stands_first_with_the_title_and_what_may_be_done_with_the_list():
    """Before anybody reads a name it is said what it may be used for."""
    for language in LANGUAGES:
        book = opened(written(language=language))
        assert book.sheetnames == ["readme", "ideas"]
        said = [row[0] for row in book["readme"].iter_rows(values_only=True)]
        assert said == ["A title", *(say(term, language) for term in README)]


def test_a_reply_that_was_written_is_read_again_as_it_was():
    """Writing a list anew may change nothing in what a body answered."""
    replies = {"R-1": REPLIED, "R-2": dict.fromkeys(REPLY, "") | {"note": "we called twice"}}
    assert read(written(replies=replies)) == replies
    assert read(written()) == {}
    assert read(written(rows=())) == {}


def test_a_status_of_the_list_follows_the_language_and_words_of_one_s_own_stay():
    """From Kyrgyz over Russian to English: known words are said anew, others never touched."""
    replies = {
        "R-1": REPLIED | {"status": say(STATUSES[3], "ky")},
        "R-2": REPLIED | {"status": "we called twice"},
    }
    for language in ("ru", "en"):
        replies = read(written(replies=replies, language=language))
        assert replies["R-1"]["status"] == say(STATUSES[3], language)
        assert replies["R-2"]["status"] == "we called twice"


def test_a_reply_to_an_idea_that_is_gone_is_not_written():
    """Who withdrew is gone with the answer to them."""
    assert read(written(rows=(OTHER,), replies={"R-1": REPLIED})) == {}


def test_replies_are_read_by_name_wherever_a_column_was_moved():
    """Officials rearrange columns and put rows in another order."""
    book = opened(written())
    sheet = book["ideas"]
    sheet.cell(3, STATUS).value, sheet.cell(4, STATUS).value = " declined ", "accepted"
    sheet.move_range("I1:I4", cols=6)
    for place in range(1, 20):
        third, fourth = sheet.cell(3, place), sheet.cell(4, place)
        third.value, fourth.value = fourth.value, third.value
    found = read(saved(book))
    assert {name: reply["status"] for name, reply in found.items()} == {"R-2": "accepted", "R-1": "declined"}


def test_a_date_that_a_spreadsheet_made_of_the_reply_is_read_as_a_date():
    """Officials type dates; programs make date cells of them."""
    book = opened(written())
    book["ideas"].cell(3, DATE).value = datetime(2027, 3, 1)
    assert read(saved(book))["R-1"]["replied_on"].startswith("2027-03-01")


@pytest.mark.parametrize(
    ("row", "reference", "expected"), [(9, None, "row 9"), (5, "R-1", "row 5"), (5, " R-1 ", "row 5")]
)
def test_replies_that_cannot_be_assigned_are_refused_with_their_row(row, reference, expected):
    """A reply in a row of its own, or twice to one idea, is nobody's to guess."""
    book = opened(written(replies={"R-1": REPLIED}))
    book["ideas"].cell(row, STATUS).value = "accepted"
    book["ideas"].cell(row, 1).value = reference
    with pytest.raises(DeliveryError, match=expected) as refused:
        read(saved(book))
    assert "Canary" not in str(refused.value)


def test_a_list_written_with_another_key_is_refused():
    """Its references mean other ideas, or nothing."""
    with pytest.raises(DeliveryError, match="another key"):
        read(written(replies={"R-1": REPLIED}), mark="key-8")


@pytest.mark.parametrize("damage", ["row deleted", "sheet renamed", "column deleted"])
def test_a_list_that_is_not_as_it_was_written_is_refused(damage):
    """An empty result would let the next run write over the only copy of the replies."""
    book = opened(written(replies={"R-1": REPLIED}))
    if damage == "row deleted":
        book["ideas"].delete_rows(1)
    elif damage == "sheet renamed":
        book["ideas"].title = "replies"
    else:
        book["ideas"].delete_cols(STATUS)
    with pytest.raises(DeliveryError, match="no list of ideas as it was written"):
        read(saved(book))


def test_the_same_input_gives_the_same_bytes():
    """Nothing of the clock is in a list, also not the moment of its making."""
    assert written() == written()
    assert opened(written()).properties.created == datetime(2027, 1, 1)


def test_what_a_cell_cannot_hold_is_cut_and_not_left_out():
    """A spreadsheet takes 32,767 letters; a longer idea must not become an empty cell."""
    long = IDEA | {"idea": "и" * 40_000 + "\x01"}
    held = opened(written(rows=(long,)))["ideas"]["F3"].value
    assert held.startswith("иии") and held.endswith("…")
