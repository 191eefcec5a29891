"""Which question a column of an export holds, and which answer a cell: by name or by label, as servers write
them.

KoBoToolbox heads columns ``group/question`` and ``group/question/code``, ODK Central ``group-question``; both
can export labels instead of names, in any language of the form, and a multiple choice joined, split, or both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.words import LANGUAGES

if TYPE_CHECKING:
    from mekendesh.structure.questionnaire import Choice, Column, Questionnaire

EXPORT_COLUMNS = frozenset(
    [
        *(
            "_id",
            "_index",
            "_notes",
            "_status",
            "_submitted_by",
            "_tags",
            "_validation_status",
            "_geolocation",
        ),
        *(
            "_attachments",
            "_xform_id_string",
            "formhub/uuid",
            "meta/instanceName",
            "meta/audit",
            "meta-audit",
        ),
        *("meta/deprecatedID", "meta-instanceName", "SubmitterID", "SubmitterName", "AttachmentsPresent"),
        *(
            "AttachmentsExpected",
            "Status",
            "ReviewState",
            "DeviceID",
            "Edits",
            "deviceid",
            "username",
            "today",
        ),
        *("_parent_index", "_parent_table_name", "PARENT_KEY", "_bamboo_dataset_id", "_uuid_of_parent"),
    ]
)
"""What the collecting server adds of its own; not questions, and not used."""

SERVER_NAMES: Mapping[str, tuple[str, ...]] = {
    "_uuid": (
        *("meta/rootUuid", "meta-rootUuid", "rootUuid", "_uuid", "meta/instanceID", "meta-instanceID"),
        *("instanceID", "KEY"),
    ),
    "_submission_time": ("_submission_time", "SubmissionDate", "submissionDate"),
    "form_version": ("form_version", "__version__", "_version_", "FormVersion"),
    "start": ("start",),
    "end": ("end",),
}
"""Columns of the server that stand for questions of ours; of several the first one counts."""
SERVED_HEADERS = EXPORT_COLUMNS | {name for names in SERVER_NAMES.values() for name in names}
"""Every header that a server adds."""

_TRUTHS = {"true": "yes", "1": "yes", "1.0": "yes", "false": "no", "0": "no", "0.0": "no"}
_SERVED = re.compile(r"_submission__|_version__\d+$|_validation_status")
_INSTANCE = re.compile(r"^uuid:")


@dataclass(frozen=True)
class Matched:
    """``named``: header → question, or question/code of a multiple choice; ``unknown``: headers of nobody;
    ``again``: headers of a question that another header holds already.
    """

    named: Mapping[str, str]
    unknown: tuple[str, ...]
    again: tuple[str, ...]


def match_headers(headers: Iterable[str], questionnaire: Questionnaire) -> Matched:
    """Find the question of each header. A header that could be two questions is nobody's."""
    headers = tuple(headers)
    known = _known_headers(questionnaire)
    named: dict[str, str] = {}
    for question, candidates in SERVER_NAMES.items():
        found = next((name for name in candidates if name in headers), "")
        if found and question in questionnaire.by_name:
            named[found] = question
    taken = set(named.values())
    for header in headers:
        question = known.get(_plain(header), "")
        if header not in named and question and question not in taken:
            named[header] = question
            taken.add(question)
    rest = [h for h in headers if h not in named and h not in SERVED_HEADERS and not _SERVED.match(h)]
    again = tuple(header for header in rest if known.get(_plain(header), "") in taken)
    return Matched(named, tuple(header for header in rest if header not in again), again)


def join_split(cells: pd.DataFrame, questionnaire: Questionnaire, absent: Iterable[str]) -> pd.DataFrame:
    """Multiple choices that came only as 0/1 columns, joined: the codes of the columns that say yes."""
    cells = cells.copy()
    for name in absent:
        column = questionnaire.by_name[name]
        if column.type != "multiple":
            continue
        codes = [code for code in questionnaire.codes_of(column.choices) if f"{name}/{code}" in cells]
        if codes:
            chosen = [
                cells[f"{name}/{code}"].str.strip().str.lower().isin(["1", "true", "1.0"]) for code in codes
            ]
            named = (flag.map({True: code, False: ""}) for flag, code in zip(chosen, codes, strict=True))
            joined = pd.concat(list(named), axis=1).agg(" ".join, axis=1)
            cells[name] = joined.str.split().str.join(" ").astype("str")
    return cells


def codes_for_labels(
    cells: pd.DataFrame, questionnaire: Questionnaire
) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """Answers given as the label of a choice, or as a spreadsheet's truth, become its code; returns the cells and which were (row, question).

    Only a label that belongs to one code of the list is taken; anything else stays for the checks.
    """
    cells = cells.copy()
    changed: list[tuple[int, str]] = []
    for column in questionnaire.columns:
        choices = questionnaire.choices_of(column.choices)
        if not choices or column.column not in cells:
            continue
        codes = {choice.code for choice in choices}
        of_label = _codes_by_label(choices)
        if column.type == "boolean":
            of_label |= _TRUTHS
        texts = cells[column.column]
        distinct = texts.unique()
        known = {
            text: _code_of(text, codes, of_label, several=column.type == "multiple") for text in distinct
        }
        replaced = {text: code for text, code in known.items() if code is not None and code != text}
        if replaced:
            rows = texts.index[texts.isin(list(replaced))]
            changed += [(int(row), column.column) for row in rows]
            cells[column.column] = texts.replace(replaced).astype("str")
    return cells, changed


def plain_uuid(cells: pd.Series) -> pd.Series:
    """Instance identities without the scheme that ODK writes before them."""
    return cells.str.strip().str.replace(_INSTANCE, "", regex=True)


def _known_headers(questionnaire: Questionnaire) -> dict[str, str]:
    """Every way a column may be headed → its question; a way that two questions share is left out."""
    ways: dict[str, set[str]] = {}

    def add(header: str, name: str) -> None:
        if header:
            ways.setdefault(_plain(header), set()).add(name)

    for column in questionnaire.columns:
        name = column.column
        within = _within_repeat(column)
        for header in (name, column.header, column.header.replace("/", "-"), within):
            add(header, name)
        labels = {getattr(column.label, language) for language in LANGUAGES}
        for label in labels:
            add(label, name)
        if column.type == "multiple":
            for choice in questionnaire.choices_of(column.choices):
                split = f"{name}/{choice.code}"
                for header in (name, column.header, column.header.replace("/", "-"), *labels):
                    add(f"{header}/{choice.code}", split)
                    for language in LANGUAGES:
                        add(f"{header}/{getattr(choice.label, language)}", split)
    names = set(questionnaire.by_name)
    exact = {_plain(name): name for name in names}
    only = {header: next(iter(questions)) for header, questions in ways.items() if len(questions) == 1}
    return only | exact


def _within_repeat(column: Column) -> str:
    """How ODK Central heads a question of a repeat in the repeat's own table: from the repeat on."""
    _, found, rest = f"/{column.header}".partition(f"/{column.repeat}/")
    return rest.replace("/", "-") if column.repeat and found else ""


def _plain(header: str) -> str:
    """A header without the group labels before the last part is not guessed at; only blanks are evened out."""
    return " ".join(header.split())


def _codes_by_label(choices: tuple[Choice, ...]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for choice in choices:
        for language in LANGUAGES:
            found.setdefault(getattr(choice.label, language).casefold(), set()).add(choice.code)
    return {label: next(iter(codes)) for label, codes in found.items() if label and len(codes) == 1}


def _code_of(text: str, codes: set[str], of_label: Mapping[str, str], *, several: bool) -> str | None:
    stripped = text.strip()
    if stripped == "" or stripped in codes or (several and set(stripped.split()) <= codes):
        return None
    if stripped.casefold() in of_label:
        return of_label[stripped.casefold()]
    if several and "," in stripped:
        parts = [of_label.get(part.strip().casefold()) for part in stripped.split(",")]
        if all(parts):
            return " ".join(part for part in parts if part)
    return None
