"""Checking files against a form from the command line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from mekendesh.cleaning.any_form import check_export, summary
from mekendesh.field.headers import SERVED_HEADERS
from mekendesh.field.tables import read_table, table_of_sheet
from mekendesh.field.text import read_text
from mekendesh.field.workbooks import is_workbook, read_workbook
from mekendesh.field.xlsforms import read_form
from mekendesh.files import write_text_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def check_files(
    form: Path, data: Iterable[Path], out: Path | None, encoding: str = "", delimiter: str = ","
) -> Iterator[str]:
    """Check an export against its XLSForm; yields what a person reads, and writes the doubts where asked.

    Raises ``DeliveryError`` or ``StructureError`` for what cannot be read.
    """
    questionnaire = read_form(form.read_bytes(), form.name)
    known = set(questionnaire.by_name) | SERVED_HEADERS
    tables: dict[str, pd.DataFrame] = {}
    for path in data:
        for name, table in _tables(path, encoding, delimiter, known).items():
            tables[name if name not in tables else f"{path.parent.name}/{name}"] = table
    checked = check_export(questionnaire, tables)
    yield from summary(checked)
    if out is not None:
        write_text_table(out, checked.issues)
        yield f"{len(checked.issues)} doubts written to {out.name}"


def _tables(path: Path, encoding: str, delimiter: str, known: Collection[str]) -> dict[str, pd.DataFrame]:
    content = path.read_bytes()
    if is_workbook(path.name):
        return {
            sheet.name: table_of_sheet(sheet.rows, f"{path.name}, {sheet.name}", known=known)
            for sheet in read_workbook(content, path.name)
            if len(sheet.rows) > 1 and not sheet.hidden
        }
    text = read_text(content, encoding, path.name)
    return {path.stem: read_table(text.characters, delimiter, path.name, known=known)}
