"""What comes back in a review workbook: decisions for the log, and every other row refused with its reason.

Only the open cells are read from the sheet; what a decision speaks of is taken from the proposals. So a sheet
may come back sorted, with rows left out or columns added, and no altered cell ever reaches the log.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.log import SECONDED, log_id
from mekendesh.cleaning.new_values import why_not_an_answer
from mekendesh.cleaning.returned_sheet import ReturnedLine, read_lines
from mekendesh.cleaning.review import ACCEPT, DECISIONS, OPEN, OTHER, REJECT, filled_in, seal_of
from mekendesh.words import message

if TYPE_CHECKING:
    from mekendesh.structure.questionnaire import Column, Questionnaire

REFUSALS = {
    "unknown": message("The row is not one of the proposals. Do not add rows; ask for a workbook that holds it."),
    "altered": message("A locked cell of the row was altered. Copy your decision into the workbook as it was sent."),
    "formula": message("An open cell holds a formula. Write the value itself."),
    "identifying": message("The column identifies people; no decision may touch it. Leave the row empty."),
    "no_decision": message("The row is filled in, but no decision was chosen. Choose one from the list."),
    "not_listed": message("The decision is not on the list. Choose one from the list."),
    "closed": message("No decision may change this column. Reject the proposal."),
    "consent": message("Consent can only be taken away here, not given in a person's place. Reject the proposal."),
    "only_agreed": message("Only a value can be replaced by another one. Accept or reject this proposal."),
    "no_value": message("The other value is missing. Write it, or accept or reject the proposal."),
    "idle_value": message("An other value is written, but the decision does not use it. Choose other value, or empty the cell."),
    "same_value": message("The other value is the one that stands there already. Reject the proposal instead."),
    "type": message("The other value is not of the question's type. Write a number, a date as YYYY-MM-DD, or yes or no, as the question asks."),
    "list": message("The other value is not on the question's list. Write the code of an answer."),
    "range": message("The other value is outside what the question allows. Write a value within its limits."),
    "no_reviewer": message("There is a decision, but no reviewer. Write who decided."),
    "no_date": message("A date is missing. Write the day beside each reviewer."),
    "not_a_date": message("A date is not a day. Write it as YYYY-MM-DD."),
    "future": message("A date lies in the future. Write the day on which it was decided."),
    "no_second": message("There is a second date, but no second reviewer. Write who agreed, or empty the date."),
    "same_person": message("The second reviewer is the first one. Another person must agree."),
    "twice": message("The row came more than once, filled in differently. Keep one of them."),
    "same_cell": message("Another row decides on the same value or record. Accept one of them and reject the other."),
}  # fmt: skip
"""Why rows are refused: sentences without places, so that the text alone can be said in every language."""

_ISO_DAY, _LOCAL_DAY = r"(\d{4})-(\d{2})-(\d{2})", r"(\d{1,2})\.(\d{1,2})\.(\d{4})"


@dataclass(frozen=True, eq=False)
class Returned:
    """``decisions``: rows of the log with their new state; ``refusals``: row, log_id, reason.

    Every row of the sheet is one of three: ``rows == taken + len(refusals) + untouched``. ``taken`` rows stand in
    ``decisions``, those with another value as two rows of the log, a row that came twice alike as one. ``absent``
    counts the proposals that the sheet no longer holds; they stay as they are.
    """

    decisions: pd.DataFrame
    refusals: pd.DataFrame
    untouched: int
    rows: int
    taken: int
    absent: int


def read_review(
    content: bytes, proposals: pd.DataFrame, questionnaire: Questionnaire, today: date
) -> Returned:
    """Read a review workbook that came back.

    Raises ``ReplayError`` where the content is no XLSX workbook or has no sheet ``decisions`` with its names.
    """
    known = {proposal["log_id"]: proposal for proposal in proposals.to_dict("records")}
    lines = read_lines(content)
    filled = [line for line in lines if line.log_id not in known or not _untouched(line, known[line.log_id])]
    reasons = {line.row: _why_refused(line, known.get(line.log_id), questionnaire, today) for line in filled}
    entered = defaultdict(set)
    for line in filled:
        entered[line.log_id].add(tuple(line.decided.values()))
    for line in filled:
        if not reasons[line.row] and len(entered[line.log_id]) > 1:
            reasons[line.row] = "twice"
    decided = {line.log_id: _log_rows(line, known[line.log_id]) for line in filled if not reasons[line.row]}
    clashing = _clashing(decided)
    for line in filled:
        if line.log_id in clashing:
            reasons[line.row] = reasons[line.row] or "same_cell"
    refused = [
        (line.row, line.log_id, REFUSALS[reasons[line.row]].text) for line in filled if reasons[line.row]
    ]
    return Returned(
        decisions=pd.DataFrame(
            [row for name, rows in decided.items() if name not in clashing for row in rows],
            columns=list(proposals.columns),
            dtype="str",
        ),
        refusals=pd.DataFrame(refused, columns=["row", "log_id", "reason"]).astype(
            {"row": "int64", "log_id": "str", "reason": "str"}
        ),
        untouched=len(lines) - len(filled),
        rows=len(lines),
        taken=sum(not reason for reason in reasons.values()),
        absent=len(known.keys() - {line.log_id for line in lines}),
    )


def _untouched(line: ReturnedLine, proposal: Mapping[str, str]) -> bool:
    return not line.formulas & set(OPEN) and (
        not any(line.decided.values()) or line.decided == filled_in(proposal)
    )


def _why_refused(
    line: ReturnedLine, proposal: Mapping[str, str] | None, questionnaire: Questionnaire, today: date
) -> str:
    """A name of `REFUSALS`, or nothing."""
    if proposal is None:
        return "unknown"
    if line.formulas - set(OPEN) or line.seal != seal_of(line.locked):
        return "altered"
    if line.formulas:
        return "formula"
    column = questionnaire.by_name.get(proposal["column"])
    if column is not None and column.role == "identifier":
        return "identifying"
    if not line.decided["decision"]:
        return "no_decision"
    if line.decided["decision"] not in DECISIONS:
        return "not_listed"
    return _why_not_value(line.decided, proposal, column, questionnaire) or _why_not_people(
        line.decided, today
    )


def _why_not_value(
    decided: Mapping[str, str],
    proposal: Mapping[str, str],
    column: Column | None,
    questionnaire: Questionnaire,
) -> str:
    decision, other = decided["decision"], decided["other_value"]
    if decision != OTHER and other:
        return "idle_value"
    if decision == REJECT:
        return ""
    is_value = proposal["action"] in ("change", "coupon")
    if is_value and (column is None or column.role == "meta"):
        return "closed"
    new = other if decision == OTHER else proposal["new_value"]
    if is_value and column.role == "consent" and new.strip().lower() in ("yes", "true", "1"):
        return "consent"
    if decision == ACCEPT:
        return ""
    if not is_value:
        return "only_agreed"
    if not other:
        return "no_value"
    if other == proposal["old_value"].strip():
        return "same_value"
    return why_not_an_answer(other, column, questionnaire.codes_of(column.choices))


def _why_not_people(decided: Mapping[str, str], today: date) -> str:
    first, second = (" ".join(decided[name].casefold().split()) for name in ("reviewer", "second_reviewer"))
    if not first:
        return "no_reviewer"
    if not second and decided["second_on"]:
        return "no_second"
    if first == second:
        return "same_person"
    for written in (decided["decided_on"], decided["second_on"] if second else decided["decided_on"]):
        day = _day(written)
        if day is None:
            return "not_a_date" if written else "no_date"
        if day > today:
            return "future"
    return ""


def _log_rows(line: ReturnedLine, proposal: Mapping[str, str]) -> list[dict[str, str]]:
    """The proposal with what was decided; another value is a decision of its own, and the proposal rejected."""
    decided = line.decided
    decision, other = decided["decision"], decided["other_value"]
    row = {
        **proposal,
        "reason": decided["reason"] or proposal["reason"],
        "reviewer": decided["reviewer"],
        "decided_on": _day(decided["decided_on"]).isoformat(),
        "second_reviewer": decided["second_reviewer"],
        "second_on": _day(decided["second_on"]).isoformat() if decided["second_on"] else "",
    }
    agreed = "accepted" if decided["second_reviewer"] or proposal["action"] not in SECONDED else "reviewed"
    if decision == REJECT:
        return [row | {"state": "rejected"}]
    if decision == ACCEPT or other == proposal["new_value"]:
        return [row | {"state": agreed}]
    named = log_id(proposal["uuid"], proposal["column"], proposal["old_value"], other, proposal["action"])
    return [row | {"state": "rejected"}, row | {"log_id": named, "new_value": other, "state": agreed}]


def _clashing(decided: Mapping[str, Iterable[Mapping[str, str]]]) -> set[str]:
    """The proposals whose decisions speak of one cell, remove one record, or say two things of one decision."""
    claims: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, rows in decided.items():
        for row in rows:
            claims[(row["log_id"],)].add(name)
            if row["state"] != "rejected":
                claims[row["uuid"], row["column"]].add(name)
                if row["action"] == "remove":
                    claims[row["uuid"], ""].add(name)
    return {name for names in claims.values() if len(names) > 1 for name in names}


def _day(text: str) -> date | None:
    """A day written as 2027-03-01 or 1.3.2027."""
    try:
        if found := re.fullmatch(_ISO_DAY, text):
            return date(*map(int, found.groups()))
        if found := re.fullmatch(_LOCAL_DAY, text):
            return date(*map(int, reversed(found.groups())))
    except ValueError:
        return None
    return None
