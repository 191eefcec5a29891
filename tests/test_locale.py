"""The catalogues as they lie in git: complete, current, and with the same places as their source."""

import re

import pytest
from babel.messages.pofile import read_po

from mekendesh.files import current_tree
from mekendesh.reporting.pages.catalogues import template

TREE = current_tree()
PLACES = re.compile(r"\{(\w+)\}")
FORMS = {"ky": 2, "ru": 3}


def entries(language):
    with (TREE.locale / f"{language}.po").open("rb") as handle:
        return [entry for entry in read_po(handle, locale=language) if entry.id]


@pytest.mark.parametrize("language", FORMS)
def test_every_message_has_words_in_every_language(language):
    """Three languages always: a new message comes with its Kyrgyz and Russian words."""
    waiting = [
        entry.id for entry in entries(language) if not entry.string or not all(entry.string) or entry.fuzzy
    ]
    assert waiting == []
    assert len(entries(language)) > 600


@pytest.mark.parametrize("language", FORMS)
def test_a_catalogue_holds_exactly_the_messages_of_the_project(language):
    """`make messages` was run after the last change of a sentence."""
    assert {str(entry.id) for entry in entries(language)} == {
        str(entry.id) for entry in template(TREE) if entry.id
    }


@pytest.mark.parametrize("language", FORMS)
def test_a_translation_names_the_same_places_as_its_source(language):
    """A place that is missing or misspelt would lose a number or stop a page."""
    for entry in entries(language):
        if isinstance(entry.id, str):
            assert set(PLACES.findall(entry.string)) == set(PLACES.findall(entry.id)), entry.id
            continue
        assert len(entry.string) == FORMS[language], entry.id
        allowed = set(PLACES.findall("".join(entry.id)))
        assert all(set(PLACES.findall(form)) <= allowed for form in entry.string), entry.id


def test_kyrgyz_is_written_with_its_own_letters():
    """ө ү ң stand where they belong: a text without them came through a broken encoding."""
    words = "".join(form for entry in entries("ky") for form in entry.string)
    assert min(words.count(letter) for letter in "өүң") > 100


def test_the_country_is_called_by_its_own_name_in_russian():
    """«Кыргызстан», as the country calls itself."""
    words = "".join(form for entry in entries("ru") for form in entry.string)
    assert "Киргиз" not in words
