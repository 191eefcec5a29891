"""The questionnaires as data: their questions and their lists of choices, labelled in three languages.

A file a form (``persons.csv``, ``organisations.csv``, ``officials.csv``) has one row a question, in the order
of the form; ``choices.csv`` has one row an answer. They are what a domain expert edits: the form, the schema
of a delivery and the columns of respondents follow. The lists ``sites.csv`` and ``regions.csv`` are files of
their own, because they depend on the corridor: `mekendesh.structure.instruments` puts them in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from mekendesh.structure.expressions import NotEvaluated, parse, references
from mekendesh.structure.schema import Mistakes, Row, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mekendesh.files import Tree
    from mekendesh.words import Label

FORMS = ("persons", "organisations", "officials")
CORE = "core"
MODULES = ("human", "economic", "social", "cultural", "civic", "services", "ideas")
"""Parts of the persons' form that a round switches on; the core is always asked."""
TYPES = ("text", "integer", "decimal", "date", "datetime", "time", "boolean", "choice", "multiple", "scale")
ROLES = (
    "meta", "identifier", "identifier_public", "consent", "eligibility", "recruitment", "trait", "channel", "barrier", "awareness",
    "idea", "free_text",
)  # fmt: skip
USES = ("eligibility", "recruitment", "linkage", "cleaning", "consent")
FAMILIES = (
    "acts", "willing", "gap", "barrier", "gapbarrier", "proposal", "sex", "age", "education", "arrived",
    "overqualified", "legal", "aware", "used", "trust", "return", "idea", "definition", "needs", "origin",
    *MODULES, "associations", "readiness",
)  # fmt: skip
FILE_LISTS = ("sites.csv", "regions.csv")
_AT_THE_END = ("_id", "_uuid", "_submission_time")
_WITH_CHOICES = ("boolean", "choice", "multiple", "scale")
_LABELS = ("label_ky", "label_ru", "label_en")
_COLUMNS = (
    "column", "module", "group", "type", "choices", "role", "required", "relevant", "constraint",
    "low", "high", "feeds", *_LABELS, "hint_ky", "hint_ru", "hint_en",
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
    ``relevant`` (when it is asked), ``constraint`` (what an answer must fulfil, ``.`` being the answer) and
    ``calculation`` are expressions (`mekendesh.structure.expressions`). ``required`` and ``relevant`` speak of
    people who consented. ``feeds`` names the indicator families and the uses the answer serves: a question
    that serves nothing is not asked. ``repeat`` is the repeated group it stands in, "" for none.
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
    module: str = CORE
    constraint: str = ""
    calculation: str = ""
    hint: Label | None = None
    repeat: str = ""

    @property
    def header(self) -> str:
        """The column as an export heads it: ``group/column``, or the name alone outside any group."""
        return f"{self.group}/{self.column}" if self.group else self.column

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The questions whose answers decide whether this one is asked."""
        return references(self.relevant)


@dataclass(frozen=True)
class Questionnaire:
    """The columns in the order of the form, and every choice in the order it is offered."""

    columns: tuple[Column, ...]
    choices: tuple[Choice, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return MappingProxyType({column.column: column for column in self.columns})

    def choices_of(self, name: str) -> tuple[Choice, ...]:
        """The choices of a list, in order; none for a list of `FILE_LISTS` that was not put in."""
        return tuple(choice for choice in self.choices if choice.list == name)

    def codes_of(self, name: str) -> tuple[str, ...]:
        return self._codes.get(name, ())

    @cached_property
    def _codes(self) -> Mapping[str, tuple[str, ...]]:
        codes: dict[str, list[str]] = {}
        for choice in self.choices:
            codes.setdefault(choice.list, []).append(choice.code)
        return MappingProxyType({name: tuple(offered) for name, offered in codes.items()})

    def with_list(self, name: str, choices: Iterable[tuple[str, Label]]) -> Questionnaire:
        """The questionnaire with the choices of a list that depends on the corridor."""
        offered = tuple(Choice(name, code, label) for code, label in choices)
        others = tuple(choice for choice in self.choices if choice.list != name)
        return replace(self, choices=(*others, *offered))

    def of_modules(self, modules: Iterable[str]) -> Questionnaire:
        """The questionnaire with the core and these modules only, questions in their order."""
        asked = {CORE, *modules}
        return replace(self, columns=tuple(column for column in self.columns if column.module in asked))

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


def load_questionnaire(tree: Tree, form: str = "persons") -> Questionnaire:
    """Read a form's file and ``choices.csv``: every module, in the file's order.

    Raises ``StructureError`` with every mistake of a file and the lines they stand on: unknown types, roles,
    lists or uses, a condition that cannot be evaluated or depends on a question not asked before, repeated
    names, missing labels.
    """
    choices = _read_choices(tree)
    return Questionnaire(_read_columns(tree, form, choices), choices)


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


def _read_columns(tree: Tree, form: str, choices: tuple[Choice, ...]) -> tuple[Column, ...]:
    mistakes = Mistakes(f"{form}.csv")
    rows = read_rows(tree.structure / f"{form}.csv", _COLUMNS)
    mistakes.repeated(rows, "column")
    lists = sorted({choice.list for choice in choices})
    columns: list[Column] = []
    for row in rows:
        columns.append(_read_column(row, mistakes, lists, form))
        _check_expressions(row, columns, choices, mistakes)
    mistakes.raise_if_any()
    return tuple(columns)


def _read_column(row: Row, mistakes: Mistakes, lists: list[str], form: str) -> Column:
    kind = mistakes.one_of(row, "type", TYPES)
    if kind in _WITH_CHOICES:
        mistakes.one_of(row, "choices", [*lists, *FILE_LISTS])
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
        module=mistakes.one_of(row, "module", (CORE, *MODULES) if form == FORMS[0] else (form,)),
        constraint=row["constraint"],
        low=low,
        high=high,
        feeds=mistakes.many_of(row, "feeds", (*USES, *FAMILIES), at_least=1),
        label=mistakes.label(row),
        hint=mistakes.label(row, "hint", blank=True) if row["hint_en"] else None,
    )


def _check_expressions(
    row: Row, columns: list[Column], choices: tuple[Choice, ...], mistakes: Mistakes
) -> None:
    """An expression must be one that is evaluated, on questions asked before and on answers they offer."""
    before = {column.column: column for column in columns[:-1]}
    for name in ("relevant", "constraint"):
        try:
            nodes = list(parse(row[name]).walk()) if row[name] else []
        except NotEvaluated as outside:
            mistakes.add(
                row.line, name, f"'{outside.reason}'", "an expression of the subset that is evaluated"
            )
            continue
        for node in nodes:
            asked = [str(part.value) for part in node.parts if part.kind == "reference"]
            codes = {choice.code for choice in choices for one in asked if one in before
                     if choice.list == before[one].choices}  # fmt: skip
            for part in node.parts:
                if (
                    part.kind == "literal"
                    and isinstance(part.value, str)
                    and codes
                    and part.value not in {"", *codes}
                ):
                    mistakes.add(row.line, name, f"'{part.value}'", f"an answer of {asked[0]}")
        for asked_name in references(row[name]):
            if asked_name not in before:
                mistakes.add(row.line, name, f"'{asked_name}'", "a question that stands above")
