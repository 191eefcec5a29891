"""Whether a value that a decision would put into a cell is an answer to the question at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.field.responses import type_cells

if TYPE_CHECKING:
    from mekendesh.structure.questionnaire import Column


def why_not_an_answer(value: str, column: Column, codes: tuple[str, ...]) -> str:
    """Why a value is no answer: ``type``, ``list`` (not one of the choices), ``range`` (out of the bounds, or more
    answers than may be chosen), and ``""`` where it is one.

    ``codes`` are those of the question's list. Constraints and conditions are not looked at: they hang on other
    answers, which other decisions may change.
    """
    typed, fits = type_cells(pd.Series([value], dtype="str"), column, codes)
    if not fits.iloc[0]:
        return "list" if column.type in ("choice", "multiple", "scale") else "type"
    match column.type:
        case "integer" | "decimal":
            number = float(typed.iloc[0])
        case "multiple":
            number = len(value.split())
        case _:
            return ""
    too_low = column.low is not None and number < column.low
    too_high = column.high is not None and number > column.high
    return "range" if too_low or too_high else ""
