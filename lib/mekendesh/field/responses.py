"""From a table of text to responses: the questionnaire's own columns, each cell typed or doubted, none
dropped.

Typing follows the questionnaire and never converts what it is not sure of: a cell that does not fit stays as
text among the cells, is missing among the typed, and is named in the doubts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import DeliveryError
from mekendesh.field.delivery import Delivery, read_content, verify_content
from mekendesh.field.tables import ends_with_newline, read_table
from mekendesh.field.text import Text, read_text

if TYPE_CHECKING:
    from mekendesh.structure.questionnaire import Column, Questionnaire

ESSENTIAL = (
    *("end", "_uuid", "consent_analyse", "site", "birth_year", "network_size"),
    *("is_seed", "coupon_received", "coupon_1", "coupon_2", "coupon_3"),
)
"""Without one of these columns consent, age or recruitment cannot be known, and the file is refused."""

EXPORT_COLUMNS = frozenset(
    ["_id", "_index", "_notes", "_status", "_submitted_by", "_tags", "_validation_status", "__version__"]
)
"""What the collecting server adds of its own; not questions, and not used."""

WHOLE_FILE = 0
"""The ``row`` of a doubt about the file as a whole; an empty ``column`` means the row as a whole."""

_WHOLE_NUMBER = r"[+-]?\d{1,15}(?:\.0+)?"
_ISO_DATE = r"\d{4}-\d{2}-\d{2}"
_ISO_DATETIME = _ISO_DATE + r"[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")


@dataclass(frozen=True, eq=False)
class Responses:
    """The responses of one delivery, one row a submission, in delivery order, indexed by ``row``.

    ``cells``: text, a column per question, ``""`` where nothing stands, and ``question/code`` for the 0/1
    columns of a multiple choice. ``typed``: nullable types, missing where a cell does not fit. ``doubts``:
    check, row, column.
    """

    cells: pd.DataFrame
    typed: pd.DataFrame
    doubts: pd.DataFrame


def read_responses(delivery: Delivery, questionnaire: Questionnaire, sites: tuple[str, ...]) -> Responses:
    """Read the responses file of a delivery. ``sites`` are the codes of the destination's sites.

    Raises ``DeliveryError`` where the file cannot be accepted as it is.
    """
    content = read_content(delivery)
    text = read_text(content, delivery.encoding, delivery.file)
    table = read_table(text.characters, delivery.delimiter, delivery.file, delivery.rows)
    verify_content(delivery, content)
    cells, unknown, absent = name_columns(table, questionnaire, delivery.file)
    doubts = [
        *(("unknown_column", WHOLE_FILE, header) for header in unknown),
        *(("absent_column", WHOLE_FILE, column) for column in absent),
        *((check, WHOLE_FILE, "") for check in _file_doubts(text, proven=bool(delivery.sha256))),
    ]
    return type_responses(cells, questionnaire, sites, doubts)


def name_columns(
    table: pd.DataFrame, questionnaire: Questionnaire, file: str
) -> tuple[pd.DataFrame, tuple[str, ...], tuple[str, ...]]:
    """Rename ``group/question`` headers to questions: cells, headers nobody knows, questions without a
    header.

    A question without a header is all empty. Raises ``DeliveryError`` where an essential one has none.
    """
    known = {column.header: column.column for column in questionnaire.columns}
    known |= {column.column: column.column for column in questionnaire.columns}
    for column in questionnaire.columns:
        if column.type == "multiple":
            for code in questionnaire.codes_of(column.choices):
                known[f"{column.header}/{code}"] = f"{column.column}/{code}"
    named = {header: known[header] for header in table.columns if header in known}
    unknown = tuple(h for h in table.columns if h not in known and h not in EXPORT_COLUMNS)
    absent = tuple(name for name in questionnaire.by_name if name not in named.values())
    lacking = [name for name in ESSENTIAL if name in absent]
    if lacking:
        raise DeliveryError(
            "{file}, row 1: the column {column} is missing, without which no response can be used. Ask for "
            "the export with all questions and with their names as headers.",
            file=file,
            column=questionnaire.by_name[lacking[0]].header,
        )
    cells = table[list(named)].rename(columns=named)
    for name in absent:
        cells[name] = ""
    splits = [name for name in named.values() if name not in questionnaire.by_name]
    return cells[[*questionnaire.by_name, *splits]].astype("str"), unknown, absent


def type_responses(
    cells: pd.DataFrame,
    questionnaire: Questionnaire,
    sites: tuple[str, ...],
    doubts: Iterable[tuple[str, int, str]] = (),
) -> Responses:
    """Type every question's cells, adding the doubts ``type`` and ``choice`` for those that do not fit."""
    typed: dict[str, pd.Series] = {}
    found = list(doubts)
    for column in questionnaire.columns:
        codes = questionnaire.codes_of(column.choices) or sites
        typed[column.column], fits = type_cells(cells[column.column].str.strip(), column, codes)
        check = "choice" if column.type in ("choice", "multiple", "scale") else "type"
        found += [(check, row, column.column) for row in cells.index[~fits]]
    return Responses(
        cells,
        pd.DataFrame(typed, index=cells.index),
        pd.DataFrame(found, columns=["check", "row", "column"]).astype(
            {"check": "str", "row": "int64", "column": "str"}
        ),
    )


def type_cells(text: pd.Series, column: Column, codes: tuple[str, ...]) -> tuple[pd.Series, pd.Series]:
    """Type the stripped cells of one question: the typed values, and whether each cell fits (an empty one
    does).

    Numbers are whole (``7``, ``7.0``); a decimal comma, a thousands blank or ``7e2`` does not fit. Dates are
    ISO. A multiple choice stays text if every code is on its list. Booleans are yes/no, true/false or 1/0.
    """
    empty = text == ""
    match column.type:
        case "integer" | "scale":
            fits = text.str.fullmatch(_WHOLE_NUMBER)
            whole = text.where(fits).str.partition(".")[0]
            typed = pd.to_numeric(whole, errors="coerce").astype("Int64")
            if column.type == "scale":
                fits &= typed.isin([int(code) for code in codes]).astype(bool)
        case "boolean":
            lowered = text.str.lower()
            fits = lowered.isin([*_YES, *_NO])
            typed = lowered.isin(_YES).astype("boolean")
        case "date" | "datetime":
            pattern = _ISO_DATE if column.type == "date" else _ISO_DATETIME
            typed = pd.to_datetime(
                text.where(text.str.fullmatch(pattern)), errors="coerce", format="ISO8601", utc=True
            )
            fits = typed.notna()
        case "choice":
            fits, typed = text.isin(codes), text
        case "multiple":
            chosen = text.str.split()
            fits, typed = chosen.map(lambda answers: set(answers) <= set(codes)).astype(bool), text
        case _:
            fits, typed = pd.Series(True, index=text.index), text
    return typed.where(fits & ~empty), fits | empty


def condition_holds(column: Column, cells: pd.DataFrame) -> pd.Series:
    """Whether a question was asked, by its ``relevant`` condition on an earlier answer; always, if it has
    none.
    """
    if column.condition is None:
        return pd.Series(True, index=cells.index)
    asked, answer = column.condition
    # An answer of several is one of the codes; a single answer is its only code.
    return cells[asked].str.split().map(lambda codes: answer in codes).astype(bool)


def _file_doubts(text: Text, *, proven: bool) -> list[str]:
    doubts = []
    if text.encoding != "utf-8":
        doubts.append("other_encoding")
    if text.recomposed:
        doubts.append("recomposed_letters")
    if not proven and not ends_with_newline(text.characters):
        doubts.append("open_end")
    return doubts
