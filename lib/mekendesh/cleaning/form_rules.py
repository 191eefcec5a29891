"""The form's own rules, looked for in what came back: type, choice, range, constraint, relevance, required.

A rule whose expression lies outside the evaluated subset raises no doubt; `not_evaluated` lists it, so that
silence is never taken for order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.field.responses import was_asked
from mekendesh.structure.expressions import Answers, NotEvaluated, calculate, holds, references

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Column, Questionnaire

Place = tuple[int, str]
"""A row and a column; an empty column means the row as a whole."""

CALCULATION_TOLERANCE = 1e-6


def out_of_range(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Numbers outside what the questionnaire allows."""
    for column in questionnaire.columns:
        if column.type in ("integer", "decimal"):
            values = responses.typed[column.column]
            low = values < column.low if column.low is not None else False
            high = values > column.high if column.high is not None else False
            outside = pd.Series(low | high, index=values.index).fillna(False).astype(bool)
            yield from at(values.index[outside], column.column)


def too_many_answers(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    for column in questionnaire.columns:
        if column.type == "multiple" and column.high is not None:
            chosen = responses.cells[column.column].str.split().str.len()
            yield from at(chosen.index[chosen > column.high], column.column)


def breaks_constraint(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Answers that the form's constraint refuses."""
    answers = answers_of(responses)
    for column in questionnaire.columns:
        if not column.constraint:
            continue
        try:
            fulfilled = holds(column.constraint, answers, column.column)
        except NotEvaluated:
            continue
        given = responses.cells[column.column].str.strip() != ""
        yield from at(given.index[given & ~fulfilled], column.column)


def unanswered(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Required questions that were asked and have no answer."""
    answers = answers_of(responses)
    for column in questionnaire.columns:
        asked = _asked(column, answers)
        if column.required and column.role not in ("identifier", "consent") and asked is not None:
            empty = responses.cells[column.column].str.strip() == ""
            yield from at(empty.index[empty & asked], column.column)


def not_asked(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Answers to questions the form does not ask after an earlier answer."""
    answers = answers_of(responses)
    for column in questionnaire.columns:
        if column.relevant and not column.calculation and (asked := _asked(column, answers)) is not None:
            filled = responses.cells[column.column].str.strip() != ""
            yield from at(filled.index[filled & ~asked], column.column)


def split_disagrees(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Multiple choices whose 0/1 columns say something else than the joined answer."""
    for column in questionnaire.columns:
        if column.type != "multiple":
            continue
        codes = [
            c for c in questionnaire.codes_of(column.choices) if f"{column.column}/{c}" in responses.cells
        ]
        if not codes:
            continue
        padded = " " + responses.cells[column.column].str.split().str.join(" ") + " "
        differs = pd.Series(False, index=padded.index)
        for code in codes:
            split = responses.cells[f"{column.column}/{code}"].str.strip()
            joined = padded.str.contains(f" {code} ", regex=False)
            differs |= (split != "") & (split.str.lower().isin(["1", "1.0", "true"]) != joined)
        yield from at(differs.index[differs], column.column)


def calculated_otherwise(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Calculations of the form that do not follow from the answers: somebody typed over one or the other.

    A calculation that depends on no answer is a constant of one version of the form, and is not compared.
    """
    answers = answers_of(responses)
    for column in questionnaire.columns:
        if not references(column.calculation):
            continue
        try:
            expected = calculate(column.calculation, answers, column.column)
        except NotEvaluated:
            continue
        found = responses.cells[column.column].str.strip()
        numbers = pd.to_numeric(found, errors="coerce"), pd.to_numeric(expected, errors="coerce")
        close = (numbers[0] - numbers[1]).abs() <= CALCULATION_TOLERANCE
        same = (found == expected.str.strip()) | close.fillna(False) | (found == "")
        yield from at(found.index[~same & expected.ne("NaN")], column.column)


def not_evaluated(responses: Responses, questionnaire: Questionnaire) -> pd.DataFrame:
    """The form's expressions that could not be evaluated: question, part, reason."""
    answers = answers_of(responses)
    rows = []
    for column in questionnaire.columns:
        for part, work in (("relevant", holds), ("constraint", holds), ("calculation", calculate)):
            text = getattr(column, part)
            if not text:
                continue
            try:
                work(text, answers, column.column)
            except NotEvaluated as outside:
                rows.append((column.column, part, outside.reason))
    return pd.DataFrame(rows, columns=["question", "part", "reason"], dtype="str")


def answers_of(responses: Responses) -> Answers:
    """The cells as an expression sees them, with the day of each response."""
    cells = responses.cells
    day = next((cells[name] for name in ("today", "end", "_submission_time") if name in cells), None)
    return Answers(cells, day)


def at(rows: Iterable[int], column: str) -> Iterator[Place]:
    return ((row, column) for row in rows)


def _asked(column: Column, answers: Answers) -> pd.Series | None:
    try:
        return was_asked(column, answers)
    except NotEvaluated:
        return None
