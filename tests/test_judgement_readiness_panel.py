from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.judgement.readiness_panel import beside_the_panel

NAN = float("nan")
ITEMS = pd.DataFrame(
    [
        ("portal", "trust", 2.0, 2.0, 3.0),
        ("forum", "trust", 2.0, 2.0, 2.0),
        ("desk", "economy", NAN, 0.0, 4.0),
        ("lead", "institutions", 3.0, 3.0, 3.0),
    ],
    columns=["item", "domain", "score", "low", "high"],
)


def panel(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item", "median", "n", "flag"])


def read(*rows: tuple) -> pd.DataFrame:
    return beside_the_panel(ITEMS, panel(*rows)).set_index("item")


def test_a_median_is_set_beside_the_bounds_and_changes_no_score():
    """The evidence's score stays as it is, whatever the panel says."""
    table = read(("portal", 3.0, 9, ""), ("forum", 3.5, 9, ""), ("lead", 1.0, 9, ""), ("desk", 4.0, 9, ""))
    assert table["reading"].to_dict() == {
        "portal": "within", "forum": "panel_higher", "desk": "panel_alone", "lead": "panel_lower",
    }  # fmt: skip
    pd.testing.assert_frame_equal(table.reset_index()[list(ITEMS.columns)], ITEMS)


def test_a_median_of_fewer_than_five_raters_is_hidden_and_so_is_the_number_of_raters():
    """A panel is small and known."""
    table = read(("portal", 3.0, 4, ""), ("forum", 3.0, 5, ""))
    assert pd.isna(table.at["portal", "median"])
    assert (table.at["portal", "flag"], table.at["portal", "reading"]) == ("c", "not_shown")
    assert table.at["forum", "median"] == 3.0
    assert "n" not in table.columns


def test_what_the_round_table_hides_stays_hidden_here():
    """A flag wins over a number that was left beside it."""
    table = read(("portal", 3.0, 20, "x"))
    assert pd.isna(table.at["portal", "median"])
    assert (table.at["portal", "flag"], table.at["portal", "reading"]) == ("x", "not_shown")


@pytest.mark.parametrize("n", [0, NAN])
def test_a_flag_without_a_count_is_hidden_and_not_unrated(n):
    """The round table tells nothing of an item that too few rated, not even how many."""
    table = read(("portal", NAN, n, "c"))
    assert (table.at["portal", "flag"], table.at["portal", "reading"]) == ("c", "not_shown")
    assert table.at["forum", "reading"] == "not_rated"


def test_an_item_nobody_rated_says_so_and_is_not_zero():
    """No rating is not a rating of 0, and not a hidden one."""
    table = read(("portal", NAN, 0, ""))
    assert table["reading"].unique().tolist() == ["not_rated"]
    assert table["median"].isna().all()
    assert table["flag"].eq("").all()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("fora", 1.0, 9, "")], "fora"),
        ([("forum", 1.0, 9, ""), ("forum", 2.0, 9, "")], "forum"),
        ([("forum", 9.0, 9, "")], "not on the scale from 0 to 4"),
        ([("forum", -1.0, 9, "")], "not on the scale from 0 to 4"),
    ],
)
def test_a_table_that_is_not_the_panel_s_is_refused(rows, told):
    """An item that is none, one twice, and importance rated 1–9 handed in for readiness."""
    with pytest.raises(EstimationError, match=told):
        read(*rows)


def test_a_table_without_its_columns_is_refused_by_their_names():
    """The mend is told, not a KeyError."""
    with pytest.raises(EstimationError, match="lack the column\\(s\\) n, flag"):
        beside_the_panel(ITEMS, panel(("forum", 1.0, 9, ""))[["item", "median"]])
