"""Combined published figures, told: the number, what moves it, and which figures enter."""

from __future__ import annotations

from datetime import date

import pytest

from mekendesh.estimation.combined_size import REASONS
from mekendesh.files import current_tree
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.combined_sizes import combinations, figures_entering, what_moves_it
from mekendesh.reporting.size_words import LEFT_OUT
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
    """Russia: registered (three offices) and at work (two). Born and present have one issuer each."""
    found = {combined.concept: combined.sources for combined in combinations(mapping("RUS"))}
    assert found == {"citizens_working": 2, "registered": 3}


def test_registered_people_are_between_the_offices_figures():
    """341,000, 350,000 and 400,000: nearly one number, with a range that holds all three."""
    registered = combinations(mapping("RUS"))[1]
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
    working = [row for row in rows if row[0] == "citizens working abroad"]
    assert working[0][1] == "none"
    assert len(working) == 3
    assert working[1][1:] == [
        "Press secretary of the President of Russia",
        "380,000 (340,000–420,000)",
        "-10%",
    ]
    assert working[0][3] == "[z]"


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


@pytest.mark.parametrize("destination", ["USA", "JPN"])
def test_nothing_to_combine_is_said(destination):
    """One issuer, or none."""
    block = what_moves_it(mapping(destination))
    assert isinstance(block, Paragraph)
    assert "nothing to combine" in say(block.text, SOURCE)


def test_every_reason_has_words():
    """An id on a page would be no reason."""
    assert set(LEFT_OUT) == {"", "alone", *REASONS}
