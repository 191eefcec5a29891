"""Who the invented people are: names, days of birth, telephones, documents, and who is easily taken for whom.

Siblings, twins and namesakes are among them on purpose. The names are compounds of the invented words; telephone
and document numbers are those of `answers`, which belong to no country.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.simulation.register_plan import USUAL, RegisterPlan
from mekendesh.simulation.romanising import (
    KIN,
    russian_family,
    russian_patronymic,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

RELATIONS = ("twin", "sibling", "namesake")
_ENDINGS = {"female": ("бүбү", "кан", "гүл", "най", "бү"), "male": ("бек", "бай", "кул")}
_HEAD_LETTERS = 4
_COMMON_NAMES = 25
_KIN_FORMS = ("russian", "kin_patronymic", "kin_family")


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
            "birth_date": day_in(people["birth_year"].to_numpy(), drawn["day"].to_numpy()),
            "birth_year": people["birth_year"].to_numpy(),
            "sex": people["sex"].to_numpy(dtype=object),
            "phone": phone_numbers(drawn["phone"]),
            "document": document_numbers(drawn["document"]),
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


def day_in(years: np.ndarray, days: np.ndarray) -> np.ndarray:
    starts = (np.asarray(years, dtype=int) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return (starts + days.astype("timedelta64[D]")).astype("datetime64[s]")


def phone_numbers(numbers: Sequence[int]) -> np.ndarray:
    return np.array([f"+999{number:09d}" for number in numbers], dtype=object)


def document_numbers(numbers: Sequence[int]) -> np.ndarray:
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
