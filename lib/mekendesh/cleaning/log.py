"""The cleaning log: one decision a row, with the value it found, the value it leaves, the reason and who
decided.

A decision names a record by ``_uuid`` and a cell by its column. A record removed is named by the cell the
removal rests on; where a record came twice under one ``_uuid``, by its row (the column ``_row``) and, if the
records differ, a digest of what it says (`row_mark`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from mekendesh.errors import ReplayError
from mekendesh.files import digest, read_text_table
from mekendesh.words import message

LOG_COLUMNS = (
    *("log_id", "uuid", "column", "old_value", "new_value", "action", "reason", "issue"),
    *("reviewer", "decided_on", "second_reviewer", "second_on", "state"),
)
ROW = "_row"
ACTIONS = ("change", "remove", "coupon", "link")
SECONDED = ("remove", "coupon", "link")
"""Decisions that change who counts, or how: a second person must agree before they are accepted."""
STATES = ("accepted", "old_unverified", "proposed", "reviewed", "rejected")
APPLIED = ("accepted", "old_unverified")
AUTOMATIC = "automatic rule"

REASONS = {
    "sent_again": message("the same interview was sent more than once"),
    "no_consent": message("no consent to the analysis"),
    "under_18": message("under 18 years old"),
    "outside_sites": message("not at a site of this survey"),
    "not_eligible": message("without any tie to the origin"),
    "impossible_value": message("a value that cannot be"),
    "look_alike": message("a coupon misread, of which one only looks alike"),
    "not_relevant": message("a question no longer asked after a correction"),
    "uuid_missing": message("no identity"),
    "uuid_repeated": message("one identity, different answers"),
}
"""Why records are removed or refused and cells changed; a reviewer may write other words."""

REASONS_OF = {
    "change": ("impossible_value", "not_relevant"),
    "coupon": ("look_alike",),
    "remove": ("no_consent", "under_18", "outside_sites", "not_eligible", "sent_again"),
}
"""The reasons the automatic rules give for each action."""

Decision = tuple[str, str, str, str, str, str]
"""uuid, column, old value, new value, action, reason."""


def log_of(
    decisions: Iterable[Decision], decided_on: str, reviewer: str = AUTOMATIC, second: str = ""
) -> pd.DataFrame:
    """Accepted decisions as rows of the log. ``decided_on`` is an ISO day given by the caller, never the
    clock's; ``second`` the second reviewer of the same day.
    """
    seconded = (second, decided_on if second else "")
    rows = [
        (log_id(*decision[:5]), *decision, "", reviewer, decided_on, *seconded, "accepted")
        for decision in decisions
    ]
    return pd.DataFrame(rows, columns=list(LOG_COLUMNS), dtype="str")


def row_mark(cells: pd.DataFrame, row: int) -> str:
    """How a removal names one of several records with one identity: its row, and a digest of what it says.

    A file that comes back sorted otherwise has the same records at other rows.
    """
    return f"{row}:{digest(chr(0).join(cells.loc[row].astype(str)).encode())[:12]}"


def lacks_second(log: pd.DataFrame) -> pd.Series:
    """Rows a person accepted alone although a second one must agree."""
    alone = (log["second_reviewer"].str.strip() == "") | (
        log["second_reviewer"].str.strip().str.casefold() == log["reviewer"].str.strip().str.casefold()
    )
    by_person = log["reviewer"] != AUTOMATIC
    return by_person & log["state"].isin(APPLIED) & log["action"].isin(SECONDED) & alone


def log_id(uuid: str, column: str, old: str, new: str, action: str) -> str:
    """The same decision has the same id everywhere: 16 hexadecimal digits of a SHA-256 over its parts."""
    return digest("\0".join((uuid, column, old, new, action)).encode())[:16]


def read_log(path: Path) -> pd.DataFrame:
    """Read a log as text; a row whose id was left empty gets it.

    Raises ``ReplayError`` for other columns, an unknown action or state, and a row that was altered after it
    got its id.
    """
    log = read_text_table(path)
    if tuple(log.columns) != LOG_COLUMNS:
        raise ReplayError(
            "{file}, line 1: other columns than a cleaning log's. Write the header {expected}.",
            file=path.name,
            expected=",".join(LOG_COLUMNS),
        )
    for line, row in zip(log.index, log.itertuples(index=False), strict=True):
        for name, found, allowed in (("action", row.action, ACTIONS), ("state", row.state, STATES)):
            if found not in allowed:
                raise ReplayError(
                    "{file}, line {line}: {name} is not one of {allowed}. Mend {name}.",
                    file=path.name,
                    line=line,
                    name=name,
                    allowed=" ".join(allowed),
                )
        if row.log_id not in ("", log_id(row.uuid, row.column, row.old_value, row.new_value, row.action)):
            raise ReplayError(
                "{file}, line {line}: the decision was altered after it got its id {log_id}. Restore it, or "
                "empty log_id to make it a new decision.",
                file=path.name,
                line=line,
                log_id=row.log_id,
            )
    alone = lacks_second(log)
    if alone.any():
        raise ReplayError(
            "{file}, line {line}: accepted by one person alone. A removal, a coupon and a link need a second "
            "reviewer: write who agreed, or set the state to reviewed.",
            file=path.name,
            line=int(log.index[alone][0]),
        )
    log["log_id"] = [
        log_id(row.uuid, row.column, row.old_value, row.new_value, row.action) for row in log.itertuples()
    ]
    return log.reset_index(drop=True)


def empty_log() -> pd.DataFrame:
    return pd.DataFrame(columns=list(LOG_COLUMNS), dtype="str")


def by_people(log: pd.DataFrame) -> pd.DataFrame:
    """The decisions a person took: automatic rules give way to them, and a cleaning never loses them."""
    return log[log["reviewer"] != AUTOMATIC].reset_index(drop=True)
