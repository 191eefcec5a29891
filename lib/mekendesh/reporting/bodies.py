"""A page for each body: what is asked of *you*, why, how sure it is, by when, and what it is measured by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.action_plan import action_plan, asked_of
from mekendesh.reporting.action_plan import ROLE_ONLY
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.kpis import NOTE as KPI_NOTE
from mekendesh.reporting.kpis import kpi_table, measured
from mekendesh.reporting.numbers import share_of
from mekendesh.reporting.proposal_words import RANGE, RANGE_BEFORE, grade, places
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import Day, Decimal, Term, message

if TYPE_CHECKING:
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.reporting.door import Public
    from mekendesh.structure.mapping import Nation

LEAD = message("you lead")
ABOUT_THE_MAPPING = message("it is about the mapping itself, and no share of people stands behind it")


def asked_of_you(nation: Nation, judgement: NationalJudgement, public: Public) -> Block:
    """One page a body, in the order of the list of roles: first what it is asked to lead, then what to support.

    In an example round a page is headed by the role, never by a real body's name.
    """
    ranked = insist_protected(public.ranked)
    plan = action_plan(nation.framework, ranked, judgement.items, nation.round.as_of)
    by_id = {proposal.proposal: proposal for proposal in nation.framework.proposals}
    kpis, ranks = kpi_table(nation, public), ranked.set_index("proposal")
    rows: list[tuple[Term, ...]] = []
    for role in nation.framework.roles:
        for asked, actions in zip(("lead", "support"), asked_of(plan, role.role), strict=True):
            for action in actions.itertuples():
                proposal = by_id[action.proposal]
                body = judgement.addressees[action.lead_role].label
                rows.append(
                    (
                        message("Asked of you: {body}", body=judgement.addressees[role.role].label),
                        proposal.text,
                        LEAD if asked == "lead" else message("you support; asked to lead: {body}", body=body),
                        _why(ranks, action.proposal, surveyed=public.shares is not None),
                        _how_sure(ranks, action.proposal, grade(action.evidence_grade, action.items_old)),
                        Day(action.due.isoformat()),
                        proposal.legal_instrument,
                        measured(proposal, kpis.loc[action.proposal]),
                    )
                )
    if not rows:
        return Paragraph(
            message("Nothing can be asked of a body yet: no recommendation is ranked."), "notice"
        )
    notes = [RANGE if public.shares is not None else RANGE_BEFORE, KPI_NOTE]
    return Table(
        name="asked_of_you",
        caption=message("One page for each body: what is asked of you"),
        columns=(
            Column("body", message("Body")),
            Column("action", message("What is asked")),
            Column("part", message("Your part")),
            Column("why", message("Why")),
            Column("sure", message("How sure")),
            Column("due", message("By when")),
            Column("instrument", message("Legal instrument")),
            Column("indicator", message("Measured by")),
        ),
        rows=tuple(rows),
        notes=(*notes, ROLE_ONLY) if nation.round.is_example else tuple(notes),
        layout="pages",
    )


def _why(ranks: pd.DataFrame, proposal: str, *, surveyed: bool) -> Term:
    if proposal not in ranks.index:
        return ABOUT_THE_MAPPING
    row = ranks.loc[proposal]
    score = Decimal(float(row["score"]))
    if not surveyed:
        return message("the related items of the state stand at {score} of 4", score=score)
    if row["flag"] in ("c", "x"):
        return message(
            "the related items of the state stand at {score} of 4; how many people name an obstacle it addresses cannot "
            "be shown",
            score=score,
        )
    return message(
        "{share} are willing, do not act, and name an obstacle it addresses; the related items of the state stand at {score} of 4",
        share=share_of(row, "share"),
        score=score,
    )


def _how_sure(ranks: pd.DataFrame, proposal: str, weakest: Term) -> Term:
    if proposal not in ranks.index:
        return message("weakest evidence: {grade}", grade=weakest)
    place = places(ranks.loc[proposal])
    return message("places it could have: {places}; weakest evidence: {grade}", places=place, grade=weakest)
