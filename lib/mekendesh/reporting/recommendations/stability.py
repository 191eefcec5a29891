"""How firm the order of the recommendations is, and what the survey does to it, told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.rank_stability import FIRST
from mekendesh.judgement.stability import survey_effect
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.recommendations.first_proposals import NONE_FIRST
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import Count, Decimal, Interval, Listed, Term, message

if TYPE_CHECKING:
    from mekendesh.judgement.stability import SurveyEffect
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.mapping import Mapping, Nation

NOBODY = message("none")
NO_CONTEST = message("all: no more than five proposals have a rank")
TAU = message(
    "Kendall's tau-b runs from 1 (the survey leaves the order as it is) over 0 (no likeness) to −1 (it turns the order "
    "round). It speaks of these proposals only; with few of them one exchange moves it much."
)
CHANCE = message(
    "That the survey moves the order does not show that the new order is right: chance moves it too. Read it beside "
    "the ranges of the ranks."
)
BY_BOUNDS = message(
    "Before a survey the places follow from the bounds of the scores alone: an item nobody knows may stand anywhere "
    "from 0 to 4."
)


def order(mapping: Mapping | Nation, public: Public) -> Block:
    """How many of the first five would stand there in the whole range of their ranks, and what the survey changed.

    Made from the protected list alone, so that it tells no more of a share than the list does.
    """
    table = insist_protected(public.ranked)
    if table.empty or not table["rank"].notna().any():
        return Paragraph(NONE_FIRST, "notice")
    effect = survey_effect(table)
    surveyed = public.shares is not None
    return Table(
        name="stability",
        caption=message("How firm the order is"),
        columns=(Column("question", message("Question")), Column("answer", message("Answer"))),
        rows=(*_firm(effect, table), *(_survey(mapping, effect) if surveyed else ())),
        notes=(TAU, CHANCE) if surveyed else (BY_BOUNDS,),
    )


def _firm(effect: SurveyEffect, table: pd.DataFrame) -> tuple[tuple[Term, Term], ...]:
    ranked = table[table["rank"].notna()]
    first = ranked[ranked["rank"] <= FIRST]
    alone = bool(((first["rank_low"] == first["rank_high"]) & (first["rank"] == 1)).any())
    return (
        (
            message(
                "How many of those on the first five places keep one of them in the whole range of their ranks?"
            ),
            message("{firm} of {first}", firm=Count(len(effect.firm)), first=Count(len(first)))
            if effect.ranked > FIRST
            else NO_CONTEST,
        ),
        (
            message("Is it certain which one comes first?"),
            message("yes, within these ranges") if alone else message("no: the ranges of ranks overlap"),
        ),
    )


def _survey(mapping: Mapping | Nation, effect: SurveyEffect) -> tuple[tuple[Term, Term], ...]:
    tau: Term = Interval(None, flag="na") if pd.isna(effect.tau) else Decimal(effect.tau, 2)
    return (
        (
            message("How alike are the orders with and without the survey (Kendall's tau-b)?"),
            message("{tau}, over {ranked} proposals", tau=tau, ranked=Count(effect.ranked)),
        ),
        (
            message("Which are among the first five with the survey only?"),
            _titles(mapping, effect.entered),
        ),
        (
            message("Which are among the first five without the survey only?"),
            _titles(mapping, effect.left),
        ),
    )


def _titles(mapping: Mapping | Nation, proposals: tuple[str, ...]) -> Term:
    titles = {proposal.proposal: proposal.title for proposal in mapping.framework.proposals}
    return Listed(tuple(titles[each] for each in proposals)) if proposals else NOBODY
