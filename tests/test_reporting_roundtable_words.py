"""What a round table wrote: quoted with consent alone, without a person, and with the answer it was given."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

from mekendesh.files import write_text
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.experts import roundtable_words
from mekendesh.structure.mapping import open_mapping, open_nation
from mekendesh.structure.roundtable import COMMENT_COLUMNS, RATING_COLUMNS, Answer, comment_id, read_comments
from mekendesh.words import Label, say
from panel_examples import cells

WHERE = "KGZ/2027-1"
NAME = "CANARY Asanov"


@pytest.fixture
def country(tree):
    assert read_comments(tree, WHERE) is None
    return open_nation("KGZ", "2027-1")


def seated(tree, **strata: int) -> None:
    """Ratings of so many participants of each stratum; which is all that is read of them here."""
    rows = [(f"{stratum}{place}", stratum, "importance", "run_portal", "after", "5")
            for stratum, people in strata.items() for place in range(people)]  # fmt: skip
    _write(tree, "ratings.csv", pd.DataFrame(rows, columns=RATING_COLUMNS))


def wrote(tree, *comments: tuple[str, str, str, str]) -> None:
    """Stratum, what it is about, the words, and whether they may be quoted; all by one named participant."""
    rows = [(comment_id(about, words), "P07", stratum, about, words, "en", quote, NAME)
            for stratum, about, words, quote in comments]  # fmt: skip
    _write(tree, "comments.csv", pd.DataFrame(rows, columns=COMMENT_COLUMNS))


def _write(tree, name: str, table: pd.DataFrame) -> None:
    write_text(tree.roundtable(WHERE) / name, table.to_csv(index=False, lineterminator="\n"))


def dissent(country) -> list[list[str]]:
    return cells(roundtable_words.dissent_in_words(country))


def test_a_reason_stands_with_its_subject_its_list_and_whom_it_speaks_from(tree, country):
    """Ordered by what was rated, so that who wrote first is not seen."""
    seated(tree, state=5, diaspora=5)
    wrote(
        tree,
        ("diaspora", "readiness:portal", "Nobody answers there.", "yes"),
        ("state", "importance:run_portal", "There are three portals.", "yes"),
    )
    assert dissent(country) == [
        [
            "One portal and a hotline",
            "importance of the proposals",
            "There are three portals.",
            "state bodies",
        ],
        ["portal or hotline", "readiness of the state", "Nobody answers there.", "diaspora organisations"],
    ]


def test_what_may_not_be_quoted_leaves_no_trace(tree, country):
    """No words, no row and no count of it: silence is theirs to keep."""
    seated(tree, state=5)
    wrote(tree, ("state", "importance:run_portal", "SECRET", "no"))
    alone = roundtable_words.dissent_in_words(country)
    assert isinstance(alone, Paragraph)
    assert say(alone.text, "en") == "Nobody wrote a reason that may be quoted."
    wrote(
        tree,
        ("state", "importance:run_portal", "SECRET", "no"),
        ("state", "importance:run_portal", "Too dear.", "yes"),
    )
    assert [row[2] for row in dissent(country)] == ["Too dear."]


def test_of_a_stratum_of_four_the_words_stand_without_it(tree, country):
    """Four colleagues know which of them writes so; the smallest shown stratum hides with it."""
    seated(tree, state=4, experts=5, diaspora=9)
    wrote(
        tree,
        *(
            (stratum, "importance:run_portal", f"From {stratum}", "yes")
            for stratum in ("state", "experts", "diaspora")
        ),
    )
    assert {row[2]: row[3] for row in dissent(country)} == {
        "From state": "the panel",
        "From experts": "the panel",
        "From diaspora": "diaspora organisations",
    }


def test_no_code_and_no_name_of_a_participant_is_on_the_page(tree, country):
    """In neither table, in no language, though both stand in the file."""
    seated(tree, state=5)
    wrote(
        tree,
        ("state", "importance:run_portal", "Too dear.", "yes"),
        ("state", "section:sizes", "Which year?", "yes"),
    )
    assert NAME in read_comments(tree, WHERE).to_csv()
    for block in (roundtable_words.dissent_in_words(country), answered(tree)):
        assert len(block.rows) == 1
        text = "\n".join(
            say(cell, language) for language in ("ky", "ru", "en") for row in block.rows for cell in row
        )
        assert NAME not in text
        assert "P07" not in text


def test_a_reason_for_what_is_no_longer_on_the_list_has_no_row(tree, country):
    """A proposal withdrawn since: its id would stand there as a subject."""
    seated(tree, state=5)
    wrote(tree, ("state", "importance:withdrawn", "Why this?", "yes"))
    assert isinstance(roundtable_words.dissent_in_words(country), Paragraph)


def answered(tree) -> Table | Paragraph:
    return roundtable_words.comments_answered(open_mapping("KGZ", "RUS", "2027-1"))


def test_every_comment_has_a_row_in_the_order_of_the_sections_and_says_whether_it_is_answered(
    tree, country, monkeypatch
):
    """The unquoted one too: that it was made and answered is no secret, its words are."""
    text = Label("Жооп", "Ответ", "The year of the source.")
    day = datetime.date(2027, 3, 1)
    answers = (
        Answer("KGZ", "2027-1", comment_id("section:sizes", "Which year?"), text, day),
        Answer("KGZ", "2027-1", comment_id("section:fieldwork", "SECRET"), text, day),
        Answer("KGZ", "example", comment_id("section:general", "Go on."), text, day),
    )
    monkeypatch.setattr(roundtable_words, "load_answers", lambda tree: answers)
    wrote(
        tree,
        ("state", "section:fieldwork", "SECRET", "no"),
        ("state", "section:sizes", "Which year?", "yes"),
        ("experts", "section:general", "Go on.", "yes"),
        ("experts", "importance:run_portal", "A reason is no comment.", "yes"),
    )
    assert cells(answered(tree)) == [
        ["On the whole", "Go on.", "not answered yet", "[z]"],
        ["How many people, by which source", "Which year?", "The year of the source.", "1 March 2027"],
        [
            "How people will be found",
            "a comment that may not be quoted",
            "The year of the source.",
            "1 March 2027",
        ],
    ]


def test_before_anybody_wrote_both_say_so(tree, country):
    """No file, and a file without a comment on the methodology."""
    assert isinstance(roundtable_words.dissent_in_words(country), Paragraph)
    assert isinstance(answered(tree), Paragraph)
    wrote(tree, ("state", "importance:run_portal", "Too dear.", "yes"))
    assert say(answered(tree).text, "en") == "No comment on this methodology has come in yet."


def test_reasons_without_the_ratings_beside_them_are_not_told(tree, country):
    """How many sit in a stratum is not known then, so nobody could say whom words may be ascribed to."""
    wrote(tree, ("state", "importance:run_portal", "Too dear.", "yes"))
    assert isinstance(roundtable_words.dissent_in_words(country), Paragraph)
