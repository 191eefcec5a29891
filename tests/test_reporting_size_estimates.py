"""Every number of people in one table and one picture: what is shown, what is hidden, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.errors import ProtectionError
from mekendesh.estimation.population.beside_lists import BesideLists
from mekendesh.estimation.population.size_methods import METHODS
from mekendesh.files import current_tree
from mekendesh.reporting.blocks import Figure, Paragraph, block_from_json
from mekendesh.reporting.charts import draw
from mekendesh.reporting.population import size_estimates
from mekendesh.reporting.population.size_numbers import COLUMNS, protect_sizes
from mekendesh.reporting.population.size_words import FAILS_HIGH, FAILS_LOW, NAMES, RESTS_ON
from mekendesh.reporting.statistics import insist_protected, open_statistics
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.mapping import Mapping
from mekendesh.words import SOURCE, say
from size_examples import ROUND, RUSSIA, SHARE, Cleaned, Counted, said


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9))
def test_no_small_count_changes_a_word_of_the_page(linked):
    """Whatever number under ten is hidden, table and picture are the same."""
    pages = []
    for count in (linked, 5):
        numbers = protect_sizes(RUSSIA, Cleaned((Counted(linked=count),)), BesideLists(share=SHARE))
        pages.append(
            (
                size_estimates.table(RUSSIA, numbers).to_json(),
                size_estimates.picture(RUSSIA, numbers).to_json(),
            )
        )
    assert pages[0] == pages[1]


def test_the_picture_holds_every_number_and_survives_being_kept():
    """One row a number, the data beneath it, and a drawing in three languages."""
    numbers = protect_sizes(RUSSIA, Cleaned(), BesideLists(share=SHARE))
    figure = size_estimates.picture(RUSSIA, numbers)
    assert isinstance(figure, Figure)
    shown = int(numbers["value"].notna().sum())
    assert len(figure.words["rows"]) == shown
    values = [point["value"] for series in figure.marks["points"] for point in series]
    assert sum(value is not None for value in values) == shown
    assert figure.marks["maximum"] > numbers["high"].astype(float).max()
    assert block_from_json(figure.to_json()).to_json() == figure.to_json()
    for language in ("ky", "ru", "en"):
        assert draw(figure, language, is_example=False).startswith("<?xml")


def test_a_combined_number_stands_beneath_its_concept_in_a_series_of_its_own():
    """A reader sees which figures it sums up, and a label is one thing: a concept, or a way."""
    figure = size_estimates.picture(RUSSIA, protect_sizes(RUSSIA, Cleaned(), BesideLists(share=SHARE)))
    labels = [say(label, SOURCE) for label in figure.words["rows"]]
    combined = labels.index("the same, figures combined")
    assert labels[combined - 1] == "citizens on migration registration (2026)"
    assert [say(name, SOURCE) for name in figure.words["series"]] == [
        "published figures", "published figures of one concept, combined", "survey and lists",
    ]  # fmt: skip
    told = [[point["value"] is not None for point in series] for series in figure.marks["points"]]
    assert all(sum(row) == 1 for row in zip(*told, strict=True))
    assert told[1].index(True) == combined


@pytest.mark.parametrize(("bound", "contradicts"), [(27_000, True), (26_000, False), (None, False)])
def test_a_lower_bound_above_the_other_numbers_is_called_a_contradiction(bound, contradicts):
    """28,000 at least beside 12,000 to 15,000 cannot both be right, and the title may not pass over it."""
    rows = [
        ("published", "foreign_born", "2024", 300_000, None, None, "", "", ""),
        ("multiplier", "", "", 20_000, 15_000, 25_000, "", "", ""),
        ("log_linear", "", "", 26_000, 21_000, 30_000, "", "", ""),
        ("chao", "", "", bound, bound, bound, "", "", "" if bound else "few_lists"),
    ]
    numbers = open_statistics(pd.DataFrame(rows, columns=list(COLUMNS)))
    figure = size_estimates.picture(RUSSIA, numbers)
    title = say(figure.title, SOURCE)
    notes = " ".join(say(note, SOURCE) for note in figure.data.notes)
    assert ("20,000 to 26,000 people in the surveyed cities, but 27,000 at least" in title) is contradicts
    assert ("not all they rest on can hold" in notes) is contradicts


def test_an_example_says_that_its_lists_are_simulated():
    """The figures beside them are not."""
    example = replace(RUSSIA, round=Round("example", date(2026, 6, 30), is_example=True))
    notes = [
        " ".join(say(note, SOURCE) for note in size_estimates.table(mapping, protect_sizes(mapping)).notes)
        for mapping in (RUSSIA, example)
    ]
    assert "simulated" not in notes[0]
    assert "simulated" in notes[1]


def test_a_corridor_without_figures_has_a_notice_and_not_a_zero():
    """Japan: no source has a row for it."""
    mapping = Mapping(current_tree(), Corridor("KGZ", "JPN"), ROUND)
    numbers = protect_sizes(mapping)
    assert numbers["value"].isna().all()
    assert isinstance(size_estimates.picture(mapping, numbers), Paragraph)
    assert "not zero" in said(size_estimates.table(mapping, numbers))[0][2]


def test_what_did_not_come_through_the_door_is_refused():
    """A raw table is no statistic."""
    raw = pd.DataFrame(protect_sizes(RUSSIA))
    with pytest.raises(ProtectionError):
        size_estimates.table(RUSSIA, raw)
    with pytest.raises(ProtectionError):
        size_estimates.picture(RUSSIA, raw)


def test_what_goes_out_has_no_raw_column_and_no_name_of_a_list():
    """No standard error, no count, no name from delivery.yml."""
    numbers = protect_sizes(RUSSIA, Cleaned(), BesideLists(share=SHARE))
    insist_protected(numbers)
    assert "CANARY" not in numbers.to_csv() + str(size_estimates.table(RUSSIA, numbers).to_json())


def test_every_method_is_told_with_its_assumption_and_both_directions():
    """In the order of the ways, each in the words of its own ids."""
    cards = said(size_estimates.methods())
    assert [row[0] for row in cards] == [say(NAMES[way.method], SOURCE) for way in METHODS]
    assert [row[1] for row in cards] == [say(RESTS_ON[way.assumption], SOURCE) for way in METHODS]
    assert [row[2] for row in cards] == [say(FAILS_LOW[way.low], SOURCE) for way in METHODS]
    assert [row[3] for row in cards] == [say(FAILS_HIGH[way.high], SOURCE) for way in METHODS]


def test_only_one_number_is_not_told_as_a_range():
    """“From 5 to 5” says nothing."""
    one = open_statistics(
        pd.DataFrame(
            [("published", "foreign_born", "2024", 8890, None, None, "", "", "")], columns=list(COLUMNS)
        )
    )
    assert (
        say(size_estimates.picture(RUSSIA, one).title, SOURCE) == "8,890 people by the only number there is"
    )
