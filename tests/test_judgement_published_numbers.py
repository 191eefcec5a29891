"""The live check against published numbers: what does not agree is said, what is not computed is refused."""

from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.judgement.published_numbers import COLUMNS, recompute
from reference_examples import change, copied, sign


def test_a_number_printed_otherwise_does_not_agree(tmp_path):
    """The table compares; it does not repeat what is printed."""
    tree = copied(tmp_path)
    change(tree.reference / "published_numbers.csv", "1282.9", "1283.9")
    sign(tree.reference / "published_numbers.csv")
    table = recompute(tree)
    assert tuple(table.columns) == COLUMNS
    wrong = table[~table["agrees"]]
    assert wrong["check"].tolist() == ["chapman"]
    assert wrong["difference"].item() == pytest.approx(-1.0)


def test_a_changed_sample_changes_what_is_computed(tmp_path):
    """The numbers come from the sample: one recruitment moved and recruitment numbers no longer agree."""
    tree = copied(tmp_path)
    change(tree.reference / "faux_transitions.csv", "blue,39,82", "blue,40,81")
    sign(tree.reference / "faux_transitions.csv")
    table = recompute(tree)
    assert table.loc[~table["agrees"], "check"].tolist() == ["rds_i_blue", "stationary_blue", "homophily"]


def test_a_number_that_nothing_computes_is_refused(tmp_path):
    """A row without a computation would look checked."""
    tree = copied(tmp_path)
    change(tree.reference / "published_numbers.csv", "chapman_se,", "petersen_se,")
    sign(tree.reference / "published_numbers.csv")
    with pytest.raises(
        StructureError, match="chapman_se is printed but not computed, or computed but not printed"
    ):
        recompute(tree)


def test_the_same_files_give_the_same_numbers(tmp_path):
    """Random numbers come from a fixed seed."""
    tree = copied(tmp_path)
    assert recompute(tree).equals(recompute(tree))
