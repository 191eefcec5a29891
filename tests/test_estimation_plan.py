"""Sample sizes and detectable changes: laws and refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.planning.plan import half_width, sample_size, smallest_change

shares = st.floats(0.05, 0.95)


@given(st.floats(0.01, 0.3), shares, st.floats(1, 6))
def test_the_planned_sample_gives_the_width_it_was_planned_for(width, share, deff):
    """half_width undoes sample_size; one person fewer would not do."""
    n = sample_size(width, share=share, deff=deff)
    assert half_width(n, share=share, deff=deff) <= width * (1 + 1e-9)
    assert n == 1 or half_width(n - 1, share=share, deff=deff) > width * (1 - 1e-9)


@given(st.integers(1, 10**7), st.floats(0.02, 0.3), st.floats(1, 6))
def test_a_finite_population_never_asks_for_more_people_than_there_are(population, width, deff):
    """The finite correction lowers n, and never above N."""
    n = sample_size(width, deff=deff, population=population)
    assert 1 <= n <= min(population, sample_size(width, deff=deff))


@given(st.integers(2, 5000), st.integers(2, 5000), shares)
def test_rounds_may_be_swapped_and_a_share_exchanged_for_its_complement(before, after, share):
    """Detectability knows neither the order of rounds nor yes from no."""
    change = smallest_change(before, after, share=share)
    assert change == pytest.approx(smallest_change(after, before, share=1 - share))


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: sample_size(0), "half_width is 0"),
        (lambda: sample_size(0.05, share=1.2), "share is 1.2"),
        (lambda: sample_size(0.05, deff=-1), "deff is -1"),
        (lambda: sample_size(0.05, population=0), "population is 0"),
        (lambda: smallest_change(0, 400), "n_before is 0"),
        (lambda: half_width(float("inf")), "n is inf"),
    ],
)
def test_impossible_plans_are_refused(ask, said):
    """A plan that cannot be is named, not computed."""
    with pytest.raises(EstimationError, match=said):
        ask()
