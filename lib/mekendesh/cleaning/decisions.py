"""Decisions that need nobody: the unambiguous cases, each a row of the cleaning log with its reason.

What is doubtful stays an issue for a person. A cell or record that a person decided on is left to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning import coupons, duplicates
from mekendesh.cleaning.form_rules import out_of_range
from mekendesh.cleaning.log import ROW, Decision
from mekendesh.field.responses import was_asked
from mekendesh.structure.expressions import Answers

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Questionnaire

ADULT = 18
TIES = ("born_in_origin", "citizen_of_origin", "ethnic_affiliation", "ancestor_born", "self_identifies")
"""Who has none of these belongs to the diaspora by no definition; contact alone makes nobody a compatriot."""

_CHECKED_ROLES = ("eligibility", "recruitment", "trait", "channel", "barrier", "awareness", "idea")


def remove_sent_again(cells: pd.DataFrame) -> list[Decision]:
    """Interviews that were sent more than once; the first to arrive stays. Judged by the raw cells."""
    return [
        (_uuid(cells, row), ROW, str(row), "", "remove", "sent_again")
        for row in _rows(duplicates.sent_again(cells))
    ]


def remove_records(
    responses: Responses, corrected: Collection[tuple[str, str]] = frozenset()
) -> list[Decision]:
    """Records that may not be analysed, each by its first reason.

    In this order: no consent to the analysis (missing means no), under 18 in the survey's year, not at a
    site of the survey, no tie to the origin. ``corrected`` are the cells (uuid, column) that people changed:
    there a removal is named by its row, since the log speaks of a cell once.
    """
    typed = responses.typed
    age = ages(responses)
    untied = pd.concat([typed[column] for column in TIES], axis=1).eq(False).fillna(False).all(axis=1)
    rules = (
        ("no_consent", "consent_analyse", ~typed["consent_analyse"].fillna(False).astype(bool)),
        ("under_18", "birth_year", (age >= 0) & (age < ADULT)),
        ("outside_sites", "site", typed["site"].isna()),
        ("not_eligible", TIES[0], untied),
    )
    decided: dict[int, Decision] = {}
    for reason, column, applies in rules:
        for row in _rows(applies):
            uuid, old = _uuid(responses.cells, row), responses.cells.at[row, column]
            rests_on = (ROW, str(row)) if (uuid, column) in corrected else (column, old)
            decided.setdefault(row, (uuid, *rests_on, "", "remove", reason))
    return [decided[row] for row in sorted(decided)]


def empty_impossible(responses: Responses, questionnaire: Questionnaire) -> list[Decision]:
    """Answers that cannot be (wrong type, not on the list, out of range, born after the interview) become
    missing.
    """
    cells = responses.cells
    doubts = responses.doubts[responses.doubts["check"].isin(["type", "choice"])]
    places = {
        *zip(doubts["row"], doubts["column"], strict=True),
        *out_of_range(responses, questionnaire),
        *((row, "birth_year") for row in _rows(ages(responses) < 0)),
    }
    return [
        (_uuid(cells, row), column, cells.at[row, column], "", "change", "impossible_value")
        for row, column in sorted(places)
        if column in questionnaire.by_name and questionnaire.by_name[column].role in _CHECKED_ROLES
    ]


def correct_coupons(cells: pd.DataFrame) -> list[Decision]:
    """Misread coupons become the one given coupon they look like."""
    found = coupons.look_alikes(cells).dropna(subset=["correction"])
    return [
        (
            _uuid(cells, row),
            "coupon_received",
            cells.at[row, "coupon_received"],
            coupon,
            "coupon",
            "look_alike",
        )
        for row, coupon in zip(found["row"], found["correction"], strict=True)
    ]


def empty_not_relevant(
    before: pd.DataFrame, after: pd.DataFrame, questionnaire: Questionnaire
) -> list[Decision]:
    """Answers to questions that a person's correction un-asked become missing: the form would not have asked
    them.

    ``before`` and ``after`` are the cells without and with the corrections. A correction that only empties
    the earlier answer un-asks nothing. Questions are gone through in the order of the form, so that an answer
    emptied here un-asks what hangs on it in turn.
    """
    emptied: list[Decision] = []
    emptied_rows: dict[str, set[int]] = {}
    after = after.copy()
    once = Answers(before.loc[after.index])
    for column in questionnaire.columns:
        if not column.relevant:
            continue
        answered = pd.Series(True, index=after.index)
        for name in column.depends_on:
            answered &= (after[name].str.strip() != "") | after.index.isin(emptied_rows.get(name, set()))
        unasked = was_asked(column, once) & ~was_asked(column, Answers(after)) & answered
        for row in _rows(unasked & (after[column.column].str.strip() != "")):
            old = after.at[row, column.column]
            emptied.append((_uuid(after, row), column.column, old, "", "change", "not_relevant"))
            after.loc[row, column.column] = ""
            emptied_rows.setdefault(column.column, set()).add(row)
    return emptied


def not_decided_by_people(decisions: Iterable[Decision], people: pd.DataFrame) -> list[Decision]:
    """Leave out what people decided on the same cell, also by rejecting it. Want of consent nobody
    overrules.
    """
    cells = set(zip(people["uuid"], people["column"], strict=True))
    return [decision for decision in decisions if decision[:2] not in cells or decision[5] == "no_consent"]


def ages(responses: Responses) -> pd.Series:
    """Years between the year of birth and the year in which the interview ended; missing where either is."""
    year = responses.cells["end"].str.strip().str.slice(0, 4).where(responses.typed["end"].notna())
    return pd.to_numeric(year).astype("Int64") - responses.typed["birth_year"]


def _rows(applies: pd.Series) -> Iterable[int]:
    applies = applies.fillna(False).astype(bool)
    return applies.index[applies]


def _uuid(cells: pd.DataFrame, row: int) -> str:
    return cells.at[row, "_uuid"].strip()
