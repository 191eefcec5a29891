"""First complementary suppression: what would give a hidden number away is hidden too.

Plain rules over one table of estimates. They close the differences a reader would try first; whether they close all
is audited from outside, over everything published together (an interval linear programme with the rounding in it).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

SMALLEST_CELL = 10

ROUNDING_STEP, SMALL_SHARE, UNRELIABLE_WIDTH = 0.01, 0.10, 0.30
"""How far a rounded share is open; how large a hidden share may be thought to be; and the width from which on a share
is not told.
"""

PARTITIONS = {"age": ("age_18_29", "age_30_44", "age_45_plus")}
"""Indicators that add up to everyone."""


def nested_cells(
    estimates: pd.DataFrame, unions: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> pd.Series:
    """Rows that, beside their neighbours, give away a cell of fewer than ten people, to be hidden with it.

    Two yes-or-no questions make four cells, and three shown numbers give all four. Per site:

    - in a channel's gap × names a barrier: the row of both is hidden
    - acts × willing in a channel, whose gap is the willing who do not act: the willing share is hidden for
      those who are willing and act; where it stays, the share who act for those who act and are not willing
      and for those who are neither
    - of at least one channel (``any``) those who act may also be in the gap of another: only its willing
      share is checked
    - a proposal is the union of its pairs of gap and barrier (``unions``: the pairs of each): a pair is hidden that
      all but a few of the union are in, and two pairs that make up a union and share but a few. The proposal stays:
      it is what a report ranks
    """
    of_pair: dict[str, list[tuple[str, Sequence[str]]]] = {}
    for union, pairs in unions.items():
        for pair in pairs:
            of_pair.setdefault(pair, []).append((union, pairs))
    counts = estimates.set_index(["indicator", "site"])[["n", "n_yes"]].astype("Float64")
    rows = [
        bool(_smallest_neighbour(counts, str(row.indicator), str(row.site), of_pair) < SMALLEST_CELL)
        for row in estimates[["indicator", "site"]].itertuples()
    ]
    return pd.Series(rows, index=estimates.index, dtype=bool)


def complete_flags(estimates: pd.DataFrame, flags: pd.Series, *, parts_are_shown: bool = False) -> pd.Series:
    """Hide more until no group of rows that adds up has exactly one hidden member, or several of under ten people
    together: what the others leave over is their sum.

    Groups are the site rows of an indicator beside the row of all sites together, and the `PARTITIONS` per
    site. The shown member with the fewest people having it is hidden as well, with the flag of the lone one:
    a number not reliable enough to be shown is not to be had by subtraction either. Where the parts are
    already published elsewhere (``parts_are_shown``: corridors under a national figure) the total is hidden
    instead; also where several are hidden, if one of them outweighs the others so far that the total tells it.
    """
    flags = flags.copy()
    while True:
        more: dict[Hashable, str] = {}
        for members, total in _groups(estimates):
            more |= _exposed(estimates, flags, members, total, parts_are_shown)
        if not more:
            return flags
        for row, flag in more.items():
            flags[row] = flag


def _smallest_neighbour(
    counts: pd.DataFrame, indicator: str, site: str, of_pair: Mapping[str, list[tuple[str, Sequence[str]]]]
) -> float:
    """The fewest people in a cell that this row would give away; infinite where it gives none away."""

    def people(other: str, column: str = "n_yes") -> float:
        known = counts[column].get((other, site))
        return math.nan if known is None or pd.isna(known) else float(known)

    kind, _, rest = indicator.partition("_")
    if kind == "gapbarrier":
        channel, _, barrier = rest.partition("__")
        both, gap, names = people(indicator), people(f"gap_{channel}"), people(f"barrier_{barrier}")
        cells = [gap - both, names - both, people(indicator, "n") - gap - names + both]
        for union, pairs in of_pair.get(indicator, ()):
            # The union of one pair is that pair: nobody is between the two, and all know it.
            cells += [people(union) - both] if len(pairs) > 1 else []
            cells += [sum(people(pair) for pair in pairs) - people(union)] if len(pairs) == 2 else []
    elif kind == "willing":
        cells = [people(indicator) - people(f"gap_{rest}")]
    elif kind == "acts" and rest != "any":
        acts, willing, gap = people(indicator), people(f"willing_{rest}"), people(f"gap_{rest}")
        cells = [acts - willing + gap, people(indicator, "n") - acts - gap]
        if willing - gap < SMALLEST_CELL:
            cells = cells[1:]
    else:
        cells = []
    return min((cell for cell in cells if not math.isnan(cell)), default=math.inf)


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
) -> dict[Hashable, str]:
    """The row to be hidden beside a lone hidden one of this group, or beside several that are few even together, and
    its flag; empty where none needs it.
    """
    of_members = flags[members]
    hidden = of_members[of_members.isin(["c", "x"])]
    total_shown = total is None or flags[total] not in {"c", "x"}
    if not len(hidden) or not total_shown:
        return {}
    if total is not None and parts_are_shown:
        given_away = hidden if len(hidden) == 1 else hidden[_told_by_the_whole(estimates, hidden)]
        return {total: given_away.iloc[0]} if len(given_away) else {}
    shown = of_members.index.difference(hidden.index, sort=False)
    together = np.nansum(estimates.loc[hidden.index, "n_yes"].to_numpy(float))
    if not len(shown) or (len(hidden) > 1 and together >= SMALLEST_CELL):
        return {}
    counts = estimates.loc[shown, "n_yes"].to_numpy(float)
    return {shown[int(np.argmin(counts))]: hidden.iloc[0]}


def _told_by_the_whole(estimates: pd.DataFrame, hidden: pd.Series) -> list[bool]:
    """Which of several hidden parts a weighted whole gives away all the same, because the others weigh too little.

    The whole is known to a step of rounding, and of the other hidden shares that they are small (`SMALL_SHARE`); over
    a part's own weight that is how far its share stays open. Without weights nothing more is hidden.
    """
    if "weight" not in estimates:
        return [False] * len(hidden)
    weights = estimates.loc[hidden.index, "weight"].astype(float)
    people = estimates.loc[hidden.index, "n"].astype(float)
    width = (ROUNDING_STEP + SMALL_SHARE * (weights.sum() - weights)) / weights
    enough = np.where(hidden == "c", SMALLEST_CELL / people, UNRELIABLE_WIDTH)
    return (width < enough).tolist()
