"""What encodings and keyboards do to words: characters that cannot be seen, broken letters, mixed scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mekendesh.cleaning.form_rules import Place, at

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Questionnaire

_HIDDEN = r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u180e\u2060\u2061\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
_BROKEN = (
    r"\ufffd|[а-яёөүң]\?[а-яёөүң]"  # letters lost in the middle of a word
    r"|[ÐÑ][\x80-\xbf°-¿]"  # UTF-8 read as Latin-1
    r"|(?-i:(?:[РС][\x80-\xbfЂ-џ‘-„†-‰‹-›°-»]){3})"  # UTF-8 read as cp1251
    r"|[\u00c0-\u00ff]{4}"  # cp1251 read as Latin-1: nothing but accented letters
    r"|(?-i:\b[а-яё][А-ЯЁ]{3,})"  # KOI8 read as cp1251: small and capital letters exchanged
)
_SCIENTIFIC = r"^\s*\d(?:[.,]\d+)?E\+?\d{1,2}\s*$"
_MIXED = r"[а-яёөүң][a-zıçşğöü]|[a-zıçşğöü][а-яёөүң]"


def hidden_characters(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Control characters, marks of direction and of zero width: two words that look alike and are not."""
    yield from _matching(responses, questionnaire, _HIDDEN, but_roles=("meta",))


def broken_letters(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Question marks inside Cyrillic words and letters of a wrong encoding: ө, ү and ң are lost there."""
    yield from _matching(responses, questionnaire, _BROKEN)


def lost_digits(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Texts such as 9.99555E+11: a spreadsheet took a telephone or a document for a number and rounded it."""
    yield from _matching(responses, questionnaire, _SCIENTIFIC, but_roles=("meta",))


def mixed_scripts(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Words with Latin and Cyrillic letters side by side, which no search finds. Coupons have their own check."""
    yield from _matching(responses, questionnaire, _MIXED)


def _matching(
    responses: Responses,
    questionnaire: Questionnaire,
    pattern: str,
    but_roles: tuple[str, ...] = ("meta", "recruitment"),
) -> Iterator[Place]:
    for column in questionnaire.columns:
        if column.type == "text" and column.role not in but_roles:
            texts = responses.cells[column.column]
            filled = texts[texts != ""]
            found = filled.str.contains(pattern, regex=True, case=False)
            yield from at(found.index[found], column.column)
