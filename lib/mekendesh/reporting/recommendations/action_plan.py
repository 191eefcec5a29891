"""The national action plan, told: actions by horizon, each with its body, indicator and cost band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.judgement.action_plan import HIDDEN, OWN, UNPLACED, action_plan
from mekendesh.reporting.blocks import Column, Table
from mekendesh.reporting.recommendations.kpis import NOTE as KPI_NOTE
from mekendesh.reporting.recommendations.kpis import kpi_table, measured, targets_untold
from mekendesh.reporting.recommendations.proposal_words import (
    COSTS,
    HORIZONS,
    KINDS,
    RANGE,
    RANGE_BEFORE,
    places,
)
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import Count, Day, Interval, Message, Term, message

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.mapping import Nation

ROLE_ONLY = message("In an example round only the role is named, never a real body.")
NO_PLACE_YET = {
    "items_unknown": message("no place yet: how the state stands on it is not known"),
    "no_estimate": message("no place yet: the survey gives no share for it"),
    "no_item": message("no place yet: no readiness item stands behind it"),
    "stands_high": message("no place yet: before a survey only what stands low is proposed"),
}
"""Why a policy has no place, by the reason that `mekendesh.judgement.recommendations.unranked` gives."""


def by_horizon(nation: Nation, judgement: NationalJudgement, public: Public) -> Table:
    """One part a horizon: what is to be done, by whom, with which indicator, and at which cost band.

    All proposals are in it; those the rule cannot place yet stand last in their horizon and say so.
    """
    ranked = insist_protected(public.ranked)
    plan = action_plan(nation.framework, ranked, judgement.items, nation.round.as_of)
    by_id = {proposal.proposal: proposal for proposal in nation.framework.proposals}
    kpis, ranks = kpi_table(nation, public), ranked.set_index("proposal")
    reasons = no_place_yet(judgement)
    notes: list[Term] = [
        *_unplaced(plan, judgement),
        RANGE if public.shares is not None else RANGE_BEFORE,
        KPI_NOTE,
    ]
    return Table(
        name="action_plan",
        caption=_caption(*targets_untold(kpis)),
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
                by_id[row.proposal].title,
                reasons[row.proposal] if row.standing == UNPLACED else _place(ranks, row),
                judgement.addressees[row.lead_role].label,
                measured(by_id[row.proposal], kpis.loc[row.proposal]),
                COSTS[row.cost_band],
            )
            for row in plan.itertuples()
        ),
        notes=(*notes, ROLE_ONLY) if nation.round.is_example else tuple(notes),
        layout="parts",
    )


def no_place_yet(judgement: NationalJudgement) -> dict[str, Message]:
    """Why each proposal without a place has none, by proposal."""
    return {row.proposal: NO_PLACE_YET[row.why] for row in judgement.unranked.itertuples()}


def _caption(untold: int, known: int) -> Message:
    if not known:
        return message("Action plan by horizon: no target has a known baseline yet")
    return message(
        "Action plan by horizon: whether {untold} of {known} targets with a known baseline are met, the next round could not "
        "tell from chance",
        untold=Count(untold),
        known=Count(known),
    )


def _unplaced(plan: pd.DataFrame, judgement: NationalJudgement) -> list[Term]:
    without = plan.loc[plan["standing"] == UNPLACED, "proposal"]
    if without.empty:
        return []
    unknown = judgement.unranked.loc[judgement.unranked["why"] == "items_unknown", "proposal"]
    return [
        message(
            "Policy proposals without a place yet: {without} of {all}; for {unknown} of them because nobody has shown how the "
            "state stands. They are no less asked for: what is not known is only which comes first.",
            without=Count(len(without)),
            all=Count(int((plan["kind"] == "policy").sum())),
            unknown=Count(int(without.isin(unknown).sum())),
        )
    ]


def _place(ranks: pd.DataFrame, row: pd.Series) -> Term:
    if row.standing == OWN:
        return message("without rank: {kind}", kind=KINDS[row.kind])
    ranked = ranks.loc[row.proposal]
    if row.standing == HIDDEN:
        return Interval(None, flag=ranked["flag"])
    return message("{rank} (places: {places})", rank=Count(int(ranked["rank"])), places=places(ranked))
