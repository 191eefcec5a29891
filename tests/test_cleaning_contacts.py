from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.cleaning.contacts import birth_parts, last_digits, normal_document, normal_phone

RUSSIA = ("RUS", "KGZ")


@pytest.mark.parametrize(
    "text",
    [
        "0555 123 456",
        "+996 555 123 456",
        "996555123456",
        "555123456",
        "00996555123456",
        "8 10 996 555 123456",
        "0555-12-34-56",
        "тел. 0555123456",
        "+996 0555 123 456",
        "\u202a+996\u00a0555\u00a0123\u00a0456\u202c",
    ],
)
def test_a_kyrgyz_number_is_one_number(text):
    """With and without its code, in all the ways that people write it in Russia."""
    assert normal_phone(text, RUSSIA) == "+996555123456"


@pytest.mark.parametrize(
    "text", ["8 (916) 123-45-67", "+7 916 123 45 67", "9161234567", "79161234567", "89161234567"]
)
def test_a_russian_number_is_one_number(text):
    """8 and +7 are one code."""
    assert normal_phone(text, RUSSIA) == "+79161234567"


def test_the_country_where_people_live_comes_first():
    """996 begins Kyrgyzstan's numbers and a Russian operator's."""
    assert normal_phone("996 555 1234", RUSSIA) == "+79965551234"
    assert normal_phone("8 996 555 12 34", RUSSIA) == "+79965551234"
    assert normal_phone("+996 555 123 456", ("DEU", "KGZ")) == "+996555123456"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "нет",
        "12345",
        "9.96555E+11",
        "0555123456, 0700123456",
        "+9965551234567",
        "1" * 300,
        "++",
        "٠",
    ],
)
def test_what_is_no_number_is_none(text):
    """Two numbers in a cell, a rounded one, one digit too many: none is guessed."""
    assert normal_phone(text, RUSSIA) == ""


def test_an_unknown_country_knows_only_whole_numbers():
    """A code of no country must not stop the rest."""
    assert normal_phone("0555123456", ("XXX",)) == normal_phone("0555123456", ()) == ""
    assert normal_phone("+996555123456", ("XXX",)) == normal_phone("+996555123456", ()) == "+996555123456"


@pytest.mark.parametrize("text", ["+999 555 000 123", "999555000123", "+999(555)000-123"])
def test_numbers_of_simulated_people_are_numbers(text):
    """+999 is the code of no country, so that nobody is ever rung up."""
    assert normal_phone(text, RUSSIA) == "+999555000123"


@pytest.mark.parametrize("text", ["996555123456", "8 10 996 555 123456"])
def test_a_code_without_its_plus_is_a_code_in_germany_too(text):
    """German numbers may have any length, so that 996… is “valid” there before Kyrgyzstan is asked."""
    assert normal_phone(text, ("DEU", "KGZ")) == "+996555123456"


@settings(deadline=None)
@given(st.text(max_size=20) | st.text("0123456789+-() ", max_size=16))
def test_a_number_is_in_one_way_or_none(text):
    """And writing it that way changes it no more."""
    number = normal_phone(text, RUSSIA)
    assert number == "" or re.fullmatch(r"\+[1-9][0-9]{5,14}", number)
    assert normal_phone(number, RUSSIA) == number


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+996 (555) 12-34-56", "555123456"),
        ("0555123456", "555123456"),
        ("123", ""),
        ("", ""),
        ("555123456", "555123456"),
    ],
)
def test_the_last_digits_survive_a_lost_code(text, digits):
    """Nine of them are the subscriber's own."""
    assert last_digits(text) == digits
    assert last_digits("12345", 5) == "12345"


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("ID1234567", "ID1234567"),
        ("id 1234567", "ID1234567"),
        ("АН1234567", "AH1234567"),
        ("АC-1234567", "AC1234567"),
        ("AC№ 1234567", "AC1234567"),
        ("7716 123456", "7716123456"),
        ("ID1234", ""),
        ("нет", ""),
        ("", ""),
    ],
)
def test_a_document_is_its_letters_and_digits(text, document):
    """Cyrillic letters that look like Latin ones are taken for them."""
    assert normal_document(text) == document


@pytest.mark.parametrize("text", ["ІD1234567", "іd1234567"])
def test_the_cyrillic_i_is_an_i(text):
    """It stands in the table of look-alikes, and ID begins every Kyrgyz card."""
    assert normal_document(text) == "ID1234567"


@settings(deadline=None)
@given(st.text(max_size=16))
def test_a_document_is_written_in_one_way(text):
    """And reading it again changes it no more."""
    document = normal_document(text)
    assert re.fullmatch(r"[0-9A-ZА-Я]*", document)
    assert normal_document(document) == document


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.5.1990", ("1990", "1990-05-01")),
        ("01.05.1990", ("1990", "1990-05-01")),
        ("01/05/1990", ("1990", "1990-05-01")),
        ("01-05-1990", ("1990", "1990-05-01")),
        ("1990-05-01", ("1990", "1990-05-01")),
        (" 1990-05-01T00:00:00 ", ("1990", "1990-05-01")),
        ("01.05.1990 г.", ("1990", "1990-05-01")),
        ("1990", ("1990", "")),
        ("2009", ("2009", "")),
        ("31.02.1990", ("1990", "")),
        ("1990-02-30", ("1990", "")),
        ("12.13.1990", ("1990", "")),
        ("90", ("", "")),
        ("1890", ("", "")),
        ("", ("", "")),
        ("вчера", ("", "")),
    ],
)
def test_a_birth_says_its_year_and_perhaps_its_day(text, parts):
    """A day that is none still says its year; nothing is guessed."""
    assert birth_parts(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [("1.5.1990 г.", ("1990", "1990-05-01")), ("1990 г.", ("1990", "")), ("1990.0", ("1990", ""))],
)
def test_what_follows_a_birth_is_passed_over_whatever_its_length(text, parts):
    """«г.» behind a day of nine signs, or behind a year alone, loses the whole birth."""
    assert birth_parts(text) == parts


@pytest.mark.parametrize(("text", "parts"), [("19٩٠", ("1990", "")), ("01.01.0090", ("", ""))])
def test_a_year_is_four_plain_digits_of_two_centuries(text, parts):
    """Years are compared as numbers and as text afterwards."""
    assert birth_parts(text) == parts


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_each_way_of_writing(day):
    """ISO, with and without noughts, with points and strokes."""
    for text in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day}/{day.month}/{day.year}"):
        assert birth_parts(text) == (str(day.year), day.isoformat())
