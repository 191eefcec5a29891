"""The sheets of a panel: a seal that tells what was altered, and words that stand for one name each."""

from __future__ import annotations

import pytest

from mekendesh.files import current_tree
from mekendesh.judgement.rating_sheets import (
    COMMENT,
    CONTEXT,
    OPEN,
    PARTICIPANT,
    QUESTIONS,
    names_by_word,
    pack_of,
    seal_of,
    word_lists,
)
from mekendesh.structure.roundtable import NO, SCALES, STRATA, YES, load_sections
from mekendesh.words import LANGUAGES, Label, say

LOCKED = {
    "what": "readiness", "id": "portal", "moment": "before", "question": "readiness, 0 to 4",
    "subject": "A portal", "context": "Trust",
}  # fmt: skip
PACK = "KGZ/2027-1"


def test_a_seal_is_today_what_it_was_when_the_workbooks_went_out():
    """A workbook comes back weeks later, to a newer library: another digest would refuse every row of it.

    Of sha256sum: names in their order and cells in turn, a zero byte between each, the pack among them.
    """
    assert seal_of(PACK, LOCKED) == "98267613cf2c0e31c0579cc2d7e9f5aadca3736c01af6668bb6c423acdbc8404"


@pytest.mark.parametrize("name", CONTEXT)
def test_a_seal_is_broken_by_any_locked_cell_and_by_another_round_table(name):
    """What a rating speaks of is what was sent."""
    assert seal_of(PACK, LOCKED | {name: LOCKED[name] + " "}) != seal_of(PACK, LOCKED)
    assert seal_of("KGZ/2028-1", LOCKED) != seal_of(PACK, LOCKED)


def test_a_seal_does_not_hang_on_the_order_of_columns_nor_on_what_a_participant_writes():
    """Columns may be moved, open cells are there to be filled in."""
    turned = dict(reversed(LOCKED.items()))
    assert seal_of(PACK, turned | {"rating": "3", "reason": "so"}) == seal_of(PACK, LOCKED)


def test_words_that_wander_from_one_cell_to_the_next_break_the_seal():
    """A digest over cells run together would not see it."""
    wandered = LOCKED | {"subject": "A", "context": " portalTrust"}
    assert wandered["subject"] + wandered["context"] == LOCKED["subject"] + LOCKED["context"]
    assert seal_of(PACK, wandered) != seal_of(PACK, LOCKED)


def test_a_round_table_is_told_by_its_origin_and_round():
    """Two origins may have a round of one name."""
    assert pack_of("KGZ", "2027-1") == PACK
    assert pack_of("KGZ", "2027-1") != pack_of("TJK", "2027-1")


def test_the_lists_of_the_sheets_hold_strata_consents_and_sections():
    """A participant chooses from nothing else."""
    sections = load_sections(current_tree())
    lists = word_lists(sections)
    assert {kind: list(terms) for kind, terms in lists.items()} == {
        "stratum": list(STRATA),
        "consent": [YES, NO],
        "section": [section.section for section in sections],
    }


@pytest.mark.parametrize("kind", ["stratum", "consent", "section"])
def test_no_word_of_a_list_stands_for_two_names_in_any_mix_of_languages(kind):
    """A Kyrgyz workbook may be filled in in Russian; a word of two meanings would put a rating elsewhere."""
    terms = word_lists(load_sections(current_tree()))[kind]
    names = names_by_word({kind: terms})[kind]
    for name, term in terms.items():
        assert names[name] == name
        for language in LANGUAGES:
            assert names[say(term, language).casefold()] == name


def test_a_word_is_known_however_its_capitals_are_written():
    """What is looked up is folded: the words of the lists have to be as well."""
    names = names_by_word({"stratum": {"state": Label("Мамлекет", "ГОСУДАРСТВО", "State")}})
    assert names == {
        "stratum": {"мамлекет": "state", "государство": "state", "state": "state"},
    }


def test_everything_that_is_rated_has_its_question():
    """A scale without a question, or a question without a scale, could not be filled in."""
    assert set(QUESTIONS) == set(SCALES)
    for what, (low, high) in SCALES.items():
        assert f"{low} to {high}" in say(QUESTIONS[what], "en")


def test_the_names_of_a_sheet_s_columns_tell_it_from_the_others():
    """Sheets are found by their columns: none may be taken for another that has more."""
    kinds = [set(PARTICIPANT), set(CONTEXT | OPEN), set(COMMENT)]
    for one in kinds:
        assert not any(one <= other for other in kinds if other is not one)
