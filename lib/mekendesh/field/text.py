"""From bytes to text without guessing: a mark at the start, strict UTF-8, the declared encoding, or a
refusal.

Guessing an encoding is how names are destroyed: cp1251 cannot even hold ө, ү and ң, and nearly any bytes
*can* be read as cp1251. So candidates are named to a person, who declares the right one.
"""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass

from mekendesh.errors import DeliveryError

# The longer marks first: UTF-32's begins with UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CANDIDATES = ("cp1251", "koi8-r", "cp866", "utf-16-le", "utf-16-be")
COMMON_LETTERS = frozenset("аеиноултрсдкбы")


@dataclass(frozen=True)
class Text:
    """Characters in NFC, the encoding they were read by, and whether composing letters changed anything."""

    characters: str
    encoding: str
    recomposed: bool


def read_text(content: bytes, declared: str, file: str) -> Text:
    """Decode delivered bytes.

    ``declared`` is the encoding of ``delivery.yml``, empty if none. Raises ``DeliveryError`` with the
    encodings that would fit where neither a mark, nor UTF-8, nor the declared one reads the bytes, and for
    NUL characters.
    """
    characters, encoding = _decoded(content, declared, file)
    if "\0" in characters:
        raise DeliveryError(
            "{file}, line {line}: a NUL character. The file is damaged, or its encoding is one of "
            "{candidates}. Ask for the file again, or declare the encoding in delivery.yml.",
            file=file,
            line=characters.count("\n", 0, characters.index("\0")) + 1,
            candidates=_said(candidates(content)),
        )
    composed = unicodedata.normalize("NFC", characters)
    return Text(composed, encoding, composed != characters)


def candidates(content: bytes) -> tuple[str, ...]:
    """Encodings that read the bytes as text, the likeliest first: by the letters common in Kyrgyz and
    Russian.
    """
    likely = {name: _letters(content, name) for name in CANDIDATES}
    fitting = [name for name, letters in likely.items() if letters > 0]
    return tuple(sorted(fitting, key=lambda name: (-likely[name], CANDIDATES.index(name)))[:2])


def _decoded(content: bytes, declared: str, file: str) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding, file), encoding
    try:
        characters = content.decode("utf-8")
        # Plain letters in UTF-16 are also UTF-8, full of NUL; there the declaration knows better.
        if "\0" not in characters or not declared:
            return characters, "utf-8"
    except UnicodeDecodeError as broken:
        if _is_cut_off(content, broken, declared):
            raise DeliveryError(
                "{file}, line {line}: the file ends inside a letter; it was cut off. Ask for the whole file "
                "again.",
                file=file,
                line=content.count(b"\n") + 1,
            ) from None
        if not declared or _name(declared) == "utf-8":
            raise DeliveryError(
                "{file}, line {line}: this is not UTF-8 text; it may be {candidates}. Save the file as "
                "UTF-8, or declare its encoding in delivery.yml.",
                file=file,
                line=content.count(b"\n", 0, broken.start) + 1,
                candidates=_said(candidates(content)),
            ) from None
    return _strictly(content, declared, file), _name(declared) or declared


def _strictly(content: bytes, encoding: str, file: str) -> str:
    try:
        return content.decode(encoding)
    except (LookupError, ValueError) as broken:
        if isinstance(broken, UnicodeDecodeError):
            raise DeliveryError(
                "{file}: byte {byte} is not {encoding}, as which the file is marked or declared; it is damaged, "
                "cut off, or in another encoding. Ask for the file again, or mend the encoding in delivery.yml.",
                file=file,
                byte=broken.start + 1,
                encoding=encoding,
            ) from None
        raise DeliveryError(
            "delivery.yml declares the encoding {encoding}, which is not known. Write one such as utf-8 or "
            "cp1251.",
            encoding=encoding,
        ) from None


def _is_cut_off(content: bytes, broken: UnicodeDecodeError, declared: str) -> bool:
    """A first failure at the very end, of text known to be UTF-8, is a cut and no other encoding."""
    known = _name(declared) == "utf-8" or not content[: broken.start].isascii()
    return known and broken.reason == "unexpected end of data"


def _name(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return ""


def _letters(content: bytes, encoding: str) -> int:
    try:
        characters = content.decode(encoding)
    except UnicodeDecodeError:
        return 0
    categories = {unicodedata.category(character) for character in set(characters) - set("\t\r\n")}
    plain = sum(character.isascii() for character in characters)
    if categories & {"Cc", "Cn", "Co"} or (encoding.startswith("utf-16") and plain < 0.2 * len(characters)):
        return 0
    return 1 + sum(character in COMMON_LETTERS for character in characters)


def _said(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "?"
