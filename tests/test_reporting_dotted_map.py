import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pandas as pd
import pytest

from mekendesh.judgement.nation import NationalJudgement
from mekendesh.reporting.charts import draw
from mekendesh.reporting.drawing import dotted_map
from mekendesh.reporting.drawing.label_places import place_labels, shared_area
from mekendesh.reporting.drawing.map_views import ACROSS
from mekendesh.reporting.origin.world import flow_map
from mekendesh.reporting.rendering import inline_svg
from mekendesh.structure.corridors import load_origins
from mekendesh.structure.mapping import Nation, open_nation
from mekendesh.words import LANGUAGES
from reporting_examples import CHARTS, figure


def unsurveyed(nation: Nation) -> NationalJudgement:
    """Before any fieldwork; a map reads nothing of a judgement but the state of its corridors."""
    states = pd.DataFrame(
        {
            "destination": [mapping.corridor.destination for mapping in nation.mappings],
            "state": "no_survey",
        }
    )
    return NationalJudgement(
        **{name: None for name in NationalJudgement.__dataclass_fields__} | {"weights": states}
    )


def drawn(**changed) -> str:
    """The example's map with other marks, as many words as they need."""
    marks, words = CHARTS["map"]
    marks = marks | changed
    words = words | {
        "rows": words["rows"][: len(marks["flows"])],
        "legend": words["legend"][: len(marks["legend"])],
    }
    return draw(figure("map", marks=marks, words=words), "en", False)


def widths(drawing: str, colour: str) -> list[float]:
    """The line widths of the curves of a colour, samples of the legend (straight lines) left out."""
    return [
        float(re.search(r"stroke-width: ([\d.]+)", path)[1])
        for path in re.findall(r"<path [^>]*>", drawing)
        if f"stroke: {colour}" in path.lower() and "fill: none" in path and re.search(r" d=\"M[^\"]*Q", path)
    ]


def test_the_width_of_a_line_is_in_proportion_to_its_people():
    """A third of the people has a third of the width, on each of the two maps of the figure."""
    flows = [
        {"at": [51.1, 56.2], "persons": 300000, "kind": "scaled", "surveyed": False},
        {"at": [67.7, 47.8], "persons": 100000, "kind": "scaled", "surveyed": False},
        {"at": [-93.7, 38.8], "persons": 1, "kind": "scaled", "surveyed": False},
    ]
    assert sorted(widths(drawn(flows=flows), "#12436d")) == [0.8, 0.8, 2.0, 2.0, 6.0, 6.0]


def test_a_corridor_without_a_figure_is_a_broken_line_and_words_never_a_nought():
    """Nobody knows is not nobody is there."""
    flows = [{"at": [138.0, 36.0], "persons": None, "kind": "none", "surveyed": False}]
    drawing = drawn(flows=flows, legend=["none"])
    said = [re.sub("<[^>]*>", "", text).strip() for text in re.findall(r"<text\b.*?</text>", drawing, re.S)]
    assert "no figure" in said
    assert not {"0", "None", "nan"} & set(said)
    lines = [path for path in re.findall(r"<path [^>]*>", drawing) if "stroke: #3d3d3d" in path.lower()]
    assert any("stroke-dasharray" in path for path in lines)
    assert widths(drawing, "#12436d") == []


def test_a_figure_counted_in_another_way_has_an_asterisk_and_one_width_for_all():
    """Its line says that people are there, and not how many."""
    few, many = (
        [{"at": [-93.7, 38.8], "persons": persons, "kind": "otherwise", "surveyed": False}]
        for persons in (10, 900000)
    )
    assert widths(drawn(flows=few), "#801650") == widths(drawn(flows=many), "#801650") != []
    assert "900,000\u202f*" in drawn(flows=many)
    assert "333,664<" in drawn()


def test_a_surveyed_end_is_filled_and_another_hollow():
    """Told without colour: white inside, or the colour of its edge."""
    for surveyed, inside in ((True, "#12436d"), (False, "#ffffff")):
        flows = [{"at": [51.1, 56.2], "persons": 5, "kind": "scaled", "surveyed": surveyed}]
        ends = re.findall(
            r"<use [^>]*style=\"fill: (#\w+); stroke: #12436d", drawn(flows=flows, legend=["scaled"]).lower()
        )
        assert ends == [inside]


def test_a_dot_is_drawn_once_at_its_place():
    """Of a run of three dots a line of two steps with round dashes: at −1.6, 0 and 1.6 degrees."""
    drawing = drawn(land=[[-1.6, 0.0, 3]], flows=[], legend=[])
    (line,) = [path for path in re.findall(r"<path [^>]*>", drawing) if "stroke-linecap: round" in path]
    first, last = (float(x) for x in re.findall(r"[ML] ([\d.]+) [\d.]+", line))
    step = 1.6 * ACROSS / 350
    dashes = [float(part) for part in re.search(r"stroke-dasharray: ([\d.,]+)", line)[1].split(",")]
    assert last - first == pytest.approx(2 * step, abs=0.05)
    assert sum(dashes) == pytest.approx(step, abs=1e-4)
    assert first == pytest.approx((170 - 1.6) * ACROSS / 350, abs=0.01)


@pytest.mark.parametrize("origin", list(load_origins(open_nation("KGZ", "2027-1").tree)))
def test_no_name_covers_another_on_the_map_of_any_origin(origin, monkeypatch):
    """The eight origins of the programme before their first round; and none is too heavy for its page.

    In Russian, whose names are the longest; Kyrgyzstan's own in every language.
    """
    placed = []

    def watched(anchors, sizes, obstacles, lines, frame):
        boxes = place_labels(anchors, sizes, obstacles, lines, frame)
        placed.append((boxes, obstacles))
        return boxes

    monkeypatch.setattr(dotted_map, "place_labels", watched)
    nation = open_nation(origin, "2027-1")
    block = flow_map(nation, unsurveyed(nation))
    for language in LANGUAGES if origin == "KGZ" else ("ru",):
        placed.clear()
        drawing = draw(block, language, True)
        assert len(drawing.encode()) < 100_000
        assert sum(len(boxes) for boxes, _ in placed) == len(nation.mappings) + 1
        for boxes, obstacles in placed:
            assert all(shared_area(one, other) == 0 for one, other in combinations(boxes, 2))
            assert all(shared_area(box, mark) == 0 for box in boxes for mark in obstacles)


def test_a_map_is_a_picture_of_its_own_on_its_page():
    """Every id and every reference to one carries the figure's prefix, and the page's alt text is the finding."""
    page = inline_svg(drawn(), "f7-", "Finding <of> the map")
    root = ET.fromstring(page)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert ids
    assert all(each.startswith("f7-") for each in ids)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', page)) <= set(ids)
    assert root.get("aria-label") == "Finding <of> the map"
    assert "<image" not in page
