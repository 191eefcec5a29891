"""The action plan of an origin: what is to be done, by whom, by when, at what cost band, and measured by what."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.structure.proposals import HORIZONS

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework, Proposal

YEARS = {"1y": 1, "2y": 2, "5y": 5}
COLUMNS = (
    "horizon", "due", "standing", "rank", "proposal", "kind", "lead_role", "supporting_roles", "cost_band", "status",
    "evidence_grade", "items_old",
)  # fmt: skip
PLACED, HIDDEN, OWN, UNPLACED = STANDINGS = ("placed", "hidden", "own", "unplaced")
"""How an action stands to the list, in the order of the plan: with a place, with one that may not be shown, about the
mapping itself, and a policy that the rule has no place for yet."""


def action_plan(
    framework: Framework, ranked: pd.DataFrame, items: pd.DataFrame, as_of: datetime.date
) -> pd.DataFrame:
    """Every proposal as an action, by horizon (soonest first), then by ``standing`` (`STANDINGS`), then by rank.

    ``ranked``: proposal, rank (missing where hidden), finding_ids; ``items``: the table of scored items. Proposals
    on the mapping itself (structure, premise, fieldwork) have no rank and are actions all the same. A policy without a
    rank is in the plan too, last of its horizon: a body, a horizon, an indicator and a cost band are known of it, and
    only whether it comes first or last is not. ``due`` is the day one, two or five years after ``as_of``.
    ``evidence_grade`` is the weakest grade among the known items behind the action ("" for none), ``items_old`` how
    many of these rest on evidence more than five years old.

    A horizon and a cost band are the project's judgement, not a calculation; the plan is no budget.
    """
    known = items.set_index("item")
    ranks = ranked.set_index("proposal")
    rows = []
    for proposal in framework.proposals:
        behind = known.loc[list(proposal.items)].query("scored_by == 'evidence'").dropna(subset="score")
        rows.append(
            {
                "horizon": proposal.horizon,
                "due": _years_after(as_of, YEARS[proposal.horizon]),
                "standing": _standing(proposal, ranks["rank"]),
                "rank": ranks["rank"].get(proposal.proposal),
                "proposal": proposal.proposal,
                "kind": proposal.kind,
                "lead_role": proposal.lead_role,
                "supporting_roles": " ".join(proposal.supporting_roles),
                "cost_band": proposal.cost_band,
                "status": proposal.status,
                "evidence_grade": max(behind["grade"], default=""),
                "items_old": int(behind["is_old"].sum()),
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["rank"] = table["rank"].astype("Int64")
    return _in_order(table, ["horizon", "standing", "rank"])


def asked_of(plan: pd.DataFrame, role: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The actions that a role is asked to lead, and those it is asked to support, each by standing, then by rank.

    To support is asked only of what may be begun: an action without a place yet is a question to its lead alone.
    """
    supports = plan["supporting_roles"].str.split().map(lambda roles: role in roles).astype(bool)
    leads = plan["lead_role"] == role
    begun = plan["standing"] != UNPLACED
    return (
        _in_order(plan[leads], ["standing", "rank"]),
        _in_order(plan[supports & begun], ["standing", "rank"]),
    )


def _standing(proposal: Proposal, ranks: pd.Series) -> str:
    if proposal.proposal in ranks.index:
        return PLACED if pd.notna(ranks[proposal.proposal]) else HIDDEN
    return UNPLACED if proposal.kind == "policy" else OWN


def _in_order(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    order = {name: number for number, name in enumerate((*HORIZONS, *STANDINGS))}
    return table.sort_values(
        by,
        kind="stable",
        ignore_index=True,
        key=lambda column: column if column.name == "rank" else column.map(order),
    )


def _years_after(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February, and no such day that year
        return day.replace(year=day.year + years, day=28)
