"""Recruitment, told: how far the chains of invitations ran from the seeds, all together and in each city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Figure, Paragraph, Table
from mekendesh.reporting.collection.fieldwork import Fieldwork
from mekendesh.reporting.numbers import HIDDEN, ROUNDED, count_bar, count_cell, not_in_the_field
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.structure.sites import sites_of
from mekendesh.words import Count, Message, Term, Verbatim, message, plural

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping

WAVES = (
    message("fewer than three waves"),
    message("three to five waves"),
    message("six to nine waves"),
    message("ten waves or more"),
)
LARGEST = (message("less than a third"), message("a third to two thirds"), message("two thirds or more"))


def by_wave_chart(fieldwork: Fieldwork | None) -> Block:
    """People by wave of recruitment, all cities together."""
    if fieldwork is None:
        return not_in_the_field()
    steps = insist_protected(fieldwork.steps)
    if steps.empty:
        return Paragraph(message("Too few people were recruited for their chains to be shown."), "notice")
    labels = tuple(_step_label(steps, number) for number in range(len(steps)))
    return Figure(
        name="waves",
        chart="bars",
        title=_reach_title(steps),
        subtitle=message(
            "People kept, by wave of recruitment, all cities together; small waves are joined with the next"
        ),
        alt=message(
            "A bar for each wave of recruitment, from the seeds to the last waves, with the number of people in it."
        ),
        marks={"values": [count_bar(row) for _, row in steps.iterrows()], "unit": "count"},
        words={"rows": labels, "missing": (HIDDEN,)},
        data=Table(
            name="waves",
            caption=message("People by wave of recruitment"),
            columns=(Column("wave", message("Wave")), Column("people", message("People"), numeric=True)),
            rows=tuple(
                (label, count_cell(row)) for label, (_, row) in zip(labels, steps.iterrows(), strict=True)
            ),
            notes=(
                message(
                    "Waves are joined until they hold enough people. Rounded to five, so the numbers need not add up."
                ),
            ),
        ),
    )


def by_city(mapping: Mapping, fieldwork: Fieldwork | None) -> Block:
    """How recruitment went in each city: people, the longest chain and the largest one, both in bands."""
    if fieldwork is None:
        return not_in_the_field()
    table = insist_protected(fieldwork.sites)
    labels: dict[str, Term] = {
        site.site: site.label for site in sites_of(mapping.tree, mapping.corridor.destination)
    }
    labels[""] = message("all cities")
    return Table(
        name="recruitment",
        caption=message("Recruitment by city"),
        columns=(
            Column("city", message("City")),
            Column("people", message("People kept"), numeric=True),
            Column("longest", message("Longest chain")),
            Column("largest", message("People in the largest chain")),
        ),
        rows=tuple(
            (
                labels[row["site"]],
                count_cell(row),
                _band(row, "waves", WAVES),
                _band(row, "largest", LARGEST),
            )
            for _, row in table.iterrows()
        ),
        notes=(
            plural(
                "Recruitment was planned to begin with {count} seed in all. Seeds are too few in a city to be shown.",
                "Recruitment was planned to begin with {count} seeds in all. Seeds are too few in a city to be shown.",
                mapping.design.seeds,
            ),
            ROUNDED,
        ),
    )


def reached(steps: Statistics) -> Message:
    """The finding on recruitment: how far from the seeds half of the people stand."""
    steps = insist_protected(steps)
    if steps.empty:
        return message("Too few people were recruited for their chains to be shown.")
    wave = _half_way(steps)
    if wave == 0:
        return message("Most people were recruited in the first waves; the chains are short.")
    return message("Half of the people or more were recruited in wave {wave} or later.", wave=Count(wave))


def _reach_title(steps: Statistics) -> Message:
    wave = _half_way(steps)
    if wave == 0:
        return message("Most people were recruited in the first waves")
    return message("Half of the people or more were recruited in wave {wave} or later", wave=Count(wave))


def _half_way(steps: Statistics) -> int:
    """The last step from which on at least half of the people were recruited: its first wave."""
    everyone = int(steps["n"].sum())
    traced = steps[steps["first"].notna()]
    from_here_on = traced["n"].astype(int).iloc[::-1].cumsum().iloc[::-1]
    far = traced.loc[2 * from_here_on >= everyone, "first"]
    return int(far.iloc[-1]) if len(far) else 0


def _step_label(steps: pd.DataFrame, number: int) -> Term:
    first, last = steps["first"].iloc[number], steps["last"].iloc[number]
    if pd.isna(first):
        return message("chain not traced to a seed")
    untraced_apart = bool(steps["first"].isna().any())
    begin = Count(int(first))
    if first == 0 and pd.isna(last):
        return message("seeds and all waves")
    if pd.isna(last):
        if untraced_apart:
            return message("wave {wave} and later", wave=begin)
        return message("wave {wave} and later, or chain not traced to a seed", wave=begin)
    if first == 0:
        return message("seeds") if last == 0 else message("seeds to wave {wave}", wave=Count(int(last)))
    if first == last:
        return message("wave {wave}", wave=begin)
    return message("waves {first} to {last}", first=begin, last=Count(int(last)))


def _band(row: pd.Series, band: str, words: tuple[Message, ...]) -> Term:
    if row["site"] == "":
        return Verbatim("[z]")
    return HIDDEN if pd.isna(row[band]) else words[int(row[band])]
