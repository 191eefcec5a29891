"""The national action plan, told: actions by horizon, each with its body, indicator and cost band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.action_plan import action_plan
from mekendesh.reporting.blocks import Column, Table
from mekendesh.reporting.kpis import NOTE as KPI_NOTE
from mekendesh.reporting.kpis import kpi_table, measured
from mekendesh.reporting.proposal_words import COSTS, HORIZONS, KINDS, RANGE, RANGE_BEFORE, places
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import Count, Day, Interval, Term, message

if TYPE_CHECKING:
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.reporting.door import Public
    from mekendesh.structure.mapping import Nation

ROLE_ONLY = message("In an example round only the role is named, never a real body.")


def by_horizon(nation: Nation, judgement: NationalJudgement, public: Public) -> Table:
    """One part a horizon: what is to be done, by whom, with which indicator, and at which cost band."""
    ranked = insist_protected(public.ranked)
    plan = action_plan(nation.framework, ranked, judgement.items, nation.round.as_of)
    by_id = {proposal.proposal: proposal for proposal in nation.framework.proposals}
    kpis, ranks = kpi_table(nation, public), ranked.set_index("proposal")
    notes = [RANGE if public.shares is not None else RANGE_BEFORE, KPI_NOTE]
    return Table(
        name="action_plan",
        caption=message("Action plan by horizon"),
        columns=(
            Column("horizon", message("Horizon")),
            Column("action", message("Action")),
            Column("rank", message("Rank, and places it could have")),
            Column("lead", message("Asked")),
            Column("indicator", message("Measured by")),
            Column("cost", message("Cost band")),
        ),
        rows=tuple(
            (
                message(
                    "Within {horizon}: by {day}", horizon=HORIZONS[row.horizon], day=Day(row.due.isoformat())
                ),
                by_id[row.proposal].text,
                _place(ranks, row.proposal, row.kind),
                judgement.addressees[row.lead_role].label,
                measured(by_id[row.proposal], kpis.loc[row.proposal]),
                COSTS[row.cost_band],
            )
            for row in plan.itertuples()
        ),
        notes=(*notes, ROLE_ONLY) if nation.round.is_example else tuple(notes),
        layout="parts",
    )


def _place(ranks: pd.DataFrame, proposal: str, kind: str) -> Term:
    if proposal not in ranks.index:
        return message("without rank: {kind}", kind=KINDS[kind])
    row = ranks.loc[proposal]
    if pd.isna(row["rank"]):
        return Interval(None, flag=row["flag"])
    return message("{rank} (places: {places})", rank=Count(int(row["rank"])), places=places(row))
