"""From draws to standard errors and intervals."""

from __future__ import annotations

import numpy as np
import pytest

from mekendesh.estimation.spread import design_effects, spread_of


def one(values, draws, share=True, n=40):
    return spread_of(
        np.array([values], dtype=float),
        np.array(draws, dtype=float)[:, None],
        np.array([n]),
        np.array([share]),
    )


def test_standard_error_and_bounds_are_those_of_the_draws():
    """Percentiles at 95 %, and the deviation of the draws."""
    draws = np.random.default_rng(1).normal(0.4, 0.05, 200)
    found = one(0.4, draws)
    assert found.se[0] == pytest.approx(draws.std(ddof=1))
    assert (found.low[0], found.high[0]) == pytest.approx(tuple(np.percentile(draws, [2.5, 97.5])))


def test_replicates_without_a_value_are_left_out_and_counted_as_lost():
    """Their absence is told, and they do not turn the others into NaN."""
    found = one(0.4, [0.3, np.nan, 0.5])
    assert found.lost[0]
    assert found.se[0] == pytest.approx(np.std([0.3, 0.5], ddof=1))


def test_a_flat_share_gets_wilsons_interval_at_a_design_effect_of_four():
    """Nobody of 40 said yes: Wilson for 0 of 10, at most z²/(10 + z²)."""
    found = one(0.0, [0.0] * 5)
    assert (found.low[0], found.high[0]) == pytest.approx((0, 3.841459 / 13.841459), abs=1e-6)
    assert design_effects(found, np.array([0.0])) == pytest.approx([4.0])


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_a_flat_mean_has_no_interval_in_any_unit(unit):
    """What is flat does not depend on whether money is counted in som or in billions."""
    flat, alive = one(3 * unit, [3 * unit] * 5, share=False), one(3 * unit, [3 * unit, 4 * unit], share=False)
    assert flat.flat[0]
    assert np.isnan([flat.se[0], flat.low[0], flat.high[0]]).all()
    assert not alive.flat[0]
    assert alive.se[0] == pytest.approx(unit * 0.5**0.5)


def test_without_a_value_there_is_no_interval():
    """Bounds around nothing would look like a result."""
    found = one(np.nan, [0.2, 0.3])
    assert np.isnan([found.se[0], found.low[0], found.high[0]]).all()
    assert not found.flat[0]
    assert not found.lost[0]
