"""Anchors: what each score of each readiness item means, so that two assessors read the same fact alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.structure.items import HIGHEST_SCORE
from mekendesh.structure.schema import LABELS, Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mekendesh.files import Tree
    from mekendesh.words import Label

SCORES = range(HIGHEST_SCORE + 1)


@dataclass(frozen=True)
class ItemAnchor:
    """What one score of one item means, as a whole sentence.

    An anchor makes scores comparable, not exact: it says the least that must be shown, and a fact between two
    anchors takes the lower one.
    """

    item: str
    score: int
    label: Label


def load_anchors(tree: Tree, items: Iterable[str]) -> tuple[ItemAnchor, ...]:
    """``anchors.csv`` in the order of the file: every item has one anchor for each score from 0 to 4.

    Raises ``StructureError`` with every mistake in it, an anchor that is missing among them.
    """
    items = list(items)
    mistakes = Mistakes("anchors.csv")
    rows = read_rows(tree.structure / "anchors.csv", ("item", "score", *LABELS))
    mistakes.repeated(rows, "item", "score")
    found = tuple(
        ItemAnchor(
            item=mistakes.one_of(row, "item", items),
            score=mistakes.whole(row, "score", SCORES.start, SCORES.stop - 1),
            label=mistakes.label(row),
        )
        for row in rows
    )
    given = {(row["item"], row["score"]) for row in rows}
    for item in items:
        missing = [str(score) for score in SCORES if (item, str(score)) not in given]
        if missing:
            mistakes.add(1, "score", f"no anchor of {item} for {', '.join(missing)}", "one for each score")
    mistakes.raise_if_any()
    return found
