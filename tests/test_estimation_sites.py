"""City shares that are uncertain."""

from __future__ import annotations

import numpy as np
import pytest

from estimation_tables import site
from mekendesh.errors import EstimationError
from mekendesh.estimation.sites import concentration, draw_shares


def test_drawn_shares_have_the_stated_mean_and_deviation():
    """Two sites that are all there is: the Dirichlet draws reproduce share and share_sd."""
    sites = [site("MOW", 0.7, 0.05), site("LED", 0.3, 0.05)]
    fixed, drawn = draw_shares(sites, ["MOW", "LED"], 40_000, np.random.default_rng(1))
    assert fixed.tolist() == pytest.approx([0.7, 0.3])
    assert drawn.mean(0) == pytest.approx([0.7, 0.3], abs=0.002)
    assert drawn.std(0) == pytest.approx([0.05, 0.05], abs=0.001)
    assert drawn.sum(1) == pytest.approx(np.ones(40_000))


def test_sampled_sites_are_scaled_to_one_among_themselves():
    """What is combined speaks of the sampled cities; the rest of the country drops out."""
    sites = [site("MOW", 0.4, 0.05), site("LED", 0.1, 0.02), site("OVB", 0.2, 0.04)]
    fixed, drawn = draw_shares(sites, ["LED", "MOW"], 20_000, np.random.default_rng(1))
    assert fixed.tolist() == pytest.approx([0.2, 0.8])
    assert drawn.mean(0) == pytest.approx([0.2, 0.8], abs=0.002)


def test_certain_shares_and_a_single_site_are_not_drawn():
    """Without stated uncertainty, or with one site alone, the shares are the same in every replicate."""
    _, drawn = draw_shares([site("A", 0.5), site("B", 0.25)], ["A", "B"], 3, np.random.default_rng(1))
    assert drawn.tolist() == pytest.approx(np.tile([2 / 3, 1 / 3], (3, 1)))
    _, alone = draw_shares([site("A", 1.0, 0.1)], ["A"], 2, np.random.default_rng(1))
    assert alone.tolist() == [[1], [1]]


def test_the_concentration_matches_the_total_variance():
    """Σ s(1−s)/Σ sd² − 1, by hand: (.21 + .21)/(.01 + .01) − 1 = 20."""
    assert concentration([site("A", 0.7, 0.1), site("B", 0.3, 0.1)]) == pytest.approx(20)


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        ([site("A", 0.0, 0.1)], "Site A: share"),
        ([site("A", float("nan"), 0.1)], "Site A: share"),
        ([site("A", 0.5, -0.1)], "Site A: share"),
        ([site("A", 0.7), site("B", 0.4)], "sum to 1.1"),
        ([site("A", 0.5, 0.6), site("B", 0.5, 0.6)], "larger than shares can have"),
    ],
)
def test_impossible_shares_are_refused(sites, said):
    """Shares come from a file an expert edits: mistakes are named."""
    with pytest.raises(EstimationError, match=said):
        draw_shares(sites, ["A"], 2, np.random.default_rng(1))


def test_a_site_with_people_but_without_share_is_refused():
    """A city nobody gave a share cannot be combined with others in silence."""
    with pytest.raises(EstimationError, match="Site OVB has respondents"):
        draw_shares([site("MOW", 1.0)], ["OVB"], 2, np.random.default_rng(1))
