"""Bad and merely unusual deliveries, each with the verdict that the rules demand of it.

A case knows how to build its files, so that collecting the cases costs nothing and large ones exist only
while they are read. Every verdict follows from the rules, never from what the program happens to do. The
identifying columns of every response hold recognisable values (`CANARIES`), which no message may repeat.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.saxutils import escape

import yaml

from mekendesh.files import digest
from mekendesh.structure.mapping import open_mapping

GROUPS = (
    *("encoding", "characters", "table", "delimiter", "numbers_and_dates", "workbook"),
    *("recruitment", "declaration", "identity", "consent", "yaml", "size"),
)
VERDICTS = ("accept", "repair", "refuse")
CANARIES = ("Kanarejka", "Канарейка", "999555", "99955E", "EX770")
"""Parts of the names, phones and documents of everybody in these files."""

MARKER = "executed.marker"
"""What a tag of delivery.yml would leave in the working folder if it were executed."""

Person = dict[str, str]
Files = dict[str, bytes]


@dataclass(frozen=True, eq=False)
class Case:
    """A delivery and its verdict.

    ``expects``: of a refusal a part of the message that names the place; of a repair the check or reason
    that is recorded, ``check@column`` or ``@column`` where the doubt's column (under any name) counts, too. ``rows``: data
    rows in the file. ``holds``: patterns of cells that must survive, by row and column. ``seeds``: how many
    declared seeds the respondents hold, if that is at stake. ``heavy``: its memory is measured, too.
    """

    name: str
    group: str
    verdict: str
    build: Callable[[], Files]
    expects: str = ""
    rows: int = 12
    holds: Mapping[tuple[int, str], str] = field(default_factory=dict)
    seeds: int | None = None
    heavy: bool = False

    @property
    def files(self) -> Files:
        """File name in the delivery's folder -> bytes, the same at every call."""
        return self.build()


# ---------------------------------------------------------------------------------------------------------
# A valid small delivery


def person(row: int, **answers: str) -> Person:
    """A complete response as it stands in a row of the file; recruited unless said otherwise."""
    day = f"2027-05-{row:02d}"
    return {
        "start": f"{day}T10:00:00+03:00",
        "end": f"{day}T10:20:00+03:00",
        "form_version": "v1",
        "interviewer": "I01",
        "mode": "face_to_face",
        "_uuid": f"00000000-0000-4000-8000-{row:012d}",
        "_submission_time": f"{day}T12:00:00",
        "_id": str(410000 + row),
        **dict.fromkeys(("consent_analyse", "consent_link", "consent_recontact"), "yes"),
        **dict.fromkeys(("consent_share", "consent_idea", "consent_quote"), "no"),
        "site": "moscow",
        **dict.fromkeys(("born_in_origin", "citizen_of_origin", "ethnic_affiliation"), "yes"),
        **dict.fromkeys(("ancestor_born", "self_identifies", "has_link"), "yes"),
        "birth_year": str(1970 + row),
        "months_in_country": "24",
        "is_seed": "no",
        "recruiter_relation": "friend",
        "network_size": str(10 + row),
        "sex": "female" if row % 2 else "male",
        "settlement_of_origin": "village",
        "region_of_origin": "bishkek",
        "language_home": "kyrgyz",
        "legal_status": "temporary",
        "arrival_year": "2021",
        "education": "higher",
        "occupation": "isco_5",
        "sector": "trade",
        "overqualified": "yes",
        **{f"did_{channel}": "no" for channel in CHANNELS},
        **{f"willing_{channel}": "4" for channel in CHANNELS},
        "barriers": "no_trust cost_of_transfer",
        "aware_body": "yes",
        "used_body": "no",
        "trust_state": "3",
        "return_intention": "unsure",
        "name": f"Kanarejka Канарейка {row:02d}",
        "phone": f"+999555000{row:03d}",
        "document": f"EX770{row:04d}",
        **answers,
    }


CHANNELS = (
    *("remittances", "philanthropy", "investment", "trade"),
    *("knowledge", "return", "tourism_culture", "civic"),
)


def seed(row: int, **answers: str) -> Person:
    """A declared seed, who was asked neither for a coupon nor for a recruiter."""
    return person(row, **{"is_seed": "yes", "recruiter_relation": ""} | answers)


def coupons(city: str, number: int) -> Person:
    """The three coupons that one person hands out."""
    return {f"coupon_{count}": f"{city}-{number:04d}-{count}" for count in (1, 2, 3)}


def people(changes: Mapping[int, Person] | None = None) -> list[Person]:
    """Twelve responses in rows 2 to 13: two seeds and three waves. ``changes``: answers by row."""
    twelve = [
        seed(2, **coupons("MKV", 1)),
        seed(3, site="saint_petersburg", **coupons("SPB", 2)),
        person(4, coupon_received="MKV-0001-1", **coupons("MKV", 3)),
        person(5, coupon_received="MKV-0001-2", idea_sector="trade", idea_stage="plan", idea_text="Пекарня"),
        person(6, coupon_received="MKV-0001-3"),
        person(7, coupon_received="SPB-0002-1", site="saint_petersburg"),
        person(8, coupon_received="SPB-0002-2", site="saint_petersburg"),
        person(9, coupon_received="SPB-0002-3", site="saint_petersburg"),
        person(10, coupon_received="MKV-0003-1", **coupons("MKV", 4)),
        person(11, coupon_received="MKV-0003-2"),
        person(12, coupon_received="MKV-0003-3"),
        person(13, coupon_received="MKV-0004-1"),
    ]
    return [one | (changes or {}).get(row, {}) for row, one in enumerate(twelve, start=2)]


@lru_cache(maxsize=1)
def headers() -> tuple[str, ...]:
    """The header of an export of what this corridor asks in this round."""
    return open_mapping("KGZ", "RUS", "2027-1").questionnaire.headers


def grid(persons: Iterable[Person]) -> list[list[str]]:
    """Header and rows; the 0/1 columns of a multiple choice stay empty."""
    names = [header.rpartition("/")[2] if header.count("/") < 2 else "" for header in headers()]
    return [list(headers()), *([one.get(name, "") for name in names] for one in persons)]


def place_of(column: str) -> int:
    """The position of a question among the headers."""
    return next(at for at, header in enumerate(headers()) if header.rpartition("/")[2] == column)


def text_of(table: Iterable[Iterable[str]], delimiter: str = ",", line_end: str = "\n") -> str:
    """A table as delimited text, quoted only where it must be."""
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter, lineterminator=line_end).writerows(table)
    return sink.getvalue()


def table_of(changes: Mapping[int, Person] | None = None) -> str:
    """The valid small delivery as text, with changed answers by row."""
    return text_of(grid(people(changes)))


def declared(content: bytes, name: str = "responses.csv", **changes: object) -> dict[str, object]:
    """What a true delivery.yml says of a responses file; ``None`` leaves a key out.

    ``sha256``, ``rows`` and ``sheet`` are changed among the keys of the file.
    """
    file: dict[str, object] = {"name": name, "sha256": digest(content)}
    file |= {key: changes.pop(key) for key in ("sha256", "rows", "sheet") if key in changes}
    said = {
        "origin": "KGZ",
        "destination": "RUS",
        "round": "2027-1",
        "design": "rds",
        "form_version": "v1",
        "simulated": "false",
        "encoding": "utf-8",
        "delimiter": ",",
        "files": {"responses": {key: value for key, value in file.items() if value is not None}},
    } | changes
    return {key: value for key, value in said.items() if value is not None}


def delivery(content: str | bytes, name: str = "responses.csv", **changes: object) -> Files:
    """A responses file with its declaration beside it."""
    content = content.encode() if isinstance(content, str) else content
    said = yaml.safe_dump(declared(content, name, **changes), allow_unicode=True, sort_keys=False)
    return {"delivery.yml": said.encode(), name: content}


def with_declaration(said: str | bytes) -> Files:
    """The valid small delivery beside a delivery.yml written by hand."""
    said = said.encode() if isinstance(said, str) else said
    return {"delivery.yml": said, "responses.csv": table_of().encode()}


def plain_declaration() -> str:
    """The valid delivery.yml as text, a key a line."""
    return yaml.safe_dump(declared(table_of().encode()), sort_keys=False)


# ---------------------------------------------------------------------------------------------------------
# Collecting the cases

_CASES: dict[str, Case] = {}


def _add(name: str, group: str, verdict: str, build: Callable[[], Files], expects: str = "", **more) -> None:
    if name in _CASES:
        raise ValueError(f"two cases are called {name}")
    _CASES[name] = Case(name, group, verdict, build, expects, **more)


def _changed(
    name: str, group: str, verdict: str, changes: Mapping[int, Person], expects: str = "", **more
) -> None:
    """A case that is the valid small delivery with other answers in some rows."""
    _add(name, group, verdict, lambda: delivery(table_of(changes)), expects, **more)


def cases() -> dict[str, Case]:
    """Every case by its name."""
    return dict(_CASES)


# ---------------------------------------------------------------------------------------------------------
# Encoding


def _recoded(encoding: str, said: str | None, mark: bytes = b"") -> Files:
    return delivery(mark + table_of().encode(encoding), encoding=said)


def _one_line_recoded(row: int, encoding: str, said: str | None) -> Files:
    lines = table_of().splitlines(keepends=True)
    return delivery(
        b"".join(
            line.encode(encoding if number == row else "utf-8") for number, line in enumerate(lines, start=1)
        ),
        encoding=said,
    )


def _cut_in_a_letter() -> Files:
    content = table_of().encode()
    return delivery(content[: content.rindex("Канарейка".encode()) + 5])


_BAKERY = {(5, "idea_text"): "Пекарня"}
_add("utf8", "encoding", "accept", lambda: _recoded("utf-8", "utf-8"), holds=_BAKERY)
_add("utf8_undeclared", "encoding", "accept", lambda: _recoded("utf-8", None), holds=_BAKERY)
_add("utf8_with_bom", "encoding", "accept", lambda: _recoded("utf-8-sig", "utf-8"), holds=_BAKERY)
_add("utf8_declared_as_cp1251", "encoding", "accept", lambda: _recoded("utf-8", "cp1251"), holds=_BAKERY)
_add("utf8_declared_as_nothing_known", "encoding", "accept", lambda: _recoded("utf-8", "cp9999"))
for _mark, _name in (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
):
    _add(
        f"{_name}_with_bom",
        "encoding",
        "repair",
        lambda mark=_mark, name=_name: _recoded(name, "utf-8", mark),
        "other_encoding",
        holds=_BAKERY,
    )
for _name in ("utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"):
    _add(
        f"{_name}_declared",
        "encoding",
        "repair",
        lambda name=_name: _recoded(name, name),
        "other_encoding",
        holds=_BAKERY,
    )
    _add(f"{_name}_undeclared", "encoding", "refuse", lambda name=_name: _recoded(name, None), _name)
_add("cp1251_declared_as_utf8", "encoding", "refuse", lambda: _recoded("cp1251", "utf-8"), "line 2")
_add("one_line_of_cp1251", "encoding", "refuse", lambda: _one_line_recoded(7, "cp1251", None), "line 7")
_add("one_line_of_koi8", "encoding", "refuse", lambda: _one_line_recoded(9, "koi8-r", "utf-8"), "line 9")
_add("cut_inside_a_letter", "encoding", "refuse", _cut_in_a_letter, "line 13")
_add(
    "surrogate_in_utf8",
    "encoding",
    "refuse",
    lambda: delivery(table_of().encode().replace("Пекарня".encode(), b"\xed\xa0\x80")),
    "line 5",
)
_add(
    "overlong_utf8",
    "encoding",
    "refuse",
    lambda: delivery(table_of().encode().replace("Пекарня".encode(), b"\xc0\xaf")),
    "line 5",
)
_add(
    "utf8_mark_before_cp1251",
    "encoding",
    "refuse",
    lambda: _recoded("cp1251", "cp1251", codecs.BOM_UTF8),
    "byte ",
)
_add(
    "utf16_of_odd_length",
    "encoding",
    "refuse",
    lambda: delivery(codecs.BOM_UTF16_LE + table_of().encode("utf-16-le")[:-1]),
    "byte ",
)
_add("two_marks", "encoding", "repair", lambda: _recoded("utf-8-sig", "utf-8", codecs.BOM_UTF8), "@start")
for _name, _said_encoding in {
    "a_number_nobody_knows": "cp9999",
    "what_is_no_text_encoding": "rot13",
    "the_codec_that_always_fails": "undefined",
    "a_name_in_cyrillic": "кои8",
    "a_name_with_nul": "cp\0" + "1251",
}.items():
    _add(
        f"encoding_declared_as_{_name}",
        "encoding",
        "refuse",
        lambda said=_said_encoding: _recoded("cp1251", said),
        "delivery.yml",
    )
_add("no_bytes", "encoding", "refuse", lambda: delivery(b""), "responses.csv is empty")
_add("only_a_mark", "encoding", "refuse", lambda: delivery(codecs.BOM_UTF8), "responses.csv is empty")
_add("only_line_ends", "encoding", "refuse", lambda: delivery("\n\r\n\n"), "responses.csv is empty")


# ---------------------------------------------------------------------------------------------------------
# Characters

_add(
    "nul",
    "characters",
    "refuse",
    lambda: delivery(table_of({6: {"idea_text": "a\0b"}})),
    "line 6",
)
for _name, _text in {
    "bell": "Пекарня\x07",
    "vertical_tab": "Пекарня\x0b и кафе",
    "form_feed": "Пекарня\x0c и кафе",
    "next_line": "Пекарня\x85 и кафе",
    "zero_width_space": "Пека\u200bрня",
    "zero_width_joiner": "Пека\u200dрня",
    "mark_inside": "Пека\ufeffрня",
    "right_to_left_mark": "Пекарня\u200f",
    "right_to_left_override": "Пекарня\u202e",
    "isolate": "\u2067Пекарня\u2069",
}.items():
    _changed(f"{_name}_in_a_text", "characters", "repair", {5: {"idea_text": _text}}, "hidden_characters")
_changed(
    "zero_width_space_in_a_coupon",
    "characters",
    "repair",
    {5: {"coupon_received": "MKV-0001\u200b-2"}},
    "hidden_characters",
)
_changed(
    "escape_character_in_a_phone",
    "characters",
    "repair",
    {5: {"phone": "+999555\x1b000005"}},
    "hidden_characters",
)
for _name, _text in {
    "question_mark_in_a_word": "Д?к?н ачуу",
    "question_mark_in_a_capital_word": "Д?К?Н",
    "replacement_character": "Д\ufffdк\ufffdн",
    "utf8_read_as_latin1": "Дүкөн".encode().decode("latin-1"),
    "utf8_read_as_cp1252": "Ð”Ò¯ÐºÓ©Ð½",
    "utf8_read_as_cp1251": "Пекарня у дома".encode().decode("cp1251"),
    "cp1251_read_as_latin1": "Пекарня у дома".encode("cp1251").decode("latin-1"),
    "koi8_read_as_cp1251": "Пекарня у дома".encode("koi8-r").decode("cp1251"),
}.items():
    _changed(_name, "characters", "repair", {5: {"idea_text": _text}}, "broken_letters")
for _name, _text in {
    "question_at_the_end_of_a_word": "Качан? Кайда?",
    "kyrgyz_letters": "Өзгөчө дүкөн таңкы үй",
    "turkish_letters": "Iğdır'da fırın, İzmir'de dükkân, ılık çay",
    "emoji": "Пекарня 🥖 и кафе 👩\U0001f3fd",
    "line_separator": "Пекарня\u2028кафе",
    "looks_like_a_formula": "=1+1",
    "looks_like_a_command": '@SUM(1)|cmd "/c calc"',
    "backslashes": "a\\nb\\",
    "the_word_null": "null",
}.items():
    _changed(
        _name,
        "characters",
        "accept",
        {5: {"idea_text": _text}},
        holds={(5, "idea_text"): _text.translate({ord(sign): f"\\{sign}" for sign in "\\.?+|()"})},
    )
_changed(
    "decomposed_letters", "characters", "repair", {5: {"idea_text": "чаи\u0306хана"}}, "recomposed_letters"
)
_changed("decomposed_name", "characters", "repair", {5: {"name": "Канареи\u0306ка"}}, "recomposed_letters")
_changed("cyrillic_in_a_coupon", "characters", "repair", {5: {"coupon_received": "МКV-0001-2"}}, "look_alike")
_changed("cyrillic_in_a_site", "characters", "repair", {5: {"site": "mоscow"}}, "outside_sites")
_changed("cyrillic_in_a_choice", "characters", "repair", {5: {"sex": "fеmale"}}, "choice@sex")
_changed("dotless_i_in_a_choice", "characters", "repair", {5: {"settlement_of_origin": "vıllage"}}, "choice")
_changed("dotted_capital_i_in_a_choice", "characters", "repair", {5: {"sector": "HOSPİTALİTY"}}, "choice")
_changed("fixed_blank_around_a_choice", "characters", "accept", {5: {"site": "\u00a0moscow\u00a0"}})
_add(
    "cyrillic_in_a_header",
    "characters",
    "repair",
    lambda: delivery(table_of().replace("traits/sex,", "traits/sеx,", 1)),
    "unknown_column",
)
_add(
    "hidden_character_in_an_essential_header",
    "characters",
    "refuse",
    lambda: delivery(table_of().replace("network_size,", "network_size\u200b,", 1)),
    "row 1",
)


# ---------------------------------------------------------------------------------------------------------
# Tables


def _regrid(change: Callable[[list[list[str]]], object], **changes: object) -> Files:
    """The valid small delivery whose header and rows were changed in place."""
    table = grid(people())
    change(table)
    return delivery(text_of(table), **changes)


def _with_columns(*added: tuple[str, str]) -> Files:
    """Further columns at the end: header and the cell in every row."""
    table = grid(people())
    for header, cell in added:
        table[0].append(header)
        for row in table[1:]:
            row.append(cell)
    return delivery(text_of(table))


def _without_column(column: str) -> Files:
    at = place_of(column)
    return delivery(text_of([row[:at] + row[at + 1 :] for row in grid(people())]))


def _totals(table: list[list[str]]) -> None:
    total = [""] * len(table[0])
    total[place_of("network_size")] = "210"
    table.append(total)


def _labels() -> list[str]:
    """The questions in words, as the other one of two header rows."""
    asked = open_mapping("KGZ", "RUS", "2027-1").questionnaire.columns
    words = {column.header: column.label.ru for column in asked}
    return [words.get(header, header) for header in headers()]


def _groups() -> list[str]:
    """The upper one of two header rows: a group's name over its first column, its merged cells empty."""
    seen: list[str] = []
    for header in headers():
        group = header.partition("/")[0]
        seen.append("" if group in seen else group)
    return seen


_changed(
    "na_stays_text",
    "table",
    "accept",
    {5: {"idea_text": "NA"}, 6: {"coupon_1": "NA"}},
    holds={(5, "idea_text"): "NA", (6, "coupon_1"): "NA"},
)
_changed(
    "words_for_nothing_stay_text",
    "table",
    "accept",
    {5: {"idea_text": "None"}, 6: {"idea_text": "nan"}, 7: {"idea_text": "N/A"}},
    holds={(5, "idea_text"): "None", (6, "idea_text"): "nan", (7, "idea_text"): "N/A"},
)
_changed(
    "phones_and_coupons_keep_signs_and_zeros",
    "table",
    "accept",
    {2: {"coupon_1": "0012"}, 4: {"coupon_received": "0012", "phone": "00999555000004"}},
    holds={(2, "coupon_1"): "0012", (4, "phone"): "00999555000004", (5, "phone"): r"\+999555000005"},
)
_add(
    "a_field_too_many_in_the_first_row",
    "table",
    "refuse",
    lambda: _regrid(lambda t: t[1].append("x")),
    "row 2",
)
_add("a_field_too_few_in_the_first_row", "table", "refuse", lambda: _regrid(lambda t: t[1].pop(3)), "row 2")
_add("a_field_too_few_in_the_middle", "table", "refuse", lambda: _regrid(lambda t: t[6].pop()), "row 7")
_add("a_field_too_many_at_the_end", "table", "refuse", lambda: _regrid(lambda t: t[12].append("")), "row 13")
_add("cut_in_the_last_row", "table", "refuse", lambda: delivery(table_of()[:-120]), "row 13")
_add(
    "one_field_too_many_in_every_row",
    "table",
    "refuse",
    lambda: _regrid(lambda t: [row.append("") for row in t[1:]]),
    "row 2",
)
_add("a_last_column_without_name", "table", "refuse", lambda: _with_columns(("", "")), "row 1")
_add("the_same_header_twice", "table", "refuse", lambda: _with_columns(("traits/sex", "male")), "row 1")
_add("a_header_in_capitals_again", "table", "refuse", lambda: _with_columns(("traits/SEX", "male")), "row 1")
_add("a_counted_header", "table", "refuse", lambda: _with_columns(("traits/sex.1", "male")), "row 1")
_add(
    "a_header_with_a_blank_again", "table", "refuse", lambda: _with_columns(("traits/sex ", "male")), "row 1"
)
_add("a_question_with_and_without_group", "table", "refuse", lambda: _with_columns(("sex", "male")), "row 1")
_add("an_essential_one_twice", "table", "refuse", lambda: _with_columns(("network_size", "5")), "row 1")
_add("blanks_around_a_header", "table", "accept", lambda: _regrid(lambda t: t[0].__setitem__(0, " start ")))
_add(
    "two_header_rows_labels_first",
    "table",
    "refuse",
    lambda: _regrid(lambda t: t.insert(0, _labels())),
    "row ",
)
_add(
    "two_header_rows_groups_first",
    "table",
    "refuse",
    lambda: _regrid(lambda t: t.insert(0, _groups())),
    "row 1",
)
_add(
    "two_header_rows_labels_second",
    "table",
    "refuse",
    lambda: _regrid(lambda t: t.insert(1, _labels())),
    "row 2",
)
_add(
    "the_header_again_in_the_middle",
    "table",
    "refuse",
    lambda: _regrid(lambda t: t.insert(6, list(t[0]))),
    "row 7",
)
_add("totals_in_the_last_row", "table", "repair", lambda: _regrid(_totals), "uuid_missing", rows=13)
_add(
    "a_row_of_empty_cells",
    "table",
    "repair",
    lambda: _regrid(lambda t: t.insert(4, [""] * len(t[0]))),
    "uuid_missing",
    rows=13,
)
_add(
    "empty_lines_between_rows",
    "table",
    "accept",
    lambda: delivery(table_of().replace("\n", "\n\n")),
    holds={(9, "idea_text"): "Пекарня"},
)
_add(
    "a_header_and_nobody",
    "table",
    "refuse",
    lambda: delivery(text_of(grid([]))),
    "responses.csv has a header",
)
_add("people_without_a_header", "table", "refuse", lambda: delivery(text_of(grid(people())[1:])), "row 1")
for _name in ("end", "_uuid", "consent_analyse", "site", "birth_year", "network_size", "is_seed", "coupon_2"):
    _add(f"without_{_name}", "table", "refuse", lambda name=_name: _without_column(name), _name)
_add("without_a_question", "table", "repair", lambda: _without_column("education"), "absent_column")
_add("without_phones", "table", "repair", lambda: _without_column("phone"), "absent_column")
_add(
    "a_column_nobody_knows", "table", "repair", lambda: _with_columns(("traits/shoe", "42")), "unknown_column"
)
_add(
    "columns_in_another_order",
    "table",
    "accept",
    lambda: delivery(text_of([row[::-1] for row in grid(people())])),
    holds=_BAKERY,
)
_add(
    "a_quotation_that_never_closes",
    "table",
    "refuse",
    lambda: delivery(table_of().replace("Пекарня", '"Пекарня')),
    "row 5",
)
_add(
    "a_quotation_inside_a_quoted_cell",
    "table",
    "refuse",
    lambda: delivery(table_of().replace("Пекарня", '"Пекарня "Нан" рядом"')),
    "row 5",
)
_changed(
    "quotations_properly_doubled",
    "table",
    "accept",
    {5: {"idea_text": '"Нан", пекарня'}},
    holds={(5, "idea_text"): '"Нан", пекарня'},
)
_changed(
    "a_line_break_inside_a_cell",
    "table",
    "accept",
    {5: {"idea_text": "Пекарня\nи кафе"}},
    holds={(5, "idea_text"): "Пекарня\nи кафе", (6, "coupon_received"): "MKV-0001-3"},
)
for _name, _end in {"dos": "\r\n", "old_mac": "\r"}.items():
    _add(
        f"line_ends_of_{_name}",
        "table",
        "accept",
        lambda end=_end: delivery(text_of(grid(people()), line_end=end)),
        holds=_BAKERY,
    )
_add(
    "line_ends_mixed",
    "table",
    "accept",
    lambda: delivery(table_of().replace("\n", "\r\n", 5)),
    holds=_BAKERY,
)
_add("no_line_end_at_the_end", "table", "accept", lambda: delivery(table_of()[:-1]))
_add(
    "no_line_end_and_no_sha256",
    "table",
    "repair",
    lambda: delivery(table_of()[:-1], sha256=None),
    "open_end",
)


# ---------------------------------------------------------------------------------------------------------
# Delimiters


def _delimited(sign: str, said: str) -> Files:
    return delivery(text_of(grid(people()), sign), delimiter=said)


for _name, _sign in {"semicolon": ";", "tab": "\t", "bar": "|"}.items():
    _add(
        f"{_name}_declared",
        "delimiter",
        "accept",
        lambda sign=_sign: _delimited(sign, sign),
        holds=_BAKERY,
    )
    _add(f"{_name}_undeclared", "delimiter", "refuse", lambda sign=_sign: _delimited(sign, ","), "row 1")
_add("comma_declared_as_semicolon", "delimiter", "refuse", lambda: _delimited(",", ";"), "row 1")
_add("tab_declared_as_bar", "delimiter", "refuse", lambda: _delimited("\t", "|"), "row 1")
_add("colon_declared", "delimiter", "refuse", lambda: _delimited(":", ":"), "delimiter")
_add("two_signs_declared", "delimiter", "refuse", lambda: _delimited(";", ";;"), "delimiter")
_add(
    "a_line_for_the_spreadsheet_first",
    "delimiter",
    "refuse",
    lambda: delivery("sep=;\n" + text_of(grid(people()), ";"), delimiter=";"),
    "row 1",
)
_add(
    "header_and_rows_differ",
    "delimiter",
    "refuse",
    lambda: delivery(table_of().replace(",", ";", len(headers()) - 1), delimiter=";"),
    "row 2",
)
_add(
    "decimal_comma_between_commas",
    "delimiter",
    "refuse",
    lambda: delivery(table_of({6: {"network_size": "7700"}}).replace(",7700,", ",7,5,")),
    "row 6",
)
_changed(
    "the_delimiter_inside_a_quoted_cell",
    "delimiter",
    "accept",
    {5: {"idea_text": "Пекарня, кафе; чай"}},
    holds={(5, "idea_text"): "Пекарня, кафе; чай"},
)


# ---------------------------------------------------------------------------------------------------------
# Numbers and dates

for _name, _column, _cell, _check in (
    ("decimal_comma", "network_size", "12,5", "type"),
    ("decimal_point", "network_size", "12.5", "type"),
    ("decimal_comma_and_zero", "network_size", "12,0", "type"),
    ("thousands_blank", "network_size", "1 000", "type"),
    ("thousands_fixed_blank", "network_size", "1\u00a0000", "type"),
    ("thousands_point", "network_size", "1.000", "@network_size"),
    ("thousands_comma", "network_size", "1,000", "type"),
    ("thousands_underscore", "network_size", "1_000", "type"),
    ("scientific_number", "network_size", "1E+02", "type"),
    ("number_in_words", "network_size", "около 20", "type"),
    ("a_range_of_numbers", "network_size", "10-20", "type"),
    ("arabic_indic_digits", "network_size", "٣٤", "@network_size"),
    ("full_width_digits", "network_size", "３４", "@network_size"),
    ("infinity", "network_size", "inf", "type"),
    ("not_a_number", "network_size", "nan", "type"),
    ("too_many_digits", "network_size", "9" * 30, "type"),
    ("negative_number", "months_in_country", "-1", "range"),
    ("reference_error", "network_size", "#REF!", "type"),
    ("division_error", "months_in_country", "#DIV/0!", "type"),
    ("not_available_error", "sex", "#N/A", "choice"),
    ("formula_as_number", "network_size", "=SUM(A1:A3)", "type"),
    ("two_digit_year", "birth_year", "90", "range"),
    ("year_of_another_century", "birth_year", "1890", "range"),
    ("birth_date_for_a_year", "birth_year", "01.01.1990", "type"),
    ("birth_year_missing", "birth_year", "", "required"),
    ("arrival_before_birth", "arrival_year", "1960", "arrived_impossibly"),
    ("arrival_in_the_future", "arrival_year", "2031", "arrived_impossibly"),
    ("scale_out_of_list", "willing_trade", "6", "choice"),
    ("scale_with_decimal_comma", "willing_trade", "4,0", "choice"),
    ("truth_in_russian", "did_trade", "да", "label_for_code"),
    ("truth_in_german", "did_trade", "ja", "type"),
    ("truth_as_two", "did_trade", "2", "type"),
    ("date_with_points", "end", "05.05.2027 10:20", "type"),
    ("date_with_strokes", "end", "05/05/2027 10:20 AM", "type"),
    ("date_without_time", "end", "2027-05-05", "type"),
    ("serial_date_of_1900", "end", "46512.4305555556", "type"),
    ("serial_date_of_1904", "end", "45050.4305555556", "type"),
    ("thirtieth_of_february", "end", "2027-02-30T10:20:00+03:00", "type"),
    ("hour_twenty_five", "end", "2027-05-05T25:61:00+03:00", "type"),
    ("zone_of_ninety_nine_hours", "end", "2027-05-05T10:20:00+99:99", "type"),
    ("before_all_time", "end", "0001-01-01T00:00:00+14:00", "@end"),
    ("after_all_time", "end", "9999-12-31T23:59:59-14:00", "@end"),
    ("end_missing", "end", "", "required"),
    ("end_before_start", "end", "2027-05-05T09:20:00+03:00", "too_short"),
    ("phone_in_scientific_notation", "phone", "9.99555E+11", "@phone"),
    ("five_barriers", "barriers", "no_trust no_time no_money corruption other", "too_many"),
    ("barriers_with_commas", "barriers", "no_trust,no_time", "choice"),
):
    _expected = _check if _check.startswith("@") else f"{_check}@{_column}"
    _changed(_name, "numbers_and_dates", "repair", {5: {_column: _cell}}, _expected)
_changed(
    "years_of_the_epoch",
    "numbers_and_dates",
    "repair",
    {5: {"start": "1970-01-01T00:00:00+00:00", "end": "1970-01-01T00:20:00+00:00"}},
    "impossible_value",
)
_add(
    "decimal_comma_between_semicolons",
    "numbers_and_dates",
    "repair",
    lambda: delivery(text_of(grid(people({6: {"network_size": "7,5"}})), ";"), delimiter=";"),
    "type",
)
_changed("whole_floats", "numbers_and_dates", "accept", {5: {"network_size": "7.0", "willing_trade": "4.0"}})
_changed("blanks_around_a_number", "numbers_and_dates", "accept", {5: {"network_size": " 7 "}})
_changed(
    "truth_as_digits_and_capitals",
    "numbers_and_dates",
    "accept",
    {5: {"did_trade": "1", "did_civic": "FALSE"}},
)
_changed(
    "a_blank_for_the_t_of_a_date",
    "numbers_and_dates",
    "accept",
    {5: {"start": "2027-05-05 10:00:00+0300", "end": "2027-05-05 10:20:00.250+0300"}},
)


# ---------------------------------------------------------------------------------------------------------
# Recruitment


def _rows(*persons: Person) -> Files:
    return delivery(text_of(grid(persons)))


def _alike() -> Files:
    same = {"birth_year": "1990", "network_size": "10", "sex": "male", "_id": "1"}
    same |= {"name": "Kanarejka", "phone": "+999555", "document": "EX770"}
    return _rows(*(seed(row, **same) for row in range(2, 14)))


for _name, _changes, _expected in (
    ("circle_of_two", {4: {"coupon_received": "MKV-0004-2"}}, "coupon_circle"),
    (
        "circle_of_three",
        {
            4: {"coupon_received": "K-3"},
            10: {"coupon_1": "K-1"},
            11: {"coupon_received": "K-1", "coupon_1": "K-3"},
        },
        "coupon_circle",
    ),
    (
        "own_coupon",
        {4: {"coupon_received": "MKV-0003-1"}, 10: {"coupon_received": "MKV-0001-1"}},
        "coupon_own",
    ),
    ("two_recruiters", {3: {"coupon_1": "MKV-0001-1"}}, "coupon_given_twice"),
    ("one_coupon_twice_from_one_hand", {2: {"coupon_2": "MKV-0001-1"}}, "coupon_given_twice"),
    ("two_people_bring_one_coupon", {5: {"coupon_received": "MKV-0001-1"}}, "coupon_brought_twice"),
    ("orphan_coupon", {5: {"coupon_received": "XXX-9999-9"}}, "coupon_not_given"),
    ("reference_error_for_a_coupon", {5: {"coupon_received": "#REF!"}}, "coupon_not_given"),
    ("coupon_missing", {5: {"coupon_received": ""}}, "required@coupon_received"),
    ("coupon_of_a_seed", {2: {"coupon_received": "SPB-0002-1"}}, "relevance@coupon_received"),
    ("letter_for_digit", {5: {"coupon_received": "MKV-OOO1-2"}}, "look_alike"),
    ("small_letters", {5: {"coupon_received": "mkv-0001-2"}}, "look_alike"),
    ("long_dashes", {5: {"coupon_received": "MKV—0001—2"}}, "look_alike"),
    ("degree_of_zero", {5: {"network_size": "0"}}, "impossible_value"),
    ("degree_of_a_million", {5: {"network_size": "1000000"}}, "impossible_value"),
    ("degree_below_zero", {5: {"network_size": "-5"}}, "range@network_size"),
    ("degree_missing", {5: {"network_size": ""}}, "required@network_size"),
    (
        "coupon_before_it_was_given",
        {4: {"start": "2027-05-01T10:00:00+03:00", "end": "2027-05-01T10:20:00+03:00"}},
        "coupon_before_given",
    ),
    ("seed_not_said", {2: {"is_seed": ""}}, "required@is_seed"),
    ("recruiter_withdrew", {2: {"consent_analyse": "no"}}, "no_consent"),
):
    _changed(_name, "recruitment", "repair", _changes, _expected)
_changed(
    "nobody_is_a_seed",
    "recruitment",
    "repair",
    {
        2: {"is_seed": "no", "coupon_received": "XXX-1", "recruiter_relation": "friend"},
        3: {"is_seed": "no", "coupon_received": "XXX-2", "recruiter_relation": "friend"},
    },
    "coupon_not_given",
    seeds=0,
)
_add("one_respondent", "recruitment", "accept", lambda: _rows(seed(2)), rows=1, seeds=1)
_add(
    "only_seeds",
    "recruitment",
    "accept",
    lambda: _rows(*(seed(row) for row in range(2, 14))),
    seeds=12,
)
_add("everyone_alike", "recruitment", "repair", _alike, "same_answers", seeds=12)
_changed("seeds_as_said", "recruitment", "accept", {}, seeds=2)
for _yes, _no in (("TRUE", "FALSE"), ("1", "0"), ("Yes", "No")):
    _changed(
        f"seeds_said_by_{_yes}",
        "recruitment",
        "accept",
        {row: {"is_seed": _yes if row < 4 else _no} for row in range(2, 14)},
        seeds=2,
    )


# ---------------------------------------------------------------------------------------------------------
# Declarations


def _said(**changes: object) -> Files:
    return delivery(table_of(), **changes)


def _naming(name: str) -> Files:
    """The valid table beside a declaration that names another file."""
    said = yaml.safe_dump(declared(table_of().encode(), name), allow_unicode=True)
    return {"delivery.yml": said.encode(), "responses.csv": table_of().encode()}


_add(
    "no_declaration", "declaration", "refuse", lambda: {"responses.csv": table_of().encode()}, "delivery.yml"
)
_add(
    "no_responses",
    "declaration",
    "refuse",
    lambda: {"delivery.yml": plain_declaration().encode()},
    "responses.csv",
)
_add(
    "responses_are_a_folder",
    "declaration",
    "refuse",
    lambda: {"delivery.yml": plain_declaration().encode(), "responses.csv/inside.txt": b"x"},
    "responses.csv",
)
for _name, _changes, _expected in (
    ("another_origin", {"origin": "BGD"}, "origin"),
    ("another_destination", {"destination": "KAZ"}, "destination"),
    ("a_destination_with_a_blank", {"destination": "RUS "}, "destination"),
    ("another_round", {"round": "2027-2"}, "round"),
    ("no_round", {"round": None}, "round"),
    ("simulated_in_a_real_round", {"simulated": "true"}, "simulated"),
    ("simulated_not_said", {"simulated": None}, "simulated"),
    ("simulated_perhaps", {"simulated": "perhaps"}, "simulated"),
    ("simulated_empty", {"simulated": ""}, "simulated"),
    ("design_unknown", {"design": "web"}, "design"),
    ("design_not_said", {"design": None}, "design"),
    ("design_a_list", {"design": ["rds", "web"]}, "design"),
    ("files_not_said", {"files": None}, "files"),
    ("files_a_list", {"files": ["responses.csv"]}, "files"),
    ("files_a_name", {"files": "responses.csv"}, "files"),
    ("file_without_a_name", {"files": {"responses": {"rows": "12"}}}, "delivery.yml"),
    ("file_with_a_list_of_names", {"files": {"responses": {"name": ["responses.csv"]}}}, "delivery.yml"),
    ("rows_too_many", {"rows": "13"}, "responses.csv has 12 rows"),
    ("rows_too_few", {"rows": "11"}, "responses.csv has 12 rows"),
    ("rows_none", {"rows": "0"}, "responses.csv has 12 rows"),
    ("rows_below_zero", {"rows": "-12"}, "rows"),
    ("rows_in_words", {"rows": "twelve"}, "rows"),
    ("rows_not_whole", {"rows": "12.5"}, "rows"),
    ("rows_beyond_counting", {"rows": "9" * 5000}, "rows"),
    ("rows_in_superscript", {"rows": "¹²"}, "rows"),
    ("sha256_of_another_file", {"sha256": digest(b"another")}, "sha256"),
    ("sha256_cut", {"sha256": digest(b"another")[:20]}, "sha256"),
    ("sha256_no_digest", {"sha256": "see the letter"}, "sha256"),
):
    _add(_name, "declaration", "refuse", lambda changes=_changes: _said(**changes), _expected)
_add("rows_as_counted", "declaration", "accept", lambda: _said(rows="12"))
_add("sha256_not_said", "declaration", "accept", lambda: _said(sha256=None))
_add(
    "sha256_in_capitals",
    "declaration",
    "accept",
    lambda: _said(sha256=digest(table_of().encode()).upper()),
)
_add("delimiter_not_said", "declaration", "accept", lambda: _said(delimiter=None))
_add("a_key_nobody_knows", "declaration", "accept", lambda: _said(note="from the field office"))
for _name, _named in {
    "a_file_above": "../responses.csv",
    "a_file_above_by_way_of_itself": "../RUS/responses.csv",
    "an_absolute_file": "/etc/passwd",
    "the_folder_above": "..",
    "the_folder_itself": ".",
    "a_file_in_a_folder": "inner/responses.csv",
    "a_file_of_windows": "..\\responses.csv",
    "a_name_with_nul": "responses\0.csv",
    "a_name_too_long": "r" * 300 + ".csv",
    "a_name_in_other_letters": "Responses.CSV",
    "itself": "delivery.yml",
}.items():
    _add(f"names_{_name}", "declaration", "refuse", lambda named=_named: _naming(named), "delivery.yml")


# ---------------------------------------------------------------------------------------------------------
# Identity


def _again(row: int, **changes: str) -> Files:
    """The valid small delivery and one of its responses a second time, with changes."""
    return _rows(*people(), people()[row - 2] | changes)


_NO_TIES = dict.fromkeys(
    ("born_in_origin", "citizen_of_origin", "ethnic_affiliation", "ancestor_born", "self_identifies"), "no"
)
for _name, _changes, _expected in (
    ("identity_missing", {5: {"_uuid": ""}}, "uuid_missing"),
    ("identity_of_blanks", {5: {"_uuid": "  "}}, "uuid_missing"),
    ("no_identity_anywhere", {row: {"_uuid": ""} for row in range(2, 14)}, "uuid_missing"),
    ("identity_of_another", {5: {"_uuid": people()[4]["_uuid"]}}, "uuid_repeated"),
    ("identity_of_another_with_blanks", {5: {"_uuid": people()[4]["_uuid"] + " "}}, "uuid_repeated"),
    ("one_identity_for_all", {row: {"_uuid": "one"} for row in range(2, 14)}, "uuid_repeated"),
    ("minor", {5: {"birth_year": "2011"}}, "under_18"),
    ("at_another_site", {5: {"site": "kazan"}}, "outside_sites"),
    ("site_missing", {5: {"site": ""}}, "outside_sites"),
    ("without_ties", {5: _NO_TIES}, "not_eligible"),
    ("a_phone_for_a_site", {5: {"site": "+999555000005"}}, "outside_sites"),
    ("a_name_for_a_number", {5: {"network_size": "Канарейка"}}, "type@network_size"),
    ("a_document_for_a_date", {5: {"end": "EX7700005"}}, "type@end"),
    ("a_name_for_a_coupon", {5: {"coupon_received": "Kanarejka"}}, "coupon_not_given"),
):
    _changed(_name, "identity", "repair", _changes, _expected)
_add("sent_twice", "identity", "repair", lambda: _again(5), "sent_again", rows=13)
_add(
    "sent_twice_under_two_identities",
    "identity",
    "repair",
    lambda: _again(5, _uuid="another", _submission_time="2027-05-09T00:00:00"),
    "sent_again",
    rows=13,
)
_add(
    "sent_twice_with_other_answers",
    "identity",
    "repair",
    lambda: _again(5, network_size="99"),
    "uuid_repeated",
    rows=13,
)
_add(
    "a_phone_for_a_header",
    "identity",
    "repair",
    lambda: _with_columns(("+999555000099", "Канарейка")),
    "unknown_column",
)


# ---------------------------------------------------------------------------------------------------------
# Consent: missing means no

for _name, _cell in {
    "missing": "",
    "of_blanks": "   ",
    "no": "no",
    "zero": "0",
    "not_available": "NA",
    "maybe": "maybe",
    "no_in_russian": "нет",
    "in_turkish": "evet",
    "with_an_answer_to_another_question": "moscow",
    "with_a_cyrillic_letter": "уes",
    "with_a_hidden_character": "yes\u200b",
    "reference_error": "#REF!",
    "two_words": "yes no",
    "one_and_a_half": "1.5",
}.items():
    _changed(f"consent_{_name}", "consent", "repair", {5: {"consent_analyse": _cell}}, "no_consent")
for _name, _cell in {"russian": "да", "kyrgyz": "ооба"}.items():
    _changed(
        f"consent_in_the_words_of_the_{_name}_form",
        "consent",
        "repair",
        {5: {"consent_analyse": _cell}},
        "label_for_code@consent_analyse",
    )
_changed(
    "nobody_consents",
    "consent",
    "repair",
    {row: {"consent_analyse": "no"} for row in range(2, 14)},
    "no_consent",
    seeds=0,
)
for _cell in ("true", "1", "YES", " yes "):
    _changed(
        f"consent_said_by_{_cell.strip()}", "consent", "accept", {5: {"consent_analyse": _cell}}, seeds=2
    )
_changed(
    "consents_to_nothing_else",
    "consent",
    "accept",
    {5: {"consent_link": "", "consent_recontact": "no", "consent_share": "", "consent_idea": ""}},
)


# ---------------------------------------------------------------------------------------------------------
# YAML


def _mended(old: str, new: str) -> Files:
    """The valid delivery.yml with a part of its text replaced."""
    said = plain_declaration()
    if old not in said:
        raise ValueError(f"delivery.yml does not hold {old}")
    return with_declaration(said.replace(old, new))


_SIMULATED = "simulated: 'false'"
_RUN = f'!!python/object/apply:os.system ["touch {MARKER}"]'
for _name, _old, _new, _expected in (
    ("norway_is_not_false", "origin: KGZ", "origin: NO", "origin: NO"),
    ("norway_for_a_destination", "destination: RUS", "destination: NO", "destination: NO"),
    ("off_is_not_false", "design: rds", "design: off", "design: off"),
    ("no_is_not_a_declaration_of_false", _SIMULATED, "simulated: no", "simulated"),
    ("a_round_that_looks_like_a_date", "round: 2027-1", "round: 2027-01-01", "round"),
    ("a_tag_that_runs_a_command", "origin: KGZ", f"origin: {_RUN}", "origin"),
    ("a_key_twice", _SIMULATED, f"simulated: true\n{_SIMULATED}", "simulated"),
    ("a_key_twice_alike", "origin: KGZ", "origin: KGZ\norigin: KGZ", "origin"),
    ("a_name_twice", "    name: responses.csv", "    name: x.csv\n    name: responses.csv", "name"),
    ("an_indentation_by_tab", "  responses:", "\tresponses:", "line"),
    ("a_bracket_left_open", "design: rds", "design: [rds", "line"),
    ("a_quotation_left_open", "design: rds", "design: 'rds", "line"),
    ("an_alias_of_nothing", "origin: KGZ", "origin: *nobody", "line"),
    ("a_list_for_a_key", "design: rds", "? [design]\n: rds", "line"),
    ("two_documents", "design: rds", "---\ndesign: rds", "line"),
    ("a_mapping_for_a_text", "origin: KGZ", "origin: {KGZ: KGZ}", "origin"),
):
    _add(_name, "yaml", "refuse", lambda old=_old, new=_new: _mended(old, new), _expected)
_LAUGHS = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
for _name, _text in {
    "empty": b"",
    "only_a_remark": b"# written later\n",
    "a_list": b"- KGZ\n- RUS\n",
    "a_word": b"KGZ\n",
    "in_cp1251": "# Москва\n".encode("cp1251") + b"origin: KGZ\n",
    "in_utf16": "origin: KGZ\n".encode("utf-16"),
    "of_bytes": bytes(range(256)),
    "with_nul": b"origin: K\0GZ\n",
    "in_itself": b"origin: KGZ\ndestination: RUS\nround: 2027-1\ndesign: rds\nsimulated: false\n"
    b"files: &all {responses: *all}\n",
    "without_end": b"[" * 20_000,
    "without_end_of_mappings": b"a: " + b"{a: " * 20_000,
    "of_laughs": b"l0: &l0 lol\n" + _LAUGHS.encode() + b"origin: *l11\n",
}.items():
    _add(f"declaration_{_name}", "yaml", "refuse", lambda text=_text: with_declaration(text), "delivery.yml")
_add(
    "declaration_with_mark_and_dos_line_ends",
    "yaml",
    "accept",
    lambda: with_declaration(codecs.BOM_UTF8 + plain_declaration().replace("\n", "\r\n").encode()),
)
_add(
    "declaration_with_remarks",
    "yaml",
    "accept",
    lambda: with_declaration("# Ош кеңсеси\n---\n" + plain_declaration() + "...\n"),
)
_add(
    "a_tag_that_would_run_beside_the_rest",
    "yaml",
    "accept",
    lambda: _mended("files:", f"more: {_RUN}\nfiles:"),
)
_add("false_without_quotation", "yaml", "accept", lambda: _mended(_SIMULATED, "simulated: false"))


# ---------------------------------------------------------------------------------------------------------
# Sizes

_NARROW = (
    *("end", "_uuid", "consent_analyse", "site", "birth_year", "network_size"),
    *("is_seed", "coupon_received", "coupon_1", "coupon_2", "coupon_3"),
)


def _narrow(number: int, **changes: object) -> Files:
    """Only the essential columns, one seed, and people who said no, as many as wanted."""
    first = "2027-05-02T10:20:00+03:00,first,yes,moscow,1990,10,yes,,,,\n"
    lines = "".join(f",{at:x},no,,,,,,,,\n" for at in range(1, number))
    return delivery(",".join(_NARROW) + "\n" + first + lines, **changes)


def _chain(length: int) -> Files:
    """Everybody recruited the next: a chain longer than any call stack."""
    links = [
        person(2)
        | {"start": "2027-05-02T10:00:00+03:00", "end": f"2027-05-02T10:20:{number % 60:02d}+03:00"}
        | {"_uuid": f"u{number}", "coupon_received": f"C-{number}", "coupon_1": f"C-{number + 1}"}
        for number in range(length)
    ]
    links[0] |= {"is_seed": "yes", "coupon_received": "", "recruiter_relation": ""}
    return _rows(*links)


for _rows_in, _row in ((65_535, 65_536), (65_536, 65_537), (1_048_575, 1_048_576), (1_048_576, 1_048_577)):
    _add(
        f"{_rows_in}_rows_undeclared",
        "size",
        "refuse",
        lambda number=_rows_in: _narrow(number),
        f"row {_row}",
        heavy=_rows_in == 1_048_576,
    )
_add(
    "65535_rows_declared",
    "size",
    "repair",
    lambda: _narrow(65_535, rows="65535"),
    "no_consent",
    rows=65_535,
    heavy=True,
)
_add("65534_rows", "size", "repair", lambda: _narrow(65_534), "no_consent", rows=65_534)
_add("a_chain_of_three_thousand", "size", "accept", lambda: _chain(3000), rows=3000, seeds=1)
_changed(
    "a_cell_of_thirty_thousand_letters",
    "size",
    "accept",
    {5: {"idea_text": "ж" * 30_000}},
    holds={(5, "idea_text"): "ж{30000}"},
)
_changed(
    "a_cell_of_two_hundred_thousand_letters", "size", "refuse", {5: {"idea_text": "ж" * 200_000}}, "row 5"
)
_add(
    "sixteen_thousand_columns",
    "size",
    "repair",
    lambda: _with_columns(*((f"x/x{number}", "") for number in range(16_400))),
    "unknown_column",
    heavy=True,
)
_add(
    "one_line_of_twenty_megabytes", "size", "refuse", lambda: delivery("a" * 20_000_000), "row 1", heavy=True
)
_add("twenty_megabytes_of_nul", "size", "refuse", lambda: delivery(b"\0" * 20_000_000), "line 1", heavy=True)
_add(
    "twenty_megabytes_of_cp1251",
    "size",
    "refuse",
    lambda: delivery(("Пекарня,кафе\n" * 1_500_000).encode("cp1251"), encoding=None),
    "cp1251",
    heavy=True,
)
_add(
    "a_hundred_thousand_empty_lines",
    "size",
    "accept",
    lambda: delivery("\n" * 100_000 + table_of() + "\n" * 100_000),
)
_add(
    "a_million_quotation_marks",
    "size",
    "refuse",
    lambda: delivery(table_of().replace("Пекарня", '"' * 1_000_001)),
    "row 5",
)


# ---------------------------------------------------------------------------------------------------------
# Workbooks

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = "xl/worksheets/sheet1.xml"
_BOOK = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")

Cell = str | int | float | bool
"""Text and numbers are written as such; text that begins with ``<`` is the cell's own XML, {at} its place."""


def letters(column: int) -> str:
    """The letters of a column, 1 for A."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class Strings:
    """The shared strings of a workbook, in order of appearance."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def xml(self, text: str, at: str) -> str:
        return f'<c r="{at}" t="s"><v>{self.places.setdefault(text, len(self.places))}</v></c>'

    @property
    def part(self) -> str:
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.places)
        return f'{_HEAD}<sst xmlns="{_MAIN}">{items}</sst>'


def inline(text: str, at: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def cell_xml(value: Cell, at: str, text: Callable[[str, str], str]) -> str:
    match value:
        case "":
            return ""
        case bool():
            return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{at}"><v>{value!r}</v></c>'
        case str() if value.startswith("<"):
            return value.replace("{at}", at)
        case _:
            return text(value, at)


def sheet_xml(
    table: Iterable[Iterable[Cell]],
    text: Callable[[str, str], str] = inline,
    before: str = "",
    after: str = "",
) -> str:
    """A worksheet; ``before`` and ``after`` stand around its cells."""
    rows = "".join(
        f'<row r="{number}">'
        + "".join(
            cell_xml(value, f"{letters(column)}{number}", text) for column, value in enumerate(row, start=1)
        )
        + "</row>"
        for number, row in enumerate(table, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def parts_of(
    *sheets: tuple[str, str], states: Mapping[str, str] | None = None, date1904: bool = False
) -> dict[str, str]:
    """The parts of a workbook of worksheets (name, XML), with a style 1 for dates and times."""
    kinds = f"{_OFFICE}/worksheet", f"{_OFFICE}/styles"
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" state="{(states or {}).get(name, "visible")}" r:id="rId{at}"/>'
        for at, (name, _) in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{kinds[0]}" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in enumerate(sheets, start=1)
    )
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.worksheet+xml"/>'
        for at, _ in enumerate(sheets, start=1)
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sharedStrings+xml"/>'
        f"{typed}</Types>",
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        _BOOK: f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<workbookPr date1904="{int(date1904)}"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        f'<Relationship Id="rIdStyles" Type="{kinds[1]}" Target="styles.xml"/>'
        f'<Relationship Id="rIdStrings" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="170" '
        'formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
        '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="170" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        _STRINGS: Strings().part,
        **{f"xl/worksheets/sheet{at}.xml": xml for at, (_, xml) in enumerate(sheets, start=1)},
    }


def zipped(parts: Mapping[str, str | bytes], stored: bool = False) -> bytes:
    """An archive whose bytes depend on nothing but its parts."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2027, 5, 20, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return sink.getvalue()


def book(
    content: bytes | Mapping[str, str | bytes], name: str = "responses.xlsx", **changes: object
) -> Files:
    """A delivery whose responses file is a workbook."""
    content = content if isinstance(content, bytes) else zipped(content)
    return delivery(content, name, **changes)


def _set(row: int, column: str, value: Cell) -> list[list[Cell]]:
    table: list[list[Cell]] = [list(cells) for cells in grid(people())]
    table[row - 1][place_of(column)] = value
    return table


def _one_sheet(table: Iterable[Iterable[Cell]] | None = None, **options: str) -> dict[str, str]:
    return parts_of(("responses", sheet_xml(grid(people()) if table is None else table, **options)))


def _shared() -> dict[str, str]:
    """The valid small delivery as a spreadsheet program writes it, with shared strings."""
    strings = Strings()
    parts = parts_of(("responses", sheet_xml(grid(people()), strings.xml)))
    return parts | {_STRINGS: strings.part}


def _with_part(name: str, old: str, new: str) -> Files:
    """The valid workbook with some text of one part replaced."""
    parts = _shared()
    if old not in parts[name]:
        raise ValueError(f"{name} does not hold {old}")
    return book(parts | {name: parts[name].replace(old, new, 1)})


def _merged(place: str) -> Files:
    return book(_one_sheet(after=f'<mergeCells count="1"><mergeCell ref="{place}"/></mergeCells>'))


def _numbers() -> Files:
    table: list[list[Cell]] = [list(cells) for cells in grid(people())]
    for row in table[1:]:
        row[place_of("birth_year")] = int(row[place_of("birth_year")])
        row[place_of("network_size")] = float(row[place_of("network_size")])
        row[place_of("willing_trade")] = 4
        row[place_of("did_trade")] = False
    return book(_one_sheet(table))


def _dated(serial: float, date1904: bool, style: str = ' s="1"') -> Files:
    """Every interview's start and end as numbers of days, 20 minutes apart."""
    table: list[list[Cell]] = [list(cells) for cells in grid(people())]
    for at, row in enumerate(table[1:]):
        day = serial + at
        row[place_of("start")] = f'<c r="{{at}}"{style}><v>{day!r}</v></c>'
        row[place_of("end")] = f'<c r="{{at}}"{style}><v>{day + 20 / 1440!r}</v></c>'
    return book(parts_of(("responses", sheet_xml(table)), date1904=date1904))


def _bomb(part: str) -> Files:
    """400 megabytes of blanks inside one part."""
    parts: dict[str, str | bytes] = dict(_one_sheet())
    xml = parts[part]
    return book(parts | {part: xml.encode().replace(b"?>\n", b"?>\n" + b" " * 400_000_000, 1)})


def _patched(signs: tuple[tuple[bytes, int, int], ...]) -> Files:
    """The valid workbook with fields of all its zip headers overwritten: signature, offset, value."""
    content = bytearray(zipped(_shared()))
    for signature, offset, value in signs:
        at = content.find(signature)
        while at >= 0:
            struct.pack_into("<H", content, at + offset, value)
            at = content.find(signature, at + 4)
    return book(bytes(content))


def _damaged() -> Files:
    content = bytearray(zipped(_shared(), stored=True))
    content[content.index(b"sheetData") + 2] ^= 0x20
    return book(bytes(content))


def _twice() -> bytes:
    """The valid workbook with its sheet's part a second time."""
    sink = io.BytesIO(zipped(_shared()))
    with warnings.catch_warnings(), zipfile.ZipFile(sink, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(zipfile.ZipInfo(_SHEET, (2027, 5, 20, 12, 0, 0)), sheet_xml(_NOTED))
    return sink.getvalue()


def _bomb_of_a_false_size() -> Files:
    """400 megabytes of blanks in a part whose headers speak of a thousand bytes."""
    content = bytearray(_bomb(_SHEET)["responses.xlsx"])
    for signature, size, name in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
        at = content.find(signature)
        while content[at + name : at + name + len(_SHEET)] != _SHEET.encode():
            at = content.index(signature, at + 4)
        struct.pack_into("<I", content, at + size, 1000)
    return book(bytes(content))


def _recoded_part(name: str, encoding: str, mark: bytes, dtd: str) -> Files:
    """The valid workbook with one part in another encoding and with a DTD."""
    xml = _shared()[name].replace('encoding="UTF-8"', 'encoding="UTF-16"').replace("?>\n", f"?>\n{dtd}\n", 1)
    return book(_shared() | {name: mark + xml.encode(encoding)})


def _renamed_part(dtd: str) -> Files:
    """The valid workbook whose sheet lies in a part that is not called .xml and has a DTD."""
    parts = {
        name: xml.replace("sheet1.xml", "sheet1.dat") for name, xml in _shared().items() if name != _SHEET
    }
    return book(parts | {"xl/worksheets/sheet1.dat": _shared()[_SHEET].replace("?>\n", f"?>\n{dtd}\n", 1)})


def _chart_only() -> dict[str, str]:
    parts = _one_sheet()
    del parts[_SHEET]
    parts["xl/chartsheets/sheet1.xml"] = f'{_HEAD}<chartsheet xmlns="{_MAIN}"/>'
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(f"{_OFFICE}/worksheet", f"{_OFFICE}/chartsheet")
    parts[rels] = parts[rels].replace("worksheets/", "chartsheets/")
    types = "[Content_Types].xml"
    parts[types] = parts[types].replace("worksheets/", "chartsheets/").replace(".worksheet+", ".chartsheet+")
    return parts


def _compound(stream: str) -> bytes:
    """The first sectors of a compound file (OLE) with a stream's name in its folder."""
    entry = stream.encode("utf-16-le").ljust(64, b"\0") + bytes(64)
    return (_OLE + bytes(24)).ljust(512, b"\xff") + bytes(512) + entry * 4


def _two_sheets(
    second: Iterable[Iterable[Cell]], states: Mapping[str, str] | None = None, **changes: object
) -> Files:
    sheets = ("responses", sheet_xml(grid(people()))), ("more", sheet_xml(second))
    return book(parts_of(*sheets, states=states), **changes)


def _far_cell(cell: str) -> Files:
    """One cell in the last place a sheet has."""
    return book(
        {
            name: xml.replace("</sheetData>", f'<row r="1048576">{cell}</row></sheetData>')
            for name, xml in _one_sheet().items()
        }
    )


def _many_rows() -> Files:
    rows = "".join(
        f'<row r="{row}"><c r="B{row}" t="inlineStr"><is><t>u{row}</t></is></c></row>'
        for row in range(2, 65_537)
    )
    xml = sheet_xml([_NARROW]).replace("</sheetData>", f"{rows}</sheetData>")
    return book(parts_of(("responses", xml)))


_WORKBOOK = "workbook"
_NOTED = [["Note", "Written by"], ["a remark", "the office"]]
_add("workbook_with_shared_strings", _WORKBOOK, "accept", lambda: book(_shared()), holds=_BAKERY)
_add("workbook_with_inline_strings", _WORKBOOK, "accept", lambda: book(_one_sheet()), holds=_BAKERY)
_add("workbook_stored_without_compression", _WORKBOOK, "accept", lambda: book(zipped(_shared(), stored=True)))
_add("workbook_in_capitals", _WORKBOOK, "accept", lambda: book(_shared(), "RESPONSES.XLSX"))
_add(
    "workbook_with_numbers",
    _WORKBOOK,
    "accept",
    _numbers,
    holds={(5, "birth_year"): r"1975(\.0+)?", (5, "network_size"): r"15(\.0+)?"},
)
_add(
    "workbook_with_the_text_na",
    _WORKBOOK,
    "accept",
    lambda: book(_one_sheet(_set(5, "idea_text", "NA"))),
    holds={(5, "idea_text"): "NA", (5, "phone"): r"\+999555000005"},
)
_add(
    "workbook_with_rich_text",
    _WORKBOOK,
    "accept",
    lambda: _with_part(
        _STRINGS,
        '<si><t xml:space="preserve">Пекарня</t></si>',
        "<si><r><rPr><b/></rPr><t>Пек</t></r><r><t>арня</t></r></si>",
    ),
    holds=_BAKERY,
)
_add(
    "workbook_without_row_numbers",
    _WORKBOOK,
    "accept",
    lambda: book({name: re.sub(r"<row r=\"\d+\"", "<row", xml) for name, xml in _one_sheet().items()}),
    holds=_BAKERY,
)
_add(
    "workbook_with_empty_rows_between",
    _WORKBOOK,
    "accept",
    lambda: book(_one_sheet([*grid(people())[:4], [], [], *grid(people())[4:]])),
    holds={(7, "idea_text"): "Пекарня"},
)
_add("workbook_bomb_in_the_sheet", _WORKBOOK, "refuse", lambda: _bomb(_SHEET), "responses.xlsx", heavy=True)
_add(
    "workbook_bomb_in_the_strings", _WORKBOOK, "refuse", lambda: _bomb(_STRINGS), "responses.xlsx", heavy=True
)
_add(
    "workbook_with_seventy_thousand_entries",
    _WORKBOOK,
    "refuse",
    lambda: book(_one_sheet() | {f"xl/media/{number}": "" for number in range(70_000)}),
    "responses.xlsx",
    heavy=True,
)
for _name, _entry in {
    "above": "../../evil.txt",
    "above_in_the_middle": "xl/../../evil.txt",
    "absolute": "/etc/evil.txt",
    "of_windows": "..\\evil.txt",
    "on_a_drive": "C:\\evil.txt",
}.items():
    _add(
        f"workbook_with_an_entry_{_name}",
        _WORKBOOK,
        "refuse",
        lambda entry=_entry: book(_shared() | {entry: "x"}),
        "responses.xlsx",
    )
_ENTITY = '<!DOCTYPE worksheet [<!ENTITY a "b">]>'
for _name, _encoding, _mark in (
    ("le", "utf-16-le", codecs.BOM_UTF16_LE),
    ("be", "utf-16-be", codecs.BOM_UTF16_BE),
):
    _add(
        f"workbook_with_a_dtd_in_utf16_{_name}",
        _WORKBOOK,
        "refuse",
        lambda encoding=_encoding, mark=_mark: _recoded_part(_SHEET, encoding, mark, _ENTITY),
        "responses.xlsx",
    )
_add(
    "workbook_with_a_dtd_in_a_part_of_another_name",
    _WORKBOOK,
    "refuse",
    lambda: _renamed_part(_ENTITY),
    "responses.xlsx",
)
_add("workbook_with_a_part_twice", _WORKBOOK, "refuse", lambda: book(_twice()), "responses.xlsx")
_add(
    "workbook_bomb_of_a_false_size",
    _WORKBOOK,
    "refuse",
    _bomb_of_a_false_size,
    "responses.xlsx",
    heavy=True,
)
_LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
for _name, _part, _dtd in (
    ("in_the_sheet", _SHEET, "<!DOCTYPE worksheet>"),
    ("of_a_file_in_the_workbook", _BOOK, '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ("of_laughs_in_the_strings", _STRINGS, f'<!DOCTYPE sst [<!ENTITY l0 "lol">{_LOL}]>'),
    ("in_the_styles", "xl/styles.xml", '<!DOCTYPE s SYSTEM "http://localhost:9/x.dtd">'),
    ("behind_a_long_remark", _SHEET, f"<!--{'x' * 20_000}-->{_ENTITY}"),
    ("in_the_relations", "xl/_rels/workbook.xml.rels", '<!DOCTYPE r [<!ENTITY a "b">]>'),
):
    _add(
        f"workbook_with_a_dtd_{_name}",
        _WORKBOOK,
        "refuse",
        lambda part=_part, dtd=_dtd: _with_part(part, "?>\n", f"?>\n{dtd}\n"),
        "responses.xlsx",
    )
for _name, _make in {
    "empty": lambda: b"",
    "of_text": lambda: table_of().encode(),
    "of_two_letters": lambda: b"PK",
    "of_a_page": lambda: b"<html><table><tr><td>x</td></tr></table></html>",
    "cut_in_half": lambda: zipped(_shared())[:3000],
    "cut_at_the_end": lambda: zipped(_shared())[:-30],
    "of_an_archive_of_something_else": lambda: zipped({"readme.txt": "x"}),
    "under_a_password": lambda: _compound("EncryptedPackage"),
    "of_the_old_format": lambda: _compound("Workbook"),
    "of_a_chart_only": lambda: zipped(_chart_only()),
    "without_a_sheet": lambda: zipped(parts_of()),
    "with_an_empty_sheet": lambda: zipped(_one_sheet([])),
    "with_a_header_only": lambda: zipped(_one_sheet(grid([]))),
    "without_the_sheet_s_part": lambda: zipped({k: v for k, v in _shared().items() if k != _SHEET}),
    "without_its_strings": lambda: zipped({k: v for k, v in _shared().items() if k != _STRINGS}),
    "with_a_broken_sheet": lambda: zipped(_shared() | {_SHEET: _shared()[_SHEET][:4000]}),
    "with_bytes_for_a_sheet": lambda: zipped(_shared() | {_SHEET: bytes(range(256))}),
}.items():
    _add(f"workbook_{_name}", _WORKBOOK, "refuse", lambda make=_make: book(make()), "responses.xlsx")
_add(
    "workbook_of_the_old_format_by_its_name",
    _WORKBOOK,
    "refuse",
    lambda: book(_compound("Workbook"), "responses.xls"),
    "responses.xls",
)
_add(
    "workbook_named_as_text",
    _WORKBOOK,
    "refuse",
    lambda: book(_shared(), "responses.csv"),
    "responses.csv",
)
_add(
    "workbook_with_locked_entries",
    _WORKBOOK,
    "refuse",
    lambda: _patched(((b"PK\3\4", 6, 1), (b"PK\1\2", 8, 1))),
    "responses.xlsx",
)
_add(
    "workbook_compressed_unknown",
    _WORKBOOK,
    "refuse",
    lambda: _patched(((b"PK\3\4", 8, 99), (b"PK\1\2", 10, 99))),
    "responses.xlsx",
)
_add("workbook_with_a_damaged_byte", _WORKBOOK, "refuse", _damaged, "responses.xlsx")
_add(
    "workbook_with_a_string_beyond_the_last",
    _WORKBOOK,
    "refuse",
    lambda: book(_shared() | {_SHEET: sheet_xml(_set(5, "sex", '<c r="{at}" t="s"><v>99999</v></c>'))}),
    "responses.xlsx",
)
_add(
    "workbook_that_declares_every_cell",
    _WORKBOOK,
    "accept",
    lambda: book(_one_sheet(before='<dimension ref="A1:XFD1048576"/>')),
    heavy=True,
)
_add(
    "workbook_with_a_cell_in_the_last_place",
    _WORKBOOK,
    "refuse",
    lambda: _far_cell('<c r="XFD1048576"><v>1</v></c>'),
    "row 1048576",
    heavy=True,
)
_add(
    "workbook_with_a_coloured_cell_in_the_last_place",
    _WORKBOOK,
    "accept",
    lambda: _far_cell('<c r="XFD1048576" s="1"/>'),
    heavy=True,
)
_add("workbook_of_65536_rows", _WORKBOOK, "refuse", _many_rows, "row 65536", heavy=True)
_add("workbook_merged_over_people", _WORKBOOK, "refuse", lambda: _merged("K4:K6"), "K4:K6")
_add("workbook_merged_over_questions", _WORKBOOK, "refuse", lambda: _merged("K4:M4"), "K4:M4")
_add("workbook_merged_in_the_header", _WORKBOOK, "refuse", lambda: _merged("K1:M1"), "K1:M1")
_add(
    "workbook_with_a_computed_value",
    _WORKBOOK,
    "accept",
    lambda: book(_one_sheet(_set(5, "network_size", '<c r="{at}"><f>3+4</f><v>7</v></c>'))),
    holds={(5, "network_size"): r"7(\.0)?"},
)
_add(
    "workbook_with_a_formula_never_computed",
    _WORKBOOK,
    "refuse",
    lambda: book(_one_sheet(_set(5, "network_size", '<c r="{at}"><f>3+4</f></c>'))),
    "row 5",
)
for _name, _column, _sign, _check in (
    ("reference_error", "network_size", "#REF!", "type"),
    ("division_error", "months_in_country", "#DIV/0!", "type"),
    ("not_available_error", "sex", "#N/A", "choice"),
):
    _add(
        f"workbook_with_a_{_name}",
        _WORKBOOK,
        "repair",
        lambda column=_column, sign=_sign: book(
            _one_sheet(_set(5, column, f'<c r="{{at}}" t="e"><v>{sign}</v></c>'))
        ),
        _check,
    )
_add(
    "workbook_with_dates_of_1900",
    _WORKBOOK,
    "accept",
    lambda: _dated(46508 + 10 / 24, False),
    holds={(2, "end"): r"2027-05-01[T ]10:20(:00(\.0+)?)?"},
)
_add(
    "workbook_with_dates_of_1904",
    _WORKBOOK,
    "accept",
    lambda: _dated(45046 + 10 / 24, True),
    holds={(2, "end"): r"2027-05-01[T ]10:20(:00(\.0+)?)?"},
)
_add("workbook_with_dates_as_bare_numbers", _WORKBOOK, "repair", lambda: _dated(46508.25, False, ""), "type")
_add(
    "workbook_with_a_phone_as_number",
    _WORKBOOK,
    "repair",
    lambda: book(_one_sheet(_set(5, "phone", 999555000005))),
    "@phone",
)
_add(
    "workbook_with_a_fraction_for_a_number",
    _WORKBOOK,
    "repair",
    lambda: book(_one_sheet(_set(5, "network_size", 7.5))),
    "type",
)
_add("workbook_with_its_sheet_declared", _WORKBOOK, "accept", lambda: book(_shared(), sheet="responses"))
_add(
    "workbook_without_the_declared_sheet",
    _WORKBOOK,
    "refuse",
    lambda: book(_shared(), sheet="answers"),
    "sheet",
)
_add("workbook_of_two_sheets", _WORKBOOK, "refuse", lambda: _two_sheets(_NOTED), "sheet")
_add(
    "workbook_of_two_sheets_declared",
    _WORKBOOK,
    "accept",
    lambda: _two_sheets(_NOTED, sheet="responses"),
    holds=_BAKERY,
)
_add(
    "workbook_with_a_hidden_sheet_beside",
    _WORKBOOK,
    "accept",
    lambda: _two_sheets(_NOTED, {"more": "hidden"}, sheet="responses"),
    holds=_BAKERY,
)
_add(
    "workbook_whose_other_sheet_is_declared",
    _WORKBOOK,
    "refuse",
    lambda: _two_sheets(_NOTED, sheet="more"),
    "row 1",
)
_add(
    "workbook_with_totals",
    _WORKBOOK,
    "repair",
    lambda: book(_one_sheet([*grid(people()), ["", "", "", "", "Total", 12]])),
    "uuid_missing",
    rows=13,
)
