"""Statistics: tables that came through the protecting door. A page, a figure or a sentence is made from
nothing else.
"""

from __future__ import annotations

import pandas as pd

from mekendesh.errors import ProtectionError

RAW_COLUMNS = frozenset(
    {
        "respondent", "recruiter", "recruiter_state", "uuid", "_uuid", "_id", "phone", "document", "log_id",
        "coupon", "coupon_received", "coupon_1", "coupon_2", "coupon_3", "network_size", "birth_year",
        "idea_text", "barriers_other", "old_value", "new_value",
        "weight_rds", "n_yes", "n_eff", "deff", "se", "naive", "naive_share",
    }
)  # fmt: skip
"""Columns that speak of one person, or that give small cells away. A table with one of them is not a
statistic.
"""


class Statistics(pd.DataFrame):
    """A table after protection. It stays one under selecting, sorting and assigning, and is checked where it
    is shown.

    It marks where a table came from and guards against mistakes; it is no lock against intent.
    """

    @property
    def _constructor(self) -> type[Statistics]:
        return Statistics


def insist_protected(table: pd.DataFrame) -> Statistics:
    """The same table, if it came through the door and still has no raw column; else ``ProtectionError``.

    Every figure, table and sentence calls this on what it is given.
    """
    if not isinstance(table, Statistics):
        raise ProtectionError(
            "A table that did not come through protection was about to be shown ({rows} rows). "
            "Give it to mekendesh.reporting.doors.protection first and show what comes back.",
            rows=len(table),
        )
    refuse_raw(table)
    return table


def refuse_raw(table: pd.DataFrame) -> None:
    """Raise ``ProtectionError`` where a table has columns of persons or of exact counts (`RAW_COLUMNS`)."""
    raw = sorted(RAW_COLUMNS & {str(column) for column in table.columns})
    if raw:
        raise ProtectionError(
            "The column {column} may not be shown: it speaks of single persons or gives small cells away. "
            "Leave it out, or protect the table.",
            column=raw[0],
        )


def open_statistics(table: pd.DataFrame) -> Statistics:
    """Mark a table of what is public anyway (published figures, dated evidence, scores from it) as
    statistics.

    Only for tables in which no respondent was counted. Raises ``ProtectionError`` where a column says
    otherwise.
    """
    refuse_raw(table)
    return Statistics(table)
