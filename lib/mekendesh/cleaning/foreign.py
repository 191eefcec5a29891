"""Logs that others kept: the decisions of a log in the format of IMPACT's R package ``cleaningtools`` as rows
of ours, and every other row refused with its reason.

There a log has a row a decision: uuid, question, old_value, new_value, change_type (change_response,
blank_response, remove_survey or no_action) and issue. ``create_clean_data`` applies it without looking at
old_value, lets the last of two rows on a cell win, and changes every record of a uuid that came twice. Here
such rows are refused, so a replay of the imported log gives what ``cleaningtools`` gives, or says in which rows
it does not.

Source: impact-initiatives/cleaningtools, ``create_clean_data`` and ``review_cleaning_log``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.coupons import COUPONS
from mekendesh.cleaning.log import AUTOMATIC, LOG_COLUMNS, ROW, SECONDED, log_id
from mekendesh.cleaning.new_values import why_not_an_answer
from mekendesh.cleaning.replay import same_value
from mekendesh.errors import ReplayError
from mekendesh.field.headers import codes_for_labels, plain_uuid
from mekendesh.files import read_text_table
from mekendesh.words import message

if TYPE_CHECKING:
    from mekendesh.structure.questionnaire import Column, Questionnaire

CHANGE, BLANK, REMOVE, NOTHING = "change_response", "blank_response", "remove_survey", "no_action"
CHANGE_TYPES = (CHANGE, BLANK, REMOVE, NOTHING)

NAMES: Mapping[str, tuple[str, ...]] = {
    "uuid": ("uuid", "xuuid", "instanceid"),
    "question": ("question", "questions", "questionname"),
    "old_value": ("oldvalue", "currentvalue"),
    "new_value": ("newvalue",),
    "change_type": ("changetype",),
    "changed": ("changed",),
    "issue": ("issue",),
    "check_id": ("checkid", "issueid"),
    "comments": ("comments", "comment", "feedback"),
    "checked_by": ("checkedby",),
}
"""How the columns are called, as letters alone: ``X_uuid`` and ``_uuid``, ``old.value`` and ``Old value``."""

REFUSALS = {
    "unknown_type": message("The change type is none of change_response, blank_response, remove_survey and no_action. Write one of them."),
    "contradiction": message("The row says both that it changes something and that it does not. Mend changed or the change type."),
    "no_record": message("No record of the delivery has this uuid. Mend the uuid, or take the row out."),
    "many_records": message("Several records of the delivery have this uuid. Decide first which of them stays."),
    "no_question": message("The question is none of the questionnaire. Write its name as in the header of the export."),
    "one_answer": message("The column is one answer of a question with several. Write the question itself, with all its answers as codes."),
    "identifying": message("The column identifies people; no decision may touch it. Take the row out."),
    "closed": message("The column was filled by the phone or the server; no decision may change it. Take the row out."),
    "consent": message("Consent can only be taken away here, not given in a person's place. Take the row out."),
    "no_value": message("The new value is missing. Write it, or write blank_response to empty the answer."),
    "type": message("The new value is not of the question's type. Write a number, a date as YYYY-MM-DD, or yes or no, as the question asks."),
    "list": message("The new value is not on the question's list. Write the code of an answer."),
    "range": message("The new value is outside what the question allows. Write a value within its limits."),
    "other_old": message("The old value is not the one that stands in the delivery. Look at the record and decide again."),
    "same_cell": message("Other rows decide otherwise on the same answer. Keep one of them."),
    "repeated": message("An earlier row holds the same decision, which was taken over from there. Nothing has to be done."),
}  # fmt: skip
"""Why rows are refused: sentences without places, so that the text alone can be said in every language."""

_NOT_LETTERS = re.compile(r"[\W_]+")
_WHOLE = re.compile(r"([+-]?\d+)\.0+")
_TRUTHS = {
    **dict.fromkeys(("yes", "true", "1", "1.0"), "yes"),
    **dict.fromkeys(("no", "false", "0", "0.0"), "no"),
}
_MISSING = ("", "NA", "<NA>", "NaN")
"""How R and pandas write a missing value as text."""


@dataclass(frozen=True, eq=False)
class Imported:
    """``log``: rows of our log; ``refusals``: row, reason; ``no_action``: how many rows decide nothing.

    ``rows == len(log) + no_action + len(refusals)``.
    """

    log: pd.DataFrame
    refusals: pd.DataFrame
    no_action: int
    rows: int


@dataclass(frozen=True)
class _Line:
    """One row, as text: ``cells`` by the names of `NAMES`, ``""`` where nothing stands."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class _Decided:
    """What a row decides: the parts of a decision (uuid, column, old value, new value, action)."""

    line: _Line
    parts: tuple[str, str, str, str, str]


def import_log(
    table: Path | pd.DataFrame,
    cells: pd.DataFrame,
    questionnaire: Questionnaire,
    reviewer: str,
    decided_on: str,
) -> Imported:
    """Take over a ``cleaningtools`` log, a CSV file or a table, for the raw ``cells`` (text, indexed by row).

    A change and an emptied answer become an accepted ``change``, or ``old_unverified`` where the old value is
    blank; a removal is ``reviewed`` and waits for a second person. ``reviewer`` decided where ``checked_by`` is
    absent or blank; ``decided_on`` is an ISO day for all rows. Labels become codes, TRUE becomes ``yes``, ``1.0``
    becomes ``1``. Rows are numbered by the index where it is called ``row`` or ``line``, else as a spreadsheet
    shows them.

    Raises ``ReplayError`` where a column is missing or there twice, no person is named, or the day is none;
    ``FileError`` where the file is no text table.

    It can mislead: in R's files ``NA`` is a missing value, so an answer that was really the letters NA counts
    as blank unless it is a code of the question; and an ``old_unverified`` row replaces whatever stands there.
    """
    _check_people(reviewer, decided_on)
    lines = _lines(read_text_table(table) if isinstance(table, Path) else table)
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, uuid in cells["_uuid"].str.strip().items():
        rows_of[uuid].append(row)
    ways = _ways(questionnaire)
    judged = [(line, _judge(line, cells, rows_of, questionnaire, ways)) for line in lines]
    reasons = {line.row: found for line, found in judged if isinstance(found, str) and found != NOTHING}
    decided = [found for _, found in judged if isinstance(found, _Decided)]
    reasons |= _clashes(decided)
    refused = [(row, REFUSALS[reasons[row]].text) for row in sorted(reasons)]
    return Imported(
        log=pd.DataFrame(
            [_log_row(one, reviewer, decided_on) for one in decided if one.line.row not in reasons],
            columns=list(LOG_COLUMNS),
            dtype="str",
        ),
        refusals=pd.DataFrame(refused, columns=["row", "reason"]).astype({"row": "int64", "reason": "str"}),
        no_action=sum(found == NOTHING for _, found in judged),
        rows=len(lines),
    )


def _check_people(reviewer: str, decided_on: str) -> None:
    if reviewer.strip() in ("", AUTOMATIC):
        raise ReplayError(
            "The log to take over needs the person who answers for its decisions. Name the reviewer."
        )
    try:
        valid = date.fromisoformat(decided_on).isoformat() == decided_on
    except ValueError:
        valid = False
    if not valid:
        raise ReplayError(
            "The log to take over was decided on {day}, which is no day. Write it as YYYY-MM-DD.",
            day=decided_on or "?",
        )


def _lines(table: pd.DataFrame) -> list[_Line]:
    found: dict[str, list[str]] = {
        name: [header for header in table.columns if _letters(str(header)) in ways]
        for name, ways in NAMES.items()
    }
    for name, headers in found.items():
        if len(headers) > 1:
            raise ReplayError(
                "The log to take over has the column {name} more than once ({found}). Keep one of them.",
                name=name,
                found=", ".join(map(str, headers)),
            )
    lacking = [name for name in ("uuid", "question", "new_value") if not found[name]]
    if not found["change_type"] and not found["changed"]:
        lacking.append("change_type")
    if lacking:
        raise ReplayError(
            "The log to take over has no column {name}. Expected are uuid, question, old_value, new_value, "
            "change_type and issue; name it so, or export the log again.",
            name=lacking[0],
        )
    numbered = table.index.name in ("row", "line") and table.index.is_unique
    rows = table.index if numbered else range(2, 2 + len(table))
    used = {name: [_text(value) for value in table[at[0]]] for name, at in found.items() if at}
    blank = dict.fromkeys(NAMES, "")
    return [
        _Line(int(row), blank | {name: values[place] for name, values in used.items()})
        for place, row in enumerate(rows)
    ]


def _judge(
    line: _Line,
    cells: pd.DataFrame,
    rows_of: Mapping[str, list[int]],
    questionnaire: Questionnaire,
    ways: Mapping[str, str],
) -> _Decided | str:
    """What a row decides, `NOTHING`, or a name of `REFUSALS`."""
    kind = _change_type(line.cells)
    if kind not in CHANGE_TYPES or kind == NOTHING:
        return kind
    uuid = plain_uuid(pd.Series([line.cells["uuid"]], dtype="str")).iloc[0]
    rows = rows_of.get(uuid, []) if uuid else []
    if len(rows) != 1:
        return "many_records" if rows else "no_record"
    if kind == REMOVE:
        return _Decided(line, (uuid, ROW, str(rows[0]), "", "remove"))
    name = ways.get(line.cells["question"], "")
    column = questionnaire.by_name.get(name)
    if column is None:
        return "one_answer" if name else "no_question"
    if column.role in ("identifier", "meta"):
        return "identifying" if column.role == "identifier" else "closed"
    old, new = (_as_answer(line.cells[which], column, questionnaire) for which in ("old_value", "new_value"))
    new = "" if kind == BLANK else new
    reason = _why_not(kind, new, column, questionnaire.codes_of(column.choices))
    if not reason and old and not same_value(column.type, cells.at[rows[0], name], old):
        reason = "other_old"
    action = "coupon" if name in ("coupon_received", *COUPONS) else "change"
    return reason or _Decided(line, (uuid, name, old, new, action))


def _change_type(cells: Mapping[str, str]) -> str:
    """One of `CHANGE_TYPES`, or a name of `REFUSALS`. Older logs only say whether something was changed."""
    kind = _NOT_LETTERS.sub("_", cells["change_type"].casefold())
    changed = _TRUTHS.get(cells["changed"].casefold(), "")
    if not kind and changed:
        return NOTHING if changed == "no" else (CHANGE if cells["new_value"] not in _MISSING else BLANK)
    if kind not in CHANGE_TYPES:
        return "unknown_type"
    if changed and (changed == "no") != (kind == NOTHING):
        return "contradiction"
    return kind


def _as_answer(text: str, column: Column, questionnaire: Questionnaire) -> str:
    """A value as the form would have sent it; what fits nothing stays as it is, for the checks."""
    codes = questionnaire.codes_of(column.choices)
    if text in codes:
        return text
    if text in _MISSING:
        return ""
    if column.type == "boolean" and text.casefold() in _TRUTHS:
        return _TRUTHS[text.casefold()]
    whole = _WHOLE.fullmatch(text)
    if whole and (column.type in ("integer", "scale") or whole[1] in codes):
        return whole[1]
    answers, _ = codes_for_labels(pd.DataFrame({column.column: [text]}, dtype="str"), questionnaire)
    return answers[column.column].iloc[0]


def _why_not(kind: str, new: str, column: Column, codes: tuple[str, ...]) -> str:
    """A name of `REFUSALS`, or nothing."""
    if kind == BLANK:
        return ""
    if not new:
        return "no_value"
    if column.role == "consent" and _TRUTHS.get(new.casefold()) == "yes":
        return "consent"
    return why_not_an_answer(new, column, codes)


def _clashes(decided: list[_Decided]) -> dict[int, str]:
    """Rows that decide on one cell: all of them if they differ, all but the first if they are alike."""
    on_cell: dict[tuple[str, ...], list[_Decided]] = defaultdict(list)
    for one in decided:
        on_cell[one.parts[:2]].append(one)
    reasons: dict[int, str] = {}
    for ones in on_cell.values():
        if len({one.parts for one in ones}) > 1:
            reasons |= {one.line.row: "same_cell" for one in ones}
        else:
            reasons |= {one.line.row: "repeated" for one in ones[1:]}
    return reasons


def _log_row(decided: _Decided, reviewer: str, decided_on: str) -> tuple[str, ...]:
    said, action, old = decided.line.cells, decided.parts[4], decided.parts[2]
    state = "reviewed" if action in SECONDED else "accepted" if old else "old_unverified"
    named = said["checked_by"]
    by = reviewer.strip() if named in (*_MISSING, AUTOMATIC) else named
    reason = next((said[name] for name in ("issue", "comments") if said[name] not in _MISSING), "")
    check = "" if said["check_id"] in _MISSING else said["check_id"]
    return (log_id(*decided.parts), *decided.parts, reason, check, by, decided_on, "", "", state)


def _ways(questionnaire: Questionnaire) -> dict[str, str]:
    """Every way a question may be written → its name, or ``name/code`` for one answer of several.

    R turns the strokes of a header into full stops. A way that two questions share is left out.
    """
    ways: dict[str, set[str]] = defaultdict(set)
    for column in questionnaire.columns:
        headers = [(column.header, column.column), (column.column, column.column)]
        if column.type == "multiple":
            headers += [
                (f"{header}/{code}", f"{column.column}/{code}")
                for header in (column.header, column.column)
                for code in questionnaire.codes_of(column.choices)
            ]
        for header, name in headers:
            for written in {header, header.replace("/", "."), header.replace("/", "-")}:
                ways[written].add(name)
    only = {written: next(iter(names)) for written, names in ways.items() if len(names) == 1}
    return only | {name: name for name in questionnaire.by_name}


def _letters(header: str) -> str:
    return _NOT_LETTERS.sub("", header.casefold())


def _text(value: object) -> str:
    """A cell as text: a missing value is blank."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return str(value).strip()
