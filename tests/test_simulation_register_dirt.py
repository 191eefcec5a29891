"""What happens to a person on the way onto a list: each dirt alone, on people written out here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from mekendesh.simulation.register_plan import USUAL
from mekendesh.simulation.romanising import WAYS
from register_examples import CLEAN

PEOPLE = pd.DataFrame(
    {
        "family": ["Мисалбек кызы", "Үлгүбаев", "Сынакова"],
        "given": ["Айгүл", "Мисалжан", "Өрнөккан"],
        "patronymic": ["", "Сынакбек уулу", "Мисаловна"],
        "phone": ["+999111222333", "+999444555666", "+999777888999"],
    }
)


def styles(way: str, *options: str, size: int = len(PEOPLE)) -> dict[str, np.ndarray]:
    """Everybody written in one way, with the options named."""
    every = ("kin_as_ov", "yo", "newer_glides", "capitals")
    chosen = {option: np.full(size, option in options) for option in every}
    return {"way": np.full(size, WAYS.index(way))} | chosen


def test_names_of_a_consulate_are_written_in_the_way_of_each_record():
    """By hand: Russian loses ө and ү; a passport has the newer glides or the older, and no patronymic."""
    family, given_name, patronymic = written_names(PEOPLE, styles("russian", "yo"))
    assert family.tolist() == ["Мисалбек кызы", "Улгубаев", "Сынакова"]
    assert given_name.tolist() == ["Айгул", "Мисалжан", "Орнёккан"]
    assert patronymic.tolist() == ["", "Сынакбек уулу", "Мисаловна"]
    family, given_name, patronymic = written_names(PEOPLE, styles("passport", "capitals"))
    assert family.tolist() == ["MISALBEK KYZY", "ULGUBAEV", "SYNAKOVA"]
    assert patronymic.tolist() == ["", "", ""]


def test_a_father_s_name_becomes_russian_in_family_and_patronymic_alike():
    """уулу and кызы are gone, as Soviet registrars wrote: -ов for the family, -ович and -овна beside it."""
    family, _, patronymic = written_names(PEOPLE, styles("russian", "kin_as_ov"))
    assert family.tolist() == ["Мисалбекова", "Улгубаев", "Сынакова"]
    assert patronymic.tolist() == ["", "Сынакбекович", "Мисаловна"]


def test_options_of_writing_are_told_only_where_they_left_a_trace():
    """A name without уулу is not counted as one that lost it, nor one without ө as one that has ё."""
    dirt = style_dirt(PEOPLE, styles("russian", "kin_as_ov", "yo", "newer_glides"))
    assert [kinds.tolist() for kinds in dirt] == [
        ["russian"] * 3,
        ["kin_as_ov", "kin_as_ov", ""],
        ["", "", "yo"],
        ["", "", ""],
        ["", "", ""],
    ]


@given(st.integers(0, 2**32 - 1), st.integers(0, 12))
@settings(max_examples=10)
def test_writing_equal_names_once_changes_nothing(seed, size):
    """Names are written by groups for speed; one by one they are the same."""
    rng = np.random.default_rng(seed)
    names = PEOPLE["patronymic"].iloc[rng.integers(0, len(PEOPLE), size)].reset_index(drop=True)
    drawn = drawn_styles(size, USUAL.survey_ways, USUAL, rng)
    together = written_in_styles(names, drawn)
    alone = [
        written_in_styles(names.iloc[[at]], {name: each[[at]] for name, each in drawn.items()})[0]
        for at in range(size)
    ]
    assert together.tolist() == alone


@given(st.integers(0, 2**32 - 1))
def test_options_are_drawn_only_where_their_way_has_them(seed):
    """ё and -ов are Russian, iu and ia are a passport's; capitals may stand anywhere."""
    plan = replace(USUAL, share_kin_as_ov=1.0, share_yo=1.0, share_newer_glides=1.0)
    drawn = drawn_styles(40, USUAL.consular_ways, plan, np.random.default_rng(seed))
    assert (drawn["kin_as_ov"] == (drawn["way"] == WAYS.index("russian"))).all()
    assert (drawn["yo"] == drawn["kin_as_ov"]).all()
    assert (drawn["newer_glides"] == (drawn["way"] == WAYS.index("passport"))).all()


@given(st.sets(st.integers(0, 49)), st.integers(0, 60), st.integers(0, 2**32 - 1))
def test_numbers_of_strangers_are_nobody_s_and_differ(used, count, seed):
    """A number that fits would make a stranger somebody; where numbers run out there are fewer."""
    found = unused_numbers(pd.Series(sorted(used), dtype="int64"), 50, count, np.random.default_rng(seed))
    assert not set(found.tolist()) & used
    assert len(set(found.tolist())) == len(found) == min(count, 50 - len(used))


def test_a_telephone_is_typed_in_six_shapes_and_keeps_its_nine_digits():
    """8 for the country, blanks, brackets, no plus: only the first shape is no dirt."""
    shapes = ["+999111222333", "999111222333", "8111222333", "+999 111 222 333", "+999(111)222-333", "8 (111) 222 333"]  # fmt: skip
    for place, shape in enumerate(shapes):
        plan = replace(CLEAN, phone_shapes=tuple(float(other == place) for other in range(6)))
        typed, dirt = typed_over(["+999111222333"], plan, np.random.default_rng(1))
        assert typed.tolist() == [shape]
        assert dirt.tolist() == ["phone_typed_over" if place else ""]


def test_a_telephone_in_a_list_is_the_person_s_own_unless_it_is_said():
    """Without dirt nothing happens to it, and nothing is told."""
    typed, dirt = phones_of_entries(PEOPLE, PEOPLE, CLEAN, np.random.default_rng(1))
    assert typed.tolist() == PEOPLE["phone"].tolist()
    assert dirt.tolist() == ["", "", ""]


def test_a_telephone_is_missing_or_another_s_and_never_both():
    """Both are drawn from one number; another's is nobody's among the people."""
    plan = replace(CLEAN, share_without_phone=0.5, share_other_phone=0.5)
    many = pd.concat([PEOPLE] * 50, ignore_index=True)
    typed, dirt = phones_of_entries(many, PEOPLE, plan, np.random.default_rng(3))
    assert set(dirt) == {"without_phone", "other_phone "}
    assert ((typed == "") == (dirt == "without_phone")).all()
    assert not set(typed) & set(PEOPLE["phone"])


@pytest.mark.parametrize(
    ("only_year", "iso", "expected"),
    [
        (1.0, 0.0, ("1985", "only_year")),
        (0.0, 1.0, ("1985-12-01", "iso_date")),
        (0.0, 0.0, ("01.12.1985", "")),
    ],
)
def test_a_birthday_is_a_year_a_computer_s_date_or_a_day_as_people_write_it(only_year, iso, expected):
    """1 December 1985 in three ways."""
    plan = replace(CLEAN, share_only_year=only_year, share_iso_date=iso)
    days = pd.Series(pd.to_datetime(["1985-12-01"]))
    typed, dirt = birth_dates(days, plan, np.random.default_rng(1))
    assert (typed[0], dirt[0]) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (0, [("Москва", ""), ("Main City", "")]),
        (1, [("Москва ш.", "city_kyrgyz"), ("Main City", "")]),
        (2, [("г. Москва", "city_other"), ("Main City", "")]),
    ],
)
def test_a_city_has_three_names_and_one_without_spellings_only_its_own(name, expected):
    """The Russian name is no dirt; a site nobody spelled is written as its code reads, and is no dirt either."""
    plan = replace(CLEAN, city_names=tuple(float(other == name) for other in range(3)))
    typed, dirt = city_names(pd.Series(["moscow", "main_city"]), plan, np.random.default_rng(1))
    assert list(zip(typed, dirt, strict=True)) == expected


def test_typing_errors_fall_on_the_names_chosen_and_on_a_copy():
    """The true name stays what it was, else the truth would be mistyped with it."""
    names = np.array(["Мисалбек", "Үлгү"], dtype=object)
    mistyped = with_typing_errors(names, np.array([True, False]), np.random.default_rng(1))
    assert names.tolist() == ["Мисалбек", "Үлгү"]
    assert mistyped[0] != "Мисалбек"
    assert mistyped[1] == "Үлгү"
