"""Combined published figures, told: the number, what moves it, and which figures enter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mekendesh.files import current_tree
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.population import combined_sizes
from mekendesh.reporting.population.combined_sizes import (
    combinations,
    figures_entering,
    how_far_apart,
    what_moves_it,
)
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.mapping import Mapping
from mekendesh.words import SOURCE, say


def mapping(destination: str, year: int = 2027) -> Mapping:
    return Mapping(
        current_tree(), Corridor("KGZ", destination), Round(f"{year}-1", date(year, 1, 1), is_example=False)
    )


def said(block: Table) -> list[list[str]]:
    return [[say(cell, SOURCE) for cell in row] for row in block.rows]


def test_only_concepts_with_two_issuers_are_combined():
    """Russia: registered (three offices). Born and present have one issuer each; of those at work one says only “more than”."""
    found = {combined.concept: combined.sources for combined in combinations(mapping("RUS"))}
    assert found == {"registered": 3}


def test_registered_people_are_between_the_offices_figures():
    """341,000, 350,000 and 400,000: nearly one number, with a range that holds all three."""
    (registered,) = combinations(mapping("RUS"))
    assert 341_000 < registered.size.value < 400_000
    assert registered.size.low < 341_000
    assert registered.size.high > 400_000


def test_the_year_of_the_round_says_what_is_recent():
    """Ten years later the same figures are too old to be combined."""
    assert combinations(mapping("RUS", 2037)) == []
    assert isinstance(what_moves_it(mapping("RUS", 2037)), Paragraph)


def test_what_moves_it_names_each_source_left_out():
    """First the number of all, then one row a source, rounded outwards, its change in whole percent."""
    rows = said(what_moves_it(mapping("RUS")))
    registered = [row for row in rows if row[0] == "citizens on migration registration"]
    assert registered[0][1:] == ["none", "360,000 (290,000–450,000)", "[z]"]
    assert len(registered) == 4
    assert registered[1][1:] == [
        "Ministry of Labour, Social Security and Migration of the Kyrgyz Republic",
        "370,000 (160,000–880,000)",
        "3%",
    ]


def test_the_assumed_errors_stand_beneath():
    """An assumption that is not told is a claim."""
    notes = " ".join(say(note, SOURCE) for note in what_moves_it(mapping("RUS")).notes)
    assert "5% for figures of high reliability, 15% for medium and 40% for low" in notes


def test_every_figure_says_whether_it_enters():
    """And why not: newer, too old; a lone one has nothing to be combined with."""
    rows = said(figures_entering(mapping("RUS")))
    enters = {
        (row[1].split(",")[0], row[2]): row[4] for row in rows if row[0].startswith("citizens on migration")
    }
    assert enters["Central Election Commission of the Kyrgyz Republic", "October 2025"] == "yes"
    assert enters["Ministry of Labour", "July 2023"] == "no: the issuer has a newer figure"
    born = [row[4] for row in rows if row[0].startswith("people born")]
    assert born == [
        "the only one that could: nothing to combine it with",
        "no: the issuer has a newer figure",
    ]


def test_more_than_half_a_million_is_averaged_with_nothing():
    """It is one end: in the table of figures it says so, and the ministry's number of the year stands alone."""
    rows = said(figures_entering(mapping("RUS")))
    working = {row[3]: row[4] for row in rows if row[0] == "citizens working abroad"}
    assert working["500,000 or more"] == "no: said as “more than” or “up to”, so it is one end only"
    assert working["379,000"] == "the only one that could: nothing to combine it with"


def test_under_the_table_of_numbers_stands_how_many_figures_are_combined_and_where_it_is_explained():
    """Three offices count those registered; their range is no four times as wide as its lower end."""
    assert [say(note, SOURCE) for note in how_far_apart(mapping("RUS"))] == [
        "Combined are citizens on migration registration: 3 figures. Which figures enter, and what each of them moves, "
        "is explained in the methodology report."
    ]
    assert how_far_apart(mapping("USA")) == []


@pytest.mark.parametrize(("high", "disagree"), [(399_999, False), (400_000, True)])
def test_a_range_that_is_no_answer_says_that_the_figures_disagree(monkeypatch, high, disagree):
    """100,000 to 400,000 is four times as much: the reader is told what such a range says."""
    (found,) = combinations(mapping("RUS"))
    wide = replace(found, size=replace(found.size, low=100_000.0, high=float(high)))
    monkeypatch.setattr(combined_sizes, "combinations", lambda _: [wide])
    said = " ".join(say(note, SOURCE) for note in how_far_apart(mapping("RUS")))
    assert ("the figures disagree, and not how many people there are" in said) is disagree


@pytest.mark.parametrize("destination", ["USA", "JPN"])
def test_nothing_to_combine_is_said(destination):
    """One issuer, or none."""
    block = what_moves_it(mapping(destination))
    assert isinstance(block, Paragraph)
    assert "nothing to combine" in say(block.text, SOURCE)
