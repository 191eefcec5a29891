"""A page for each body: what is asked of *you*, by when, why, how sure it is, what measures it, and what to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.action_plan import OWN, UNPLACED, action_plan, asked_of
from mekendesh.reporting.blocks import Column, Table
from mekendesh.reporting.numbers import share_of
from mekendesh.reporting.recommendations.action_plan import ROLE_ONLY, no_place_yet
from mekendesh.reporting.recommendations.agenda_closing import TEAM
from mekendesh.reporting.recommendations.kpis import NOTE as KPI_NOTE
from mekendesh.reporting.recommendations.kpis import kpi_table, measured
from mekendesh.reporting.recommendations.proposal_words import RANGE, RANGE_BEFORE, grade, places
from mekendesh.reporting.state.readiness import item_names
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import Day, Decimal, Term, message

if TYPE_CHECKING:
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.framework import Proposal
    from mekendesh.structure.mapping import Nation

LEAD = message("you lead")
ABOUT_THE_MAPPING = message("it is about the mapping itself, and no share of people stands behind it")
NO_PLACE = message("it has no place in the order yet")
ROUND_TABLE = message("the round table")
"""To whom the mapping team answers, since all others answer to it."""


def asked_of_you(nation: Nation, judgement: NationalJudgement, public: Public) -> Table:
    """One page a body, in the order of the list of roles: first what it is asked to lead, then what to support.

    Under the title of an action stands what exactly is asked. What has no place yet is asked of its lead alone: what of
    it exists. In an example round a page is headed by the role, never by a real body's name.
    """
    ranked = insist_protected(public.ranked)
    plan = action_plan(nation.framework, ranked, judgement.items, nation.round.as_of)
    by_id = {proposal.proposal: proposal for proposal in nation.framework.proposals}
    kpis, ranks = kpi_table(nation, public), ranked.set_index("proposal")
    reasons, surveyed = no_place_yet(judgement), public.shares is not None
    rows: list[tuple[Term, ...]] = []
    for role in nation.framework.roles:
        for part, actions in zip(("lead", "support"), asked_of(plan, role.role), strict=True):
            for action in actions.itertuples():
                proposal = by_id[action.proposal]
                weakest = grade(action.evidence_grade, action.items_old)
                rows.append(
                    (
                        message("Asked of you: {body}", body=judgement.addressees[role.role].label),
                        proposal.title,
                        proposal.text,
                        LEAD if part == "lead" else _led_by(judgement, action.lead_role),
                        Day(action.due.isoformat()),
                        _answer(judgement, role.role, part, action.standing),
                        _not_known(nation, judgement.items, proposal) or reasons[action.proposal]
                        if action.standing == UNPLACED
                        else _why(ranks, action, surveyed),
                        NO_PLACE if action.standing == UNPLACED else _how_sure(ranks, action, weakest),
                        proposal.legal_instrument,
                        measured(proposal, kpis.loc[action.proposal]),
                    )
                )
    notes = [RANGE if surveyed else RANGE_BEFORE, KPI_NOTE]
    return Table(
        name="asked_of_you",
        caption=message("One page for each body: what is asked of you"),
        columns=(
            Column("body", message("Body")),
            Column("action", message("What is asked")),
            Column("text", message("What exactly")),
            Column("part", message("Your part")),
            Column("due", message("By when")),
            Column("answer", message("What to answer, and to whom")),
            Column("why", message("Why")),
            Column("sure", message("How sure")),
            Column("instrument", message("Legal instrument")),
            Column("indicator", message("Measured by")),
        ),
        rows=tuple(rows),
        notes=(*notes, ROLE_ONLY) if nation.round.is_example else tuple(notes),
        layout="pages",
    )


def _led_by(judgement: NationalJudgement, role: str) -> Term:
    return message("you support; asked to lead: {body}", body=judgement.addressees[role].label)


def _answer(judgement: NationalJudgement, role: str, part: str, standing: str) -> Term:
    to = ROUND_TABLE if role == TEAM else judgement.addressees[TEAM].label
    if standing == UNPLACED:
        return message(
            "to {to}: what of this exists today, with the act, its date and its budget; then whether you could lead the rest",
            to=to,
        )
    if part == "lead":
        return message("to {to}: whether you can lead this, by when, and what you would need", to=to)
    return message("to {to}: whether you can take part, and with what", to=to)


def _why(ranks: pd.DataFrame, action: pd.Series, surveyed: bool) -> Term:
    if action.standing == OWN:
        return ABOUT_THE_MAPPING
    row = ranks.loc[action.proposal]
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


def _not_known(nation: Nation, items: pd.DataFrame, proposal: Proposal) -> Term | None:
    """The items that nobody knows, where that is all there is behind a proposal; ``None`` where something is known."""
    behind = items[items["item"].isin(proposal.items) & (items["scored_by"] == "evidence")]
    unknown = behind.loc[behind["score"].isna(), "item"].tolist()
    if not unknown or len(unknown) < len(behind):
        return None
    return message(
        "how the state stands is not known on: {items}. Whether this is needed cannot be said before",
        items=item_names(nation.framework, unknown),
    )


def _how_sure(ranks: pd.DataFrame, action: pd.Series, weakest: Term) -> Term:
    if action.standing == OWN:
        return message("weakest evidence behind it – {grade}", grade=weakest)
    place = places(ranks.loc[action.proposal])
    return message(
        "places it could have: {places}; weakest evidence behind it – {grade}", places=place, grade=weakest
    )
