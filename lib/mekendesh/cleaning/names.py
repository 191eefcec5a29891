"""Names in two scripts and their many romanisations, folded so that the same person's meet.

NFC → casefold → ө=о, ү=у, ң=н → one Latin skeleton for Cyrillic and every romanisation (BGN/PCGN, passports,
Turkish): ж = zh = dzh = j = c, х = kh = h, ш = sh = ş, й = ы = и = y = i. Kin words (уулу, кызы, oğlu) go, and
so do the Russian endings of families and patronymics (-ов, -ева, -ович, -овна), because both are put on and left
off one man's name in different papers. A fold loses what it must: Канат and Канатов are one.

Compare folded names, never show them: they are no names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KIN_WORDS = frozenset(["uli", "gizi", "ulu", "uulu", "kizi", "kyzy", "kiz", "oglu", "ogli", "oglou"])
SHORTEST_STEM = 3

_CYRILLIC = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "io", "ж": "j",
    "җ": "j", "з": "z", "и": "i", "і": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n",
    "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ү": "u", "ұ": "u",
    "ў": "u", "ф": "f", "х": "h", "һ": "h", "ҳ": "h", "ц": "ts", "ч": "q", "ш": "x", "щ": "x", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_LATIN = (
    ("shch", "x"), ("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("ch", "q"), ("tch", "q"), ("sh", "x"),
    ("sch", "x"), ("ts", "ts"), ("ng", "n"), ("ph", "f"), ("c", "j"), ("ç", "q"), ("ş", "x"), ("ğ", "g"),
    ("ı", "i"), ("ö", "o"), ("ü", "u"), ("ä", "a"), ("y", "i"), ("w", "v"), ("x", "h"), ("q", "k"),
)  # fmt: skip
"""Longest first where one begins another. Runs over one pass, so that a result is never read again."""

_CYRILLIC_TABLE = str.maketrans(_CYRILLIC)
_CYRILLIC_LETTER = re.compile("[а-ӿ]")
_LATIN_PATTERN = re.compile("|".join(sorted((re.escape(old) for old, _ in _LATIN), key=len, reverse=True)))
_LATIN_OF = dict(_LATIN)
_ENDINGS = re.compile(
    r"(?:ovi?q|evi?q|oviqna|evna|ovna|ovski|evski|ovska|evska|ova|eva|ov|ev|of|ef|ski|ska)$"
)
_UZBEK_O = re.compile("o['`´ʹʻʼʽ‘’]")
_APOSTROPHE = re.compile("['`´ʹʻʼʽ‘’]")
_VOWELS = str.maketrans("", "", "aeiou")


@lru_cache(maxsize=200_000)
def folded(name: str) -> tuple[str, ...]:
    """The parts of a name as skeleton letters, in their order; kin words and empty parts left out."""
    text = unicodedata.normalize("NFC", name).replace("İ", "i").casefold()
    # Uzbek o' is a letter of its own; other apostrophes stand for a soft sign.
    text = _APOSTROPHE.sub("", _UZBEK_O.sub("u", text))
    parts = re.findall(r"[^\W\d_]+", text)
    skeletons = (_skeleton(part) for part in parts)
    stems = [_stem(skeleton) for skeleton in skeletons if skeleton and skeleton not in KIN_WORDS]
    return tuple(stem for stem in stems if len(stem) > 1)


def consonants(stem: str) -> str:
    """A stem without the vowels behind its first letter: what typing and romanisation change least."""
    return stem[:1] + stem[1:].translate(_VOWELS)


def name_key(name: str) -> str:
    """The consonants of all parts, in alphabetical order: the same for family before given and given first."""
    return " ".join(sorted(consonants(stem) for stem in folded(name)))


@lru_cache(maxsize=200_000)
def _skeleton(part: str) -> str:
    if _CYRILLIC_LETTER.search(part):
        plain = part.replace("дж", "ж").replace("ңг", "ң").replace("нг", "ң").translate(_CYRILLIC_TABLE)
    else:
        plain = _LATIN_PATTERN.sub(lambda match: _LATIN_OF[match[0]], part)
        if not plain.isascii():
            decomposed = unicodedata.normalize("NFD", plain)
            plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    # An i before another vowel is a glide that one romanisation writes and the next leaves out.
    plain = re.sub(r"i+(?=[aeou])", "", plain)
    return re.sub(r"(.)\1+", r"\1", plain)


@lru_cache(maxsize=200_000)
def _stem(skeleton: str) -> str:
    stem = _ENDINGS.sub("", skeleton)
    return stem if len(stem) >= SHORTEST_STEM else skeleton
