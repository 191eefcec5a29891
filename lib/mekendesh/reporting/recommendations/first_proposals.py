"""The proposals that stand first, told for who reads nothing else: what to do, why, how sure that is, who is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.reporting.blocks import First
from mekendesh.reporting.numbers import share_of
from mekendesh.reporting.recommendations.proposal_numbers import score_of
from mekendesh.reporting.recommendations.proposal_words import places
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import Count, Message, Term, message

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.mapping import Mapping, Nation

MOST_FIRST = 3
"""As many as are read on a first screen; the others stand in the list."""

NONE_FIRST = message(
    "No recommendation can be put first: the shares that the order rests on cannot be shown."
)


def first_proposals(
    mapping: Mapping | Nation, judgement: Judgement | NationalJudgement, public: Public
) -> tuple[First, ...]:
    """At most `MOST_FIRST` of the proposals that have a place, in the order of the list; none where none has."""
    by_id = {proposal.proposal: proposal for proposal in mapping.framework.proposals}
    shown = _placed(public)
    return tuple(
        First(
            rank=Count(int(row["rank"])),
            what=by_id[row["proposal"]].title,
            why=_why(row, public.shares is not None),
            sure=_sure(row, shown),
            asked=judgement.addressees[by_id[row["proposal"]].lead_role].label,
        )
        for _, row in shown.head(MOST_FIRST).iterrows()
    )


def on_the_order(
    mapping: Mapping | Nation, judgement: Judgement | NationalJudgement, public: Public
) -> Message:
    """The finding on the list as a whole: how many have a place, how many could be first, why the others have none."""
    everything = Count(len(mapping.framework.proposals))
    shown = _placed(public)
    if public.ranked.empty:
        return message(
            "No proposal can be given a place yet: the evidence behind them is not known. All {all} are open to the round "
            "table.",
            all=everything,
        )
    if shown.empty:
        return NONE_FIRST
    contenders = int((shown["rank_low"] == 1).sum())
    counted = {
        "ranked": Count(len(shown)),
        "all": everything,
        "rest": Count(everything.value - len(shown)),
        "unknown": Count(int((judgement.unranked["why"] == "items_unknown").sum())),
    }
    if contenders > 1:
        return message(
            "{ranked} of {all} proposals can be placed, and {contenders} of them could be first: the order between them is "
            "not sure. {rest} cannot be placed, {unknown} of them for want of evidence on the state.",
            contenders=Count(contenders),
            **counted,
        )
    return message(
        "{ranked} of {all} proposals can be placed, and no other could be first. {rest} cannot be placed, {unknown} of them "
        "for want of evidence on the state.",
        **counted,
    )


def _placed(public: Public) -> pd.DataFrame:
    table = insist_protected(public.ranked)
    return table if table.empty else table[table["rank"].notna()]


def _sure(row: pd.Series, shown: pd.DataFrame) -> Term:
    others = int((shown["rank"] == row["rank"]).sum()) - 1
    if not others:
        return message("places it could have: {places}", places=places(row))
    return message(
        "places it could have: {places}; others with the same place: {others}",
        places=places(row),
        others=Count(others),
    )


def _why(row: pd.Series, surveyed: bool) -> Term:
    if not surveyed:
        return message("the state scores {score} of 4 here; no survey yet", score=score_of(row))
    return message(
        "{share} of compatriots in the surveyed cities are willing, do not act and name an obstacle it addresses; the "
        "state scores {score} of 4 here",
        share=share_of(row, "share"),
        score=score_of(row),
    )
