"""The papers of a round table: whole, in three languages, and safe to hand out."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from mekendesh.reporting.experts.pack import write_pack
from mekendesh.structure.framework import load_framework
from mekendesh.structure.mapping import open_nation
from mekendesh.words import LANGUAGES


@pytest.fixture(scope="module")
def example():
    return write_pack(open_nation("KGZ", "example"))


@pytest.fixture(scope="module")
def real():
    return write_pack(open_nation("KGZ", "2027-1"))


def words_of(files) -> str:
    """Everything a reader of the pack can read."""
    texts = [content.decode() for name, content in files.items() if name.endswith(".html")]
    for name, content in files.items():
        if name.endswith(".xlsx"):
            book = load_workbook(BytesIO(content))
            texts += [
                str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
            ]
    return "\n".join(texts)


def test_four_papers_in_three_languages(real):
    """Agenda, slides, ratings, comments."""
    assert sorted(real) == sorted(
        f"KGZ_2027-1_{paper}_{language}.{ending}"
        for language in LANGUAGES
        for paper, ending in (
            ("agenda", "html"),
            ("slides", "html"),
            ("ratings", "xlsx"),
            ("comments", "xlsx"),
        )
    )


def test_the_same_round_gives_the_same_bytes(example):
    """No clock, no order of a set."""
    assert write_pack(open_nation("KGZ", "example")) == example


def test_an_example_says_so_in_every_name_title_and_slide(example, real):
    """EXAMPLE where it is simulated, and nowhere else."""
    assert all(name.startswith("EXAMPLE_") for name in example)
    for name, content in example.items():
        if name.endswith(".html"):
            page = content.decode()
            assert "<title>EXAMPLE" in page
            assert page.count("<h2 id") == len(re.findall(r'<h2 id="s\d+"><span class="mark">EXAMPLE', page))
        else:
            readme = load_workbook(BytesIO(content)).worksheets[0]
            assert "EXAMPLE" in readme["A2"].value
    assert "EXAMPLE" not in words_of(real)


def test_an_example_addresses_no_real_body_and_a_real_round_does(example, real):
    """Roles stand in for names wherever a proposal says whom it asks."""
    bodies = {
        body.label.en
        for body in load_framework(open_nation("KGZ", "example").tree).bodies
        if body.origin == "KGZ"
    }

    def asked(files, stem):
        sheet = next(
            sheet
            for sheet in load_workbook(BytesIO(files[f"{stem}_ratings_en.xlsx"]))
            if sheet.cell(3, 3).value == "before"
        )
        return {row[5].value for row in sheet.iter_rows(min_row=3) if row[0].value != "readiness"}

    assert asked(example, "EXAMPLE_KGZ_example") & bodies == set()
    assert asked(real, "KGZ_2027-1") & bodies


def test_a_page_of_the_pack_asks_nobody_for_anything(real):
    """One file, no script, no address; opened without a network."""
    for name, content in real.items():
        if name.endswith(".html"):
            page = content.decode()
            assert "<script" not in page
            assert "default-src 'none'" in page
            assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", page)
            assert len(content) < 400_000


@pytest.mark.browser
def test_each_slide_prints_on_one_page_and_can_be_read_by_everybody(example, real, tmp_path):
    """What is shown on a wall is also handed out on paper; axe finds nothing, a phone does not scroll sideways."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    from test_pages import CHROMIUM, FLAGS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, content in (example | real).items():
            if not name.endswith(("_ky.html", "slides_ru.html")):
                continue
            path = tmp_path / name
            path.write_bytes(content)
            page = browser.new_page()
            page.goto(path.as_uri())
            printed = page.pdf(prefer_css_page_size=True)
            sheets = page.locator("section.sheet").count()
            if "_ky" in name:
                assert Axe().run(page).response["violations"] == [], name
                page.set_viewport_size({"width": 320, "height": 700})
                assert page.evaluate("document.documentElement.scrollWidth") == 320, name
            page.close()
            assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == sheets, name
        browser.close()
