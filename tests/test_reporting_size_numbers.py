"""Every number of people for a corridor, protected: what is computed, what is hidden, what says why it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import pytest

from mekendesh.estimation.population.beside_lists import BesideLists
from mekendesh.estimation.population.histories import count_histories
from mekendesh.estimation.population.size_methods import METHODS
from mekendesh.reporting.population import size_estimates
from mekendesh.reporting.population.lists import protect_overlaps
from mekendesh.reporting.population.size_numbers import COLUMNS, protect_sizes
from mekendesh.reporting.population.size_words import STATES
from mekendesh.reporting.statistics import open_statistics
from mekendesh.words import say
from size_examples import RUSSIA, SHARE, SURVEYED, Cleaned, Counted, by_method, said, three_lists


def test_before_the_fieldwork_published_figures_stand_and_the_rest_says_what_it_needs():
    """The round table comes first: every method has a row, none is silently absent."""
    numbers = protect_sizes(RUSSIA)
    assert tuple(numbers.columns) == COLUMNS
    assert set(numbers["method"]) == {way.method for way in METHODS}
    known = by_method(numbers)
    assert (known.loc[[*SURVEYED, "log_linear", "chao"], "state"] == "no_survey").all()
    assert known.loc[[*SURVEYED, "log_linear", "chao"], "value"].isna().all()
    published = known.loc["published"]
    assert published["value"].notna().all()
    assert published["concept"].is_unique
    assert "registration_events" not in set(published["concept"])


def test_a_published_range_is_of_one_concept_and_year():
    """Labour migrants in 2023: 587,000 in January, 408,000 in July; 616,000 of 2017 stand apart."""
    published = protect_sizes(RUSSIA).query("method == 'published'").set_index("concept")
    labour = published.loc["labour_migrants"]
    assert (labour["value"], labour["low"], labour["high"]) == (408_000, 408_000, 587_000)
    assert pd.isna(published.loc["foreign_born", "low"])
    rows = said(size_estimates.table(RUSSIA, protect_sizes(RUSSIA)))
    assert [
        "published figure, 2024",
        "people born in the origin country and living abroad",
        "333,664",
    ] in rows


def test_no_interval_ends_at_a_number_that_its_source_calls_more_than():
    """Citizens at work in 2025: 379,000 by the ministry, “more than half a million” by a press secretary: open above."""
    numbers = protect_sizes(RUSSIA)
    working = numbers.query("concept == 'citizens_working'").iloc[0]
    assert (working["value"], working["low"], working["bound"]) == (500_000, 379_000, "at_least")
    assert pd.isna(working["high"])
    rows = said(size_estimates.table(RUSSIA, numbers))
    assert ["published figure, 2025", "citizens working abroad", "500,000 or more (from 379,000)"] in rows
    assert not any("379,000–500,000" in cell for row in rows for cell in row)


@pytest.mark.parametrize(
    ("low", "high", "bound", "told"),
    [
        (None, None, "at_most", "up to 45,000"),
        (None, 60_000, "at_most", "up to 45,000 (up to 60,000)"),
        (30_000, 45_000, "at_most", "up to 45,000 (from 30,000 to 45,000)"),
        (30_000, None, "", "45,000 (from 30,000)"),
        (30_000, 60_000, "", "45,000 (30,000–60,000)"),
    ],
)
def test_an_open_end_is_said_and_drawn_to_the_edge(low, high, bound, told):
    """What is not known has no end on the scale either, and what is known keeps its own."""
    row = ("published", "citizens_staying", "2019", 45_000, low, high, bound, "", "")
    other = ("published", "foreign_born", "2024", 20_000, None, None, "", "", "")
    numbers = open_statistics(pd.DataFrame([row, other], columns=list(COLUMNS)))
    assert said(size_estimates.table(RUSSIA, numbers))[0][2] == told
    figure = size_estimates.picture(RUSSIA, numbers)
    mark = figure.marks["points"][0][0]
    if (low, high, bound) == (30_000, 60_000, ""):
        assert (mark["low"], mark["high"]) == (30_000, 60_000)
        assert "edge" not in say(figure.subtitle, "en")
        return
    edges = figure.marks["minimum"], figure.marks["maximum"]
    assert mark["low"] == (edges[0] if low is None else low)
    assert mark["high"] == (high or (edges[1] if bound == "" else 45_000))
    assert "a range without an end runs to the edge" in say(figure.subtitle, "en")


@dataclass(frozen=True)
class Accounted(Cleaned):
    counts: Mapping[str, int] = field(default_factory=lambda: {"kept": 10_000})


def test_a_register_gives_three_numbers_and_the_same_chapman_as_beside_the_list():
    """Two digits, ranges outwards, and one number in both reports."""
    known = by_method(protect_sizes(RUSSIA, Cleaned(), BesideLists(share=SHARE)))
    assert known.loc[list(SURVEYED), "value"].notna().all()
    beside = protect_overlaps(RUSSIA, Accounted()).iloc[0]
    assert known.loc["chapman_linked", ["value", "low", "high"]].tolist() == (
        beside[["people", "people_low", "people_high"]].tolist()
    )
    # 6,012 / (0.2 · 0.962 / 0.854) = 26,685
    assert known.loc["weighted_multiplier", "value"] == 27_000
    assert known.loc["weighted_multiplier", "low"] <= 6012 / 0.25 / (0.962 / 0.854)


@pytest.mark.parametrize(("linked", "hidden"), [(9, True), (10, False), (336, False), (337, True), (0, True)])
def test_few_people_on_the_register_or_off_it_hide_all_three(linked, hidden):
    """Any of them would give the count away."""
    numbers = protect_sizes(RUSSIA, Cleaned((Counted(linked=linked),)), BesideLists(share=SHARE))
    known = by_method(numbers).loc[list(SURVEYED)]
    assert (known["flag"] == "c").tolist() == [hidden] * 3
    assert known["value"].isna().tolist() == [hidden] * 3
    if hidden:
        rows = said(size_estimates.table(RUSSIA, numbers))
        assert [row[2] for row in rows if row[1].startswith("people in the surveyed")][:3] == ["[c]"] * 3


def test_a_method_without_its_data_says_which_are_missing():
    """No register, no share, fewer than three lists."""
    states = {
        "no_register": by_method(protect_sizes(RUSSIA, Cleaned((Counted(kind="association"),)))).loc[
            "multiplier"
        ],
        "no_share": by_method(protect_sizes(RUSSIA, Cleaned())).loc["weighted_multiplier"],
        "few_lists": by_method(protect_sizes(RUSSIA, Cleaned())).loc["chao"],
    }
    for state, row in states.items():
        assert row["state"] == state
        assert pd.isna(row["value"])
    assert set(states) < set(STATES)


def test_three_lists_give_models_and_a_bound_of_two_digits():
    """n111 … n001 by hand: 20, 30, 40, 100, 50, 150, 200."""
    known = by_method(
        protect_sizes(RUSSIA, Cleaned(), BesideLists(histories=three_lists(20, 30, 40, 100, 50, 150, 200)))
    )
    for method in ("log_linear", "chao"):
        row = known.loc[method]
        assert row["low"] <= row["value"] <= row["high"]
        assert row["value"] % 100 == 0
    # 590 + 2/3 · 450²/(2·120) = 1,152.5
    assert known.loc["chao", ["value", "flag"]].tolist() == [1200, ""]


@pytest.mark.parametrize("counts", [(2, 3, 40, 100, 50, 150, 200), (0, 9, 40, 100, 50, 150, 200)])
def test_few_people_on_two_lists_hide_what_rests_on_them(counts):
    """An overlap of fewer than ten is a small cell, whatever model was fitted to it."""
    known = by_method(protect_sizes(RUSSIA, Cleaned(), BesideLists(histories=three_lists(*counts))))
    assert known.loc[["log_linear", "chao"], "flag"].tolist() == ["c", "c"]
    assert known.loc[["log_linear", "chao"], "value"].isna().all()


def test_two_lists_are_no_three():
    """Two cannot show whether they depend on each other."""
    two = count_histories(pd.DataFrame([[1, 1], [1, 0], [0, 1]]), [50, 100, 100])
    assert (
        by_method(protect_sizes(RUSSIA, Cleaned(), BesideLists(histories=two))).loc[
            ["log_linear", "chao"], "state"
        ]
        == "few_lists"
    ).all()


def test_of_several_registers_the_longest_speaks():
    """One row a method, so that the page has no two numbers of one name."""
    both = protect_sizes(RUSSIA, Cleaned((Counted(persons=3000), Counted(persons=6012))))
    assert both.equals(protect_sizes(RUSSIA, Cleaned((Counted(persons=6012), Counted(persons=3000)))))
    assert (
        by_method(both).loc["multiplier", "value"]
        == by_method(protect_sizes(RUSSIA, Cleaned())).loc["multiplier", "value"]
    )


def test_the_same_input_gives_the_same_bytes():
    """What is drawn is drawn from the corridor's own numbers."""
    first, second = (protect_sizes(RUSSIA, Cleaned(), BesideLists(share=SHARE)) for _ in range(2))
    assert first.to_csv() == second.to_csv()


def test_a_log_linear_number_is_hidden_where_any_combination_of_lists_is_small():
    """It is computed from all of them: with three lists and its range, nine people could be solved for."""
    shown = by_method(
        protect_sizes(RUSSIA, Cleaned(), BesideLists(histories=three_lists(10, 30, 40, 100, 50, 150, 200)))
    )
    small = by_method(
        protect_sizes(RUSSIA, Cleaned(), BesideLists(histories=three_lists(9, 31, 40, 100, 50, 150, 200)))
    )
    assert shown.loc["log_linear", "flag"] == ""
    assert small.loc["log_linear", "flag"] == "c"
    assert pd.isna(small.loc["log_linear", "value"])
    assert small.loc["chao", "flag"] == ""
