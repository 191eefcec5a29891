"""Named checks: each looks at the responses and names cells or records to doubt. A check decides nothing.

Checks of *records* look at everything that was received; checks of *answers* at the people who may be
analysed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning import coupons, duplicates, form_rules, free_text, letters, web_signs
from mekendesh.cleaning.contacts import normal_phone
from mekendesh.cleaning.form_rules import Place, at
from mekendesh.cleaning.likeness import near_duplicates
from mekendesh.cleaning.outliers import robust_outliers
from mekendesh.cleaning.straightlining import TOGETHER, straightliners
from mekendesh.cleaning.suggestions import suggested
from mekendesh.files import digest
from mekendesh.structure.expressions import NotEvaluated, holds
from mekendesh.words import SOURCE, Term, message, say

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.logic import LogicRule
    from mekendesh.structure.questionnaire import Questionnaire

SHORTEST_INTERVIEW = pd.Timedelta(minutes=5)
"""A third of the quarter of an hour that the core takes on a phone: less was not asked in full."""

ISSUE_COLUMNS = ("issue", "check", "row", "uuid", "column", "severity", "said", "suggestion")

Finding = Place | tuple[int, str, str]
"""A place, or a place and what should stand there."""


@dataclass(frozen=True)
class Check:
    """A named doubt. ``severity``: error (a decision is needed), warning (look at it), note (know it)."""

    name: str
    severity: str
    said: Term
    find: Callable[[Responses, Questionnaire], Iterable[Finding]]


def find_issues(checks: Iterable[Check], responses: Responses, questionnaire: Questionnaire) -> pd.DataFrame:
    """Run checks: one row a doubt, in the order of checks and rows; ``said`` is the check's sentence.

    ``issue`` is made of the check, the record's own identity, the column and what stands there, so that a
    doubt that was decided on is known again in a later delivery, and asked anew where the cell changed.
    ``suggestion`` is what should stand in the column, ``""`` where a check has none to make; never for a
    column that identifies people.
    """
    found = []
    record = _Records(responses)
    for check in checks:
        said = say(check.said, SOURCE)
        for row, column, *suggestion in check.find(responses, questionnaire):
            uuid, cell = record.of(int(row), column)
            issue = digest("\0".join((check.name, record.known_as(row, uuid), column, cell)).encode())[:16]
            told = "" if _identifies(questionnaire, column) else "".join(suggestion)
            found.append((issue, check.name, int(row), uuid, column, check.severity, said, told))
    return pd.DataFrame(found, columns=list(ISSUE_COLUMNS)).astype(
        {name: "int64" if name == "row" else "str" for name in ISSUE_COLUMNS}
    )


def logic_checks(rules: Iterable[LogicRule]) -> tuple[Check, ...]:
    """A check a rule of the logic table. A rule on a question that is not in the form raises no doubt."""
    return tuple(Check(rule.rule, rule.severity, rule.said, _contradiction(rule)) for rule in rules)


def _contradiction(rule: LogicRule) -> Callable[[Responses, Questionnaire], Iterable[Place]]:
    def find(responses: Responses, _: Questionnaire) -> Iterable[Place]:
        try:
            true = holds(rule.condition, form_rules.answers_of(responses))
        except NotEvaluated:
            return ()
        return at(true.index[true], rule.column)

    return find


class _Records:
    """The identity of a row and what stands in a column; each column is unpacked once, rows are found by place."""

    def __init__(self, responses: Responses) -> None:
        self._cells = responses.cells
        self._place = {int(row): place for place, row in enumerate(responses.cells.index)}
        self._columns: dict[str, list[str]] = {}
        named = self._cells["_uuid"].str.strip() if "_uuid" in self._cells else pd.Series(dtype="str")
        # Rows of a repeat share the identity of their submission.
        self._shared = set(named[named.duplicated(keep=False)])

    def of(self, row: int, column: str) -> tuple[str, str]:
        """A row without an identity is known by its number; one that is none of the responses by nothing."""
        if row not in self._place:
            return "", ""
        uuid = self._cell(row, "_uuid").strip()
        return uuid or f"row {row}", self._cell(row, column)

    def known_as(self, row: int, uuid: str) -> str:
        """What tells the row from every other one: its identity, and its number where others share it."""
        return f"{uuid}/{row}" if uuid in self._shared else uuid

    def _cell(self, row: int, column: str) -> str:
        if column not in self._cells:
            return ""
        if column not in self._columns:
            self._columns[column] = self._cells[column].astype(object).tolist()
        return str(self._columns[column][self._place[row]])


def _identifies(questionnaire: Questionnaire, column: str) -> bool:
    known = questionnaire.by_name.get(column)
    return known is None or known.role == "identifier"


def unfitting(check: str) -> Callable[[Responses, Questionnaire], Iterator[Finding]]:
    """What reading could not type, with what it was probably meant to say."""

    def find(responses: Responses, questionnaire: Questionnaire) -> Iterator[Finding]:
        doubts = responses.doubts[responses.doubts["check"] == check]
        for row, column in zip(doubts["row"], doubts["column"], strict=True):
            yield row, column, suggested(questionnaire.by_name[column], responses.cells.at[row, column])

    return find


def look_alike_coupons(responses: Responses, _: Questionnaire) -> Iterator[Finding]:
    found = coupons.look_alikes(responses.cells)
    for row, correction in zip(found["row"], found["correction"], strict=True):
        yield row, "coupon_received", "" if pd.isna(correction) else correction


def too_short(responses: Responses, _: Questionnaire) -> Iterable[Place]:
    """Interviews that ended sooner than anybody can ask the core, or before they began."""
    lasted = responses.typed["end"] - responses.typed["start"]
    yield from at(lasted.index[lasted < SHORTEST_INTERVIEW], "end")


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
        return at(marked.index[marked], column)

    return places


def _coupons(
    find: Callable[[pd.DataFrame], pd.Index],
) -> Callable[[Responses, Questionnaire], Iterable[Place]]:
    return lambda responses, _: at(find(responses.cells), "coupon_received")


def _given_twice(responses: Responses, _: Questionnaire) -> Iterable[Place]:
    return coupons.given_twice(responses.cells).itertuples(index=False, name=None)


def _before_given(responses: Responses, _: Questionnaire) -> Iterable[Place]:
    typed = responses.typed
    return at(coupons.before_given(responses.cells, typed["end"], typed["start"]), "coupon_received")


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
    Check("type", "warning", message("The value is not of the question's type."), unfitting("type")),
    Check("choice", "warning", message("The answer is not on the question's list."), unfitting("choice")),
    Check("range", "warning", message("The number is outside what is possible."), form_rules.out_of_range),
    Check("too_many", "note", message("More answers than the form allows."), form_rules.too_many_answers),
    Check("required", "warning", message("A required question has no answer."), form_rules.unanswered),
    Check("relevance", "warning", message("An answer to a question the form does not ask here."), form_rules.not_asked),
    Check("split_disagrees", "warning", message("The 0/1 columns differ from the joined answer."),
          form_rules.split_disagrees),
    Check("constraint", "warning", message("The answer breaks the form's constraint."),
          form_rules.breaks_constraint),
    Check("calculation", "note", message("The calculation does not follow from the answers."),
          form_rules.calculated_otherwise),
    Check("too_short", "warning", message("The interview was too short to be asked in full."), too_short),
    Check("hidden_characters", "note", message("The text holds characters that cannot be seen."),
          letters.hidden_characters),
    Check("broken_letters", "warning", message("The text holds letters destroyed by a wrong encoding."),
          letters.broken_letters),
    Check("lost_digits", "warning",
          message("A spreadsheet took a telephone, document or coupon for a number and rounded it."),
          letters.lost_digits),
    Check("mixed_scripts", "note", message("A word mixes Latin and Cyrillic letters."), letters.mixed_scripts),
    Check("other_on_list", "note", message("The “other” answer is on the list after all."),
          free_text.other_on_the_list),
    Check("identifying_text", "warning", message("The text holds something that identifies a person."),
          free_text.identifying_text),
    Check("coupon_look_alike", "warning", message("Nobody gave this coupon, but one that looks like it."),
          look_alike_coupons),
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
OPEN_LINK_CHECKS = (
    Check("burst", "warning", message("Many responses began within two minutes."), web_signs.in_a_burst),
    Check("one_device", "warning", message("Several responses came from one device."),
          web_signs.from_one_device),
    Check("copied_text", "warning", message("Different people wrote the same long text."),
          web_signs.copied_text),
)  # fmt: skip
"""Beside the others where anybody could answer over an open link."""

ANY_FORM_CHECKS = tuple(
    check
    for check in ANSWER_CHECKS
    if not check.name.startswith("coupon_") and check.name not in ("too_short", "identifying_text")
)
"""What can be said of the export of any form: its own rules, its letters, its "other" answers."""


def _nearly_repeated(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    return at(near_duplicates(responses, questionnaire)["row"], "")


def _in_a_line(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    found = straightliners(responses, questionnaire)
    for row, battery in zip(found["row"], found["battery"], strict=True):
        yield row, "" if battery == TOGETHER else battery


STATISTICAL_CHECKS = (
    Check("near_duplicate", "warning", message("The answers are those of another interview but for a few."),
          _nearly_repeated),
    Check("straightlining", "warning", message("The same answer again and again, more than others give."),
          _in_a_line),
    Check("outlier", "note", message("The number lies far from all others of this corridor."),
          robust_outliers),
)  # fmt: skip
"""Against what is usual in this corridor, at a family-wise 5 % of false alarms; they need many interviews."""


LARGEST_COMPARED = 25_000
"""Responses up to which everyone is compared with everyone: the work grows with the square of their number."""
NOT_COMPARED = (
    Check("not_compared", "note",
          message("There are too many responses to compare each with each; copies and lines were not looked for."),
          lambda _responses, _questionnaire: [(0, "")]),
)  # fmt: skip


def phone_checks(countries: tuple[str, ...]) -> tuple[Check, ...]:
    """A check of telephones: numbers of neither country, nor written with a valid country code."""

    def find(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
        for column in questionnaire.of_role("identifier"):
            if "phone" in column.column:
                told = responses.cells[column.column].str.strip()
                wrong = (told != "") & (told.map(lambda text: normal_phone(text, countries)) == "")
                yield from at(told.index[wrong], column.column)

    said = message("The telephone is none of either country; nobody can be called back on it.")
    return (Check("phone_impossible", "note", said, find),)


def audit_checks(minutes: Mapping[str, float]) -> tuple[Check, ...]:
    """A check of the time with a question on the screen, by the devices' audit: minutes by ``_uuid``."""

    def find(responses: Responses, _: Questionnaire) -> Iterator[Place]:
        told = responses.cells["_uuid"].str.strip().map(minutes)
        yield from at(told.index[told < SHORTEST_INTERVIEW / pd.Timedelta(minutes=1)], "end")

    said = message(
        "By the device's own record a question was on the screen for less than five minutes in all."
    )
    return (Check("audit_too_short", "warning", said, find),)
