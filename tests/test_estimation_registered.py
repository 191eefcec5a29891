"""People on a register and in the survey: three sizes from one overlap, and the weighted share on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.registered import (
    looked_at,
    register_chapman,
    register_multiplier,
    register_weighted_multiplier,
    share_on_list,
)
from mekendesh.estimation.population.size import chapman


@dataclass(frozen=True)
class Overlap:
    kind: str = "register"
    persons: int = 4000
    compared: int = 300
    linked: int = 60
    precision: float = 1.0
    recall: float = 1.0
    reviewed: int = 10_000


@dataclass(frozen=True)
class Site:
    site: str
    share: float
    share_sd: float = 0.0


SITES = (Site("a", 0.6), Site("b", 0.4))


def respondents(sizes: list[int], site: str = "a") -> pd.DataFrame:
    """A seed and its chain: each recruited by the one before."""
    names = [f"{site}{number}" for number in range(len(sizes))]
    return pd.DataFrame(
        {
            "respondent": names,
            "recruiter": [None, *names[:-1]],
            "is_seed": [True] + [False] * (len(sizes) - 1),
            "site": site,
            "network_size": sizes,
        }
    )


def test_three_sizes_of_one_register_agree_where_nothing_pulls_them_apart():
    """4,000 listed, a fifth of the survey on the list: 20,000 by the multipliers, nearly so by Chapman."""
    rng = np.random.default_rng(1)
    assert register_multiplier(Overlap()).value == pytest.approx(20_000)
    assert register_chapman(Overlap(), 1).value == pytest.approx(chapman(4000, 300, 60).value)
    weighted = register_weighted_multiplier(Overlap(), 0.2, np.full(500, 0.2), rng)
    assert weighted.value == pytest.approx(20_000)


def test_the_unweighted_share_carries_a_design_effect_of_four():
    """Recruitment through acquaintances: twice the error of a simple random sample, on the log scale."""
    size = register_multiplier(Overlap())
    error = 2 * np.sqrt(0.2 * 0.8 / 300) / 0.2
    assert size.se / size.value == pytest.approx(error)
    assert np.log(size.high / size.low) == pytest.approx(2 * 1.959964 * error, rel=1e-5)


def test_links_missed_make_every_size_smaller():
    """A recall of .8: a quarter more people are on both."""
    missed = replace(Overlap(), recall=0.8)
    assert register_multiplier(missed).value == pytest.approx(16_000)
    assert register_chapman(missed, 1).value == pytest.approx(chapman(4000, 300, 75).value)


def test_nobody_looked_counts_as_a_tenth_of_the_links():
    """What the model expects of itself is not as sharp as what people saw."""
    assert looked_at(replace(Overlap(), reviewed=0)) == 6
    assert looked_at(replace(Overlap(), reviewed=0, linked=3)) == 1
    assert looked_at(Overlap()) == 10_000


@pytest.mark.parametrize("linked", [0, 301])
def test_an_overlap_that_cannot_be_is_refused(linked):
    """Nobody on both, or more than were compared."""
    with pytest.raises(EstimationError):
        register_multiplier(replace(Overlap(), linked=linked))
    with pytest.raises(EstimationError):
        register_chapman(replace(Overlap(), linked=linked), 1)


def test_the_share_on_the_list_weighs_by_network_size():
    """Σ(y/d)/Σ(1/d): 1/2 on the list, of 1/2 + 1/4 + 1/4; one who did not agree counts in neither."""
    people = respondents([2, 4, 4, 1])
    listed = pd.Series([True, False, False, pd.NA], dtype="boolean")
    share, draws = share_on_list(people, listed, SITES, replicates=50, rng=np.random.default_rng(1))
    assert share == pytest.approx(0.5)
    assert draws.shape == (50,)


def test_two_cities_count_by_their_shares():
    """All of city a on the list, none of city b, 60 % of the people in a."""
    people = pd.concat([respondents([3, 3, 3]), respondents([5, 5], "b")], ignore_index=True)
    listed = pd.Series([True] * 3 + [False] * 2)
    share, draws = share_on_list(people, listed, SITES, replicates=20, rng=np.random.default_rng(1))
    assert share == pytest.approx(0.6)
    assert draws == pytest.approx(np.full(20, 0.6))


def test_the_same_random_numbers_give_the_same_draws():
    """Same input, same bytes."""
    people = respondents(list(range(1, 30)))
    listed = pd.Series(np.arange(29) % 3 == 0)
    first, second = (
        share_on_list(people, listed, SITES, replicates=40, rng=np.random.default_rng(7))[1] for _ in range(2)
    )
    assert first.tobytes() == second.tobytes()


def test_a_share_nobody_can_be_weighted_for_is_refused():
    """Nobody agreed, or the answers are of other people."""
    people = respondents([2, 4])
    rng = np.random.default_rng(1)
    with pytest.raises(EstimationError, match="Nobody who agreed"):
        share_on_list(people, pd.Series([pd.NA, pd.NA], dtype="boolean"), SITES, replicates=5, rng=rng)
    with pytest.raises(EstimationError, match="3 answers on the list for 2"):
        share_on_list(people, pd.Series([True] * 3), SITES, replicates=5, rng=rng)
