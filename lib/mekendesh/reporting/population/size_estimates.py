"""How many people by every way there is: each number with its range, what it rests on, and how it fails.

Blocks, made from what `size_numbers.protect_sizes` gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mekendesh.estimation.population.size_methods import METHODS
from mekendesh.reporting.blocks import Block, Column, Figure, Table
from mekendesh.reporting.numbers import people_cell
from mekendesh.reporting.population import sizes
from mekendesh.reporting.population.combined_sizes import how_far_apart
from mekendesh.reporting.population.latest_figures import as_published
from mekendesh.reporting.population.size_words import FAILS_HIGH, FAILS_LOW, NAMES, RESTS_ON, STATES
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.structure.sources import load_concepts
from mekendesh.words import Count, Day, Interval, Message, Term, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping

FROM_FIGURES = ("published", "combined")
"""Ways that need no survey."""
SERIES: dict[str, Term] = {
    "published": message("published figures"),
    "combined": message("published figures of one concept, combined"),
    "surveyed": message("survey and lists"),
}
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
        *how_far_apart(mapping),
    ]
    if _contradiction(known):
        notes.append(
            message(
                "A lower bound above the other numbers says that not all they rest on can hold; how each fails is told in "
                "the methodology report."
            )
        )
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
    """All numbers on one scale, a row each; a notice where there is none. An open range runs to the edge of the scale."""
    known = insist_protected(numbers)
    shown = known[known["value"].notna()]
    if shown.empty:
        return sizes.no_figure_at_all(mapping)
    rows = _in_order(shown.to_dict("records"))
    published = shown[shown["method"] == "published"]
    # A lower bound is no end of the range of the others.
    surveyed = shown[~shown["method"].isin((*FROM_FIGURES, "chao"))]
    edges = _edges(shown, wider=any(_is_open(row) for row in rows))
    series = [name for name in SERIES if any(_series(row) == name for row in rows)]
    return Figure(
        name="size_estimates_picture",
        chart="ranges",
        title=_contradiction(known)
        or _reach(published if surveyed.empty else surveyed, from_survey=not surveyed.empty),
        subtitle=message(
            "People, with the range where there is one, on a scale by factors; a range without an end runs to the edge; "
            "the numbers count different people"
        )
        if any(_is_open(row) for row in rows)
        else message(
            "People, with the range where there is one, on a scale by factors; the numbers count different people"
        ),
        alt=message(
            "Numbers of people on one scale, a row for each way of counting. The lowest is {low}, the highest {high}.",
            low=Count(int(shown["value"].min())),
            high=Count(int(shown["value"].max())),
        ),
        marks={
            "points": [
                [_mark(row, edges) if _series(row) == name else _no_mark() for row in rows] for name in series
            ],
            "unit": "count",
            "minimum": edges[0],
            "maximum": edges[1],
        },
        words={
            "rows": tuple(_row_label(mapping, row) for row in rows),
            "series": tuple(SERIES[name] for name in series),
            "x": (message("people"),),
        },
        data=table(mapping, numbers),
    )


def _edges(shown: pd.DataFrame, *, wider: bool) -> tuple[float, float]:
    """The ends of the scale; wider where a range is open, so that it is seen to leave what is known."""
    ends = shown[["value", "low", "high"]].to_numpy(dtype=float)
    return float(np.nanmin(ends)) / (2 if wider else 1.5), float(np.nanmax(ends)) * (2 if wider else 1.2)


def _contradiction(numbers: pd.DataFrame) -> Message | None:
    """What the title says where the lower bound from lists lies above every number from survey and register."""
    known = numbers[numbers["value"].notna()]
    bound = known.loc[known["method"] == "chao", "value"]
    others = known.loc[~known["method"].isin((*FROM_FIGURES, "chao")), "value"]
    if bound.empty or others.empty or float(bound.iloc[0]) <= float(others.max()):
        return None
    return message(
        "Survey and lists contradict each other: {low} to {high} people in the surveyed cities, but {bound} at least by "
        "the lists",
        low=Count(int(others.min())),
        high=Count(int(others.max())),
        bound=Count(int(bound.iloc[0])),
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
    if row["flag"]:
        return Interval(None, flag=row["flag"])
    value = as_published(row["value"], row["bound"])
    match pd.notna(row["low"]), pd.notna(row["high"]):
        case True, True if isinstance(value, Count):
            return people_cell(row["value"], row["low"], row["high"], "")
        case True, True:
            return message(
                "{value} (from {low} to {high})",
                value=value,
                low=Count(int(row["low"])),
                high=Count(int(row["high"])),
            )
        case True, False:
            return message("{value} (from {low})", value=value, low=Count(int(row["low"])))
        case False, True:
            return message("{value} (up to {high})", value=value, high=Count(int(row["high"])))
    return value


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each combined number beneath the latest figure of its concept."""
    concepts = [row["concept"] for row in rows if row["method"] == "published"]
    return sorted(
        rows,
        key=lambda row: concepts.index(row["concept"]) if row["method"] in FROM_FIGURES else len(concepts),
    )


def _series(row: dict[str, Any]) -> str:
    return row["method"] if row["method"] in FROM_FIGURES else "surveyed"


def _row_label(mapping: Mapping, row: dict[str, Any]) -> Term:
    match row["method"]:
        case "published":
            return message("{concept} ({date})", concept=_counted(mapping, row), date=Day(row["date"]))
        case "combined":
            return message("the same, figures combined")
        case method:
            return NAMES[method]


def _is_open(row: dict[str, Any]) -> bool:
    """Whether an end is not known though there is a range, or the number itself is only an end."""
    return bool(row["bound"]) or pd.isna(row["low"]) != pd.isna(row["high"])


def _mark(row: dict[str, Any], edges: tuple[float, float]) -> dict[str, float | str | None]:
    value = float(row["value"])
    ends = [None if pd.isna(row[end]) else float(row[end]) for end in ("low", "high")]
    if _is_open(row):
        starts = edges[0] if row["bound"] == "at_most" or ends[1] is not None else value
        stops = edges[1] if row["bound"] == "at_least" or ends[0] is not None else value
        ends = [starts if ends[0] is None else ends[0], stops if ends[1] is None else ends[1]]
    return {"value": value, "low": ends[0], "high": ends[1], "code": ""}


def _no_mark() -> dict[str, float | str | None]:
    return {"value": None, "low": None, "high": None, "code": ""}
