from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import DeliveryError
from mekendesh.field.tables import ends_with_newline, read_table

WHOLE = 'name,phone,idea\nA,+996555,"one, two"\nB,0770,"a\nb"\n'


def test_every_cell_stays_the_text_it_was():
    """Namibia's NA, leading zeros, a plus and long digits are text, and are kept."""
    table = read_table("a,b\nNA,007\n+996555010203,1e5\nNULL,00000000000000000001\n", ",", "f.csv")
    assert table["a"].tolist() == ["NA", "+996555010203", "NULL"]
    assert table["b"].tolist() == ["007", "1e5", "00000000000000000001"]
    assert read_table("a,b\n,\n", ",", "f.csv").iloc[0].tolist() == ["", ""]


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    """The header is row 1, and a line break inside a cell makes no row."""
    table = read_table('a,b\n1,"x\ny"\n\n2,z\n', ",", "f.csv")
    assert table.index.tolist() == [2, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_declared_delimiters_are_read(delimiter):
    """A delivery may use any of four signs, as long as it says which."""
    table = read_table(f"a{delimiter}b\n1{delimiter}2\n", delimiter, "f.csv")
    assert table.to_dict("list") == {"a": ["1"], "b": ["2"]}


def test_another_delimiter_than_the_declared_is_named():
    """A single column full of semicolons is a wrong declaration."""
    with pytest.raises(DeliveryError, match="one column only, but many of the sign ;"):
        read_table("a;b;c\n1;2;3\n", ",", "f.csv")


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (len(WHOLE) - 3, "row 3: a quotation opens here and never closes"),
        (WHOLE.index("0770") + 2, "row 3: the last row has 2 cells where the header has 3; the file was cut"),
        (WHOLE.index("\nB") + 2, "row 3: the last row has 1 cells"),
        (WHOLE.index("+996") + 2, "row 2: the last row has 2 cells"),
        (WHOLE.index("A,"), "has a header and no response"),
        (0, "is empty"),
    ],
)
def test_a_file_cut_off_is_refused_with_the_row(cut, said):
    """Wherever a file ends too early, one sentence says where and what to do."""
    with pytest.raises(DeliveryError, match=said) as refused:
        read_table(WHOLE[:cut], ",", "responses.csv")
    assert "again" in str(refused.value)
    assert "996" not in str(refused.value)


def test_a_last_cell_without_a_line_end_is_noticed():
    """A row of full width may still have lost the end of its last cell."""
    assert not ends_with_newline(WHOLE[:-1])
    assert ends_with_newline(WHOLE)


def test_a_shifted_row_is_refused():
    """One comma too many puts every answer under the wrong question."""
    with pytest.raises(DeliveryError, match=r"row 2: 4 cells where the header has 3"):
        read_table("a,b,c\n1,2,3,4\n1,2,3\n", ",", "f.csv")
    with pytest.raises(DeliveryError, match=r"row 2: 2 cells where the header has 3"):
        read_table("a,b,c\n1,2\n1,2,3\n", ",", "f.csv")


def test_a_quotation_mark_inside_a_cell_is_refused():
    """Text after a closed quotation has lost something."""
    with pytest.raises(DeliveryError, match="row 3: a quotation mark stands inside a cell"):
        read_table('a,b\n1,2\n"x"y,2\n', ",", "f.csv")


@pytest.mark.parametrize(
    "header",
    ["phone,sex,phone", "phone,sex,phone.1", "phone,sex, Phone", "coupon_1,sex,coupon 1", "a-b,sex,A_b"],
)
def test_headers_alike_are_refused_by_number(header):
    """Of two columns with one name, one would silently win; their text may be a person's, so not said."""
    with pytest.raises(DeliveryError, match="columns 1 and 3 have the same name"):
        read_table(f"{header}\n1,2,3\n", ",", "f.csv")


def test_numbered_questions_are_not_alike():
    """coupon_1 and coupon_2 are two questions, and so are willing/1 and willing/2."""
    assert read_table("coupon_1,coupon_2,b/1,b/2\n1,2,3,4\n", ",", "f.csv").shape == (1, 4)


def test_a_column_without_a_name_is_refused():
    """An unnamed column is the trace of an index or of a row shifted."""
    with pytest.raises(DeliveryError, match="column 1 has no name"):
        read_table(",a\n0,1\n", ",", "f.csv")


@pytest.mark.parametrize("rows", [65_535, 65_536])
def test_a_table_as_long_as_a_spreadsheet_is_refused_unless_counted(rows):
    """What ends where old spreadsheets end has probably lost the rest."""
    text = "a\n" + "1\n" * rows
    with pytest.raises(DeliveryError, match="where spreadsheets end"):
        read_table(text, ",", "f.csv")
    assert len(read_table(text, ",", "f.csv", rows)) == rows


def test_a_table_as_long_as_a_new_spreadsheet_is_refused():
    """The limit of newer spreadsheets is 1,048,576 rows."""
    with pytest.raises(DeliveryError, match="row 1048576, where spreadsheets end"):
        read_table("a\n" + "1\n" * 1_048_575, ",", "f.csv")


def test_another_number_of_rows_than_declared_is_refused():
    """A file cut between two rows looks whole; the count shows it."""
    with pytest.raises(DeliveryError, match=r"has 1 rows of responses; delivery\.yml says 2"):
        read_table("a\n1\n", ",", "f.csv", 2)


CELLS = st.text(st.characters(exclude_characters="\0\r", exclude_categories=("Cs",)), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_what_was_written_is_read(rows):
    """Any text in quotation marks comes back as it was: line breaks of every kind, quotes, delimiters."""
    quoted = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)
    table = read_table("a,b\n" + quoted, ",", "f.csv")
    assert list(table.itertuples(index=False, name=None)) == rows
