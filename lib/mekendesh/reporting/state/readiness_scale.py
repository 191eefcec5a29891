"""The scale of readiness, told: what each score of each item means, and what the next one asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.blocks import Column, Table
from mekendesh.reporting.state.readiness import NONE, UNKNOWN, dated, domain_labels, item_labels, score
from mekendesh.words import Count, Label, Term, message

if TYPE_CHECKING:
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.structure.framework import Framework
    from mekendesh.structure.mapping import Mapping, Nation

BY_SURVEY = message("the share of compatriots who say so, four times over, in the cities of this report")
NOTHING_HIGHER = message("nothing: it is the highest score")
ANY_STEP = message("evidence for one of the steps from 0 to 4")


def scale(mapping: Mapping | Nation) -> Table:
    """One card per item: its domain, and what must be shown for each score from 0 to 4."""
    framework = mapping.framework
    anchors, labels, domains = _anchors(framework), item_labels(framework), domain_labels(framework)
    return Table(
        name="readiness_scale",
        caption=message("What each score of a readiness item means"),
        columns=(
            Column("item", message("Item")),
            Column("domain", message("Domain")),
            *(Column(f"score_{place}", message("Score {score}", score=Count(place))) for place in range(5)),
        ),
        rows=tuple(
            (labels[item.item], domains[item.domain], *anchors[item.item]) for item in framework.items
        ),
        notes=(
            message(
                "A score is the least that has been shown: what lies between two steps takes the lower one. "
                "What nobody has shown is not known, and that is not 0."
            ),
        ),
        layout="cards",
    )


def explained(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Table:
    """One card per item: its score, what the score says, what the next one asks for, and the date of the evidence."""
    anchors, labels = _anchors(mapping.framework), item_labels(mapping.framework)
    return Table(
        name="readiness_explained",
        caption=message("Readiness, item by item: what stands and what the next step asks for"),
        columns=(
            Column("item", message("Item")),
            Column("score", message("Score, 0 to 4")),
            Column("says", message("What the score says")),
            Column("next", message("What the next score asks for")),
            Column("date", message("Evidence dated")),
        ),
        rows=tuple(
            (labels[row.item], score(row), *_steps(row, anchors[row.item]), dated(row))
            for row in judgement.items.itertuples()
        ),
        layout="cards",
    )


def _steps(row: pd.Series, anchors: tuple[Label, ...]) -> tuple[Term, Term]:
    if row.scored_by == "survey":
        return BY_SURVEY if pd.notna(row.score) else UNKNOWN, NONE
    if pd.isna(row.score):
        return UNKNOWN, ANY_STEP
    place = int(row.score)
    return anchors[place], anchors[place + 1] if place + 1 < len(anchors) else NOTHING_HIGHER


def _anchors(framework: Framework) -> dict[str, tuple[Label, ...]]:
    ordered = sorted(framework.anchors, key=lambda anchor: anchor.score)
    return {
        item.item: tuple(anchor.label for anchor in ordered if anchor.item == item.item)
        for item in framework.items
    }
