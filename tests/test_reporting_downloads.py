import pytest

from mekendesh.errors import ProtectionError, RunError
from mekendesh.reporting.blocks import Column, Paragraph, Table
from mekendesh.reporting.pages.downloads import table_files
from mekendesh.words import Count, Country, Day, Decimal, Interval, Label, Percent, Verbatim, message
from reporting_examples import EXAMPLE, TABLE, figure


def table(*rows, name="t", keys=("a", "b")):
    columns = tuple(Column(key, Verbatim(key.upper())) for key in keys)
    return Table(name, Verbatim("T"), columns, rows)


def text_of(notebook, block):
    return table_files(notebook("# Title", [block]), "KGZ-RUS_EXAMPLE_01")[
        f"KGZ-RUS_EXAMPLE_01_{block.name}.csv"
    ]


def test_every_table_and_the_data_of_every_chart_become_a_file(notebook):
    """What a reader may see, a program may read; the name carries the corridor and the stamp."""
    nb = notebook(
        "# Title", [EXAMPLE, Paragraph(Verbatim("x"))], [table((Count(1), Count(2)))], [figure("bars")]
    )
    assert list(table_files(nb, "KGZ-RUS_EXAMPLE_01")) == [
        "KGZ-RUS_EXAMPLE_01_t.csv",
        "KGZ-RUS_EXAMPLE_01_sizes.csv",
    ]


def test_numbers_are_plain_and_words_are_english(notebook):
    """Codes for countries, points for decimals, no grouping, no percent signs."""
    block = table(
        (Country("RUS"), Count(333664)),
        (Label("к", "р", "word"), Percent(0.453)),
        (Day("2026-06-30"), Decimal(-2.5)),
        (message("a, {b}", b=Verbatim("c")), Verbatim('quoted "word"')),
    )
    assert text_of(notebook, block) == (
        'a,b\nRUS,333664\nword,0.453\n30 June 2026,-2.5\n"a, c","quoted ""word"""\n'
    )


def test_a_range_has_its_bounds_and_its_code_beside_it(notebook):
    """A hidden number is empty and its code says why, also where the code is the default one."""
    block = table(
        (Verbatim("x"), Interval(0.45, 0.38, 0.52, flag="u")),
        (Verbatim("y"), Interval(None, flag="c")),
        (Verbatim("z"), Interval(None)),
        (Verbatim("w"), Interval(12000.0, 9000, 15000, "count")),
        (Verbatim("v"), Count(3)),
    )
    assert text_of(notebook, block) == (
        "a,b,b_low,b_high,b_flag\nx,0.45,0.38,0.52,u\ny,,,,c\nz,,,,na\nw,12000,9000,15000,\nv,3,,,\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_is_never_a_formula(notebook, start):
    """A spreadsheet that opens the file computes nothing."""
    text = text_of(notebook, table((Verbatim(f"{start}HYPERLINK(1)"), Count(-3))))
    assert f"'{start}HYPERLINK(1)" in text
    assert text.rstrip().endswith(",-3")


def test_two_tables_of_one_name_are_refused(notebook):
    """One of the two downloads would be lost without a word."""
    nb = notebook("# Title", [TABLE], [figure("bars")])
    with pytest.raises(RunError, match="Two tables are named sizes"):
        table_files(nb, "KGZ-RUS_EXAMPLE_01")


def test_what_is_no_block_is_not_downloaded(notebook):
    """The same door as for the pages."""
    nb = notebook("# Title", [TABLE])
    nb.cells[1].outputs[0].data.pop("application/vnd.mekendesh.block+json")
    with pytest.raises(ProtectionError):
        table_files(nb, "x")
