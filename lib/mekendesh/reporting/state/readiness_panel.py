"""The round table's reading of readiness beside the evidence's, told: two columns, and neither in place of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.readiness_panel import beside_the_panel
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.state.readiness import item_labels, score
from mekendesh.words import Count, Decimal, Interval, Term, message

if TYPE_CHECKING:
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.structure.mapping import Mapping, Nation

READINGS = {
    "within": message("agrees with the evidence"),
    "panel_higher": message("higher than the evidence shows"),
    "panel_lower": message("lower than the evidence shows"),
    "panel_alone": message("no evidence to set it beside"),
    "not_shown": message("too few rated it to be shown"),
    "not_rated": message("not rated"),
}


def beside_evidence(
    mapping: Mapping | Nation, judgement: Judgement | NationalJudgement, panel: pd.DataFrame | None
) -> Block:
    """The panel's median of each item beside the score that evidence gives it.

    ``panel`` as `mekendesh.judgement.readiness_panel.beside_the_panel` takes it, ``None`` before a round table. Items that
    the survey scores are left out: the panel does not answer for people.
    """
    if panel is None or panel.empty:
        return Paragraph(message("The round table has not rated the items of readiness yet."), "notice")
    by_evidence = (judgement.items["scored_by"] == "evidence").to_numpy()
    table, labels = beside_the_panel(judgement.items, panel)[by_evidence], item_labels(mapping.framework)
    shown = table[table["reading"] != "not_rated"]
    return Table(
        name="readiness_panel",
        caption=message("Readiness as the evidence shows it and as the round table rates it"),
        columns=(
            Column("item", message("Item")),
            Column("evidence", message("Score by evidence, 0 to 4"), numeric=True),
            Column("panel", message("Median of the round table, 0 to 4"), numeric=True),
            Column("reading", message("The round table beside the evidence")),
        ),
        rows=tuple(
            (labels[row.item], score(row), _median(row), READINGS[row.reading]) for row in shown.itertuples()
        )
        or ((READINGS["not_rated"], *(Interval(None, flag="z") for _ in range(3))),),
        notes=(
            message(
                "The index rests on evidence alone; a rating never replaces a score. Medians stand from five raters on. "
                "{rated} of {all} items were rated.",
                rated=Count(len(shown)),
                all=Count(len(table)),
            ),
        ),
    )


def _median(row: pd.Series) -> Term:
    if pd.isna(row.median):
        return Interval(None, flag=row.flag or "c")
    return Decimal(float(row.median), 0 if float(row.median).is_integer() else 1)
