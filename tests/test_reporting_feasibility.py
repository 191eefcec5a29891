"""Feasibility by the round table: a median where it may be shown, else the reason, and never a person's rating."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.reporting.recommendations.feasibility import COLUMN, NOT_RATED, feasibilities, feasibility
from mekendesh.words import say

HEADER = "participant,stratum,what,id,moment,rating\n"


def ratings(tree, *rows: str) -> None:
    folder = tree.roundtable("KGZ/2027-1")
    folder.mkdir(parents=True)
    (folder / "ratings.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def rated(what: str, name: str, *values: int, moment="after") -> list[str]:
    return [f"P{n:02d},state,{what},{name},{moment},{value}" for n, value in enumerate(values, start=1)]


def told(tree) -> dict[str, str]:
    medians = feasibilities(tree, "KGZ", "2027-1", rng_seed=1)
    return {name: say(feasibility(medians, name), "en") for name in ("portal", "desk", "voting", "unheard")}


def test_before_a_round_table_there_is_no_feasibility(tree):
    """No column of codes stands where nobody was asked."""
    assert feasibilities(tree, "KGZ", "2027-1", rng_seed=1) is None


def test_five_raters_give_a_median_four_a_code_and_none_a_word(tree):
    """By hand: of 3, 6, 7, 8, 9 the median is 7, and of 1, 1, 9, 9, 9, 9 it is 9; four people are too few to show."""
    ratings(
        tree,
        *rated("feasibility", "portal", 3, 6, 7, 8, 9),
        *rated("feasibility", "desk", 1, 1, 9, 9, 9, 9),
        *rated("feasibility", "voting", 3, 6, 7, 8),
    )
    assert told(tree) == {"portal": "7.0", "desk": "9.0", "voting": "[c]", "unheard": "no rating"}


def test_importance_is_never_taken_for_feasibility(tree):
    """What matters most may be what can be done least."""
    ratings(
        tree,
        *rated("importance", "portal", 9, 9, 9, 9, 9),
        *rated("feasibility", "portal", 1, 1, 1, 1, 2),
        *rated("importance", "desk", 9, 9, 9, 9, 9),
    )
    assert told(tree)["portal"] == "1.0"
    assert told(tree)["desk"] == "no rating"


@pytest.mark.parametrize(
    ("median", "flag", "expected"),
    [(7.0, "", "7.0"), (np.nan, "", "[c]"), (np.nan, "x", "[x]"), (7.0, "c", "[c]")],
)
def test_a_flag_wins_over_a_number_and_a_missing_number_is_a_hidden_one(median, flag, expected):
    """Never a NaN on a page, and never a number that somebody marked as hidden."""
    medians = pd.DataFrame({"median": [median], "flag": [flag]}, index=["portal"])
    assert say(feasibility(medians, "portal"), "en") == expected


def test_the_column_says_whose_median_it_is_and_on_which_scale():
    """A 7 of nine by a panel is no score of the state."""
    assert COLUMN.numeric
    assert say(COLUMN.label, "en").endswith("Median of the round table, 1 to 9")
    assert say(NOT_RATED, "en") == "no rating"
