"""The agenda: further fieldwork and research, out of the mapping's own gaps.

A gap is ranked by how many proposals hang on it, because closing it can change the place of that many; the
more telling measure, how often closing it would change the first five, needs the gap to be simulated.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework

KINDS = (
    "corridor_without_figure",
    "item_unknown",
    "premise_not_tested",
    "premise_open",
    "interval_wide",
    "evidence_old",
)
"""What a line of the agenda can be about; at equal weight they stand in this order."""

WIDE = 0.30
OLD_YEARS = 5
COLUMNS = ("rank", "kind", "subject", "why", "proposals", "finding_ids")

_OF_CHANNEL = re.compile(r"(?:acts|willing|gap)_(?P<channel>\w+)")
_OF_BARRIER = re.compile(r"barrier_(?P<barrier>\w+)")
_OF_PAIR = re.compile(r"gapbarrier_(?P<channel>\w+?)__(?P<barrier>\w+)")
_OF_PROPOSAL = re.compile(r"proposal_(?P<proposal>\w+)")


def agenda(
    framework: Framework,
    items: pd.DataFrame,
    premises: pd.DataFrame,
    published_sizes: Mapping[str, pd.DataFrame],
    estimates: pd.DataFrame | None,
    *,
    as_of: datetime.date,
) -> pd.DataFrame:
    """Every gap of the mapping as a line: rank, kind, subject, why, proposals, finding_ids.

    - ``item_unknown`` and ``evidence_old`` (dated more than five years before ``as_of``): subject is an item
    - ``premise_not_tested``, ``premise_open``: a premise of ``premises`` (the table of `test_premises`)
    - ``corridor_without_figure``: a corridor code of ``published_sizes`` whose table holds no figure
    - ``interval_wide``: an indicator of a gap or a proposal, all sites together, 30 points wide or more

    ``why`` is what the gap rests on in a word (a date, a width in points, the indicator or item that would
    test). ``proposals`` counts the proposals that hang on it: on the item, the channel, the barrier; on a
    corridor's figure all. Ranked by that count, then by the order of `KINDS`, then by subject; equal counts
    share a rank.
    """
    lines = [
        *_corridors(framework, published_sizes),
        *_items(framework, items, as_of),
        *_premises(framework, premises),
        *(_intervals(framework, estimates) if estimates is not None else ()),
    ]
    if not lines:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.DataFrame(lines, columns=["kind", "subject", "why", "proposals", "finding_ids"])
    table["rank"] = table["proposals"].rank(method="min", ascending=False).astype("int64")
    order = table["kind"].map(KINDS.index)
    table = table.assign(order=order).sort_values(["rank", "order", "subject"], ignore_index=True)
    return table[list(COLUMNS)]


_Line = tuple[str, str, str, int, str]


def _corridors(framework: Framework, published_sizes: Mapping[str, pd.DataFrame]) -> list[_Line]:
    return [
        ("corridor_without_figure", code, "", len(framework.proposals), f"corridor:{code}")
        for code, sizes in published_sizes.items()
        if not (sizes["persons"] > 0).any()
    ]


def _items(framework: Framework, items: pd.DataFrame, as_of: datetime.date) -> list[_Line]:
    # ISO dates compare as text; 29 February has no counterpart five years back and is compared as that text
    # too.
    oldest = f"{as_of.year - OLD_YEARS}{as_of.isoformat()[4:]}"
    lines = []
    for row in items.itertuples():
        hanging = sum(row.item in proposal.items for proposal in framework.proposals)
        if pd.isna(row.score):
            lines.append(("item_unknown", row.item, row.scored_by, hanging, f"item:{row.item}"))
        elif row.as_of and row.as_of < oldest:
            lines.append(("evidence_old", row.item, row.as_of, hanging, f"item:{row.item}"))
    return lines


def _premises(framework: Framework, premises: pd.DataFrame) -> list[_Line]:
    return [
        (
            f"premise_{row.verdict}",
            row.premise,
            row.tested_by,
            _hanging(framework, row.tested_by),
            row.tested_by,
        )
        for row in premises.itertuples()
        if row.verdict in {"open", "not_tested"}
    ]


def _intervals(framework: Framework, estimates: pd.DataFrame) -> list[_Line]:
    asked = estimates["indicator"].str.match(r"(?:gap|proposal)_") & (estimates["site"] == "")
    width = estimates["high"] - estimates["low"]
    return [
        (
            "interval_wide",
            row.indicator,
            str(round(100 * width[row.Index])),
            _hanging(framework, f"estimate:{row.indicator}|"),
            f"estimate:{row.indicator}|",
        )
        for row in estimates[asked & (width >= WIDE - 1e-9)].itertuples()
    ]


def _hanging(framework: Framework, finding: str) -> int:
    """How many proposals hang on a finding: on its item, channel, barrier, or the proposal itself."""
    sort, _, rest = finding.partition(":")
    if sort == "item":
        return sum(rest in proposal.items for proposal in framework.proposals)
    indicator = rest.rstrip("|")
    for pattern in (_OF_PAIR, _OF_BARRIER, _OF_CHANNEL, _OF_PROPOSAL):
        found = pattern.fullmatch(indicator)
        if found:
            named = found.groupdict()
            return sum(
                named.get("channel", "any") in ("any", *proposal.channels)
                and ("barrier" not in named or named["barrier"] in proposal.barriers)
                and named.get("proposal", proposal.proposal) == proposal.proposal
                for proposal in framework.proposals
            )
    return 0
