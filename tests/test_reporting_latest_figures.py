"""Which figures are the latest of their concept, and how one is said that is only an end."""

from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.reporting.population.latest_figures import (
    as_published,
    as_said,
    ends,
    of_latest_years,
    people_only,
)
from mekendesh.words import say

FIGURES = pd.DataFrame(
    [
        ("working", 2025, 500_000, "at_least"),
        ("working", 2025, 379_000, ""),
        ("working", 2022, 1_063_000, ""),
        ("staying", 2019, 45_000, "at_most"),
        ("registration_events", 2023, 1_200_691, ""),
    ],
    columns=["concept", "year", "persons", "bound"],
)


def test_a_figure_that_its_concept_has_outlived_is_no_latest_one():
    """1,063,000 at work in 2022 was followed by 2025; both figures of 2025 stay, and the only one of its concept."""
    kept = of_latest_years(people_only(FIGURES))
    assert kept["persons"].tolist() == [500_000, 379_000, 45_000]
    assert of_latest_years(FIGURES.iloc[:0]).empty


def test_the_ends_are_whole_rows():
    """The number goes with its year and with what its source said of it."""
    low, high = ends(of_latest_years(people_only(FIGURES)))
    assert (low["persons"], low["year"], say(as_said(low), "en")) == (45_000, 2019, "up to 45,000")
    assert (high["persons"], high["year"], say(as_said(high), "en")) == (500_000, 2025, "500,000 or more")


@pytest.mark.parametrize(
    ("bound", "words"), [("", "500,000"), ("at_least", "500,000 or more"), ("at_most", "up to 500,000")]
)
def test_more_than_and_up_to_are_said_and_not_printed_as_the_number_itself(bound, words):
    """“More than half a million” is not half a million."""
    assert say(as_published(500_000, bound), "en") == words
