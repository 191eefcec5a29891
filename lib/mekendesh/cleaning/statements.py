"""Statements from interviews with officials and key informants, coded: theme and stance.

One row a statement, anonymised before it is handed over: ``statement_id``, ``informant`` (a code), ``theme`` (a
contribution channel or a domain of readiness), ``stance`` (`STANCES`), ``statement`` (own words, never published).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import DeliveryError
from mekendesh.field.delivery import read_content
from mekendesh.field.tables import read_table, table_of_sheet
from mekendesh.field.text import read_text
from mekendesh.field.workbooks import chosen_sheet, is_workbook, read_workbook

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from mekendesh.field.delivery import Delivery

COLUMNS = ("statement_id", "informant", "theme", "stance", "statement")
STANCES = ("supports", "opposes", "mixed")


def read_statements(delivery: Delivery, themes: Collection[str]) -> pd.DataFrame | None:
    """The coded statements of a delivery: `COLUMNS` as text, indexed by row; ``None`` where none came.

    Raises ``DeliveryError`` with file, row and column for what `tables` and `workbooks` refuse, a column that is
    missing, a statement without a number of its own, and a theme or stance that is not on its list: a coding that
    cannot be read is not guessed.
    """
    if delivery.statements is None:
        return None
    table = _table(delivery, delivery.statements)
    name = delivery.statements.name
    for column in COLUMNS:
        if column not in table:
            raise DeliveryError(
                "{file}, row 1: the column {column} is missing. Expected are {expected}.",
                file=name,
                column=column,
                expected=", ".join(COLUMNS),
            )
    cells = table[list(COLUMNS)].apply(lambda column: column.str.strip())
    alike = cells["statement_id"].duplicated() | (cells["statement_id"] == "")
    if alike.any():
        raise DeliveryError(
            "{file}, row {row}: the record has no number of its own. Number the records, each once.",
            file=name,
            row=int(cells.index[alike][0]),
        )
    for column, allowed in (("theme", themes), ("stance", STANCES)):
        wrong = ~cells[column].isin(list(allowed))
        if wrong.any():
            raise DeliveryError(
                "{file}, row {row}, column {column}: not on the list. Write one of {allowed}.",
                file=name,
                row=int(cells.index[wrong][0]),
                column=column,
                allowed=", ".join(allowed),
            )
    return cells.astype("str")


def count_statements(statements: pd.DataFrame | None) -> pd.DataFrame:
    """Statements and informants by theme: theme, one column a stance, informants; no word of anybody."""
    if statements is None:
        return pd.DataFrame(columns=["theme", *STANCES, "informants"])
    stances = pd.crosstab(statements["theme"], statements["stance"]).reindex(
        columns=list(STANCES), fill_value=0
    )
    informants = statements.groupby("theme")["informant"].nunique()
    return stances.assign(informants=informants).reset_index()


def _table(delivery: Delivery, path: Path) -> pd.DataFrame:
    content = read_content(delivery, path)
    if is_workbook(path.name):
        return table_of_sheet(chosen_sheet(read_workbook(content, path.name), "", path.name).rows, path.name)
    return read_table(
        read_text(content, delivery.encoding, path.name).characters, delivery.delimiter, path.name
    )
