"""Sizes: overlapping lists, multipliers, people per draw, and the picture of published figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.size import (
    chapman,
    chapman_with_linkage_error,
    follow_through,
    multiplier,
    people,
    size_picture,
    weighted_multiplier,
)


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_chapman_does_not_care_which_list_comes_first(first, second, data):
    """The two lists are alike, and the estimate is at least everybody seen."""
    both = data.draw(st.integers(1, min(first, second)))
    size = chapman(first, second, both)
    assert size == chapman(second, first, both)
    assert size.value >= first + second - both - 1e-6
    assert size.low <= size.value <= size.high


def test_chapman_is_nearly_unbiased():
    """5,000 pairs of lists of a known population of 1,000 average to it."""
    rng = np.random.default_rng(1)
    both = rng.hypergeometric(200, 800, 150, 5000)
    assert np.mean([chapman(200, 150, int(m)).value for m in both]) == pytest.approx(1000, abs=15)


@pytest.mark.parametrize(("first", "second", "both"), [(10, 10, 0), (10, 5, 6), (0, 5, 0), (10, 10, -1)])
def test_lists_that_cannot_be_are_refused(first, second, both):
    """No overlap gives no estimate; more in common than a list holds is a mistake."""
    with pytest.raises(EstimationError, match="on both lists"):
        chapman(first, second, both)


def test_the_multiplier_divides_the_list_by_the_share_on_it():
    """5,000 registered, 25 % (SE 5 points) say they are: 20,000, interval on the log scale."""
    size = multiplier(5000, 0.25, 0.05)
    assert (size.value, size.se) == (20_000, pytest.approx(4000))
    assert [size.low, size.high] == pytest.approx([13_514, 29_598], abs=1)
    with pytest.raises(EstimationError, match="share of 0"):
        multiplier(5000, 0, 0.05)


def test_people_are_share_times_size_draw_by_draw():
    """A size that is drawn meets the share of the same replicate."""
    shares = pd.DataFrame({"a": [0.1, 0.2], "b": [0.5, 0.4]})
    assert people(shares, 1000).to_numpy().tolist() == [[100, 500], [200, 400]]
    assert people(shares, pd.Series([1000, 2000])).to_numpy().tolist() == [[100, 500], [400, 800]]
    assert people(shares["a"], pd.Series([1000, 2000])).tolist() == [100, 400]


def test_sizes_that_are_missing_or_too_few_are_refused():
    """No silent NaN and no silent alignment."""
    with pytest.raises(EstimationError, match="missing or below zero"):
        people(pd.Series([0.1]), float("nan"))
    with pytest.raises(EstimationError, match="2 drawn population sizes for 3"):
        people(pd.Series([0.1] * 3), pd.Series([1.0, 2.0]))


def test_the_follow_through_scenario_shows_ten_to_fifty_percent():
    """Of 1,000 willing people 100 to 500 act, and the interval shrinks with them."""
    table = follow_through(pd.Series(np.linspace(800, 1200, 401)))
    assert table["follow_through"].tolist() == [0.1, 0.2, 0.3, 0.4, 0.5]
    assert table["people"].tolist() == pytest.approx([100, 200, 300, 400, 500])
    assert table.loc[4, ["low", "high"]].tolist() == pytest.approx([405, 595])


FIGURES = pd.DataFrame(
    [
        ("born", 2024, 120, "un_2024"),
        ("working", 2022, 1063, "ministry"),
        ("born", 2020, 100, "un_2020"),
        ("born", 2020, 110, "census"),
        ("born", 2021, 100, "knomad"),
        ("bank", 2019, 4000, "bank"),
        ("bank", 2017, 110, "bank_2017"),
        ("working", 2014, 4000, "press"),
        ("working", 2015, 520, "service"),
    ],
    columns=["concept", "year", "persons", "source"],
)


def test_figures_stand_by_concept_then_year():
    """Different concepts are different quantities and stand apart, each in the order of years."""
    picture = size_picture(FIGURES)
    assert picture["source"].tolist() == (
        ["un_2020", "census", "knomad", "un_2024", "press", "service", "ministry", "bank_2017", "bank"]
    )
    assert picture["source"][picture["latest"]].tolist() == ["un_2024", "ministry", "bank"]


def test_a_range_is_drawn_only_within_a_concept_and_year():
    """Two figures of one concept and year make a range; a lone figure makes none."""
    picture = size_picture(FIGURES)
    assert picture["figures"].tolist() == [2, 2, *[1] * 7]
    assert picture["low"].tolist() == [100, 100, *[pd.NA] * 7]
    assert picture["high"].tolist() == [110, 110, *[pd.NA] * 7]


def test_a_repeated_figure_names_the_earliest_source_of_it():
    """KNOMAD repeats the UN's number, the census the bank's. Round thousands only coincide."""
    repeats = size_picture(FIGURES).set_index("source")["repeats"]
    assert repeats[repeats != ""].to_dict() == {"knomad": "un_2020", "census": "bank_2017"}


def test_no_figures_give_an_empty_picture_and_a_missing_column_is_named():
    """A corridor without figures is a normal state; a broken table is not."""
    assert len(size_picture(FIGURES.iloc[:0])) == 0
    with pytest.raises(EstimationError, match="concept"):
        size_picture(FIGURES.drop(columns="concept"))


def test_a_linkage_known_to_be_right_gives_chapmans_value():
    """Register of 346, survey of 184, 49 on both: 1282.9, and an interval that holds it."""
    size = chapman_with_linkage_error(346, 184, 49, precision=1, recall=1, looked_at=10_000, rng_seed=1)
    plain = chapman(346, 184, 49)
    assert size.value == plain.value == pytest.approx(1282.9)
    assert size.low < 1282.9 < size.high
    assert [size.low, size.high] == pytest.approx([plain.low, plain.high], rel=0.03)
    assert size.method == "chapman_linked"


def test_a_recall_taken_for_one_inflates_the_size():
    """Of 100 people on both lists 85 are found: taken for all, a sixth more people are counted."""
    corrected = chapman_with_linkage_error(
        1000, 500, 85, precision=1, recall=0.85, looked_at=10_000, rng_seed=1
    )
    assert corrected.value == pytest.approx(chapman(1000, 500, 100).value)
    assert chapman(1000, 500, 85).value / corrected.value == pytest.approx(1.17, abs=0.02)


def test_wrong_links_make_the_size_too_small():
    """Of 100 links 90 are right: Chapman of all of them is a tenth too low."""
    corrected = chapman_with_linkage_error(1000, 500, 100, precision=0.9, recall=1, looked_at=400, rng_seed=1)
    assert corrected.value == pytest.approx(chapman(1000, 500, 90).value)


def test_fewer_pairs_looked_at_widen_the_interval():
    """What is not known of the linkage is not known of the size; the same seed draws the same numbers."""
    sizes = [
        chapman_with_linkage_error(346, 184, 49, precision=0.95, recall=0.85, looked_at=pairs, rng_seed=1)
        for pairs in (10, 100, 1000, 1000)
    ]
    widths = [size.high - size.low for size in sizes]
    assert widths[0] > widths[1] > widths[2]
    assert sizes[2] == sizes[3]
    assert all(size.low < size.value < size.high for size in sizes)


@settings(deadline=None, max_examples=25)
@given(st.integers(20, 400), st.integers(20, 400), st.floats(0.5, 1), st.floats(0.5, 1), st.data())
def test_a_size_with_linkage_error_holds_everybody_found_and_its_own_value(first, second, right, found, data):
    """An interval in its order, whatever the lists."""
    both = data.draw(st.integers(10, min(first, second)))
    size = chapman_with_linkage_error(
        first, second, both, precision=right, recall=found, looked_at=100, rng_seed=1, draws=200
    )
    assert size.value >= max(first, second) - 1e-6
    assert 0 < size.low <= size.high


@pytest.mark.parametrize(
    ("precision", "recall", "looked_at"),
    [(0, 1, 10), (1, 0, 10), (1.1, 1, 10), (1, 1.1, 10), (-0.1, 1, 10), (1, 1, 0),
     (float("nan"), 1, 10), (1, float("nan"), 10)],
)  # fmt: skip
def test_a_linkage_that_cannot_be_is_refused(precision, recall, looked_at):
    """Shares beyond 0 and 1, not known, or never looked at."""
    with pytest.raises(EstimationError, match="Review a sample of pairs"):
        chapman_with_linkage_error(
            346, 184, 49, precision=precision, recall=recall, looked_at=looked_at, rng_seed=1
        )


def test_lists_of_nobody_are_refused_with_any_linkage():
    """No estimate comes from an empty list."""
    with pytest.raises(EstimationError, match="on both lists"):
        chapman_with_linkage_error(0, 184, 0, precision=1, recall=1, looked_at=10, rng_seed=1)


@pytest.mark.parametrize(("first", "second", "both"), [(346, 184, 0), (346, 184, -3), (346, 184, 500)])
def test_overlaps_that_cannot_be_are_refused_with_any_linkage(first, second, both):
    """As Chapman's own: none in common gives no estimate, more than a list holds is a mistake."""
    with pytest.raises(EstimationError):
        chapman_with_linkage_error(first, second, both, precision=1, recall=1, looked_at=100, rng_seed=1)


def test_a_weighted_multiplier_takes_its_interval_from_the_replicates():
    """1,000 on the list, a share of 20 % that replicates put from 10 to 40: 2,500 to 10,000 people."""
    draws = np.linspace(0.1, 0.4, 1001)
    size = weighted_multiplier(1000, 0.2, draws)
    assert (size.value, size.method) == (5000, "weighted_multiplier")
    assert [size.low, size.high] == pytest.approx([1000 / 0.3925, 1000 / 0.1075], rel=0.002)


def test_a_missed_link_makes_the_weighted_multiplier_smaller():
    """Half of those on the list are found: the share is twice as large, the size half."""
    draws = np.full(2000, 0.2)
    size = weighted_multiplier(
        1000, 0.2, draws, precision=1, recall=0.5, looked_at=4000, rng=np.random.default_rng(1)
    )
    assert size.value == 2500
    assert 2300 < size.low < 2500 < size.high < 2700


def test_few_replicates_with_nobody_stay_among_the_largest_and_many_are_refused():
    """A share of nothing bounds nothing: 2 of 100 may be, 3 of 100 leave no upper bound."""
    rare = np.r_[np.zeros(2), np.linspace(0.1, 0.2, 98)]
    size = weighted_multiplier(1000, 0.15, rare)
    assert size.high == pytest.approx(10_000)
    with pytest.raises(EstimationError, match="In 3 of 100 replicates"):
        weighted_multiplier(1000, 0.15, np.r_[np.zeros(2), np.nan, np.linspace(0.1, 0.2, 97)])


@given(st.floats(0.02, 1), st.integers(2, 60), st.integers(1, 10_000))
def test_a_longer_list_makes_the_population_larger_in_proportion(share, replicates, listed):
    """N = M/P, draw by draw: twice the list, twice the size and its bounds."""
    draws = np.clip(share * np.linspace(0.8, 1.2, replicates), 0, 1)
    one, two = (weighted_multiplier(listed * times, share, draws) for times in (1, 2))
    assert [two.value, two.low, two.high] == pytest.approx([2 * one.value, 2 * one.low, 2 * one.high])
    assert one.low >= listed * (1 - 1e-12)


def test_a_weighted_multiplier_that_cannot_be_is_refused():
    """No share, no replicates of chance, no linkage: each by its own sentence."""
    draws = np.full(10, 0.2)
    with pytest.raises(EstimationError, match="share of 0"):
        weighted_multiplier(1000, 0, draws)
    with pytest.raises(EstimationError, match="1 replicates"):
        weighted_multiplier(1000, 0.2, draws[:1])
    with pytest.raises(EstimationError, match="In 1 of 40"):
        weighted_multiplier(1000, 0.2, np.r_[0, np.full(39, 0.2)])
    with pytest.raises(EstimationError, match="Give rng"):
        weighted_multiplier(1000, 0.2, draws, looked_at=10)
    with pytest.raises(EstimationError, match="Review a sample"):
        weighted_multiplier(1000, 0.2, draws, recall=0)
