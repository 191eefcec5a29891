"""Charts: one drawing per name, made once per language, as SVG with real text.

A drawing takes plain marks (numbers) and words already said in the language. Colours stand in one fixed order and are
never the only difference: every series has its own marker, every bar its number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import StringIO
from itertools import chain
from typing import Any

import matplotlib
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from mekendesh.reporting.blocks import Figure
from mekendesh.reporting.drawing.dotted_map import draw_map
from mekendesh.reporting.drawing.palette import COLOURS, INK, LINE, MARKERS, SOFT
from mekendesh.words import Count, Decimal, Percent, say

WIDTH = 4.1  # inches: narrower than the map, so that the words stay readable at 360 px
WORDS_PER_LINE = 26

Words = dict[str, list[str]]


def draw(figure: Figure, language: str, is_example: bool) -> str:
    """The SVG of a figure in a language. The same figure gives the same bytes."""
    words = {key: [say(word, language) for word in said] for key, said in figure.words.items()}
    style = {
        "font.family": "DejaVu Sans",
        "font.size": 8.5,
        "svg.fonttype": "none",
        "svg.hashsalt": figure.name,
        "path.simplify": False,
        "lines.scale_dashes": True,
        "text.parse_math": False,
        "text.color": INK,
        "axes.edgecolor": LINE,
        "axes.labelcolor": SOFT,
        "axes.labelsize": 8,
        "xtick.color": SOFT,
        "ytick.color": INK,
        "legend.fontsize": 8,
        "legend.frameon": False,
    }
    with seaborn.axes_style("white"), matplotlib.rc_context(style):
        canvas = DRAWINGS[figure.chart](dict(figure.marks), words, language)
        if is_example:
            canvas.text(
                0.995, 0.997, "EXAMPLE", ha="right", va="top", fontsize=7, color=COLOURS[2], weight="bold"
            )
        held = StringIO()
        canvas.savefig(
            held, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    return held.getvalue()


def _bars(marks: dict[str, Any], words: Words, language: str) -> Canvas:
    """Horizontal bars, one a row, longest label wrapped; ``series`` colours them, ``values`` may hold ``None``."""
    rows, values = words["rows"], marks["values"]
    series = marks.get("series", [0] * len(rows))
    canvas, axes = _panel(rows)
    for place, (value, kind) in enumerate(zip(values, series, strict=True)):
        if value is None:
            axes.text(0, place, f" {words['missing'][0]}", va="center", color=SOFT, fontsize=8)
            continue
        axes.barh(place, value, height=0.62, color=COLOURS[kind % len(COLOURS)])
        axes.text(value, place, f" {_number(value, marks['unit'], language)}", va="center", fontsize=8)
    known = [value for value in values if value is not None]
    axes.set_xlim(0, (max(known, default=0) or 1) * 1.28)
    axes.set_xticks([])
    _rows(axes, rows)
    _legend(axes, words.get("series", []), [_patch(number) for number in range(len(words.get("series", [])))])
    return canvas


def _dots(marks: dict[str, Any], words: Words, language: str) -> Canvas:
    """Figures on one scale, a row per concept: the latest filled and with its number, earlier ones hollow."""
    rows = words["rows"]
    canvas, axes = _panel(rows)
    for place, (latest, earlier) in enumerate(zip(marks["latest"], marks["earlier"], strict=True)):
        axes.plot(earlier, [place] * len(earlier), "o", ms=5, mfc="white", mec=COLOURS[1], mew=1.2)
        axes.plot(latest, place, "o", ms=6.5, color=COLOURS[0])
        axes.annotate(
            _number(latest, marks["unit"], language),
            (latest, place),
            (0, 5),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    axes.set_xlim(0, (max([*marks["latest"], *chain(*marks["earlier"])], default=0) or 1) * 1.12)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value, marks["unit"], language)))
    axes.xaxis.grid(visible=True, color=LINE, lw=0.6)
    axes.locator_params(axis="x", nbins=4)
    _rows(axes, rows)
    return canvas


def _ranges(marks: dict[str, Any], words: Words, language: str) -> Canvas:
    """A point with its interval per row and series; a hidden number is said by its code at the axis. With a
    ``minimum`` above zero the scale is logarithmic, for numbers that differ by orders of magnitude.
    """
    rows, series = words["rows"], words.get("series", [""])
    told = [
        [point["value"] is not None or point["code"] != "" for point in points] for points in marks["points"]
    ]
    # Where every row has one series only, the series need no places of their own beside one another.
    spread = 0.26 if max(map(sum, zip(*told, strict=True)), default=1) > 1 else 0.0
    start = marks.get("minimum", 0)
    canvas, axes = _panel(rows, per_row=0.16 * len(series) + 0.18 if spread else 0.5)
    for number in range(len(series)):
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
        for place, point in enumerate(marks["points"][number]):
            height = place + spread * (number - (len(series) - 1) / 2)
            if point["value"] is None:
                axes.text(start, height, f" {point['code']}", va="center", color=colour, fontsize=7.5)
                continue
            if point["low"] is not None:
                axes.plot(
                    [point["low"], point["high"]], [height, height], color=colour, lw=2, solid_capstyle="butt"
                )
            axes.plot(
                point["value"], height, marker, color=colour, ms=5, mfc="white" if point["code"] else colour
            )
    if start:
        axes.set_xscale("log")
        close = marks["maximum"] / start < 50
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0) if close else (1.0,), numticks=6))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.locator_params(axis="x", nbins=5)
    axes.set_xlim(start, marks["maximum"])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value, marks["unit"], language)))
    axes.xaxis.grid(visible=True, color=LINE, lw=0.6)
    axes.set_xlabel(words["x"][0])
    _rows(axes, rows)
    handles = [
        axes.plot([], [], MARKERS[n % len(MARKERS)], color=COLOURS[n % len(COLOURS)], ms=5)[0]
        for n in range(len(series))
    ]
    _legend(axes, [name for name in series if name], handles)
    return canvas


def _bounds(marks: dict[str, Any], words: Words, language: str) -> Canvas:
    """From the lowest to the highest a score can be: a bar for what is open, a point where all is known."""
    rows = words["rows"]
    canvas, axes = _panel(rows)
    for place, (low, high) in enumerate(zip(marks["low"], marks["high"], strict=True)):
        if high > low:
            axes.barh(place, high - low, left=low, height=0.5, color=COLOURS[1], alpha=0.55)
        axes.plot([low, low], [place - 0.25, place + 0.25], color=COLOURS[0], lw=2.5)
    axes.set_xlim(-1, marks["maximum"])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value, marks["unit"], language)))
    axes.xaxis.grid(visible=True, color=LINE, lw=0.6)
    axes.set_xlabel(words["x"][0])
    _rows(axes, rows)
    return canvas


def _lines(marks: dict[str, Any], words: Words, language: str) -> Canvas:
    """Series over years, each named at its end; never across revisions of a source."""
    canvas = Canvas(figsize=(WIDTH, 2.7), layout="constrained")
    axes = canvas.add_subplot()
    for number, (years, values) in enumerate(zip(marks["years"], marks["values"], strict=True)):
        axes.plot(
            years,
            values,
            marker=MARKERS[number],
            ms=4,
            lw=1.8,
            color=COLOURS[number],
            label=words["series"][number],
        )
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value, marks["unit"], language)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.yaxis.grid(visible=True, color=LINE, lw=0.6)
    axes.locator_params(axis="y", nbins=5)
    seaborn.despine(ax=axes, left=True)
    _legend(axes, words["series"], axes.get_lines())
    return canvas


DRAWINGS: dict[str, Callable[[dict[str, Any], Words, str], Canvas]] = {
    "bars": _bars,
    "dots": _dots,
    "ranges": _ranges,
    "bounds": _bounds,
    "lines": _lines,
    "map": draw_map,
}


def _panel(rows: Sequence[str], per_row: float = 0.34) -> tuple[Canvas, Axes]:
    from textwrap import wrap

    lines = sum(max(1, len(wrap(row, WORDS_PER_LINE))) for row in rows)
    height = max(1.3, 0.75 + max(len(rows) * per_row, lines * 0.17))
    canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
    return canvas, canvas.add_subplot()


def _rows(axes: Axes, rows: Sequence[str]) -> None:
    from textwrap import fill

    axes.set_yticks(range(len(rows)), [fill(row, WORDS_PER_LINE) for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    seaborn.despine(ax=axes, left=True, bottom=True)


def _legend(axes: Axes, names: Sequence[str], handles: Sequence[Any]) -> None:
    if len(names) > 1:
        axes.figure.legend(handles, names, loc="outside upper left", ncols=1, handlelength=1.4)


def _patch(number: int) -> Any:
    from matplotlib.patches import Patch

    return Patch(color=COLOURS[number % len(COLOURS)])


def _number(value: float, unit: str, language: str) -> str:
    match unit:
        case "percent":
            return say(Percent(value), language)
        case "count":
            return say(Count(round(value)), language)
        case _:
            return say(Decimal(value, 0), language)
