"""Recommendations, told: in order, each with what its rank rests on, its findings and whom it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.action_plan import action_plan
from mekendesh.reporting.blocks import Block, Column, Figure, Paragraph, Table
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.recommendations.feasibility import COLUMN as FEASIBILITY_COLUMN
from mekendesh.reporting.recommendations.feasibility import feasibilities, feasibility
from mekendesh.reporting.recommendations.first_proposals import NONE_FIRST
from mekendesh.reporting.recommendations.kpis import COLUMNS as KPI_COLUMNS
from mekendesh.reporting.recommendations.kpis import NOTE as KPI_NOTE
from mekendesh.reporting.recommendations.kpis import kpi_cells, kpi_table
from mekendesh.reporting.recommendations.proposal_numbers import is_contested, number_columns, numbers
from mekendesh.reporting.recommendations.proposal_words import (
    COSTS,
    HORIZONS,
    KINDS,
    RANGE,
    RANGE_BEFORE,
    STATUSES,
    grade,
    heading,
)
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import (
    Count,
    Listed,
    Term,
    Verbatim,
    message,
)

if TYPE_CHECKING:
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.framework import Framework, Proposal
    from mekendesh.structure.mapping import Mapping, Nation

WITHOUT_RANK = {
    "no_item": message("no readiness item stands behind it"),
    "items_unknown": message("the items behind it are not known"),
    "no_estimate": message("the survey gives no share for it"),
    "stands_high": message(
        "the items behind it stand high, and before a survey only what stands low is proposed"
    ),
}
LONGEST_CHART = 8
PRIORITY = message(
    "Priority = (4 − score) / 4 × share. A share says how many name an obstacle, not what a measure would do."
)
PEOPLE = message(
    "People, scenario: the share applied to the published figures used, as if all were alike; how many would follow is not known. "
    "Where ranges overlap, the order of neighbours is not certain."
)
BEFORE = message(
    "Before a survey the order follows from readiness alone; the share of people concerned is not known."
)


def ranked_chart(mapping: Mapping | Nation, public: Public) -> Block:
    """The first recommendations by priority, or by readiness before the fieldwork."""
    table = insist_protected(public.ranked)
    if table.empty:
        return _nothing_ranked()
    first = table[table["rank"].notna()].head(LONGEST_CHART)
    if first.empty:
        return Paragraph(NONE_FIRST, "notice")
    surveyed = public.shares is not None
    by_id = {proposal.proposal: proposal for proposal in mapping.framework.proposals}
    names = tuple(heading(row, by_id[row["proposal"]]) for _, row in first.iterrows())
    measure = "priority" if surveyed else "score"
    points = [
        {"value": float(row[measure]), "low": float(row[f"{measure}_low"]), "high": float(row[f"{measure}_high"]),
         "code": f"[{row['flag']}]" if row["flag"] else ""}
        for _, row in first.iterrows()
    ]  # fmt: skip
    return Figure(
        name="recommendations",
        chart="ranges",
        title=message("First: {proposal}", proposal=by_id[first.iloc[0]["proposal"]].title),
        subtitle=message("Priority of the first recommendations, with range")
        if surveyed
        else message("Score of the related items, 0 to 4, with bounds"),
        alt=message(
            "The first recommendations in order, each with its range. Overlapping ranges mean that the order is not sure."
        ),
        marks={
            "points": [points],
            "unit": "percent" if surveyed else "decimal",
            "maximum": max(each["high"] for each in points) * 1.1,
        },
        words={
            "rows": names,
            "series": (message("priority") if surveyed else message("score"),),
            "x": (message("priority") if surveyed else message("score of the related items"),),
        },
        data=_chart_table(mapping, first, surveyed),
    )


def ranked(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement, public: Public) -> Block:
    """The recommendations in order: who is asked, what the rank rests on, and the findings behind it."""
    table = insist_protected(public.ranked)
    if table.empty:
        return _nothing_ranked()
    surveyed = public.shares is not None
    by_id = {proposal.proposal: proposal for proposal in mapping.framework.proposals}
    plan = action_plan(mapping.framework, table, judgement.items, mapping.round.as_of).set_index("proposal")
    kpis = kpi_table(mapping, public)
    panel = feasibilities(mapping.tree, _origin(mapping), mapping.round.name, mapping.rng_seed)
    rated = () if panel is None else (FEASIBILITY_COLUMN,)
    notes: list[Term] = [PRIORITY, PEOPLE, RANGE] if surveyed else [BEFORE, RANGE_BEFORE]
    hidden = int(table["rank"].isna().sum())
    if hidden:
        notes.append(
            message(
                "{hidden} of them: a place that cannot be shown, since its share cannot; told last, marked [x].",
                hidden=Count(hidden),
            )
        )
    notes.append(KPI_NOTE)
    if mapping.round.is_example:
        notes.append(message("In an example round only the role is named, never a real body."))
    return Table(
        name="recommendations",
        caption=message("Recommendations in order"),
        columns=(
            Column("recommendation", message("Recommendation")),
            Column("text", message("What exactly")),
            Column("lead", message("Asked")),
            Column("support", message("Together with")),
            Column("horizon", message("Horizon")),
            Column("cost", message("Cost band")),
            Column("instrument", message("Legal instrument")),
            *KPI_COLUMNS,
            Column("status", message("Status")),
            *rated,
            *number_columns(surveyed, is_contested(table)),
            Column("evidence", message("Weakest evidence behind it")),
            Column("findings", message("Findings behind it")),
        ),
        rows=tuple(
            (
                heading(row, by_id[row["proposal"]]),
                by_id[row["proposal"]].text,
                *_asked(judgement, by_id[row["proposal"]]),
                *kpi_cells(by_id[row["proposal"]], kpis.loc[row["proposal"]]),
                STATUSES[by_id[row["proposal"]].status],
                *(feasibility(panel, row["proposal"]) for _ in rated),
                *numbers(row, surveyed, is_contested(table)),
                grade(*plan.loc[row["proposal"], ["evidence_grade", "items_old"]]),
                _findings(mapping.framework, row["finding_ids"]),
            )
            for _, row in table.iterrows()
        ),
        notes=tuple(notes),
        layout="cards",
    )


def without_rank(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Block:
    """The proposals that the rule cannot place, structure, premise and fieldwork ones among them, and why."""
    rest = judgement.unranked
    if rest.empty:
        return Paragraph(message("Every proposal has a place in the order."))
    by_id = {proposal.proposal: proposal for proposal in mapping.framework.proposals}
    return Table(
        name="without_rank",
        caption=message("Proposals that the rule cannot place"),
        columns=(
            Column("proposal", message("Proposal")),
            Column("text", message("What exactly")),
            Column("kind", message("Kind")),
            Column("lead", message("Asked")),
            Column("why", message("Why it has no place")),
        ),
        rows=tuple(
            (
                by_id[row.proposal].title,
                by_id[row.proposal].text,
                KINDS[row.kind],
                judgement.addressees[by_id[row.proposal].lead_role].label,
                WITHOUT_RANK[row.why],
            )
            for row in rest.itertuples()
        ),
        notes=(
            message(
                "They are open to the round table: to improve the structure, to adapt premises, to plan the fieldwork."
            ),
        ),
    )


def _chart_table(mapping: Mapping | Nation, table: pd.DataFrame, surveyed: bool) -> Table:
    by_id = {proposal.proposal: proposal for proposal in mapping.framework.proposals}
    return Table(
        name="recommendations_chart",
        caption=message("Recommendations in order"),
        columns=(
            Column("recommendation", message("Recommendation")),
            *number_columns(surveyed, is_contested(table)),
        ),
        rows=tuple(
            (heading(row, by_id[row["proposal"]]), *numbers(row, surveyed, is_contested(table)))
            for _, row in table.iterrows()
        ),
        notes=(PRIORITY if surveyed else BEFORE,),
    )


def _origin(mapping: Mapping | Nation) -> str:
    return mapping.origin if hasattr(mapping, "origin") else mapping.corridor.origin


def _asked(judgement: Judgement | NationalJudgement, proposal: Proposal) -> tuple[Term, ...]:
    return (
        judgement.addressees[proposal.lead_role].label,
        _supporters(judgement, proposal),
        HORIZONS[proposal.horizon],
        COSTS[proposal.cost_band],
        proposal.legal_instrument,
    )


def _nothing_ranked() -> Paragraph:
    return Paragraph(
        message(
            "No recommendation can be ranked: the items behind the proposals are not known. They stand on the agenda."
        ),
        "notice",
    )


def _supporters(judgement: Judgement | NationalJudgement, proposal: Proposal) -> Term:
    if not proposal.supporting_roles:
        return Verbatim("[z]")
    return Listed(tuple(judgement.addressees[role].label for role in proposal.supporting_roles))


def _findings(framework: Framework, finding_ids: str) -> Term:
    labels = {item.item: item.label for item in framework.items}
    named: list[Term] = []
    for finding in finding_ids.split():
        sort, _, rest = finding.partition(":")
        if sort == "item":
            named.append(labels[rest])
        elif sort == "estimate" and not rest.startswith("proposal_"):
            named.append(indicator_name(framework, rest.rstrip("|")))
        else:
            named.append(message("share who are willing, do not act, and name an obstacle addressed"))
    return Listed(tuple(named))
