"""Readiness at two dates, told: what the round table of 2014 could know, and what is known now."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.readiness import Bounds, index, score_domains, score_items
from mekendesh.judgement.readiness_change import ROUND_TABLE, compare_dates
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.state.readiness import UNKNOWN, item_labels, origin_of
from mekendesh.words import Count, Day, Decimal, Interval, Message, Term, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping, Nation

CHANGES = {
    "became_known": message("became known"),
    "lapsed": message("no longer known: its evidence has run out"),
    "higher": message("stands higher"),
    "lower": message("stands lower"),
    "same": message("stands where it stood"),
}
NOTHING = message("no item is known")


def between(mapping: Mapping | Nation, earlier: datetime.date = ROUND_TABLE) -> Block:
    """Every item known on one of two dates: its score then and on the date of the round, and what changed."""
    later, framework = mapping.round.as_of, mapping.framework
    if earlier >= later:
        return Paragraph(
            message("This round is not later than {date}: nothing can be compared.", date=_day(earlier)),
            "notice",
        )
    table = compare_dates(framework, origin_of(mapping), earlier, later)
    labels = item_labels(framework)
    shown = table[table["change"] != "not_known"]
    return Table(
        name="readiness_between_dates",
        caption=message(
            "State readiness as of {earlier} and as of {later}", earlier=_day(earlier), later=_day(later)
        ),
        columns=(
            Column("item", message("Item")),
            Column("then", message("Score on {date}", date=_day(earlier)), numeric=True),
            Column("now", message("Score on {date}", date=_day(later)), numeric=True),
            Column("change", message("What changed")),
        ),
        rows=tuple(
            (
                labels[row.item],
                _score(row.score_then, row.low_then, row.high_then),
                _score(row.score_now, row.low_now, row.high_now),
                CHANGES[row.change],
            )
            for row in shown.itertuples()
        )
        or ((NOTHING, UNKNOWN, UNKNOWN, UNKNOWN),),
        notes=(
            _indexes(mapping, earlier, table),
            message(
                "An item that became known is a gain of knowledge: whether the state changed, its date does not say. "
                "{rest} of {all} items are known on neither date.",
                rest=Count(int((table["change"] == "not_known").sum())),
                all=Count(len(table)),
            ),
        ),
    )


def _indexes(mapping: Mapping | Nation, earlier: datetime.date, table: pd.DataFrame) -> Message:
    then, now = (_index(mapping, day) for day in (earlier, mapping.round.as_of))
    return message(
        "Index, 0 to 100: on the first date between {then_low} and {then_high} (items known: {then_known}), "
        "on the second between {now_low} and {now_high} (items known: {now_known}).",
        then_low=Decimal(then.low, 0),
        then_high=Decimal(then.high, 0),
        then_known=Count(int(table["score_then"].notna().sum())),
        now_low=Decimal(now.low, 0),
        now_high=Decimal(now.high, 0),
        now_known=Count(int(table["score_now"].notna().sum())),
    )


def _index(mapping: Mapping | Nation, day: datetime.date) -> Bounds:
    return index(score_domains(score_items(mapping.framework, origin_of(mapping), day)))


def _score(score: float, low: float, high: float) -> Term:
    if pd.isna(score):
        return UNKNOWN
    if low == high:
        return Decimal(float(score), 0)
    return Interval(float(score), float(low), float(high), "decimal", 0)


def _day(day: datetime.date) -> Day:
    return Day(day.isoformat())
