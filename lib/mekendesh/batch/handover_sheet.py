"""The list of ideas that a body receives, as a workbook, and the replies that stand in one that came back.

Names for the machine stand in a hidden first row, so that replies are found in whatever language the list was
written. Every cell is text: nothing a respondent wrote becomes a formula, and no telephone loses its plus.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from mekendesh.cleaning.review import shown
from mekendesh.errors import DeliveryError
from mekendesh.field.workbooks import Sheet, read_workbook
from mekendesh.words import LANGUAGES, Message, Term, message, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHEET = "ideas"
REFERENCE = "reference"
TOLD = {
    REFERENCE: message("Reference"),
    "sector": message("Sector"),
    "stage": message("Stage"),
    "need": message("What it needs first"),
    "region": message("Region"),
    "idea": message("The idea in the person’s own words"),
    "name": message("Name"),
    "phone": message("Telephone"),
}
REPLY = {
    "status": message("Status of the reply"),
    "replied_on": message("Date of the reply (YYYY-MM-DD)"),
    "replied_by": message("Who replied"),
    "note": message("Note"),
}
STATUSES = (
    message("received"),
    message("under consideration"),
    message("accepted"),
    message("declined"),
    message("passed on to another body"),
)
README = (
    message(
        "These people agreed that their idea is handed over to the state body concerned. Name and telephone stand "
        "here only of those who also agreed to be contacted again; the others cannot be asked."
    ),
    message(
        "Write into the coloured cells only: what became of the idea, when, and who replied. They are kept when the "
        "list is written anew; all other cells are written from the survey again."
    ),
    message(
        "Use the list for replying to these ideas and for nothing else. Do not publish it and do not pass it on. "
        "Whoever withdraws the consent is missing from the next list; delete the earlier one then."
    ),
)
_WIDTHS = {REFERENCE: 14, "idea": 50, "name": 24, "note": 40}
_NAMES_ROW, _HEADER_ROW, _FIRST_ROW = 0, 1, 2


def ideas_workbook(
    title: Term,
    rows: Sequence[Mapping[str, str]],
    replies: Mapping[str, Mapping[str, str]],
    mark: str,
    language: str,
    created: date,
) -> bytes:
    """The workbook of one body; the same input gives the same bytes.

    ``rows``: the cells of `TOLD`, in words. ``replies``: by reference, the cells of `REPLY` as they were written.
    ``mark`` tells later which key made the references.
    """
    from xlsxwriter import Workbook

    content = BytesIO()
    workbook = Workbook(content, {"in_memory": True})
    workbook.set_properties({"created": datetime(created.year, created.month, created.day)})
    text = {"num_format": "@", "text_wrap": True, "valign": "top"}
    plain, bold = workbook.add_format(text), workbook.add_format(text | {"bold": True, "bg_color": "#E4E9EE"})
    opened = workbook.add_format(text | {"locked": False, "bg_color": "#FFF7DB", "border": 1})
    about = workbook.add_worksheet("readme")
    about.set_column(0, 0, 90)
    for row, term in enumerate((title, *README)):
        about.write_string(row, 0, say(term, language), plain if row else bold)
    about.protect()
    sheet = workbook.add_worksheet(SHEET)
    headers = TOLD | REPLY
    for at, (name, header) in enumerate(headers.items()):
        sheet.set_column(at, at, _WIDTHS.get(name, 18))
        sheet.write_string(_NAMES_ROW, at, name, plain)
        sheet.write_string(_HEADER_ROW, at, say(header, language), bold)
    sheet.write_string(_NAMES_ROW, len(headers), mark, plain)
    for number, row in enumerate(rows, start=_FIRST_ROW):
        replied = replies.get(row[REFERENCE], {})
        for at, name in enumerate(headers):
            words = row[name] if name in TOLD else _again(name, replied.get(name, ""), language)
            if words:
                sheet.write_string(number, at, shown(words), plain if name in TOLD else opened)
            else:
                sheet.write_blank(number, at, None, plain if name in TOLD else opened)
    sheet.set_row(_NAMES_ROW, None, None, {"hidden": True})
    sheet.freeze_panes(_FIRST_ROW, 1)
    last, status = _HEADER_ROW + len(rows), list(headers).index("status")
    if rows:
        sheet.data_validation(
            *(_FIRST_ROW, status, last, status),
            {
                "validate": "list",
                "source": [say(word, language) for word in STATUSES],
                "error_type": "warning",
            },
        )
    sheet.protect("", {"sort": True, "format_columns": True, "format_rows": True})
    workbook.close()
    return content.getvalue()


def read_replies(content: bytes, file: str, mark: str) -> dict[str, dict[str, str]]:
    """What was written into a list, by reference: the cells of `REPLY` of every row with anything in one.

    Raises ``DeliveryError`` where the list cannot be read as it was written, or a reply stands in a row
    without a reference or beside another of the same one: nothing is written over it then.
    """
    names = [*TOLD, *REPLY]
    sheet = _sheet(read_workbook(content, file), names, file)
    first = next((cells for number, cells in sheet.rows if number == 1), ())
    if mark not in first:
        raise DeliveryError(
            "{file} was written with another key, so its replies cannot be assigned. Restore the key it was "
            "written with, or put the list away and write a new one.",
            file=file,
        )
    at = {name: place for place, name in enumerate(first) if name in names}
    replies: dict[str, dict[str, str]] = {}
    for number, cells in sheet.rows:
        written = {name: cells[at[name]].strip() if at[name] < len(cells) else "" for name in names}
        reply = {name: written[name] for name in REPLY}
        if number <= _FIRST_ROW or not any(reply.values()):
            continue
        reference = written[REFERENCE]
        if not reference or reference in replies:
            raise DeliveryError(
                "{file}, row {row}: a reply without a reference, or a second one to the same idea. Put it into the "
                "row of its idea, once.",
                file=file,
                row=number,
            )
        replies[reference] = reply
    return replies


def _sheet(sheets: Sequence[Sheet], names: Sequence[str], file: str) -> Sheet:
    for sheet in sheets:
        first = next((cells for number, cells in sheet.rows if number == 1), ())
        if sheet.name == SHEET and set(names) <= set(first):
            return sheet
    raise DeliveryError(
        "{file} is no list of ideas as it was written: its hidden first row is missing. Put the replies into the "
        "list as it was, or put it away and write a new one.",
        file=file,
    )


def _again(name: str, written: str, language: str) -> str:
    """A reply as it was written; a status of the list in the language of this workbook."""
    known: Message | None = None
    if name == "status":
        known = next((word for word in STATUSES if written in {say(word, each) for each in LANGUAGES}), None)
    return say(known, language) if known else written
