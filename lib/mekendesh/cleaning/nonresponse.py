"""Why answers are missing: what the respondents table no longer tells, since there everything missing is alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.cleaning.respondents import names_of, respondent_types
from mekendesh.field.responses import was_asked
from mekendesh.structure.expressions import Answers, NotEvaluated
from mekendesh.structure.nonresponse import (
    ANSWERED,
    BLANK,
    CODES,
    NOT_ASKED,
    NOT_REACHED,
    UNUSABLE,
    WITHHELD,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Column, Questionnaire

_FROM = {"age": "birth_year", "stays_12_months": "months_in_country"}
"""Derived columns of the respondents table, and the question whose answer they lack where they are missing."""


def missing_kinds(
    respondents: pd.DataFrame, kept: Responses, received: Responses, questionnaire: Questionnaire
) -> pd.DataFrame:
    """Why each answer of the respondents table is missing: one row a respondent, in the table's order.

    ``kept`` are the responses the table was built from, ``received`` the same rows as they came. Returns
    ``respondent`` and each answer's column of the table, text: "" where there is an answer, else one of
    `mekendesh.structure.nonresponse.KINDS`; a code such as *prefer not to say* has its kind although the table
    holds it.

    - *not reached*: nothing stands in this question nor in any after it, and at least one required question
      before it in that empty tail was put. The first required question of the tail counts as left empty, since
      the interview may have broken off at it (the rule of TIMSS and PISA for items not reached).
    - *not asked*: the form's condition did not hold, or nobody's response has anything in the question, so it
      was not on the form. Where the condition rests on a consent: *withheld*.
    - *unusable*: something was written, but cleaning emptied it, or it gives no value of the column.

    It can mislead: a condition outside the evaluated subset counts as fulfilled, so a question not asked looks
    left empty; questions put in another order than the form's make *not reached* wrong; a device that fills
    later cells by itself hides where an interview broke off.
    """
    asked = [column for column in questionnaire.columns if column.role != "meta" and not column.calculation]
    wrote = np.column_stack([_written(received.cells, column) for column in asked])
    given = np.column_stack([_written(kept.cells, column) for column in asked])
    on_form = wrote.any(axis=0)
    answers = Answers(kept.cells)
    put = np.column_stack([_put(column, answers) for column in asked]) & on_form
    late = _not_reached(put, given | wrote, np.array([column.required for column in asked]))
    kinds: dict[str, pd.Series] = {}
    for place, column in enumerate(asked):
        readable = kept.typed[column.column].notna().to_numpy() | (
            given[:, place] if column.type == "multiple" else False
        )
        unput = WITHHELD if _rests_on_consent(column, questionnaire) else NOT_ASKED
        found = np.select(
            [readable, ~put[:, place], given[:, place] | wrote[:, place], late[:, place]],
            [ANSWERED, unput, UNUSABLE, NOT_REACHED],
            default=BLANK,
        )
        kind = pd.Series(found, index=kept.cells.index, dtype="str")
        if column.type == "choice":
            kind = kept.typed[column.column].map(CODES).astype("str").fillna(kind)
        kinds |= dict.fromkeys(_columns_of(column, questionnaire), kind)
    kinds |= {derived: kinds[question] for derived, question in _FROM.items() if question in kinds}
    table = {"respondent": respondents["respondent"].to_numpy()}
    for name in respondent_types(questionnaire):
        if name in kinds:
            lost = (kinds[name] == ANSWERED).to_numpy() & respondents[name].isna().to_numpy()
            table[name] = kinds[name].mask(lost, UNUSABLE).to_numpy()
    return pd.DataFrame(table).astype("str")


def _columns_of(column: Column, questionnaire: Questionnaire) -> list[str]:
    if column.type == "multiple":
        return list(names_of(column, questionnaire).values())
    return [column.column]


def _written(cells: pd.DataFrame, column: Column) -> NDArray[np.bool_]:
    """Whether anything stands in a question, its 0/1 columns included."""
    prefix = f"{column.column}/"
    places = [column.column, *(name for name in cells.columns if name.startswith(prefix))]
    filled = [(cells[name].str.strip() != "").to_numpy(dtype=bool) for name in places]
    return np.any(filled, axis=0)


def _put(column: Column, answers: Answers) -> NDArray[np.bool_]:
    try:
        return was_asked(column, answers).to_numpy(dtype=bool)
    except NotEvaluated:
        return np.ones(len(answers.cells), dtype=bool)


def _not_reached(
    put: NDArray[np.bool_], filled: NDArray[np.bool_], required: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """People × questions in the form's order: in the empty tail, after the first required question of it."""
    tail = ~np.logical_or.accumulate(filled[:, ::-1], axis=1)[:, ::-1]
    owed = np.cumsum(tail & put & required, axis=1)
    before = owed - (tail & put & required)
    return tail & put & (before > 0)


def _rests_on_consent(column: Column, questionnaire: Questionnaire) -> bool:
    named = (questionnaire.by_name.get(name) for name in column.depends_on)
    return any(other is not None and other.role == "consent" for other in named)
