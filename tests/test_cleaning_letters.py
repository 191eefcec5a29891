from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import column
from mekendesh.cleaning.letters import broken_letters, hidden_characters, lost_digits, mixed_scripts
from mekendesh.field.responses import type_responses
from mekendesh.structure.questionnaire import Questionnaire

FORM = Questionnaire(
    (
        column("said", "", "text", "free_text"),
        column("coupon", "", "text", "recruitment"),
        column("version", "", "text", "meta"),
        column("sex", "", "choice", "trait", "sex"),
    ),
    (),
)
NAME = "Өмүрбек Жаңылбаев"


def found(check, said: str, **cells: str) -> list[str]:
    """The columns that the check doubts."""
    row = {name: "" for name in FORM.by_name} | {"said": said} | cells
    responses = type_responses(pd.DataFrame([row], index=[2], dtype="str"), FORM)
    return [name for _, name in check(responses, FORM)]


@pytest.mark.parametrize("sign", ["\u200b", "\u200f", "\u202e", "\ufeff", "\x07", "\x9f", "\u2066"])
def test_characters_that_nobody_sees_are_found(sign):
    """Two words that look alike and are not."""
    assert found(hidden_characters, f"Ай{sign}бек") == ["said"]
    assert found(hidden_characters, "", coupon=f"MKV{sign}-1", version=sign) == ["coupon"]


@pytest.mark.parametrize("text", ["", "Айбек", "two\nlines", "a\tb", "no\u00a0break", "👍"])
def test_blanks_and_pictures_are_seen(text):
    """A line break is a way of writing."""
    assert found(hidden_characters, text) == []


@pytest.mark.parametrize("sign", ["\u00ad", "\u2060", "\u2061", "\u180e"])
def test_other_characters_of_no_width_are_found(sign):
    """Texts copied from web pages are full of soft hyphens."""
    assert found(hidden_characters, f"Ай{sign}бек") == ["said"]


@pytest.mark.parametrize(
    "text",
    [
        "Өм?рбек",
        "К?нч?г?ш",
        "Жа\ufffdыл",
        NAME.encode().decode("latin-1"),
        NAME.encode().decode("cp1251", "replace"),
        "Айбек".encode().decode("cp1251"),
        "Бакытов".encode("cp1251").decode("latin-1"),
        "Бакытов".encode("koi8-r").decode("cp1251"),
    ],
)
def test_words_read_in_a_wrong_encoding_are_found(text):
    """ө, ү and ң are lost there first, and cannot be guessed back."""
    assert found(broken_letters, text) == ["said"]


@pytest.mark.parametrize(
    "text",
    ["", NAME, "Что? Как?", "Gülnara Öztürk", "Şöförlüğü", "РСФСР и СССР", "США", "Çağrı", "naïve", "100 °C", "ДЖАМИЛЯ", "«Сом» – наш"],
)  # fmt: skip
def test_words_of_many_languages_are_whole(text):
    """Accents, capitals and questions are no damage."""
    assert found(broken_letters, text) == []


@pytest.mark.parametrize("text", ["что?как", "да?нет"])
@pytest.mark.xfail(strict=True, reason="a question mark without its blank looks like a lost letter")
def test_a_question_without_a_blank_is_a_question(text):
    """On telephones the blank is often left out."""
    assert found(broken_letters, text) == []


@pytest.mark.parametrize("text", ["9.99555E+11", "9,99555e+11", "1E+10", " 7.7E12 "])
def test_digits_that_a_spreadsheet_rounded_are_found(text):
    """The telephone is lost: the sender must be asked."""
    assert found(lost_digits, text, coupon=text, version=text) == ["said", "coupon"]


@pytest.mark.parametrize("text", ["", "999555000111", "E11", "12E5", "9.9", "Е+11", "кв. 7E"])
def test_other_digits_are_whole(text):
    """A flat 12E is no rounded number."""
    assert found(lost_digits, text) == []


@pytest.mark.parametrize("text", ["Cергей", "Сергeй", "Aйбек", "КАHАТ", "Bishkekте"])
def test_a_word_of_two_scripts_is_found(text):
    """No search finds it."""
    assert found(mixed_scripts, text) == ["said"]


@pytest.mark.parametrize("text", ["", "Айбек Aybek", "IT-компания", "COVID-19дан", "Çağrı", NAME])
def test_words_of_two_scripts_beside_each_other_are_ordinary(text):
    """People write in both."""
    assert found(mixed_scripts, text) == []


def test_codes_are_looked_at_elsewhere():
    """Coupons have a check of their own, and versions are a program's."""
    for check in (mixed_scripts, broken_letters):
        assert found(check, "", coupon="Аb Өм?р", version="Аb Өм?р", sex="Аb Өм?р") == []


@settings(deadline=None)
@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяёөүң АБЖӨҮ.,-\n", max_size=40))
def test_ordinary_kyrgyz_is_never_doubted(text):
    """Whatever the letters, no check of letters may find fault with plain words."""
    for check in (hidden_characters, lost_digits, mixed_scripts):
        assert found(check, text) == []
