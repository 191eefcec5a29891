from __future__ import annotations

from datetime import date

import pytest

from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.state.readiness_change import between
from mekendesh.structure.mapping import open_mapping, open_nation
from mekendesh.words import say


@pytest.fixture(scope="module")
def table():
    return between(open_mapping("KGZ", "RUS", "2027-1"))


def test_the_table_sets_the_round_table_s_day_beside_the_round_s(table):
    """26 December 2014 and the date of the round, in the caption and the heads."""
    assert say(table.caption, "en") == "State readiness as of 26 December 2014 and as of 1 January 2027"
    assert say(table.columns[1].label, "en") == "Score on 26 December 2014"
    assert say(table.columns[2].label, "en") == "Score on 1 January 2027"


def test_only_items_known_on_one_of_the_dates_stand_in_it_with_what_changed(table):
    """Eleven of 36 for Kyrgyzstan; the other 25 are counted beneath."""
    rows = {say(row[0], "en"): [say(cell, "en") for cell in row[1:]] for row in table.rows}
    assert len(rows) == 11
    assert rows["voting abroad"] == ["3", "3", "stands where it stood"]
    assert rows["dual citizenship"] == ["not known", "2", "became known"]
    assert rows["regular forum with tracked follow-up"] == ["2", "2", "stands where it stood"]
    assert rows["mapping in the last five years"] == [
        "1", "not known", "no longer known: its evidence has run out",
    ]  # fmt: skip
    assert rows["privileges for former citizens and their descendants"][1] == "2 (2–3)"
    assert "25 of 36 items are known on neither date" in say(table.notes[1], "en")


def test_the_index_of_both_dates_stands_beneath_with_what_it_rests_on(table):
    """5 to 95 from four items, 13.75 to 86.875 from ten, in whole points."""
    assert say(table.notes[0], "en") == (
        "Index, 0 to 100: on the first date between 5 and 95 (items known: 4), "
        "on the second between 14 and 87 (items known: 10)."
    )


def test_an_origin_with_nothing_known_on_the_first_date_reads_on():
    """Ecuador has no row of 2014; its five items became known."""
    table = between(open_nation("ECU", "2027-1"))
    assert [say(cell, "en") for cell in table.rows[0]] == ["lead body", "not known", "2", "became known"]
    assert [say(row[3], "en") for row in table.rows] == ["became known"] * 5
    assert "between 0 and 100 (items known: 0)" in say(table.notes[0], "en")


def test_a_round_no_later_than_the_first_date_compares_nothing():
    """A notice, not an empty table."""
    block = between(open_mapping("KGZ", "RUS", "2027-1"), date(2027, 1, 1))
    assert isinstance(block, Paragraph)
    assert "1 January 2027" in say(block.text, "en")
