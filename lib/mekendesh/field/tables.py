"""Delimited text as a table of text: no cell is guessed, no row is shifted, a file cut off is refused.

Rows are numbered as a spreadsheet shows them: the header is row 1, whatever line breaks a cell may hold.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator

import pandas as pd

from mekendesh.errors import DeliveryError

SHEET_LIMITS = (65_536, 1_048_576)
"""Rows an old and a new spreadsheet hold: a table of exactly that length has probably lost the rest."""

_COUNTED = re.compile(r"\.\d+$")


def read_table(
    text: str, delimiter: str, file: str, declared_rows: int | None = None, known: Collection[str] = ()
) -> pd.DataFrame:
    """Read delimited text, every cell as ``str`` (an empty one as ``""``, ``NA`` as ``NA``), indexed by
    ``row``.

    ``declared_rows`` is the number of data rows the deliverer counted. ``known`` are headers that a form has:
    two of them are two questions, however alike. Raises ``DeliveryError`` with the row
    for a quotation that never closes, a row of another width, headers that are empty or alike, another
    delimiter, a row count that differs from the declared one or is a spreadsheet's limit. Messages name
    columns by number, because a file without a header would otherwise show its first person.
    """
    return _table(list(_records(text, delimiter, file)), delimiter, file, declared_rows, known)


def table_of_sheet(
    rows: Iterable[tuple[int, tuple[str, ...]]],
    file: str,
    declared_rows: int | None = None,
    known: Collection[str] = (),
) -> pd.DataFrame:
    """The same table from the rows of a worksheet, of which trailing empty cells were left out."""
    numbered = [(row, list(cells)) for row, cells in rows]
    width = len(numbered[0][1]) if numbered else 0
    padded = [(row, cells + [""] * (width - len(cells))) for row, cells in numbered]
    return _table(padded, "", file, declared_rows, known)


def _table(
    numbered: list[tuple[int, list[str]]],
    delimiter: str,
    file: str,
    declared_rows: int | None,
    known: Collection[str],
) -> pd.DataFrame:
    if not numbered:
        raise DeliveryError("{file} is empty. Ask for the file again.", file=file)
    header = [name.strip() for name in numbered[0][1]]
    rows = numbered[1:]
    _check_header(header, delimiter, file, known)
    _check_second_header(header, rows, file)
    _check_widths(rows, len(header), file)
    _check_length(len(rows), file, declared_rows)
    index = pd.Index([row for row, _ in rows], name="row")
    return pd.DataFrame([cells for _, cells in rows], columns=header, index=index, dtype="str")


def ends_with_newline(text: str) -> bool:
    """Whether the last row was closed; without it the last cell may have lost its end unnoticed."""
    return text.endswith(("\n", "\r"))


def _records(text: str, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers; a line without any cell is nobody's row, but is counted."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if cells:
                yield row, cells
    except csv.Error as broken:
        if "field larger" in str(broken):
            raise DeliveryError(
                "{file}, row {row}: a cell is longer than any answer ({limit} characters). Look at its quotation "
                "marks, or shorten it.",
                file=file,
                row=row + 1,
                limit=csv.field_size_limit(),
            ) from None
        if "expected after" in str(broken):
            raise DeliveryError(
                "{file}, row {row}: a quotation mark stands inside a cell. Double it, or take it out.",
                file=file,
                row=row + 1,
            ) from None
        raise DeliveryError(
            "{file}, row {row}: a quotation opens here and never closes; the file was probably cut off. Ask "
            "for the whole file again, or close the quotation.",
            file=file,
            row=row + 1,
        ) from None


def _check_header(header: list[str], delimiter: str, file: str, known: Collection[str]) -> None:
    if len(header) == 1:
        others = [sign for sign in ",;\t|" if sign != delimiter and header[0].count(sign) > 1]
        if others:
            raise DeliveryError(
                "{file}, row 1: one column only, but many of the sign {sign}. Declare it as the delimiter in "
                "delivery.yml.",
                file=file,
                sign="tab" if others[0] == "\t" else others[0],
            )
    if "" in header:
        raise DeliveryError(
            "{file}, row 1: column {column} has no name. Name it, or ask for the file as it was exported.",
            file=file,
            column=header.index("") + 1,
        )
    seen: dict[str, int] = {}
    for number, name in enumerate(header, start=1):
        alike = _alike(name)
        # "phone.1" after "phone" is what a program writes that met the same header twice.
        twin = seen.get(alike) or seen.get(_COUNTED.sub("", alike))
        if twin and not (name in known and header[twin - 1] in known and name != header[twin - 1]):
            raise DeliveryError(
                "{file}, row 1: columns {first} and {second} have the same name, or nearly. Remove or rename "
                "one of them, and say which holds the answers.",
                file=file,
                first=twin,
                second=number,
            )
        seen[alike] = number


def _check_second_header(header: list[str], rows: list[tuple[int, list[str]]], file: str) -> None:
    """A row that repeats the names above it is a second header, not a person: two exports pasted together."""
    names = {_alike(name) for name in header} | {_alike(name.rpartition("/")[2]) for name in header}
    for row, cells in rows:
        # Most rows differ in their first filled cell: only a row that begins like a name is looked at whole.
        first = next((cell for cell in cells if cell.strip()), "")
        if _alike(first.strip()) not in names:
            continue
        filled = [cell for cell in cells if cell.strip()]
        repeated = sum(_alike(cell.strip()) in names for cell in filled)
        if len(filled) > 2 and repeated > len(filled) / 2:
            raise second_header(file, row)


def second_header(file: str, row: int) -> DeliveryError:
    return DeliveryError(
        "{file}, row {row}: a second header. Keep the one with the names of the questions and remove the other.",
        file=file,
        row=row,
    )


def _check_widths(rows: list[tuple[int, list[str]]], expected: int, file: str) -> None:
    for row, cells in rows:
        if len(cells) == expected:
            continue
        if row == rows[-1][0] and len(cells) < expected:
            raise DeliveryError(
                "{file}, row {row}: the last row has {found} cells where the header has {expected}; the file "
                "was cut off. Ask for the whole file again.",
                file=file,
                row=row,
                found=len(cells),
                expected=expected,
            )
        raise DeliveryError(
            "{file}, row {row}: {found} cells where the header has {expected}, so answers would stand under "
            "the wrong questions. Mend the separators or quotation marks of this row.",
            file=file,
            row=row,
            found=len(cells),
            expected=expected,
        )


def _check_length(found: int, file: str, declared: int | None) -> None:
    if found == 0:
        raise DeliveryError(
            "{file} has a header and no response. Ask for the whole file again, or take the delivery away.",
            file=file,
        )
    if declared is not None and found != declared:
        raise DeliveryError(
            "{file} has {found} rows of responses; delivery.yml says {declared}. Ask for the whole file "
            "again, or mend rows in delivery.yml.",
            file=file,
            found=found,
            declared=declared,
        )
    if declared is None and (found in SHEET_LIMITS or found + 1 in SHEET_LIMITS):
        raise DeliveryError(
            "{file} ends at row {row}, where spreadsheets end; the rest was probably cut off. Export it as "
            "text, or write the number of responses as rows into delivery.yml.",
            file=file,
            row=found + 1,
        )


def _alike(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.casefold())
