"""What a panel thinks, and what of it may be shown: literal values worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.files import Tree, write_text_table
from mekendesh.judgement.panel import (
    hidden_strata,
    judge_panel,
    proposal_medians,
    read_panel,
    readiness_medians,
    shown_raters,
)
from mekendesh.structure.roundtable import RATING_COLUMNS, STRATA


def ratings(what: str, name: str, moment: str, **by_stratum: list[int]) -> pd.DataFrame:
    """Participants are numbered within their stratum: the same place is the same person."""
    rows = [
        (f"{stratum[0]}{place}", stratum, what, name, moment, str(value))
        for stratum, values in by_stratum.items()
        for place, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=RATING_COLUMNS, dtype="str")


def judge(*tables: pd.DataFrame):
    return judge_panel(pd.concat(tables, ignore_index=True), rng_seed=1)


def test_the_published_example_comes_out_of_the_panel_too():
    """15 ratings 4, 5, 6, 7×5, 8×5, 9×2: median 7, no disagreement (METHODS 5); P30 and P70 at places 5.2 and 10.8."""
    row = judge(
        ratings("importance", "p", "after", state=[4, 5, 6, 7, 7], experts=[7, 7, 7, 8, 8], diaspora=[8, 8, 8, 9, 9])
    ).results.iloc[0]  # fmt: skip
    assert (row["median"], row["p30"], row["p70"], row["disagrees"], row["thirds"]) == (
        7,
        7,
        8,
        False,
        "agreement",
    )
    assert (row["raters"], row["rule"], row["flag"]) == (15, "published_14_16", "")


def test_readiness_has_the_share_near_its_median_in_tenths():
    """0, 1, 1, 1, 1, 4: median 1, five of six within one point, told as 0.8."""
    row = judge(ratings("readiness", "i", "after", state=[0, 1, 1, 1, 1, 4])).results.iloc[0]
    assert (row["median"], row["near"], row["raters"]) == (1, 0.8, 5)
    assert pd.isna(row["disagrees"])


@pytest.mark.parametrize(("count", "flag"), [(1, "c"), (4, "c"), (5, "")])
def test_fewer_than_five_raters_are_never_shown(count, flag):
    """Four ratings give no median, no spread, no count and no verdict."""
    row = judge(ratings("importance", "p", "before", state=[7] * count)).results.iloc[0]
    assert row["flag"] == flag
    numbers = ["median", "p30", "p70", "near", "before", "after", "shift"]
    if flag:
        assert row[numbers].isna().all()
        assert (row["raters"], row["thirds"], row["rule"]) == (0, "", "")
        assert pd.isna(row["disagrees"])
    else:
        assert row["median"] == 7


def test_the_later_rating_counts_unless_fewer_than_five_gave_it():
    """After the evidence is the result; four who stayed for it are no panel."""
    before = ratings("importance", "p", "before", state=[3, 3, 3, 3, 3])
    stayed = judge(before, ratings("importance", "p", "after", state=[5, 5, 5, 5, 5])).results.iloc[0]
    left = judge(before, ratings("importance", "p", "after", state=[5, 5, 5, 5])).results.iloc[0]
    assert (stayed["moment"], stayed["median"], stayed["shift"]) == ("after", 5, 2)
    assert (left["moment"], left["median"]) == ("before", 3)
    assert np.isnan(left["shift"])
    assert np.isnan(left["after"])


def test_a_gap_lies_between_the_highest_and_the_lowest_stratum_shown():
    """State 8, experts 6, diaspora 3: five points between state and diaspora."""
    panel = judge(ratings("feasibility", "p", "after", state=[8] * 5, experts=[6] * 5, diaspora=[3] * 5))
    assert panel.gaps.to_numpy().tolist() == [["feasibility", "p", 5.0, "state", "diaspora"]]


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"state": 7, "experts": 6, "diaspora": 6, "international": 5}, set()),
        ({"state": 7, "experts": 6, "diaspora": 6, "international": 4}, {"international", "diaspora"}),
        ({"state": 7, "experts": 6, "diaspora": 3, "international": 2}, {"diaspora", "international"}),
        ({"state": 7, "experts": 6, "diaspora": 3, "international": 1}, {"diaspora", "international", "experts"}),
        ({"state": 7, "experts": 0, "diaspora": 0, "international": 4}, {"state", "international"}),
        ({"state": 9, "experts": 0, "diaspora": 0, "international": 0}, set()),
    ],
)  # fmt: skip
def test_a_small_stratum_takes_the_smallest_of_the_others_with_it(counts, hidden):
    """Total less what is shown must be five raters or nobody."""
    assert hidden_strata(pd.Series(counts)) == hidden


@given(st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_what_is_hidden_together_holds_five_raters_or_none(counts):
    """The law behind the rule, for every panel; and nothing is hidden without need."""
    raters = pd.Series(counts, index=list(STRATA))
    hidden = hidden_strata(raters)
    together = int(raters[list(hidden)].sum())
    everyone = int(raters.sum())
    assert together == 0 or together >= 5 or (together == everyone < 5)
    assert all(raters[name] >= 5 for name in raters.index if name not in hidden and raters[name] > 0)
    if not any(0 < count < 5 for count in counts):
        assert hidden == set()


def test_a_hidden_stratum_has_neither_median_nor_count_nor_gap():
    """Four from abroad: their median, and that of the next smallest, stay in the room."""
    panel = judge(
        ratings("importance", "p", "after", state=[8] * 7, experts=[6] * 6, diaspora=[3] * 6, international=[1] * 4)
    )  # fmt: skip
    table = panel.strata.set_index("stratum")
    assert table["flag"].to_dict() == {"state": "", "international": "c", "experts": "", "diaspora": "c"}
    assert table.loc[["international", "diaspora"], "raters"].tolist() == [0, 0]
    assert table.loc[["international", "diaspora"], "median"].isna().all()
    assert panel.gaps["gap"].tolist() == [2.0]


def test_raters_are_counted_in_steps_of_five():
    """A difference of two counts must not be one person."""
    assert [shown_raters(count) for count in (4, 5, 9, 10, 24)] == [0, 5, 5, 10, 20]


def test_medians_and_percentiles_stand_on_half_points():
    """P30 of five ratings 1, 2, 4, 8, 9 lies at place 2.2, 2.4: finer than that it would tell the ratings."""
    row = judge(ratings("importance", "p", "after", state=[1, 2, 4, 8, 9])).results.iloc[0]
    assert (row["p30"], row["median"], row["p70"]) == (2.5, 4, 7)


def test_kendalls_w_is_that_of_the_members_who_rated_all():
    """Five members who put three proposals in one order: W = 1. A sixth who left one out is not counted."""
    tables = [
        ratings("importance", name, "after", state=[value] * 5, experts=extra)
        for name, value, extra in (("a", 9, [1]), ("b", 5, [5]), ("c", 2, []))
    ]
    row = judge(*tables).concordance.set_index("what").loc["importance"]
    assert (row["w"], row["raters"], row["subjects"], row["flag"]) == (1.0, 5, 3, "")


def test_w_is_hidden_of_four_complete_members_and_has_no_value_where_all_rated_alike():
    """Two ways of having no W, told apart."""
    few = judge(
        ratings("importance", "a", "after", state=[1, 2, 3, 4, 5]),
        ratings("importance", "b", "after", state=[1, 2, 3, 4]),
    )
    alike = judge(
        ratings("importance", "a", "after", state=[5] * 5), ratings("importance", "b", "after", state=[5] * 5)
    )
    assert few.concordance.set_index("what").at["importance", "flag"] == "c"
    assert alike.concordance.set_index("what").at["importance", "flag"] == "na"


def test_the_order_of_rows_changes_nothing():
    """Same ratings, same tables."""
    table = pd.concat(
        [
            ratings("importance", name, "after", state=[1, 5, 9, 4, 6], diaspora=[3, 3, 8, 2, 1])
            for name in "abc"
        ]
    )
    one, other = (judge_panel(each, rng_seed=3) for each in (table, table.iloc[::-1]))
    for name in ("results", "strata", "gaps", "concordance"):
        assert getattr(one, name).equals(getattr(other, name))


def test_no_table_names_a_participant():
    """Never a person's rating: there is not even a column for one."""
    panel = judge(ratings("importance", "p", "after", state=[1, 5, 9, 4, 6]))
    for table in (panel.results, panel.strata, panel.gaps, panel.concordance):
        assert not {"participant", "rating", "name", "minimum", "maximum"} & set(table.columns)


@pytest.mark.parametrize("bad", ["10", "0", "2.5", "x", ""])
def test_a_rating_off_its_scale_is_refused(bad):
    """The file may have been edited by hand after the import."""
    table = ratings("importance", "p", "after", state=[1, 2, 3, 4, 5])
    table.loc[0, "rating"] = bad
    with pytest.raises(EstimationError, match="not a whole number on its scale"):
        judge_panel(table, rng_seed=1)


def test_a_participant_twice_is_refused():
    """A second vote is none."""
    table = ratings("importance", "p", "after", state=[1, 2, 3, 4, 5])
    with pytest.raises(EstimationError, match="rated the same thing twice"):
        judge(table, table.head(1))


def test_medians_are_handed_on_as_other_rooms_expect_them():
    """item or proposal, median, n, flag; a hidden one has no median, and at least one rater."""
    panel = judge(
        ratings("readiness", "portal", "after", state=[1, 2, 2, 3, 3]),
        ratings("readiness", "forum", "after", state=[4, 4]),
        ratings("feasibility", "run_portal", "before", state=[6, 6, 7, 8, 9]),
    )
    medians = readiness_medians(panel)
    assert list(medians.columns) == ["item", "median", "n", "flag"]
    assert medians.fillna(-1).to_numpy().tolist() == [["forum", -1, 1, "c"], ["portal", 2.0, 5, ""]]
    assert proposal_medians(panel, "feasibility").to_numpy().tolist() == [["run_portal", 7.0, 5, ""]]


def test_before_a_round_table_there_is_no_panel(tmp_path):
    """The normal first state, not an error."""
    tree = Tree(tmp_path)
    assert read_panel(tree, "KGZ", "2027-1", rng_seed=1) is None
    write_text_table(
        tree.roundtable("KGZ/2027-1") / "ratings.csv",
        ratings("importance", "p", "after", state=[1, 2, 3, 4, 5]),
    )
    assert read_panel(tree, "KGZ", "2027-1", rng_seed=1).results["median"].tolist() == [3]
