import nbformat
import pytest

from mekendesh.batch.gate import LARGEST_PAGE, check_complete, check_page, normalised
from mekendesh.errors import ProtectionError, RunError

HEAD = '<!DOCTYPE html><html lang="en"><head><style>@font-face { src: url(data:font/woff2;base64,AAAA) }</style></head>'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>a</p>\n<script>alert(1)</script>", "a script"),
        ('<p onclick="x()">a</p>', "a script"),
        ('<a href=" JavaScript:x()">a</a>', "a script"),
        ("<iframe></iframe>", "a script"),
        ('<img src="chart.svg" alt="">', "a request to an address"),
        ("<img src=//stat.kg/a.svg>", "a request to an address"),
        ('<link rel="stylesheet" href="https://a.kg/a.css">', "a request to an address"),
        ('<svg><image href="https://a.kg/a.png"/></svg>', "a request to an address"),
        ('<svg><use xlink:href="other.svg#a"/></svg>', "a request to an address"),
        ('<meta http-equiv="Refresh" content="0; url=https://a.kg">', "a request to an address"),
        ("<style>@import 'a.css';</style>", "a style that fetches"),
        ('<p style="background: url( https://a.kg/a )">a</p>', "a style that fetches"),
        ('<svg><path clip-path="url(https://a.kg#a)"/></svg>', "a style that fetches"),
        ('<img src="data:image/png;base64,AAAA" alt="">', "a raster chart"),
        ("<style>p { background: url(data:image/jpeg;base64,AAAA) }</style>", "a raster chart"),
        ("<p>see /home/officer/delivery.csv</p>", "a path of this machine"),
        ("<p>C:\\Users\\officer</p>", "a path of this machine"),
        ('<p title="/tmp/run/a">a</p>', "a path of this machine"),
    ],
)
def test_what_would_run_fetch_or_give_the_machine_away_is_refused(body, found):
    """A published page is one file that asks nothing of anyone, drawn with real text."""
    with pytest.raises(ProtectionError) as refused:
        check_page(HEAD + body, "page.html")
    assert refused.value.values["found"] == found
    assert refused.value.values["file"] == "page.html"


@pytest.mark.parametrize(
    "body",
    [
        "<p>The only = sign; once = twice; onboarding = welcome; src = source.</p>",
        "<p>We import @import and url(https://a.kg) as words, and javascript: too.</p>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<pre>one = 1\nonly = df[onset == 2]\nsrc=&quot;a&quot;</pre>",
        '<a href="https://www.stat.gov.kg/home/publications/tmp/a">a source</a>',
        "<p>https://www.stat.gov.kg/home/a, and/or, 9/10, a 2.5:1 ratio</p>",
        '<a href="KGZ-RUS_EXAMPLE_01_methodology.ru.html">ru</a> <a href="#report">down</a>',
        '<svg role="img" aria-label="one = url(https://a.kg)"><path clip-path="url(#f1-a)"/><use href="#f1-b"/></svg>',
        '<img src="data:image/svg+xml;base64,AAAA" alt="">',
    ],
)
def test_ordinary_words_and_links_raise_no_alarm(body):
    """A link that a reader may follow is no request, and words in prose, code and alt texts are words."""
    check_page(HEAD + body, "page.html")


def test_a_page_that_is_too_heavy_is_refused():
    """Officials open it on slow lines: 1.5 MB at most."""
    check_page("a" * LARGEST_PAGE, "page.html")
    with pytest.raises(ProtectionError, match=r"page\.html weighs 1500001 bytes where 1500000 are allowed"):
        check_page("a" * (LARGEST_PAGE + 1), "page.html")


def test_the_line_of_what_is_refused_is_said():
    """So that the mistake can be found."""
    with pytest.raises(ProtectionError, match=r"^page.html, line 3: holds a script\."):
        check_page("<p>\n</p>\n<script></script>", "page.html")


def code(count, *outputs):
    return nbformat.v4.new_code_cell("x", execution_count=count, outputs=list(outputs))


def test_a_notebook_that_ran_through_is_complete():
    """Empty cells are not run, and prose is not counted."""
    nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# T"), code(1), nbformat.v4.new_code_cell(" "), code(2)]
    )
    check_complete(nb, "01_methodology")


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ([code(1), code(None)], 2),
        ([code(1), code(3)], 2),
        ([code(2)], 1),
        ([code(1, nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])), code(2)], 1),
    ],
)
def test_a_cell_that_did_not_run_or_failed_is_named(cells, place):
    """Papermill marks every cell completed after a timeout or a dead kernel; the counts do not lie."""
    with pytest.raises(RunError, match=f"^01_methodology: cell {place} did not run to its end"):
        check_complete(nbformat.v4.new_notebook(cells=cells), "01_methodology")


def test_times_paths_and_random_ids_are_taken_out():
    """The executed notebook is the same every time; only tags are kept of a cell's metadata."""
    nb = nbformat.v4.new_notebook(cells=[code(1), code(2)], metadata={"papermill": {"input_path": "/home/a"}})
    nb.cells[0].metadata = {"papermill": {"start_time": "2026"}, "tags": ["parameters"]}
    nb.cells[1].metadata = {"execution": {"iopub": "2026"}}
    done = normalised(nb)
    assert done.metadata == {}
    assert [cell["id"] for cell in done.cells] == ["cell-01", "cell-02"]
    assert [cell.metadata for cell in done.cells] == [{"tags": ["parameters"]}, {}]
