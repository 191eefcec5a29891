import re
import warnings

import matplotlib
import pytest

from mekendesh.reporting.charts import DRAWINGS, draw
from mekendesh.words import Verbatim
from reporting_examples import CHARTS, KYRGYZ, ROWS, figure

each_chart = pytest.mark.parametrize("chart", sorted(DRAWINGS))


def texts(drawing: str) -> list[str]:
    """The words of a drawing, as a scan of the published file finds them."""
    return [re.sub(r"<[^>]*>", "", text).strip() for text in re.findall(r"<text\b.*?</text>", drawing, re.S)]


def test_every_drawing_is_tried_here():
    """A new kind of chart comes with an example that hides a point."""
    assert sorted(CHARTS) == sorted(DRAWINGS)


@each_chart
def test_a_chart_says_its_words_as_text(chart):
    """Real text can be searched, scanned for leaks, and read in the page's font; the Kyrgyz letters are whole."""
    said = " ".join(texts(draw(figure(chart), "ky", False)))
    wanted = ("Men", "Women") if chart == "lines" else KYRGYZ.split()
    assert [word for word in wanted if word not in said] == []


@each_chart
@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_same_figure_gives_the_same_bytes(chart, language):
    """No date, no random id."""
    first = draw(figure(chart), language, True)
    assert draw(figure(chart), language, True) == first
    assert "<dc:date>" not in first


@each_chart
def test_a_chart_of_an_example_says_so_inside_the_drawing(chart):
    """Even cut out of its page, nobody takes it for a real one."""
    assert "EXAMPLE" in texts(draw(figure(chart), "en", True))
    assert "EXAMPLE" not in texts(draw(figure(chart), "en", False))


@each_chart
def test_a_chart_is_drawn_without_a_warning(chart):
    """A warning on the kernel's error stream would keep the report from being published."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(figure(chart), "ky", True)


@each_chart
def test_a_chart_is_vectors_alone(chart):
    """A raster picture cannot be scanned for what it says."""
    drawing = draw(figure(chart), "en", True)
    assert "<image" not in drawing
    assert "base64" not in drawing


@pytest.mark.parametrize(("chart", "codes"), [("bars", 1), ("ranges", 2)])
def test_a_hidden_number_is_said_by_its_code(chart, codes):
    """Where a number may not be shown stands why, and no mark gives its place away."""
    assert texts(draw(figure(chart), "en", False)).count("[c]") == codes


def test_numbers_are_said_as_the_language_says_them():
    """Decimal commas, blanks before the percent sign, thousands grouped."""
    assert "50%" in texts(draw(figure("bars"), "en", False))
    assert "50\u00a0%" in texts(draw(figure("bars"), "ru", False))
    assert "333\u00a0664" in texts(draw(figure("dots"), "ky", False))
    assert "333,664" in texts(draw(figure("dots"), "en", False))


def test_nothing_known_at_all_still_draws():
    """All hidden, or all nought: no error and no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for values in ([None, None, None], [0.0, 0.0, 0.0]):
            marks, words = CHARTS["bars"]
            assert draw(figure("bars", marks=marks | {"values": values}, words=words), "en", False)
        none = {"latest": [0, 0, 0], "earlier": [[], [], []], "unit": "count"}
        assert draw(figure("dots", marks=none), "en", False)


def test_a_currency_sign_is_a_sign_and_no_formula():
    """Two dollar signs in a label would otherwise begin mathematics."""
    marks, _ = CHARTS["dots"]
    rows = (Verbatim("US$ sent, US$ kept_up"), *ROWS[1:])
    assert "US$ sent, US$ kept_up" in texts(
        draw(figure("dots", marks=marks, words={"rows": rows}), "en", False)
    )


def test_the_machines_own_settings_change_nothing():
    """Fonts, text and colours are ours, not those of somebody's matplotlibrc."""
    before = draw(figure("ranges"), "en", False)
    with matplotlib.rc_context(
        {"font.size": 20, "svg.fonttype": "path", "axes.labelsize": 30, "axes.facecolor": "red"}
    ):
        assert draw(figure("ranges"), "en", False) == before
