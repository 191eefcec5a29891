"""What is found in sheets that come back: by the names in their first rows, wherever rows and columns went."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mekendesh.field.workbooks import Sheet
from mekendesh.judgement.rating_sheets import COMMENT, CONTEXT, LISTS, OPEN, PARTICIPANT, SEAL
from mekendesh.judgement.returned_sheets import Workbook, read_lines, tidy

RATED = (*CONTEXT, *OPEN)
NAMES = (*RATED, SEAL, "language/ru")
HEADERS = (*("Key",) * len(RATED), SEAL)
ROW = ("readiness", "portal", "before", "q", "s", "c", "3", "so", "f00")


def sheet(*rows: tuple[int, tuple[str, ...]], formulas=(), merged=()) -> Sheet:
    return Sheet("whatever it is called", False, rows, frozenset(), (), tuple(merged), (), tuple(formulas))


def read(*rows: tuple[int, tuple[str, ...]], **more) -> Workbook:
    return read_lines([sheet(*rows, **more)])


def test_a_row_is_read_by_the_names_of_its_columns():
    """Cells without their blanks, the seal apart, the language from the last column."""
    book = read((1, NAMES), (2, HEADERS), (3, (" readiness ", *ROW[1:])))
    (line,) = book.ratings
    assert (line.row, line.seal, line["what"], line["rating"]) == (3, "f00", "readiness", "3")
    assert list(line.cells) == list(RATED)
    assert (line.formulas, line.merged) == (frozenset(), frozenset())
    assert (book.language, book.sheets, book.participant, book.comments) == ("ru", 1, None, ())


def test_columns_may_be_moved_and_rows_may_stand_above_and_be_left_blank():
    """The hidden names say what a cell is; a row above them moves them down, to the fifth at most."""
    turned = tuple(reversed(NAMES)), tuple(reversed((*ROW, "")))
    (line,) = read((4, ("my notes",)), (5, turned[0]), (9, turned[1])).ratings
    assert (line.row, line["id"], line["reason"], line.seal) == (9, "portal", "so", "f00")
    assert len(read((1, ("a",)), (2, ("a",)), (3, ("a",)), (4, ("a",)), (5, NAMES), (6, ROW)).ratings) == 1
    assert read(*((n, ("a",)) for n in range(1, 6)), (6, NAMES), (7, ROW)).sheets == 0


def test_headers_and_empty_rows_are_no_rows_and_short_rows_are_filled_up():
    """Trailing empty cells are left out by the reader; a row of which only the key is left is a row."""
    book = read((1, NAMES), (2, HEADERS), (3, ("",) * len(NAMES)), (4, ("readiness", "portal")))
    (line,) = book.ratings
    assert (line.row, line["moment"], line["rating"], line.seal) == (4, "", "", "")


def test_a_cell_that_holds_a_formula_is_told_by_its_name_even_where_it_shows_nothing():
    """In column G, the rating; one in a column of somebody's own is none of ours, nor one in the names."""
    book = read((1, NAMES), (3, ROW), formulas=("G3", "G5", "Z3", "Z6", "A1"))
    assert [(line.row, line.formulas) for line in book.ratings] == [
        (3, frozenset({"rating"})),
        (5, frozenset({"rating"})),
    ]


def test_a_cell_under_a_merged_range_is_told_by_its_name():
    """G3:H4 covers rating and reason of two rows; row 5 is its own."""
    book = read((1, NAMES), (3, ROW), (4, ROW), (5, ROW), merged=("G3:H4", "J1:J9"))
    assert [line.merged for line in book.ratings] == [
        frozenset({"rating", "reason"}),
        frozenset({"rating", "reason"}),
        frozenset(),
    ]


def test_sheets_of_every_kind_are_found_in_one_workbook_and_others_passed_over():
    """Two moments, a participant, comments, and somebody's own sheet; of two participants the first."""
    person = (*PARTICIPANT, SEAL, "language/ky")
    book = read_lines(
        [
            sheet((1, person), (3, ("P01", "state", "yes", "KGZ/2027-1", ""))),
            sheet((1, NAMES), (3, ROW)),
            sheet((1, ("my", "own")), (2, ("x", "y"))),
            sheet((1, NAMES), (3, ROW), (4, ROW)),
            sheet((1, (*COMMENT, SEAL, "language/ky")), (3, ("", "Shorter"))),
            sheet((1, person), (3, ("P02", "state"))),
        ]
    )
    assert book.participant["code"] == "P01"
    assert (len(book.ratings), len(book.comments), book.sheets) == (3, 1, 5)
    assert book.comments[0]["comment"] == "Shorter"


def test_a_language_nobody_knows_leaves_the_source_s():
    """An altered name of a column is no language."""
    assert read((1, (*NAMES[:-1], "language/xx")), (3, ROW)).language == "en"
    assert read_lines([]).language == "en"


def test_words_of_the_workbook_are_kept_as_it_worded_them():
    """Folded, for each list; a row that lacks its word says nothing."""
    words = sheet((1, LISTS), (2, ("stratum", "state", " Мамлекет ")), (3, ("consent", "yes")))
    assert read_lines([words]).words == {"stratum": {"мамлекет": "state"}}


@given(st.text())
def test_tidy_words_stand_on_one_line_and_stay_tidy(text):
    """What no page may hold is gone; nothing else is, but blanks."""
    once = tidy(text)
    assert tidy(once) == once
    assert "\n" not in once and "  " not in once
    assert not any(ord(letter) < 32 or ord(letter) in (0x7F, 0xFFFE, 0xFFFF) for letter in once)


def test_tidying_joins_what_a_control_character_parted_and_keeps_what_a_line_end_did():
    """By hand, with a character out of Unicode's range for text."""
    assert tidy(" a\x00b\tc\r\n d\ud800e \x1f") == "ab c de"
