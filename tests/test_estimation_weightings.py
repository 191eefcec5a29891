"""Ways of weighting a site's people: by hand on six of them, and the same for the sample and its replicates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from estimation_tables import recruited
from mekendesh.estimation.indicators import Indicators
from mekendesh.estimation.recruitment import RecruitmentTree, recruitment_trees
from mekendesh.estimation.weighting.successive import fluid_weights, successive_weights
from mekendesh.estimation.weighting.variants import FLAGS
from mekendesh.estimation.weighting.weightings import (
    GRID,
    NAIVE,
    RAKED,
    SUCCESSIVE,
    WITHOUT_SEEDS,
    Weighting,
    weightings,
)

PARENTS = [-1, -1, 0, 0, 1, 1]
SIZES = [2, 4, None, 5, 10, 2]
FEMALE = [True, False, True, False, None, True]
WOMEN_AND_MEN = np.array([[0.3, 0.7], [0.5, 0.5], [0.1, 0.9]])


def tree_of(parents=PARENTS, sizes=SIZES) -> RecruitmentTree:
    (tree,) = recruitment_trees(recruited(parents, sizes))
    return tree


def asked(female) -> Indicators:
    values = pd.DataFrame({0: pd.Series(list(female), dtype="boolean")})
    return Indicators(
        pd.DataFrame({"indicator": ["sex_female"]}),
        values.fillna(False).to_numpy(dtype=bool),
        values.notna().to_numpy(dtype=bool),
    )


def ways(people=None, sex=None, tree=None, female=FEMALE) -> dict[str, list[Weighting]]:
    found = weightings(tree or tree_of(), asked(female), people, sex, rng_seed=5)
    return {
        name: [way for way in found if way.method == name] for name in dict.fromkeys(w.method for w in found)
    }


def test_everyone_alike_counts_who_has_a_network_size_once():
    """The third has none, and weighs nothing by RDS-II either: else the two would speak of other people."""
    (naive,) = ways()[NAIVE]
    assert naive.weights.tolist() == [1, 1, 0, 1, 1, 1]
    times = np.array([[2, 0, 3, 1, 0, 0]], dtype=float)
    assert naive.weigh(times, WOMEN_AND_MEN[:1]).tolist() == [[2, 0, 0, 1, 0, 0]]


def test_without_seeds_recruits_weigh_one_over_their_network_size():
    """The first two were chosen by the researcher."""
    (without,) = ways()[WITHOUT_SEEDS]
    assert without.weights == pytest.approx([0, 0, 0, 1 / 5, 1 / 10, 1 / 2])
    assert np.isnan(without.population)


def test_successive_sampling_stands_at_half_once_and_twice_the_people_assumed():
    """Whole people: half of 13 are 6 (to the even number); each size with the weights of its own."""
    found = ways(people=13)[SUCCESSIVE]
    assert [way.population for way in found] == [6, 13, 26]
    assert len(found) == len(GRID)
    for way in found:
        assert way.weights == pytest.approx(successive_weights(SIZES, way.population, rng_seed=5))
        assert way.reason == ""


def test_a_size_below_the_sample_is_refused_alone():
    """Five people with a network size cannot be a sample of four; of five and of ten they can."""
    small, same, larger = ways(people=5)[SUCCESSIVE]
    assert [way.reason for way in (small, same, larger)] == ["population_below_sample", "", ""]
    assert small.population == 2 and not small.weights.any()
    assert same.weights == pytest.approx(np.array([1, 1, 0, 1, 1, 1]) / 5)


def test_raking_gives_women_their_share_of_those_who_said_and_leaves_the_others_alone():
    """By hand: women weigh 1/2 + 1/2, men 1/4 + 1/5, who did not say 1/10, of 1.55. Of 1.45 women get .3, men .7."""
    (raked,) = ways(sex=WOMEN_AND_MEN)[RAKED]
    women, men = 0.3 * 1.45, 0.7 * 1.45 / 0.45
    by_hand = np.array([women / 2, men / 4, 0, men / 5, 1 / 10, women / 2])
    assert raked.weights == pytest.approx(by_hand / 1.55)


def test_raking_a_replicate_uses_the_shares_drawn_for_it():
    """The margin is uncertain too; a replicate without a woman has no raked weights, and says so as NaN."""
    (raked,) = ways(sex=WOMEN_AND_MEN)[RAKED]
    times = np.array([[2, 1, 1, 1, 1, 1], [0, 2, 0, 1, 1, 0]], dtype=float)
    weights = raked.weigh(times, WOMEN_AND_MEN[1:])
    assert weights[0, 0] == pytest.approx(2 * weights[0, 5])  # drawn twice
    assert weights[0, [0, 5]].sum() == pytest.approx(0.5 * 1.95 / 2.05)
    assert np.isnan(weights[1]).all()


@pytest.fixture(scope="module")
def every_way() -> list[Weighting]:
    return [way for found in ways(people=40, sex=WOMEN_AND_MEN).values() for way in found]


@given(times=arrays(float, (3, 6), elements=st.integers(0, 4).map(float)))
@settings(max_examples=20)
def test_a_replicate_is_weighed_as_the_sample_would_be_if_it_were_drawn_so(every_way, times):
    """Who was not drawn weighs nothing; a row depends on no other row; each once gives the sample's own weights."""
    times[:, [0, 1]] += 1  # one woman and one man at least, so that each replicate can be raked
    for way in every_way:
        together = way.weigh(times, WOMEN_AND_MEN)
        assert (together[times == 0] == 0).all()
        for at in range(3):
            alone = way.weigh(times[[at]], WOMEN_AND_MEN[[at]])
            assert together[at] == pytest.approx(alone[0], rel=1e-9)
        if way.method != SUCCESSIVE:
            assert way.weigh(np.ones((1, 6)), WOMEN_AND_MEN[:1])[0] == pytest.approx(way.weights)


def test_the_replicates_of_successive_sampling_are_its_limit_at_the_same_size():
    """Simulated once for the value, without simulation for each replicate."""
    times = np.array([[1, 2, 1, 0, 3, 1]], dtype=float)
    for way in ways(people=13)[SUCCESSIVE]:
        assert way.weigh(times, WOMEN_AND_MEN[:1]) == pytest.approx(
            fluid_weights(times, SIZES, way.population)
        )


@pytest.mark.parametrize(
    ("method", "given_", "reason"),
    [
        (SUCCESSIVE, {}, "no_population"),
        (RAKED, {}, "no_margin"),
        (RAKED, {"sex": WOMEN_AND_MEN, "female": [True] * 6}, "margin_not_met"),
        (RAKED, {"sex": WOMEN_AND_MEN, "female": [None] * 6}, "margin_not_met"),
        # The only woman has no network size, so nothing could be given to women.
        (
            RAKED,
            {"sex": WOMEN_AND_MEN, "female": [False, False, True, False, False, False]},
            "margin_not_met",
        ),
        (WITHOUT_SEEDS, {"tree": tree_of([-1] * 6)}, "only_seeds"),
    ],
)
def test_a_weighting_that_cannot_be_had_is_there_with_its_reason_and_weighs_nobody(method, given_, reason):
    """A comparison left out in silence would look like agreement."""
    (way,) = ways(**given_)[method]
    assert way.reason == reason
    assert reason in FLAGS
    assert not way.weights.any()
    assert not way.weigh(np.ones((2, 6)), WOMEN_AND_MEN[:2]).any()


def test_every_way_is_there_whatever_is_known():
    """Four with nothing assumed, six with everything: the order is the table's."""
    assert (
        list(ways()) == list(ways(people=40, sex=WOMEN_AND_MEN)) == [NAIVE, SUCCESSIVE, RAKED, WITHOUT_SEEDS]
    )
    assert len(ways()[SUCCESSIVE]) == 1
    assert len(ways(people=40)[SUCCESSIVE]) == 3
