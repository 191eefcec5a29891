"""The action plan of an origin: what is to be done, by whom, by when, at what cost band, and measured by what."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.structure.proposals import HORIZONS

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework

YEARS = {"1y": 1, "2y": 2, "5y": 5}
COLUMNS = (
    "horizon", "due", "rank", "proposal", "kind", "lead_role", "supporting_roles", "cost_band", "status",
    "evidence_grade", "items_old",
)  # fmt: skip


def action_plan(
    framework: Framework, ranked: pd.DataFrame, items: pd.DataFrame, as_of: datetime.date
) -> pd.DataFrame:
    """Every proposal as an action, by horizon (soonest first), then by rank; those without a rank come last.

    ``ranked``: proposal, rank (missing where hidden), finding_ids; ``items``: the table of scored items. Proposals
    on the mapping itself (structure, premise, fieldwork) have no rank and are actions all the same; policy proposals
    without a rank are left out: nothing is known yet that they would rest on. ``due`` is the day one, two or five
    years after ``as_of``. ``evidence_grade`` is the weakest grade among the known items behind the action ("" for
    none), ``items_old`` how many of these rest on evidence more than five years old.

    A horizon and a cost band are the project's judgement, not a calculation; the plan is no budget.
    """
    known = items.set_index("item")
    ranks = ranked.set_index("proposal")
    rows = []
    for proposal in framework.proposals:
        if proposal.proposal not in ranks.index and proposal.kind == "policy":
            continue
        behind = known.loc[list(proposal.items)].query("scored_by == 'evidence'").dropna(subset="score")
        rows.append(
            {
                "horizon": proposal.horizon,
                "due": _years_after(as_of, YEARS[proposal.horizon]),
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
    order = table["horizon"].map({horizon: number for number, horizon in enumerate(HORIZONS)})
    return table.iloc[
        table.assign(order=order).reset_index(drop=True).sort_values(["order", "rank"], kind="stable").index
    ].reset_index(drop=True)


def asked_of(plan: pd.DataFrame, role: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The actions that a role is asked to lead, and those it is asked to support, each by rank, unranked last."""
    supports = plan["supporting_roles"].str.split().map(lambda roles: role in roles).astype(bool)
    leads = plan["lead_role"] == role
    return (
        plan[leads].sort_values("rank", kind="stable", ignore_index=True),
        plan[supports].sort_values("rank", kind="stable", ignore_index=True),
    )


def _years_after(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February, and no such day that year
        return day.replace(year=day.year + years, day=28)
