"""What the papers of a round table say agrees with the papers: sheets and words are called what they are called."""

from __future__ import annotations

import re

import pytest

from mekendesh.judgement.rating_sheets import CONSENTS
from mekendesh.reporting.experts.pack_reading import named_sheet
from mekendesh.reporting.experts.pack_words import EVIDENCE, SHEETS, STAMP, comment_readme, readme, whose
from mekendesh.structure.roundtable import MOMENTS, SCALES
from mekendesh.words import LANGUAGES, say
from roundtable_examples import opened

each_language = pytest.mark.parametrize("language", LANGUAGES)


def quoted(text: str) -> set[str]:
    return set(re.findall("[«“]([^»”]+)[»”]", text))


@each_language
def test_a_sheet_that_is_spoken_of_is_called_so_in_the_workbook(language):
    """“Before” in the text and another word on the tab would leave a participant searching."""
    said = quoted(" ".join(say(term, language) for term in readme(opened())))
    tabs = {name: say(word, language) for name, word in SHEETS.items()}
    assert {tabs[name] for name in (*MOMENTS, "evidence", "scale", "participant")} <= said
    assert said <= {*tabs.values(), say(CONSENTS["yes"], language)}


@each_language
def test_the_consent_that_is_asked_for_is_the_word_of_the_list(language):
    """Where the text quotes the answer, it is one that can be chosen."""
    said = quoted(" ".join(say(term, language) for term in comment_readme(opened())))
    assert said <= {say(CONSENTS["yes"], language)}


@each_language
def test_tabs_are_what_a_spreadsheet_takes_and_differ(language):
    """At most 31 letters, none of []:*?/\\, no apostrophe at an end, not the word History, no two alike but in case."""
    tabs = [say(word, language)[:31] for word in SHEETS.values()]
    assert len({tab.casefold() for tab in tabs}) == len(tabs)
    for tab in tabs:
        assert not set(tab) & set("[]:*?/\\")
        assert tab.strip("' ") == tab != ""
        assert tab.casefold() != "history"


@each_language
def test_the_words_of_the_scales_name_every_score(language):
    """Five scores of readiness with what each means, and both ends of the other two scales."""
    said = [say(term, language) for term in readme(opened())]
    low, high = SCALES["readiness"]
    (scores,) = (text for text in said if text.count("·") == high - low)
    assert re.findall(r"(?:^|[:·] )(\d)", scores) == [str(score) for score in range(low, high + 1)]
    (ends,) = (text for text in said if re.findall(r"\d", text) == ["1", "9", "1", "9"])
    assert ends


@each_language
def test_whose_round_table_it_is_says_origin_round_and_day(language):
    """Papers of two rounds lie on one table."""
    said = say(whose(opened()), language)
    assert "2027-1" in said and "2027" in said.replace("2027-1", "", 1)
    assert {"ky": "Кыргызстан", "ru": "Кыргызстан", "en": "Kyrgyzstan"}[language] in said


@each_language
def test_the_stamp_of_an_example_begins_with_the_word_that_file_names_begin_with(language):
    """EXAMPLE is looked for by people and programs, and is not translated."""
    assert say(STAMP, language).startswith("EXAMPLE")


def test_a_tab_longer_than_a_spreadsheet_takes_is_cut_and_not_refused(monkeypatch):
    """A translation may grow; the pack must still be written."""
    from io import BytesIO

    from xlsxwriter import Workbook

    monkeypatch.setitem(SHEETS, "scale", EVIDENCE["quote"])
    with Workbook(BytesIO()) as book:
        assert named_sheet(book, "scale", "ru").name == say(EVIDENCE["quote"], "ru")[:31]
