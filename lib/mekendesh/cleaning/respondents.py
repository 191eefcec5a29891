"""Respondents: one row a person kept, under a pseudonym, without identifiers, free text or coupons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.coupons import trace, waves
from mekendesh.cleaning.decisions import ages
from mekendesh.cleaning.pseudonyms import pseudonym

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Column, Questionnaire

LONG_STAY = 12
"""Months from which a stay counts as usual residence (UN recommendations on statistics of international
migration).
"""

_ANSWERS = ("eligibility", "trait", "channel", "awareness")
_TYPES = {"boolean": "boolean", "integer": "Int64", "scale": "Int64", "choice": "str"}
_RECRUITMENT = {
    "respondent": "str",
    "recruiter": "str",
    "recruiter_state": "str",
    "is_seed": "bool",
    "rds_wave": "Int64",
    "site": "str",
    "network_size": "Int64",
}
_DERIVED = {"stays_12_months": "boolean", "age": "Int64", "idea_sector": "str", "idea_stage": "str"}


def build_respondents(
    responses: Responses, withdrawn: pd.DataFrame, questionnaire: Questionnaire, key: bytes
) -> pd.DataFrame:
    """The respondents table of clean responses, in delivery order.

    ``withdrawn``: cells of the people removed for want of consent; only the coupons they gave are looked at.
    Recruiters are pseudonyms of people in the table. A multiple choice is a column a code,
    missing where the question has no answer at all, and false where another was chosen or all its 0/1 columns
    say no.
    """
    cells, typed = responses.cells, responses.typed
    links = trace(cells, withdrawn)
    names = cells["_uuid"].str.strip().map(lambda uuid: pseudonym(key, "respondent", uuid))
    table = {
        "respondent": names,
        "recruiter": links["recruiter_row"].map(names),
        "recruiter_state": links["recruiter_state"],
        "is_seed": links["recruiter_state"] == "seed",
        "rds_wave": waves(links),
        "network_size": typed["network_size"].where(typed["network_size"] > 0),
        "stays_12_months": typed["months_in_country"] >= LONG_STAY,
        "age": ages(responses),
    }
    for column in questionnaire.columns:
        if column.type == "multiple":
            table |= _chosen(cells, column, questionnaire)
    types = respondent_types(questionnaire)
    wanted = {name: table[name] if name in table else typed[name] for name in types}
    return pd.DataFrame(wanted).astype(types).reset_index(drop=True)


def respondent_types(questionnaire: Questionnaire) -> dict[str, str]:
    """The columns of the respondents table in order, with their types."""
    answers = {
        column.column: _TYPES[column.type]
        for column in questionnaire.of_role(*_ANSWERS)
        if column.type in _TYPES and column.column not in _RECRUITMENT
    }
    several = {
        name: "boolean"
        for column in questionnaire.of_role("trait", "barrier")
        if column.type == "multiple"
        for name in names_of(column, questionnaire).values()
    }
    return _RECRUITMENT | answers | several | _DERIVED


def names_of(column: Column, questionnaire: Questionnaire) -> dict[str, str]:
    """The column of respondents for each code of a multiple choice; a barrier goes by its own name."""
    prefix = "barrier_" if column.role == "barrier" else f"{column.column}__"
    return {code: f"{prefix}{code}" for code in questionnaire.codes_of(column.choices)}


def _chosen(cells: pd.DataFrame, column: Column, questionnaire: Questionnaire) -> dict[str, pd.Series]:
    chosen = cells[column.column].str.split()
    names = names_of(column, questionnaire)
    splits = [f"{column.column}/{code}" for code in names if f"{column.column}/{code}" in cells]
    answered = (chosen.str.len() > 0) | cells[splits].ne("").any(axis=1)
    return {
        name: chosen.map(lambda named, code=code: code in named).astype("boolean").where(answered)
        for code, name in names.items()
    }
