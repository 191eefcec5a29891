"""The agenda, told: the mapping's own gaps as further fieldwork and research."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from mekendesh.judgement.rank_stability import FIRST
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.recommendations.agenda_closing import asked_for_it, closing, gap, subject
from mekendesh.words import Count, Interval, Listed, Message, Percent, Term, message, plural

if TYPE_CHECKING:
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.structure.framework import Framework
    from mekendesh.structure.mapping import Mapping, Nation

NO_GAP = message("The mapping knows of no gap of its own. That is rare; look again.")
LONGEST = 15
NOT_FOUND = message(
    "“Desk” means reading documents: asked for is a dated act or report that shows what stands in quotation marks, or less of "
    "it. A document that is not found leaves its item unknown; it does not show that the state has nothing of the kind."
)


def gaps(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Block:
    """The first gaps of the mapping as further fieldwork and research: what is missing, what would close it, who is asked."""
    lines = judgement.agenda
    if lines.empty:
        return Paragraph(NO_GAP, "notice")
    surveyed = bool((lines["rule"] == "changes").all())
    shown = lines.head(LONGEST)
    rows = tuple(
        (
            Count(line.rank),
            message("{subject} – {gap}", subject=subject(mapping, line), gap=gap(line)),
            closing(mapping, line),
            asked_for_it(mapping, judgement, line),
            *((_chance(line.p_changes),) if surveyed else ()),
            Count(line.proposals),
        )
        for line in shown.itertuples()
    )
    return Table(
        name="agenda",
        caption=message("Agenda of further fieldwork and research"),
        columns=(
            Column("rank", message("Rank"), numeric=True),
            Column("gap", message("What is missing")),
            Column("closing", message("What would close it")),
            Column("asked", message("Asked")),
            *(
                (Column("changes", message("Closing it changes which are the first five"), numeric=True),)
                if surveyed
                else ()
            ),
            Column("proposals", message("Proposals that hang on it"), numeric=True),
        ),
        rows=rows,
        notes=_notes(lines, surveyed, len(rows)),
    )


def most_telling(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Paragraph:
    """The first gap in a sentence: what to find out first, and what of the list depends on it."""
    lines = judgement.agenda
    if lines.empty:
        return Paragraph(NO_GAP, "notice")
    first = next(lines.itertuples())
    told: dict[str, Term] = {
        "subject": subject(mapping, first),
        "gap": gap(first),
        "hanging": _hanging(mapping.framework, first),
    }
    if first.rule == "hanging":
        return Paragraph(_planned(told, int((lines["rank"] == first.rank).sum()) - 1))
    if not first.p_changes > 0:
        return Paragraph(
            message("No single gap, once closed, would change which recommendations are the first five.")
        )
    others = int((lines["p_changes"] == first.p_changes).sum()) - 1
    if first.listed < FIRST:
        return Paragraph(_short_list(told | {"listed": Count(first.listed)}, others))
    return Paragraph(_changing(told | {"chance": Percent(float(first.p_changes))}, others))


def _planned(told: dict[str, Term], others: int) -> Message:
    if not others:
        return message(
            "Not yet in the field: the agenda is the plan of the first round, in the order of how many proposals hang on "
            "each gap. First comes: {subject} – {gap}. {hanging}",
            **told,
        )
    return message(
        "Not yet in the field: the agenda is the plan of the first round, in the order of how many proposals hang on "
        "each gap. Among the first is: {subject} – {gap}. {hanging} {others}",
        **told,
        others=plural("{count} other gap weighs as much.", "{count} other gaps weigh as much.", others),
    )


def _changing(told: dict[str, Term], others: int) -> Message:
    if not others:
        return message(
            "Find out first: {subject} – {gap}. In {chance} of the possible answers the first five recommendations would be "
            "others than today. {hanging}",
            **told,
        )
    return message(
        "Find out first: {subject} – {gap}. In {chance} of the possible answers the first five recommendations would be "
        "others than today. {hanging} {others}",
        **told,
        others=plural("{count} other gap is as telling.", "{count} other gaps are as telling.", others),
    )


def _short_list(told: dict[str, Term], others: int) -> Message:
    """A list of fewer than five is changed by whatever gets a place: that is no sign of weight, and is said."""
    if not others:
        return message(
            "Proposals with a place today: {listed}. Whatever gives another one a place puts it among the first "
            "five. Begin with: {subject} – {gap}. {hanging}",
            **told,
        )
    return message(
        "Proposals with a place today: {listed}. Whatever gives another one a place puts it among the first "
        "five. Begin with: {subject} – {gap}. {hanging} {others}",
        **told,
        others=plural("{count} other gap is as telling.", "{count} other gaps are as telling.", others),
    )


def _hanging(framework: Framework, line: Any) -> Message:
    """Which proposals hang on a gap of an item, by their titles; on another gap how many."""
    titles = tuple(proposal.title for proposal in framework.proposals if line.subject in proposal.items)
    if line.kind in ("item_unknown", "evidence_old") and titles:
        return message("What hangs on it: {titles}.", titles=Listed(titles))
    return message("Proposals that hang on it: {count}.", count=Count(line.proposals))


def _chance(chance: float) -> Term:
    return Interval(None, flag="na") if pd.isna(chance) else Percent(float(chance))


def _notes(lines: pd.DataFrame, surveyed: bool, shown: int) -> tuple[Term, ...]:
    if not surveyed:
        return (
            message(
                "{shown} of {all} gaps, in the order of how many proposals hang on each; equal numbers share a rank.",
                shown=Count(shown),
                all=Count(len(lines)),
            ),
            NOT_FOUND,
        )
    listed = int(lines["listed"].iloc[0])
    return (
        message(
            "{shown} of {all} gaps, in the order of how often closing each would change which recommendations are the "
            "first five, then their order, then by the proposals that hang on it. In steps of five: 5 % also stands "
            "for less.",
            shown=Count(shown),
            all=Count(len(lines)),
        ),
        *(
            (
                message(
                    "Proposals with a place today: {listed}, fewer than five. Each that gets one joins the first five, "
                    "whatever its weight: a high chance here says only that the list is short.",
                    listed=Count(listed),
                ),
            )
            if listed < FIRST
            else ()
        ),
        message(
            "One gap is closed at a time. An unknown score may turn out to be anything from 0 to 4, each as likely; an "
            "old one may be one level off; a share varies as its replicates do. Two gaps that change nothing alone may "
            "change the list together."
        ),
        NOT_FOUND,
    )
