import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import nbformat
import pytest

from batch_examples import CHECKOUT
from mekendesh.errors import ProtectionError, RunError
from mekendesh.files import digest
from mekendesh.reporting.blocks import Brief, Column, Paragraph, Table
from mekendesh.reporting.pages.page import ReportExporter, write_page
from mekendesh.words import Verbatim, message
from reporting_examples import EXAMPLE, REAL, TABLE, figure

SIBLINGS = {language: f"KGZ-DEU_EXAMPLE_01.{language}.html" for language in ("ky", "ru", "en")}


class Page(HTMLParser):
    """A page as a browser reads it: every tag with its attributes, and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, *names):
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture
def report(notebook):
    """A notebook with every kind of block, two figures that are alike, and its two cells of parameters."""
    made = notebook(
        "# Methodology of the mapping\n\nWhat this is.",
        [EXAMPLE],
        "## In brief",
        [Brief((message("One finding."),))],
        "## How many\n\n### In detail",
        [figure("ranges", "one"), figure("ranges", "two")],
        [TABLE],
        "## In brief",
        [Paragraph(Verbatim("<script>alert(1)</script>"))],
    )
    own = nbformat.v4.new_code_cell('destination = "RUS"', metadata={"tags": ["parameters"]})
    given = nbformat.v4.new_code_cell('destination = "DEU"', metadata={"tags": ["injected-parameters"]})
    made.cells[1:1] = [own, given]
    return made


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_page_says_its_language_and_its_title(report, language):
    """``lang`` is right, and the title of an example begins with EXAMPLE."""
    text = write_page(report, language, SIBLINGS)
    page = Page(text)
    title = re.search("<title>(.*?)</title>", text)[1]
    assert page.all("html") == [{"lang": language}]
    assert title.startswith("EXAMPLE · ")
    assert title.endswith(" · example")
    assert page.all("span")[0] == {"class": "brand", "lang": "ky"}


def test_a_real_round_carries_no_stamp(notebook):
    """The word EXAMPLE stands on simulated persons and nowhere else."""
    text = write_page(notebook("# Title", [REAL], [figure("bars"), TABLE]), "en", SIBLINGS)
    assert "<title>Title · Kyrgyzstan – Germany · 2027-1</title>" in text
    assert "EXAMPLE" not in text.replace("KGZ-DEU_EXAMPLE_01", "")


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_page_runs_nothing_and_asks_for_nothing(report, language):
    """No script, no handler, no address that is fetched, and a policy that forbids all of it."""
    text = write_page(report, language, SIBLINGS)
    page = Page(text)
    policy = [
        each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"]
    assert page.all("script", "link", "img", "image", "iframe", "object") == []
    assert not any(name.startswith("on") or name == "src" for _, given in page.tags for name in given)
    assert set(re.findall(r"https?://[^\"'\s<)]*", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert set(re.findall(r"url\(([^)]{5})", text)) <= {
        "data:",
        *(f"#f{n}-p" for n in range(9)),
        "#f3-p",
        "#f2-p",
    }


def test_no_id_stands_twice_and_every_reference_finds_its_own(report):
    """Two inline figures share no id; links, labels and clip paths lead somewhere."""
    text = write_page(report, "en", SIBLINGS)
    page = Page(text)
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    wanted = re.findall(r'(?:href="|url\()#([^")]*)', text)
    wanted += [name for _, given in page.tags for name in given.get("aria-labelledby", "").split()]
    assert len(wanted) > 10
    assert [name for name in wanted if name not in ids] == []


def test_headings_are_in_order_and_the_contents_lead_to_them(report):
    """One title, no level left out; the contents list names each section, two alike by two anchors."""
    text = write_page(report, "en", SIBLINGS)
    assert [int(level) for level in re.findall(r"<h([1-6])\b", text)] == [1, 2, 2, 2, 3, 2]
    contents = re.search(r"<ol>(.*?)</ol>", text, re.S)[1]
    assert re.findall(r'<li><a href="#(.*?)">(.*?)</a></li>', contents) == [
        ("in-brief", "In brief"),
        ("how-many", "How many"),
        ("in-brief-2", "In brief"),
    ]


def test_every_table_cell_has_its_header_and_every_chart_its_words(report):
    """``th`` with scope, captions, ``role`` and ``aria-label``: what a screen reader needs."""
    page = Page(write_page(report, "ru", SIBLINGS))
    assert page.all("th")
    assert all(given["scope"] in ("col", "row") for given in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table")) == 3
    assert len(page.all("svg")) == 2
    assert all(given["role"] == "img" and given["aria-label"] for given in page.all("svg"))


def test_code_is_folded_and_the_parameters_are_those_of_no_other_corridor(report):
    """The code can be opened; it shows the parameters it was run with, not the notebook's own."""
    text = write_page(report, "ru", SIBLINGS)
    folds = re.findall(r'<details class="code">(.*?)</details>', text, re.S)
    assert folds
    assert all('lang="en"' in fold and "show" in fold for fold in folds)
    assert "show" not in re.sub(
        r"<details class=\"code\">.*?</details>|<style>.*?</style>", "", text, flags=re.S
    )
    assert "DEU" in "".join(folds)
    assert "RUS" not in "".join(folds)


def test_the_answer_stands_before_the_code_that_made_it(report):
    """A reader meets no fold of code between the title and the first block."""
    text = write_page(report, "en", SIBLINGS)
    first = re.search(r'<details class="code">.*?</details>', text, re.S)
    assert text.index("<li>One finding.</li>") < first.start()
    assert "DEU" in first[0]


def test_every_printed_sheet_says_whose_it_is_and_no_title_ends_the_style_sheet(notebook):
    """A loose sheet of an example carries the stamp; a title is quoted, whatever stands in it."""
    text = write_page(notebook('# A "title" </style> & more', [EXAMPLE]), "en", SIBLINGS)
    foot = re.search(r'@bottom-left {\s*content: "([^"]*)"', text)[1]
    assert foot == "EXAMPLE · A  title   /style    more · Kyrgyzstan – Germany · example"
    assert text.count("</style>") == 1


def test_a_notebook_that_was_opened_by_hand_shows_its_parameters(notebook):
    """Without papermill they are the ones it ran with."""
    made = notebook("# Title", [REAL])
    made.cells[1:1] = [nbformat.v4.new_code_cell('destination = "DEU"', metadata={"tags": ["parameters"]})]
    assert "destination" in write_page(made, "en", SIBLINGS)


def test_the_page_leads_to_its_other_languages(report):
    """By file name, so that it works from a folder and from a stick."""
    page = Page(write_page(report, "ru", SIBLINGS))
    links = [(given["lang"], given["href"]) for given in page.all("a") if "hreflang" in given]
    assert links == [("ky", SIBLINGS["ky"]), ("en", SIBLINGS["en"])]


def test_values_are_words_and_never_markup(report):
    """A name with angle brackets is a name with angle brackets."""
    text = write_page(report, "en", SIBLINGS)
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert '<span lang="ru">Ассоциация «Мурас»</span>' in text
    assert '<span lang="ru">' not in write_page(report, "ru", SIBLINGS)


@pytest.mark.parametrize(
    "output",
    [
        nbformat.v4.new_output("stream", name="stdout", text="996555123456"),
        nbformat.v4.new_output("stream", name="stderr", text="Warning: 996555123456"),
        nbformat.v4.new_output("execute_result", data={"text/plain": "'996555123456'"}),
        nbformat.v4.new_output("display_data", data={"text/html": "<table>996555123456</table>"}),
        nbformat.v4.new_output("display_data", data={"image/png": "996555123456", "text/plain": "<Figure>"}),
        nbformat.v4.new_output("display_data", data={"image/svg+xml": "<svg>996555123456</svg>"}),
        nbformat.v4.new_output("error", ename="E", evalue="996555123456", traceback=["996555123456"]),
    ],
    ids=["print", "warning", "value", "frame", "matplotlib", "picture", "error"],
)
def test_anything_but_a_block_is_refused_and_not_repeated(report, output):
    """An author cannot leak a person by accident; the refusal does not say what it was about to show."""
    report.cells[-1].outputs.append(output)
    with pytest.raises(ProtectionError, match="and only blocks may be published") as refused:
        write_page(report, "en", SIBLINGS)
    assert "996555123456" not in str(refused.value)


@pytest.mark.parametrize(("mastheads", "found"), [([], 0), ([EXAMPLE, REAL], 2)])
def test_a_page_must_say_whom_it_speaks_of(notebook, mastheads, found):
    """One masthead, no more."""
    with pytest.raises(ProtectionError, match=f"shows {found} mastheads"):
        write_page(notebook("# Title", mastheads), "en", SIBLINGS)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["No title", [EXAMPLE]], 0),
        (["# One", [EXAMPLE], "# Two"], 2),
        ([[EXAMPLE], "# Late"], 1),
        (["## First\n\n# Late", [EXAMPLE]], 1),
    ],
)
def test_a_notebook_begins_with_its_one_title(notebook, cells, found):
    """The page sets the title above the masthead; any other place would lose or repeat it."""
    with pytest.raises(RunError, match=f"The notebook has {found} titles"):
        write_page(notebook(*cells), "en", SIBLINGS)


def test_prose_beside_the_title_is_kept(report):
    """The first cell may say more than the title."""
    text = write_page(report, "en", SIBLINGS)
    assert text.count("<h1") == 1
    assert "<p>What this is.</p>" in text


def test_the_exporter_writes_the_same_page(report):
    """nbconvert's door and ours lead to the same bytes."""
    page, _ = ReportExporter("ky", SIBLINGS).from_notebook_node(report)
    assert page == write_page(report, "ky", SIBLINGS)


def test_a_page_stays_light(report):
    """An empty page with both fonts is far from the 1.5 MB that are allowed."""
    assert len(write_page(report, "ky", SIBLINGS).encode()) < 200_000


PAGES = """
import sys
import nbformat
from mekendesh.files import digest
from mekendesh.reporting.pages.page import write_page
nb = nbformat.read(sys.argv[1], as_version=4)
siblings = {language: f"KGZ-DEU_EXAMPLE_01.{language}.html" for language in ("ky", "ru", "en")}
print(*(digest(write_page(nb, language, siblings).encode()) for language in ("ky", "ru", "en")))
"""


def test_the_same_notebook_gives_the_same_bytes_on_every_machine(report, tmp_path):
    """Twice here, and in a process with another locale, time zone, hash seed and core count."""
    here = [digest(write_page(report, language, SIBLINGS).encode()) for language in ("ky", "ru", "en")]
    assert [
        digest(write_page(report, language, SIBLINGS).encode()) for language in ("ky", "ru", "en")
    ] == here
    nbformat.write(report, tmp_path / "executed.ipynb")
    elsewhere = {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "LANGUAGE": "ru",
        "PYTHONHASHSEED": "77",
        "OMP_NUM_THREADS": "4",
        "SOURCE_DATE_EPOCH": "0",
    }
    there = subprocess.run(
        [sys.executable, "-c", PAGES, str(tmp_path / "executed.ipynb")],
        capture_output=True,
        text=True,
        check=True,
        cwd=CHECKOUT,
        env=os.environ | elsewhere,
    )
    assert there.stdout.split() == here


def test_a_table_of_many_rows_is_whole(notebook):
    """Nothing is cut off or folded away."""
    rows = tuple((Verbatim(f"row {number}"),) for number in range(2000))
    table = Table("t", Verbatim("T"), (Column("a", Verbatim("A")),), rows)
    text = write_page(notebook("# Title", [REAL], [table]), "en", SIBLINGS)
    assert text.count('<th scope="row"') == 2000
