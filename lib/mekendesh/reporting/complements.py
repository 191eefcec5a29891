"""First complementary suppression: what would give a hidden number away is hidden too.

Three plain rules over one table of estimates. They close the differences a reader would try first; an audit
of everything published together (an interval linear programme over all cells, rounding included) is a later
step.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np
import pandas as pd

SMALLEST_CELL = 10

PARTITIONS = {"age": ("age_18_29", "age_30_44", "age_45_plus")}
"""Indicators that add up to everyone."""


def nested_cells(estimates: pd.DataFrame) -> pd.Series:
    """Rows whose difference from a neighbour is a cell of fewer than ten people, to be hidden with it.

    - willing and not acting in a channel *and naming a barrier*, beside willing and not acting in it: those
      in the gap who do not name the barrier; the row with the barrier is hidden
    - willing, beside willing and not acting: those who are willing and act; the willing share is hidden
    """
    counts = estimates.set_index(["indicator", "site"])["n_yes"]
    hidden = pd.Series(False, index=estimates.index)
    for row in estimates[["indicator", "site", "n_yes"]].itertuples():
        neighbour, part_is_here = _neighbour(row.indicator)
        other = counts.get((neighbour, row.site))
        if other is None or pd.isna(other) or pd.isna(row.n_yes):
            continue
        difference = other - row.n_yes if part_is_here else row.n_yes - other
        hidden[row.Index] = difference < SMALLEST_CELL
    return hidden


def complete_flags(estimates: pd.DataFrame, flags: pd.Series, *, parts_are_shown: bool = False) -> pd.Series:
    """Hide more until no group of rows that adds up has exactly one hidden member, that one for
    confidentiality.

    Groups are the site rows of an indicator beside the row of all sites together, and the `PARTITIONS` per
    site. The shown member with the fewest people having it is hidden as well, flag ``c``; where the parts are
    already published elsewhere (``parts_are_shown``: corridors under a national figure) the total is hidden
    instead.
    """
    flags = flags.copy()
    while True:
        more = {
            row
            for members, total in _groups(estimates)
            for row in _exposed(estimates, flags, members, total, parts_are_shown)
        }
        if not more:
            return flags
        flags[list(more)] = "c"


def _neighbour(indicator: str) -> tuple[str, bool]:
    """The indicator a row is compared with, and whether the row itself is the part of the two."""
    if indicator.startswith("gapbarrier_"):
        return "gap_" + indicator.removeprefix("gapbarrier_").partition("__")[0], True
    if indicator.startswith("willing_"):
        return "gap_" + indicator.removeprefix("willing_"), False
    return "", False


def _groups(estimates: pd.DataFrame) -> Iterator[tuple[list[Hashable], Hashable | None]]:
    """Rows that add up: the members, and the row of their total if it is one of the table's."""
    for _, rows in estimates.groupby("indicator", sort=False):
        parts, whole = rows[rows["site"] != ""], rows[rows["site"] == ""]
        if len(parts) > 1 and len(whole) == 1:
            yield list(parts.index), whole.index[0]
    for members in PARTITIONS.values():
        for _, rows in estimates[estimates["indicator"].isin(members)].groupby("site", sort=False):
            if len(rows) == len(members):
                yield list(rows.index), None


def _exposed(
    estimates: pd.DataFrame,
    flags: pd.Series,
    members: list[Hashable],
    total: Hashable | None,
    parts_are_shown: bool,
) -> list[Hashable]:
    of_members = flags[members]
    hidden = of_members[of_members.isin(["c", "x"])]
    total_shown = total is None or flags[total] not in {"c", "x"}
    if len(hidden) != 1 or hidden.iloc[0] != "c" or not total_shown:
        return []
    if total is not None and parts_are_shown:
        return [total]
    shown = of_members.index.difference(hidden.index, sort=False)
    counts = estimates.loc[shown, "n_yes"].to_numpy(float)
    return [shown[int(np.argmin(counts))]]
