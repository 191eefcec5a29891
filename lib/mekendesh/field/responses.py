"""From a table of text to responses: the questionnaire's own columns, each cell typed or doubted, none
dropped.

Typing follows the questionnaire and never converts what it is not sure of: a cell that does not fit stays as
text among the cells, is missing among the typed, and is named in the doubts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import DeliveryError
from mekendesh.field.delivery import Delivery, read_content, verify_content
from mekendesh.field.headers import codes_for_labels, join_split, match_headers, plain_uuid
from mekendesh.field.tables import ends_with_newline, read_table, second_header, table_of_sheet
from mekendesh.field.text import Text, read_text
from mekendesh.field.workbooks import chosen_sheet, is_workbook, read_workbook
from mekendesh.structure.expressions import Answers, holds
from mekendesh.words import LANGUAGES

if TYPE_CHECKING:
    from mekendesh.structure.questionnaire import Column, Questionnaire

ESSENTIAL = (
    *("end", "_uuid", "consent_analyse", "site", "birth_year", "network_size"),
    *("is_seed", "coupon_received", "coupon_1", "coupon_2", "coupon_3"),
)
"""Without one of these columns consent, age or recruitment cannot be known, and the file is refused."""
ESSENTIAL_WITHOUT_COUPONS = ("end", "_uuid", "consent_analyse", "site", "birth_year")
"""The same where nobody was recruited by coupons: an open link, a time and place, a list."""

WHOLE_FILE = 0
"""The ``row`` of a doubt about the file as a whole; an empty ``column`` means the row as a whole."""

# Plain digits only: \d also takes the digits of other scripts, which no conversion understands. "7.0" is how a
# float is written; "1.000" is a thousand in Turkish, German and Russian habits, and is not decided here.
_WHOLE_NUMBER = r"[+-]?[0-9]{1,15}(?:\.0)?"
_DECIMAL = r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]*)?|\.[0-9]+)"
_ISO_DATE = r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
_ISO_DATETIME = _ISO_DATE + r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
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


def read_responses(
    delivery: Delivery, questionnaire: Questionnaire, essential: tuple[str, ...] = ESSENTIAL
) -> Responses:
    """Read the responses file of a delivery, without whose ``essential`` columns it is refused.

    Raises ``DeliveryError`` where the file cannot be accepted as it is.
    """
    content = read_content(delivery)
    table, doubts = _read_table(delivery, content)
    verify_content(delivery, content)
    cells, named, absent = name_columns(table, questionnaire, delivery.file, essential)
    unknown = match_headers(table.columns, questionnaire).unknown
    cells, by_label = codes_for_labels(cells, questionnaire)
    doubts = [
        *(("unknown_column", WHOLE_FILE, header) for header in unknown),
        *(("absent_column", WHOLE_FILE, column) for column in absent),
        *((check, row, named.get(header, "")) for check, row, header in doubts),
        *(("label_for_code", row, column) for row, column in by_label),
    ]
    return type_responses(cells, questionnaire, doubts)


def name_columns(
    table: pd.DataFrame, questionnaire: Questionnaire, file: str, essential: tuple[str, ...] = ESSENTIAL
) -> tuple[pd.DataFrame, Mapping[str, str], tuple[str, ...]]:
    """Rename headers to questions: cells, the question of each header, and the questions without a header.

    A question without a header is all empty. Raises ``DeliveryError`` where an essential one has none.
    """
    matched = match_headers(table.columns, questionnaire)
    if matched.again:
        place = list(table.columns).index(matched.again[0]) + 1
        raise DeliveryError(
            "{file}, row 1: column {column} holds a question that another column holds too. Remove one of them, "
            "and say which holds the answers.",
            file=file,
            column=place,
        )
    named = matched.named
    absent = tuple(name for name in questionnaire.by_name if name not in named.values())
    cells = join_split(table[list(named)].rename(columns=named), questionnaire, absent)
    absent = tuple(name for name in absent if name not in cells)
    lacking = [name for name in essential if name in absent]
    if lacking:
        raise DeliveryError(
            "{file}, row 1: the column {column} is missing, without which no response can be used. Ask for "
            "the export with all questions and with their names as headers.",
            file=file,
            column=questionnaire.by_name[lacking[0]].header,
        )
    cells = cells.assign(**dict.fromkeys(absent, ""))
    _refuse_second_header(cells, questionnaire, file)
    if "_uuid" in cells:
        cells["_uuid"] = plain_uuid(cells["_uuid"])
    splits = [name for name in named.values() if name not in questionnaire.by_name]
    return cells[[*questionnaire.by_name, *splits]].astype("str"), named, absent


def _refuse_second_header(cells: pd.DataFrame, questionnaire: Questionnaire, file: str) -> None:
    """A row of the questions' names or labels under another header is nobody's response."""
    repeated = pd.Series(0, index=cells.index)
    for column in questionnaire.columns:
        ways = {column.column, column.header, *(getattr(column.label, language) for language in LANGUAGES)}
        repeated += cells[column.column].str.strip().isin(ways - {""})
    filled = (cells[list(questionnaire.by_name)] != "").sum(axis=1)
    headers = repeated.index[(repeated > 2) & (repeated > filled / 2)]
    if len(headers):
        raise second_header(file, int(headers[0]))


def _read_table(delivery: Delivery, content: bytes) -> tuple[pd.DataFrame, list[tuple[str, int, str]]]:
    """The table of a delivery and what is to be doubted of it: check, row, header."""
    if is_workbook(delivery.file):
        sheet = chosen_sheet(read_workbook(content, delivery.file), delivery.sheet, delivery.file)
        table = table_of_sheet(sheet.rows, delivery.file, delivery.rows)
        headers = list(table.columns)
        doubts = [("sheet_error", row, headers[place - 1]) for row, place in sheet.errors if row > 1]
        texts = [headers[place - 1] for place in sorted(sheet.numbers) if place <= len(headers)]
        return table, [*doubts, *(("number_in_sheet", WHOLE_FILE, header) for header in texts)]
    text = read_text(content, delivery.encoding, delivery.file)
    table = read_table(text.characters, delivery.delimiter, delivery.file, delivery.rows)
    return table, [(check, WHOLE_FILE, "") for check in _file_doubts(text, proven=bool(delivery.sha256))]


def type_responses(
    cells: pd.DataFrame,
    questionnaire: Questionnaire,
    doubts: Iterable[tuple[str, int, str]] = (),
) -> Responses:
    """Type every question's cells, adding the doubts ``type`` and ``choice`` for those that do not fit."""
    found = [
        (check, row, name)
        for check, row, name in doubts
        if check != "number_in_sheet" or _loses_digits(questionnaire, name)
    ]
    typed, unfit = _type_columns(cells, questionnaire.columns, questionnaire)
    return Responses(cells, pd.DataFrame(typed, index=cells.index), _table_of([*found, *unfit]))


def retype_responses(before: Responses, cells: pd.DataFrame, questionnaire: Questionnaire) -> Responses:
    """Type some rows of ``before``, some of whose cells have changed since: what `type_responses` gives of ``cells``.

    A cell is typed by its own text alone, so a column without a change keeps its types and doubts; only times are
    typed anew, since their unit hangs on all of a column's cells. Every row of ``cells`` must be a row of ``before``,
    typed by the same questionnaire.
    """
    earlier = before.cells.loc[cells.index]
    changed = [
        column
        for column in questionnaire.columns
        if column.type in ("date", "datetime") or not cells[column.column].equals(earlier[column.column])
    ]
    typed, unfit = _type_columns(cells, changed, questionnaire)
    of_row = {row: place for place, row in enumerate(cells.index)}
    of_column = {column.column: place for place, column in enumerate(questionnaire.columns)}
    kept = [
        (check, row, name)
        for check, row, name in before.doubts.itertuples(index=False, name=None)
        if check in ("choice", "type") and row in of_row and name not in typed
    ]
    found = sorted([*kept, *unfit], key=lambda doubt: (of_column[doubt[2]], of_row[doubt[1]]))
    return Responses(cells, before.typed.loc[cells.index].assign(**typed), _table_of(found))


def _type_columns(
    cells: pd.DataFrame, columns: Iterable[Column], questionnaire: Questionnaire
) -> tuple[dict[str, pd.Series], list[tuple[str, int, str]]]:
    """The typed cells of each question, and a doubt (check, row, column) for every cell that does not fit."""
    typed: dict[str, pd.Series] = {}
    unfit: list[tuple[str, int, str]] = []
    for column in columns:
        codes = questionnaire.codes_of(column.choices)
        typed[column.column], fits = type_cells(cells[column.column].str.strip(), column, codes)
        check = "choice" if column.type in ("choice", "multiple", "scale") else "type"
        unfit += [(check, row, column.column) for row in cells.index[~fits]]
    return typed, unfit


def _table_of(doubts: list[tuple[str, int, str]]) -> pd.DataFrame:
    return pd.DataFrame(doubts, columns=["check", "row", "column"]).astype(
        {"check": "str", "row": "int64", "column": "str"}
    )


def type_cells(text: pd.Series, column: Column, codes: tuple[str, ...]) -> tuple[pd.Series, pd.Series]:
    """Type the stripped cells of one question: the typed values, and whether each cell fits (an empty one
    does).

    Numbers are plain digits (``7``, ``7.0``; decimal ones with a point); a decimal comma, a thousands blank or
    point, ``7e2``, digits of another script do not fit. Dates are ISO, of this century and its neighbours.
    A multiple choice stays text if every code is on its list. Booleans are yes/no, true/false or 1/0.
    """
    empty = text == ""
    match column.type:
        case "integer" | "scale":
            fits = text.str.fullmatch(_WHOLE_NUMBER)
            whole = text.where(fits).str.replace(r"\.0$", "", regex=True)
            typed = pd.to_numeric(whole, errors="coerce").astype("Int64")
            if column.type == "scale":
                fits &= typed.isin([int(code) for code in codes]).astype(bool)
        case "decimal":
            fits = text.str.fullmatch(_DECIMAL)
            typed = pd.to_numeric(text.where(fits), errors="coerce").astype("Float64")
        case "time":
            fits, typed = text.str.fullmatch(_TIME), text
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


def was_asked(column: Column, answers: Answers) -> pd.Series:
    """Whether a question was asked, by its ``relevant`` expression; always, if it has none.

    Raises `mekendesh.structure.expressions.NotEvaluated`.
    """
    if not column.relevant:
        return pd.Series(True, index=answers.cells.index)
    return holds(column.relevant, answers)


def _loses_digits(questionnaire: Questionnaire, name: str) -> bool:
    """Whether a number in a cell of this column may have lost a leading + or 0: phones, documents, coupons."""
    column = questionnaire.by_name.get(name)
    return column is not None and column.type == "text"


def _file_doubts(text: Text, *, proven: bool) -> list[str]:
    doubts = []
    if text.encoding != "utf-8":
        doubts.append("other_encoding")
    if text.recomposed:
        doubts.append("recomposed_letters")
    if not proven and not ends_with_newline(text.characters):
        doubts.append("open_end")
    return doubts
