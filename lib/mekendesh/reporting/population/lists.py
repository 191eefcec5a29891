"""The lists beside the survey, told: how many stand on both, how sure that is, and what it says of the number of
people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.registered import Overlapping, register_chapman
from mekendesh.estimation.population.size import SizeEstimate
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.doors.complements import SMALLEST_CELL
from mekendesh.reporting.doors.protection import rounded_counts, rounded_people
from mekendesh.reporting.numbers import ROUNDED, not_in_the_field, people_cell
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.words import Interval, Term, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping as Corridor

KINDS: Mapping[str, Term] = {
    "register": message("consular register"),
    "association": message("list of an association"),
}


class Linked(Protocol):
    """What cleaning hands over: the lists that came with the delivery, linked."""

    @property
    def overlaps(self) -> Sequence[Overlapping]: ...


class Cleaned(Linked, Protocol):
    """The same with the account of all rows."""

    @property
    def counts(self) -> Mapping[str, Any]: ...


def protect_overlaps(corridor: Corridor, cleaning: Cleaned | None) -> Statistics | None:
    """A row a list: kind, persons, compared, linked (rounded to 5), flag, wrong, missed (whole percent), people.

    Where fewer than ten respondents are on a list, or fewer than ten are not, all that rests on them is hidden; and
    how many were compared, where fewer than ten of the people kept were not: refusing is an answer too.
    ``people`` is Chapman's estimate with the error of linkage in it, for a register alone.
    """
    if cleaning is None:
        return None
    rows = []
    for overlap in cleaning.overlaps:
        small = too_few(overlap)
        size = None if small or overlap.kind != "register" else _size(corridor, overlap)
        rows.append(
            {
                "kind": overlap.kind,
                "persons": overlap.persons,
                "compared": overlap.compared,
                "linked": 0 if small else overlap.linked,
                "flag": "c" if small else "",
                "wrong": None if small else round(1 - overlap.precision, 2),
                "missed": None if small else round(1 - overlap.recall, 2),
                "people": size.value if size else None,
                "people_low": size.low if size else None,
                "people_high": size.high if size else None,
            }
        )
    columns = [
        "kind",
        "persons",
        "compared",
        "linked",
        "flag",
        "wrong",
        "missed",
        "people",
        "people_low",
        "people_high",
    ]
    table = pd.DataFrame(rows, columns=columns)
    for name in ("persons", "compared", "linked"):
        table[name] = rounded_counts(table[name])
    refused = cleaning.counts["kept"] - max((overlap.compared for overlap in cleaning.overlaps), default=0)
    if refused < SMALLEST_CELL:
        table["compared"] = pd.NA
    for name in ("people", "people_low", "people_high"):
        table[name] = rounded_people(table[name].astype(float), name)
    return open_statistics(table)


def table(overlaps: Statistics | None) -> Block:
    """Each list: how many stand on it, how many of the respondents do, how sure the links are."""
    if overlaps is None:
        return not_in_the_field()
    known = insist_protected(overlaps)
    if known.empty:
        return Paragraph(message("No register and no list came with this delivery."), "notice")
    return Table(
        name="lists",
        caption=message("The survey beside registers and lists"),
        columns=(
            Column("list", message("List")),
            Column("persons", message("People on it"), numeric=True),
            Column("compared", message("Respondents compared"), numeric=True),
            Column("linked", message("Of these on the list"), numeric=True),
            Column("wrong", message("Links expected to be wrong"), numeric=True),
            Column("missed", message("Links expected to be missed"), numeric=True),
            Column("people", message("People in the surveyed cities, by both (95 % range)"), numeric=True),
        ),
        rows=tuple(
            (
                KINDS[row["kind"]],
                _count(row["persons"], ""),
                _count(row["compared"], ""),
                _count(row["linked"], row["flag"]),
                _share(row["wrong"], row["flag"]),
                _share(row["missed"], row["flag"]),
                people_cell(
                    row["people"],
                    row["people_low"],
                    row["people_high"],
                    row["flag"] or ("x" if row["kind"] == "register" else "z"),
                )
                if pd.isna(row["people"])
                else people_cell(row["people"], row["people_low"], row["people_high"], ""),
            )
            for _, row in known.iterrows()
        ),
        notes=(
            message(
                "Only respondents who agreed to be compared with registers are. Wrong and missed links are what the "
                "model expects; until people have looked at pairs, nobody has confirmed it."
            ),
            message(
                "People in the surveyed cities who can be on both: Chapman's estimate from register and survey, the error of "
                "linkage in it; not the number in the whole country, and in an example the number of people simulated. Too low "
                "where the same people are easy to find twice, too high where registering keeps people from being "
                "surveyed, and inflated by entries of people who left."
            ),
            ROUNDED,
        ),
    )


def too_few(overlap: Overlapping) -> bool:
    """Whether so few respondents are on a list or are not, or so few on the list are no respondents, that nothing
    that rests on them may be shown.
    """
    most = min(overlap.compared, overlap.persons) - SMALLEST_CELL
    return not SMALLEST_CELL <= overlap.linked <= most


def _size(corridor: Corridor, overlap: Overlapping) -> SizeEstimate | None:
    try:
        return register_chapman(overlap, corridor.rng_seed)
    except EstimationError:
        return None


def _count(value: object, flag: str) -> Interval:
    return Interval(None, flag=flag or "c") if pd.isna(value) else Interval(float(value), unit="count")


def _share(value: object, flag: str) -> Interval:
    if flag or pd.isna(value):
        return Interval(None, flag=flag or "na")
    return Interval(None, flag="low") if not value else Interval(float(value), unit="percent")
