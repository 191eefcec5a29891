"""Checking the export of any XLSForm by the form's own rules, and by what holds for every survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.checks import ANY_FORM_CHECKS, ISSUE_COLUMNS, find_issues
from mekendesh.cleaning.form_rules import not_evaluated
from mekendesh.errors import DeliveryError
from mekendesh.field.headers import codes_for_labels, match_headers
from mekendesh.field.responses import Responses, name_columns, type_responses
from mekendesh.structure.questionnaire import Questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARENT_KEYS = (("_submission__uuid", "_uuid"), ("_submission__id", "_id"), ("PARENT_KEY", "KEY"),
                ("_parent_index", "_index"))  # fmt: skip
"""How a repeat names the submission it belongs to. The last one counts rows of the table above, which for a repeat
in a repeat is not the submissions': it is taken only where the table says that its parent is theirs."""


@dataclass(frozen=True, eq=False)
class Checked:
    """``issues``: those of `checks.find_issues`, with the ``table`` they stand in; ``not_evaluated``: question,
    part, reason; ``unknown``: headers no question has, with their table; ``rows`` by table.
    """

    issues: pd.DataFrame
    not_evaluated: pd.DataFrame
    unknown: tuple[tuple[str, str], ...]
    rows: Mapping[str, int]


def check_export(questionnaire: Questionnaire, tables: Mapping[str, pd.DataFrame]) -> Checked:
    """Check every table of an export: the submissions, and one a repeat.

    ``tables`` by name, cells as text, headed as the server wrote them, indexed by row. The submissions are the
    table most of whose headers are questions outside of repeats. A repeat sees the answers of the submission
    it belongs to (m:1 by the server's keys), because its conditions may speak of them.

    Raises ``DeliveryError`` where no table holds any question of the form.
    """
    outside = _part(questionnaire, "")
    main = _closest(outside, tables)
    responses, there, unknown = _responses(outside, tables[main], main)
    found = [find_issues(ANY_FORM_CHECKS, responses, there).assign(table=main)]
    listed = [not_evaluated(responses, there)]
    rows = {main: len(tables[main])}
    others = {name: table for name, table in tables.items() if name != main}
    for repeat in dict.fromkeys(column.repeat for column in questionnaire.columns if column.repeat):
        inside = _part(questionnaire, repeat)
        name = repeat if repeat in others else _closest(inside, others, required=False)
        if not name:
            continue
        table = others.pop(name)
        repeated, within, more = _responses(inside, table, name)
        with_parent = replace(
            repeated, cells=_beside_parent(repeated.cells, table, responses.cells, tables[main], main)
        )
        found.append(find_issues(ANY_FORM_CHECKS, with_parent, within).assign(table=name))
        listed.append(not_evaluated(with_parent, within))
        unknown += more
        rows[name] = len(table)
    return Checked(
        pd.concat(found, ignore_index=True)[["table", *ISSUE_COLUMNS]],
        pd.concat(listed, ignore_index=True),
        tuple(unknown),
        rows,
    )


def _part(questionnaire: Questionnaire, repeat: str) -> Questionnaire:
    return replace(
        questionnaire, columns=tuple(column for column in questionnaire.columns if column.repeat == repeat)
    )


def _closest(
    questionnaire: Questionnaire, tables: Mapping[str, pd.DataFrame], *, required: bool = True
) -> str:
    held = {name: len(match_headers(table.columns, questionnaire).named) for name, table in tables.items()}
    best = max(held, key=lambda name: held[name], default="")
    if not best or held[best] == 0:
        if required:
            raise DeliveryError(
                "No table of the data holds a question of the form: {found}. Give the export of this form.",
                found=", ".join(tables) or "-",
            )
        return ""
    return best


def _responses(
    questionnaire: Questionnaire, table: pd.DataFrame, name: str
) -> tuple[Responses, Questionnaire, list[tuple[str, str]]]:
    """The responses of a table, the part of the form that the table holds, and the headers of nobody."""
    cells, named, absent = name_columns(table, questionnaire, name, essential=())
    cells, _ = codes_for_labels(cells.drop(columns=list(absent)), questionnaire)
    there = set(named.values()) | {held.partition("/")[0] for held in named.values()}
    # A question the export left out altogether was not asked in this version: it raises no doubt about people.
    kept = tuple(column for column in questionnaire.columns if column.column in there)
    unknown = [(name, header) for header in match_headers(table.columns, questionnaire).unknown]
    part = replace(questionnaire, columns=kept)
    return type_responses(cells, part), part, unknown


def _beside_parent(
    cells: pd.DataFrame, table: pd.DataFrame, answers: pd.DataFrame, main_table: pd.DataFrame, main: str
) -> pd.DataFrame:
    above = set(table.get("_parent_table_name", pd.Series(dtype="str")))
    for parent, key in _PARENT_KEYS:
        if parent == "_parent_index" and len(above) == 1 and not above & {main, ""}:
            continue
        if parent not in table or key not in main_table or not main_table[key].is_unique:
            continue
        if table[parent].isin(main_table[key]).any():
            rows = pd.Series(main_table.index, index=main_table[key])
            joined = answers.reindex(table[parent].map(rows)).fillna("").set_axis(cells.index)
            return cells.join(joined[[name for name in answers if name not in cells]], validate="1:1")
    return cells


def summary(checked: Checked) -> Iterable[str]:
    """What was read and found, a line each: tables, checks, and what could not be evaluated."""
    for table, count in checked.rows.items():
        yield f"{table}: {count} rows"
    for (check, severity), rows in checked.issues.groupby(["check", "severity"], sort=False):
        yield f"  {severity} {check}: {len(rows)}"
    for row in checked.not_evaluated.itertuples():
        yield f"  not evaluated: {row.part} of {row.question} ({row.reason})"
    for table, header in checked.unknown:
        yield f"  not in the form: {table}, {header}"
