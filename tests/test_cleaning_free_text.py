from __future__ import annotations

import pandas as pd
import pytest

from field_files import column
from mekendesh.cleaning.free_text import identifying_text, other_on_the_list
from mekendesh.field.responses import type_responses
from mekendesh.structure.questionnaire import Choice, Column, Questionnaire
from mekendesh.words import Label

WORK = (
    Choice("work", "trade", Label("соода", "торговля", "trade")),
    Choice("work", "building", Label("курулуш", "строительство", "building")),
    Choice("work", "it", Label("МТ", "ИТ", "IT")),
    Choice("work", "other", Label("башка", "другое", "other")),
)
COLUMNS = (
    column("work", "", "choice", "trait", "work"),
    column("why", "", "multiple", "trait", "work"),
    column("work_other", "", "text", "free_text", relevant="${work} = 'other'"),
    column("why_other", "", "text", "free_text", relevant="selected(${why}, 'other')"),
    column("idea", "", "text", "free_text"),
    column("both", "", "text", "free_text", relevant="${work} = 'other' and ${why} != ''"),
    column("note", "", "text", "trait", relevant="${work} = 'other'"),
    column("name", "", "text", "identifier"),
    column("phone", "", "text", "identifier"),
)


def suggested(**cells: str) -> list[tuple[int, str, str]]:
    return list(other_on_the_list(*read(COLUMNS, **cells)))


def read(columns: tuple[Column, ...], **cells: str):
    questionnaire = Questionnaire(columns, WORK)
    table = pd.DataFrame([{one.column: "" for one in columns} | cells], index=[2], dtype="str")
    return type_responses(table, questionnaire), questionnaire


def identifies(idea: str, **cells: str) -> bool:
    return list(identifying_text(*read(COLUMNS, idea=idea, **cells))) == [(2, "idea")]


@pytest.mark.parametrize("text", ["trade", "Торговля", "СООДА", " соода ", "торговля.", "торговоля"])
def test_an_other_that_is_on_the_list_is_told(text):
    """In any of the languages, in any case, with a slip of the pen."""
    assert suggested(work="other", work_other=text) == [(2, "work", "trade")]


@pytest.mark.parametrize("text", ["", "ит", "медсестра", "nurse", "другое", "башка", "сообщество", "трава"])
def test_other_words_suggest_nothing(text):
    """“Other” in words is still other, two letters are too few, and what resembles little is not meant."""
    assert suggested(work="other", work_other=text) == []


@pytest.mark.parametrize("text", ["security", "политика", "капиталы"])
def test_a_short_label_inside_a_longer_word_is_not_meant(text):
    """“IT” is in security, «ИТ» in политика; whoever confirms suggestions in a row makes guards programmers."""
    assert suggested(work="other", work_other=text) == []


def test_a_choice_among_others_is_exchanged_alone():
    """Of several answers only “other” is replaced, and none is said twice."""
    assert suggested(why="it other", why_other="строительство") == [(2, "why", "it building")]
    assert suggested(why="other trade", why_other="торговля") == [(2, "why", "trade")]


def test_only_an_answer_other_is_exchanged():
    """Words that were left from an earlier answer change nothing."""
    assert suggested(work="it", work_other="торговля") == []
    assert suggested(work="", work_other="торговля") == []


def test_only_words_to_one_question_are_compared():
    """An idea names a sector without answering the question for it; neither do words to two questions."""
    assert suggested(work="other", why="other", idea="trade", both="trade", note="trade") == []


@pytest.mark.parametrize(
    "text",
    [
        "звоните 0555 123 456",
        "+996 (555) 12-34-56",
        "8916123 4567",
        "пишите на a.b@mail.kg",
        "телеграм @aybek_kg",
        "https://example.org/me",
        "t.me/aybek",
        "WA.ME/996555123456",
        "паспорт AN1234567",
        "id 1234567",
    ],
)
def test_what_identifies_a_person_is_found(text):
    """A telephone, an address, an account, a document."""
    assert identifies(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Открыть пекарню",
        "10-15 лет",
        "с 2019 по 2024",
        "в 2027 году",
        "100 км",
        "5 млн",
        "ID",
        "a @ b",
        "№ 12345",
    ],
)
def test_ordinary_words_identify_nobody(text):
    """A warning about every number would be read by nobody."""
    assert not identifies(text)


@pytest.mark.parametrize("text", ["2019-2024", "Работал (2019-2024)", "1 500 000 сом", "12.05.2020"])
def test_years_and_sums_are_no_telephones(text):
    """No telephone with its code has fewer than nine digits."""
    assert not identifies(text)


def test_a_document_in_cyrillic_letters_is_found():
    """А and С look the same on both keyboards."""
    assert identifies("паспорт АС1234567")


def test_a_persons_own_name_in_their_words_is_found():
    """Who signs an idea is known by it; another's name is not looked for."""
    assert identifies("Это я, Айбек", name="Асанов АЙБЕК")
    assert not identifies("Это я, Айбек", name="Асанов Бакыт")
    assert not identifies("Айбекова гора", name="Айбек")
    assert not identifies("да и ок", name="Ок Ли")
    assert identifies("мой 123456", phone="123456")
    assert not identifies("мне 1990", phone="1990")


def test_a_telephone_in_the_place_for_it_is_no_doubt():
    """Only free words are looked at."""
    assert list(identifying_text(*read(COLUMNS, name="0555123456", phone="0555123456"))) == []
