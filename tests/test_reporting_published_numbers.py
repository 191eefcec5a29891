"""The appendix: every printed number beside the one computed now, and how many agree."""

from __future__ import annotations

from dataclasses import replace

from cleaning_account import MAPPING
from mekendesh.reporting.methods import published_numbers
from mekendesh.words import SOURCE, say
from reference_examples import change, copied, sign


def said(mapping=MAPPING) -> tuple[list[list[str]], list[str]]:
    table = published_numbers.table(mapping)
    return [[say(cell, SOURCE) for cell in row] for row in table.rows], [
        say(note, SOURCE) for note in table.notes
    ]


def test_every_number_stands_with_its_printed_digits_beside_the_one_computed():
    """Digits say how exactly two programs agree; the numbers themselves are in the test of published numbers."""
    rows, notes = said()
    assert len(rows) == 21
    assert rows[0] == [
        "share by RDS-II, blue group", "R RDS 0.9-10, faux", "0.310334112778454", "0.310334112778454", "agrees",
    ]  # fmt: skip
    assert rows[8][2:] == ["3,404,940", "3,404,940", "agrees"]
    assert rows[20][2:] == ["6.1", "6.1", "agrees"]
    assert notes[0] == "21 of 21 numbers agree."


def test_every_row_can_be_understood_alone():
    """A row is read out by its first cell; two rows of one name could not be told apart."""
    rows, _ = said()
    assert len({row[0] for row in rows}) == len(rows)


def test_a_number_that_does_not_agree_is_said_in_its_row_and_in_the_count(tmp_path):
    """The appendix is a check, so it must be able to fail."""
    tree = copied(tmp_path)
    change(tree.reference / "published_numbers.csv", "142.08", "143.08")
    sign(tree.reference / "published_numbers.csv")
    rows, notes = said(replace(MAPPING, tree=tree))
    assert [row[2:] for row in rows if row[4] != "agrees"] == [["143.08", "142.08", "does not agree"]]
    assert notes[0].startswith("20 of 21 numbers agree; the others are to be mended")
