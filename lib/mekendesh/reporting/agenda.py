"""The agenda, told: the mapping's own gaps as further fieldwork and research."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.naming import indicator_name
from mekendesh.words import Count, Country, Interval, Percent, Term, message

if TYPE_CHECKING:
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.structure.mapping import Mapping, Nation

GAPS = {
    "corridor_without_figure": message("no source has a figure"),
    "item_unknown": message("readiness item not known"),
    "premise_not_tested": message("premise not tested"),
    "premise_open": message("premise open: its range lies on both sides"),
    "interval_wide": message("range too wide to be relied on"),
    "estimators_disagree": message("methods of weighting disagree on the share"),
    "definition_decides": message("figures of different concepts lie far apart"),
    "evidence_old": message("evidence older than five years"),
}
NO_GAP = message("The mapping knows of no gap of its own. That is rare; look again.")
LONGEST = 15


def gaps(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Block:
    """The first gaps of the mapping, as proposals for further fieldwork and research."""
    lines = judgement.agenda
    if lines.empty:
        return Paragraph(NO_GAP, "notice")
    surveyed = bool((lines["rule"] == "changes").all())
    shown = lines.head(LONGEST)
    rows = tuple(
        (
            Count(row.rank),
            GAPS[row.kind],
            _subject(mapping, row.kind, row.subject),
            *((_chance(row.p_changes),) if surveyed else ()),
            Count(row.proposals),
        )
        for row in shown.itertuples()
    )
    return Table(
        name="agenda",
        caption=message("Agenda of further fieldwork and research"),
        columns=(
            Column("rank", message("Rank"), numeric=True),
            Column("gap", message("Gap")),
            Column("subject", message("Of what")),
            *(
                (Column("changes", message("Closing it changes which are the first five"), numeric=True),)
                if surveyed
                else ()
            ),
            Column("proposals", message("Proposals that hang on it"), numeric=True),
        ),
        rows=rows,
        notes=_notes(surveyed, len(rows), len(lines)),
    )


def most_telling(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Paragraph:
    """The first gap in a sentence: what to find out first, and what of the list depends on it."""
    lines = judgement.agenda
    if lines.empty:
        return Paragraph(NO_GAP, "notice")
    first = lines.iloc[0]
    level = lines[lines["rank"] == first["rank"]]
    subject = _subject(mapping, first["kind"], first["subject"])
    if first["rule"] == "hanging":
        return Paragraph(
            message(
                "Not yet in the field: the agenda is the plan of the first round, in the order of how many proposals "
                "hang on each gap. Gaps that share the first place: {level}; one of them: {gap}, {subject}.",
                level=Count(len(level)),
                gap=GAPS[first["kind"]],
                subject=subject,
            )
        )
    if not first["p_changes"] > 0:
        return Paragraph(
            message("No single gap, once closed, would change which recommendations are the first five.")
        )
    return Paragraph(
        message(
            "Find out first: {subject} ({gap}). In {chance} of the possible answers the first five recommendations "
            "would be others than today. Gaps as telling as this one, itself included: {level}.",
            subject=subject,
            gap=GAPS[first["kind"]],
            chance=Percent(float(first["p_changes"])),
            level=Count(len(lines[lines["p_changes"] == first["p_changes"]])),
        )
    )


def _chance(chance: float) -> Term:
    return Interval(None, flag="na") if pd.isna(chance) else Percent(float(chance))


def _notes(surveyed: bool, shown: int, every: int) -> tuple[Term, ...]:
    if not surveyed:
        return (
            message(
                "{shown} of {all} gaps, in the order of how many proposals hang on each; equal numbers share a rank.",
                shown=Count(shown),
                all=Count(every),
            ),
        )
    return (
        message(
            "{shown} of {all} gaps, in the order of how often closing each would change which recommendations are the "
            "first five, then their order, then by the proposals that hang on it. In steps of five: 5 % also stands "
            "for less.",
            shown=Count(shown),
            all=Count(every),
        ),
        message(
            "One gap is closed at a time. An unknown score may turn out to be anything from 0 to 4, each as likely; an "
            "old one may be one level off; a share varies as its replicates do. Two gaps that change nothing alone may "
            "change the list together."
        ),
    )


def _subject(mapping: Mapping | Nation, kind: str, subject: str) -> Term:
    framework = mapping.framework
    if kind in ("item_unknown", "evidence_old"):
        return next(item.label for item in framework.items if item.item == subject)
    if kind in ("premise_not_tested", "premise_open"):
        return next(premise.text for premise in framework.premises if premise.premise == subject)
    if kind in ("interval_wide", "estimators_disagree"):
        return indicator_name(framework, subject)
    return Country(subject.partition("-")[2])
