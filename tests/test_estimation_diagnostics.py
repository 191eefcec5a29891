"""How recruitment went, in numbers that can be counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from estimation_tables import recruited
from mekendesh.errors import EstimationError
from mekendesh.estimation.chains.diagnostics import (
    describe_recruitment,
    differential_activity,
    homophily,
    transitions,
)
from mekendesh.estimation.recruitment import recruitment_trees


def test_transitions_count_recruiter_and_recruit():
    """Rows are recruiters' groups, columns recruits'; people of unknown group are left out."""
    (tree,) = recruitment_trees(recruited([-1, 0, 0, 1, 1, 2]))
    counts = transitions(tree, pd.Series(["a", "b", "a", "b", None, "b"]))
    assert counts.to_numpy().tolist() == [[1, 2], [0, 1]]
    assert counts.index.tolist() == counts.columns.tolist() == ["a", "b"]


def test_a_group_that_recruited_no_one_keeps_its_row_of_zeros():
    """The table is square, so that nobody drops out of sight."""
    (tree,) = recruitment_trees(recruited([-1, 0]))
    assert transitions(tree, pd.Series(["a", "b"])).to_numpy().tolist() == [[0, 1], [0, 0]]


def test_blind_recruitment_has_homophily_one_and_closed_groups_more():
    """H is 1 where recruiters do not look at the group, 2 where two equal groups keep to themselves."""
    assert homophily(pd.DataFrame([[4, 4], [4, 4]])) == 1
    assert homophily(pd.DataFrame([[5, 0], [0, 5]])) == 2


def test_homophily_and_activity_without_data_are_refused():
    """No recruitment or no network size is said, not shown as NaN."""
    with pytest.raises(EstimationError, match="No group both"):
        homophily(pd.DataFrame([[0, 0], [0, 0]]))
    with pytest.raises(EstimationError, match="group b"):
        differential_activity(pd.Series(["a"]), pd.Series([4]), "a", "b")


def test_each_site_is_described_the_empty_one_too():
    """Sites that were not reached are said, with zeros."""
    people = recruited([-1, 0, 0, 1, -1, -2], [5, 5, None, 5, 5, 0])
    table = describe_recruitment(recruitment_trees(people), ["MOW", "LED"])
    assert table.iloc[0].to_dict() == {
        "site": "MOW",
        "n": 6,
        "n_seeds": 2,
        "n_cut_off": 1,
        "n_without_network_size": 2,
        "n_chains": 1,
        "largest_wave": 2,
        "largest_chain": pytest.approx(4 / 6),
        "n_eff_kish": pytest.approx(4),
    }
    assert table.iloc[1].drop("site").tolist() == [0] * 8
