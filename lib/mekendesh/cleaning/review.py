"""The review workbook: doubts laid before researchers in a spreadsheet, in their language, to decide offline.

A proposal is one row of the sheet ``decisions``. What it says is locked and sealed; what a person decides goes
into the open cells. Names for the machine stand in a hidden first row, so that `mekendesh.cleaning.returned`
reads the workbook back in whatever language it was filled in. Every cell is text: nothing a respondent wrote
becomes a formula, and no code loses a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from mekendesh.files import digest
from mekendesh.words import Day, Message, Term, Verbatim, message, say

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET = "decisions"
SEAL = "seal"
ANSWER = "answer/"
"""What the machine's name of a column with an answer beside the proposal begins with."""

ACCEPT, REJECT, OTHER = "accept", "reject", "other_value"
DECISIONS = {
    ACCEPT: message("accept"),
    REJECT: message("reject"),
    OTHER: message("other value"),
}
ACTIONS = {
    "change": message("change the value"),
    "remove": message("remove the record"),
    "coupon": message("correct the coupon"),
    "link": message("link the records"),
}
STATES = {
    "proposed": message("nobody has decided yet"),
    "reviewed": message("one person agreed; a second one is needed"),
    "accepted": message("agreed; the data follow it"),
    "rejected": message("declined; the data stay as they are"),
    "old_unverified": message("an older decision that nobody has checked"),
}
LOCKED = {
    "log_id": message("Proposal"),
    "uuid": message("Record"),
    "column": message("Column"),
    "question": message("Question"),
    "doubt": message("What is doubted"),
    "old_value": message("Value found"),
    "new_value": message("Value proposed"),
    "action": message("What is proposed"),
}
OPEN = {
    "decision": message("Decision"),
    "other_value": message("Other value"),
    "reason": message("Reason"),
    "reviewer": message("Reviewer"),
    "decided_on": message("Date (YYYY-MM-DD)"),
    "second_reviewer": message("Second reviewer"),
    "second_on": message("Second date (YYYY-MM-DD)"),
}
README = (
    message("You decide on doubts about answers. Each row of the sheet {sheet} is one proposal.",
            sheet=Verbatim(SHEET)),
    message("Fill in the coloured cells only: choose a decision from the list, then write your name and the "
            "date. A row left empty stays undecided; nothing is lost."),
    message("Choose accept if the proposal is right, and reject if the value found should stay."),
    message("Choose other value if neither is right, and write the right value. For a question with a list of "
            "answers write the code of the answer, as in the columns beside."),
    message("To remove a record, correct a coupon or link records, a second person must agree. That person "
            "writes their own name and date."),
    message("Write values, not formulas. Do not change locked cells, and do not add rows: such rows are refused. "
            "You may sort, filter and leave rows out."),
    message("Keep the workbook safe: it holds answers of people. Pass it on only as you received it, and never "
            "publish it."),
    message("If something is unclear, ask the person who sent you this workbook. Return it to them as an .xlsx "
            "file. Every row that is refused comes back with the reason."),
    message("The states of a decision:"),
)  # fmt: skip

_WIDTHS = {"question": 36, "doubt": 36, "old_value": 20, "new_value": 20, "action": 20, "reason": 30}
_WIDTH = 18
_NAMES_ROW, _HEADER_ROW, _FIRST_ROW = 0, 1, 2
_LONGEST = 30_000
# A spreadsheet cannot hold control characters: they are shown as their pictures, ␀ to ␟.
_SHOWN = {code: 0x2400 + code for code in range(32) if code not in (9, 10)}
_SHOWN |= dict.fromkeys((0xFFFE, 0xFFFF, *range(0xD800, 0xE000)), 0xFFFD)


def review_workbook(
    proposals: pd.DataFrame,
    context: pd.DataFrame,
    labels: Mapping[str, str],
    said: Mapping[str, str],
    language: str,
    created: date,
) -> bytes:
    """An XLSX in which people decide on proposals; the same input gives the same bytes.

    ``proposals`` are rows of the log; ``context`` the answers a reviewer needs beside them, by uuid, without any
    that identify a person; ``labels`` the questions by column and ``said`` the doubts by log_id, both in
    ``language``. Where two records of ``context`` share a uuid, none is shown. A proposal that one person has
    reviewed already comes with their decision filled in, for the second person.
    """
    from xlsxwriter import Workbook

    content = BytesIO()
    workbook = Workbook(content, {"in_memory": True})
    workbook.set_properties({"created": datetime(created.year, created.month, created.day)})
    _write_readme(workbook, language, created)
    sheet = workbook.add_worksheet(SHEET)
    _write_lists(workbook, language)
    answers = context[~context.index.duplicated(keep=False)].to_dict("index")
    rows = [
        (
            _locked(proposal, labels, said, language)
            | {
                ANSWER + name: shown(answers.get(proposal["uuid"], {}).get(name, ""))
                for name in context.columns
            },
            filled_in(proposal),
        )
        for proposal in proposals.to_dict("records")
    ]
    headers = {name: say(term, language) for name, term in (LOCKED | OPEN).items()}
    headers |= {ANSWER + name: shown(labels.get(name, name)) for name in context.columns}
    _write_decisions(workbook, sheet, headers, rows, language)
    workbook.close()
    return content.getvalue()


def shown(text: str) -> str:
    """A value as a cell can hold it: one kind of line end, no control characters, not endless."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SHOWN)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def seal_of(locked: Mapping[str, str]) -> str:
    """A digest over the locked cells of a row, wherever its columns stand: who alters one is noticed."""
    return digest("\0".join(f"{name}\0{locked[name]}" for name in sorted(locked)).encode())


def filled_in(proposal: Mapping[str, str]) -> dict[str, str]:
    """The open cells as a proposal is handed out: empty, or with what the first of two people decided."""
    if proposal["state"] != "reviewed":
        return dict.fromkeys(OPEN, "")
    logged = {name: shown(proposal.get(name, "")).strip() for name in OPEN}
    return logged | {"decision": ACCEPT, "other_value": ""}


def _locked(
    proposal: Mapping[str, str], labels: Mapping[str, str], said: Mapping[str, str], language: str
) -> dict[str, str]:
    worded = {
        "question": labels.get(proposal["column"], proposal["column"]),
        "doubt": said.get(proposal["log_id"], ""),
        "action": say(ACTIONS[proposal["action"]], language),
    }
    return {name: shown(worded.get(name) or proposal.get(name, "")) for name in LOCKED}


def _write_decisions(
    workbook: Workbook,
    sheet: Worksheet,
    headers: Mapping[str, str],
    rows: Iterable[tuple[Mapping[str, str], Mapping[str, str]]],
    language: str,
) -> None:
    text = {"num_format": "@", "text_wrap": True, "valign": "top"}
    locked = workbook.add_format(text)
    unlocked = workbook.add_format(text | {"locked": False, "bg_color": "#FFF7DB", "border": 1})
    bold = workbook.add_format(text | {"bold": True, "bg_color": "#E4E9EE", "border": 1})
    sealed = len(headers)
    for at, (name, header) in enumerate(headers.items()):
        sheet.set_column(at, at, _WIDTHS.get(name, _WIDTH))
        sheet.write_string(_NAMES_ROW, at, name, locked)
        sheet.write_string(_HEADER_ROW, at, header, bold)
    for row in (_NAMES_ROW, _HEADER_ROW):
        sheet.write_string(row, sealed, SEAL, locked)
    row = _HEADER_ROW
    for row, (said, decided) in enumerate(rows, start=_FIRST_ROW):
        for at, name in enumerate(headers):
            if name not in OPEN:
                sheet.write_string(row, at, said[name], locked)
            elif decided[name]:
                word = say(DECISIONS[decided[name]], language) if name == "decision" else decided[name]
                sheet.write_string(row, at, word, unlocked)
            else:
                sheet.write_blank(row, at, None, unlocked)
        sheet.write_string(row, sealed, seal_of(said), locked)
    sheet.set_row(_NAMES_ROW, None, None, {"hidden": True})
    sheet.set_column(sealed, sealed, _WIDTH, None, {"hidden": True})
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.autofilter(_HEADER_ROW, 0, row, sealed - 1)
    if row > _HEADER_ROW:
        at = list(headers).index("decision")
        sheet.data_validation(
            *(_FIRST_ROW, at, row, at),
            {"validate": "list", "source": f"=lists!$B$1:$B${len(DECISIONS)}"},
        )
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def _write_lists(workbook: Workbook, language: str) -> None:
    """Each decision's name for the machine, and the word that stands for it in this workbook."""
    sheet = workbook.add_worksheet("lists")
    text = workbook.add_format({"num_format": "@"})
    for row, (name, word) in enumerate(DECISIONS.items()):
        sheet.write_string(row, 0, name, text)
        sheet.write_string(row, 1, say(word, language), text)
    sheet.hide()
    sheet.protect()


def _write_readme(workbook: Workbook, language: str, created: date) -> None:
    sheet = workbook.add_worksheet("readme")
    text = {"num_format": "@", "text_wrap": True, "valign": "top"}
    plain, bold = workbook.add_format(text), workbook.add_format(text | {"bold": True, "font_size": 14})
    sheet.set_column(0, 0, 90)
    written: list[Term] = [
        message("Review of the proposals for cleaning"),
        message("Written on {day}.", day=Day(created.isoformat())),
        *README,
        *(_state(name, meaning) for name, meaning in STATES.items()),
    ]
    for row, term in enumerate(written):
        sheet.write_string(row, 0, say(term, language), plain if row else bold)
    sheet.protect()


def _state(name: str, meaning: Message) -> Message:
    return message("{state}: {meaning}", state=Verbatim(name), meaning=meaning)
