"""What is said of any recommendation wherever it stands: horizon, cost, kind, status, and how sure its place is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.state.readiness import GRADES
from mekendesh.words import Count, Interval, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.structure.framework import Proposal

HORIZONS = {"1y": message("one year"), "2y": message("two years"), "5y": message("five years")}
COSTS = {"low": message("low"), "medium": message("medium"), "high": message("high")}
KINDS = {
    "policy": message("policy"),
    "structure": message("structure of the mapping"),
    "premise": message("premise"),
    "fieldwork": message("fieldwork"),
}
STATUSES = {
    "proposed": message("proposed, no answer yet"),
    "discussed": message("under discussion"),
    "accepted": message("accepted"),
    "declined": message("declined"),
    "under_way": message("under way"),
    "done": message("done"),
}
NO_EVIDENCE = message("no dated evidence yet")
RANGE = message(
    "Places it could have: in 95 of 100 draws of the survey, the scores and the links every proposal stays within its places."
)
RANGE_BEFORE = message("Places it could have: every place in this list that the bounds of the scores allow.")


def heading(row: pd.Series, proposal: Proposal) -> Term:
    """A ranked proposal under its place and title; the code that hides the place stands for it."""
    rank: Term = Count(int(row["rank"])) if pd.notna(row["rank"]) else Verbatim(f"[{row['flag']}]")
    return message("{rank}. {proposal}", rank=rank, proposal=proposal.title)


def places(row: pd.Series) -> Term:
    """The places a ranked row could have, or the code that hides them."""
    if pd.isna(row["rank_low"]) or pd.isna(row["rank_high"]):
        return Interval(None, flag=row["flag"]) if row["flag"] else Verbatim("[z]")
    low, high = int(row["rank_low"]), int(row["rank_high"])
    return Count(low) if low == high else message("{low} to {high}", low=Count(low), high=Count(high))


def grade(weakest: str, old: int) -> Term:
    """The weakest grade of the evidence behind a recommendation, and whether some of it is old."""
    if not weakest:
        return NO_EVIDENCE
    if not old:
        return GRADES[weakest]
    return message(
        "{grade}; more than five years old for {old} of its items", grade=GRADES[weakest], old=Count(old)
    )
