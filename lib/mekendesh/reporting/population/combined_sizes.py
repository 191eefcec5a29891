"""Published figures of one concept taken together: what they say, which of them enter, and what moves the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.estimation.population.combined_size import CombinedSize, combine_sizes, independent_figures
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.doors.protection import rounded_people
from mekendesh.reporting.numbers import people_cell
from mekendesh.reporting.population.latest_figures import as_published, people_only
from mekendesh.reporting.population.size_words import LEFT_OUT
from mekendesh.structure.reliability import load_assumed_errors
from mekendesh.structure.sources import RELIABILITY, load_concepts, load_issuers
from mekendesh.words import Count, Day, Interval, Listed, Percent, Term, message

if TYPE_CHECKING:
    from mekendesh.estimation.population.size import SizeEstimate
    from mekendesh.structure.mapping import Mapping

NO_ANSWER = 4
"""How many times its lower end the upper end of a combined range may be, before it is called no answer."""


def combinations(mapping: Mapping) -> list[CombinedSize]:
    """A combined number for each concept with two independent figures of the last five years, by name of concept."""
    errors = {grade: assumed.relative_error for grade, assumed in load_assumed_errors(mapping.tree).items()}
    found = []
    for _, figures in _by_concept(mapping):
        entering = figures[figures["left_out"] == ""]
        if len(entering) > 1:
            found.append(combine_sizes(entering, errors))
    return found


def how_far_apart(mapping: Mapping) -> list[Term]:
    """What to know of the combined numbers where they stand: of how many figures each is, and which are no answer.

    A range whose upper end is `NO_ANSWER` times its lower or more says that the figures disagree. A narrow one says
    that they agree, not that they are right.
    """
    found = combinations(mapping)
    if not found:
        return []
    concepts = load_concepts(mapping.tree)
    combined = tuple(
        message("{concept}: {count} figures", concept=concepts[each.concept].label, count=Count(each.sources))
        for each in found
    )
    told: list[Term] = [
        message(
            "Combined are {combined}. Which figures enter, and what each of them moves, is explained in the methodology "
            "report.",
            combined=Listed(combined),
        )
    ]
    wide = [each for each in found if each.size.high >= NO_ANSWER * each.size.low]
    if wide:
        told.append(
            message(
                "Here the upper end of the range is {times} times the lower or more: {concepts}. So wide a range says that "
                "the figures disagree, and not how many people there are.",
                times=Count(NO_ANSWER),
                concepts=Listed(tuple(concepts[each.concept].label for each in wide)),
            )
        )
    return told


def what_moves_it(mapping: Mapping) -> Block:
    """Each combined number, and what it would be without one of its sources."""
    found = combinations(mapping)
    if not found:
        return _nothing_to_combine()
    concepts, issuers = load_concepts(mapping.tree), load_issuers(mapping.tree)
    rows: list[tuple[Term, ...]] = []
    for combined in found:
        label = concepts[combined.concept].label
        rows.append((label, message("none"), _people(combined.size), Interval(None, flag="z")))
        for move in combined.moves.itertuples():
            ends = pd.Series({"value": move.value, "low": move.low, "high": move.high})
            rows.append((label, issuers[move.issuer].label, _interval(ends), Percent(move.change)))
    errors = load_assumed_errors(mapping.tree)
    return Table(
        name="sizes_moved",
        caption=message("What moves the combined number of people"),
        columns=(
            Column("concept", message("What is counted")),
            Column("left_out", message("Source left out")),
            Column("people", message("Combined number (95 % range)"), numeric=True),
            Column("change", message("Change by leaving it out"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Published figures carry no error. Assumed is a standard error of {high} for figures of high reliability, "
                "{medium} for medium and {low} for low; how far sources differ beyond that is estimated.",
                **{grade: Percent(errors[grade].relative_error) for grade in RELIABILITY},
            ),
            message(
                "The range is that of the number around which sources scatter. What all of them miss is in none of them. "
                "With two sources it is very wide, because two numbers hardly show how far sources differ."
            ),
        ),
    )


def figures_entering(mapping: Mapping) -> Block:
    """The figures of each concept with more than one, and which of them enter the combined number."""
    concepts, issuers = load_concepts(mapping.tree), load_issuers(mapping.tree)
    rows = [
        (
            concepts[figure.concept].label,
            issuers[figure.issuer].label,
            Day(figure.ref_date),
            as_published(figure.persons, figure.bound),
            LEFT_OUT["alone" if not figure.left_out and alone else figure.left_out],
        )
        for _, figures in _by_concept(mapping)
        if len(figures) > 1
        for alone in [(figures["left_out"] == "").sum() == 1]
        for figure in figures.itertuples()
    ]
    if not rows:
        return _nothing_to_combine()
    return Table(
        name="sizes_entering",
        caption=message("Which published figures enter a combined number"),
        columns=(
            Column("concept", message("What is counted")),
            Column("issuer", message("Issuer")),
            Column("date", message("Date")),
            Column("figure", message("Figure"), numeric=True),
            Column("enters", message("Enters the combined number")),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Figures are combined only where they count the same people. Two issuers may have read the same register; "
                "the numbers do not show it."
            ),
        ),
    )


def _by_concept(mapping: Mapping) -> list[tuple[str, pd.DataFrame]]:
    figures = people_only(mapping.sizes)
    year = mapping.round.as_of.year
    # Repeats are sought over all concepts: a number said twice is one witness under any name.
    return [
        (concept, independent_figures(figures, concept, year)) for concept in sorted(set(figures["concept"]))
    ]


def _nothing_to_combine() -> Paragraph:
    return Paragraph(
        message(
            "No concept has two independent figures of the last five years, so there is nothing to combine. Figures that "
            "count different people are never combined."
        ),
        "notice",
    )


def _people(size: SizeEstimate) -> Interval:
    return _interval(pd.Series({"value": size.value, "low": size.low, "high": size.high}))


def _interval(ends: pd.Series) -> Interval:
    rounded = {name: float(rounded_people(ends[[name]].astype(float), name).iloc[0]) for name in ends.index}
    return people_cell(rounded["value"], rounded["low"], rounded["high"], "")
