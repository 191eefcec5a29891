"""Words in three languages: terms that know no language, and how each is said in Kyrgyz, Russian and English.

A page is written in *terms* (a message with places, a label, a country, a date, a number). Only `say` turns a term
into words, so the same numbers stand in every language. English is the source of messages; the catalogues are
``locale/<language>.po``. Numbers, dates, lists, plurals and country names follow CLDR, never the machine's locale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mekendesh.files import current_tree

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

LANGUAGES = ("ky", "ru", "en")
SOURCE = "en"

# CLDR's own names that an official of these countries would not write.
COUNTRY_NAMES = {
    ("KG", "ru"): "Кыргызстан",
    ("KR", "en"): "Republic of Korea",
    ("KR", "ky"): "Корея Республикасы",
    ("MD", "en"): "Republic of Moldova",
    ("MD", "ky"): "Молдова Республикасы",
    ("MD", "ru"): "Республика Молдова",
    ("MM", "en"): "Myanmar",
    ("MM", "ky"): "Мьянма",
    ("MM", "ru"): "Мьянма",
    ("PS", "en"): "State of Palestine",
    ("PS", "ky"): "Палестина Мамлекети",
    ("PS", "ru"): "Государство Палестина",
    ("US", "ky"): "АКШ",
    ("US", "ru"): "США",
}
# English dates as the United Nations write them: 30 June 2026.
DATE_LOCALES = {"en": "en_GB"}


@dataclass(frozen=True)
class Label:
    """Words kept in three columns of a structure file."""

    ky: str
    ru: str
    en: str


@dataclass(frozen=True)
class Country:
    """A country by its ISO 3166-1 alpha-3 code."""

    code: str


@dataclass(frozen=True)
class Day:
    """A date as precise as it is known: ``2024``, ``2024-12`` or ``2024-12-31``."""

    iso: str


@dataclass(frozen=True)
class Count:
    """A whole number, grouped by thousands."""

    value: int


@dataclass(frozen=True)
class Decimal:
    value: float
    digits: int = 1


@dataclass(frozen=True)
class Percent:
    """A share between 0 and 1, said as a percentage."""

    value: float
    digits: int = 0


@dataclass(frozen=True)
class Interval:
    """A protected number with its range in the same place, or the code that stands where it may not be shown.

    ``unit`` is ``percent`` (shares between 0 and 1), ``count`` or ``decimal``; ``flag`` is empty or one of
    c, u, x, na, z, low. With the flags c, x, na and z there is no number.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str = "percent"
    digits: int = 0
    flag: str = ""


@dataclass(frozen=True)
class Verbatim:
    """Words that stay as they are in every language: a code, a name, a quotation in ``language``."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Listed:
    """Terms one after another, joined as the language joins a list."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Message:
    """A catalogue message with named places. Build it with `message` or `plural`, which extraction knows."""

    text: str
    values: Mapping[str, Term] = field(default_factory=dict)
    plural: str = ""
    count: int = 0


Term = Label | Country | Day | Count | Decimal | Percent | Interval | Verbatim | Listed | Message
_KINDS = {
    kind.__name__.lower(): kind for kind in (Label, Country, Day, Count, Decimal, Percent, Interval, Verbatim)
}


def message(text: str, /, **values: Term) -> Message:
    """A message of the catalogue; ``text`` is its English source with ``{named}`` places."""
    return Message(text, values)


def plural(one: str, many: str, /, count: int, **values: Term) -> Message:
    """A message that depends on a whole number; ``{count}`` stands for the number itself."""
    return Message(one, {**values, "count": Count(count)}, many, count)


def say(term: Term, language: str) -> str:
    """The words of a term in a language. A message without a reviewed translation is said in English between ⟦ ⟧."""
    match term:
        case Label():
            return getattr(term, language)
        case Message():
            return message_text(term, language).format(
                **{name: say(value, language) for name, value in term.values.items()}
            )
        case Country():
            return country_name(term.code, language)
        case Verbatim():
            return term.text
        case Listed():
            from babel.lists import format_list

            return format_list([say(part, language) for part in term.terms], locale=language)
        case Interval():
            return _say_interval(term, language)
        case Day():
            return _say_day(term.iso, language)
        case _:
            return _say_number(term, language)


def country_name(code: str, language: str) -> str:
    """The name of a country by CLDR, where an official would not write it otherwise; an unknown code stays a code."""
    from babel import Locale

    short = two_letter_code("001" if code == "WLD" else code)
    name = COUNTRY_NAMES.get((short, language)) or Locale.parse(language).territories.get(short, code)
    # CLDR abbreviates islands in Russian.
    return name.replace("о-ва", "острова")


def two_letter_code(code: str) -> str:
    """The ISO 3166-1 alpha-2 code of an alpha-3 code, by CLDR; an unknown code stays as it is."""
    from babel.core import get_global

    return str((get_global("territory_aliases").get(code) or [code])[0])


def _say_number(term: Count | Decimal | Percent, language: str) -> str:
    from babel.numbers import format_decimal, format_percent

    if isinstance(term, Count):
        return format_decimal(term.value, format="#,##0", locale=language)
    places = "0." + "0" * term.digits if term.digits else "0"
    if isinstance(term, Decimal):
        return format_decimal(term.value, format="#,##" + places, locale=language)
    pattern = "0%" if language == SOURCE else "0\u00a0%"
    return format_percent(term.value, format=pattern.replace("0", places), locale=language)


def _say_interval(term: Interval, language: str) -> str:
    mark = f"[{term.flag}]" if term.flag else ""
    if term.value is None:
        return mark or "[na]"

    def number(value: float) -> str:
        match term.unit:
            case "percent":
                return _say_number(Percent(value, term.digits), language)
            case "count":
                return _say_number(Count(round(value)), language)
            case _:
                return _say_number(Decimal(value, term.digits), language)

    said = number(term.value)
    if term.low is not None and term.high is not None:
        said += f" ({_say_range(number(term.low), number(term.high))})"
    return f"{said} {mark}".rstrip()


def _say_range(low: str, high: str) -> str:
    """``38–52 %``: a sign that both ends carry is said once, at the end."""
    bare = low.rstrip("%\u00a0") if low.endswith("%") and high.endswith("%") else low
    return f"{bare}\u2013{high}"


def _say_day(iso: str, language: str) -> str:
    from datetime import date

    from babel.dates import format_date, format_skeleton

    where = DATE_LOCALES.get(language, language)
    match iso.count("-"):
        case 0:
            return iso
        case 1:
            year, month = iso.split("-")
            return format_skeleton("yMMMM", date(int(year), int(month), 1), locale=where)
        case _:
            return format_date(date.fromisoformat(iso), format="long", locale=where)


def message_text(term: Message, language: str) -> str:
    """The template of a message in a language, its places still open; the source between ⟦ ⟧ where none is reviewed."""
    if language == SOURCE:
        return term.plural if term.plural and term.count != 1 else term.text
    found = translation(term.text, language, term.count if term.plural else None)
    if found is None:
        return f"⟦{term.plural if term.plural and term.count != 1 else term.text}⟧"
    return found


def translation(text: str, language: str, count: int | None = None) -> str | None:
    """The catalogue's translation of an English source, or ``None`` where it has none or only a fuzzy one."""
    catalogue = read_catalogue(current_tree().locale / f"{language}.po")
    entry = catalogue.get(text)
    if entry is None or entry.fuzzy or not entry.string:
        return None
    if isinstance(entry.string, str):
        return entry.string
    form = entry.string[_plural_form(language, count or 0)]
    return form or None


def _plural_form(language: str, count: int) -> int:
    from babel import Locale

    order = {"ru": ("one", "few", "many"), "ky": ("one", "other")}[language]
    name = Locale.parse(language).plural_form(count)
    return order.index(name) if name in order else len(order) - 1


@lru_cache(maxsize=8)
def read_catalogue(path: Path) -> Catalog:
    """Read a ``.po`` file once per process."""
    from babel.messages.pofile import read_po

    with path.open("rb") as handle:
        return read_po(handle, locale=path.stem)


def to_json(term: Term) -> dict[str, Any]:
    """A term as JSON, with its kind named, so that a block can be kept in a notebook and said later."""
    if isinstance(term, Message):
        values = {name: to_json(value) for name, value in term.values.items()}
        parts: dict[str, Any] = {"text": term.text, "values": values}
        if term.plural:
            parts |= {"plural": term.plural, "count": term.count}
        return {"term": "message", **parts}
    if isinstance(term, Listed):
        return {"term": "listed", "terms": [to_json(part) for part in term.terms]}
    kind = type(term).__name__.lower()
    return {"term": kind, **{part.name: getattr(term, part.name) for part in fields(term)}}


def from_json(content: Mapping[str, Any]) -> Term:
    """The term that `to_json` wrote."""
    parts = {name: value for name, value in content.items() if name != "term"}
    match content["term"]:
        case "message":
            values = {name: from_json(value) for name, value in parts.pop("values").items()}
            return Message(values=values, **parts)
        case "listed":
            return Listed(tuple(from_json(part) for part in parts["terms"]))
        case kind:
            return _KINDS[kind](**parts)
