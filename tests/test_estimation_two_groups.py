"""RDS-I in closed form, beside the general estimator and loops."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from estimation_tables import random_parents, recruited
from mekendesh.estimation.chains.diagnostics import transitions
from mekendesh.estimation.indicators import Indicators
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.weighting.two_groups import two_groups
from mekendesh.estimation.weighting.weights import rds_i_shares


def asked(*columns) -> Indicators:
    """Indicators y_0, y_1, … from literal answers."""
    values = pd.DataFrame({i: pd.Series(list(column), dtype="boolean") for i, column in enumerate(columns)})
    return Indicators(
        pd.DataFrame({"indicator": [f"y_{i}" for i in range(len(columns))]}),
        values.fillna(False).to_numpy(dtype=bool),
        values.notna().to_numpy(dtype=bool),
    )


def counted(parents, sizes, *columns):
    (tree,) = recruitment_trees(recruited(parents, sizes))
    return tree, two_groups(tree, asked(*columns))


def test_the_closed_form_is_the_general_estimator():
    """Two groups: the eigenvector of `weights.rds_i_shares` gives the same share, missing answers left out."""
    rng = np.random.default_rng(2)
    parents, sizes = random_parents(120, 4, rng), [None, *rng.integers(1, 50, 119).tolist()]
    answers = [None if i % 9 == 0 else bool(v) for i, v in enumerate(rng.random(120) < 0.4)]
    tree, groups = counted(parents, sizes, answers)
    said = pd.Series(answers, dtype="boolean").map({True: "yes", False: "no"})
    expected = rds_i_shares(transitions(tree, said), said, tree.network_sizes)
    assert groups.shares(np.ones((1, 120)))[0, 0] == pytest.approx(expected["yes"], abs=1e-9)
    assert groups.reasons().tolist() == [""]


def test_a_replicate_counts_each_recruit_as_often_as_it_stands_there():
    """c_ab, n_a and Σ1/d written out person by person."""
    rng = np.random.default_rng(3)
    parents, sizes, yes = random_parents(30, 3, rng), rng.integers(1, 20, 30), rng.random(30) < 0.5
    times = rng.poisson(1.0, 30).astype(float)
    _, groups = counted(parents, sizes, yes)
    c = {(a, b): 0.0 for a in (True, False) for b in (True, False)}
    number, inverse = {True: 0.0, False: 0.0}, {True: 0.0, False: 0.0}
    for i in range(30):
        number[yes[i]] += times[i]
        inverse[yes[i]] += times[i] / sizes[i]
        if parents[i] >= 0:
            c[yes[parents[i]], yes[i]] += times[i]
    to_yes = c[False, True] / (c[False, True] + c[False, False])
    to_no = c[True, False] / (c[True, False] + c[True, True])
    q = to_yes / (to_yes + to_no)
    people = {True: q * inverse[True] / number[True], False: (1 - q) * inverse[False] / number[False]}
    expected = people[True] / (people[True] + people[False])
    assert groups.shares(times[None, :])[0, 0] == pytest.approx(expected, abs=1e-9)


def test_yes_and_no_change_places():
    """The share of the complement is one less the share."""
    rng = np.random.default_rng(4)
    yes = rng.random(60) < 0.3
    _, groups = counted(random_parents(60, 3, rng), rng.integers(1, 20, 60), yes, ~yes)
    shares = groups.shares(rng.poisson(1.0, (5, 60)).astype(float))
    assert shares.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-12)


@pytest.mark.parametrize(
    ("parents", "sizes", "yes", "reason"),
    [
        ([-1, 0, 0, 1], [1, 1, 1, 1], [False, False, True, False], "group_recruited_no_one"),
        ([-1, 0, 0, 1], [1, 1, 1, 1], [False] * 4, "group_recruited_no_one"),
        ([-1, -1, 0, 1], [1, 1, 1, 1], [True, False, True, False], "groups_apart"),
        ([-1, 0, 1, 2], [1, None, 1, None], [True, False, True, False], "group_without_network_size"),
        ([-1, 0, 1, 2], [1, 1, 1, 1], [True, False, True, False], ""),
    ],
)
def test_without_a_share_there_is_a_reason(parents, sizes, yes, reason):
    """Where a group recruited nobody, or only itself, RDS-I has no value and says why."""
    _, groups = counted(parents, sizes, yes)
    assert groups.reasons().tolist() == [reason]
    assert np.isnan(groups.shares(np.ones((1, 4)))[0, 0]) == bool(reason)
