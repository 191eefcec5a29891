"""Protected numbers as terms: a share or a number of people with its range, or the code that hides it."""

from __future__ import annotations

import pandas as pd

from mekendesh.reporting.blocks import Paragraph
from mekendesh.words import Interval, Verbatim, message

HIDDEN = Verbatim("[c]")
ROUNDED = message(
    "Rounded to five, so the numbers need not add up. Not shown are numbers under ten, zero included, "
    "and a number that would give one of these away."
)
"""What a reader has to know of protected counts, beneath each table that shows them."""


def share_cell(statistic: pd.Series) -> Interval:
    """A protected share (row of `protection.protect`) with its range; hidden, small or shaky as its flag says."""
    flag = statistic["flag"]
    if flag in ("c", "x") or pd.isna(statistic["value"]):
        return Interval(None, flag=flag or "na")
    if statistic["value"] == 0:
        return Interval(None, flag="low")
    return Interval(
        float(statistic["value"]),
        float(statistic["low"]),
        float(statistic["high"]),
        "percent",
        int(statistic["digits"]),
        flag,
    )


def share_of(row: pd.Series, measure: str, flag: str = "flag") -> Interval:
    """A protected share of a wider table as a cell: its value, range, flag and digits under their own names."""
    ends = {"value": row[measure], "low": row[f"{measure}_low"], "high": row[f"{measure}_high"]}
    return share_cell(pd.Series({**ends, "flag": row[flag], "digits": row["digits"]}))


def people_cell(value: float, low: float, high: float, flag: str) -> Interval:
    """A protected number of people with its range."""
    if flag in ("c", "x") or pd.isna(value):
        return Interval(None, flag=flag or "na")
    return Interval(float(value), float(low), float(high), "count", 0, flag)


def count_cell(statistic: pd.Series) -> Interval:
    """A protected count ``n``, rounded; its code where it is hidden."""
    return (
        Interval(None, flag=statistic["flag"])
        if statistic["flag"]
        else Interval(float(statistic["n"]), unit="count")
    )


def count_bar(statistic: pd.Series) -> int | None:
    """A protected count ``n`` as the length of a bar; ``None`` where it is hidden."""
    return None if statistic["flag"] else int(statistic["n"])


def point(statistic: pd.Series) -> dict[str, float | str | None]:
    """A protected share as a mark of a chart: value, low, high, and the code beside or instead of it."""
    hidden = statistic["flag"] in ("c", "x")
    code = f"[{statistic['flag']}]" if statistic["flag"] else ""
    if hidden:
        return {"value": None, "low": None, "high": None, "code": code}
    return {
        "value": float(statistic["value"]),
        "low": float(statistic["low"]),
        "high": float(statistic["high"]),
        "code": code,
    }


def not_in_the_field() -> Paragraph:
    """The normal first state of a corridor, said plainly."""
    return Paragraph(
        message("Not yet in the field: no survey has been made here, so there is no answer to show."),
        "notice",
    )
