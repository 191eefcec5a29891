"""The protected tables of a report as files: what a reader of the page may see, in a form that a program reads."""

from __future__ import annotations

import csv
from io import StringIO

from nbformat import NotebookNode

from mekendesh.errors import RunError
from mekendesh.reporting.blocks import Figure, Table
from mekendesh.reporting.pages.page import blocks_of
from mekendesh.words import SOURCE, Count, Country, Decimal, Interval, Percent, Term, Verbatim, say


def table_files(nb: NotebookNode, stem: str) -> dict[str, str]:
    """CSV text of every table (and of the data beneath every figure) of an executed notebook, by file name.

    ``stem`` starts each name, so a download says whom it speaks of, and EXAMPLE where it is simulated.
    Raises ``RunError`` where two tables have one name.
    """
    files = {}
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        for block in blocks_of(cell):
            table = block.data if isinstance(block, Figure) else block
            if not isinstance(table, Table):
                continue
            name = f"{stem}_{table.name}.csv"
            if name in files:
                raise RunError(
                    "Two tables are named {name}. Rename one, or its download is lost.", name=table.name
                )
            files[name] = _text(table)
    return files


def _text(table: Table) -> str:
    held = StringIO()
    writer = csv.writer(held, lineterminator="\n")
    header: list[str] = []
    ranged = [
        any(isinstance(row[number], Interval) for row in table.rows) for number in range(len(table.columns))
    ]
    for column, has_range in zip(table.columns, ranged, strict=True):
        header += [
            column.key,
            *([f"{column.key}_low", f"{column.key}_high", f"{column.key}_flag"] if has_range else []),
        ]
    writer.writerow(header)
    for row in table.rows:
        cells: list[str] = []
        for cell, has_range in zip(row, ranged, strict=True):
            cells += _ranged(cell) if has_range else [_plain(cell)]
        writer.writerow(cells)
    return held.getvalue()


def _ranged(cell: Term) -> list[str]:
    if not isinstance(cell, Interval):
        return [_plain(cell), "", "", ""]
    flag = cell.flag or ("na" if cell.value is None else "")
    return [_bare(cell.value), _bare(cell.low), _bare(cell.high), flag]


def _bare(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _plain(cell: Term) -> str:
    match cell:
        case Country(code):
            return code
        case Count(value):
            return str(value)
        case Decimal(value) | Percent(value):
            return _bare(value)
        case Verbatim(text):
            return _unlike_formula(text)
        case _:
            return _unlike_formula(say(cell, SOURCE))


def _unlike_formula(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
