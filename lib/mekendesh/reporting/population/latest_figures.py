"""Which published figures are the latest of their concept, and how one is said: as a number, or as one end only.

Every report speaks of the same ones: what its brief says reaches from and to, its table shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.words import Count, Term, message

if TYPE_CHECKING:
    import pandas as pd


def people_only(figures: pd.DataFrame) -> pd.DataFrame:
    """The rows that count people, and not registrations made."""
    return figures[figures["concept"] != "registration_events"]


def of_latest_years(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures of the newest year of each concept: those that no later year of the concept has replaced.

    It misleads where a concept was counted once, long ago: its only figure is its latest. Show the year.
    """
    return figures[figures["year"] == figures.groupby("concept")["year"].transform("max")]


def ends(figures: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The lowest and the highest of some figures, of which there is one at least; of equal ones the first."""
    return figures.iloc[figures["persons"].argmin()], figures.iloc[figures["persons"].argmax()]


def as_published(persons: int, bound: str) -> Term:
    """A figure as its source says it: a number, or one end where it says “more than” or “up to”."""
    match bound:
        case "at_least":
            return message("{count} or more", count=Count(int(persons)))
        case "at_most":
            return message("up to {count}", count=Count(int(persons)))
    return Count(int(persons))


def as_said(figure: pd.Series) -> Term:
    """`as_published` of a row of figures."""
    return as_published(figure["persons"], figure["bound"])
