import re

import numpy as np
import pytest

from mekendesh.reporting.blocks import Figure, Paragraph, Table
from mekendesh.reporting.population import sizes
from mekendesh.reporting.population.size_numbers import protect_sizes
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import Count, say


def told(block):
    """Every row of a table in English."""
    return [[say(cell, "en") for cell in row] for row in block.rows]


def test_every_published_figure_of_russia_stands_with_its_issuer_and_date(tree):
    """333,664 · 350,000 · 532,000 · 1,063,000 and the others, each with who said it and when."""
    rows = {row[2]: row for row in told(sizes.published(open_mapping("KGZ", "RUS", "example")))}
    assert rows["333,664"][1:4] == ["July 2024", "333,664", "UN DESA, Population Division"]
    assert rows["350,000"][1] == "December 2024"
    assert rows["350,000"][3].startswith("Ministry of Internal Affairs of Russia")
    assert rows["532,000"][1] == "January 2026"
    assert rows["532,000"][3].startswith("Ministry of Labour, Social Security and Migration")
    assert rows["1,063,000"][1] == "February 2022"
    assert all(row[1] and row[3] for row in rows.values())


def test_the_picture_is_titled_with_the_distance_between_the_figures(tree):
    """A chart is titled with its finding, and its data stand beneath it."""
    picture = sizes.picture(open_mapping("KGZ", "RUS", "example"))
    assert isinstance(picture, Figure)
    assert say(picture.title, "en") == "Published figures of all years reach from 333,664 to 1,063,000 people"
    assert len(picture.marks["latest"]) == len(picture.marks["earlier"]) == len(picture.data.rows)


def test_a_silent_source_is_named_with_the_reason_why_that_is_not_zero(tree):
    """The 2024 revision has no Kyrgyz row for the United States."""
    silent = sizes.without_figure(open_mapping("KGZ", "USA", "example"))
    assert isinstance(silent, Table)
    (row,) = told(silent)
    assert row[:2] == ["UN DESA, International Migrant Stock 2024", "2024"]
    assert "That is not zero: destinations put small origins into one group" in row[2]


def test_no_line_is_drawn_where_the_edition_has_no_row(tree):
    """A missing series is said, not drawn at zero."""
    block = sizes.over_time(open_mapping("KGZ", "USA", "example"))
    assert isinstance(block, Paragraph)
    assert "That is not zero" in say(block.text, "en")


def test_a_corridor_without_any_figure_of_people_says_so_and_shows_no_number(tree):
    """Nobody is counted there: that is a statement about sources, not about people."""
    mapping = open_mapping("KGZ", "JPN", "2027-1")
    (finding,) = sizes.range_of_figures(mapping)
    blocks = (sizes.picture(mapping), sizes.published(mapping), sizes.summary(mapping))
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert {say(words, "en") for words in (finding, *(block.text for block in blocks))} == {
        "No source that the mapping uses has a figure for people from Kyrgyzstan in Japan. That is not zero."
    }


def test_the_old_count_of_ethnic_kyrgyz_in_china_is_not_forgotten_beside_the_new_one_of_born(tree):
    """The range holds the latest of each concept, however old it is, with its year."""
    (finding,) = sizes.range_of_figures(open_mapping("KGZ", "CHN", "2027-1"))
    assert say(finding, "en").startswith("591 (2024) to 189,000 (2014) people")


def test_the_finding_and_the_first_paragraph_speak_of_the_figures_the_table_shows(tree):
    """1,063,000 (2022) was replaced by 2025 and stands in no table of 03: no sentence of 03 may say it."""
    mapping = open_mapping("KGZ", "RUS", "2027-1")
    (finding,) = sizes.range_of_figures(mapping)
    assert say(finding, "en") == (
        "333,664 (2024) to 591,025 (2021) people by the latest published figures of each concept: "
        "they differ in what they count, in date and in edition."
    )
    assert say(sizes.summary(mapping).text, "en").endswith(
        "The latest figures of each concept reach from 333,664 to 591,025; all published figures, older ones too, "
        "are in the methodology report."
    )
    numbers = protect_sizes(mapping).query("method == 'published'")
    shown = numbers[["value", "low", "high"]].to_numpy(dtype=float)
    assert (np.nanmin(shown), np.nanmax(shown)) == (333_664, 591_025)


@pytest.mark.parametrize(
    "destination", ["RUS", "KAZ", "TUR", "KOR", "DEU", "USA", "CHN", "ITA", "ARE", "UZB"]
)
def test_in_every_corridor_the_brief_ends_where_the_table_ends(tree, destination):
    """One rule for sentence and table, recomputed from what is printed."""
    mapping = open_mapping("KGZ", destination, "2027-1")
    (finding,) = sizes.range_of_figures(mapping)
    printed = {
        int(found.replace(",", "")) for found in re.findall(r"\d[\d,]{2,}(?![\d)])", say(finding, "en"))
    }
    numbers = protect_sizes(mapping).query("method == 'published'")
    shown = numbers[["value", "low", "high"]].to_numpy(dtype=float)
    assert printed == {int(np.nanmin(shown)), int(np.nanmax(shown))}


def test_a_figure_said_as_more_than_is_printed_so(tree):
    """“More than half a million”, in the table of all figures too."""
    rows = {row[2]: row for row in told(sizes.published(open_mapping("KGZ", "RUS", "2027-1")))}
    assert rows["500,000 or more"][3] == "Press secretary of the President of Russia"
    assert "500,000" not in rows


def test_what_must_be_known_of_a_figure_stands_beside_the_scenarios(tree):
    """Most of the figure for Germany are resettlers of German descent."""
    summary = sizes.summary(open_mapping("KGZ", "DEU", "example"))
    assert summary.tone == "notice"
    assert "German descent" in say(summary.text, "en")


def test_registrations_are_not_people(tree):
    """Postings on migration registration count events: they stand in the table and in no range of people."""
    mapping = open_mapping("KGZ", "RUS", "example")
    assert 1_200_691 in mapping.sizes["persons"].to_list()
    assert 1_200_691 not in sizes.people_only(mapping.sizes)["persons"].to_list()
    assert Count(1_200_691) in [row[2] for row in sizes.published(mapping).rows]


def test_a_corridor_with_a_single_figure_says_that_there_is_no_other(tree):
    """One figure is no range."""
    mapping = open_mapping("KGZ", "ARG", "2027-1")
    (finding,) = sizes.range_of_figures(mapping)
    assert say(finding, "en") == "10 people by the only published figure."
    assert say(sizes.picture(mapping).title, "en") == "One published figure: 10 people"
    assert len(sizes.published(mapping).rows) == 1


def test_several_figures_are_never_called_the_only_one(tree):
    """Two compilations agree on Germany, and an older edition says less."""
    mapping = open_mapping("KGZ", "DEU", "2027-1")
    (finding,) = sizes.range_of_figures(mapping)
    assert say(finding, "en") == "92,834 people by the latest published figures."
    assert (
        say(sizes.picture(mapping).title, "en")
        == "Published figures of all years reach from 83,954 to 92,834 people"
    )


def test_figures_that_agree_are_said_to_agree(tree):
    """Every edition has one and the same number for Moroccans in Serbia."""
    picture = sizes.picture(open_mapping("MAR", "SRB", "2027-1"))
    assert say(picture.title, "en") == "All published figures say 32 people"


def test_a_figure_that_carries_no_scenario_is_not_denied(tree):
    """A press report counts 2,000 ethnic Kyrgyz in Afghanistan: a figure, but nothing to compute on."""
    mapping = open_mapping("KGZ", "AFG", "2027-1")
    assert [row[2] for row in told(sizes.published(mapping))] == ["2,000"]
    assert say(sizes.summary(mapping).text, "en") == (
        "There are published figures for people from Kyrgyzstan in Afghanistan, "
        "but none that scenarios can be computed on."
    )


def test_before_a_survey_no_scenario_is_spoken_of_as_if_it_were_there(tree, surveyed):
    """The figure is named either way; what rests on it is not claimed before it exists."""
    before = say(sizes.summary(open_mapping("KGZ", "CHN", "2027-1")).text, "en")
    assert before.startswith("Scenarios after a survey would rest on 591 people")
    assert say(sizes.summary(surveyed.mapping).text, "en").startswith(
        "Scenarios in this report are computed on 333,664"
    )
