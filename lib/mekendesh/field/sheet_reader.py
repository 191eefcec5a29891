"""Reads the sheets of a workbook in a process of its own: ``python -m mekendesh.field.sheet_reader``.

The workbook comes on standard input, the sheets go to standard output as JSON, every cell as text: whole
numbers without a point, days as YYYY-MM-DD, times as ISO. What a reader must know of a cell beside its text
(a formula without its value, an error, a number) goes along as row and column. Kept free of this package's
imports, so that the process is light and knows nothing.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import resource
import sys
import warnings
import zipfile
from datetime import date, datetime, time
from typing import Any

MEMORY = 900 * 2**20
CELLS = 12_000_000
_MIDNIGHT = time(0)


def main() -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    # openpyxl loads numpy where it finds it, for writing only; without it the process starts in half the time.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    content = sys.stdin.buffer.read()
    json.dump(read_sheets(content), sys.stdout)


def read_sheets(content: bytes) -> list[dict[str, Any]]:
    """Every worksheet: name, hidden, rows (number, cells), merged ranges, and the places of special cells."""
    import openpyxl
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheets = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for sheet in book.worksheets:
            if not isinstance(sheet, ReadOnlyWorksheet):
                continue
            raw = archive.read(sheet._worksheet_path.lstrip("/"))
            told = _read_rows(sheet)
            told |= {"name": sheet.title, "hidden": sheet.sheet_state != "visible"}
            told["merged"] = [
                ref.decode() for ref in re.findall(rb"<(?:\w+:)?mergeCell [^>]*?ref=\"([^\"]+)\"", raw)
            ]
            told["formulas"], told["bare_formulas"] = _formulas(raw)
            sheets.append(told)
    return sheets


def _read_rows(sheet: Any) -> dict[str, Any]:
    sheet.reset_dimensions()
    rows, numbers, errors, seen = [], set(), [], 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = []
        for place, cell in enumerate(cells, start=1):
            value = cell.value
            if isinstance(value, bool) or value is None or isinstance(value, str):
                texts.append(
                    "" if value is None else str(value).lower() if isinstance(value, bool) else value
                )
                if value is not None and cell.data_type == "e":
                    errors.append((number, place))
            else:
                texts.append(_as_text(value))
                if isinstance(value, (int, float)):
                    numbers.add(place)
        while texts and texts[-1] == "":
            texts.pop()
        if texts:
            rows.append((number, texts))
            seen += len(texts)
            if seen > CELLS:
                raise MemoryError
    return {"rows": rows, "numbers": sorted(numbers), "errors": errors}


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)


def _formulas(raw: bytes) -> tuple[list[str], list[str]]:
    """Cells with a formula; and those of them without a value: what they show only a spreadsheet program knows."""
    if b"<f" not in raw and b":f>" not in raw:
        return [], []
    cells = re.findall(rb"<(?:\w+:)?c ([^>]*[^/>])>(.*?)</(?:\w+:)?c>", raw, re.DOTALL)
    computed = [
        (attributes, inside) for attributes, inside in cells if re.search(rb"<(?:\w+:)?f[ />]", inside)
    ]
    bare = [
        (attributes, inside)
        for attributes, inside in computed
        if not (b't="str"' in attributes and re.search(rb"<(?:\w+:)?v\b", inside))
        and not re.search(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>", inside)
    ]
    return _places(computed), _places(bare)


def _places(cells: list[tuple[bytes, bytes]]) -> list[str]:
    return [
        match[1].decode()
        for attributes, _ in cells
        if (match := re.search(rb"\br=\"([A-Z]+\d+)\"", attributes))
    ]


if __name__ == "__main__":
    main()
