"""What measures make in domains: sums of one site, and of sites together, worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from estimation_tables import recruited
from mekendesh.estimation.indicators import Answer
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.shares.measures import EVERYONE, Domain, mean_of, ratio_of
from mekendesh.estimation.shares.parts import combine_parts, site_parts

WOMEN = Domain("women", Answer(np.array([True, False, True, False]), np.array([True, True, True, False])))


def parts(values, domains=(EVERYONE, WOMEN), sizes=(1, 2, 4, 4), place="MOW", parents=(-1, 0, 0, 1)):
    (tree,) = recruitment_trees(recruited(list(parents), list(sizes), place))
    measures = [mean_of("y", pd.Series(values, dtype="Float64"))]
    return site_parts(tree, measures, domains, 30, np.random.default_rng(1))


def test_parts_of_one_site_by_hand():
    """Weights 1, ½, ¼, ¼; the last person's membership is not known: women are (1 + ¼)/(1 + ½ + ¼)."""
    found = parts([8.0, 4.0, 12.0, 20.0])
    assert found.top == pytest.approx([(8 + 2 + 3 + 5) / 2, (8 + 3) / 1.75])
    assert found.bottom == pytest.approx([1, 1.25 / 1.75])
    assert found.value == pytest.approx([9, 11 / 1.25])
    assert (found.n.tolist(), found.n_answered.tolist()) == ([4, 2], [4, 3])


def test_who_did_not_answer_leaves_the_whole_too():
    """Parts are of those who answered: the missing are taken to be like them."""
    found = parts([8.0, None, 12.0, 20.0])
    assert found.top[0] == pytest.approx((8 + 3 + 5) / 1.5)
    assert found.bottom[0] == 1


def test_simple_variances_are_those_of_plain_samples():
    """Equal weights: s²/n of the domain's people, and of y within the domain and 0 outside among all."""
    found = parts([8.0, 4.0, 12.0, 20.0], sizes=(5, 5, 5, 5))
    assert found.simple_variance == pytest.approx([np.var([8, 4, 12, 20]) / 4, np.var([8, 12]) / 2])
    assert found.simple_variance_of_top[1] == pytest.approx(np.var([8, 0, 12]) / 3)


def test_the_simple_variance_of_a_ratio_is_that_of_its_residuals():
    """Var ≈ mean of (y − r·x)² over n·x̄², from a plain sample."""
    (tree,) = recruitment_trees(recruited([-1, 0, 0, 1], [5] * 4))
    y, x = np.array([1.0, 2, 5, 4]), np.array([2.0, 3, 4, 7])
    measure = ratio_of("r", pd.Series(y), pd.Series(x))
    found = site_parts(tree, [measure], [EVERYONE], 5, np.random.default_rng(1))
    r = y.sum() / x.sum()
    assert found.value == pytest.approx([r])
    assert found.simple_variance == pytest.approx([((y - r * x) ** 2).mean() / (4 * x.mean() ** 2)])


def test_sites_are_added_by_their_shares_top_and_bottom_apart():
    """¾·a + ¼·b of tops over that of bottoms, also per draw with drawn shares."""
    one, two = parts([8.0, 4.0, 12.0, 20.0]), parts([1.0, 1.0, 2.0, 2.0], sizes=(9, 1, 1, 3), place="LED")
    drawn = np.random.default_rng(2).dirichlet([3, 1], 30)
    both = combine_parts([one, two], np.array([0.75, 0.25]), drawn)
    assert both.value == pytest.approx(
        (0.75 * one.top + 0.25 * two.top) / (0.75 * one.bottom + 0.25 * two.bottom)
    )
    expected = drawn[:, [0]] * one.top_draws + drawn[:, [1]] * two.top_draws
    assert both.top_draws == pytest.approx(expected)
    assert both.n.tolist() == [8, 4]


def test_a_site_where_nobody_answered_has_no_part():
    """The other sites' shares are scaled up; zero would pull the number down."""
    one, none = parts([8.0, 4.0, 12.0, 20.0]), parts([None] * 4, place="LED")
    assert np.isnan(none.top).all()
    both = combine_parts([one, none], np.array([0.5, 0.5]), np.full((30, 2), 0.5))
    assert both.value == pytest.approx(one.value)
    assert both.draws == pytest.approx(one.draws)
