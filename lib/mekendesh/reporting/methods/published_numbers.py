"""The appendix of the methodology: numbers that others printed, computed again at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.published_numbers import recompute
from mekendesh.reporting.blocks import Column, Table
from mekendesh.structure.published_numbers import PublishedNumber, load_published_numbers
from mekendesh.words import Decimal, Message, Term, Verbatim, message, plural

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping

AGREES, DIFFERS = message("agrees"), message("does not agree")


def table(mapping: Mapping) -> Table:
    """Every published number beside the one computed now, and how many of how many agree. No respondent is in it."""
    numbers = load_published_numbers(mapping.tree)
    computed = recompute(mapping.tree).set_index("check")
    return Table(
        name="published_numbers",
        caption=message("Checks against published numbers"),
        columns=(
            Column("what", message("What")),
            Column("source", message("Printed by")),
            Column("printed", message("Printed"), numeric=True),
            Column("computed", message("Computed here"), numeric=True),
            Column("verdict", message("Verdict")),
        ),
        rows=tuple(_row(number, computed.loc[number.check]) for number in numbers),
        notes=(
            _of_all(int(computed["agrees"].sum()), len(computed)),
            message(
                "A number agrees where it lies within half a unit of the last printed digit, or within the error "
                "of random numbers where both programs use them. That proves formula and program, not that a "
                "method suits this corridor. Nobody surveyed is in the samples: they are the people of a textbook, schools, "
                "and the ratings of a published panel."
            ),
        ),
    )


def _row(number: PublishedNumber, computed: pd.Series) -> tuple[Term, ...]:
    return (
        number.label,
        Verbatim(number.source),
        Decimal(number.value, number.digits),
        Decimal(float(computed["computed"]), number.digits),
        AGREES if computed["agrees"] else DIFFERS,
    )


def _of_all(agreeing: int, total: int) -> Message:
    if agreeing == total:
        return plural(
            "{agreeing} of {count} number agrees.",
            "{agreeing} of {count} numbers agree.",
            total,
            agreeing=Decimal(agreeing, 0),
        )
    return message(
        "{agreeing} of {total} numbers agree; the others are to be mended before anything is published.",
        agreeing=Decimal(agreeing, 0),
        total=Decimal(total, 0),
    )
