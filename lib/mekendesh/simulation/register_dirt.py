"""What happens to a person on the way onto a list: scripts and spellings, typing errors, dates, telephones, cities.

Every function says what it did to each record, so that a check can be held to it. The shares are those of
`register_plan.RegisterPlan`: assumptions, none is measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.simulation.identities import phone_numbers
from mekendesh.simulation.register_plan import RegisterPlan
from mekendesh.simulation.romanising import (
    GLIDES,
    KIN,
    WAYS,
    in_script,
    mistype,
    russian_patronymic,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def unused_numbers(used: pd.Series, below: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """``count`` different numbers from 0 that are not ``used``; fewer where there are not so many."""
    candidates = rng.choice(below, min(below, 2 * count + len(used)), replace=False)
    return candidates[~np.isin(candidates, used.to_numpy())][:count]


def drawn_styles(
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


def style_dirt(entries: pd.DataFrame, styles: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """The way of each entry, and of the options those that left a trace in its names."""
    names = written_names(entries, styles)
    dirt = [np.array(WAYS, dtype=object)[styles["way"]]]
    for option in _OPTIONS:
        plain = written_names(entries, {**styles, option: np.zeros(len(entries), dtype=bool)})
        traced = np.any([one != other for one, other in zip(names, plain, strict=True)], axis=0)
        dirt.append(np.where(traced, option, ""))
    return dirt


def written_names(
    entries: pd.DataFrame, styles: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Family name, given name and patronymic in their styles; passports hold no patronymic."""
    family, given, patronymic = (
        written_in_styles(entries[part], styles) for part in ("family", "given", "patronymic")
    )
    return family, given, np.where(np.isin(styles["way"], _NO_PATRONYMIC), "", patronymic)


def written_in_styles(names: pd.Series, styles: Mapping[str, np.ndarray]) -> np.ndarray:
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


def with_typing_errors(names: np.ndarray, which: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    names = names.copy()
    for place in np.flatnonzero(which):
        names[place] = mistype(names[place], rng)
    return names


def birth_dates(
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


def phones_of_entries(
    entries: pd.DataFrame, people: pd.DataFrame, plan: RegisterPlan, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers as they stand in a list, some missing, some nobody's; and which of it happened to each."""
    kind = rng.random(len(entries))
    without = kind < plan.share_without_phone
    other = ~without & (kind < plan.share_without_phone + plan.share_other_phone)
    used = pd.concat([people["phone"], entries["phone"]]).str[4:].astype(int)
    numbers = entries["phone"].to_numpy(dtype=object).copy()
    numbers[other] = phone_numbers(unused_numbers(used, 10**9, int(other.sum()), rng))
    typed, dirt = typed_over(numbers, plan, rng)
    dirt = np.where(other, "other_phone ", "").astype(object) + dirt
    return np.where(without, "", typed), np.where(without, "without_phone", dirt)


def typed_over(
    phones: Sequence[str], plan: RegisterPlan, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers +999 and nine digits as people type them: 8 for the country, blanks, brackets, no plus."""
    shape = rng.choice(len(_PHONE_SHAPES), len(phones), p=plan.phone_shapes)
    typed = [
        _PHONE_SHAPES[kind].format(phone[4:7], phone[7:10], phone[10:])
        for kind, phone in zip(shape, phones, strict=True)
    ]
    return np.array(typed, dtype=object), np.where(shape > 0, "phone_typed_over", "").astype(object)


def city_names(
    sites: pd.Series, plan: RegisterPlan, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Cities by one of their names, and which: the Russian one is no dirt."""
    places, different = pd.factorize(sites.to_numpy(dtype=object))
    names = [SPELLINGS.get(site, (site.replace("_", " ").title(),) * 3) for site in different]
    kind = rng.choice(3, len(sites), p=plan.city_names)
    table = np.array(names, dtype=object).reshape(-1, 3)
    return table[places, kind], np.where(table[places, kind] == table[places, 0], "", _CITY_DIRT[kind])
