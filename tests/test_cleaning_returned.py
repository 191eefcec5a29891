from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from mekendesh.cleaning.log import log_id
from mekendesh.cleaning.returned import REFUSALS, Returned, read_review
from mekendesh.cleaning.review import DECISIONS, review_workbook
from mekendesh.errors import ReplayError
from mekendesh.structure.questionnaire import Choice, Column, Questionnaire
from mekendesh.words import LANGUAGES, Label, say

COLUMNS = [
    *("log_id", "uuid", "column", "old_value", "new_value", "action", "reason", "issue"),
    *("reviewer", "decided_on", "second_reviewer", "second_on", "state"),
]
TODAY = date(2027, 3, 10)
AISHA = {"reviewer": "Aisha", "decided_on": "2027-03-02"}
BAKYT = {"second_reviewer": "Bakyt", "second_on": "2027-03-03"}
ACCEPTED = {"decision": "accept", **AISHA}


def column(
    name: str, kind: str, role: str = "trait", low: int | None = None, high: int | None = None
) -> Column:
    choices = {"boolean": "yes_no", "choice": "sex", "multiple": "sex", "scale": "five"}.get(kind, "")
    return Column(name, "", kind, choices, role, False, "", low, high, ("sex",), Label(name, name, name))


QUESTIONNAIRE = Questionnaire(
    (
        column("birth_year", "integer", low=1920, high=2012),
        column("sex", "choice"),
        column("channels", "multiple", high=1),
        column("trust", "scale"),
        column("income", "decimal", low=0),
        column("came_on", "date"),
        column("came_at", "time"),
        column("works", "boolean"),
        column("idea", "text", "free_text"),
        column("coupon_received", "text", "recruitment"),
        column("phone", "text", "identifier"),
        column("end", "datetime", "meta"),
        column("consent_analyse", "boolean", "consent"),
    ),
    tuple(
        Choice(name, code, Label(code, code, code))
        for name, codes in {"sex": ("f", "m"), "yes_no": ("yes", "no"), "five": ("1", "2", "3")}.items()
        for code in codes
    ),
)


def proposal(
    name: str = "birth_year", old: str = "1891", new: str = "1981", action: str = "change", **more: str
):
    row = dict.fromkeys(COLUMNS, "") | {"uuid": "u1", "column": name, "old_value": old, "new_value": new}
    row |= {"action": action, "state": "proposed", "issue": "i1", **more}
    return row | {"log_id": log_id(row["uuid"], name, old, new, action)}


CHANGE = proposal()
REMOVE = proposal("idea", "sold", "", "remove", uuid="u2", reason="an advertisement")
COUPON = proposal("coupon_received", "O12", "012", "coupon", uuid="u3")
LINK = proposal("_link", "", "u9", "link", uuid="u4")


def table(*proposals: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(proposals), columns=COLUMNS, dtype="str")


def sent(*proposals: dict[str, str], language: str = "en"):
    """The workbook as a spreadsheet program has it open, and its sheet."""
    context = pd.DataFrame({"sex": ["f"]}, index=["u1"], dtype="str")
    content = review_workbook(table(*proposals), context, {}, {}, language, date(2027, 3, 1))
    book = load_workbook(BytesIO(content))
    return book, book["decisions"]


def fill(sheet, row: int, **cells: object) -> None:
    """Write cells by their name for the machine; ``answer_sex`` stands for ``answer/sex``."""
    names = {cell.value: cell.column for cell in sheet[1]}
    for name, value in cells.items():
        sheet.cell(row, names[name.replace("answer_", "answer/")]).value = value


def read(book, *proposals: dict[str, str]) -> Returned:
    content = BytesIO()
    book.save(content)
    back = read_review(content.getvalue(), table(*proposals), QUESTIONNAIRE, TODAY)
    assert back.rows == back.taken + len(back.refusals) + back.untouched
    return back


def decide(*proposals: dict[str, str], **cells: object) -> Returned:
    """All proposals come back with these cells filled in."""
    book, sheet = sent(*proposals)
    for row in range(3, sheet.max_row + 1):
        fill(sheet, row, **cells)
    return read(book, *proposals)


def refused(back: Returned, *names: str) -> bool:
    assert back.refusals["reason"].tolist() == [REFUSALS[name].text for name in names]
    assert (back.decisions.empty, back.taken) == (True, 0)
    return True


def test_a_workbook_that_comes_back_as_it_was_sent_decides_nothing():
    """A row left empty is untouched and not refused."""
    book, _ = sent(CHANGE, REMOVE)
    back = read(book, CHANGE, REMOVE)
    assert (back.untouched, back.rows, back.taken, back.absent) == (2, 2, 0, 0)
    assert (len(back.decisions), len(back.refusals)) == (0, 0)
    assert back.decisions.columns.tolist() == COLUMNS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_comes_back_in_the_language_it_was_taken_in(language):
    """The same rows of the log follow, whatever language the sheet speaks."""
    book, sheet = sent(CHANGE, REMOVE, language=language)
    fill(sheet, 3, **ACCEPTED | {"decision": say(DECISIONS["accept"], language)}, reason="a slip")
    fill(sheet, 4, **ACCEPTED | {"decision": say(DECISIONS["reject"], language)})
    back = read(book, CHANGE, REMOVE)
    told = {"reviewer": "Aisha", "decided_on": "2027-03-02"}
    assert back.decisions.to_dict("records") == [
        {**CHANGE, **told, "reason": "a slip", "state": "accepted"},
        {**REMOVE, **told, "state": "rejected"},
    ]
    assert (back.taken, len(back.refusals)) == (2, 0)


def test_a_word_is_understood_as_the_workbook_worded_it():
    """A translation that was mended while the workbook was away costs nobody a decision."""
    book, sheet = sent(CHANGE)
    book["lists"]["B1"] = "as it was said then"
    fill(sheet, 3, **ACCEPTED | {"decision": " As it was said THEN "})
    assert read(book, CHANGE).decisions["state"].tolist() == ["accepted"]


@pytest.mark.parametrize("proposed", [REMOVE, COUPON, LINK])
def test_removing_linking_and_correcting_a_coupon_take_two_people(proposed):
    """With one reviewer the proposal is reviewed; with a second, another person, it is accepted."""
    one = decide(proposed, **ACCEPTED)
    assert one.decisions["state"].tolist() == ["reviewed"]
    two = decide(proposed, **ACCEPTED, **BAKYT)
    assert two.decisions[["second_reviewer", "second_on", "state"]].to_numpy().tolist() == [
        ["Bakyt", "2027-03-03", "accepted"]
    ]


def test_the_second_person_adds_their_name_to_what_the_first_decided():
    """A proposal reviewed by one person comes filled in, is untouched as it is, and accepted with a second name."""
    reviewed = REMOVE | {"state": "reviewed", **AISHA}
    book, sheet = sent(reviewed)
    assert read(book, reviewed).untouched == 1
    fill(sheet, 3, **BAKYT)
    assert read(book, reviewed).decisions.to_dict("records") == [reviewed | BAKYT | {"state": "accepted"}]


def test_another_value_is_a_decision_of_its_own_and_the_proposal_is_rejected():
    """The log keeps both: what was proposed and declined, and what a person wrote instead."""
    back = decide(
        CHANGE, **ACCEPTED | {"decision": "other value"}, other_value="1991", reason="from the note"
    )
    assert (back.rows, back.taken) == (1, 1)
    told = {"reviewer": "Aisha", "decided_on": "2027-03-02", "reason": "from the note"}
    named = log_id("u1", "birth_year", "1891", "1991", "change")
    assert back.decisions.to_dict("records") == [
        {**CHANGE, **told, "state": "rejected"},
        {**CHANGE, **told, "log_id": named, "new_value": "1991", "state": "accepted"},
    ]
    coupon = decide(COUPON, **ACCEPTED | {"decision": "other value"}, other_value="0012")
    assert coupon.decisions["state"].tolist() == ["rejected", "reviewed"]


def test_another_value_that_is_the_one_proposed_accepts_the_proposal():
    """One decision has one row in the log."""
    back = decide(CHANGE, **ACCEPTED | {"decision": "other value"}, other_value="1981")
    assert back.decisions[["log_id", "state"]].to_numpy().tolist() == [[CHANGE["log_id"], "accepted"]]


@pytest.mark.parametrize(
    ("name", "old", "value"),
    [
        *(("sex", "x", "f"), ("channels", "x", "m"), ("trust", "9", "3"), ("income", "x", "12.5")),
        *(("came_on", "x", datetime(2020, 1, 31)), ("came_at", "x", "14:05"), ("works", "x", True)),
        *(("idea", "x", "=1+1 in words"), ("birth_year", "x", 1991), ("birth_year", "x", 1991.0)),
    ],
)
def test_another_value_of_the_questions_type_is_taken(name, old, value):
    """Also where the spreadsheet program made a number, a date or a truth of it."""
    book, sheet = sent(proposal(name, old, ""))
    fill(sheet, 3, **ACCEPTED | {"decision": "other value"}, other_value=value)
    sheet.cell(3, 10).data_type = "s" if isinstance(value, str) else sheet.cell(3, 10).data_type
    back = read(book, proposal(name, old, ""))
    expected = {"came_on": "2020-01-31", "works": "true", "birth_year": "1991"}.get(name, value)
    assert back.decisions["new_value"].tolist() == ["", expected]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        *(("birth_year", "19 91", "type"), ("birth_year", "1891.5", "type"), ("birth_year", "2091", "range")),
        *(("sex", "woman", "list"), ("channels", "f x", "list"), ("channels", "f m", "range")),
        *(("trust", "4", "list"), ("income", "12,5", "type"), ("income", "-1", "range")),
        *(("came_on", "2020-02-31", "type"), ("came_at", "noon", "type"), ("works", "perhaps", "type")),
        *(("idea", "", "no_value"), ("idea", "x", "same_value")),
    ],
)
def test_another_value_that_does_not_answer_the_question_is_refused(name, value, reason):
    """It must be of the question's type, on its list and within its limits, and say something new."""
    assert refused(
        decide(proposal(name, "x", "y"), **ACCEPTED | {"decision": "other value"}, other_value=value), reason
    )


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"decision": "maybe", **AISHA}, "not_listed"),
        (AISHA, "no_decision"),
        ({"reason": "a slip"}, "no_decision"),
        ({**ACCEPTED, "other_value": "1991"}, "idle_value"),
        ({"decision": "accept", "decided_on": "2027-03-02"}, "no_reviewer"),
        ({"decision": "accept", "reviewer": "Aisha"}, "no_date"),
        ({**ACCEPTED, "decided_on": "yesterday"}, "not_a_date"),
        ({**ACCEPTED, "decided_on": "2027-02-30"}, "not_a_date"),
        ({**ACCEPTED, "decided_on": "2027-03-11"}, "future"),
        ({**ACCEPTED, "second_reviewer": "Bakyt"}, "no_date"),
        ({**ACCEPTED, "second_reviewer": "Bakyt", "second_on": "12.3.2027"}, "future"),
        ({**ACCEPTED, "second_on": "2027-03-03"}, "no_second"),
        ({**ACCEPTED, "second_reviewer": " AISHA ", "second_on": "2027-03-03"}, "same_person"),
        ({**ACCEPTED, "reason": '=HYPERLINK("a")'}, "formula"),
        ({"decision": "=1+1"}, "formula"),
        ({**ACCEPTED, "old_value": "1892"}, "altered"),
        ({**ACCEPTED, "new_value": "1982"}, "altered"),
        ({**ACCEPTED, "answer_sex": "m"}, "altered"),
        ({**ACCEPTED, "uuid": "=A1"}, "altered"),
        ({**ACCEPTED, "seal": ""}, "altered"),
        ({**ACCEPTED, "log_id": "ffff"}, "unknown"),
    ],
)
def test_a_row_that_cannot_be_relied_on_is_refused_with_its_reason(cells, reason):
    """Each refusal names the row of the sheet, the proposal and one reason."""
    back = decide(CHANGE, **cells)
    assert refused(back, reason)
    assert back.refusals[["row", "log_id"]].to_numpy().tolist() == [
        [3, cells.get("log_id", CHANGE["log_id"])]
    ]


def test_an_identifying_column_is_never_decided_on():
    """Neither accepting nor declining such a proposal reaches the log."""
    phone = proposal("phone", "1", "2")
    assert refused(decide(phone, **ACCEPTED), "identifying")
    assert refused(decide(phone, **ACCEPTED | {"decision": "reject"}), "identifying")


def test_a_column_that_the_form_fills_by_itself_can_only_be_left_as_it_is():
    """Nor can a question that the questionnaire does not know."""
    for name in ("end", "unknown"):
        assert refused(decide(proposal(name, "1", "2"), **ACCEPTED), "closed")
        assert decide(proposal(name, "1", "2"), **ACCEPTED | {"decision": "reject"}).taken == 1


def test_consent_can_be_taken_away_and_not_given():
    """Nobody consents in another person's place."""
    assert decide(proposal("consent_analyse", "yes", "no"), **ACCEPTED).taken == 1
    assert refused(decide(proposal("consent_analyse", "no", "yes"), **ACCEPTED), "consent")
    other = ACCEPTED | {"decision": "other value", "other_value": "TRUE"}
    assert refused(decide(proposal("consent_analyse", "no", ""), **other), "consent")


@pytest.mark.parametrize("proposed", [REMOVE, LINK])
def test_only_a_value_can_be_replaced_by_another(proposed):
    """A removal or a link is agreed to or not."""
    other = ACCEPTED | {"decision": "other value", "other_value": "u8"}
    assert refused(decide(proposed, **other), "only_agreed")


def test_a_day_may_be_written_as_people_here_write_it_or_become_a_date():
    """The log has ISO days."""
    for written in ("2.3.2027", "02.03.2027", datetime(2027, 3, 2), date(2027, 3, 2)):
        assert decide(CHANGE, **ACCEPTED | {"decided_on": written}).decisions["decided_on"].tolist() == [
            "2027-03-02"
        ]


def test_rows_may_come_sorted_left_out_and_with_columns_added():
    """A row is known by its name, not by its place; what is not there stays a proposal."""
    book, sheet = sent(CHANGE, REMOVE, COUPON)
    fill(sheet, 3, **ACCEPTED)
    fill(sheet, 5, **ACCEPTED)
    rows = [[cell.value for cell in row] for row in sheet["A3:Q5"]]
    sheet.delete_rows(3)
    for at, row in enumerate([rows[2], rows[0]], start=3):
        for place, value in enumerate(row, start=1):
            sheet.cell(at, place).value = value
    sheet.insert_cols(4)
    sheet["D2"], sheet["D3"] = "my notes", "=1+1"
    back = read(book, CHANGE, REMOVE, COUPON)
    assert back.decisions["log_id"].tolist() == [COUPON["log_id"], CHANGE["log_id"]]
    assert (back.rows, back.taken, back.absent, len(back.refusals)) == (2, 2, 1, 0)


def test_an_added_row_is_refused_and_an_empty_one_is_none():
    """A proposal that nobody made has no seal and no name."""
    book, sheet = sent(CHANGE)
    sheet.insert_rows(3, 2)
    fill(sheet, 3, uuid="u7", column="sex", new_value="f", **ACCEPTED)
    fill(sheet, 9, reason="=1+1")
    back = read(book, CHANGE)
    assert refused(back, "unknown", "unknown")
    assert back.refusals[["row", "log_id"]].to_numpy().tolist() == [[3, ""], [9, ""]]
    assert (back.rows, back.untouched) == (3, 1)


def test_a_row_that_came_twice_is_taken_once_if_it_says_the_same():
    """Two answers to one question are none."""
    book, sheet = sent(CHANGE)
    fill(sheet, 3, **ACCEPTED)
    for cell in sheet[3]:
        sheet.cell(4, cell.column).value = cell.value
    back = read(book, CHANGE)
    assert (back.rows, back.taken, len(back.decisions)) == (2, 2, 1)
    fill(sheet, 4, decision="reject")
    assert refused(read(book, CHANGE), "twice", "twice")
    fill(sheet, 4, decision="maybe")
    assert refused(read(book, CHANGE), "twice", "not_listed")
    fill(sheet, 4, decision="", reviewer="", decided_on="")
    back = read(book, CHANGE)
    assert (back.taken, back.untouched) == (1, 1)


def test_two_rows_may_not_decide_on_the_same_value_or_record():
    """A replay would stop at two decisions on one cell; here both are told."""
    other = proposal(new="1991")
    assert refused(decide(CHANGE, other, **ACCEPTED), "same_cell", "same_cell")
    book, sheet = sent(CHANGE, other)
    fill(sheet, 3, **ACCEPTED | {"decision": "other value"}, other_value="1991")
    fill(sheet, 4, **ACCEPTED | {"decision": "reject"})
    assert refused(read(book, CHANGE, other), "same_cell", "same_cell")
    fill(sheet, 3, decision="accept", other_value="")
    assert read(book, CHANGE, other).decisions["state"].tolist() == ["accepted", "rejected"]
    again = proposal("sex", "x", "", "remove", uuid="u2")
    assert refused(decide(REMOVE, again, **ACCEPTED), "same_cell", "same_cell")


def test_a_row_left_empty_is_untouched_whatever_happened_to_its_locked_cells():
    """Nothing was decided, so nothing is refused."""
    back = decide(CHANGE, old_value="1892")
    assert (back.untouched, len(back.refusals)) == (1, 0)


def test_values_come_from_the_proposals_and_not_from_the_sheet():
    """What a sheet cannot hold is shown otherwise there, and stays as it is in the log."""
    odd = proposal("idea", "a\0b\r\nc " + "x" * 40_000, " =1+1_x0041_ ")
    back = decide(odd, **ACCEPTED)
    assert back.decisions[["old_value", "new_value"]].to_numpy().tolist() == [
        [odd["old_value"], odd["new_value"]]
    ]


def test_what_is_no_workbook_is_refused_as_a_whole():
    """Another file, a torn one and a bare archive are told from a workbook."""
    bare = BytesIO()
    with ZipFile(bare, "w") as archive:
        archive.writestr("a.txt", "a")
    whole = review_workbook(table(CHANGE), pd.DataFrame(), {}, {}, "en", TODAY)
    for content in (b"", b"log_id,decision\n", bare.getvalue(), whole[: len(whole) // 2]):
        with pytest.raises(ReplayError, match="is not an XLSX workbook"):
            read_review(content, table(CHANGE), QUESTIONNAIRE, TODAY)


def test_a_workbook_without_the_sheet_or_its_names_is_refused_as_a_whole():
    """Without the names nobody knows what a column holds."""
    other = Workbook()
    with pytest.raises(ReplayError, match="has no sheet decisions"):
        read(other, CHANGE)
    book, sheet = sent(CHANGE)
    sheet.delete_rows(1)
    with pytest.raises(ReplayError, match="has no sheet decisions"):
        read(book, CHANGE)


def test_a_sheet_whose_visible_header_was_deleted_loses_no_row():
    """The header is told by its cell under the seal, not by its place."""
    book, sheet = sent(CHANGE)
    fill(sheet, 3, **ACCEPTED)
    sheet.delete_rows(2)
    assert read(book, CHANGE).taken == 1
