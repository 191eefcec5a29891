import base64
import re

import pytest

from mekendesh.reporting.blocks import Column, Table
from mekendesh.reporting.rendering import block_html, inline_svg, preview, say_html
from mekendesh.words import Count, Country, Interval, Label, Listed, Verbatim, message, read_catalogue
from reporting_examples import BRIEF, EXAMPLE, PARAGRAPH, REAL, TABLE, figure

RUSSIAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "from {country} & {name}"
msgstr "из {country} & {name}"
"""


@pytest.fixture(autouse=True)
def russian(tmp_path, monkeypatch):
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "ru.po").write_text(RUSSIAN, encoding="utf-8")
    monkeypatch.setenv("MEKENDESH_ROOT", str(tmp_path))
    read_catalogue.cache_clear()
    yield
    read_catalogue.cache_clear()


@pytest.mark.parametrize(
    ("term", "html"),
    [
        (Verbatim("<script>a & b</script>"), "&lt;script&gt;a &amp; b&lt;/script&gt;"),
        (Label("<i>", "<i>", "<i>"), "&lt;i&gt;"),
        (Verbatim("Мурас", "ru"), "Мурас"),
        (Verbatim("Muras & sons", "en"), '<span lang="en">Muras &amp; sons</span>'),
        (Verbatim("x", 'en"onload="a'), '<span lang="en&#34;onload=&#34;a">x</span>'),
        (Interval(None, flag="c"), '<span class="flagged"><span class="whole">[c]</span></span>'),
        (
            Interval(0.45, 0.38, 0.52),
            '<span class="whole">45\u00a0%</span> <span class="whole">(38–52\u00a0%)</span>',
        ),
        (
            message("from {country} & {name}", country=Country("KGZ"), name=Verbatim("<b>Muras</b>", "en")),
            'из Кыргызстан &amp; <span lang="en">&lt;b&gt;Muras&lt;/b&gt;</span>',
        ),
        (message("not yet <said>"), '<span class="untranslated" lang="en">not yet &lt;said&gt;</span>'),
        (Listed((Verbatim("<a>"), Verbatim("b", "en"))), '&lt;a&gt;; <span lang="en">b</span>'),
    ],
)
def test_words_are_escaped_and_foreign_words_carry_their_language(term, html):
    """Nothing in a value becomes markup, and a screen reader speaks each fragment in its own language."""
    assert say_html(term, "ru") == html


def test_a_value_never_opens_a_mark_of_untranslated_words():
    """The signs that mark our own missing words are plain signs inside a name."""
    said = say_html(message("from {country} & {name}", country=Country("KGZ"), name=Verbatim("⟦x")), "ru")
    assert said == "из Кыргызстан &amp; ⟦x"


def test_braces_in_a_value_stay_braces():
    """A value is put into a sentence once and is no template of its own."""
    said = say_html(
        message("from {country} & {name}", country=Country("KGZ"), name=Verbatim("{country}")), "ru"
    )
    assert said == "из Кыргызстан &amp; {country}"


def test_a_table_has_headers_with_scope_a_caption_and_a_reachable_scroller():
    """Column heads, row heads, a name for the region that scrolls, and the stamp of an example."""
    html = block_html(TABLE, "en", 3, True)
    assert html.count('<th scope="col"') == 2
    assert html.count('<th scope="row"') == 2
    assert '<div class="scroll" role="region" tabindex="0" aria-labelledby="t3">' in html
    assert '<caption id="t3"><span class="mark">EXAMPLE</span> Published figures</caption>' in html
    assert (
        '<td class="number"><span class="flagged"><span class="whole">45%</span> '
        '<span class="whole">(38–52%) [u]</span></span></td>' in html
    )
    assert '<span lang="ru">Ассоциация «Мурас»</span>' in html
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in html
    assert "EXAMPLE" not in block_html(TABLE, "en", 3, False)


def test_a_cell_carries_the_head_of_its_column_where_a_row_may_become_a_card():
    """On a narrow screen a table of three columns or more is read row by row, each number beside its head."""
    three = Table(
        "t",
        Verbatim("T"),
        (
            Column("a", Verbatim("A")),
            Column("b", Verbatim("B & C"), numeric=True),
            Column("d", Verbatim("D")),
        ),
        ((Verbatim("x"), Count(1234), Verbatim("y")),),
    )
    html = block_html(three, "en", 1, False)
    assert '<table class="stacks">' in html
    assert '<td class="number whole" data-label="B &amp; C">1,234</td><td data-label="D">y</td>' in html
    assert "data-label" not in block_html(TABLE, "en", 1, False)


def test_a_long_fact_of_a_card_has_a_line_of_its_own():
    """Short facts stand beside one another; words that would make a tall narrow column do not."""
    facts = tuple(Verbatim(length * "w") for length in (45, 46, 110, 111))
    columns = tuple(Column(f"c{number}", Verbatim("C")) for number in range(5))
    table = Table("t", Verbatim("T"), columns, ((Verbatim("x"), *facts),), layout="cards")
    assert re.findall(r'<div(?: class="(\w+)")?><dt>', block_html(table, "en", 1, False)) == [
        "",
        "wider",
        "wider",
        "long",
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("399 110 people", "399\u00a0110 people"),
        ("1 063 000", "1\u00a0063\u00a0000"),
        ("in 2020 it was 15", "in 2020 it was 15"),
        ("from 5 to 1000", "from 5 to 1000"),
    ],
)
def test_no_line_breaks_inside_a_number(typed, said):
    """Thousands that an editor parted with common blanks stay together."""
    assert say_html(Verbatim(typed), "ru") == said


def test_the_other_blocks_are_said_too():
    """A brief is a list, a notice is marked as one, a masthead is a list of facts."""
    assert block_html(BRIEF, "en", 1, False).count("<li>") == 3
    assert '<dt>Why</dt><dd class="words">B</dd>' in block_html(BRIEF, "en", 1, False)
    assert "<li>333,664 people</li>" in block_html(BRIEF, "en", 1, False)
    assert block_html(PARAGRAPH, "en", 1, False).startswith('<p class="notice">Where trust is low')
    assert "<dd>Германия</dd>" in block_html(REAL, "ru", 1, False)


def test_a_figure_holds_its_drawing_its_alt_text_and_its_numbers():
    """Who cannot see the chart hears the finding and can read the numbers beneath."""
    html = block_html(figure("bars"), "en", 4, True)
    assert '<svg role="img" aria-label="The finding &#34;as words&#34; &lt;here&gt;"' in html
    assert '<span class="mark">EXAMPLE</span> <strong id="c4">What the chart finds</strong>' in html
    assert '<details class="data">' in html
    assert '<caption id="d4">' in html


def test_an_inlined_drawing_keeps_its_ids_to_itself():
    """Two drawings share no id: every id, and every reference to one, gets the figure's prefix."""
    drawing = (
        '<?xml version="1.0"?>\n<svg height="100.8pt" width="331pt" viewBox="0 0 331 100" xmlns="http://www.w3.org/2000/svg">'
        '<metadata>who</metadata><defs><style type="text/css">*{stroke-linejoin: round}</style></defs>'
        '<clipPath id="p1"/><use xlink:href="#m1"/><path id="m1" clip-path="url(#p1)"/></svg>'
    )
    assert inline_svg(drawing, "f2-", 'a "b"') == (
        '<svg role="img" aria-label="a &#34;b&#34;" viewBox="0 0 331 100" xmlns="http://www.w3.org/2000/svg">'
        '<defs></defs><clipPath id="f2-p1"/><use xlink:href="#f2-m1"/><path id="f2-m1" clip-path="url(#f2-p1)"/></svg>'
    )


def test_a_preview_of_a_figure_is_a_picture():
    """JupyterLab strips inline SVG from outputs it does not trust."""
    html = preview(figure("bars"), "en")
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]*)"', html)
    assert "<text" in base64.b64decode(found[1]).decode()
    assert 'alt="The finding &#34;as words&#34; &lt;here&gt;"' in html


def test_previews_after_the_masthead_of_an_example_carry_the_stamp():
    """In JupyterLab too, a chart of simulated persons says so; the masthead of a real round ends it."""

    def drawn(html):
        return base64.b64decode(re.search(r'base64,([^"]*)"', html)[1]).decode()

    assert preview(EXAMPLE, "en").startswith("<strong>EXAMPLE</strong> ")
    stamped = preview(figure("bars"), "en")
    assert "<strong>EXAMPLE</strong> <strong>What the chart finds" in stamped
    assert "EXAMPLE" in drawn(stamped)
    assert "EXAMPLE" in preview(TABLE, "en")
    assert "EXAMPLE" not in preview(REAL, "en")
    plain = preview(figure("bars"), "en")
    assert "EXAMPLE" not in plain + drawn(plain) + preview(TABLE, "en")
