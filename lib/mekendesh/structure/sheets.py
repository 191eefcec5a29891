"""A questionnaire as the three sheets of an XLSForm, in Kyrgyz, Russian and English.

The sheets are tables of text; `mekendesh.field.forms` writes them as the workbook that KoBoToolbox or ODK
takes. What the server adds by itself (`_uuid`, `_submission_time`) is no question and is left out. See the
XLSForm reference (xlsform.org).
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.structure.schema import LABELS, Mistakes, read_rows
from mekendesh.words import LANGUAGES, Label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree
    from mekendesh.structure.questionnaire import Column, Questionnaire

LANGUAGE_NAMES = {"ky": "Кыргызча (ky)", "ru": "Русский (ru)", "en": "English (en)"}
CONSENT = "consent_analyse"
_BY_THE_SERVER = ("_uuid", "_submission_time")
_BY_THE_PHONE = ("start", "end")
_PLAIN = ("text", "integer", "decimal", "date", "time")
_RANGE = Label(
    "{low}–{high} аралыгындагы санды жазыңыз.",
    "Введите число от {low} до {high}.",
    "Enter a number from {low} to {high}.",
)
_AT_MOST = Label(
    "Эң көп дегенде {high} жооп тандаңыз.", "Выберите не более {high}.", "Choose at most {high}."
)
_CANNOT_BE = Label("Бул жооп болушу мүмкүн эмес.", "Такой ответ невозможен.", "This answer cannot be.")


@lru_cache(maxsize=8)
def load_groups(tree: Tree) -> Mapping[str, Label]:
    """The headings of the forms' groups, by group. Raises ``StructureError`` with every mistake."""
    mistakes = Mistakes("groups.csv")
    rows = read_rows(tree.structure / "groups.csv", ("group", *LABELS))
    mistakes.repeated(rows, "group")
    groups = {mistakes.name(row, "group"): mistakes.label(row) for row in rows}
    mistakes.raise_if_any()
    return MappingProxyType(groups)


def survey_sheet(questionnaire: Questionnaire, groups: Mapping[str, Label], version: str) -> pd.DataFrame:
    """The sheet ``survey``: one row a question, groups opened and closed, in the order of the form.

    Questions after the consent are asked only of those who gave it; identifiers only of those who may be
    linked or met again. ``role`` and ``feeds`` travel along as columns that no server reads.
    """
    rows: list[dict[str, str]] = []
    open_group = ""
    asks_consent = CONSENT in questionnaire.by_name
    for column in questionnaire.columns:
        if column.column in _BY_THE_SERVER:
            continue
        if column.group != open_group:
            if open_group:
                rows.append({"type": "end_group"})
            if column.group:
                relevant = f"${{{CONSENT}}} = 'yes'" if asks_consent and column.group != "consent" else ""
                opening = {"type": "begin_group", "name": column.group, "relevant": relevant}
                rows.append(opening | _in_languages("label", groups[column.group]))
            open_group = column.group
        rows.append(_question(column, version))
    if open_group:
        rows.append({"type": "end_group"})
    columns = _survey_columns()
    return pd.DataFrame(
        [[row.get(name, "") for name in columns] for row in rows], columns=columns, dtype="str"
    )


def choices_sheet(questionnaire: Questionnaire) -> pd.DataFrame:
    """The sheet ``choices``: the lists that the form's questions offer."""
    offered = {column.choices for column in questionnaire.columns if column.choices}
    rows = [
        {"list_name": _list_name(choice.list), "name": choice.code} | _in_languages("label", choice.label)
        for choice in questionnaire.choices
        if choice.list in offered
    ]
    return pd.DataFrame(rows).astype("str")


def settings_sheet(form_id: str, title: str, version: str) -> pd.DataFrame:
    """The sheet ``settings``. Kyrgyz is what the form opens in."""
    settings = {
        "form_title": title,
        "form_id": form_id,
        "version": version,
        "default_language": LANGUAGE_NAMES["ky"],
    }
    return pd.DataFrame([settings]).astype("str")


def _survey_columns() -> list[str]:
    said = [f"{part}::{LANGUAGE_NAMES[language]}" for part in ("label", "hint") for language in LANGUAGES]
    messages = [f"constraint_message::{LANGUAGE_NAMES[language]}" for language in LANGUAGES]
    rest = ["required", "relevant", "constraint", *messages, "calculation", "appearance", "role", "feeds"]
    return ["type", "name", *said, *rest]


def _question(column: Column, version: str) -> dict[str, str]:
    row = {"name": column.column, "role": column.role, "feeds": " ".join(column.feeds)}
    if column.column in _BY_THE_PHONE:
        return row | {"type": column.column}
    if column.column == "form_version":
        return row | {"type": "calculate", "calculation": f"'{version}'"}
    if column.calculation:
        return row | {"type": "calculate", "calculation": column.calculation}
    row |= _in_languages("label", column.label)
    if column.hint:
        row |= _in_languages("hint", column.hint)
    constraint, said = _constraint(column)
    if constraint:
        row |= {"constraint": constraint} | _in_languages("constraint_message", said)
    appearance = {"multiple": "", "scale": "likert"}.get(column.type, "")
    row |= {"appearance": appearance, "relevant": column.relevant}
    return row | {"type": _type(column), "required": "yes" if column.required else ""}


def _type(column: Column) -> str:
    if column.type in _PLAIN:
        return column.type
    if column.type == "datetime":
        return "dateTime"
    return f"{'select_multiple' if column.type == 'multiple' else 'select_one'} {_list_name(column.choices)}"


def _constraint(column: Column) -> tuple[str, Label]:
    parts = [f"({column.constraint})"] if column.constraint else []
    said = _CANNOT_BE
    if column.type == "multiple" and column.high is not None:
        parts.insert(0, f"count-selected(.) <= {column.high}")
        said = _filled(_AT_MOST, high=column.high)
    elif column.type in ("integer", "decimal") and (column.low, column.high) != (None, None):
        ends = ((">=", column.low), ("<=", column.high))
        parts += [f". {sign} {end}" for sign, end in ends if end is not None]
        if None not in (column.low, column.high):
            said = _filled(_RANGE, low=column.low, high=column.high)
    return " and ".join(parts), said


def _filled(label: Label, **numbers: int | None) -> Label:
    return Label(**{language: getattr(label, language).format(**numbers) for language in LANGUAGES})


def _in_languages(part: str, label: Label) -> dict[str, str]:
    return {f"{part}::{LANGUAGE_NAMES[language]}": getattr(label, language) for language in LANGUAGES}


def _list_name(name: str) -> str:
    return name.removesuffix(".csv")
