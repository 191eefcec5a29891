"""The numbers beside a ranked proposal: a cell for each column, and one code for whatever is hidden."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from mekendesh.reporting.recommendations.proposal_numbers import (
    is_contested,
    number_columns,
    numbers,
    score_of,
)
from mekendesh.words import say

ROW = pd.Series(
    {
        "share": 0.26, "share_low": 0.16, "share_high": 0.35, "digits": 0, "flag": "",
        "people": 86_000.0, "people_low": 53_000.0, "people_high": 117_000.0,
        "score": 1.0, "score_low": 1 / 3, "score_high": 3.0,
        "priority": 0.2, "priority_low": 0.1, "priority_high": 0.3,
        "rank_low": 1, "rank_high": 6, "p_top_five": 0.92, "rank_without_survey": 3,
    }
)  # fmt: skip
MISSING = [
    name
    for name in ROW.index
    if name.startswith(("share", "people", "priority", "rank_low", "rank_high", "p_"))
]
HIDDEN = pd.Series(ROW.to_dict() | dict.fromkeys(MISSING, float("nan")) | {"flag": "c"})


def told(row: pd.Series, surveyed: bool, contested: bool) -> dict[str, str]:
    keys = [column.key for column in number_columns(surveyed, contested)]
    return dict(zip(keys, (say(cell, "en") for cell in numbers(row, surveyed, contested)), strict=True))


@pytest.mark.parametrize(("surveyed", "contested"), list(product([True, False], repeat=2)))
def test_there_is_a_cell_for_each_column_and_each_column_holds_numbers(surveyed, contested):
    """A cell more or less would put every number under another's name."""
    columns = number_columns(surveyed, contested)
    assert len(numbers(ROW, surveyed, contested)) == len(columns)
    assert all(column.numeric for column in columns)
    assert len({column.key for column in columns}) == len(columns)


def test_every_number_stands_under_its_own_name_with_its_range():
    """By hand from the row."""
    assert told(ROW, surveyed=True, contested=True) == {
        "share": "26% (16–35%)",
        "people": "86,000 (53,000–117,000)",
        "score": "1.0 (0.3–3.0)",
        "priority": "20% (10–30%)",
        "places": "1 to 6",
        "top_five": "92%",
        "without": "3",
    }


def test_before_a_survey_only_the_state_s_score_and_the_places_are_told():
    """No number of people is spoken of where nobody was asked, contested or not."""
    for contested in (True, False):
        assert told(ROW, surveyed=False, contested=contested) == {
            "score": "1.0 (0.3–3.0)",
            "places": "1 to 6",
        }


def test_a_chance_is_left_out_where_it_would_be_one_for_everybody():
    """With five proposals or fewer all are among the first five."""
    assert "top_five" not in told(ROW, surveyed=True, contested=False)
    ranks = pd.array([1, 2, 3, 4, 5, None], dtype="Int64")
    assert not is_contested(pd.DataFrame({"rank": ranks}))
    assert is_contested(pd.DataFrame({"rank": pd.array(range(1, 7), dtype="Int64")}))


def test_a_hidden_row_shows_its_code_for_every_number_of_the_survey_and_keeps_the_state_s():
    """The score is no one's answer; the order without the survey neither."""
    said = told(HIDDEN, surveyed=True, contested=True)
    assert {said[name] for name in ("share", "people", "priority", "places", "top_five")} == {"[c]"}
    assert (said["score"], said["without"]) == ("1.0 (0.3–3.0)", "3")


def test_a_score_keeps_the_bounds_that_unknown_items_leave():
    """In every language one decimal, and the range in the same cell as the number."""
    assert [say(score_of(ROW), language) for language in ("ky", "ru", "en")] == [
        "1,0 (0,3–3,0)",
        "1,0 (0,3–3,0)",
        "1.0 (0.3–3.0)",
    ]
