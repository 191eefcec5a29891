"""Named checks: each looks at the responses and names cells or records to doubt. A check decides nothing.

Checks of *records* look at everything that was received; checks of *answers* at the people who may be
analysed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning import coupons, duplicates
from mekendesh.field.responses import was_asked
from mekendesh.files import digest
from mekendesh.structure.expressions import Answers
from mekendesh.words import Message, message

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Questionnaire

SHORTEST_INTERVIEW = pd.Timedelta(minutes=5)
"""A third of the quarter of an hour that the core takes on a phone: less was not asked in full."""

ISSUE_COLUMNS = ("issue", "check", "row", "column", "severity", "said")
_HIDDEN = r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
_BROKEN = r"\ufffd|[а-яёөүң]\?[а-яёөүң]|[ÐÑ][\x80-\xbf°-¿]"

Place = tuple[int, str]
"""A row and a column; an empty column means the row as a whole."""


@dataclass(frozen=True)
class Check:
    """A named doubt. ``severity``: error (a decision is needed), warning (look at it), note (know it)."""

    name: str
    severity: str
    said: Message
    find: Callable[[Responses, Questionnaire], Iterable[Place]]


def find_issues(checks: Iterable[Check], responses: Responses, questionnaire: Questionnaire) -> pd.DataFrame:
    """Run checks: one row a doubt, in the order of checks and rows; ``issue`` is a stable id, ``said`` a
    message.

    Issues name rows and columns, never what stands there.
    """
    found = [
        (
            digest(f"{check.name}\0{row}\0{column}".encode())[:16],
            check.name,
            int(row),
            column,
            check.severity,
            check.said.text,
        )
        for check in checks
        for row, column in check.find(responses, questionnaire)
    ]
    return pd.DataFrame(found, columns=list(ISSUE_COLUMNS)).astype(
        {name: "int64" if name == "row" else "str" for name in ISSUE_COLUMNS}
    )


def out_of_range(responses: Responses, questionnaire: Questionnaire) -> Iterable[Place]:
    """Whole numbers outside what the questionnaire allows."""
    for column in questionnaire.columns:
        if column.type == "integer":
            values = responses.typed[column.column]
            low = values < column.low if column.low is not None else False
            high = values > column.high if column.high is not None else False
            outside = pd.Series(low | high, index=values.index).fillna(False).astype(bool)
            yield from _at(values.index[outside], column.column)


def too_many_answers(responses: Responses, questionnaire: Questionnaire) -> Iterable[Place]:
    for column in questionnaire.columns:
        if column.type == "multiple" and column.high is not None:
            chosen = responses.cells[column.column].str.split().str.len()
            yield from _at(chosen.index[chosen > column.high], column.column)


def unanswered(responses: Responses, questionnaire: Questionnaire) -> Iterable[Place]:
    """Required questions that were asked and have no answer."""
    for column in questionnaire.columns:
        if column.required and column.role not in ("identifier", "consent"):
            empty = responses.cells[column.column].str.strip() == ""
            yield from _at(empty.index[empty & was_asked(column, Answers(responses.cells))], column.column)


def not_asked(responses: Responses, questionnaire: Questionnaire) -> Iterable[Place]:
    """Answers to questions the form does not ask after an earlier answer."""
    for column in questionnaire.columns:
        if column.relevant:
            filled = responses.cells[column.column].str.strip() != ""
            yield from _at(filled.index[filled & ~was_asked(column, Answers(responses.cells))], column.column)


def split_disagrees(responses: Responses, questionnaire: Questionnaire) -> Iterable[Place]:
    """Multiple choices whose 0/1 columns say something else than the joined answer."""
    for column in questionnaire.columns:
        if column.type != "multiple":
            continue
        chosen = responses.cells[column.column].str.split().map(set)
        differs = pd.Series(False, index=chosen.index)
        for code in questionnaire.codes_of(column.choices):
            name = f"{column.column}/{code}"
            if name in responses.cells:
                split = responses.cells[name].str.strip()
                joined = chosen.map(lambda codes, code=code: code in codes)
                differs |= (split != "") & ((split == "1") != joined)
        yield from _at(differs.index[differs], column.column)


def arrived_impossibly(responses: Responses, _: Questionnaire) -> Iterable[Place]:
    """People who arrived before they were born or after they were asked."""
    typed = responses.typed
    if "arrival_year" in typed:
        arrived = typed["arrival_year"]
        outside = (arrived < typed["birth_year"]) | (arrived > typed["end"].dt.year)
        yield from _at(arrived.index[outside.fillna(False).astype(bool)], "arrival_year")


def too_short(responses: Responses, _: Questionnaire) -> Iterable[Place]:
    """Interviews that ended sooner than anybody can ask the core, or before they began."""
    lasted = responses.typed["end"] - responses.typed["start"]
    yield from _at(lasted.index[lasted < SHORTEST_INTERVIEW], "end")


def sector_without_work(responses: Responses, _: Questionnaire) -> Iterable[Place]:
    """People who do not work, but in a sector."""
    cells = responses.cells
    if {"occupation", "sector"} <= set(cells):
        works_in = cells["sector"].str.strip()
        odd = (cells["occupation"].str.strip() == "not_working") & ~works_in.isin(["", "none"])
        yield from _at(odd.index[odd], "sector")


def hidden_characters(responses: Responses, questionnaire: Questionnaire) -> Iterable[Place]:
    yield from _matching(responses, questionnaire, _HIDDEN)


def broken_letters(responses: Responses, questionnaire: Questionnaire) -> Iterable[Place]:
    """Question marks inside Cyrillic words and letters of a wrong encoding: ө, ү and ң are lost there."""
    yield from _matching(responses, questionnaire, _BROKEN)


def _matching(responses: Responses, questionnaire: Questionnaire, pattern: str) -> Iterable[Place]:
    for column in questionnaire.columns:
        if column.type == "text":
            found = responses.cells[column.column].str.contains(pattern, regex=True, case=False)
            yield from _at(found.index[found], column.column)


def _doubted(check: str) -> Callable[[Responses, Questionnaire], Iterable[Place]]:
    """What reading the file already doubted."""

    def find(responses: Responses, _: Questionnaire) -> Iterable[Place]:
        doubts = responses.doubts[responses.doubts["check"] == check]
        return zip(doubts["row"], doubts["column"], strict=True)

    return find


def _rows(
    find: Callable[[pd.DataFrame], pd.Series], column: str = ""
) -> Callable[[Responses, Questionnaire], Iterable[Place]]:
    def places(responses: Responses, _: Questionnaire) -> Iterable[Place]:
        marked = find(responses.cells)
        return _at(marked.index[marked], column)

    return places


def _coupons(
    find: Callable[[pd.DataFrame], pd.Index],
) -> Callable[[Responses, Questionnaire], Iterable[Place]]:
    return lambda responses, _: _at(find(responses.cells), "coupon_received")


def _at(rows: Iterable[int], column: str) -> Iterable[Place]:
    return ((row, column) for row in rows)


def _given_twice(responses: Responses, _: Questionnaire) -> Iterable[Place]:
    return coupons.given_twice(responses.cells).itertuples(index=False, name=None)


def _before_given(responses: Responses, _: Questionnaire) -> Iterable[Place]:
    typed = responses.typed
    return _at(coupons.before_given(responses.cells, typed["end"], typed["start"]), "coupon_received")


RECORD_CHECKS = (
    Check("other_encoding", "note", message("The file is not UTF-8 and was read by its mark or as declared."),
          _doubted("other_encoding")),
    Check("recomposed_letters", "note", message("Letters with separate accents were composed (NFC)."),
          _doubted("recomposed_letters")),
    Check("open_end", "warning", message("The last row has no line end; its last cell may be cut off."),
          _doubted("open_end")),
    Check("unknown_column", "note", message("The column is not in the questionnaire and was not used."),
          _doubted("unknown_column")),
    Check("label_for_code", "note", message("The answer came as its words and was read as its code."),
          _doubted("label_for_code")),
    Check("number_in_sheet", "warning",
          message("The spreadsheet holds numbers here, which lose a leading + or 0."),
          _doubted("number_in_sheet")),
    Check("sheet_error", "warning", message("The cell shows an error of the spreadsheet."),
          _doubted("sheet_error")),
    Check("absent_column", "warning", message("The question is not in the file; its answers are missing."),
          _doubted("absent_column")),
    Check("uuid_missing", "error", message("The record has no identity (_uuid) and was refused."),
          _rows(duplicates.without_uuid, "_uuid")),
    Check("uuid_repeated", "error", message("Records with one _uuid say different things and were refused."),
          _rows(duplicates.same_uuid_other_answers, "_uuid")),
    Check("sent_again", "note", message("The record repeats an earlier one to the second and was removed."),
          _rows(duplicates.sent_again)),
    Check("same_answers", "warning", message("All answers repeat an earlier interview's."),
          _rows(duplicates.same_answers)),
)  # fmt: skip
ANSWER_CHECKS = (
    Check("type", "warning", message("The value is not of the question's type."), _doubted("type")),
    Check("choice", "warning", message("The answer is not on the question's list."), _doubted("choice")),
    Check("range", "warning", message("The number is outside what is possible."), out_of_range),
    Check("too_many", "note", message("More answers than the form allows."), too_many_answers),
    Check("required", "warning", message("A required question has no answer."), unanswered),
    Check("relevance", "warning", message("An answer to a question the form does not ask here."), not_asked),
    Check("split_disagrees", "warning", message("The 0/1 columns differ from the joined answer."),
          split_disagrees),
    Check("arrived_impossibly", "warning", message("Arrived before birth or after the interview."),
          arrived_impossibly),
    Check("too_short", "warning", message("The interview was too short to be asked in full."), too_short),
    Check("sector_without_work", "warning", message("A sector of work, but no work."), sector_without_work),
    Check("hidden_characters", "note", message("The text holds characters that cannot be seen."),
          hidden_characters),
    Check("broken_letters", "warning", message("The text holds letters destroyed by a wrong encoding."),
          broken_letters),
    Check("coupon_look_alike", "warning", message("Nobody gave this coupon, but one that looks like it."),
          _coupons(lambda cells: coupons.look_alikes(cells)["row"])),
    Check("coupon_not_given", "error", message("Nobody gave this coupon."), _coupons(coupons.not_given)),
    Check("coupon_brought_twice", "error", message("More than one person brought this coupon."),
          _coupons(coupons.brought_twice)),
    Check("coupon_given_twice", "error", message("This coupon was handed out more than once."), _given_twice),
    Check("coupon_own", "error", message("The person brought a coupon that they handed out themselves."),
          _coupons(coupons.brought_own)),
    Check("coupon_circle", "error", message("The chain of recruiters comes back to this person."),
          _coupons(coupons.in_circles)),
    Check("coupon_before_given", "warning", message("The coupon was brought before it was handed out."),
          _before_given),
)  # fmt: skip
