"""A consular register and lists of associations of invented people, as dirty as such lists are.

Every record comes with its truth: the person it is about, or nobody for a stranger, and the dirt laid on it.
The names are made of the invented words; telephone numbers and document numbers are those of `answers`, which
belong to no country. Nothing here is shared with the code that compares records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.simulation.romanising import (
    GLIDES,
    KIN,
    WAYS,
    in_script,
    lose_letters,
    mistype,
    russian_family,
    russian_patronymic,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CONSULAR_COLUMNS = (
    "record_id", "family_name", "given_name", "patronymic", "birth_date", "sex", "phone", "document", "city",
    "registered_on",
)  # fmt: skip
ASSOCIATION_COLUMNS = ("record_id", "full_name", "birth_year", "phone", "city", "association")
ASSOCIATIONS = ("Мисал", "Үлгү", "Намуна", "Misal", "Sınak")
RELATIONS = ("twin", "sibling", "namesake")
SEXES = {"female": "ж", "male": "м"}
SPELLINGS = {
    "moscow": ("Москва", "Москва ш.", "г. Москва"),
    "saint_petersburg": ("Санкт-Петербург", "Санкт-Петербург ш.", "Ленинград"),
    "yekaterinburg": ("Екатеринбург", "Екатеринбург ш.", "Свердловск"),
    "almaty": ("Алматы", "Алматы ш.", "Алма-Ата"),
    "astana": ("Астана", "Астана ш.", "Нур-Султан"),
    "shymkent": ("Шымкент", "Шымкент ш.", "Чимкент"),
    "istanbul": ("Стамбул", "Ыстамбул", "Istanbul"),
    "ankara": ("Анкара", "Анкара ш.", "Ankara"),
    "antalya": ("Анталья", "Анталия", "Antalya"),
    "seoul": ("Сеул", "Сеул ш.", "Seoul"),
    "busan": ("Пусан", "Бусан", "Pusan"),
    "andijan": ("Андижан", "Анжиян", "Andijon"),
    "fergana": ("Фергана", "Фергана ш.", "Скобелев"),
    "artux": ("Артуш", "Артыш", "Атуш"),
    "urumqi": ("Урумчи", "Үрүмчү", "Дихуа"),
    "dushanbe": ("Душанбе", "Дүйшөмбү", "Сталинабад"),
    "jeddah": ("Джидда", "Жидда", "Jeddah"),
    "sharjah": ("Шарджа", "Шаржа", "Sharjah"),
    "johor_bahru": ("Джохор-Бару", "Жохор-Бару", "Johor Bahru"),
}
"""A city's Russian, Kyrgyz and former or other name by its site; other sites are written as their code reads."""
_CITY_DIRT = np.array(["", "city_kyrgyz", "city_other"], dtype=object)
_ENDINGS = {"female": ("бүбү", "кан", "гүл", "най", "бү"), "male": ("бек", "бай", "кул")}
_HEAD_LETTERS = 4
_COMMON_NAMES = 25
_KIN_FORMS = ("russian", "kin_patronymic", "kin_family")
_PHONE_SHAPES = (
    "+999{}{}{}",
    "999{}{}{}",
    "8{}{}{}",
    "+999 {} {} {}",
    "+999({}){}-{}",
    "8 ({}) {} {}",
)
_OPTIONS = ("kin_as_ov", "yo", "newer_glides", "capitals")
_NO_PATRONYMIC = [WAYS.index("passport"), WAYS.index("turkish")]


@dataclass(frozen=True)
class RegisterPlan:
    """How large and how dirty the registers are; every number is an assumption, none is measured.

    Shares are between 0 and 1. Those of ways of writing are in the order of ``WAYS`` and sum to 1.
    """

    share_registered: float = 0.35
    """Of the people, those in the consular register."""
    share_stale: float = 0.08
    """Of a register's entries, those of people who left and are none of the people any more."""
    share_duplicate: float = 0.03
    """Of the people in a register, those who stand in it twice."""
    share_mistyped: float = 0.10
    """Of entries and of names told, those with one typing error."""
    share_without_phone: float = 0.25
    share_other_phone: float = 0.15
    """Of the entries, those with a number that is nobody's among the people."""
    share_without_document: float = 0.2
    siblings: float = 0.05
    """Of the people, those with a brother or sister among the others; of twins and namesakes likewise."""
    twins: float = 0.01
    namesakes: float = 0.03
    share_same_phone: float = 0.3
    """Of pairs of siblings or twins, those with one telephone."""
    kin_forms: tuple[float, float, float] = (0.6, 0.2, 0.2)
    """Patronymics in -ович, with уулу or кызы, and these as the family name with no patronymic beside it."""
    consular_ways: tuple[float, ...] = (0.22, 0.55, 0.03, 0.17, 0.03)
    association_ways: tuple[tuple[float, ...], ...] = (
        (0.10, 0.80, 0.02, 0.06, 0.02),
        (0.70, 0.20, 0.04, 0.04, 0.02),
        (0.05, 0.10, 0.15, 0.40, 0.30),
    )
    """Of one association after the other, beginning again after the last."""
    survey_ways: tuple[float, ...] = (0.45, 0.35, 0.04, 0.10, 0.06)
    share_kin_as_ov: float = 0.4
    """Of names written in Russian, those whose уулу or кызы became -ов or -ович."""
    share_yo: float = 0.2
    share_newer_glides: float = 0.4
    """Of names written as in passports, those with iu and ia, not yu and ya."""
    share_capitals: float = 0.15
    share_double_spaces: float = 0.05
    share_swapped: float = 0.01
    """Of entries, those with family and given name in each other's column."""
    share_only_year: float = 0.08
    share_iso_date: float = 0.10
    phone_shapes: tuple[float, ...] = (0.5, 0.1, 0.12, 0.1, 0.08, 0.1)
    city_names: tuple[float, float, float] = (0.75, 0.15, 0.10)
    """Cities by their Russian, Kyrgyz and former or other name."""
    registered_from: int = 2012
    registered_until: int = 2025
    """First and last year of entry."""
    share_member: float = 0.05
    """Of the people, those on the list of an association."""
    share_given_first: float = 0.35
    """Of full names on the lists of associations, those that begin with the given name."""
    share_with_patronymic: float = 0.3
    share_without_birth_year: float = 0.2
    share_survey_without_document: float = 0.6


USUAL = RegisterPlan()


@dataclass(frozen=True, eq=False)
class Register:
    """A list as it is handed over, and what it is about.

    ``table`` is all text. ``truth`` has a row a record in the same order: ``record_id``, ``person`` (the index
    of `identities` as text, empty for a stranger) and ``dirt`` (its kinds, separated by blanks).
    """

    table: pd.DataFrame
    truth: pd.DataFrame


def identities(
    people: pd.DataFrame,
    words: Mapping[str, Sequence[str]],
    rng: np.random.Generator,
    plan: RegisterPlan = USUAL,
) -> pd.DataFrame:
    """Give every person a name, a day of birth, a telephone, a document and a city.

    ``people`` has at least ``sex``, ``birth_year`` and ``site`` and an index of its own for each person;
    ``words`` are those of `answers.load_words`. Returns one row a person with the same index: ``given``,
    ``family``, ``patronymic`` (Kyrgyz Cyrillic; empty where the family name ends in уулу or кызы),
    ``birth_date``, ``birth_year``, ``sex``, ``phone``, ``document``, ``city`` (the site), and ``relation``
    (one of ``RELATIONS`` or empty) to ``relative`` (its index as text). Namesakes may also occur by chance.
    """
    size = len(people)
    female = (people["sex"] == "female").to_numpy()
    given = {sex: _given_names(words, sex, rng) for sex in ("male", "female")}
    families = _family_names(words, given["male"], rng)
    drawn = pd.DataFrame(
        {
            "given_male": _popular(len(given["male"]), size, rng),
            "given_female": _popular(len(given["female"]), size, rng),
            "family": _popular(len(families), size, rng),
            "father": _popular(len(given["male"]), size, rng),
            "kin_form": rng.choice(len(_KIN_FORMS), size, p=plan.kin_forms),
            "day": rng.integers(0, 365, size),
            "phone": rng.choice(10**9, size, replace=False),
            "document": rng.choice(10**7, size, replace=False),
        }
    )
    pairs = _related(people, plan, rng)
    similar = {sex: _most_similar(names) for sex, names in given.items()}
    for relation, (first, second) in pairs.items():
        drawn = _relate(drawn, relation, first, second, similar, plan, rng)
    own = np.where(female, given["female"][drawn["given_female"]], given["male"][drawn["given_male"]])
    families = np.where(female, families[drawn["family"], 1], families[drawn["family"], 0])
    fathers = given["male"][drawn["father"]]
    by_kin = fathers + np.where(female, f" {KIN[1]}", f" {KIN[0]}")
    in_russian = np.where(female, *(_each(fathers, russian_patronymic, female=sex) for sex in (True, False)))
    form = drawn["kin_form"].to_numpy()
    relation, relative = np.full(size, "", dtype=object), np.full(size, "", dtype=object)
    index = people.index.astype("str").to_numpy(dtype=object)
    for kind, (first, second) in pairs.items():
        relation[first], relation[second] = kind, kind
        relative[first], relative[second] = index[second], index[first]
    return pd.DataFrame(
        {
            "given": own,
            "family": np.where(form == 2, by_kin, families),
            "patronymic": np.choose(form, [in_russian, by_kin, np.full(size, "", dtype=object)]),
            "birth_date": _day_in(people["birth_year"].to_numpy(), drawn["day"].to_numpy()),
            "birth_year": people["birth_year"].to_numpy(),
            "sex": people["sex"].to_numpy(dtype=object),
            "phone": _phones(drawn["phone"]),
            "document": _documents(drawn["document"]),
            "city": people["site"].to_numpy(dtype=object),
            "relation": relation,
            "relative": relative,
        },
        index=people.index,
    )


def _each(texts: np.ndarray, change: Callable[..., str], **options: bool) -> np.ndarray:
    """``change`` of every text, computed once for texts that repeat."""
    places, different = pd.factorize(texts)
    return np.array([change(text, **options) for text in different], dtype=object)[places]


def _day_in(years: np.ndarray, days: np.ndarray) -> np.ndarray:
    starts = (np.asarray(years, dtype=int) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return (starts + days.astype("timedelta64[D]")).astype("datetime64[s]")


def _phones(numbers: Sequence[int]) -> np.ndarray:
    return np.array([f"+999{number:09d}" for number in numbers], dtype=object)


def _documents(numbers: Sequence[int]) -> np.ndarray:
    return np.array([f"EX{number:07d}" for number in numbers], dtype=object)


def _popular(names: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """Places of names, a few of them common and most of them rare (Zipf)."""
    weights = 1 / (np.arange(names) + _COMMON_NAMES)
    return rng.choice(names, size, p=weights / weights.sum())


def _in_cyrillic(words: Sequence[str]) -> list[str]:
    """The words in Cyrillic; all of them where none is."""
    return [word for word in words if _is_cyrillic(word)] or list(words)


def _is_cyrillic(word: str) -> bool:
    return re.fullmatch(r"[Ѐ-ӿ\s-]+", word) is not None


def _head_and_ending(name: str, endings: Sequence[str]) -> tuple[str, str]:
    ending = next((ending for ending in endings if name.endswith(ending)), name[-2:])
    return name[: -len(ending)][:_HEAD_LETTERS], ending


def _given_names(words: Mapping[str, Sequence[str]], sex: str, rng: np.random.Generator) -> np.ndarray:
    """The invented given names and compounds of their parts, in a random order: the first are common.

    A list of ten names would make everyone a namesake; Kyrgyz names are often compounds, so these are too.
    """
    split = {
        kind: [_head_and_ending(word, _ENDINGS[kind]) for word in _in_cyrillic(words[f"given_{kind}"])]
        for kind in ("male", "female")
    }
    heads = dict.fromkeys(head for parts in split.values() for head, _ in parts)
    families = [word for word in _in_cyrillic(words["family_male"]) if " " not in word]
    heads |= dict.fromkeys(word[:_HEAD_LETTERS] for word in families)
    endings = dict.fromkeys(ending for _, ending in split[sex])
    compounds = [
        first + second.lower() + ending
        for first in heads
        for second in heads
        for ending in endings
        if first != second
    ]
    names = list(dict.fromkeys([*_in_cyrillic(words[f"given_{sex}"]), *compounds]))
    return rng.permutation(np.array(names, dtype=object))


def _family_names(
    words: Mapping[str, Sequence[str]], fathers: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Family names, a row each of its male and female form: the invented ones and those made of fathers'."""
    given = list(zip(words["family_male"], words["family_female"], strict=False))
    in_cyrillic = [pair for pair in given if all(map(_is_cyrillic, pair))] or given
    of_fathers = [
        (russian_family(father, female=False), russian_family(father, female=True)) for father in fathers
    ]
    return rng.permutation(np.array([*in_cyrillic, *of_fathers], dtype=object))


def _most_similar(names: np.ndarray) -> np.ndarray:
    """The place of another name that begins most alike, for every name; its own place if there is no other."""
    order = np.argsort(names.astype("str"), kind="stable")
    similar = np.empty(len(names), dtype=int)
    for rank, place in enumerate(order):
        beside = [order[other] for other in (rank - 1, rank + 1) if 0 <= other < len(order)]
        similar[place] = max(beside, key=lambda other: _alike(names[place], names[other]), default=place)
    return similar


def _alike(one: str, other: str) -> int:
    differs = (count for count, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differs, min(len(one), len(other)))


def _related(
    people: pd.DataFrame, plan: RegisterPlan, rng: np.random.Generator
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Pairs of people by relation, nobody in two of them: twins and siblings of one site, twins and namesakes
    of one sex and year of birth, siblings at most a dozen years apart."""
    shares = {"twin": plan.twins, "sibling": plan.siblings, "namesake": plan.namesakes}
    near = people.assign(near=people["birth_year"] // 12)
    same = {
        "twin": ["site", "sex", "birth_year"],
        "sibling": ["site", "near"],
        "namesake": ["sex", "birth_year"],
    }
    free = np.ones(len(people), dtype=bool)
    pairs = {}
    for relation in RELATIONS:
        groups = near.groupby(same[relation], sort=False).ngroup().to_numpy()
        first, second = _pairs(groups, free, rng)
        chosen = rng.permutation(len(first))[: round(shares[relation] * len(people) / 2)]
        pairs[relation] = first[chosen], second[chosen]
        free[first[chosen]] = free[second[chosen]] = False
    return pairs


def _pairs(groups: np.ndarray, free: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """All free people of a group two by two, as far as they go."""
    shuffled = rng.permutation(np.flatnonzero(free))
    ordered = shuffled[np.argsort(groups[shuffled], kind="stable")]
    group = groups[ordered]
    _, starts, counts = np.unique(group, return_index=True, return_counts=True)
    within = np.arange(len(group)) - np.repeat(starts, counts)
    begins = np.flatnonzero((within % 2 == 0) & (within + 1 < np.repeat(counts, counts)))
    return ordered[begins], ordered[begins + 1]


def _relate(
    drawn: pd.DataFrame,
    relation: str,
    first: np.ndarray,
    second: np.ndarray,
    similar: Mapping[str, np.ndarray],
    plan: RegisterPlan,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """What the second of a pair has of the first: never the document, and never name and birthday both."""
    values = {name: drawn[name].to_numpy(copy=True) for name in drawn.columns}
    for name in ("family", "kin_form"):
        values[name][second] = values[name][first]
    if relation == "namesake":
        for name in ("given_male", "given_female"):
            values[name][second] = values[name][first]
        named_after = values["kin_form"][first] == _KIN_FORMS.index("kin_family")
        values["father"][second[named_after]] = values["father"][first[named_after]]
        same_day = values["day"][first] == values["day"][second]
        values["day"][second[same_day]] = (values["day"][first[same_day]] + 1) % 365
        return drawn.assign(**values)
    values["father"][second] = values["father"][first]
    shared = rng.random(len(first)) < plan.share_same_phone
    values["phone"][second[shared]] = values["phone"][first[shared]]
    for sex, others in similar.items():
        name = f"given_{sex}"
        if relation == "twin":
            values[name][second] = others[values[name][first]]
            values["day"][second] = values["day"][first]
        else:
            clash = values[name][first] == values[name][second]
            values[name][second[clash]] = (values[name][second[clash]] + 1) % len(others)
    return drawn.assign(**values)


def consular_register(people: pd.DataFrame, plan: RegisterPlan, rng: np.random.Generator) -> Register:
    """A consulate's register of the people of `identities`: its columns are ``CONSULAR_COLUMNS``.

    Entries are in the order of ``registered_on``, dd.mm.yyyy. Names differ in script from entry to entry;
    those in the passport's or the Turkish way have no patronymic.
    """
    entries = _entries(people, plan.share_registered, plan, rng)
    size = len(entries)
    joined = np.maximum(entries["birth_year"] + 16, plan.registered_from)
    years = np.minimum(
        rng.integers(joined, np.maximum(joined, plan.registered_until) + 1), plan.registered_until
    )
    entries["registered_on"] = _day_in(years, rng.integers(0, 365, size))
    entries = entries.sort_values("registered_on", kind="stable", ignore_index=True)
    styles = _styles(size, plan.consular_ways, plan, rng)
    family, given, patronymic = _names(entries, styles)
    mistyped = rng.random(size) < plan.share_mistyped
    in_family = rng.random(size) < 0.5
    family = _mistyped(family, mistyped & in_family, rng)
    given = _mistyped(given, mistyped & ~in_family, rng)
    spaced = rng.random(size) < plan.share_double_spaces
    family = np.where(spaced, pd.Series(family, dtype=object).str.replace(" ", "  ") + " ", family)
    swapped = rng.random(size) < plan.share_swapped
    family, given = np.where(swapped, given, family), np.where(swapped, family, given)
    birth_date, date_dirt = _birth_dates(entries["birth_date"], plan, rng)
    phone, phone_dirt = _phones_of_entries(entries, people, plan, rng)
    city, city_dirt = _cities(entries["city"], plan, rng)
    undocumented = rng.random(size) < plan.share_without_document
    table = {
        "family_name": family,
        "given_name": given,
        "patronymic": patronymic,
        "birth_date": birth_date,
        "sex": entries["sex"].map(SEXES).fillna(""),
        "phone": phone,
        "document": np.where(undocumented, "", entries["document"]),
        "city": city,
        "registered_on": entries["registered_on"].dt.strftime("%d.%m.%Y"),
    }
    dirt = [
        *_style_dirt(entries, styles),
        np.where(mistyped, "mistyped", ""),
        np.where(spaced, "double_spaces", ""),
        np.where(swapped, "swapped", ""),
        date_dirt,
        phone_dirt,
        np.where(undocumented, "without_document", ""),
        city_dirt,
    ]
    return _register("C", table, CONSULAR_COLUMNS, entries, dirt)


def association_lists(
    people: pd.DataFrame, plan: RegisterPlan, rng: np.random.Generator, count: int = 3
) -> list[Register]:
    """The lists of ``count`` associations, columns ``ASSOCIATION_COLUMNS``; each writes in its own scripts.

    Somebody may be in more than one. Record numbers tell the associations apart.
    """
    return [_association_list(people, plan, rng, number) for number in range(count)]


def _association_list(
    people: pd.DataFrame, plan: RegisterPlan, rng: np.random.Generator, number: int
) -> Register:
    entries = _entries(people, plan.share_member, plan, rng)
    size = len(entries)
    styles = _styles(size, plan.association_ways[number % len(plan.association_ways)], plan, rng)
    family, given, patronymic = _names(entries, styles)
    longer = (rng.random(size) < plan.share_with_patronymic) & (patronymic != "")
    spaced = rng.random(size) < plan.share_double_spaces
    between = np.where(spaced, "  ", " ").astype(object)
    others = np.where(longer, given + between + patronymic, given)
    turned = rng.random(size) < plan.share_given_first
    full_name = np.where(turned, others + between + family, family + between + others)
    mistyped = rng.random(size) < plan.share_mistyped
    phone, phone_dirt = _phones_of_entries(entries, people, plan, rng)
    city, city_dirt = _cities(entries["city"], plan, rng)
    undated = rng.random(size) < plan.share_without_birth_year
    rounds, place = divmod(number, len(ASSOCIATIONS))
    table = {
        "full_name": _mistyped(full_name, mistyped, rng),
        "birth_year": np.where(undated, "", entries["birth_year"].astype("str")),
        "phone": phone,
        "city": city,
        "association": [f"{ASSOCIATIONS[place]} {rounds + 1}" if rounds else ASSOCIATIONS[place]] * size,
    }
    dirt = [
        *_style_dirt(entries, styles),
        np.where(mistyped, "mistyped", ""),
        np.where(spaced, "double_spaces", ""),
        np.where(turned, "given_first", ""),
        np.where(undated, "without_birth_year", ""),
        phone_dirt,
        city_dirt,
    ]
    return _register(f"A{number + 1}-", table, ASSOCIATION_COLUMNS, entries, dirt)


def survey_identities(
    people: pd.DataFrame, answered: Sequence, plan: RegisterPlan, rng: np.random.Generator
) -> pd.DataFrame:
    """What the people with the indices ``answered`` tell an interviewer: ``name``, ``phone``, ``document``.

    ``people`` are those of `identities`; the index of the result is ``answered``. Names are family name
    first, without patronymic, in one of the ``WAYS``; whoever tells no document leaves an empty text.
    """
    told = people.loc[list(answered)]
    size = len(told)
    styles = _styles(size, plan.survey_ways, plan, rng)
    family, given = (_written(told[part], styles) for part in ("family", "given"))
    names = _mistyped(
        family + np.full(size, " ", dtype=object) + given, rng.random(size) < plan.share_mistyped, rng
    )
    hidden = rng.random(size) < plan.share_survey_without_document
    phones, _ = _typed_over(told["phone"], plan, rng)
    cells = {"name": names, "phone": phones, "document": np.where(hidden, "", told["document"])}
    return pd.DataFrame(cells, index=told.index).astype("str")


def as_file(
    table: pd.DataFrame, encoding: str = "cp1251", delimiter: str = ";", *, marked: bool = False
) -> bytes:
    r"""The table as a file of delimited text with ``\r\n`` at the ends of lines and its header first.

    Where the encoding does not hold ө, ү and ң they are lost as `romanising.lose_letters` loses them
    (``marked`` is passed on); other letters it does not hold become ``?``.
    """
    text = table.to_csv(index=False, sep=delimiter, lineterminator="\r\n")
    unheld = [letter for letter in set(text) if not letter.encode(encoding, errors="ignore")]
    losses = {ord(letter): lose_letters(letter, marked=marked) for letter in unheld}
    return text.translate(losses).encode(encoding, errors="replace")


def _entries(
    people: pd.DataFrame, share: float, plan: RegisterPlan, rng: np.random.Generator
) -> pd.DataFrame:
    """Who a register is about: a share of the people, some of them twice, and strangers, in random order."""
    chosen = rng.choice(len(people), round(share * len(people)), replace=False)
    again = rng.choice(chosen, round(plan.share_duplicate * len(chosen)), replace=False)
    places = np.concatenate([chosen, again]).astype(int)
    stale = round(plan.share_stale / (1 - plan.share_stale) * len(places))
    entries = people.iloc[places].assign(
        person=people.index[places].astype("str"),
        entry_dirt=np.where(np.arange(len(places)) < len(chosen), "", "duplicate"),
    )
    entries = pd.concat([entries, _strangers(people, stale, rng)], ignore_index=True)
    return entries.iloc[rng.permutation(len(entries))].reset_index(drop=True)


def _strangers(people: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """People like those given and none of them: family names of some, given names of others of their sex."""
    strangers = people.iloc[rng.integers(0, max(len(people), 1), count)].reset_index(drop=True)
    sexes = people["sex"].to_numpy()
    for sex in ("female", "male"):
        same = np.flatnonzero(sexes == sex)
        here = (strangers["sex"] == sex).to_numpy()
        if here.any():
            donors = people.iloc[rng.choice(same, here.sum())]
            strangers.loc[here, ["given", "birth_year"]] = donors[["given", "birth_year"]].to_numpy()
    years = strangers["birth_year"].to_numpy(dtype=int)
    phones = _unused(people["phone"].str[4:].astype(int), 10**9, count, rng)
    documents = _unused(people["document"].str[2:].astype(int), 10**7, count, rng)
    return strangers.assign(
        birth_year=years,
        birth_date=_day_in(years, rng.integers(0, 365, count)),
        phone=_phones(phones),
        document=_documents(documents),
        person="",
        entry_dirt="stale",
    )


def _unused(used: pd.Series, below: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """``count`` different numbers from 0 that are not ``used``; fewer where there are not so many."""
    candidates = rng.choice(below, min(below, 2 * count + len(used)), replace=False)
    return candidates[~np.isin(candidates, used.to_numpy())][:count]


def _styles(
    size: int, ways: Sequence[float], plan: RegisterPlan, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """How each name is written: the place of its way in ``WAYS`` and the options that apply to it."""
    way = rng.choice(len(WAYS), size, p=ways)
    russian, passport = way == WAYS.index("russian"), way == WAYS.index("passport")
    return {
        "way": way,
        "kin_as_ov": russian & (rng.random(size) < plan.share_kin_as_ov),
        "yo": russian & (rng.random(size) < plan.share_yo),
        "newer_glides": passport & (rng.random(size) < plan.share_newer_glides),
        "capitals": rng.random(size) < plan.share_capitals,
    }


def _style_dirt(entries: pd.DataFrame, styles: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """The way of each entry, and of the options those that left a trace in its names."""
    names = _names(entries, styles)
    dirt = [np.array(WAYS, dtype=object)[styles["way"]]]
    for option in _OPTIONS:
        plain = _names(entries, {**styles, option: np.zeros(len(entries), dtype=bool)})
        traced = np.any([one != other for one, other in zip(names, plain, strict=True)], axis=0)
        dirt.append(np.where(traced, option, ""))
    return dirt


def _names(
    entries: pd.DataFrame, styles: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Family name, given name and patronymic in their styles; passports hold no patronymic."""
    family, given, patronymic = (
        _written(entries[part], styles) for part in ("family", "given", "patronymic")
    )
    return family, given, np.where(np.isin(styles["way"], _NO_PATRONYMIC), "", patronymic)


def _written(names: pd.Series, styles: Mapping[str, np.ndarray]) -> np.ndarray:
    """Names of one kind in their styles; equal names in equal styles are written once."""
    places, different = pd.factorize(names.to_numpy(dtype=object))
    in_their_style = pd.DataFrame(
        {"name": places, "way": styles["way"]} | {name: styles[name] for name in _OPTIONS}
    )
    group = in_their_style.groupby(list(in_their_style.columns), sort=False).ngroup().to_numpy()
    each = in_their_style.iloc[np.unique(group, return_index=True)[1]]
    texts = [
        _in_style(different[name], WAYS[way], *options, as_patronymic=names.name == "patronymic")
        for name, way, *options in each.itertuples(index=False)
    ]
    return np.array(texts, dtype=object)[group]


def _in_style(
    name: str,
    way: str,
    kin_as_ov: bool,
    yo: bool,
    newer_glides: bool,
    capitals: bool,
    *,
    as_patronymic: bool,
) -> str:
    if as_patronymic and kin_as_ov and name.endswith(KIN):
        father, kin = name.split()
        name = russian_patronymic(father, female=kin == KIN[1])
    glides = GLIDES[int(newer_glides)]
    return in_script(name, way, kin_as_ov=kin_as_ov, yo=yo, glides=glides, capitals=capitals)


def _mistyped(names: np.ndarray, which: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    names = names.copy()
    for place in np.flatnonzero(which):
        names[place] = mistype(names[place], rng)
    return names


def _birth_dates(
    dates: pd.Series, plan: RegisterPlan, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Days of birth as typed, and what is odd about each: only the year, or the order of a computer."""
    kind = rng.random(len(dates))
    only_year = kind < plan.share_only_year
    iso = ~only_year & (kind < plan.share_only_year + plan.share_iso_date)
    written = [dates.dt.strftime(form).to_numpy(dtype=object) for form in ("%Y", "%Y-%m-%d", "%d.%m.%Y")]
    return (
        np.select([only_year, iso], written[:2], written[2]),
        np.select([only_year, iso], ["only_year", "iso_date"], ""),
    )


def _phones_of_entries(
    entries: pd.DataFrame, people: pd.DataFrame, plan: RegisterPlan, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers as they stand in a list, some missing, some nobody's; and which of it happened to each."""
    kind = rng.random(len(entries))
    without = kind < plan.share_without_phone
    other = ~without & (kind < plan.share_without_phone + plan.share_other_phone)
    used = pd.concat([people["phone"], entries["phone"]]).str[4:].astype(int)
    numbers = entries["phone"].to_numpy(dtype=object).copy()
    numbers[other] = _phones(_unused(used, 10**9, int(other.sum()), rng))
    typed, dirt = _typed_over(numbers, plan, rng)
    dirt = np.where(other, "other_phone ", "").astype(object) + dirt
    return np.where(without, "", typed), np.where(without, "without_phone", dirt)


def _typed_over(
    phones: Sequence[str], plan: RegisterPlan, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers +999 and nine digits as people type them: 8 for the country, blanks, brackets, no plus."""
    shape = rng.choice(len(_PHONE_SHAPES), len(phones), p=plan.phone_shapes)
    typed = [
        _PHONE_SHAPES[kind].format(phone[4:7], phone[7:10], phone[10:])
        for kind, phone in zip(shape, phones, strict=True)
    ]
    return np.array(typed, dtype=object), np.where(shape > 0, "phone_typed_over", "").astype(object)


def _cities(sites: pd.Series, plan: RegisterPlan, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Cities by one of their names, and which: the Russian one is no dirt."""
    places, different = pd.factorize(sites.to_numpy(dtype=object))
    names = [SPELLINGS.get(site, (site.replace("_", " ").title(),) * 3) for site in different]
    kind = rng.choice(3, len(sites), p=plan.city_names)
    table = np.array(names, dtype=object).reshape(-1, 3)
    return table[places, kind], np.where(table[places, kind] == table[places, 0], "", _CITY_DIRT[kind])


def _register(
    prefix: str,
    table: Mapping[str, Sequence[str]],
    columns: Sequence[str],
    entries: pd.DataFrame,
    dirt: Sequence[np.ndarray],
) -> Register:
    """The numbered records and their truth."""
    numbered = [f"{prefix}{number:06d}" for number in range(1, len(entries) + 1)]
    kinds = zip(entries["entry_dirt"], *dirt, strict=True)
    truth = {
        "record_id": numbered,
        "person": entries["person"],
        "dirt": [" ".join(kind for kind in of_record if kind) for of_record in kinds],
    }
    cells = pd.DataFrame({"record_id": numbered, **table}, columns=list(columns))
    return Register(cells.astype("str"), pd.DataFrame(truth).astype("str"))
