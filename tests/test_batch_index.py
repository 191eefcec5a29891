import re

import pytest

from batch_examples import CHECKOUT, published, unit
from mekendesh.batch.gate import check_page
from mekendesh.batch.index import entries, write_index
from mekendesh.files import Tree

FAILED = {
    "outcome": "failed",
    "reason": {
        "message": "{notebook} took longer than {seconds} seconds and was stopped. Run it alone, or allow more time.",
        "values": {"notebook": "01_<b>methodology</b>", "seconds": 900},
    },
    "is_example": False,
}
PUBLISHED = {"outcome": "published", "reason": None, "is_example": False}


@pytest.fixture
def tree(tmp_path, monkeypatch) -> Tree:
    (tmp_path / "locale").symlink_to(CHECKOUT / "locale")
    monkeypatch.setenv("MEKENDESH_ROOT", str(tmp_path))
    return Tree(tmp_path)


def page(tree, name="index.html"):
    return (tree.outputs / name).read_text(encoding="utf-8")


def places(tree, ledger):
    return [f"{entry.origin}/{entry.round}/{entry.destination}" for entry in entries(tree, ledger)]


def test_every_published_report_is_linked_in_every_language(tree):
    """One click from the shelf, in three languages, from the page of each language."""
    published(tree, unit("a", "b"))
    write_index(tree, {"KGZ/2027-1/RUS": PUBLISHED})
    for name in ("index.html", "index.ky.html", "index.ru.html"):
        links = re.findall(r'<a href="(KGZ[^"]*)"', page(tree, name))
        assert links == [
            f"KGZ/2027-1/RUS/KGZ-RUS_2027-1_{notebook}.{language}.html"
            for notebook in ("01_methodology", "03_recommendations")
            for language in ("ky", "ru", "en")
        ]
        assert all((tree.outputs / link).is_file() for link in links)


def test_the_shelf_is_a_page_like_the_others(tree):
    """Its language declared, no script, no request, headings in order, no id twice."""
    published(tree, unit("a", round_name="example"))
    write_index(tree, {"KGZ/example/RUS": PUBLISHED, "KGZ/example/KAZ": FAILED})
    for language, name in (("en", "index.html"), ("ky", "index.ky.html"), ("ru", "index.ru.html")):
        text = page(tree, name)
        assert f'<html lang="{language}">' in text
        assert "Content-Security-Policy" in text
        check_page(text, name)
        assert [int(level) for level in re.findall(r"<h([1-6])", text)] == [1, 2, 3, 3]
        ids = re.findall(r'\bid="([^"]*)"', text)
        assert len(ids) == len(set(ids))


def test_a_failure_is_named_with_its_reason_and_nothing_of_it_is_markup(tree):
    """The reason of a failure is on the shelf, in the language, its values escaped."""
    write_index(tree, {"KGZ/2027-1/RUS": FAILED})
    text = page(tree)
    assert (
        "01_&lt;b&gt;methodology&lt;/b&gt; took longer than 900 seconds and was stopped. "
        "Run it alone, or allow more time." in text
    )
    assert "<b>" not in text
    assert "There is no earlier report to show." in text
    assert "Kyrgyzstan – Russia" in text
    assert "01_&lt;b&gt;methodology&lt;/b&gt;" in page(tree, "index.ru.html")
    assert "Кыргызстан – Россия" in page(tree, "index.ru.html")


def test_the_last_good_reports_stand_beside_a_failure(tree):
    """The index says that a newer run failed and links what was good."""
    published(tree, unit("a"))
    write_index(tree, {"KGZ/2027-1/RUS": FAILED})
    assert "The reports below are from the last good run." in page(tree)
    assert 'href="KGZ/2027-1/RUS/KGZ-RUS_2027-1_01_methodology.ru.html"' in page(tree)


def test_the_example_is_marked(tree):
    """A round of simulated persons is never listed like a real one."""
    published(tree, unit("a", round_name="example"))
    published(tree, unit("a"))
    write_index(tree, {})
    heads = re.findall(r"<h2>(.*?)</h2>", page(tree))
    assert heads == ["Kyrgyzstan · 2027-1", 'Kyrgyzstan · example <span class="mark">EXAMPLE</span>']


def test_what_is_published_is_listed_even_if_the_ledger_was_lost(tree):
    """The shelf shows what stands on it; the ledger only adds the failures."""
    published(tree, unit("a"))
    published(tree, unit("a", destination="GLOBAL"))
    assert places(tree, {}) == ["KGZ/2027-1/GLOBAL", "KGZ/2027-1/RUS"]


def test_foreign_and_damaged_folders_do_not_exist_for_the_shelf(tree):
    """A folder without a valid manifest, a link to one, and a unit whose reports are gone are not listed."""
    published(tree, unit("a"))
    (tree.outputs / "KGZ/2027-1/KAZ").mkdir()
    (tree.outputs / "KGZ/2027-1/KAZ/KGZ-KAZ_2027-1_01_methodology.en.html").write_text("x")
    (tree.outputs / "KGZ/2027-1/TUR").symlink_to(tree.outputs / "KGZ/2027-1/KAZ")
    (tree.outputs / "KGZ/2027-1/.RUS.1.link").symlink_to((tree.outputs / "KGZ/2027-1/RUS").resolve())
    (tree.outputs / "notes").mkdir()
    damaged = published(tree, unit("a", destination="DEU"))
    (damaged / "run.json").write_text("{}")
    assert places(tree, {"KGZ/2027-1/KOR": PUBLISHED}) == ["KGZ/2027-1/RUS"]


def test_an_empty_shelf_can_be_written(tree):
    """The first run that fails before anything is published still leaves an index."""
    write_index(tree, {})
    assert "<h1>Mapping compatriots abroad: the shelf of reports</h1>" in page(tree)


def test_the_same_shelf_gives_the_same_bytes(tree):
    """The order is by origin, round and destination, whatever order units ran in; the whole comes first."""
    for destination in ("TUR", "GLOBAL", "RUS"):
        published(tree, unit("a", destination=destination))
    write_index(tree, {"KGZ/2027-1/TUR": PUBLISHED, "KGZ/2027-1/KAZ": FAILED})
    before = page(tree)
    write_index(tree, {"KGZ/2027-1/KAZ": FAILED, "KGZ/2027-1/TUR": PUBLISHED})
    assert page(tree) == before
    assert places(tree, {"KGZ/2027-1/KAZ": FAILED}) == [
        "KGZ/2027-1/GLOBAL",
        "KGZ/2027-1/KAZ",
        "KGZ/2027-1/RUS",
        "KGZ/2027-1/TUR",
    ]
