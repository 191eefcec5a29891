from __future__ import annotations

from datetime import date

import pytest

from mekendesh.errors import StructureError
from mekendesh.structure.schema import Mistakes, Row, read_rows
from mekendesh.words import Label


def row(line: int = 2, **cells: str) -> Row:
    return Row(line, cells)


def test_rows_carry_the_line_a_person_sees_in_an_editor(tmp_path):
    """A message about a row sends the editor to the right line, even after a cell with a line break."""
    (tmp_path / "a.csv").write_text('id,note\none,"two\nlines"\ntwo, padded \n', encoding="utf-8")
    rows = read_rows(tmp_path / "a.csv", ("id", "note"))
    assert [(found.line, found["note"]) for found in rows] == [(3, "two\nlines"), (4, "padded")]


def test_missing_and_unknown_columns_are_told_together(tmp_path):
    """A renamed column is both missing and unknown; the editor should read both at once."""
    (tmp_path / "a.csv").write_text("id,nota\none,two\n", encoding="utf-8")
    with pytest.raises(StructureError) as raised:
        read_rows(tmp_path / "a.csv", ("id", "note"))
    assert str(raised.value) == (
        "a.csv has 2 mistake(s): line 1, column note: found no such column, expected a column of this name; "
        "line 1, column nota: found an unknown column, expected only id, note. "
        "Mend these cells and load again."
    )


def test_a_file_that_is_not_there_is_a_structure_error(tmp_path):
    """Whoever loads structure catches one kind of error."""
    with pytest.raises(StructureError, match=r"a\.csv is missing"):
        read_rows(tmp_path / "a.csv", ("id",))


def test_mistakes_are_listed_in_the_order_of_lines_with_the_first_line_as_a_value():
    """People mend a file from top to bottom; programs may jump to the first mistake."""
    mistakes = Mistakes("a.csv")
    mistakes.add(9, "b", "'x'", "y")
    mistakes.filled(row(3, a=""), "a")
    with pytest.raises(StructureError) as raised:
        mistakes.raise_if_any()
    assert raised.value.values["line"] == 3
    assert raised.value.values["count"] == 2
    assert "line 3, column a: found an empty cell, expected a value; line 9, column b" in str(raised.value)


def test_good_cells_are_typed_and_leave_no_mistake():
    """Each reader gives the value its column means."""
    mistakes = Mistakes("a.csv")
    cells = row(
        id="no_trust", kind="x", many="x y", n="0.25", whole="-3", flag="yes", day="2014-12-26", gone="",
        url="https://example.org/a?b=1", label_ky="ө", label_ru="ы", label_en="o",
    )  # fmt: skip
    assert mistakes.name(cells, "id") == "no_trust"
    assert mistakes.one_of(cells, "kind", ("x", "y")) == "x"
    assert mistakes.one_of(cells, "gone", ("x", "y"), blank=True) == ""
    assert mistakes.many_of(cells, "many", ("x", "y")) == ("x", "y")
    assert mistakes.many_of(cells, "gone", ("x", "y")) == ()
    assert mistakes.number(cells, "n", 0, 1) == 0.25
    assert mistakes.whole(cells, "whole", -5, 5) == -3
    assert mistakes.flag(cells, "flag") is True
    assert mistakes.day(cells, "day") == date(2014, 12, 26)
    assert mistakes.day_or_blank(cells, "gone") is None
    assert mistakes.address(cells, "url") == "https://example.org/a?b=1"
    assert mistakes.address(cells, "gone") == ""
    assert mistakes.label(cells) == Label(ky="ө", ru="ы", en="o")
    mistakes.raise_if_any()


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (lambda m, r: m.name(r, "c"), "No trust"),
        (lambda m, r: m.name(r, "c"), "a__b"),
        (lambda m, r: m.one_of(r, "c", ("x", "y")), ""),
        (lambda m, r: m.many_of(r, "c", ("x", "y")), "x z"),
        (lambda m, r: m.many_of(r, "c", ("x", "y")), "x x"),
        (lambda m, r: m.many_of(r, "c", ("x", "y"), at_least=1), ""),
        (lambda m, r: m.number(r, "c", 0, 1), "1.01"),
        (lambda m, r: m.number(r, "c", 0, 1), "0,5"),
        (lambda m, r: m.number(r, "c"), "nan"),
        (lambda m, r: m.number(r, "c"), "inf"),
        (lambda m, r: m.whole(r, "c", 0, 4), "5"),
        (lambda m, r: m.whole(r, "c", 0, 4), "2.0"),
        (lambda m, r: m.whole(r, "c", 0, 4), "٣"),
        (lambda m, r: m.flag(r, "c"), "true"),
        (lambda m, r: m.day(r, "c"), "2014-02-30"),
        (lambda m, r: m.day(r, "c"), "20141226"),
        (lambda m, r: m.day(r, "c"), ""),
        (lambda m, r: m.day_or_blank(r, "c"), "26.12.2014"),
        (lambda m, r: m.address(r, "c"), "www.example.org"),
    ],
)
def test_a_cell_that_cannot_be_typed_is_one_mistake_on_its_line(read, cell):
    """A wrong cell never passes for a value, and never stops the reading of the others."""
    mistakes = Mistakes("a.csv")
    read(mistakes, row(7, c=cell))
    assert [(line, column) for line, column, *_ in mistakes.noted] == [(7, "c")]


def test_a_label_needs_all_three_languages_or_none_where_blank_is_allowed():
    """A reader of one language never meets an empty label."""
    mistakes = Mistakes("a.csv")
    mistakes.label(row(2, label_ky="", label_ru="", label_en=""), blank=True)
    assert mistakes.noted == []
    mistakes.label(row(3, label_ky="", label_ru="ы", label_en=""), blank=True)
    assert [column for _, column, *_ in mistakes.noted] == ["label_ky", "label_en"]


def test_an_unknown_id_of_a_long_list_is_answered_with_the_nearest_ones():
    """A typing slip should be mended without opening another file."""
    mistakes = Mistakes("a.csv")
    known = [*(f"item_{number}" for number in range(20)), "legal_aid"]
    mistakes.one_of(row(2, item="legal_ait"), "item", known)
    assert mistakes.noted == [(2, "item", "'legal_ait'", "one of legal_aid, …")]


def test_repeated_rows_name_the_line_of_the_first():
    """Of two rows with one id, the editor must see both to decide."""
    mistakes = Mistakes("a.csv")
    mistakes.repeated([row(2, id="a"), row(3, id="b"), row(5, id="a")], "id")
    assert mistakes.noted == [(5, "id", "'a' again, first on line 2", "each of them once")]
