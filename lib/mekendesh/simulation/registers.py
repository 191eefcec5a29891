"""A consular register and lists of associations of invented people, as dirty as such lists are.

Every record comes with its truth: the person it is about, or nobody for a stranger, and the dirt laid on it.
The names are made of the invented words; telephone numbers and document numbers are those of `answers`, which
belong to no country. Nothing here is shared with the code that compares records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.simulation.identities import day_in, document_numbers, phone_numbers
from mekendesh.simulation.register_dirt import (
    birth_dates,
    city_names,
    drawn_styles,
    phones_of_entries,
    style_dirt,
    typed_over,
    unused_numbers,
    with_typing_errors,
    written_in_styles,
    written_names,
)
from mekendesh.simulation.register_plan import RegisterPlan
from mekendesh.simulation.romanising import (
    lose_letters,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONSULAR_COLUMNS = (
    "record_id", "family_name", "given_name", "patronymic", "birth_date", "sex", "phone", "document", "city",
    "registered_on",
)  # fmt: skip
ASSOCIATION_COLUMNS = ("record_id", "full_name", "birth_year", "phone", "city", "association")
ASSOCIATIONS = ("Мисал", "Үлгү", "Намуна", "Misal", "Sınak")
SEXES = {"female": "ж", "male": "м"}


@dataclass(frozen=True, eq=False)
class Register:
    """A list as it is handed over, and what it is about.

    ``table`` is all text. ``truth`` has a row a record in the same order: ``record_id``, ``person`` (the index
    of `identities` as text, empty for a stranger) and ``dirt`` (its kinds, separated by blanks).
    """

    table: pd.DataFrame
    truth: pd.DataFrame


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
    entries["registered_on"] = day_in(years, rng.integers(0, 365, size))
    entries = entries.sort_values("registered_on", kind="stable", ignore_index=True)
    styles = drawn_styles(size, plan.consular_ways, plan, rng)
    family, given, patronymic = written_names(entries, styles)
    mistyped = rng.random(size) < plan.share_mistyped
    in_family = rng.random(size) < 0.5
    family = with_typing_errors(family, mistyped & in_family, rng)
    given = with_typing_errors(given, mistyped & ~in_family, rng)
    spaced = rng.random(size) < plan.share_double_spaces
    family = np.where(spaced, pd.Series(family, dtype=object).str.replace(" ", "  ") + " ", family)
    swapped = rng.random(size) < plan.share_swapped
    family, given = np.where(swapped, given, family), np.where(swapped, family, given)
    birth_date, date_dirt = birth_dates(entries["birth_date"], plan, rng)
    phone, phone_dirt = phones_of_entries(entries, people, plan, rng)
    city, city_dirt = city_names(entries["city"], plan, rng)
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
        *style_dirt(entries, styles),
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
    styles = drawn_styles(size, plan.association_ways[number % len(plan.association_ways)], plan, rng)
    family, given, patronymic = written_names(entries, styles)
    longer = (rng.random(size) < plan.share_with_patronymic) & (patronymic != "")
    spaced = rng.random(size) < plan.share_double_spaces
    between = np.where(spaced, "  ", " ").astype(object)
    others = np.where(longer, given + between + patronymic, given)
    turned = rng.random(size) < plan.share_given_first
    full_name = np.where(turned, others + between + family, family + between + others)
    mistyped = rng.random(size) < plan.share_mistyped
    phone, phone_dirt = phones_of_entries(entries, people, plan, rng)
    city, city_dirt = city_names(entries["city"], plan, rng)
    undated = rng.random(size) < plan.share_without_birth_year
    rounds, place = divmod(number, len(ASSOCIATIONS))
    table = {
        "full_name": with_typing_errors(full_name, mistyped, rng),
        "birth_year": np.where(undated, "", entries["birth_year"].astype("str")),
        "phone": phone,
        "city": city,
        "association": [f"{ASSOCIATIONS[place]} {rounds + 1}" if rounds else ASSOCIATIONS[place]] * size,
    }
    dirt = [
        *style_dirt(entries, styles),
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
    styles = drawn_styles(size, plan.survey_ways, plan, rng)
    family, given = (written_in_styles(told[part], styles) for part in ("family", "given"))
    names = with_typing_errors(
        family + np.full(size, " ", dtype=object) + given, rng.random(size) < plan.share_mistyped, rng
    )
    hidden = rng.random(size) < plan.share_survey_without_document
    phones, _ = typed_over(told["phone"], plan, rng)
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
    phones = unused_numbers(people["phone"].str[4:].astype(int), 10**9, count, rng)
    documents = unused_numbers(people["document"].str[2:].astype(int), 10**7, count, rng)
    return strangers.assign(
        birth_year=years,
        birth_date=day_in(years, rng.integers(0, 365, count)),
        phone=phone_numbers(phones),
        document=document_numbers(documents),
        person="",
        entry_dirt="stale",
    )


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
