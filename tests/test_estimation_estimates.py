"""Shares and intervals: laws, hand-made numbers, and samples that hardly are any."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation_tables import random_parents, recruited
from mekendesh.estimation.estimates import FLAGS, combine, estimates_table, site_shares, wilson
from mekendesh.estimation.indicators import Indicators
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import tree_bootstrap


def asked(*columns: list[bool | None]) -> Indicators:
    """Indicators y0, y1, … from literal answers."""
    values = pd.DataFrame({i: pd.Series(column, dtype="boolean") for i, column in enumerate(columns)})
    names = [f"y_{i}" for i in range(len(columns))]
    return Indicators(
        pd.DataFrame({"indicator": names, "family": "y", "key": [str(i) for i in range(len(columns))]}),
        values.fillna(False).to_numpy(dtype=bool),
        values.notna().to_numpy(dtype=bool),
    )


def shares_of(parents, sizes, *columns, count=200, rng_seed=1):
    (tree,) = recruitment_trees(recruited(parents, sizes))
    return site_shares(tree, asked(*columns), count, np.random.default_rng(rng_seed))


def row(parents, sizes, answers, count=200):
    indicators = asked(answers)
    table = estimates_table(
        shares_of(parents, sizes, answers, count=count), indicators.catalogue, "statistical"
    )
    return table.iloc[0]


def sample(rng_seed: int, n: int):
    rng = np.random.default_rng(rng_seed)
    return random_parents(n, min(n, 4), rng), rng.integers(1, 60, n), rng.random(n) < 0.4


samples = st.tuples(st.integers(0, 2**32), st.integers(1, 40))


@given(samples)
@settings(max_examples=30, deadline=None)
def test_yes_and_no_sum_to_one_in_value_and_in_every_draw(drawn_from):
    """p(not y) = 1 − p(y), replicate by replicate."""
    parents, sizes, trait = sample(*drawn_from)
    found = shares_of(parents, sizes, trait.tolist(), (~trait).tolist(), count=20)
    assert found.value.sum() == pytest.approx(1, abs=1e-12)
    assert found.draws.sum(1) == pytest.approx(np.ones(20), abs=1e-12)


@given(samples)
@settings(max_examples=20, deadline=None)
def test_network_sizes_in_another_unit_change_nothing(drawn_from):
    """Only the proportions of the weights matter."""
    parents, sizes, trait = sample(*drawn_from)
    plain, scaled = (shares_of(parents, sizes * factor, trait.tolist(), count=20) for factor in (1, 7))
    assert scaled.value == pytest.approx(plain.value, abs=1e-12)
    assert scaled.draws == pytest.approx(plain.draws, abs=1e-8)


@given(samples)
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_does_not_change_the_value(drawn_from):
    """Rows are a delivery's order, not a property of people."""
    parents, sizes, trait = sample(*drawn_from)
    order = np.random.default_rng(1).permutation(len(parents))
    people = recruited(parents, sizes)
    (tree,) = recruitment_trees(people)
    (shuffled,) = recruitment_trees(people.iloc[order].reset_index(drop=True))
    generator = np.random.default_rng(1)
    plain = site_shares(tree, asked(trait.tolist()), 2, generator)
    moved = site_shares(shuffled, asked(trait[order].tolist()), 2, generator)
    assert moved.value == pytest.approx(plain.value, abs=1e-12)
    assert (moved.n, moved.n_yes) == (plain.n, plain.n_yes)


@given(samples)
@settings(max_examples=20, deadline=None)
def test_everyone_twice_gives_the_same_share_of_twice_as_many(drawn_from):
    """A second, identical recruitment beside the first doubles n and leaves the share."""
    parents, sizes, trait = sample(*drawn_from)
    n = len(parents)
    twice = parents + [p + n if p >= 0 else p for p in parents]
    plain = shares_of(parents, sizes, trait.tolist(), count=2)
    double = shares_of(twice, [*sizes, *sizes], [*trait.tolist(), *trait.tolist()], count=2)
    assert double.value == pytest.approx(plain.value, abs=1e-12)
    assert double.n[0] == 2 * n


def test_value_and_draws_are_those_of_plain_loops():
    """A second way of computing: the sums Σ m y/d and Σ m/d written out person by person."""
    parents, sizes, trait = sample(3, 25)
    answers = [None if i % 6 == 0 else bool(y) for i, y in enumerate(trait)]
    sizes = [None if i == 4 else int(d) for i, d in enumerate(sizes)]
    found = shares_of(parents, sizes, answers, count=30, rng_seed=9)
    (tree,) = recruitment_trees(recruited(parents, sizes))
    times = np.concatenate(list(tree_bootstrap(tree, 30, np.random.default_rng(9))))

    def share(multiplicity):
        above = below = 0.0
        for m, d, y in zip(multiplicity, sizes, answers, strict=True):
            if d is not None and y is not None:
                above += m * y / d
                below += m / d
        return above / below

    assert found.value[0] == pytest.approx(share([1] * 25), abs=1e-14)
    assert found.draws[:, 0] == pytest.approx([share(m) for m in times], abs=1e-9)
    counted = [y for y, d in zip(answers, sizes, strict=True) if y is not None and d is not None]
    assert (found.n[0], found.n_yes[0]) == (len(counted), sum(counted))


def test_people_without_network_size_are_not_counted_among_those_who_answered():
    """n and n_yes speak of the people the number rests on; a yes without weight is not one of them."""
    estimate = row([-1, -1, 0, 1], [4, None, 0, 4], [True, True, True, False])
    assert (estimate["n"], estimate["n_yes"], estimate["value"]) == (2, 1, 0.5)


def test_draws_are_the_same_bits_whatever_order_a_processor_adds_in():
    """Weighted sums are exact, so cores and processors cannot change a draw."""
    rng = np.random.default_rng(2)
    parents = random_parents(300, 8, rng)
    sizes, traits = rng.integers(1, 90, 300), rng.random((300, 7)) < 0.3
    columns = [traits[:, i].tolist() for i in range(7)]
    together = shares_of(parents, sizes, *columns, count=50).draws
    one_by_one = [shares_of(parents, sizes, column, count=50).draws for column in columns]
    assert (together == np.concatenate(one_by_one, axis=1)).all()


def test_the_table_gives_percentiles_and_the_design_effect_of_the_draws():
    """se, low, high and deff follow from the draws by their definitions."""
    parents, sizes, trait = sample(8, 40)
    found = shares_of(parents, sizes, trait.tolist(), count=500)
    estimate = estimates_table(found, asked(trait.tolist()).catalogue, "statistical").iloc[0]
    draws, p = found.draws[:, 0], estimate["value"]
    assert estimate["se"] == pytest.approx(draws.std(ddof=1))
    assert [estimate["low"], estimate["high"]] == pytest.approx(np.percentile(draws, [2.5, 97.5]))
    assert estimate["deff"] == pytest.approx(draws.var(ddof=1) / (p * (1 - p) / 40))
    assert estimate["n_eff"] == pytest.approx(40 / estimate["deff"])
    assert estimate[["method", "interval", "definition", "population", "flag"]].tolist() == [
        "RDS-II", "tree bootstrap", "statistical", "MOW", "",
    ]  # fmt: skip


def test_a_trait_nobody_has_keeps_an_interval():
    """0 of 100 is not certainty: Wilson's interval at deff 4, and a word about it."""
    estimate = row([-1] * 4 + [0] * 96, None, [False] * 100)
    assert (estimate["value"], estimate["low"], estimate["n_yes"]) == (0, 0, 0)
    assert estimate["high"] == pytest.approx(0.1332, abs=5e-5)  # z²/(25 + z²)
    assert (estimate["interval"], estimate["flag"]) == ("Wilson at deff 4", "no_spread")
    assert (estimate["deff"], estimate["n_eff"]) == (4, 25)


def test_one_chain_without_branches_does_not_feign_certainty():
    """Each person recruited one: all replicates are alike, and the interval is wide all the same."""
    estimate = row([-1, 0, 1, 2], None, [True, False, True, False])
    assert estimate["value"] == 0.5
    assert estimate["high"] - estimate["low"] > 0.8
    assert estimate["flag"] == "no_spread one_head"


@pytest.mark.parametrize(
    ("parents", "sizes", "answers", "value", "flag"),
    [
        ([-1], [3], [True], 1.0, "no_spread one_head no_recruitment"),
        ([-1, -1], [1, 3], [True, False], 0.75, "no_recruitment"),
        ([-1, 0], [1, 3], [True, False], 0.75, "no_spread one_head"),
        ([-1, 0, 0, 0, 0], [5] * 5, [True, False, True, False, False], 0.4, "one_head"),
        ([-1, -1, 0, 0], [5] * 4, [True, True, False, False], 0.5, ""),
        ([-1, -1, -1], [None, 0, 4], [True, True, False], 0.0, "empty_replicates no_spread no_recruitment"),
        ([-1, -1, 0], [2, 2, 2], [None, None, None], np.nan, "no_answers"),
        ([-1, -1, 0], [None, 0, None], [True, True, False], np.nan, "no_answers"),
    ],
    ids=[
        "one person", "two seeds", "two people", "all in one wave", "a barren seed", "one network size",
        "no answers", "no network sizes",
    ],
)  # fmt: skip
def test_samples_that_hardly_are_any_have_a_value_or_a_word(parents, sizes, answers, value, flag):
    """Never a NaN without a flag: either every number is there, or ``no_answers`` says why none is."""
    estimate = row(parents, sizes, answers)
    numbers = estimate[["value", "se", "low", "high", "deff", "n_eff"]].astype(float)
    assert estimate["value"] == pytest.approx(value, nan_ok=True)
    assert estimate["flag"] == flag
    assert numbers.isna().all() if flag == "no_answers" else numbers.notna().all()
    assert set(flag.split()) <= set(FLAGS)


def test_sites_are_combined_by_their_shares_draw_by_draw():
    """Σ share · value with the stated shares, and with the drawn shares in each replicate."""
    one = shares_of([-1, -1, 0], [1, 1, 1], [True, False, False], count=4)
    two = shares_of([-1, -1, 0], [1, 1, 1], [True, True, False], count=4, rng_seed=2)
    drawn = np.array([[0.7, 0.3], [0.6, 0.4], [0.8, 0.2], [0.7, 0.3]])
    both = combine([one, two], np.array([0.7, 0.3]), drawn)
    assert both.value[0] == pytest.approx(0.7 / 3 + 0.3 * 2 / 3)
    assert both.draws[:, 0] == pytest.approx(drawn[:, 0] * one.draws[:, 0] + drawn[:, 1] * two.draws[:, 0])
    assert (both.n[0], both.n_yes[0], both.site) == (6, 3, "")


def test_a_site_without_answers_leaves_the_other_and_is_said():
    """The combined number then speaks of the other site only: the flag says so."""
    one = shares_of([-1, -1, 0], [1, 1, 1], [True, False, False])
    none = shares_of([-1, -1, 0], [1, 1, 1], [None, None, None])
    both = combine([one, none], np.array([0.5, 0.5]), np.full((200, 2), 0.5))
    catalogue = asked([True]).catalogue
    estimate = estimates_table(both, catalogue, "statistical", np.isnan(none.value)).iloc[0]
    assert estimate["value"] == pytest.approx(1 / 3)
    assert (both.draws == one.draws).all()
    assert estimate["flag"] == "site_left_out"
    assert estimate["population"] == "sampled_cities"


def test_wilson_is_the_textbook_interval():
    """Wilson 1927: 3 of 10 gives 10.8 % to 60.3 %."""
    low, high = wilson(np.array([0.3]), np.array([10.0]))
    assert [low[0], high[0]] == pytest.approx([0.1078, 0.6032], abs=5e-5)
