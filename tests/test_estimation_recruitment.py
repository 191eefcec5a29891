"""Recruitment trees: what is read, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from estimation_tables import recruited
from mekendesh.errors import EstimationError
from mekendesh.estimation.recruitment import recruitment_trees


def test_a_tree_knows_parents_seeds_and_waves():
    """Waves are steps from the head, read from who recruited whom, whatever the order of the rows."""
    (tree,) = recruitment_trees(recruited([2, -1, 1, 0, -1]))
    assert tree.parents.tolist() == [2, -1, 1, 0, -1]
    assert tree.waves.tolist() == [2, 0, 1, 3, 0]
    assert tree.seeds.tolist() == [False, True, False, False, True]
    assert tree.heads.tolist() == [1, 4]


def test_a_tree_cannot_be_changed():
    """The design is fixed once it is read; an estimator that alters it must fail."""
    (tree,) = recruitment_trees(recruited([-1, 0]))
    with pytest.raises(ValueError, match="read-only"):
        tree.parents[0] = 1


def test_each_site_has_a_tree_of_its_own_in_its_rows():
    """Sites are estimated apart; rows point back into the respondents table."""
    both = pd.concat([recruited([-1, 0], site="MOW"), recruited([-1, 0, 1], site="LED", prefix="q")])
    led, mow = recruitment_trees(both.iloc[[0, 2, 1, 3, 4]].reset_index(drop=True))
    assert (led.site, led.rows.tolist(), led.parents.tolist()) == ("LED", [1, 3, 4], [-1, 0, 1])
    assert (mow.site, mow.rows.tolist(), mow.parents.tolist()) == ("MOW", [0, 2], [-1, 0])


def test_a_recruit_of_a_withdrawn_person_is_a_head_but_no_seed():
    """Seeds are declared, never inferred: a withdrawal leaves a head without making a seed of it."""
    (tree,) = recruitment_trees(recruited([-1, 0, -2, 2]))
    assert tree.heads.tolist() == [0, 2]
    assert tree.seeds.tolist() == [True, False, False, False]


def test_someone_recruited_from_another_site_is_a_head_there():
    """A tree stays within its site."""
    people = recruited([-1, 0, 1])
    people.loc[2, "site"] = "LED"
    led, mow = recruitment_trees(people)
    assert led.heads.tolist() == [0]
    assert mow.waves.tolist() == [0, 1]


def test_missing_zero_and_negative_network_sizes_carry_no_weight_but_stay():
    """Whoever gave no network size is counted in the tree and has weight 0."""
    (tree,) = recruitment_trees(recruited([-1, 0, 1, 2], [5, None, 0, -3]))
    assert tree.inverse_sizes.tolist() == [0.2, 0, 0, 0]
    assert tree.waves.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("parents", [[-1, 2, 1], [0], [-1, 0, 4, 2, 3]])
def test_a_circle_is_refused_with_its_row(parents):
    """A circle, self-recruitment too, has no beginning and cannot be bootstrapped."""
    with pytest.raises(EstimationError, match="circle") as refused:
        recruitment_trees(recruited(parents))
    assert refused.value.values["row"] == next(i + 1 for i, p in enumerate(parents) if p >= i)


def test_a_circle_across_sites_is_refused():
    """Two people of different cities who recruited each other are a circle all the same."""
    people = recruited([1, 0])
    people.loc[1, "site"] = "LED"
    with pytest.raises(EstimationError, match="circle"):
        recruitment_trees(people)


def test_a_long_chain_is_read_without_recursion():
    """Chains longer than Python's recursion limit are legal."""
    (tree,) = recruitment_trees(recruited([-1, *range(4999)]))
    assert tree.waves.max() == 4999


def test_contradictions_are_refused_by_row_and_without_the_pseudonym():
    """A message names the row and the mend; pseudonyms stay out of it."""
    twice = recruited([-1, 0])
    twice.loc[1, "respondent"] = "p0"
    lost = recruited([-1, 0]).assign(recruiter=pd.Series([None, "gone"], dtype="str"))
    seed = recruited([-1, 0]).assign(is_seed=True)
    nowhere = recruited([-1, 0])
    nowhere.loc[1, "site"] = None
    for table, said in (
        (twice, "pseudonym"),
        (lost, "recruiter is not"),
        (seed, "a seed with"),
        (nowhere, "no site"),
    ):
        with pytest.raises(EstimationError, match=f"row 2: .*{said}") as refused:
            recruitment_trees(table)
        assert "gone" not in str(refused.value)
        assert "p0" not in str(refused.value)


def test_an_empty_table_and_a_missing_column_are_refused():
    """No rows, no estimate; and a column is missed by name."""
    with pytest.raises(EstimationError, match="no rows"):
        recruitment_trees(recruited([-1]).iloc[:0])
    with pytest.raises(EstimationError, match="network_size"):
        recruitment_trees(recruited([-1]).drop(columns="network_size"))


def test_the_shuffled_table_holds_the_same_recruitment():
    """Reading does not depend on the order of rows: every person keeps recruiter and wave."""
    people = recruited([-1, 0, 0, 1, 1, 2, -1, 6])
    order = np.random.default_rng(3).permutation(len(people))
    (plain,) = recruitment_trees(people)
    (shuffled,) = recruitment_trees(people.iloc[order].reset_index(drop=True))
    assert shuffled.waves.tolist() == plain.waves[order].tolist()
