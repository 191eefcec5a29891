"""The workbooks of a round table: what is asked is locked, sealed and read back; what is answered is open."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from mekendesh.judgement.rating_sheets import (
    COMMENT,
    CONSENTS,
    CONTEXT,
    LISTS,
    OPEN,
    PARTICIPANT,
    SENT,
    names_by_word,
    seal_of,
    word_lists,
)
from mekendesh.judgement.returned_sheets import read_lines
from mekendesh.reporting.experts.pack_workbooks import COMMENT_ROWS, comment_workbook, rating_workbook
from mekendesh.structure.roundtable import MOMENTS, STRATA
from mekendesh.words import LANGUAGES, say
from roundtable_examples import (
    PACK,
    comment_sheet,
    handed_out,
    opened,
    read_here,
    sections,
    sent,
    subjects,
)

each_language = pytest.mark.parametrize("language", LANGUAGES)


def lists_of(sheet) -> dict[str, str]:
    return {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}


@each_language
def test_every_subject_is_asked_in_both_moments_and_its_seal_holds_when_it_is_read_back(language):
    """Written in one room and read in another: a blank at the end of a cell would make every row an altered one."""
    book = read_lines(read_here(sent("ratings", language, "2027-1"), "one"))
    asked = [(line["what"], line["id"], line["moment"]) for line in book.ratings]
    assert asked == [(*subject, moment) for moment in MOMENTS for subject in subjects()]
    assert all(line.seal == seal_of(PACK, line.cells) for line in book.ratings)
    assert all(line["rating"] == line["reason"] == "" for line in book.ratings)
    assert all(line["question"] and line["subject"] and line["context"] for line in book.ratings)
    assert (book.language, book.participant["pack"]) == (language, PACK)


@each_language
def test_a_workbook_carries_the_words_of_its_lists_and_what_it_was_sent_with(language):
    """It is read with its own words, whatever the catalogues say when it comes back."""
    book = read_lines(read_here(sent("ratings", language, "2027-1"), "one"))
    today = names_by_word(word_lists(sections()))
    assert set(book.words) == {*today, SENT}
    for kind, names in today.items():
        assert book.words[kind].items() <= names.items()
        assert set(book.words[kind].values()) == set(names.values())
    assert set(book.words[SENT].values()) == {f"{what}:{name}" for what, name in subjects()}
    hidden = load_workbook(BytesIO(sent("ratings", language, "2027-1")))["lists"]
    assert hidden.sheet_state == "hidden"
    assert tuple(cell.value for cell in hidden[1]) == LISTS


def test_a_rating_is_chosen_from_its_own_scale():
    """0–4 for an item, 1–9 for a proposal; the cell is text, so that a code stays what it is."""
    place = handed_out()
    sheet = place.sheet("before")
    lists = lists_of(sheet)
    assert lists[f"G{place.row_of('before', 'readiness', 'portal')}"] == '"0,1,2,3,4"'
    assert lists[f"G{place.row_of('before', 'importance', 'run_portal')}"] == '"1,2,3,4,5,6,7,8,9"'
    assert len(lists) == len(subjects())
    assert sheet["G3"].number_format == "@"


@each_language
def test_a_participant_chooses_from_where_to_speak_and_whether_to_be_quoted(language):
    """In the words of the workbook; a list written out in a rule holds at most 255 letters."""
    lists = lists_of(handed_out(language).sheet("participant"))
    assert lists == {
        "B3": f'"{",".join(say(term, language) for term in STRATA.values())}"',
        "C3": f'"{",".join(say(term, language) for term in CONSENTS.values())}"',
    }
    assert all(len(words) <= 257 for words in lists.values())


@each_language
def test_a_comment_s_section_is_chosen_from_where_the_sections_stand(language):
    """The rule points at cells of the hidden sheet: all of the sections are there, and nothing else."""
    sheet = comment_sheet(language)
    lists = lists_of(sheet.sheet("comments"))
    last = 2 + COMMENT_ROWS
    source = lists[f"A3:A{last}"].removeprefix("lists!").replace("$", "")
    pointed = [row[0].value for row in sheet.book["lists"][source]]
    assert pointed == [say(section.label, language) for section in sections()]
    at = "ABCD"[list(COMMENT).index("quote")]
    assert lists[f"{at}3:{at}{last}"] == f'"{",".join(say(term, language) for term in CONSENTS.values())}"'


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_is_asked_is_locked_and_what_is_answered_is_open(moment):
    """Keys, seals and the row of names are hidden; the sheet is protected."""
    sheet = handed_out().sheet(moment)
    assert sheet.protection.sheet
    locked = [sheet.cell(3, place).protection.locked for place in range(1, 10)]
    assert locked == [True] * len(CONTEXT) + [False] * len(OPEN) + [True]
    assert sheet.row_dimensions[1].hidden
    hidden = {
        place
        for span in sheet.column_dimensions.values()
        if span.hidden
        for place in range(span.min, span.max + 1)
    }
    assert hidden == {1, 2, 3, 9, 10}


def test_the_participant_s_sheet_asks_no_name_and_shows_no_key():
    """Code, stratum and consent are open; which round table it is stands locked and hidden behind them."""
    sheet = handed_out().sheet("participant")
    assert [cell.value for cell in sheet[1]][:4] == list(PARTICIPANT)
    assert [sheet.cell(3, place).protection.locked for place in range(1, 5)] == [False] * 3 + [True]
    assert sheet.column_dimensions["D"].hidden


def test_nothing_in_a_workbook_is_a_formula_and_every_cell_is_text():
    """What is typed stays what was typed: a code keeps its zero, and nothing computes."""
    for content in (sent("ratings", "ky", "2027-1"), sent("comments", "ky", "2027-1")):
        for sheet in load_workbook(BytesIO(content)):
            kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
            assert kinds == {"s"}, sheet.title


@pytest.mark.parametrize("write", [rating_workbook, comment_workbook])
def test_the_same_round_gives_the_same_bytes(write):
    """Nothing of the clock, not even the day of its making, which is that of the round."""
    content = write(opened(), sections(), "ru")
    assert content == write(opened(), sections(), "ru")
    assert load_workbook(BytesIO(content)).properties.created.isoformat() == "2027-01-01T00:00:00"


def test_the_evidence_lies_between_the_two_ratings():
    """Who reads the tabs from left to right rates first from what they know."""
    tabs = [sheet.title for sheet in handed_out().book.worksheets]
    assert tabs == ["Read first", "Participant", "Scale", "Before", "Evidence", "After", "lists"]
