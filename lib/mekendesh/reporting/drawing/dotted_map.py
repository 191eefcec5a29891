"""The drawing of a dotted world map with lines from an origin: the world above, the origin's surroundings beneath.

The map is made of dots, not of borders. A line is told from another by width, dashes and what its label says, a
surveyed corridor from one that is not by a filled or a hollow end; colour only repeats it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import PathPatch, Rectangle

from mekendesh.reporting.drawing.flow_lines import along, bows, curve
from mekendesh.reporting.drawing.label_places import Box, gap, place_labels
from mekendesh.reporting.drawing.map_views import ACROSS, View, edges, near_view, whole_world
from mekendesh.reporting.drawing.palette import COLOURS, INK, SOFT, WIDTH
from mekendesh.words import Count, say

GAP = 6.0
THICKEST, THINNEST = 6.0, 0.8
STAMP = (48.0, 11.0)
"""Width and height in points of the corner at the upper right where an example's stamp stands: no name goes there."""

LABEL, SMALL = 8.5, 8.0
GROUND = "#a3afbd"
STYLES: dict[str, dict[str, Any]] = {
    "scaled": {"color": COLOURS[0], "alpha": 0.8},
    "otherwise": {"color": COLOURS[2], "lw": 1.2, "linestyle": (0, (0.8, 1.2))},
    "none": {"color": COLOURS[4], "lw": 0.9, "linestyle": (0, (5, 3.5))},
}


def draw_map(marks: dict[str, Any], words: dict[str, list[str]], language: str) -> Canvas:
    """The map of ``marks``: land (runs of dots), spacing, origin, flows, legend; ``words`` name their ends."""
    world = whole_world()
    near = near_view(marks["origin"], [flow["at"] for flow in marks["flows"]])
    legend = [_wrapped(text, ACROSS - 44) for text in words["legend"]]
    below = sum(_line_height(SMALL) * len(lines) + 3.5 for lines in legend) + 4
    heights = [world.up, *([near.up + GAP] if near else []), below + GAP]
    canvas = Canvas(figsize=(WIDTH, sum(heights) / 72))
    top = sum(heights) - world.up
    labels, origin = _labels(marks, words, language), words["origin"][0]
    in_near = [near is not None and near.holds(*flow["at"]) for flow in marks["flows"]]
    axes = _panel(canvas, top, world)
    frame = edges(near, world) if near else np.empty((0, 2))
    _view(axes, world, marks, labels, [not inside for inside in in_near], "" if near else origin, frame)
    if near:
        axes.plot(*frame.T, color=SOFT, lw=0.7, zorder=2)
        top -= near.up + GAP
        axes = _panel(canvas, top, near)
        _view(axes, near, marks, labels, in_near, origin, np.empty((0, 2)))
        axes.add_patch(Rectangle((0, 0), near.across, near.up, fill=False, ec=SOFT, lw=1.4, zorder=9))
    _legend(_panel(canvas, 0, View(0, 0, 1, ACROSS, below)), marks, legend, below)
    return canvas


def _panel(canvas: Canvas, bottom: float, view: View) -> Axes:
    """Axes whose units are points, so that what is measured in points stands where it was measured."""
    high = canvas.get_figheight() * 72
    axes = canvas.add_axes((0, bottom / high, 1, view.up / high))
    axes.set(xlim=(0, view.across), ylim=(0, view.up))
    axes.axis("off")
    return axes


def _labels(marks: dict[str, Any], words: dict[str, list[str]], language: str) -> list[list[str]]:
    """Name and figure of each end: an asterisk where the line is not to scale, words where there is none."""
    figures = []
    for flow in marks["flows"]:
        if flow["persons"] is None:
            figures.append(words["missing"][0])
        else:
            figures.append(
                say(Count(flow["persons"]), language) + ("" if flow["kind"] == "scaled" else "\u202f*")
            )
    return [[*_wrapped(name, 74), figure] for name, figure in zip(words["rows"], figures, strict=True)]


def _view(
    axes: Axes,
    view: View,
    marks: dict[str, Any],
    labels: list[list[str]],
    named: list[bool],
    origin: str,
    frame: np.ndarray,
) -> None:
    """One map: land, lines, ends, and the names of those ``named`` here; of the origin, where it is given.

    ``frame`` are places (n, 2) in points that names keep off, as they keep off lines.
    """
    _land(axes, view, marks["land"], marks["spacing"])
    start = view.at(*marks["origin"])
    ends = [view.at(*flow["at"]) for flow in marks["flows"]]
    most = max((flow["persons"] for flow in marks["flows"] if flow["kind"] == "scaled"), default=0)
    samples = [frame]
    size = 5.5 if origin else 3.6
    for flow, end, bow in zip(marks["flows"], ends, bows(start, ends), strict=True):
        path = curve(start, end, bow)
        style = dict(STYLES[flow["kind"]])
        if flow["kind"] == "scaled":
            style["lw"] = max(THINNEST, THICKEST * flow["persons"] / (most or 1))
        axes.add_patch(PathPatch(path, fill=False, capstyle="butt", zorder=3, **style))
        samples.append(along(path.vertices))
    for flow, end in zip(marks["flows"], ends, strict=True):
        _end(axes, end, flow, size)
    axes.plot(*start, "D", ms=size, color=COLOURS[3], mec="white", mew=0.8, zorder=6)
    chosen = [number for number, here in enumerate(named) if here]
    texts, places = [labels[number] for number in chosen], [ends[number] for number in chosen]
    if origin:
        texts, places = [_wrapped(origin, 74), *texts], [start, *places]
    half = size / 2 + 0.6
    taken = [Box(x - half, y - half, x + half, y + half) for x, y in [start, *ends]]
    taken.append(Box(view.across - STAMP[0], view.up - STAMP[1], view.across, view.up))
    inside = Box(2, 2, view.across - 2, view.up - 2)
    boxes = place_labels(places, [_size(lines) for lines in texts], taken, np.concatenate(samples), inside)
    for number, (lines, place, box) in enumerate(zip(texts, places, boxes, strict=True)):
        _name(axes, lines, place, box, is_origin=bool(origin) and number == 0)


def _land(axes: Axes, view: View, land: list[list[float]], spacing: float) -> None:
    """The dots, a run of neighbours as one line of round dashes without length: a tenth of the bytes of 3,400 marks."""
    step = spacing * view.scale
    wide = min(0.7 * step, 2.0)
    pieces = []
    for longitude, latitude, dots in land:
        first = max(0, int(np.ceil((view.west - longitude) / spacing)))
        last = min(dots - 1, int(np.floor((view.west + view.across / view.scale - longitude) / spacing)))
        x, y = view.at(longitude + first * spacing, latitude)
        if first <= last and 0 <= y <= view.up:
            pieces += [[x, y], [x + (last - first) * step + 0.02, y], [np.nan, np.nan]]
    if not pieces:
        return
    dashes = (0, (0.01 / wide, (step - 0.01) / wide))
    axes.plot(*np.array(pieces).T, color=GROUND, lw=wide, ls=dashes, dash_capstyle="round", zorder=1)


def _end(axes: Axes, place: tuple[float, float], flow: dict[str, Any], size: float) -> None:
    colour = STYLES[flow["kind"]]["color"]
    inside = colour if flow["surveyed"] else "white"
    axes.plot(*place, "o", ms=size, mfc=inside, mec=colour, mew=1.1, zorder=5)


def _name(
    axes: Axes, lines: list[str], place: tuple[float, float], box: Box, is_origin: bool = False
) -> None:
    """A name on a light ground, its figure beneath; far from its point a thin line leads to it."""
    nearest = (min(max(place[0], box.left), box.right), min(max(place[1], box.bottom), box.top))
    if gap(box, place) > 9:
        axes.plot(*zip(place, nearest, strict=True), color=SOFT, lw=0.5, zorder=4)
    axes.add_patch(
        Rectangle(
            (box.left, box.bottom),
            box.right - box.left,
            box.top - box.bottom,
            fc="white",
            ec="none",
            alpha=0.78,
            zorder=7,
        )
    )
    step = _line_height(LABEL)
    for number, line in enumerate(lines):
        axes.text(
            box.middle[0],
            box.top - 1 - step * (number + 0.5),
            line,
            ha="center",
            va="center_baseline",
            fontsize=LABEL,
            color=INK,
            weight="bold" if is_origin else "normal",
            zorder=8,
        )


def _legend(axes: Axes, marks: dict[str, Any], texts: list[list[str]], high: float) -> None:
    """A sample of each kind of line and end that the map holds, and what it means."""
    up = high - 4
    step = _line_height(SMALL)
    for kind, lines in zip(marks["legend"], texts, strict=True):
        middle = up - step / 2
        match kind:
            case "origin":
                axes.plot(18, middle, "D", ms=5.5, color=COLOURS[3], mec="white", mew=0.8)
            case "surveyed" | "not_surveyed":
                inside = COLOURS[0] if kind == "surveyed" else "white"
                axes.plot(18, middle, "o", ms=5.5, mfc=inside, mec=COLOURS[0], mew=1.1)
            case _:
                style = {"lw": THICKEST, **STYLES[kind]}
                axes.plot([4, 32], [middle, middle], solid_capstyle="butt", dash_capstyle="butt", **style)
        for line in lines:
            axes.text(40, up - step / 2, line, va="center_baseline", fontsize=SMALL, color=INK)
            up -= step
        up -= 3.5


def _wrapped(text: str, widest: float) -> list[str]:
    """The words of a text in lines no wider than ``widest`` points; a longer word stands alone."""
    size = SMALL if widest > 100 else LABEL
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, size) > widest:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _size(lines: list[str]) -> tuple[float, float]:
    return max(_width(line, LABEL) for line in lines) + 3, _line_height(LABEL) * len(lines) + 2


def _line_height(size: float) -> float:
    return size * 1.18


@lru_cache(maxsize=4096)
def _width(text: str, size: float) -> float:
    """Width in points in the page's own font, a little more than in bold letters."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    if not text.strip():
        return 0.0
    font = FontProperties(family="DejaVu Sans", weight="bold" if size == LABEL else "normal")
    return float(TextPath((0, 0), text, size=size, prop=font, usetex=False).get_extents().width)
