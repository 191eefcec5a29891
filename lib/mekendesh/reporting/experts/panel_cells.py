"""What a panel said, as cells of a table: medians with their spread, agreement, moves and orders in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from mekendesh.reporting.statistics import Statistics, open_statistics
from mekendesh.structure.roundtable import FEASIBILITY, IMPORTANCE, READINESS, STRATA
from mekendesh.words import Count, Decimal, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework

HIDDEN, NOT_RATED = Verbatim("[c]"), Verbatim("[na]")
AGREEMENT = {
    "agreement": message("the panel agrees"),
    "disagreement": message("the panel disagrees"),
    "neither": message("neither agreement nor disagreement"),
    "": message("too few ratings to say"),
}
LISTS = {
    READINESS: message("readiness of the state"),
    IMPORTANCE: message("importance of the proposals"),
    FEASIBILITY: message("feasibility of the proposals"),
}
ORDERS = (
    (0.7, message("largely one order")),
    (0.5, message("an order in common, with differences")),
    (0.3, message("a weak order in common")),
    (0.0, message("hardly any order in common")),
)
"""How Kendall's W is worded, from the value on: this project's own words, not a published scale."""


def through_the_door(table: pd.DataFrame) -> Statistics:
    """A table of a panel as a statistic: no respondent was counted in it, and no person's rating stands in it."""
    return open_statistics(table)


def of_list(results: pd.DataFrame, what: str) -> Statistics:
    return through_the_door(results[results["what"] == what].set_index("id"))


def labels_of(framework: Framework) -> dict[str, Term]:
    return {item.item: item.label for item in framework.items} | {
        proposal.proposal: proposal.title for proposal in framework.proposals
    }


def median_cell(rated: Statistics, name: str) -> Term:
    if name not in rated.index:
        return NOT_RATED
    row = rated.loc[name]
    if row["flag"]:
        return HIDDEN
    return message(
        "{median} ({p30}–{p70})",
        median=Decimal(row["median"], 1),
        p30=Decimal(row["p30"], 1),
        p70=Decimal(row["p70"], 1),
    )


def rated_cell(rated: Statistics, name: str) -> Term:
    """The median with its spread, and how far the panel agrees on it."""
    median = median_cell(rated, name)
    if median in (HIDDEN, NOT_RATED):
        return median
    return message("{median}: {agreement}", median=median, agreement=agreement_cell(rated, name))


def agreement_cell(rated: Statistics, name: str) -> Term:
    if name not in rated.index:
        return NOT_RATED
    row = rated.loc[name]
    if row["flag"]:
        return HIDDEN
    said = AGREEMENT[row["thirds"]]
    if bool(row["disagrees"]) and row["thirds"] != "disagreement":
        return message("{said}; wide spread", said=said)
    return said


def near_cell(rated: Statistics, name: str) -> Term:
    if name not in rated.index:
        return NOT_RATED
    row = rated.loc[name]
    return HIDDEN if row["flag"] else message("about {tenths} in 10", tenths=Count(round(10 * row["near"])))


def shift_cell(rated: Statistics, name: str) -> Term:
    """The move of the median in words; a move of the whole panel, never of a person."""
    if name not in rated.index:
        return NOT_RATED
    row = rated.loc[name]
    if row["flag"] or pd.isna(row["shift"]):
        return HIDDEN if row["flag"] else NOT_RATED
    if row["shift"] == 0:
        return message("as before")
    points = Decimal(abs(row["shift"]), 1)
    return (
        message("higher by {points}", points=points)
        if row["shift"] > 0
        else message("lower by {points}", points=points)
    )


def order_cell(row: Any) -> Term:
    if row.flag:
        return message("everybody rated all alike") if row.flag == "na" else HIDDEN
    return next(words for least, words in ORDERS if row.w >= least)


def at_least(raters: int) -> Term:
    return message("{count} or more", count=Count(int(raters)))


def stratum_cell(stratum: str, median: float) -> Term:
    return message("{stratum}: {median}", stratum=STRATA[stratum], median=Decimal(median, 1))
