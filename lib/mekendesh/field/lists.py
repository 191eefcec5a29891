"""Registers and lists that come beside the responses: a consular register, lists of associations.

Nobody on them was asked. So a list is read only where ``delivery.yml`` says on what legal basis it was handed
over, for what purpose, as of when, and by when it must be deleted; and what linkage finds never goes back to
whoever handed it over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from mekendesh.errors import DeliveryError
from mekendesh.field.tables import read_table, table_of_sheet
from mekendesh.field.text import read_text
from mekendesh.field.workbooks import chosen_sheet, is_workbook, read_workbook
from mekendesh.files import digest

KINDS = ("register", "association")
PARTS = (
    "record",
    "name",
    "family",
    "given",
    "patronymic",
    "birth",
    "sex",
    "phone",
    "document",
    "city",
    "group",
)
"""What a column of a list may be declared to hold; ``name`` or ``family`` and ``given``, and ``record``, must be."""
GROUNDS = ("legal_basis", "purpose", "as_of", "delete_by")
LIST_COLUMNS = ("record", "name", "patronymic", "birth", "sex", "phone", "document", "city", "group")


@dataclass(frozen=True)
class NamedList:
    """A list as ``delivery.yml`` declares it; ``columns`` by part, ``sexes`` the words of the list by ours."""

    name: str
    kind: str
    path: Path
    encoding: str
    delimiter: str
    sheet: str
    sha256: str
    rows: int | None
    legal_basis: str
    purpose: str
    as_of: date
    delete_by: date
    columns: Mapping[str, str]
    sexes: Mapping[str, str]


def declared_lists(declared: Any, folder: Path, file: str) -> tuple[NamedList, ...]:
    """The lists of a ``delivery.yml`` (key ``lists``, by name).

    Raises ``DeliveryError`` for a list without its grounds, an unknown kind or part, or a file elsewhere.
    """
    if declared is None or declared == "":
        return ()
    if not isinstance(declared, dict) or not all(isinstance(entry, dict) for entry in declared.values()):
        raise DeliveryError(
            "{file}: lists holds no named lists. Write a name, and beneath it file, kind, legal_basis, purpose, "
            "as_of, delete_by and columns.",
            file=file,
        )
    return tuple(_declared(name, entry, folder, file) for name, entry in declared.items())


def read_list(named: NamedList, as_of: date) -> pd.DataFrame:
    """The records of a list: `LIST_COLUMNS` as text, ``""`` where it does not say, indexed by row.

    ``as_of`` is the round's date: after ``delete_by`` a list may no longer be read. Raises ``DeliveryError`` for
    that, for what `tables` and `workbooks` refuse, a declared column that is not there, other bytes than those
    declared, and a record without a name of its own.
    """
    if named.delete_by < as_of:
        raise DeliveryError(
            "The list {name} had to be deleted by {day}. Delete it, and take it out of delivery.yml.",
            name=named.name,
            day=named.delete_by.isoformat(),
        )
    content = _content(named)
    if is_workbook(named.path.name):
        sheet = chosen_sheet(read_workbook(content, named.path.name), named.sheet, named.path.name)
        table = table_of_sheet(sheet.rows, named.path.name, named.rows)
    else:
        text = read_text(content, named.encoding, named.path.name)
        table = read_table(text.characters, named.delimiter, named.path.name, named.rows)
    if named.sha256 and digest(content) != named.sha256:
        raise DeliveryError(
            "{file} is not the file that {declaration} describes (sha256 differs): it was cut off or changed "
            "on its way. Ask for the whole file again.",
            file=named.path.name,
            declaration="delivery.yml",
        )
    for part, column in named.columns.items():
        if column not in table:
            raise DeliveryError(
                "{file} has no column {column}, which delivery.yml declares as {part}. Mend its name.",
                file=named.path.name,
                column=column,
                part=part,
            )
    return _records(table, named)


def _records(table: pd.DataFrame, named: NamedList) -> pd.DataFrame:
    empty = pd.Series("", index=table.index, dtype="str")

    def held(part: str) -> pd.Series:
        return table[named.columns[part]].str.strip() if part in named.columns else empty

    whole = held("name") if "name" in named.columns else (held("family") + " " + held("given")).str.strip()
    records = held("record")
    alike = records[(records == "") | records.duplicated()]
    if len(alike):
        raise DeliveryError(
            "{file}, row {row}: the record has no number of its own. Number the records, each once.",
            file=named.path.name,
            row=int(alike.index[0]),
        )
    sexes = {_plain(word): sex for word, sex in named.sexes.items()}
    return pd.DataFrame(
        {
            "record": records,
            "name": whole,
            "patronymic": held("patronymic"),
            "birth": held("birth"),
            "sex": held("sex").map(lambda word: sexes.get(_plain(word), "")),
            "phone": held("phone"),
            "document": held("document"),
            "city": held("city"),
            "group": held("group"),
        }
    ).astype("str")[list(LIST_COLUMNS)]


def _declared(name: str, entry: dict[str, Any], folder: Path, file: str) -> NamedList:
    lacking = [
        ground for ground in GROUNDS if not isinstance(entry.get(ground), str) or not entry[ground].strip()
    ]
    if lacking:
        raise DeliveryError(
            "{file}: the list {name} does not say its {lacking}. Nobody on it was asked: without it the list may "
            "not be read. Add it, or take the list out.",
            file=file,
            name=name,
            lacking=", ".join(lacking),
        )
    columns = entry.get("columns")
    columns = columns if isinstance(columns, dict) else {}
    named = "name" in columns or {"family", "given"} <= set(columns)
    unknown = [part for part in columns if part not in PARTS]
    if (
        unknown
        or not named
        or "record" not in columns
        or not all(isinstance(c, str) for c in columns.values())
    ):
        raise DeliveryError(
            "{file}: the columns of the list {name} are not declared. Expected are record, name (or family and "
            "given), and any of {parts}.",
            file=file,
            name=name,
            parts=", ".join(PARTS),
        )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name == "survey":
        raise DeliveryError(
            "{file}: {name} cannot be the name of a list. Write small Latin letters, digits and underscores.",
            file=file,
            name=name[:40],
        )
    delimiter = entry.get("delimiter", ",")
    if delimiter not in (",", ";", "\t", "|"):
        raise DeliveryError(
            "{file}: the delimiter of the list {name} is none of , ; tab |. Mend it.", file=file, name=name
        )
    if entry.get("kind") not in KINDS:
        raise DeliveryError(
            "{file}: the list {name} is of no known kind. Write one of {kinds}.",
            file=file,
            name=name,
            kinds=", ".join(KINDS),
        )
    filename = entry.get("file", "")
    filename = filename if isinstance(filename, str) and "\0" not in filename else ""
    path = folder / Path(filename).name
    if not filename or Path(filename).name != filename or path.resolve().parent != folder.resolve():
        raise DeliveryError(
            "{file}: the list {name} names no file that lies beside it. Write its bare name.",
            file=file,
            name=name,
        )
    rows = entry.get("rows", "")
    return NamedList(
        name=name,
        kind=entry["kind"],
        path=path,
        encoding=str(entry.get("encoding", "")),
        delimiter=delimiter,
        sheet=str(entry.get("sheet", "")),
        sha256=str(entry.get("sha256", "")).lower(),
        rows=int(rows)
        if isinstance(rows, str) and rows.isascii() and rows.isdecimal() and len(rows) < 10
        else None,
        legal_basis=entry["legal_basis"],
        purpose=entry["purpose"],
        as_of=_day(entry["as_of"], name, "as_of", file),
        delete_by=_day(entry["delete_by"], name, "delete_by", file),
        columns=columns,
        sexes=entry["sexes"] if isinstance(entry.get("sexes"), dict) else {},
    )


def _day(text: str, name: str, key: str, file: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DeliveryError(
            "{file}: {key} of the list {name} is no day. Write it as YYYY-MM-DD.",
            file=file,
            name=name,
            key=key,
        ) from None


def _content(named: NamedList) -> bytes:
    try:
        return named.path.read_bytes()
    except OSError:
        raise DeliveryError(
            "{declaration} names {file}, which is not there or cannot be read. Add the file, or mend its name.",
            declaration="delivery.yml",
            file=named.path.name,
        ) from None


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).strip().casefold()
