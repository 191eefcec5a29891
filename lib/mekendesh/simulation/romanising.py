"""One Kyrgyz person's name as it occurs on paper: five ways of writing, typing errors, lost letters.

The rules stand here for the simulation alone. Whatever compares names must know them from elsewhere, else a
comparison would only be tested against itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

WAYS = ("kyrgyz", "russian", "bgn", "passport", "turkish")
KIN = ("уулу", "кызы")
GLIDES = ("y", "i")
_VOWELS = "аеёиоуыэюяөү"
_CONSONANTS = "бвгджзйклмнңпрстфхцчшщ"
_PLAIN = dict(
    zip(
        "абвгдеёзийклмнопрстуфыэ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "yo",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "y",
            "e",
        ],
        strict=True,
    )
)
_LATIN = {
    "bgn": _PLAIN
    | {"ж": "j", "ң": "ng", "ө": "ö", "ү": "ü", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
    | {"ю": "yu", "я": "ya", "ъ": "", "ь": ""},
    "passport": _PLAIN
    | {"ж": "zh", "ң": "n", "ө": "o", "ү": "u", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
    | {"ю": "yu", "я": "ya", "ъ": "", "ь": ""},
    "turkish": _PLAIN
    | {"ж": "c", "ң": "n", "ө": "ö", "ү": "ü", "х": "h", "ц": "ts", "ч": "ç", "ш": "ş", "щ": "şç"}
    | {"ы": "ı", "ю": "yu", "я": "ya", "ъ": "", "ь": ""},
}
_PASSPORT_WITH_I = {"й": "i", "ё": "io", "ю": "iu", "я": "ia"}
_LOSSES = {"ө": "о", "ү": "у", "ң": "н", "Ө": "О", "Ү": "У", "Ң": "Н"}
_KEY_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_SAME_KEY = dict(zip("өүңёöüışçğñ", "оунеouiscgn", strict=True))


def russian_family(father: str, *, female: bool) -> str:
    """The family name Russian makes of a father's name: Мисалбек → Мисалбеков, Үлгүбай → Үлгүбаева."""
    if father[-1:].lower() in ("й", "ь"):
        stem, ending = father[:-1], "ев"
    else:
        stem, ending = father, "ев" if father[-1:].lower() in f"{_VOWELS}жшчщц" else "ов"
    return stem + ending + ("а" if female else "")


def russian_patronymic(father: str, *, female: bool) -> str:
    """The patronymic Russian makes of a father's name: Мисалбек → Мисалбекович, Мисалбековна."""
    return russian_family(father, female=False) + ("на" if female else "ич")


def in_script(
    name: str,
    way: str,
    *,
    kin_as_ov: bool = False,
    yo: bool = False,
    glides: str = "y",
    given_first: bool = False,
    capitals: bool = False,
    double_spaces: bool = False,
) -> str:
    """Write a name given in Kyrgyz Cyrillic, family name first, in one of the ``WAYS``.

    ``kin_as_ov`` (Russian only) makes a family name in -ов of the father's name before уулу or кызы; ``yo``
    (Russian only) writes ё, not о, for ө after a consonant; ``glides`` (passport only) is ``"y"`` for yu, ya
    and y or ``"i"`` for the newer iu, ia and i. The other options change the order of the parts, the case
    (Turkish keeps i and ı apart) and the blanks. Letters that are not Cyrillic stay as they are.

    Raises ``ValueError`` for another way or other glides.
    """
    if way not in WAYS:
        raise ValueError(f"a way of writing is one of {', '.join(WAYS)}, not {way!r}")
    if glides not in GLIDES:
        raise ValueError(f"glides are one of {', '.join(GLIDES)}, not {glides!r}")
    family, others = _family_and_others(name)
    if way == "russian" and kin_as_ov and family[1:]:
        family = [russian_family(family[0], female=family[1].lower() == "кызы")]
    parts = [*others, *family] if given_first else [*family, *others]
    written = [_spelled(part, way, yo=yo, glides=glides) for part in parts]
    text = ("  " if double_spaces else " ").join(written)
    if not capitals:
        return text
    return (text.replace("i", "İ") if way == "turkish" else text).upper()


def _family_and_others(name: str) -> tuple[list[str], list[str]]:
    """The words of the family name (two of them before and with уулу or кызы) and all that follow."""
    words = name.split()
    length = 2 if len(words) > 1 and words[1].lower() in KIN else 1
    return words[:length], words[length:]


def _spelled(word: str, way: str, *, yo: bool, glides: str) -> str:
    if way == "kyrgyz":
        return word
    if way == "russian":
        return _russified(word, yo=yo)
    letters = _LATIN[way] | (_PASSPORT_WITH_I if way == "passport" and glides == "i" else {})
    if way == "turkish":
        word = re.sub("дж", "ж", re.sub("Д[жЖ]", "Ж", word))
    whole = len(word) > 1 and word.isupper()
    return "".join(_cased(letters.get(letter.lower(), letter), letter, way, whole=whole) for letter in word)


def _cased(text: str, like: str, way: str, *, whole: bool) -> str:
    """``text`` with the case of the letter it stands for; in words all in capitals every letter is one."""
    if not like.isupper() or not text:
        return text
    head = "İ" if way == "turkish" and text[0] == "i" else text[0].upper()
    return head + (text[1:].upper() if whole else text[1:])


def _russified(word: str, *, yo: bool) -> str:
    if yo:
        after = f"(?<=[{_CONSONANTS}{_CONSONANTS.upper()}])"
        word = re.sub(f"{after}Ө", "Ё", re.sub(f"{after}ө", "ё", word))
    return lose_letters(word)


def lose_letters(name: str, *, marked: bool = False) -> str:
    """What cp1251 makes of ө, ү and ң: the letters о, у and н that resemble them, or ``?`` if ``marked``."""
    return name.translate({ord(lost): "?" if marked else left for lost, left in _LOSSES.items()})


def _neighbours() -> dict[str, str]:
    """The keys beside a key in its row; for a letter typed with a second key, the letter without it."""
    beside = {
        letter: row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
        for row in _KEY_ROWS
        for place, letter in enumerate(row)
    }
    return beside | _SAME_KEY


_BESIDE = _neighbours()


def mistype(name: str, rng: np.random.Generator) -> str:
    """The name with one typing error in its letters, Cyrillic or Latin.

    Two neighbours are swapped, a letter doubled, dropped, or replaced by the one on the key beside it. Drawn
    among the errors this name allows, each kind as likely; a name of no letters is returned as it is.
    """
    letters = [place for place, letter in enumerate(name) if letter.isalpha()]
    if not letters:
        return name
    swaps = [
        place
        for place in letters
        if place + 1 < len(name) and name[place + 1].isalpha() and name[place + 1] != name[place]
    ]
    replaced = [place for place in letters if name[place].lower() in _BESIDE]
    kinds = {
        "swap": swaps,
        "double": letters,
        "drop": letters if len(letters) > 1 else [],
        "replace": replaced,
    }
    possible = [kind for kind, places in kinds.items() if places]
    kind = possible[rng.integers(len(possible))]
    place = kinds[kind][rng.integers(len(kinds[kind]))]
    before, letter, after = name[:place], name[place], name[place + 1 :]
    if kind == "swap":
        return before + after[0] + letter + after[1:]
    if kind == "double":
        return before + letter + letter + after
    if kind == "drop":
        return before + after
    beside = _BESIDE[letter.lower()]
    other = beside[rng.integers(len(beside))]
    return before + (other.upper() if letter.isupper() else other) + after
