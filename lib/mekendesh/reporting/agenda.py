"""The agenda, told: the mapping's own gaps as further fieldwork and research."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.naming import indicator_name
from mekendesh.words import Count, Country, Term, message

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
    "evidence_old": message("evidence older than five years"),
}
LONGEST = 15


def gaps(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Block:
    """The first gaps of the mapping, as proposals for further fieldwork and research."""
    lines = judgement.agenda
    if lines.empty:
        return Paragraph(
            message("The mapping knows of no gap of its own. That is rare; look again."), "notice"
        )
    rows = tuple(
        (Count(row.rank), GAPS[row.kind], _subject(mapping, row.kind, row.subject), Count(row.proposals))
        for row in lines.head(LONGEST).itertuples()
    )
    return Table(
        name="agenda",
        caption=message("Agenda of further fieldwork and research"),
        columns=(
            Column("rank", message("Rank"), numeric=True),
            Column("gap", message("Gap")),
            Column("subject", message("Of what")),
            Column("proposals", message("Proposals that hang on it"), numeric=True),
        ),
        rows=rows,
        notes=(
            message(
                "{shown} of {all} gaps, in the order of how many proposals hang on each; equal numbers share a rank.",
                shown=Count(len(rows)),
                all=Count(len(lines)),
            ),
        ),
    )


def _subject(mapping: Mapping | Nation, kind: str, subject: str) -> Term:
    framework = mapping.framework
    if kind in ("item_unknown", "evidence_old"):
        return next(item.label for item in framework.items if item.item == subject)
    if kind in ("premise_not_tested", "premise_open"):
        return next(premise.text for premise in framework.premises if premise.premise == subject)
    if kind == "interval_wide":
        return indicator_name(framework, subject)
    return Country(subject.partition("-")[2])
