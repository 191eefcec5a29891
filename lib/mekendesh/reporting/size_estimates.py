"""How many people by every way there is: each number with its range, what it rests on, and how it fails.

Blocks, made from what `size_numbers.protect_sizes` gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mekendesh.estimation.size_methods import METHODS
from mekendesh.reporting import sizes
from mekendesh.reporting.blocks import Block, Column, Figure, Table
from mekendesh.reporting.numbers import people_cell
from mekendesh.reporting.size_words import FAILS_HIGH, FAILS_LOW, NAMES, RESTS_ON, STATES
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.structure.sources import load_concepts
from mekendesh.words import Count, Day, Interval, Message, Term, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping

FROM_FIGURES = ("published", "combined")
"""Ways that need no survey."""
ROUNDED_OUTWARDS = message(
    "Computed numbers of people have two digits, and their range is rounded outwards. A number without a range is one "
    "published figure, for which none was published."
)


def table(mapping: Mapping, numbers: Statistics) -> Block:
    """Each number with its range, and whom it counts."""
    known = insist_protected(numbers)
    notes: list[Term] = [
        message(
            "A range of published figures holds those of one concept and one year only. Numbers from the survey speak of "
            "people in the surveyed cities who can be on the lists, and not of the whole country."
        ),
        ROUNDED_OUTWARDS,
    ]
    if mapping.round.is_example:
        notes.append(
            message(
                "In this example the register, the lists and the people on them are simulated, not the figures."
            )
        )
    return Table(
        name="size_estimates",
        caption=message("Number of people, by every way there is"),
        columns=(
            Column("method", message("How")),
            Column("counted", message("Who is counted")),
            Column("people", message("People (range)"), numeric=True),
        ),
        rows=tuple((_method(row), _counted(mapping, row), _people(row)) for row in known.to_dict("records")),
        notes=tuple(notes),
    )


def methods() -> Table:
    """What each way rests on, and in which direction it fails."""
    return Table(
        name="size_methods",
        caption=message("What each number of people rests on, and how it fails"),
        columns=(
            Column("method", message("How")),
            Column("rests_on", message("It rests on")),
            Column("low", message("Too low where")),
            Column("high", message("Too high where")),
        ),
        rows=tuple(
            (NAMES[way.method], RESTS_ON[way.assumption], FAILS_LOW[way.low], FAILS_HIGH[way.high])
            for way in METHODS
        ),
    )


def picture(mapping: Mapping, numbers: Statistics) -> Block:
    """All numbers on one scale, a row each; a notice where there is none."""
    known = insist_protected(numbers)
    shown = known[known["value"].notna()]
    if shown.empty:
        return sizes.no_figure_at_all(mapping)
    rows = shown.to_dict("records")
    published = shown[shown["method"].isin(FROM_FIGURES)]
    # A lower bound is no end of the range of the others.
    surveyed = shown[~shown["method"].isin((*FROM_FIGURES, "chao"))]
    ends = shown[["value", "low", "high"]].to_numpy(dtype=float)
    return Figure(
        name="size_estimates_picture",
        chart="ranges",
        title=_reach(published if surveyed.empty else surveyed, from_survey=not surveyed.empty),
        subtitle=message(
            "People, with the range where there is one, on a scale by factors; the numbers count different people"
        ),
        alt=message(
            "Numbers of people on one scale, a row for each way of counting. The lowest is {low}, the highest {high}.",
            low=Count(int(shown["value"].min())),
            high=Count(int(shown["value"].max())),
        ),
        marks={
            "points": [
                [_mark(row) if (row["method"] in FROM_FIGURES) == figures else _no_mark() for row in rows]
                for figures in ((True,) if surveyed.empty else (True, False))
            ],
            "unit": "count",
            "minimum": float(np.nanmin(ends)) / 1.5,
            "maximum": float(np.nanmax(ends)) * 1.2,
        },
        words={
            "rows": tuple(_row_label(mapping, row) for row in rows),
            "series": (message("published figures"), message("survey and lists"))[
                : 1 if surveyed.empty else 2
            ],
            "x": (message("people"),),
        },
        data=table(mapping, numbers),
    )


def _reach(shown: pd.DataFrame, *, from_survey: bool) -> Message:
    low, high = Count(int(shown["value"].min())), Count(int(shown["value"].max()))
    if from_survey:
        return message(
            "Survey and lists: {low} to {high} people in the surveyed cities, by the way it is computed",
            low=low,
            high=high,
        )
    if low == high:
        return message("{high} people by the only number there is", high=high)
    return message("Published figures: {low} to {high} people, by who is counted", low=low, high=high)


def _method(row: dict[str, Any]) -> Term:
    if row["date"]:
        return message("{method}, {date}", method=NAMES[row["method"]], date=Day(row["date"]))
    return NAMES[row["method"]]


def _counted(mapping: Mapping, row: dict[str, Any]) -> Term:
    if row["concept"]:
        return load_concepts(mapping.tree)[row["concept"]].label
    if row["method"] in FROM_FIGURES:
        return message("people of one concept")
    return message("people in the surveyed cities who can be on the lists")


def _people(row: dict[str, Any]) -> Term:
    if row["state"]:
        return STATES[row["state"]]
    if row["flag"] or pd.isna(row["low"]):
        return Interval(None, flag=row["flag"]) if row["flag"] else Count(int(row["value"]))
    return people_cell(row["value"], row["low"], row["high"], "")


def _row_label(mapping: Mapping, row: dict[str, Any]) -> Term:
    match row["method"]:
        case "published":
            return message("{concept} ({date})", concept=_counted(mapping, row), date=Day(row["date"]))
        case "combined":
            return message("combined: {concept}", concept=_counted(mapping, row))
        case method:
            return NAMES[method]


def _mark(row: dict[str, Any]) -> dict[str, float | str | None]:
    ends = [None if pd.isna(row[end]) else float(row[end]) for end in ("low", "high")]
    return {"value": float(row["value"]), "low": ends[0], "high": ends[1], "code": ""}


def _no_mark() -> dict[str, float | str | None]:
    return {"value": None, "low": None, "high": None, "code": ""}
