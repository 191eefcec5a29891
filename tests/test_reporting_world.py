import dataclasses

import pandas as pd
import pytest

from mekendesh.judgement.nation import combine, judge_nation
from mekendesh.reporting.blocks import block_from_json
from mekendesh.reporting.charts import draw
from mekendesh.reporting.origin.world import MOST_ON_THE_MAP, corridor_flows, flow_map
from mekendesh.structure.corridors import load_corridors
from mekendesh.structure.mapping import open_nation
from mekendesh.words import say


def judged(destinations="", origin="KGZ"):
    nation = open_nation(origin, "2027-1", destinations)
    return nation, judge_nation(nation, combine(nation), None)


def with_survey(judgement, destination):
    weights = judgement.weights.assign(
        state=["in" if each == destination else "no_survey" for each in judgement.weights["destination"]]
    )
    return dataclasses.replace(judgement, weights=weights)


def rows(table):
    return [[say(cell, "en") for cell in row] for row in table.rows]


def test_lines_are_scaled_by_one_concept_of_one_source(tree):
    """Born in Kyrgyzstan, by the United Nations in 2024; China's citizens and a press figure are other quantities."""
    concept, flows = corridor_flows(*judged("RUS KAZ CHN ARE"))
    assert concept == "foreign_born"
    assert [(flow.destination, flow.kind, flow.persons) for flow in flows] == [
        ("RUS", "scaled", 333664),
        ("KAZ", "scaled", 100242),
        ("ARE", "otherwise", 4500),
        ("CHN", "otherwise", 591),
    ]


def test_the_concept_is_the_one_that_reaches_most_corridors(tree):
    """Of Bangladesh six destinations count citizens and three count people born there."""
    concept, flows = corridor_flows(*judged(origin="BGD"))
    assert concept == "foreign_citizens"
    assert [flow.kind for flow in flows].count("scaled") == 6


def test_a_corridor_without_any_figure_is_none_and_never_nought(tree):
    """Japan: no source has a row, and none is made up."""
    nation, judgement = judged("RUS JPN")
    block = flow_map(nation, judgement)
    japan = block.marks["flows"][-1]
    assert (japan["kind"], japan["persons"]) == ("none", None)
    assert rows(block.data)[-1] == [
        "Japan", "no figure", "[z]", "[z]", "[z]", "broken line", "not yet in the field",
    ]  # fmt: skip
    assert "no figure<" in draw(block, "en", False).replace("</text>", "<")


def test_the_alternative_text_says_the_finding_and_what_is_missing(tree):
    """Who does not see the map learns what it shows, and what it cannot."""
    nation, judgement = judged("RUS KAZ ARE JPN")
    assert say(flow_map(nation, with_survey(judgement, "RUS")).alt, "en") == (
        "Dotted map of the world with lines from Kyrgyzstan. Largest by one count: Russia, 333,664 people; "
        "2 of 4 corridors have that count. Counted in another way: 1; without any figure: 1; surveyed: 1."
    )


def test_title_and_measure_name_the_largest_corridor_and_the_one_concept(tree):
    """A chart is titled with its finding and says what it measures, by which source."""
    block = flow_map(*judged("RUS KAZ"))
    assert say(block.title, "en").startswith("Largest by one count: Russia, 333,664 people")
    assert say(block.subtitle, "en") == (
        "Width of line: people born in the origin country and living abroad; UN DESA, International Migrant Stock 2024"
    )


def test_only_a_surveyed_corridor_ends_in_a_filled_point(tree):
    """The fieldwork is a fact of the judgement, not of the figures."""
    nation, judgement = judged("RUS KAZ")
    before, after = flow_map(nation, judgement), flow_map(nation, with_survey(judgement, "KAZ"))
    assert [flow["surveyed"] for flow in before.marks["flows"]] == [False, False]
    assert [flow["surveyed"] for flow in after.marks["flows"]] == [False, True]
    assert before.marks["legend"] == ["origin", "scaled", "not_surveyed"]
    assert after.marks["legend"] == ["origin", "scaled", "surveyed", "not_surveyed"]


def test_a_map_without_the_scaling_source_says_so(tree):
    """Nothing is scaled by a stand-in without a word."""
    block = flow_map(*judged("ARE JPN"))
    assert say(block.title, "en").startswith("No corridor of this report is counted by the source")
    assert say(block.subtitle, "en") == (
        "UN DESA, International Migrant Stock 2024 has no row for these corridors"
    )
    assert "scaled" not in block.marks["legend"]
    assert draw(block, "ky", False)


def test_of_very_many_corridors_the_map_shows_some_and_the_table_all(tree):
    """The map stays readable, and says how many it leaves to the table."""
    codes = [each.destination for each in load_corridors(tree) if each.origin == "KGZ"]
    nation, judgement = judged(" ".join(codes))
    block = flow_map(nation, judgement)
    assert len(block.marks["flows"]) == MOST_ON_THE_MAP < len(codes) == len(block.data.rows)
    assert say(block.notes[1], "en").startswith(f"The map shows {MOST_ON_THE_MAP} of {len(codes)} corridors")
    assert "DEU" in {
        flow.destination for flow in corridor_flows(nation, judgement)[1] if flow.persons == 92834
    }
    assert 92834 in [flow["persons"] for flow in block.marks["flows"]]
    chosen = flow_map(nation, with_survey(judgement, "VUT" if "VUT" in codes else codes[-1]))
    assert [flow["surveyed"] for flow in chosen.marks["flows"]].count(True) == 1
    assert draw(block, "ru", False)


def test_the_map_survives_the_executed_notebook(tree):
    """What is exported is read back from JSON: the same drawing, byte for byte."""
    block = flow_map(*judged("RUS KAZ JPN"))
    again = block_from_json(block.to_json())
    assert draw(again, "ky", True) == draw(block, "ky", True)


@pytest.mark.parametrize("state", ["in", "not_asked", "no_figure", "no_survey", "nothing_known"])
def test_every_state_of_a_corridor_has_its_end(tree, state):
    """Surveyed counts as surveyed, also where there is no figure to weigh it by."""
    nation, judgement = judged("RUS")
    weights = pd.DataFrame({"destination": ["RUS"], "state": [state]})
    _, (flow,) = corridor_flows(nation, dataclasses.replace(judgement, weights=weights))
    assert flow.surveyed is (state in ("in", "not_asked", "no_figure"))


def test_a_map_credits_the_towns_it_is_drawn_from(tree):
    """GeoNames' licence asks for it wherever the dots are shown."""
    assert say(flow_map(*judged("RUS")).notes[-1], "ky") == "GeoNames, CC BY 4.0"
