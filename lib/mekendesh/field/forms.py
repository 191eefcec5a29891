"""Forms and codebooks as workbooks: what KoBoToolbox or ODK takes, and what a reader of the data looks up."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import StructureError
from mekendesh.structure.sheets import LANGUAGE_NAMES, choices_sheet, settings_sheet, survey_sheet
from mekendesh.words import LANGUAGES, Label, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from mekendesh.structure.questionnaire import Column, Questionnaire

_WIDTHS = {"type": 24, "name": 26, "column": 26, "question": 60, "answers": 60, "asked": 40}
_CODEBOOK = {
    "column": Label("тилке", "столбец", "column"),
    "question": Label("суроо", "вопрос", "question"),
    "type": Label("түрү", "тип", "type"),
    "answers": Label("жооптор", "ответы", "answers"),
    "asked": Label("качан суралат", "когда задаётся", "asked when"),
    "bounds": Label("чектери", "пределы", "bounds"),
    "module": Label("модуль", "модуль", "module"),
    "feeds": Label("кайсы көрсөткүчкө керек", "для каких показателей", "feeds"),
}


def form_workbook(
    questionnaire: Questionnaire, groups: Mapping[str, Label], *, form_id: str, title: str, version: str
) -> bytes:
    """The XLSForm of a questionnaire as an XLSX; the same questionnaire gives the same bytes."""
    return workbook(
        {
            "survey": survey_sheet(questionnaire, groups, version),
            "choices": choices_sheet(questionnaire),
            "settings": settings_sheet(form_id, title, version),
        }
    )


def convert(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The XForm that pyxform makes of an XLSForm, and its warnings.

    Raises ``StructureError`` with pyxform's own words where it is not a form.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as to_xform

    try:
        made = to_xform(io.BytesIO(content), file_type=".xlsx")
    except (PyXFormError, KeyError, ValueError) as broken:
        raise StructureError(
            "The form cannot be converted: {reason}. Mend the sheet that is named and convert again.",
            reason=" ".join(str(broken).split())[:300],
        ) from None
    return made.xform, tuple(made.warnings)


def codebook(questionnaire: Questionnaire, language: str) -> pd.DataFrame:
    """One row a question: what it asks, the answers with their codes, when it is asked, what it feeds."""
    rows = [
        {
            "column": column.column,
            "question": getattr(column.label, language),
            "type": column.type,
            "answers": "\n".join(
                f"{choice.code} = {getattr(choice.label, language)}"
                for choice in questionnaire.choices_of(column.choices)
            ),
            "asked": column.relevant,
            "bounds": _bounds(column),
            "module": column.module,
            "feeds": " ".join(column.feeds),
        }
        for column in questionnaire.columns
    ]
    return pd.DataFrame(rows).rename(columns={name: say(_CODEBOOK[name], language) for name in _CODEBOOK})


def codebook_workbook(questionnaire: Questionnaire) -> bytes:
    """The codebook as an XLSX with a sheet a language."""
    return workbook({LANGUAGE_NAMES[each]: codebook(questionnaire, each) for each in LANGUAGES})


def workbook(sheets: Mapping[str, pd.DataFrame], created: date | None = None) -> bytes:
    """Tables of text as an XLSX: every cell a string, never a formula; the same tables give the same bytes."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    day = created or datetime(2000, 1, 1)
    book.set_properties({"created": datetime(day.year, day.month, day.day)})
    head = book.add_format({"bold": True, "text_wrap": True, "num_format": "@"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _WIDTHS.get(str(column), 18), text)
            sheet.write_string(0, place, str(column), head)
            for row, cell in enumerate(table[column], start=1):
                sheet.write_string(row, place, str(cell), text)
    book.close()
    return _without_times(out.getvalue())


def _without_times(content: bytes) -> bytes:
    """The same archive with one time for all entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _bounds(column: Column) -> str:
    ends = ("" if end is None else str(end) for end in (column.low, column.high))
    bounds = "–".join(ends) if (column.low, column.high) != (None, None) else ""
    return "; ".join(part for part in (bounds, column.constraint) if part)
