"""The experts' order beside the rule's, with what they moved and why. Nothing is moved silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.reordering import APPLIED, NOT_IN_ORDER, RANK_HAS_CHANGED, read_reordering, reorder
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.statistics import insist_protected
from mekendesh.structure.roundtable import STRATA
from mekendesh.words import Count, Day, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.mapping import Nation

STATES: dict[str, Term] = {
    APPLIED: message("carried out"),
    RANK_HAS_CHANGED: message("not carried out: its rank by the rule has changed since"),
    NOT_IN_ORDER: message("not carried out: it has no rank by the rule that can be shown"),
}


def experts_order(nation: Nation, public: Public) -> Block:
    """Every move the experts made in the round, in the order made: the rule's rank, theirs, and their reason."""
    ranked = insist_protected(public.ranked)
    titles = {proposal.proposal: proposal.title for proposal in nation.framework.proposals}
    moves = read_reordering(nation.tree, f"{nation.origin}/{nation.round.name}", titles)
    if moves.empty:
        return Paragraph(message("The experts have moved nothing: the order is that of the rule."))
    table, logged = reorder(ranked, moves)
    by_id = table.set_index("proposal")
    return Table(
        name="experts_order",
        caption=message("What the experts moved, and why"),
        columns=(
            Column("recommendation", message("Recommendation")),
            Column("rule", message("Rank by the rule"), numeric=True),
            Column("experts", message("Rank by the experts"), numeric=True),
            Column("move", message("Moved")),
            Column("reason", message("Reason given")),
            Column("who", message("By whom")),
            Column("when", message("When")),
            Column("state", message("What became of the move")),
        ),
        rows=tuple(
            (
                titles[move.proposal],
                _rank(by_id, move.proposal, "rank"),
                _rank(by_id, move.proposal, "experts_rank"),
                message(
                    "from {low} to {high}", low=Count(int(move.from_rank)), high=Count(int(move.to_rank))
                ),
                Verbatim(move.reason),
                STRATA[move.who],
                Day(move.when),
                STATES[move.state],
            )
            for move in logged.itertuples()
        ),
        notes=(
            message(
                "The list keeps the order of the rule. A move is what some experts wanted, with their reason; it is no second estimate."
            ),
        ),
    )


def _rank(table: pd.DataFrame, proposal: str, column: str) -> Term:
    if proposal not in table.index:
        return Verbatim("[z]")
    row = table.loc[proposal]
    return Count(int(row[column])) if pd.notna(row[column]) else Verbatim(f"[{row['flag']}]")
