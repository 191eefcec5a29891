from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from mekendesh.simulation.romanising import (
    WAYS,
    in_script,
    lose_letters,
    mistype,
    russian_family,
    russian_patronymic,
)

NAME = "Жумабеков Өмүрбек"
LETTERS = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"
names = st.text(f"{LETTERS}{LETTERS.upper()}abcdxyzöüşçı -", max_size=20)
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    ("way", "written"),
    [
        ("kyrgyz", "Жумабеков Өмүрбек"),
        ("russian", "Жумабеков Омурбек"),
        ("bgn", "Jumabekov Ömürbek"),
        ("passport", "Zhumabekov Omurbek"),
        ("turkish", "Cumabekov Ömürbek"),
    ],
)
def test_one_name_is_written_in_five_ways(way, written):
    """Each paper follows a rule of its own, and all mean one person."""
    assert in_script(NAME, way) == written


@pytest.mark.parametrize(
    ("way", "written"),
    [
        ("russian", "Чынхайщи Жаныл Юяэцшё"),
        ("bgn", "Chynkhayshchi Jangyl Yuyaetsshyo"),
        ("passport", "Chynkhayshchi Zhanyl Yuyaetsshyo"),
        ("turkish", "Çınhayşçi Canıl Yuyaetsşyo"),
    ],
)
def test_every_letter_that_ways_disagree_about_follows_its_way(way, written):
    """Digraphs, ң and ы are where comparisons of names fail."""
    assert in_script("Чынхайщи Жаңыл Юяэцшё", way) == written


def test_newer_passports_write_iu_ia_and_i():
    """Two editions of one passport spell one person twice."""
    assert in_script("Айтыев Юяк", "passport", glides="i") == "Aityev Iuiak"
    assert in_script("Айтыев Юяк", "passport") == "Aytyev Yuyak"


def test_turkish_writes_one_letter_for_two_of_dzh():
    """Джумабек and Жумабек are Cumabek in Turkey."""
    assert in_script("Джумабек Ажыджан", "turkish") == "Cumabek Acıcan"
    assert in_script("ДЖУМАБЕК", "turkish") == "CUMABEK"


def test_turkish_capitals_keep_dotted_and_dotless_i_apart():
    """İ is a capital i and I a capital ı; other ways know one I only."""
    assert in_script("Сынаков Илим", "turkish", capitals=True) == "SINAKOV İLİM"
    assert in_script("Илимов Ылым", "turkish") == "İlimov Ilım"
    assert in_script("Сынаков Илим", "passport", capitals=True) == "SYNAKOV ILIM"


def test_names_given_in_capitals_stay_in_capitals():
    """Ж is Zh in a name and ZH in a name of capitals."""
    assert in_script("ЖУМАБЕКОВ Жаңыл", "passport") == "ZHUMABEKOV Zhanyl"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Жумабек уулу Өмүрбек", "Жумабеков Омурбек"),
        ("Үлгүбай кызы Сынагүл", "Улгубаева Сынагул"),
        ("Намуна уулу Мисалбек", "Намунаев Мисалбек"),
        ("Мисалов Мисалбек", "Мисалов Мисалбек"),
    ],
)
def test_russian_may_make_a_family_name_of_the_fathers(name, written):
    """Уулу and кызы vanish when a clerk makes them Russian."""
    assert in_script(name, "russian", kin_as_ov=True) == written


def test_kin_is_kept_unless_it_is_made_russian():
    """The same person elsewhere keeps уулу."""
    assert in_script("Жумабек уулу Өмүрбек", "russian") == "Жумабек уулу Омурбек"
    assert in_script("Жумабек уулу Өмүрбек", "turkish", kin_as_ov=True) == "Cumabek uulu Ömürbek"


def test_russian_may_write_yo_after_a_consonant_only():
    """Төлөк is Толок or Тёлёк, but Өмүр never Ёмур."""
    assert in_script("Төлөков Өмүр", "russian", yo=True) == "Тёлёков Омур"
    assert in_script("ТӨЛӨКОВ Өмүр", "russian") == "ТОЛОКОВ Омур"


def test_order_blanks_and_capitals_are_options():
    """Who fills in a list decides them, not the name."""
    assert in_script(NAME, "kyrgyz", given_first=True) == "Өмүрбек Жумабеков"
    assert in_script("Намуна уулу Мисалбек", "bgn", given_first=True) == "Misalbek Namuna uulu"
    assert in_script(NAME, "passport", double_spaces=True, capitals=True) == "ZHUMABEKOV  OMURBEK"


def test_unknown_ways_and_glides_are_refused():
    """A misspelt way would otherwise write Kyrgyz unseen."""
    with pytest.raises(ValueError, match="not 'german'"):
        in_script(NAME, "german")
    with pytest.raises(ValueError, match="not 'j'"):
        in_script(NAME, "passport", glides="j")


@pytest.mark.parametrize(
    ("father", "male", "female", "son", "daughter"),
    [
        ("Мисалбек", "Мисалбеков", "Мисалбекова", "Мисалбекович", "Мисалбековна"),
        ("Үлгүбай", "Үлгүбаев", "Үлгүбаева", "Үлгүбаевич", "Үлгүбаевна"),
        ("Намуна", "Намунаев", "Намунаева", "Намунаевич", "Намунаевна"),
    ],
)
def test_fathers_names_become_family_names_and_patronymics(father, male, female, son, daughter):
    """-ов after consonants, -ев after vowels and for й."""
    assert russian_family(father, female=False) == male
    assert russian_family(father, female=True) == female
    assert russian_patronymic(father, female=False) == son
    assert russian_patronymic(father, female=True) == daughter


def test_letters_that_cp1251_lacks_become_look_alikes_or_question_marks():
    """Old files lose ө, ү and ң in one of two ways."""
    assert lose_letters("Өңдүр ҢҮ") == "Ондур НУ"
    assert lose_letters("Өңдүр", marked=True) == "??д?р"
    assert lose_letters("Misalbek Мисалбек") == "Misalbek Мисалбек"


@given(names, st.sampled_from(WAYS))
def test_no_way_leaves_letters_of_another_script(name, way):
    """A Latin spelling holds no Cyrillic, a Russian one none of the three Kyrgyz letters."""
    written = in_script(name, way)
    if way == "russian":
        assert not set(written) & set("өүңӨҮҢ")
    elif way != "kyrgyz":
        assert not set(written) & set(LETTERS + LETTERS.upper())


@given(st.text(f"{LETTERS}{LETTERS.upper()} -", max_size=20), st.sampled_from(WAYS), st.booleans())
def test_capitals_change_the_case_alone(name, way, turned):
    """A name in capitals is the same name."""
    written = in_script(name, way, given_first=turned)
    dotless = str.maketrans("Iİ", "ıi") if way == "turkish" else {}
    capitals = in_script(name, way, given_first=turned, capitals=True)
    assert capitals.translate(dotless).lower() == written.translate(dotless).lower()
    assert capitals == capitals.upper()


@given(names, seeds)
def test_a_mistyped_name_differs_by_one_edit(name, seed):
    """One error is one error, in any script."""
    edits = OSA.distance(name, mistype(name, np.random.default_rng(seed)))
    assert edits == any(letter.isalpha() for letter in name)


@given(names, seeds)
def test_the_same_seed_makes_the_same_error(name, seed):
    """A simulation can be run again."""
    assert mistype(name, np.random.default_rng(seed)) == mistype(name, np.random.default_rng(seed))


def test_all_four_kinds_of_error_occur():
    """Swapped, doubled, dropped, and the key beside: ө for о is a forgotten second key."""
    made = {mistype("Өм", np.random.default_rng(seed)) for seed in range(200)}
    assert made == {"мӨ", "ӨӨм", "Өмм", "Ө", "м", "Ом", "Өс", "Өи"}
    assert mistype("", np.random.default_rng(1)) == ""
