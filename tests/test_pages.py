"""Every kind of report, made by the batch and opened in a real browser."""

import csv
import re
from itertools import pairwise

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from mekendesh.batch.shelf import run_round
from mekendesh.words import LANGUAGES

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-quic", "--disable-gpu"]
WIDTHS = (1280, 360)
A4 = (672, 1005)  # what the margins leave of a sheet, in CSS pixels
PAGES = {
    "methodology": "KGZ/example/RUS/KGZ-RUS_EXAMPLE_01_methodology",
    "cleaning": "KGZ/example/RUS/KGZ-RUS_EXAMPLE_02_cleaning",
    "recommendations": "KGZ/example/RUS/KGZ-RUS_EXAMPLE_03_recommendations",
    "global": "KGZ/example/GLOBAL/KGZ-GLOBAL_EXAMPLE_04_global_mapping",
    "methodology before the fieldwork": "KGZ/2027-1/CHN/KGZ-CHN_2027-1_01_methodology",
    "recommendations before the fieldwork": "KGZ/2027-1/CHN/KGZ-CHN_2027-1_03_recommendations",
    "global before the fieldwork": "KGZ/2027-1/GLOBAL/KGZ-GLOBAL_2027-1_04_global_mapping",
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """One corridor with a simulated survey and one before the fieldwork, with their global reports."""
    from conftest import linked_tree

    with pytest.MonkeyPatch.context() as patch:
        tree = linked_tree(tmp_path_factory.mktemp("shelf"), patch)
        said = []
        for target, round_name in (("KGZ-RUS", "example"), ("KGZ-CHN", "2027-1")):
            failed = run_round([target], round_name, 2, False, False, 300, said.append)
            assert not failed, said
        yield tree.outputs


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def open_page(browser, path, width=1280):
    """The page, and every request it made beyond its own file."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    return page, [url for url in asked if url != path.as_uri() and not url.startswith("data:")]


each_page = pytest.mark.parametrize("kind", PAGES)


@each_page
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_asks_nothing_of_anyone_and_fits_every_width(shelf, browser, kind, language):
    """One file, no request, in its language, without scrolling sideways at 1280, 360 and 320 px."""
    path = shelf / f"{PAGES[kind]}.{language}.html"
    for width in (*WIDTHS, 320):
        page, asked = open_page(browser, path, width)
        assert asked == []
        assert page.evaluate("document.documentElement.lang") == language
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


@each_page
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_with_every_fold_open(shelf, browser, kind, width):
    """WCAG 2.2 AA as far as a machine can tell, table rules included, in the language with the longest words,
    where tables are tables and where their rows are cards.
    """
    page, _ = open_page(browser, shelf / f"{PAGES[kind]}.ru.html", width)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    found = Axe().run(page)
    page.close()
    assert [(rule["id"], len(rule["nodes"])) for rule in found.response["violations"]] == []


@each_page
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_is_wider_than_its_page(shelf, browser, kind, language):
    """Nobody scrolls a table sideways to find its last column, on a projector, a small laptop or a telephone."""
    page, _ = open_page(browser, shelf / f"{PAGES[kind]}.{language}.html")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    wide = {}
    for width in (1280, 1000, 800, 720, 360):
        page.set_viewport_size({"width": width, "height": 900})
        wide[width] = page.eval_on_selector_all(
            ".scroll:not(.code .scroll)",
            "all => all.filter(each => each.scrollWidth > each.clientWidth)"
            ".map(each => each.getAttribute('aria-labelledby'))",
        )
    page.close()
    assert wide == {1280: [], 1000: [], 800: [], 720: [], 360: []}


@pytest.mark.parametrize(("width", "height", "share"), [(1280, 900, 0.4), (360, 800, 0.75)])
@pytest.mark.parametrize("kind", ["recommendations", "global"])
def test_the_answer_begins_on_the_first_screen(shelf, browser, kind, width, height, share):
    """What stands above it (whose report, what is simulated) leaves the first screen to what to do first."""
    page, _ = open_page(browser, shelf / f"{PAGES[kind]}.ru.html", width)
    top = page.evaluate("document.querySelector('.first, .brief').getBoundingClientRect().top")
    page.close()
    assert top < share * height


@each_page
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_made_as_a_page_should_be(shelf, browser, kind, language):
    """Unique ids, headings in order, every chart with alt text, every table cell with a header, no cell blank."""
    page, _ = open_page(browser, shelf / f"{PAGES[kind]}.{language}.html")
    ids = page.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(each => Number(each.tagName[1]))")
    charts = page.eval_on_selector_all(
        "svg", "all => all.map(each => [each.getAttribute('role'), each.getAttribute('aria-label')])"
    )
    heads = page.eval_on_selector_all("th", "all => all.filter(each => !each.scope).length")
    blank = page.eval_on_selector_all(
        "th, td, dd", "all => all.filter(each => !each.textContent.trim()).length"
    )
    page.close()
    assert len(ids) == len(set(ids))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert charts
    assert all(role == "img" and label for role, label in charts)
    assert heads == 0
    assert blank == 0


@each_page
def test_a_report_in_one_language_holds_no_words_of_another(shelf, kind):
    """The catalogues are complete: nothing waits for a translation on any page."""
    for language in LANGUAGES:
        text = (shelf / f"{PAGES[kind]}.{language}.html").read_text(encoding="utf-8")
        assert 'class="untranslated"' not in text
        assert "⟦" not in text


@each_page
def test_numbers_are_the_same_in_every_language(shelf, kind):
    """One execution, three renderings: the digits of all tables agree."""

    def numbers(language):
        text = (shelf / f"{PAGES[kind]}.{language}.html").read_text(encoding="utf-8")
        cells = [
            re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r'<td class="number[^>]*>(.*?)</td>', text)
        ]
        # A comma groups thousands in English; in Russian and Kyrgyz it begins the decimals.
        group = "," if language == "en" else "[\u00a0\u202f]"
        ungrouped = [re.sub(rf"(?<=\d){group}(?=\d{{3}})", "", cell) for cell in cells]
        return [sorted(re.findall(r"\d+", cell)) for cell in ungrouped]

    assert len(numbers("en")) > 10
    assert numbers("en") == numbers("ru") == numbers("ky")


def test_the_example_says_so_in_every_title_and_chart(shelf, browser):
    """Nobody takes the simulated round for a real one, even from a single picture."""
    for kind in ("methodology", "cleaning", "recommendations", "global"):
        page, _ = open_page(browser, shelf / f"{PAGES[kind]}.en.html")
        assert page.title().startswith("EXAMPLE · ")
        charts = page.eval_on_selector_all(
            "svg", "all => all.map(each => each.textContent.includes('EXAMPLE'))"
        )
        titles = page.eval_on_selector_all(
            "figcaption, caption, .caption",
            "all => all.map(each => each.textContent.trim().startsWith('EXAMPLE'))",
        )
        page.close()
        assert charts
        assert all(charts)
        assert titles
        assert all(titles)


def test_before_the_fieldwork_nothing_is_simulated(shelf):
    """A corridor without a delivery has no simulated person in its reports, and says what is not yet known."""
    for kind, path in PAGES.items():
        if "before" in kind:
            text = (shelf / f"{path}.en.html").read_text(encoding="utf-8")
            assert "EXAMPLE" not in text
            assert "simulated" not in text
    text = (shelf / f"{PAGES['recommendations before the fieldwork']}.en.html").read_text(encoding="utf-8")
    assert "Not yet in the field" in text


def test_a_page_prints_on_a4_with_its_table_heads_repeated(shelf, browser):
    """Officials print: the page becomes a PDF of A4 sheets, which no figure and no table exceeds."""
    page, _ = open_page(browser, shelf / f"{PAGES['recommendations']}.ru.html")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print")
    display = page.evaluate("getComputedStyle(document.querySelector('thead')).display")
    hidden = page.evaluate("getComputedStyle(document.querySelector('details.code')).display")
    page.set_viewport_size({"width": A4[0], "height": A4[1]})
    figures = page.eval_on_selector_all("figure", "all => all.map(each => each.offsetHeight)")
    across = page.eval_on_selector_all("table", "all => all.map(each => each.offsetWidth)")
    page.close()
    assert printed.startswith(b"%PDF")
    assert (display, hidden) == ("table-header-group", "none")
    assert 0 < max(figures) <= A4[1]
    assert 0 < max(across) <= A4[0]


def test_the_shelf_leads_to_every_page_in_every_language(shelf, browser):
    """From the index, every report is one click away, and the click works."""
    for name in ("index.html", "index.ky.html", "index.ru.html"):
        page, asked = open_page(browser, shelf / name, 360)
        assert asked == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert Axe().run(page).response["violations"] == []
        links = page.eval_on_selector_all(
            "main a", "all => all.map(each => decodeURI(each.getAttribute('href')))"
        )
        page.close()
        assert len(links) == 3 * len(PAGES)
        assert all((shelf / link).is_file() for link in links)


def test_nothing_published_holds_anything_that_identifies_a_respondent(shelf):
    """Every name, phone, document, coupon, identity and own word of the delivery is looked for in every published byte.

    The scan reads the delivery by itself and shares no code with what it watches.
    """
    raw = shelf.parent / "data" / "raw" / "KGZ" / "example" / "RUS" / "responses.csv"
    clean = shelf.parent / "data" / "clean" / "KGZ" / "example" / "RUS" / "respondents.parquet"
    with raw.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    kinds = (
        "name",
        "phone",
        "document",
        "coupon_received",
        "coupon_1",
        "coupon_2",
        "coupon_3",
        "idea_text",
        "_uuid",
    )
    canaries = {
        value.encode()
        for row in rows
        for header, value in row.items()
        if header.rpartition("/")[2] in kinds and len(value) > 5
    }
    canaries |= {pseudonym.encode() for pseudonym in pd.read_parquet(clean)["respondent"]}
    assert len(canaries) > 3000
    published = [path for path in shelf.rglob("*") if path.is_file()]
    assert len(published) > 60
    everything = b"\0".join(path.read_bytes() for path in published)
    assert [canary for canary in canaries if canary in everything] == []
