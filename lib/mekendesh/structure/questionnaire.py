"""The questionnaire for persons as data: its columns and its lists of choices, labelled in three languages.

``columns.csv`` has one row a question, in the order of the form; ``choices.csv`` one row an answer. Both are
what a domain expert edits: the form, the schema of a delivery and the columns of respondents follow.
The list ``sites.csv`` is a file of its own, because the sites of a survey depend on the destination.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from mekendesh.structure.schema import Mistakes, Row, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree
    from mekendesh.words import Label

TYPES = ("text", "integer", "date", "datetime", "boolean", "choice", "multiple", "scale")
ROLES = (
    "meta", "identifier", "consent", "eligibility", "recruitment", "trait", "channel", "barrier", "awareness",
    "idea", "free_text",
)  # fmt: skip
USES = ("eligibility", "recruitment", "linkage", "cleaning", "consent")
FAMILIES = (
    "acts", "willing", "gap", "barrier", "gapbarrier", "proposal", "sex", "age", "education", "arrived",
    "overqualified", "legal", "aware", "used", "trust", "return", "idea", "definition",
)  # fmt: skip
SITES = "sites.csv"
_AT_THE_END = ("_id", "_uuid", "_submission_time")
_WITH_CHOICES = ("boolean", "choice", "multiple", "scale")
_LABELS = ("label_ky", "label_ru", "label_en")
_COLUMNS = (
    "column", "group", "type", "choices", "role", "required", "relevant", "low", "high", "feeds", *_LABELS,
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One answer of a closed list."""

    list: str
    code: str
    label: Label


@dataclass(frozen=True)
class Column:
    """One question, or one cell the form fills by itself.

    ``low`` and ``high`` bound a number; of a ``multiple`` column ``high`` is how many answers may be chosen.
    ``required`` and ``relevant`` speak of people who consented. ``feeds`` names the indicator families and
    the uses the answer serves: a question that serves nothing is not asked.
    """

    column: str
    group: str
    type: str
    choices: str
    role: str
    required: bool
    relevant: str
    low: int | None
    high: int | None
    feeds: tuple[str, ...]
    label: Label

    @property
    def header(self) -> str:
        """The column as an export heads it: ``group/column``, or the name alone outside any group."""
        return f"{self.group}/{self.column}" if self.group else self.column

    @property
    def condition(self) -> tuple[str, str] | None:
        """The column and the answer on which this question is asked; ``None`` where all are asked."""
        if not self.relevant:
            return None
        asked, _, answer = self.relevant.partition("=")
        return asked, answer


@dataclass(frozen=True)
class Questionnaire:
    """The columns in the order of the form, and every choice in the order it is offered."""

    columns: tuple[Column, ...]
    choices: tuple[Choice, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return MappingProxyType({column.column: column for column in self.columns})

    def choices_of(self, name: str) -> tuple[Choice, ...]:
        """The choices of a list, in order; none for a list that is a file of its own (``sites.csv``)."""
        return tuple(choice for choice in self.choices if choice.list == name)

    def codes_of(self, name: str) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.choices_of(name))

    def of_role(self, *roles: str) -> tuple[Column, ...]:
        """The columns that have one of these roles."""
        return tuple(column for column in self.columns if column.role in roles)

    @property
    def headers(self) -> tuple[str, ...]:
        """The header of an export, in order; a ``multiple`` column is followed by its 0/1 columns.

        The export adds its own ``_id``, which is not a question.
        """
        headers: list[str] = []
        for column in self.columns:
            if column.column not in _AT_THE_END:
                headers.append(column.header)
            if column.type == "multiple":
                headers += [f"{column.header}/{code}" for code in self.codes_of(column.choices)]
        return (*headers, *_AT_THE_END)


def load_questionnaire(tree: Tree) -> Questionnaire:
    """Read ``columns.csv`` and ``choices.csv``.

    Raises ``StructureError`` with every mistake of a file and the lines they stand on: unknown types, roles,
    lists or uses, a condition on a question not asked before, repeated names, missing labels.
    """
    choices = _read_choices(tree)
    return Questionnaire(_read_columns(tree, choices), choices)


def _read_choices(tree: Tree) -> tuple[Choice, ...]:
    mistakes = Mistakes("choices.csv")
    rows = read_rows(tree.structure / "choices.csv", ("list", "code", *_LABELS))
    mistakes.repeated(rows, "list", "code")
    choices = tuple(
        Choice(mistakes.filled(row, "list"), mistakes.filled(row, "code"), mistakes.label(row))
        for row in rows
    )
    for row in rows:
        if " " in row["code"] or "/" in row["code"]:
            mistakes.add(row.line, "code", f"'{row['code']}'", "a code without blanks and strokes")
    mistakes.raise_if_any()
    return choices


def _read_columns(tree: Tree, choices: tuple[Choice, ...]) -> tuple[Column, ...]:
    mistakes = Mistakes("columns.csv")
    rows = read_rows(tree.structure / "columns.csv", _COLUMNS)
    mistakes.repeated(rows, "column")
    lists = sorted({choice.list for choice in choices})
    used = {row["choices"] for row in rows}
    for name in lists:
        if name not in used:
            mistakes.add(1, "choices", f"no question with the list '{name}' of choices.csv", "at least one")
    columns: list[Column] = []
    for row in rows:
        columns.append(_read_column(row, mistakes, lists))
        _check_condition(row, columns, choices, mistakes)
    mistakes.raise_if_any()
    return tuple(columns)


def _read_column(row: Row, mistakes: Mistakes, lists: list[str]) -> Column:
    kind = mistakes.one_of(row, "type", TYPES)
    if kind in _WITH_CHOICES:
        mistakes.one_of(row, "choices", [*lists, SITES])
    elif row["choices"]:
        mistakes.add(row.line, "choices", f"'{row['choices']}'", f"nothing for the type {kind}")
    low, high = (mistakes.whole(row, end, 0, 9999) if row[end] else None for end in ("low", "high"))
    if low is not None and high is not None and low > high:
        mistakes.add(row.line, "high", f"{high}", f"at least {low}")
    return Column(
        column=mistakes.filled(row, "column"),
        group=row["group"],
        type=kind,
        choices=row["choices"],
        role=mistakes.one_of(row, "role", ROLES),
        required=mistakes.flag(row, "required"),
        relevant=row["relevant"],
        low=low,
        high=high,
        feeds=mistakes.many_of(row, "feeds", (*USES, *FAMILIES), at_least=1),
        label=mistakes.label(row),
    )


def _check_condition(
    row: Row, columns: list[Column], choices: tuple[Choice, ...], mistakes: Mistakes
) -> None:
    """A question may depend on one answer to a closed question asked before it."""
    condition = columns[-1].condition
    if condition is None:
        return
    asked = {column.column: column.choices for column in columns[:-1]}
    name, answer = condition
    if answer not in [choice.code for choice in choices if choice.list == asked.get(name)]:
        expected = "question=answer, of a question with choices that stands above"
        mistakes.add(row.line, "relevant", f"'{row['relevant']}'", expected)
