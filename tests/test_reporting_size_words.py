"""The words of the ways to a number of people: one for each id, no two alike, and none that nothing uses."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mekendesh.estimation.population.combined_size import REASONS
from mekendesh.estimation.population.size_methods import METHODS
from mekendesh.reporting.population import size_numbers
from mekendesh.reporting.population.size_words import (
    FAILS_HIGH,
    FAILS_LOW,
    LEFT_OUT,
    NAMES,
    RESTS_ON,
    STATES,
)
from mekendesh.words import LANGUAGES, say

WORDS = {
    "names": (NAMES, {way.method for way in METHODS}),
    "rests_on": (RESTS_ON, {way.assumption for way in METHODS}),
    "fails_low": (FAILS_LOW, {way.low for way in METHODS}),
    "fails_high": (FAILS_HIGH, {way.high for way in METHODS}),
    "left_out": (LEFT_OUT, {"", "alone", *REASONS}),
}


def states_given() -> set[str]:
    """Every state that `size_numbers` gives to a way without a number, read from its text."""
    tree = ast.parse(Path(size_numbers.__file__).read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    given = [call.args[1] for call in calls if getattr(call.func, "id", "") == "_without" and call.args[1:]]
    return {
        node.value
        for each in given
        for node in ast.walk(each)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("kind", WORDS)
def test_every_id_has_words_and_every_word_an_id(kind):
    """An id on a page would say nothing; words that nothing uses would be translated for nobody."""
    words, ids = WORDS[kind]
    assert set(words) == ids


def test_every_reason_for_a_missing_number_has_words():
    """Three places give states to a table; a new one without words would end a run."""
    assert states_given() == set(STATES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_ids_are_told_in_the_same_words(language):
    """In no language: a reader could not tell two ways, or two reasons, apart."""
    for words in (NAMES, RESTS_ON, FAILS_LOW, FAILS_HIGH, STATES, LEFT_OUT):
        assert len({say(term, language) for term in words.values()}) == len(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_way_is_never_said_to_fail_low_and_high_for_the_same_reason(language):
    """One thing cannot make a number both too low and too high: that would be no direction."""
    for way in METHODS:
        assert say(FAILS_LOW[way.low], language) != say(FAILS_HIGH[way.high], language)


def test_that_there_is_no_figure_is_never_told_as_zero():
    """The most common state of all; what a reader must not conclude stands in it."""
    assert say(STATES["no_figure"], "en").endswith("that is not zero.")
    assert not any(character.isdigit() for term in STATES.values() for character in say(term, "en"))
