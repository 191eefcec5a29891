"""Heaping of network sizes: counted on both borders, and what cannot be seen."""

from __future__ import annotations

import numpy as np
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.answers.heaping import heaping


def test_sizes_spread_evenly_have_an_index_of_100():
    """3 to 102 holds twenty multiples of five, 6 to 105 ten of ten."""
    assert heaping(np.arange(3, 103)).index_fives == 100
    assert heaping(np.arange(6, 106)).index_tens == 100


def test_only_round_answers_give_500_and_1000():
    """Everyone says 10 or 20."""
    found = heaping([10, 20, 20, 10])
    assert (found.index_fives, found.index_tens) == (500, 1000)


def test_small_and_missing_sizes_are_left_out():
    """1 and 2 have no multiple of five among them; 3, 4 and 5 none of ten."""
    found = heaping([1, 2, 3, 5, 6, 10, np.nan, 15])
    assert (found.from_three, found.on_fives, found.from_six, found.on_tens) == (5, 3, 3, 1)


def test_networks_of_five_and_fewer_are_refused():
    """Without sizes to round there is no heaping, and no NaN either."""
    with pytest.raises(EstimationError, match="network of six people or more"):
        heaping([1, 5, np.nan])


def test_sizes_that_thin_out_by_a_fifth_have_the_index_of_the_docstring():
    """p(k) ∝ .8^k from 3 on: every fifth holds 1/(.8⁻² + .8⁻¹ + 1 + .8 + .8²) of its five."""
    counts = np.round(1e5 * 0.8 ** np.arange(3, 43)).astype(int)
    found = heaping(np.repeat(np.arange(3, 43), counts))
    assert found.index_fives == pytest.approx(500 / (0.8**-2 + 0.8**-1 + 1 + 0.8 + 0.8**2), abs=0.1)
    assert found.index_fives == pytest.approx(95, abs=0.5)
