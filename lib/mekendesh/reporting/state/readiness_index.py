"""The index of readiness, told: how it moves with the weights, and what evidence would narrow it most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.judgement.readiness import index_by_weighting, narrowing_by_item, score_items
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.state.readiness import domain_labels, item_labels, origin_of
from mekendesh.words import Count, Decimal, Label, Listed, Message, Term, message, plural

if TYPE_CHECKING:
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.structure.mapping import Mapping, Nation

WEIGHTINGS = {
    "equal_domains": message("each domain counts the same: the index"),
    "equal_items": message("each item counts the same"),
}
LONGEST = 12


def by_weighting(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Table:
    """The bounds of the index under other weightings, one row a weighting."""
    labels = domain_labels(mapping.framework)
    table = index_by_weighting(judgement.domains)
    return Table(
        name="readiness_weightings",
        caption=message("The index of readiness under other weights"),
        columns=(
            Column("weighting", message("Weights")),
            Column("low", message("Lowest"), numeric=True),
            Column("high", message("Highest"), numeric=True),
        ),
        rows=tuple(
            (_weighting(row.weighting, labels), Decimal(row.low, 0), Decimal(row.high, 0))
            for row in table.itertuples()
        ),
        notes=(
            message(
                "From 0 to 100. No weighting is right: where the rows differ, the weights decide and not the evidence. "
                "Over all of them the index lies between {low} and {high}.",
                low=Decimal(float(table["low"].min()), 0),
                high=Decimal(float(table["high"].max()), 0),
            ),
        ),
    )


def what_would_narrow_it(mapping: Mapping | Nation) -> Block:
    """The items whose evidence would narrow the bounds of the index most, as of the round's date.

    Items that the survey scores are not among them: no document can answer for people.
    """
    framework, scored = mapping.framework, _scored(mapping)
    table = _open_to_evidence(scored)
    if table.empty:
        return Paragraph(
            message("Every item that evidence can score is known: the index is as narrow as it can be."),
            "notice",
        )
    items, domains = item_labels(framework), domain_labels(framework)
    shown = table.head(LONGEST)
    return Table(
        name="readiness_narrowing",
        caption=_finding(len(_widest(table))),
        columns=(
            Column("item", message("Item")),
            Column("domain", message("Domain")),
            Column("open", message("Score that is still possible"), numeric=True),
            Column("points", message("Narrows the index by, points of 100"), numeric=True),
            Column("equal_items", message("If each item counted the same"), numeric=True),
        ),
        rows=tuple(
            (
                items[row.item],
                domains[row.domain],
                message("{low} to {high}", low=Decimal(row.low, 0), high=Decimal(row.high, 0)),
                Decimal(row.points, 1),
                Decimal(row.points_equal_items, 1),
            )
            for row in shown.itertuples()
        ),
        notes=(
            _left_open(scored),
            message(
                "Shown: {shown} of the {all} items that evidence could narrow. An item of a small domain weighs more, "
                "because domains count the same.",
                shown=Count(len(shown)),
                all=Count(len(table)),
            ),
        ),
    )


def most_telling_evidence(mapping: Mapping | Nation) -> Message:
    """One sentence: the item or items of which a single piece of evidence would narrow the index most."""
    table, labels = _open_to_evidence(_scored(mapping)), item_labels(mapping.framework)
    if table.empty:
        return message("Nothing is open: no further evidence would narrow the index of readiness.")
    return message(
        "A single piece of evidence narrows the index of readiness most on: {items}. It closes {points} points of 100.",
        items=Listed(tuple(labels[item] for item in _widest(table)["item"])),
        points=Decimal(float(table["points"].max()), 1),
    )


def _scored(mapping: Mapping | Nation) -> pd.DataFrame:
    return score_items(mapping.framework, origin_of(mapping), mapping.round.as_of)


def _open_to_evidence(scored: pd.DataFrame) -> pd.DataFrame:
    table = narrowing_by_item(scored)
    return table[(table["scored_by"] == "evidence") & (table["points"] > 0)]


def _left_open(scored: pd.DataFrame) -> Message:
    """How the open items add up: every unknown one, the survey's own among them, and the known ones read two ways."""
    unknown = scored["score"].isna()
    counted = {
        "unknown": Count(int(unknown.sum())),
        "all": Count(len(scored)),
        "surveyed": Count(int((unknown & (scored["scored_by"] == "survey")).sum())),
    }
    reread = int((~unknown & (scored["low"] < scored["high"])).sum())
    if not reread:
        return message(
            "By dated evidence {unknown} of {all} items are not known. Of these, {surveyed} that only a survey answers are left "
            "out here.",
            **counted,
        )
    return message(
        "By dated evidence {unknown} of {all} items are not known. Of these, {surveyed} that only a survey answers are left "
        "out here. Known, but open by another reading of the evidence: {reread}.",
        reread=Count(reread),
        **counted,
    )


def _widest(table: pd.DataFrame) -> pd.DataFrame:
    return table[np.isclose(table["points"], table["points"].max())]


def _finding(ties: int) -> Message:
    return plural(
        "What would narrow the index most: evidence on {count} item",
        "What would narrow the index most: evidence on any of {count} items",
        ties,
    )


def _weighting(name: str, labels: dict[str, Label]) -> Term:
    if name in WEIGHTINGS:
        return WEIGHTINGS[name]
    return message("without the domain “{domain}”", domain=labels[name.removeprefix("without_")])
