"""What officials and key informants said, by theme: how many, for and against; never a word of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.words import Count, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping

LEAST_INFORMANTS = 5
"""Panels are small and known: below this nothing of a theme is said."""
STANCES = ("supports", "opposes", "mixed")


class Counted(Protocol):
    """What cleaning hands over: statements and informants by theme."""

    @property
    def statements(self) -> pd.DataFrame | None: ...


def protect_statements(cleaning: Counted | None) -> Statistics | None:
    """Themes with their statements by stance, rounded to five, missing under five: informants are few and known. A
    theme of fewer than five informants is hidden altogether.
    """
    if cleaning is None or cleaning.statements is None:
        return None
    table = cleaning.statements
    few = table["informants"] < LEAST_INFORMANTS
    safe = table.assign(flag=few.map({True: "c", False: ""}))
    for stance in STANCES:
        counted = safe[stance].astype("Int64")
        rounded = (counted.astype("Float64") / LEAST_INFORMANTS).round().mul(LEAST_INFORMANTS).astype("Int64")
        safe[stance] = rounded.mask(few | (counted < LEAST_INFORMANTS))
    return open_statistics(safe[["theme", *STANCES, "flag"]])


def table(mapping: Mapping, statements: Statistics | None) -> Block:
    """By theme: statements for, against, and both ways."""
    known = insist_protected(statements) if statements is not None else pd.DataFrame()
    if known.empty:
        return Paragraph(message("No coded interviews came with this delivery."), "notice")
    labels: dict[str, Term] = {channel.channel: channel.label for channel in mapping.framework.channels}
    labels |= {domain.domain: domain.label for domain in mapping.framework.domains}
    return Table(
        name="interviews",
        caption=message("What officials and key informants said, by theme"),
        columns=(
            Column("theme", message("Theme")),
            Column("supports", message("For"), numeric=True),
            Column("opposes", message("Against"), numeric=True),
            Column("mixed", message("Both ways"), numeric=True),
        ),
        rows=tuple(
            (
                labels[row["theme"]],
                *(_count(row, stance) for stance in STANCES),
            )
            for _, row in known.iterrows()
        ),
        notes=(
            message(
                "Statements, not people, rounded to five; a theme on which fewer than five were interviewed is not "
                "shown. They say what was said, not how many think so."
            ),
        ),
    )


def _count(row: pd.Series, stance: str) -> Term:
    if row["flag"]:
        return Verbatim("[c]")
    return message("fewer than five") if pd.isna(row[stance]) else Count(int(row[stance]))
