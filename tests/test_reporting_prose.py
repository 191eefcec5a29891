import pytest

from mekendesh.reporting.pages.prose import messages, render
from mekendesh.words import read_catalogue

PROSE = """# Title here

A *first* paragraph
over two lines.

- one item
- another, [above](#title-here)
"""
RUSSIAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "A *first* paragraph over two lines."
msgstr "*Первый* абзац."

msgid "Title here"
msgstr "Заголовок"
"""


@pytest.fixture
def russian(tmp_path, monkeypatch):
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "ru.po").write_text(RUSSIAN, encoding="utf-8")
    monkeypatch.setenv("MEKENDESH_ROOT", str(tmp_path))
    read_catalogue.cache_clear()
    yield
    read_catalogue.cache_clear()


def test_a_message_is_the_inline_text_of_one_block():
    """Headings, paragraphs and list items are messages of their own, their line breaks gone."""
    assert messages(PROSE) == [
        "Title here",
        "A *first* paragraph over two lines.",
        "one item",
        "another, [above](#title-here)",
    ]


def test_prose_is_rendered_in_the_language_with_anchors_that_hold_in_all(russian):
    """Anchors come from the English source, so links inside the prose hold; they are plain ASCII."""
    html, headings = render(PROSE, "ru", set())
    assert "<p><em>Первый</em> абзац.</p>" in html
    assert '<h1 id="title-here">Заголовок</h1>' in html
    assert [(heading.level, heading.anchor) for heading in headings] == [(1, "title-here")]


def test_words_without_a_translation_are_marked_with_their_language(russian):
    """A reader sees which words wait for a translation, and a screen reader speaks them in English."""
    html, _ = render("one item", "ru", set())
    assert html == '<p><span class="untranslated" lang="en">one item</span></p>\n'


def test_two_headings_alike_get_two_anchors():
    """Ids are unique in a page."""
    html, headings = render("## Same\n\n## Same", "en", set())
    assert [heading.anchor for heading in headings] == ["same", "same-2"]
    assert '<h2 id="same-2">' in html


def test_raw_html_in_prose_is_escaped():
    """Prose cannot bring a script into a page."""
    html, _ = render("<script>alert(1)</script> and <b>bold</b>", "en", set())
    assert "<script>" not in html
    assert "<b>" not in html
