"""The rehearsal told: simulated in every caption, each figure in its place, and silence where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest

from mekendesh.estimation.planning.rehearsal_designs import OPEN_LINK, RANDOM, RDS
from mekendesh.reporting.blocks import Paragraph, Table, block_from_json
from mekendesh.reporting.methods import rehearsal
from mekendesh.reporting.methods.rehearsal import (
    INDICATORS,
    plans_of,
    reading,
    rehearse,
    rehearse_for_report,
    table,
)
from mekendesh.reporting.statistics import Statistics
from mekendesh.structure.mapping import open_mapping
from mekendesh.structure.sizes import anchor_size
from mekendesh.words import say


@pytest.fixture(scope="module")
def kazakhstan():
    mapping = open_mapping("KGZ", "KAZ", "example")
    return mapping, rehearse(mapping, surveys=4, replicates=40)


def test_what_is_rehearsed_is_the_plan_its_half_of_seeds_a_register_a_link_and_the_oracle(kazakhstan):
    """Seeds and interviews are those of design.csv."""
    mapping, _ = kazakhstan
    plans = [(plan.design, plan.people, plan.seeds) for plan in plans_of(mapping)]
    assert plans[:2] == [(RDS, 500, 8), (RDS, 500, 4)]
    assert [plan[0] for plan in plans[2:]] == ["register", OPEN_LINK, RANDOM]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_table_says_that_it_is_simulated(kazakhstan, indicator):
    """In the caption and in the first note, for every indicator."""
    block = table(*kazakhstan, indicator)
    assert "(simulated)" in say(block.caption, "en")
    assert say(block.notes[0], "en").startswith("Simulated: 4 fieldworks")
    assert block_from_json(block.to_json()) == block


def test_a_row_holds_the_figures_of_its_plan_and_estimator(kazakhstan):
    """Points of 100, a tenth exact; the width against the oracle; dollars by the hundred."""
    mapping, rehearsed = kazakhstan
    block = table(mapping, rehearsed)
    assert isinstance(rehearsed, Statistics)
    assert len(block.rows) == (4 + 4 + 2 + 2 + 1)
    said = {
        tuple(say(cell, "en") for cell in row[:2]): [say(cell, "en") for cell in row[2:]]
        for row in block.rows
    }
    row = said["recruitment by respondents, 8 seeds", "RDS-II"]
    (told,) = (
        one
        for one in rehearsed.itertuples()
        if (one.design, one.seeds, one.estimator, one.indicator) == (RDS, 8, "RDS-II", "acts_any")
    )
    assert float(row[1]) == pytest.approx(100 * told.rmse, abs=0.051)
    assert row[2] == f"{told.coverage:.0%}"
    assert float(row[3]) == pytest.approx(told.width_ratio, abs=0.051)
    assert int(row[4].replace(",", "")) == pytest.approx(told.cost, abs=50)
    oracle = said["random sample of everyone, which nobody can draw", "plain share"]
    assert oracle[3:] == ["1.0", "[z]"]


def test_the_reading_compares_the_report_with_the_plain_share_and_the_open_link(kazakhstan):
    """The figures are those of the table."""
    mapping, rehearsed = kazakhstan
    said = say(reading(mapping, rehearsed).text, "en")
    told = rehearsed[(rehearsed["indicator"] == "acts_any") & (rehearsed["design"] == OPEN_LINK)]
    assert f"An open link was {100 * told.iloc[0]['rmse']:.1f} points off" in said
    assert "which is simulated" in said


def test_an_estimator_that_never_answered_has_no_figure_and_is_counted(kazakhstan):
    """[na] in the cells, the number of fieldworks in a note, no NaN."""
    mapping, rehearsed = kazakhstan
    broken = rehearsed.copy()
    those = (broken["estimator"] == "RDS-I") & (broken["seeds"] == 8)
    broken.loc[those, ["bias", "rmse", "coverage", "width_ratio"]] = np.nan
    broken.loc[those, "refused"] = 4
    block = table(mapping, broken)
    rows = [[say(cell, "en") for cell in row] for row in block.rows]
    assert rows[1][2:6] == ["[na]"] * 4
    assert "no value in up to 4" in say(block.notes[-1], "en")
    assert "nan" not in " ".join(cell for row in rows for cell in row).lower()


def test_the_same_corridor_gives_the_same_figures(kazakhstan):
    """The seed follows from corridor and round."""
    mapping, rehearsed = kazakhstan
    assert rehearse(mapping, surveys=4, replicates=40).equals(rehearsed)


def test_a_corridor_of_a_few_people_is_rehearsed_without_a_gap():
    """Everyone there is fewer than the plan asks: no cell is blank, none says NaN or infinity."""
    mapping = next(
        opened
        for opened in (
            open_mapping("KGZ", code, "example") for code in ("AUT", "BEL", "BGR", "CHE", "FIN", "NOR")
        )
        if (anchor := anchor_size(opened.sizes)) and anchor.persons < 100
    )
    rehearsed = rehearse(mapping, surveys=6, replicates=30)
    for indicator in INDICATORS:
        said = [
            [say(cell, "en").lower() for cell in row] for row in table(mapping, rehearsed, indicator).rows
        ]
        assert not [cell for row in said for cell in row if "nan" in cell or "inf" in cell or not cell]
        assert {row[5] for row in said} <= {"[z]", "[na]"}
        assert say(reading(mapping, rehearsed, indicator).text, "en")


def test_nothing_is_rehearsed_where_no_figure_is_published():
    """A notice instead of invented people."""
    mapping = open_mapping("KGZ", "JPN", "example")
    assert rehearse(mapping, surveys=4) is None
    for block in (table(mapping, None), reading(mapping, None)):
        assert isinstance(block, Paragraph) and block.tone == "notice"


def test_unit_costs_are_named_as_assumptions():
    """Every row of the file, and that nobody quoted these prices."""
    block = rehearsal.costs(open_mapping("KGZ", "RUS", "example"))
    assert isinstance(block, Table)
    assert len(block.rows) == 9
    assert say(block.notes[0], "en").startswith("Assumptions of the project, of no source")


def test_numbers_are_written_as_each_language_writes_them(kazakhstan):
    """A decimal comma in Russian and Kyrgyz."""
    block = table(*kazakhstan)
    bias = block.rows[0][2]
    assert "," in say(bias, "ru") and "." in say(bias, "en")


def test_a_report_of_the_field_holds_no_rehearsal():
    """Simulated and real figures never meet in one report: a round of the field says where the rehearsal is."""
    real = open_mapping("KGZ", "KAZ", "2027-1")
    assert rehearse_for_report(real) is None
    for block in (table(real, None), reading(real, None)):
        assert isinstance(block, Paragraph)
        assert "mekendesh rehearse" in say(block.text, "en")
