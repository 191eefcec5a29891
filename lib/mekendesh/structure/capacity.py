"""By which answers a person's capacity to contribute in a channel counts as low, middle or high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.structure.schema import Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from mekendesh.files import Tree
    from mekendesh.structure.questionnaire import Questionnaire

BANDS = ("low", "middle", "high")
_MOST = 9999


@dataclass(frozen=True)
class Capacity:
    """One band of one channel: the answers of a question, as codes or as whole numbers from low to high.

    A convention of the project, laid before the round table: the bands say what people have, not what they
    would give. A channel without a row has no question that speaks of capacity.
    """

    channel: str
    band: str
    column: str
    codes: tuple[str, ...]
    low: int | None
    high: int | None


def load_capacity(
    tree: Tree, channels: Collection[str], questionnaire: Questionnaire
) -> tuple[Capacity, ...]:
    """``capacity.csv`` in the order of the file; ``questionnaire`` with every module.

    Raises ``StructureError`` with every mistake in it: unknown channels, questions or answers, an answer in
    two bands of a channel, a row with both codes and numbers or with neither.
    """
    mistakes = Mistakes("capacity.csv")
    rows = read_rows(
        tree.structure / "capacity.csv", ("channel", "band", "column", "codes", "low", "high", "note")
    )
    mistakes.repeated(rows, "channel", "band")
    found: list[Capacity] = []
    for row in rows:
        column = mistakes.one_of(row, "column", list(questionnaire.by_name))
        offered = (
            questionnaire.codes_of(questionnaire.by_name[column].choices)
            if column in questionnaire.by_name
            else ()
        )
        codes = mistakes.many_of(row, "codes", offered) if row["codes"] else ()
        low, high = (mistakes.whole(row, end, 0, _MOST) if row[end] else None for end in ("low", "high"))
        if bool(codes) == (low is not None and high is not None):
            mistakes.add(row.line, "codes", f"'{row['codes']}'", "answers, or low and high, not both")
        band = Capacity(
            mistakes.one_of(row, "channel", channels),
            mistakes.one_of(row, "band", BANDS),
            column,
            codes,
            low,
            high,
        )
        if any(_meet(band, other) for other in found):
            mistakes.add(
                row.line, "codes", "an answer of another band", "each answer in one band of a channel"
            )
        found.append(band)
    mistakes.raise_if_any()
    return tuple(found)


def _meet(one: Capacity, other: Capacity) -> bool:
    if one.channel != other.channel:
        return False
    if one.column != other.column or set(one.codes) & set(other.codes):
        return True
    if None in (one.low, one.high, other.low, other.high):
        return False
    return one.low <= other.high and other.low <= one.high
