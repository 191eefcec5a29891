"""Recruitment diagnostics, told: whether the shares settled, what they hang on, whether network sizes were guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Figure, Paragraph, Table
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.numbers import not_in_the_field
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.words import Count, Interval, Message, Percent, Term, Verbatim, message, plural

if TYPE_CHECKING:
    from mekendesh.reporting.collection.diagnosis import Diagnostics
    from mekendesh.structure.mapping import Mapping

HOMOPHILY = (
    message("less often than by chance"),
    message("about as often as by chance"),
    message("somewhat more often than by chance"),
    message("much more often than by chance"),
)
ACTIVITY = (message("fewer people"), message("about as many people"), message("more people"))
CHAINS = (
    message("little or not at all"),
    message("somewhat more than by chance"),
    message("much more than by chance"),
)
CHANGE = (
    message("less than 2 points"),
    message("2 to less than 5 points"),
    message("5 points or more"),
)
ROUNDING = ((1.25, message("few or none were rounded")), (1.75, message("many were rounded")))
ALL_ROUNDED = message("most were rounded")
"""In steps of Whipple's index as the United Nations read it for ages: under 125, under 175, and above."""


def convergence(mapping: Mapping, diagnostics: Diagnostics | None) -> Block:
    """How each headline share settled as the waves came in."""
    if diagnostics is None:
        return not_in_the_field()
    curves = insist_protected(diagnostics.curves)
    if curves.empty:
        return Paragraph(
            message("Too few people came in by waves for it to be shown how the shares settled."), "notice"
        )
    names = {indicator: indicator_name(mapping.framework, indicator) for indicator in _in_order(curves)}
    parts = [curves[curves["indicator"] == indicator] for indicator in names]
    return Figure(
        name="convergence",
        chart="lines",
        title=_settled(curves),
        subtitle=message(
            "Share of compatriots who …, among all people up to a wave of recruitment; waves from left to right, "
            "the last point is everyone"
        ),
        alt=message(
            "A line for each share: its value among all people up to a wave, from the first waves to everyone."
        ),
        marks={
            "years": [[_place(row) for row in part.itertuples()] for part in parts],
            "values": [[float(value) for value in part["value"]] for part in parts],
            "unit": "percent",
        },
        words={"series": tuple(names.values())},
        data=Table(
            name="convergence",
            caption=message("Shares among all people up to a wave"),
            columns=(
                Column("share_of", message("Share of compatriots who …")),
                Column("up_to", message("Last wave counted")),
                Column("share", message("Share"), numeric=True),
            ),
            rows=tuple(
                (names[row.indicator], _up_to(row), _share(float(row.value))) for row in curves.itertuples()
            ),
            notes=(
                message(
                    "Surveyed cities, RDS-II, whole percent. Waves are joined until at least 25 people came in, "
                    "ten who say so and ten who do not, and until the share is known well enough. A line must "
                    "flatten in the end, because each wave is ever less of the whole."
                ),
            ),
        ),
    )


def stability(mapping: Mapping, diagnostics: Diagnostics | None) -> Block:
    """What each headline share hangs on: likeness of recruits, network sizes, chains, seeds; all in bands."""
    if diagnostics is None:
        return not_in_the_field()
    bands = insist_protected(diagnostics.bands)
    if bands.empty:
        return Paragraph(message("No share can be shown, and so nothing of what it hangs on."), "notice")
    return Table(
        name="stability",
        caption=message("What the shares hang on"),
        columns=(
            Column("share_of", message("Share of compatriots who …")),
            Column("homophily", message("They invite people like themselves")),
            Column("activity", message("They know, compared with the others,")),
            Column("chains", message("Chains differ")),
            Column("one_chain", message("Largest change without one chain")),
            Column("seeds", message("Change without the seeds")),
        ),
        rows=tuple(
            (
                indicator_name(mapping.framework, row["indicator"]),
                _band(row["homophily"], HOMOPHILY),
                _band(row["activity"], ACTIVITY),
                _band(row["chains"], CHAINS),
                _band(row["one_chain"], CHANGE),
                _band(row["seeds"], CHANGE),
            )
            for _, row in bands.iterrows()
        ),
        notes=(
            message(
                "In bands only, because single chains and seeds are few people. Chance is how people would be "
                "invited without regard to the answer. Chains differ where acquaintances of one seed answer "
                "otherwise than those of another: then more seeds are needed, not more people."
            ),
        ),
    )


def rounding(diagnostics: Diagnostics | None) -> Block:
    """How many network sizes are multiples of five and of ten, beside how many would be."""
    if diagnostics is None:
        return not_in_the_field()
    table = insist_protected(diagnostics.heaping)
    return Table(
        name="heaping",
        caption=message("Rounded network sizes"),
        columns=(
            Column("what", message("Of all network sizes")),
            Column("found", message("Found"), numeric=True),
            Column("expected", message("Expected without rounding"), numeric=True),
            Column("reading", message("Reading")),
        ),
        rows=tuple(
            (
                message("multiples of {number}", number=Count(int(row["multiple"]))),
                Verbatim("[c]") if row["flag"] else _share(float(row["value"])),
                Percent(float(row["expected"])),
                Verbatim("[z]") if row["flag"] else _reading(float(row["value"] / row["expected"])),
            )
            for _, row in table.iterrows()
        ),
        notes=(
            message(
                "Multiples of 5 among networks of three people or more, of 10 among those of six or more; from "
                "counts rounded to five. Rounded sizes make the weights coarser; they make a share wrong only "
                "where those who say so round otherwise than those who do not."
            ),
        ),
    )


def _settled(curves: Statistics) -> Message:
    """The finding: the largest move of a share between its last two points, in whole points as shown."""
    moved = max(
        abs(round(100 * part["value"].iloc[-1]) - round(100 * part["value"].iloc[-2]))
        for _, part in curves.groupby("indicator")
    )
    if moved == 0:
        return message("No share moved any more in the last waves")
    return plural(
        "In the last waves no share moved by more than {count} point",
        "In the last waves no share moved by more than {count} points",
        moved,
    )


def _in_order(curves: Statistics) -> list[str]:
    return list(dict.fromkeys(curves["indicator"]))


def _place(row: object) -> int:
    """Where a point stands: at the last wave of its step, an open step at its first."""
    return int(row.first if pd.isna(row.last) else row.last)


def _up_to(row: object) -> Term:
    if pd.isna(row.last):
        return message("all waves")
    return message("wave {wave}", wave=Count(int(row.last)))


def _share(value: float) -> Term:
    return Interval(value) if value > 0 else Interval(None, flag="low")


def _band(number: object, words: tuple[Message, ...]) -> Term:
    return Verbatim("[x]") if pd.isna(number) else words[int(number)]


def _reading(times: float) -> Message:
    return next((said for bound, said in ROUNDING if times < bound), ALL_ROUNDED)
