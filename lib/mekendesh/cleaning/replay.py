"""Raw + log → clean, always and exactly: every decision finds the value it was taken on, or everything
stops.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning import duplicates
from mekendesh.cleaning.log import APPLIED, ROW, row_mark
from mekendesh.errors import ReplayError

if TYPE_CHECKING:
    from mekendesh.structure.questionnaire import Questionnaire

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, eq=False)
class Replayed:
    """``cells`` of the records kept, in delivery order; ``removed`` and ``refused``: reason by row."""

    cells: pd.DataFrame
    removed: pd.Series
    refused: pd.Series

    @property
    def counts(self) -> dict[str, object]:
        """received = kept + removed + refused, with the removed by reason."""
        removed = {reason: int(n) for reason, n in self.removed.value_counts().sort_index().items()}
        kept, refused = len(self.cells), len(self.refused)
        return {
            "received": kept + sum(removed.values()) + refused,
            "kept": kept,
            "removed": removed,
            "refused": refused,
        }


def replay(cells: pd.DataFrame, log: pd.DataFrame, questionnaire: Questionnaire) -> Replayed:
    """Apply the accepted rows of a log to raw cells; the order of the log does not matter.

    Records that cannot be named (no ``_uuid``, or one shared by records that differ) are refused, not
    guessed. Raises ``ReplayError`` with the id of the decision, never with a value, where the record is not
    there or not the only one, the value found is not the logged old one, two decisions speak of one cell or
    remove one record, or a decision touches an identifying column.
    """
    # A link says who is on a list; it changes no cell.
    accepted = log[log["state"].isin(APPLIED) & (log["action"] != "link")]
    rows = _rows_meant(cells, accepted)
    _refuse_conflicts(accepted, rows)
    clean = cells.copy()
    removed: dict[int, str] = {}
    changed: dict[str, dict[int, str]] = {}
    for row, entry in zip(rows, accepted.itertuples(index=False), strict=True):
        _verify(cells, row, entry, questionnaire)
        if entry.action == "remove":
            removed[row] = entry.reason
        else:
            changed.setdefault(entry.column, {})[row] = entry.new_value
    for column, values in changed.items():
        new = pd.Series(values, dtype="str")
        clean.loc[new.index, column] = new
    left = clean.drop(index=list(removed))
    refused = refusals(left)
    done = Replayed(left.drop(index=refused.index), pd.Series(removed, dtype="str").sort_index(), refused)
    if done.counts["received"] != len(cells):
        raise ReplayError(
            "{received} records were received, but {found} are kept, removed or refused. Report this as a "
            "fault.",
            received=len(cells),
            found=int(done.counts["received"]),
        )
    return done


def reconcile(raw: pd.DataFrame, log: pd.DataFrame, done: Replayed, questionnaire: Questionnaire) -> None:
    """Hold raw, log and clean against one another, both ways, without the code that made the clean data.

    Every cell that differs between raw and clean has a decision in force that leaves what stands there; every such
    decision on a record that is kept left its value; every record that is missing was removed by a decision or
    could not be named. Raises ``ReplayError`` where not.
    """
    in_force = log[log["state"].isin(APPLIED) & log["action"].isin(["change", "coupon"])]
    decided = {(row.uuid.strip(), row.column): row.new_value for row in in_force.itertuples()}
    before = raw.loc[done.cells.index]
    uuids = done.cells["_uuid"].str.strip()
    differs = before.ne(done.cells)
    changed = {
        (uuids[row], column): done.cells.at[row, column]
        for column in done.cells.columns
        for row in differs.index[differs[column]]
    }
    unexplained = [place for place, value in changed.items() if decided.get(place) != value]
    kept = set(uuids)
    first = dict(zip(uuids, done.cells.index, strict=True))
    lost = [
        (uuid, column)
        for (uuid, column), value in decided.items()
        if uuid in kept and column in questionnaire.by_name and done.cells.at[first[uuid], column] != value
    ]
    missing = set(raw.index) - set(done.cells.index) - set(done.removed.index) - set(done.refused.index)
    if unexplained or lost or missing:
        raise ReplayError(
            "Raw data, cleaning log and clean data do not agree: {changed} cells changed without a decision, {lost} "
            "decisions without their change, {missing} records gone. Report this as a fault.",
            changed=len(unexplained),
            lost=len(lost),
            missing=len(missing),
        )


def refusals(cells: pd.DataFrame) -> pd.Series:
    """The records no decision could name, with the reason, by row."""
    nameless = duplicates.without_uuid(cells)
    shared = ~nameless & cells["_uuid"].str.strip().duplicated(keep=False)
    reasons = pd.Series("uuid_repeated", index=cells.index, dtype="str").mask(nameless, "uuid_missing")
    return reasons[nameless | shared]


def same_value(kind: str, one: str, other: str) -> bool:
    """Whether two cells hold the same value of a type: 1, 1.0 and "1" are one number, "0412" and "412" two
    coupons.
    """
    one, other = one.strip(), other.strip()
    if one == other:
        return True
    match kind:
        case "integer" | "scale":
            numbers = _number(one), _number(other)
            return None not in numbers and numbers[0] == numbers[1]
        case "date" | "datetime":
            times = [
                pd.to_datetime(text, errors="coerce", format="ISO8601", utc=True) for text in (one, other)
            ]
            return bool(pd.notna(times[0]) and times[0] == times[1])
        case "multiple":
            return set(one.split()) == set(other.split())
        case "boolean":
            return _truth(one) is not None and _truth(one) == _truth(other)
        case _:
            return False


def _rows_meant(cells: pd.DataFrame, log: pd.DataFrame) -> list[int]:
    """The row each decision speaks of; of records with one identity, the one not removed by its number."""
    records = _Records(cells)
    removals: dict[str, list[str]] = {}
    for entry in log[log["column"] == ROW].itertuples(index=False):
        removals.setdefault(entry.uuid, []).append(entry.old_value)
    rows = []
    for entry in log.itertuples(index=False):
        if entry.column == ROW:
            meant = records.marked(entry.uuid, entry.old_value)
        else:
            meant = records.named(entry.uuid)
            if len(meant) > 1:
                marks = removals.get(entry.uuid, [])
                gone = {row for mark in marks for row in records.marked(entry.uuid, mark)}
                meant = [row for row in meant if row not in gone]
        if len(meant) != 1 or not entry.uuid:
            raise ReplayError(
                "Decision {log_id} of the cleaning log speaks of a record that is {found} times in the "
                "delivery; once was expected. Take the decision again for this delivery.",
                log_id=entry.log_id,
                found=len(meant),
            )
        rows += meant
    return rows


class _Records:
    """The records of a delivery by their identity; what many share is looked at once."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self._cells = cells
        self._rows: dict[str, dict[int, None]] = {}
        for row, uuid in cells["_uuid"].str.strip().items():
            self._rows.setdefault(uuid, {})[int(row)] = None

    def named(self, uuid: str) -> list[int]:
        return list(self._rows.get(uuid, ()))

    def marked(self, uuid: str, mark: str) -> list[int]:
        """The row a removal by row means: with a digest the record that says this, at whatever row it stands now;
        without one the row itself, and only where all records of the identity say the same.
        """
        number, _, said = mark.partition(":")
        rows = self._rows.get(uuid, {})
        here = [int(number)] if number.isdecimal() and int(number) in rows else []
        if not said:
            return here if self._say_the_same(uuid) else []
        if here and row_mark(self._cells, here[0]).partition(":")[2] == said:
            return here
        return next(([row] for row in rows if row_mark(self._cells, row).partition(":")[2] == said), [])

    def _say_the_same(self, uuid: str) -> bool:
        return len(self._rows.get(uuid, ())) < 2 or uuid not in self._differing

    @cached_property
    def _differing(self) -> frozenset[str]:
        """Identities that several records share which do not all say the same."""
        several = [row for rows in self._rows.values() if len(rows) > 1 for row in rows]
        rows = self._cells.loc[several]
        said = rows.drop(columns=[name for name in duplicates.SUBMISSION if name in rows])
        said = said.assign(_uuid=rows["_uuid"].str.strip()).drop_duplicates()
        return frozenset(said.loc[said["_uuid"].duplicated(), "_uuid"])


def _refuse_conflicts(log: pd.DataFrame, rows: list[int]) -> None:
    first: dict[tuple[int, str], str] = {}
    for row, entry in zip(rows, log.itertuples(index=False), strict=True):
        cells = [(row, entry.column)] + ([(row, "")] if entry.action == "remove" else [])
        for cell in cells:
            if cell in first:
                raise ReplayError(
                    "Decisions {one} and {other} of the cleaning log speak of the same cell or record. Keep "
                    "one of them accepted and set the other's state to rejected.",
                    one=min(first[cell], entry.log_id),
                    other=max(first[cell], entry.log_id),
                )
            first[cell] = entry.log_id


def _verify(cells: pd.DataFrame, row: int, entry: object, questionnaire: Questionnaire) -> None:
    column = questionnaire.by_name.get(entry.column)
    if entry.column == ROW and entry.action == "remove":
        return
    if column is None or column.role == "identifier" or (column.role == "meta" and entry.action != "remove"):
        raise ReplayError(
            "Decision {log_id} of the cleaning log speaks of the column {column}, which no decision may "
            "change. Set its state to rejected.",
            log_id=entry.log_id,
            column=entry.column,
        )
    if column.role == "consent" and _truth(entry.new_value):
        raise ReplayError(
            "Decision {log_id} of the cleaning log gives consent in a person's place. Consent can only be "
            "taken away here; set its state to rejected.",
            log_id=entry.log_id,
        )
    if entry.state == "old_unverified" and entry.old_value == "":
        return
    if not same_value(column.type, cells.at[row, entry.column], entry.old_value):
        raise ReplayError(
            "Decision {log_id} of the cleaning log was taken on another value than stands in row {row}, "
            "column {column}. Look at the record and take the decision again.",
            log_id=entry.log_id,
            row=row,
            column=entry.column,
        )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    except InvalidOperation:
        return None


def _truth(text: str) -> bool | None:
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(text.lower())
