"""Words of a round table: quoted with consent only, and each comment with its answer."""

from __future__ import annotations

import datetime

import pandas as pd

from mekendesh.judgement.comments import answered, dissent
from mekendesh.structure.roundtable import COMMENT_COLUMNS, RATING_COLUMNS, Answer, Section, comment_id
from mekendesh.words import Label

WORDS = Label("Ооба", "Да", "Yes")


def comments(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Participant, stratum, about, comment, quote."""
    return pd.DataFrame(
        [(comment_id(about, words), who, stratum, about, words, "ru", quote, "А. Асанов")
         for who, stratum, about, words, quote in rows],
        columns=COMMENT_COLUMNS, dtype="str",
    )  # fmt: skip


def panel(**members: int) -> pd.DataFrame:
    return pd.DataFrame(
        [(f"{stratum}{number}", stratum, "readiness", "portal", "after", "1")
         for stratum, count in members.items() for number in range(count)],
        columns=RATING_COLUMNS,
    )  # fmt: skip


def test_only_words_with_consent_leave():
    """No consent, no quotation, and no trace of there having been one."""
    table = dissent(
        comments(
            ("P1", "state", "readiness:portal", "Нет", "yes"),
            ("P2", "state", "readiness:portal", "Тайна", "no"),
        ),
        panel(state=5, experts=5),
    )
    assert table.to_numpy().tolist() == [["readiness", "portal", "Нет", "ru", "state"]]
    assert "Асанов" not in table.to_csv()


def test_words_from_a_small_stratum_stand_without_it():
    """Of three international members, whoever wrote would be known; and so would the next smallest group."""
    said = comments(
        ("P1", "international", "importance:run_portal", "A", "yes"),
        ("P2", "experts", "importance:run_portal", "B", "yes"),
        ("P3", "state", "importance:run_portal", "C", "yes"),
    )
    table = dissent(said, panel(international=3, experts=5, state=9))
    assert table["stratum"].tolist() == ["", "", "state"]


def test_a_comment_on_a_section_is_no_dissent():
    """What is said of the methodology is answered in 01, not quoted beside ratings."""
    assert dissent(comments(("", "", "section:sizes", "A", "yes")), panel(state=5)).empty


def test_every_comment_has_a_row_answered_or_not():
    """In the order of the sections; a comment that may not be quoted is answered too."""
    sections = (Section("general", WORDS), Section("sizes", WORDS))
    said = comments(
        ("", "", "section:sizes", "Почему", "no"),
        ("", "", "section:general", "Хорошо", "yes"),
        ("", "", "readiness:portal", "Нет", "yes"),
    )
    answer = Answer("KGZ", "2027-1", comment_id("section:sizes", "Почему"), WORDS, datetime.date(2027, 2, 1))
    table = answered(said, sections, (answer,), "KGZ", "2027-1")
    assert table.to_numpy().tolist() == [
        ["general", "Хорошо", "ru", None, ""],
        ["sizes", "", "ru", answer, "2027-02-01"],
    ]
    assert answered(said, sections, (answer,), "KGZ", "2028-1")["answer"].tolist() == [None, None]


def test_the_name_of_a_comment_follows_its_words():
    """An answer stays with the words it answers, whatever else comes in."""
    assert comment_id("section:sizes", "Почему") == comment_id("section:sizes", "Почему")
    assert comment_id("section:sizes", "Почему") != comment_id("section:general", "Почему")
