"""Any XLSForm as a questionnaire, so that its export can be checked by its own rules.

What XLSForm knows and this reader does not turn into a rule (choice filters, lists in other files, appearance)
is left out of the checks; expressions outside the evaluated subset are listed by
`mekendesh.cleaning.form_rules.not_evaluated`. See the XLSForm reference (xlsform.org).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mekendesh.errors import StructureError
from mekendesh.field.workbooks import Sheet, read_workbook
from mekendesh.structure.questionnaire import ROLES, Choice, Column, Questionnaire
from mekendesh.words import LANGUAGES, Label

SERVER_COLUMNS = ("_uuid", "_submission_time")
_TYPES = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal",
    "range": "decimal", "date": "date", "today": "date", "time": "time", "datetime": "datetime",
    "start": "datetime", "end": "datetime", "calculate": "text", "barcode": "text", "hidden": "text",
    "acknowledge": "text", "deviceid": "text", "username": "text", "phonenumber": "text", "email": "text",
}  # fmt: skip
_ALIASES = {
    "relevance": "relevant", "bind::relevant": "relevant", "bind::required": "required",
    "bind::constraint": "constraint", "bind::calculate": "calculation", "calculate": "calculation",
    "list name": "list_name", "value": "name", "caption": "label",
}  # fmt: skip
_SELECTS = (
    ("select all that apply from", "select_multiple"), ("select all that apply", "select_multiple"),
    ("select multiple from", "select_multiple"), ("select multiple", "select_multiple"),
    ("select_multiple", "select_multiple"), ("select one from", "select_one"), ("select one", "select_one"),
    ("select_one", "select_one"), ("select1", "select_one"), ("rank", "rank"),
)  # fmt: skip
_META = ("start", "end", "today", "deviceid", "username", "phonenumber", "email", "calculate", "hidden")
_CHOICES = {"select_one": "choice", "select_multiple": "multiple", "rank": "multiple"}
_UNCHECKED = ("select_one_from_file", "select_multiple_from_file", "select_one_external")
_TRUE = ("yes", "true", "true()", "1", "required")
_CODES_OF_LANGUAGES = {"ky": ("ky", "kg", "kyrgyz", "kirghiz", "кыргыз"), "ru": ("ru", "russian", "русский"),
                       "en": ("en", "english")}  # fmt: skip
_INTERVIEWER = ("interviewer", "enumerator", "enumerator_id", "username", "deviceid")


@dataclass(frozen=True)
class _Opened:
    """A group or repeat that is open: its kind, name, and when it is asked."""

    kind: str
    name: str
    relevant: str


def read_form(content: bytes, file: str) -> Questionnaire:
    """The questionnaire of an XLSForm workbook, questions of repeats marked by their ``repeat``.

    Raises ``DeliveryError`` for a workbook that cannot be opened, ``StructureError`` where a sheet or column
    is missing, a group is not closed, or a list is not there.
    """
    sheets = {sheet.name.strip().casefold(): sheet for sheet in read_workbook(content, file)}
    if "survey" not in sheets:
        raise StructureError(
            "{file} has no sheet “survey”, so it is no XLSForm. Give the form, and the data after it.",
            file=file,
        )
    choices = tuple(_choices(sheets["choices"])) if "choices" in sheets else ()
    columns = tuple(_columns(sheets["survey"], choices, file))
    asked_freely = {
        column.column.removesuffix("_other") for column in columns if column.column.endswith("_other")
    }
    offered = {choice.list for choice in choices if choice.code == "other"}
    lists = {column.choices for column in columns if column.column in asked_freely and column.choices}
    more = tuple(Choice(name, "other", Label("башка", "другое", "other")) for name in sorted(lists - offered))
    return Questionnaire(columns, (*choices, *more))


def records(sheet: Sheet) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a sheet by the names of its first row, with their numbers."""
    if not sheet.rows:
        return
    header = [_header(name) for name in sheet.rows[0][1]]
    for number, cells in sheet.rows[1:]:
        padded = [*cells, *[""] * (len(header) - len(cells))]
        yield number, {name: cell.strip() for name, cell in zip(header, padded, strict=False) if name}


def _header(name: str) -> str:
    """A header as the reference writes it: small letters before a language, today's names for older ones."""
    part, colon, rest = name.strip().partition(":")
    plain = " ".join(part.split()).casefold()
    whole = f"{plain}::{rest.strip(': ').casefold()}" if plain == "bind" else plain
    return _ALIASES.get(whole, plain if plain != "bind" else whole) + (
        colon + rest if plain != "bind" else ""
    )


def _choices(sheet: Sheet) -> Iterator[Choice]:
    for _, row in records(sheet):
        name = row.get("list_name") or row.get("list name") or ""
        if name and row.get("name"):
            yield Choice(name, row["name"], _label(row, "label"))


def _columns(sheet: Sheet, choices: tuple[Choice, ...], file: str) -> Iterator[Column]:
    lists = {choice.list for choice in choices}
    opened: list[_Opened] = []
    yield from (_server_column(name) for name in SERVER_COLUMNS)
    for number, row in records(sheet):
        kind, rest = _type_of(row.get("type", ""))
        name = row.get("name", "")
        if not kind or kind.startswith("#") or row.get("disabled", "").lower() in _TRUE:
            continue
        verb, _, what = f"{kind} {rest}".replace("_", " ").strip().partition(" ")
        if verb == "begin" and what.split(" ")[0] in ("group", "repeat"):
            opened.append(_Opened(what.split(" ")[0], name, row.get("relevant", "")))
        elif verb == "end" and what.split(" ")[0] in ("group", "repeat"):
            if not opened or opened.pop().kind != what.split(" ")[0]:
                raise StructureError(
                    "{file}, sheet survey, row {row}: this ends what was not begun. Match begin and end.",
                    file=file,
                    row=number,
                )
        elif (column := _question(row, kind, rest.strip(), opened, lists, file, number)) is not None:
            yield column
            if rest.casefold().endswith((" or_other", " or specify other", " or other")):
                yield _which_other(column)
    if opened:
        raise StructureError(
            "{file}, sheet survey: the group {name} is begun and never ended. Match begin and end.",
            file=file,
            name=opened[-1].name,
        )


def _question(
    row: Mapping[str, str],
    kind: str,
    rest: str,
    opened: list[_Opened],
    lists: set[str],
    file: str,
    number: int,
) -> Column | None:
    if kind in _CHOICES:
        of_list = rest.split(" ", maxsplit=1)[0]
        if of_list.startswith("${"):
            # Its answers are those of a repeat: no list to hold them to.
            return _question(row, "text", "", opened, lists, file, number)
        if of_list not in lists:
            raise StructureError(
                "{file}, sheet survey, row {row}: the list {name} is not on the sheet choices. Add it there.",
                file=file,
                row=number,
                name=of_list,
            )
        typed, choices = _CHOICES[kind], of_list
    elif kind in _TYPES or kind in _UNCHECKED:
        typed, choices = _TYPES.get(kind, "text"), ""
    else:
        # Notes show something and ask nothing; pictures, sounds and places have no rule to check.
        return None
    name = row.get("name") or kind
    relevant = [one.relevant for one in opened if one.relevant] + [row.get("relevant", "")]
    repeat = next((one.name for one in reversed(opened) if one.kind == "repeat"), "")
    role = row.get("role", "") if row.get("role", "") in ROLES else "meta" if kind in _META else ""
    role = role or ("free_text" if typed == "text" else "trait")
    if name in _INTERVIEWER:
        role = "meta"
    return Column(
        column=name,
        group="/".join(one.name for one in opened),
        type=typed,
        choices=choices,
        role=role,
        required=row.get("required", "").lower() in _TRUE,
        relevant=" and ".join(f"({part})" for part in relevant if part),
        low=None,
        high=None,
        feeds=tuple(row.get("feeds", "").split()),
        label=_label(row, "label"),
        constraint=row.get("constraint", ""),
        calculation=row.get("calculation", "") if kind == "calculate" else "",
        repeat=repeat,
    )


def _type_of(text: str) -> tuple[str, str]:
    """The kind of a row and what follows it, in today's names."""
    words = " ".join(text.split())
    lowered = words.casefold()
    if lowered.startswith(("select_one_from_file", "select_multiple_from_file", "select_one_external")):
        return lowered.split(" ")[0], ""
    for old, new in _SELECTS:
        if lowered.startswith(f"{old} "):
            return new, words[len(old) :].strip()
    if lowered in ("date time", "datetime"):
        return "datetime", ""
    kind, _, rest = words.partition(" ")
    return kind.casefold().replace("-", "_"), rest


def _which_other(column: Column) -> Column:
    """The question that ``or_other`` asks by itself."""
    asked = replace(column, column=f"{column.column}_other", type="text", choices="", role="free_text")
    return replace(asked, relevant=f"selected(${{{column.column}}}, 'other')", required=False, constraint="")


def _server_column(name: str) -> Column:
    kind = "datetime" if name == "_submission_time" else "text"
    empty = Label("", "", "")
    return Column(
        name, "", kind, "", "meta", required=False, relevant="", low=None, high=None, feeds=(), label=empty
    )


def _label(row: Mapping[str, str], part: str) -> Label:
    """The words of a row by language; a form in one language says the same in all."""
    plain = row.get(part, "")
    words = dict.fromkeys(LANGUAGES, plain)
    for header, cell in row.items():
        if not re.match(rf"{part}\s*::?", header) or not cell:
            continue
        said = header.partition(":")[2].strip(": ").casefold()
        for language, codes in _CODES_OF_LANGUAGES.items():
            if any(said == code or f"({code})" in said or said.startswith(code) for code in codes):
                words[language] = cell
        if not plain:
            words = {language: text or cell for language, text in words.items()}
    return Label(**words)
