"""Intervals of ranks: what is told apart, what is not, and how often all of them hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.judgement.rank_intervals import panel_rank_intervals, rank_intervals

ITEMS = list("abcd")


def drawn(values: list[float], spread: float, seed: int = 1, replicates: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.normal(values, spread, (replicates, len(values))), columns=ITEMS[: len(values)])


def ends(table: pd.DataFrame) -> dict[str, tuple[int, int, int]]:
    return {row.item: (row.rank, row.first, row.last) for row in table.itertuples()}


def test_items_far_apart_have_one_rank_each():
    """Differences of a hundred standard deviations leave nothing open."""
    values = [4.0, 3.0, 2.0, 1.0]
    table = rank_intervals(pd.Series(values, ITEMS), drawn(values, 0.01))
    assert ends(table) == {"a": (1, 1, 1), "b": (2, 2, 2), "c": (3, 3, 3), "d": (4, 4, 4)}


def test_items_that_cannot_be_told_apart_share_an_interval():
    """Two close ones between a clear first and a clear last: both may stand second or third."""
    values = [10.0, 5.02, 5.0, 0.0]
    table = rank_intervals(pd.Series(values, ITEMS), drawn(values, 0.3))
    assert ends(table) == {"a": (1, 1, 1), "b": (2, 2, 3), "c": (3, 2, 3), "d": (4, 4, 4)}


def test_a_difference_without_spread_is_not_taken_for_certain():
    """Replicates that never vary say nothing of an error; equal values share the better rank."""
    table = rank_intervals(
        pd.Series([2.0, 1.0, 1.0], list("abc")), pd.DataFrame([[2.0, 1.0, 1.0]] * 50, columns=list("abc"))
    )
    assert ends(table) == {"a": (1, 1, 3), "b": (2, 1, 3), "c": (2, 1, 3)}


def test_all_intervals_hold_together_as_often_as_promised():
    """95 of 100 lists have every true rank in its interval; with four items and two nearly equal it is met."""
    truth = np.array([0.5, 0.3, 0.29, 0.1])
    rng = np.random.default_rng(20141226)
    held = 0
    for _ in range(300):
        seen = rng.normal(truth, 0.06)
        table = rank_intervals(
            pd.Series(seen, ITEMS), pd.DataFrame(rng.normal(seen, 0.06, (200, 4)), columns=ITEMS)
        )
        found = table.set_index("item").loc[ITEMS]
        held += ((found["first"] <= [1, 2, 3, 4]) & (found["last"] >= [1, 2, 3, 4])).all()
    assert held >= 0.95 * 300 - 2 * np.sqrt(300 * 0.95 * 0.05)


def test_missing_values_and_draws_are_refused():
    """A rank among what is not known is no rank."""
    with pytest.raises(EstimationError, match="has no value"):
        rank_intervals(
            pd.Series([1.0, np.nan], list("ab")), pd.DataFrame([[1, 2], [1, 2]], columns=list("ab"))
        )
    with pytest.raises(EstimationError, match="has no value"):
        rank_intervals(pd.Series([1.0, 2.0], list("ab")), pd.DataFrame({"a": [1.0, 2.0]}))
    with pytest.raises(EstimationError, match="fewer than 2"):
        rank_intervals(pd.Series([1.0], ["a"]), pd.DataFrame({"a": [1.0]}))


def test_eight_unanimous_members_tell_a_pair_of_three_items_apart_and_six_do_not():
    """Two-sided sign test: 2·2⁻⁸ = .0078 ≤ .05/3, but 2·2⁻⁶ = .031 is not."""
    ballot = {"a": 9, "b": 5, "c": 1}
    assert ends(panel_rank_intervals(pd.DataFrame([ballot] * 8))) == {
        "a": (1, 1, 1),
        "b": (2, 2, 2),
        "c": (3, 3, 3),
    }
    assert set(ends(panel_rank_intervals(pd.DataFrame([ballot] * 6))).values()) == {
        (1, 1, 3),
        (2, 1, 3),
        (3, 1, 3),
    }


def test_ties_and_missing_marks_count_for_neither_side():
    """Members who give equal marks, or none, say nothing of the pair; who rated all is counted."""
    marks = pd.DataFrame({"a": [9.0] * 8 + [5, 5, 7], "b": [1.0] * 8 + [5, 5, np.nan]})
    table = panel_rank_intervals(marks)
    assert ends(table) == {"a": (1, 1, 1), "b": (2, 2, 2)}
    assert table["members"].tolist() == [10, 10]


def test_an_interval_always_holds_its_rank():
    """The majority of pairs puts a before b (40 to 5), the mean of ranks b before a: the interval is widened."""
    others = list("cdefghij")
    marks = pd.DataFrame(
        [{"a": 9, "b": 8} | dict.fromkeys(others, 1)] * 40
        + [{"a": 1, "b": 9} | {item: 2 + n % 6 for n, item in enumerate(others)}] * 5
    )
    found = ends(panel_rank_intervals(marks))
    assert found["b"] == (1, 1, 2)
    assert found["a"] == (2, 1, 2)


def test_a_panel_in_which_nobody_rated_everything_is_refused():
    """There is no mean rank over different items."""
    with pytest.raises(EstimationError, match="Nobody on the panel"):
        panel_rank_intervals(pd.DataFrame({"a": [1, None], "b": [None, 2]}))
