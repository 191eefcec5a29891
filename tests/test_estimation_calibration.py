"""Calibration: margins are met, laws hold, and what cannot be met is named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from apiclus1 import SCHOOLWIDE, TYPES, WEIGHT, apiclus1
from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting import calibration
from mekendesh.estimation.weighting.calibration import post_stratify, rake, rake_many
from mekendesh.estimation.weighting.margins import Margin


@st.composite
def samples(draw):
    """Weights, two or three memberships in which every combination occurs, and totals that can be met."""
    sizes = draw(st.lists(st.integers(2, 3), min_size=2, max_size=3))
    every = np.stack(np.unravel_index(np.arange(np.prod(sizes)), sizes))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    codes = np.concatenate([every, rng.integers(0, np.array(sizes)[:, None], (len(sizes), 12))], axis=1)
    targets = [rng.dirichlet(np.full(size, 8.0)) * 1000 for size in sizes]
    return rng.gamma(2, 1, codes.shape[1]), list(codes), targets


def met(weights, codes, targets) -> float:
    return max(
        float(np.abs(np.bincount(code, weights, len(target)) / target - 1).max())
        for code, target in zip(codes, targets, strict=True)
    )


def test_post_stratification_scales_each_category_to_its_total():
    """w·N_g/Σ_g w by hand: (1, 3) to 8 doubles, (5) to 10 doubles, (4) to 1 quarters."""
    assert post_stratify([1, 3, 5, 4], [0, 0, 1, 2], [8, 10, 1]).tolist() == [2, 6, 10, 1]


def test_raking_two_by_two_by_hand():
    """Independent starting weights stay independent: margins (6, 4) and (5, 5) of 10 give 3, 3, 2, 2."""
    assert rake([1, 1, 1, 1], [[0, 0, 1, 1], [0, 1, 0, 1]], [[6, 4], [5, 5]]) == pytest.approx([3, 3, 2, 2])


@given(samples())
def test_every_margin_is_met_to_ten_digits(sample):
    """The promise of raking, whatever the start."""
    weights, codes, targets = sample
    assert met(rake(weights, codes, targets), codes, targets) < 1e-10


@given(samples())
def test_raking_is_a_factor_for_each_category(sample):
    """log(w'/w) is a sum of one number a category: raking keeps whatever else the weights said."""
    weights, codes, targets = sample
    ratio = np.log(rake(weights, codes, targets) / weights)
    columns = np.concatenate([np.eye(len(t))[c] for c, t in zip(codes, targets, strict=True)], axis=1)
    fitted = columns @ np.linalg.lstsq(columns, ratio)[0]
    assert ratio == pytest.approx(fitted, abs=1e-8)


def test_raked_weights_are_the_nearest_ones():
    """A second way: minimise Σ w'·log(w'/w) − w' + w through its dual, by a general optimiser."""
    rng = np.random.default_rng(5)
    weights = rng.gamma(2, 1, 30)
    codes = [np.arange(30) % 2, np.arange(30) % 3, rng.integers(0, 4, 30)]
    targets = [np.array([12, 18.0]), np.array([5, 10, 15.0]), np.array([9, 8, 7, 6.0])]
    columns = np.concatenate([np.eye(len(t))[c] for c, t in zip(codes, targets, strict=True)], axis=1)
    right = np.concatenate(targets)

    def dual(slopes):
        made = weights * np.exp(columns @ slopes)
        return made.sum() - slopes @ right, columns.T @ made - right

    best = minimize(dual, np.zeros(len(right)), jac=True, method="BFGS", options={"gtol": 1e-9})
    assert rake(weights, codes, targets) == pytest.approx(weights * np.exp(columns @ best.x), rel=1e-6)


@given(samples(), st.floats(1e-6, 1e6))
def test_weights_in_another_unit_give_the_same_result(sample, factor):
    """Only the proportions of the starting weights matter."""
    weights, codes, targets = sample
    assert rake(weights * factor, codes, targets) == pytest.approx(rake(weights, codes, targets), rel=1e-8)


@given(samples(), st.floats(1e-6, 1e6))
def test_totals_in_another_unit_scale_the_result(sample, factor):
    """People or shares: the same weights in another unit."""
    weights, codes, targets = sample
    scaled = rake(weights, codes, [target * factor for target in targets])
    assert scaled == pytest.approx(factor * rake(weights, codes, targets), rel=1e-8)


@given(samples(), st.integers(0, 99))
def test_the_order_of_people_and_of_margins_does_not_matter(sample, rng_seed):
    """Weights belong to people; margins have no rank."""
    weights, codes, targets = sample
    order = np.random.default_rng(rng_seed).permutation(len(weights))
    moved = rake(weights[order], [code[order] for code in codes[::-1]], targets[::-1])
    assert moved == pytest.approx(rake(weights, codes, targets)[order], rel=1e-8)


@given(samples())
def test_everyone_twice_gives_everyone_half(sample):
    """Doubling the sample doubles nobody's people."""
    weights, codes, targets = sample
    twice = rake(np.tile(weights, 2), [np.tile(code, 2) for code in codes], targets)
    assert twice == pytest.approx(np.tile(rake(weights, codes, targets) / 2, 2), rel=1e-8)


@given(samples(), st.integers(0, 2))
def test_a_person_of_weight_zero_changes_nothing_and_stays_zero(sample, place):
    """Weight 0 is nobody, even where the category is unknown."""
    weights, codes, targets = sample
    more = rake(
        np.insert(weights, place, 0.0),
        [np.insert(code, place, c) for code, c in zip(codes, (0, -1, 1), strict=False)],
        targets,
    )
    assert more[place] == 0
    assert np.delete(more, place) == pytest.approx(rake(weights, codes, targets), rel=1e-12)


@given(samples())
def test_raking_again_changes_nothing(sample):
    """Weights that meet the margins are their own answer."""
    weights, codes, targets = sample
    once = rake(weights, codes, targets)
    assert rake(once, codes, targets) == pytest.approx(once, rel=1e-9)


@given(samples())
def test_merging_categories_that_got_one_factor_changes_nothing(sample):
    """Totals in the proportion of the raked weights themselves: one category or two is the same."""
    weights, codes, targets = sample
    raked = rake(weights, codes[1:], targets[1:])
    first = np.bincount(codes[0], raked)
    merged, sums = np.maximum(codes[0] - 1, 0), np.array([first[:2].sum(), *first[2:]])
    assert rake(weights, [merged, *codes[1:]], [sums, *targets[1:]]) == pytest.approx(
        rake(weights, [codes[0], *codes[1:]], [first, *targets[1:]]), rel=1e-7
    )


@given(samples())
def test_the_odds_ratios_of_the_start_are_kept(sample):
    """Raking two margins keeps the cross product ratio of any two rows and columns."""
    weights, codes, targets = sample
    raked = rake(weights, codes[:2], targets[:2])

    def odds(w):
        cell = [[w[(codes[0] == a) & (codes[1] == b)].sum() for b in (0, 1)] for a in (0, 1)]
        return cell[0][0] * cell[1][1] / (cell[0][1] * cell[1][0])

    assert odds(raked) == pytest.approx(odds(weights), rel=1e-8)


def test_the_raked_schools_are_those_of_r():
    """R survey 4.5 on apiclus1: mean api00 641.230321, total enroll 3,647,280."""
    schools = apiclus1()
    raked = rake(
        np.full(183, WEIGHT),
        [schools["type_code"], schools["schoolwide_code"]],
        [list(TYPES.values()), list(SCHOOLWIDE.values())],
    )
    assert (raked @ schools["api00"]) / raked.sum() == pytest.approx(641.230321, abs=5e-7)
    assert raked @ schools["enroll"] == pytest.approx(3_647_280, abs=0.5)


def test_unknown_people_keep_their_share_and_the_others_meet_the_margin():
    """Two of eight have no answer: they keep a quarter; of the rest 30 % are in the first category."""
    raked = rake(np.ones(8), [[0, 0, 0, 1, 1, 1, -1, -1]], [[0.3, 0.7]], unknown="keep_share")
    assert raked[6:].sum() == pytest.approx(0.25)
    assert raked[:3].sum() / raked[:6].sum() == pytest.approx(0.3)


def test_many_replicates_are_what_each_is_alone_to_the_bit():
    """A replicate depends on no other one, nor on how many are raked at once."""
    rng = np.random.default_rng(2)
    codes = [rng.integers(0, 2, 60), rng.integers(0, 4, 60)]
    weights = rng.gamma(2, 1, (7, 60))
    targets = [rng.dirichlet([9, 9], 7), np.array([0.1, 0.2, 0.3, 0.4])]
    together = rake_many(weights, codes, targets)
    for row in range(7):
        alone = rake(weights[row], codes, [targets[0][row], targets[1]])
        assert np.array_equal(together[row], alone)
    assert np.array_equal(rake_many(weights[3:5], codes, [targets[0][3:5], targets[1]]), together[3:5])


def test_a_replicate_that_lost_a_category_is_refused_or_left_out_by_name():
    """A replicate without women cannot be raked by sex: never a number, never a NaN without a word."""
    sex = Margin("sex", ("female", "male"), (0.5, 0.5), "census", "statistical", (18, None))
    weights = np.array([[1.0, 1, 1, 1], [0, 0, 1, 1], [1, 0, 1, 0], [0, 0, 0, 0]])
    with pytest.raises(EstimationError, match=r"2 of 4 replicates.* category female of the margin sex"):
        rake_many(weights, [[0, 0, 1, 1]], [sex])
    raked = rake_many(weights, [[0, 0, 1, 1]], [sex], failed="nan")
    assert raked[0].tolist() == [0.25] * 4
    assert raked[2].tolist() == [0.5, 0, 0.5, 0]
    assert np.isnan(raked[[1, 3]]).all()


def test_a_replicate_with_people_where_the_margin_has_none_is_lost():
    """A total of 0 never sets people's weights to 0 in silence."""
    raked = rake_many(np.array([[1.0, 1, 0], [1, 1, 1]]), [[0, 1, 2]], [[1, 1, 0]], failed="nan")
    assert raked[0].tolist() == [1, 1, 0]
    assert np.isnan(raked[1]).all()


def test_a_replicate_of_unknown_people_only_is_lost():
    """A margin of which a replicate knows nothing must not pass for met."""
    weights = np.array([[1.0, 1, 2], [0, 0, 3]])
    raked = rake_many(weights, [[0, 1, -1]], [[0.2, 0.8]], unknown="keep_share", failed="nan")
    assert raked[0] == pytest.approx([0.1, 0.4, 0.5])
    assert np.isnan(raked[1]).all()


@pytest.mark.parametrize("weights", [[1.0, 1.0], [[]], [[1.0, np.nan]], [[1.0, -1.0]]])
def test_replicate_weights_that_are_none_are_refused(weights):
    """A missing or negative weight never enters a replicate."""
    with pytest.raises(EstimationError, match="Replicate weights"):
        rake_many(weights, [[0, 1]], [[1, 1]])


def test_margins_that_nobody_can_meet_are_refused_by_combination():
    """Women only in the first city, but more women than the city has people: the empty cell is named."""
    with pytest.raises(EstimationError, match="1 0 × 2 1"):
        rake(np.ones(3), [[0, 1, 1], [0, 0, 1]], [[6, 4], [5, 5]])


def test_margins_that_only_weights_of_zero_could_meet_are_refused():
    """6 women need all 6 places of the first city: its man would have to weigh nothing."""
    with pytest.raises(EstimationError, match="only if some people weigh nothing, those in 1 1 × 2 0"):
        rake(np.ones(3), [[0, 1, 1], [0, 0, 1]], [[6, 4], [6, 4]])


def test_too_few_cycles_say_which_category_is_off(monkeypatch):
    """No convergence is said, never returned: 4.999 of 5 in one corner takes thousands of cycles."""
    monkeypatch.setattr(calibration, "CYCLES", 110)
    with pytest.raises(EstimationError, match=r"After 110 cycles the category . of the margin 1"):
        rake(np.ones(3), [[0, 1, 1], [0, 0, 1]], [[4.999, 5.001], [5, 5]])


def test_the_smallest_possible_way_out_is_still_found():
    """The same margins with all cycles: slow is not impossible."""
    codes, targets = [[0, 1, 1], [0, 0, 1]], [[4.99, 5.01], [5, 5]]
    raked = rake(np.ones(3), codes, targets)
    assert raked == pytest.approx([4.99, 0.01, 5], abs=1e-8)
    assert met(raked, codes, [np.array(t) for t in targets]) < 1e-10


def test_many_combinations_do_not_overflow():
    """Twelve margins of a hundred categories have more combinations than a 64-bit number counts."""
    rng = np.random.default_rng(3)
    codes = [rng.permutation(np.arange(400) % 100) for _ in range(12)]
    raked = rake(rng.gamma(9, 1, 400), codes, [np.ones(100)] * 12)
    assert met(raked, codes, [np.ones(100)] * 12) < 1e-10
