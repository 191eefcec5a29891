"""Who stands on which list: one table of combinations, or a refusal."""

from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.histories import count_histories


@pytest.mark.parametrize(
    ("rows", "counts", "words"),
    [
        ([[1], [1]], None, "1 lists"),
        ([[1] * 6], None, "6 lists"),
        ([[1, None], [1, 1]], None, "missing or is neither"),
        ([[1, 2], [1, 1]], None, "missing or is neither"),
        ([[1, 1], [0, 0]], None, "Row 2 stands on no list"),
        ([[1, 1], [1, 0]], [1], "whole numbers"),
        ([[1, 1], [1, 0]], [1, -1], "whole numbers"),
        ([[1, 1], [1, 0]], [1, 0.5], "whole numbers"),
        ([[1, 0], [0, 1]], None, "List 1 is empty or shares nobody"),
        ([[1, 1, 0], [1, 0, 0], [0, 0, 1]], None, "List 3 is empty or shares nobody"),
    ],
)
def test_lists_that_say_nothing_are_refused(rows, counts, words):
    """By number and never by name: what a list is called may name a person."""
    with pytest.raises(EstimationError, match=words):
        count_histories(pd.DataFrame(rows), counts)


def test_people_and_their_counts_are_one_table():
    """A row a person, or a row a combination, in any order."""
    people = pd.DataFrame({"a": [1, 0, 1, 1], "b": [1, 1, 1, 0]}).astype("boolean")
    grouped = pd.DataFrame({"a": [0, 1, 1], "b": [1, 1, 0]})
    assert count_histories(people).counts.tolist() == [2, 1, 1]
    assert count_histories(grouped, [1, 2, 1]).counts.tolist() == [2, 1, 1]
    assert count_histories(people).on_both(0, 1) == count_histories(people).on_so_many(2) == 2
