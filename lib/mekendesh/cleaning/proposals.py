"""What is laid before people: each doubt that a decision could settle, as a proposed row of the cleaning log.

A doubt with a suggestion proposes it; one about an answer without any proposes to empty the cell, which a reviewer
may replace by another value; one about a whole interview proposes to remove it. A doubt that was decided on has
the same proposal again and is not asked again. Notes that need no decision are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.log import AUTOMATIC, LOG_COLUMNS, ROW, log_id, row_mark

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Questionnaire

WHOLE_RECORD = (
    "near_duplicate",
    "same_answers",
    "too_short",
    "audit_too_short",
    "straightlining",
    "burst",
    "one_device",
)
"""Doubts about an interview as a whole: the proposal is to remove it."""
WHICH_RECORD = ("uuid_repeated",)
"""Doubts about which of several records holds: each is proposed for removal, and one must be kept."""
NO_DECISION = ("outlier", "identifying_text", "coupon_given_twice", "mixed_scripts", "hidden_characters")


def propose(
    issues: pd.DataFrame, responses: Responses, questionnaire: Questionnaire, log: pd.DataFrame
) -> pd.DataFrame:
    """The proposals of a cleaning's issues: rows of `LOG_COLUMNS` in the state ``proposed``, each once.

    ``log``: every decision in force or rejected, the rules' too: what they decided is not proposed again. A row
    that one person has reviewed keeps that state and waits for the second.
    """
    closed = log[log["state"] != "reviewed"]
    decided = set(closed["log_id"])
    by_rule = closed["reviewer"] == AUTOMATIC
    places = set(zip(closed["uuid"], closed["column"], strict=True))
    emptied = closed[by_rule & (closed["action"] == "change")]
    # A rule only empties what cannot be; a person may know what was meant.
    open_places = set(zip(emptied["uuid"], emptied["column"], strict=True))
    rows: dict[str, tuple[str, ...]] = {}
    for issue in issues.itertuples(index=False):
        found = _proposal(issue, responses, questionnaire)
        if found is None or (found[:2] in places and not (found[3] and found[:2] in open_places)):
            continue
        name = log_id(*found)
        if name not in decided and name not in rows:
            rows[name] = (name, *found, issue.check, issue.issue, "", "", "", "", "proposed")
    table = pd.DataFrame(list(rows.values()), columns=list(LOG_COLUMNS), dtype="str")
    waiting = log[log["state"] == "reviewed"]
    return pd.concat([waiting, table[~table["log_id"].isin(waiting["log_id"])]], ignore_index=True)


def _proposal(
    issue: object, responses: Responses, questionnaire: Questionnaire
) -> tuple[str, str, str, str, str] | None:
    """uuid, column, old value, new value, action; ``None`` where no decision could settle the doubt."""
    row, uuid, column, check = issue.row, issue.uuid, issue.column, issue.check
    if row not in responses.cells.index or not uuid or uuid.startswith("row "):
        return None
    if check in WHICH_RECORD:
        return (uuid, ROW, row_mark(responses.cells, row), "", "remove")
    if check in WHOLE_RECORD:
        return (uuid, ROW, str(row), "", "remove")
    known = questionnaire.by_name.get(column)
    if known is None or known.role in ("identifier", "meta", "consent") or check in NO_DECISION:
        return None
    old = responses.cells.at[row, column]
    action = "coupon" if column.startswith("coupon_") else "change"
    if not issue.suggestion and (issue.severity == "note" or not old.strip()):
        return None
    return (uuid, column, old, issue.suggestion, action)


def context_of(responses: Responses, questionnaire: Questionnaire, proposals: pd.DataFrame) -> pd.DataFrame:
    """The answers a reviewer needs beside a proposal, by uuid: never an identifier, never a person's own words."""
    shown = [
        column.column
        for column in questionnaire.columns
        if column.role in ("eligibility", "recruitment", "trait")
        or column.column in ("interviewer", "start", "end")
    ]
    cells = responses.cells
    wanted = cells["_uuid"].str.strip().isin(set(proposals["uuid"]))
    return cells.loc[wanted, shown].set_index(cells.loc[wanted, "_uuid"].str.strip()).rename_axis("uuid")
