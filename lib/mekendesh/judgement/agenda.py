"""The agenda: further fieldwork and research, out of the mapping's own gaps, the most telling first.

After the fieldwork a gap is ranked by how often closing it would change the first five recommendations
(`mekendesh.judgement.resolving`). Before it there are no shares to draw from: the agenda is then the plan of the
first round, ranked by how many proposals hang on each gap.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.gaps import KINDS, Surveyed, find_gaps
from mekendesh.judgement.resolving import Answers, coarse, listed, present_list, worth

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework

__all__ = ["COLUMNS", "KINDS", "RULES", "Surveyed", "agenda"]

RULES = ("changes", "hanging")
"""What the agenda is ranked by: the chance that the first five change, or the proposals that hang on a gap."""

COLUMNS = (
    "rank", "kind", "subject", "why", "p_changes", "p_reorders", "proposals", "rule", "listed", "finding_ids",
)  # fmt: skip
WORDS = ("kind", "subject", "why", "proposals", "finding_ids")
"""What a line takes over from its gap as it is."""


def agenda(
    framework: Framework,
    items: pd.DataFrame,
    premises: pd.DataFrame,
    published_sizes: Mapping[str, pd.DataFrame],
    surveyed: Surveyed | None,
    *,
    as_of: datetime.date,
    weighing: Mapping[str, Answers] | None = None,
) -> pd.DataFrame:
    """Every gap of the mapping (`mekendesh.judgement.gaps.find_gaps`) as a line of `COLUMNS`.

    ``why`` is what the gap rests on in a word (a date, a width in points, a ratio, a method, the indicator or item
    that would test). ``proposals`` counts the proposals that hang on it: on the item, the channel, the barrier; on
    a corridor's figure all. ``p_changes`` and ``p_reorders``: how often closing the gap would change the first
    five, or the order in them, in steps of 5 % (`resolving.coarse`); NaN where no answer can be drawn. A
    corridor's figure moves no share of the corridor itself: it changes the list only where corridors are weighed
    together, and ``weighing`` then gives the answers by corridor code.

    ``rule`` says what ranks: ``changes`` after the fieldwork (then ``p_reorders``, then ``proposals``; what cannot
    be drawn last), ``hanging`` before it. At equal weight the order of `KINDS`, then the subject; equal ones
    share a rank. ``listed`` is how many proposals the list holds today: where that is fewer than five, whatever gets
    a place changes the first five merely by coming in.

    It misleads as `resolving.worth` does, and it knows only the gaps the mapping can see: a question nobody asked
    is not on it.
    """
    estimates = surveyed.estimates if surveyed else None
    present = present_list(framework, items, estimates)
    gaps = find_gaps(
        framework,
        items,
        premises,
        published_sizes,
        surveyed,
        present,
        as_of=as_of,
        weighing=weighing or {},
    )
    if not gaps:
        return pd.DataFrame(columns=COLUMNS)
    worths = [worth(present, gap.answers) for gap in gaps]
    rule = "changes" if surveyed else "hanging"
    table = pd.DataFrame(
        {
            **{name: [getattr(gap, name) for gap in gaps] for name in WORDS},
            "p_changes": [coarse(each.changes) for each in worths],
            "p_reorders": [coarse(each.reorders) for each in worths],
            "rule": rule,
            "listed": listed(present),
        }
    )
    weight = ["p_changes", "p_reorders", "proposals"] if rule == "changes" else ["proposals"]
    table["place"] = table["kind"].map(KINDS.index)
    table = table.sort_values(
        [*weight, "place", "subject"],
        ascending=[False] * len(weight) + [True, True],
        na_position="last",
        ignore_index=True,
    )
    same = table[weight].fillna(-1.0).eq(table[weight].fillna(-1.0).shift()).all(axis=1)
    table["rank"] = pd.Series(range(1, len(table) + 1)).where(~same).ffill().astype("int64")
    return table[list(COLUMNS)]
