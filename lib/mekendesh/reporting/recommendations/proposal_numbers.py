"""The numbers of a ranked recommendation: what its rank rests on, and how stable it is."""

from __future__ import annotations

import pandas as pd

from mekendesh.judgement.recommendations import FIRST
from mekendesh.reporting.blocks import Column
from mekendesh.reporting.numbers import people_cell, share_of
from mekendesh.reporting.recommendations.proposal_words import places
from mekendesh.words import Count, Decimal, Interval, Percent, Term, message


def number_columns(surveyed: bool, contested: bool) -> tuple[Column, ...]:
    """The numbers of a row, the places it could have among them.

    ``contested``: more proposals are ranked than the first five, so that a chance of being among them says something.
    """
    stability = Column("places", message("Places it could have"), numeric=True)
    score = Column("score", message("Score of the related items, 0 to 4"), numeric=True)
    if not surveyed:
        return (score, stability)
    return (
        Column("share", message("Willing, not acting, and name an obstacle it addresses"), numeric=True),
        Column("people", message("People, scenario"), numeric=True),
        score,
        Column("priority", message("Priority"), numeric=True),
        stability,
        *(
            (Column("top_five", message("Chance of being among the first five"), numeric=True),)
            if contested
            else ()
        ),
        Column("without", message("Rank without the survey"), numeric=True),
    )


def numbers(row: pd.Series, surveyed: bool, contested: bool) -> tuple[Term, ...]:
    """The cells of `number_columns` for a row of the protected list."""
    if not surveyed:
        return (score_of(row), places(row))
    chance: Term = (
        Percent(float(row["p_top_five"])) if pd.notna(row["p_top_five"]) else Interval(None, flag=row["flag"])
    )
    return (
        share_of(row, "share"),
        people_cell(row["people"], row["people_low"], row["people_high"], row["flag"]),
        score_of(row),
        share_of(row, "priority"),
        places(row),
        *((chance,) if contested else ()),
        Count(int(row["rank_without_survey"])),
    )


def score_of(row: pd.Series) -> Term:
    """The mean score of a proposal's known items, with the bounds that unknown ones and dissent leave, if any."""
    score, low, high = (float(row[name]) for name in ("score", "score_low", "score_high"))
    return Decimal(score) if low == high else Interval(score, low, high, "decimal", 1)


def is_contested(table: pd.DataFrame) -> bool:
    """Whether more proposals have a rank than the first five."""
    return int(table["rank"].notna().sum()) > FIRST
