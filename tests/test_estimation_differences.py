"""Differences per draw, and how many of them may be chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimation_tables import answered, framework, random_parents, recruited, site
from mekendesh.errors import EstimationError
from mekendesh.estimation.indicators import Answer
from mekendesh.estimation.shares.corridor import estimate_corridor
from mekendesh.estimation.shares.differences import (
    COLUMNS,
    FLAGS,
    differences,
    false_discovery,
    group_pairs,
    site_pairs,
)
from mekendesh.estimation.shares.domains import estimate_domains
from mekendesh.estimation.shares.measures import domains_by, mean_of, share_of

SITES = (site("MOW", 0.5, 0.06), site("LED", 0.2, 0.04))


@pytest.fixture(scope="module")
def people():
    rng = np.random.default_rng(4)
    parts = [
        recruited(random_parents(n, 5, rng), rng.integers(2, 50, n), code, f"p{code}")
        for code, n in (("MOW", 90), ("LED", 60))
    ]
    return answered(pd.concat(parts, ignore_index=True))


@pytest.fixture(scope="module")
def found(people):
    everyone = np.ones(150, bool)
    measures = [
        mean_of("age", people["age"]),
        share_of("trade", Answer(people["did_trade"].to_numpy(bool), everyone)),
        share_of("woman", Answer((people["sex"] == "female").to_numpy(bool), everyone)),
        share_of("all", Answer(everyone, everyone)),
    ]
    domains = domains_by("sex", people["sex"])
    return estimate_domains(people, measures, domains, SITES, replicates=200, rng_seed=5, population=1000.0)


PAIR = [("sex_female", "sex_male")]


def test_the_difference_is_taken_draw_by_draw(found):
    """The interval holds how both move together; the difference of intervals would not."""
    result = differences(found.table, found.draws, group_pairs(["age"], PAIR))
    expected = found.draws["age__sex_female|"] - found.draws["age__sex_male|"]
    row = result.table.iloc[0]
    assert result.draws.iloc[:, 0].to_numpy() == pytest.approx(expected.to_numpy())
    assert (row["low"], row["high"]) == pytest.approx(tuple(np.percentile(expected, [2.5, 97.5])))
    assert row["se"] == pytest.approx(expected.std())
    tail = min((expected <= 0).sum(), (expected >= 0).sum())
    assert row["p"] == pytest.approx(min(1, 2 * (tail + 1) / 201))
    ages = found.table.set_index(["indicator", "site"])["value"]
    assert row["value"] == pytest.approx(ages["age__sex_female", ""] - ages["age__sex_male", ""])
    assert row["n"] == found.table.set_index(["indicator", "site"])["n"]["age__sex_male", ""]


def test_the_other_way_round_only_the_sign_changes(found):
    """a − b and b − a say one thing."""
    one, two = (
        differences(found.table, found.draws, [pair]).table.iloc[0]
        for pair in (
            ("age__sex_female|", "age__sex_male|"),
            ("age__sex_male|", "age__sex_female|"),
        )
    )
    assert (one["value"], one["low"], one["high"]) == pytest.approx(
        (-two["value"], -two["high"], -two["low"])
    )
    assert (one["se"], one["p"]) == pytest.approx((two["se"], two["p"]))


def test_sites_of_a_corridors_headlines_are_compared_too(people):
    """The same call serves headlines: every pair of sites, drawn apart from each other."""
    headline = estimate_corridor(people, framework(), SITES, replicates=50, rng_seed=5)
    pairs = site_pairs(headline.table, ["acts_trade", "trust_high"])
    assert pairs == [("acts_trade|LED", "acts_trade|MOW"), ("trust_high|LED", "trust_high|MOW")]
    table = differences(headline.table, headline.draws, pairs).table
    assert table["site"].tolist() == ["LED−MOW"] * 2
    assert table["indicator"].tolist() == ["acts_trade", "trust_high"]
    assert tuple(table.columns) == COLUMNS


def test_where_both_have_no_spread_the_interval_is_newcombes():
    """Newcombe (1998), method 10, worked by hand from 0 of 10 and 10 of 10 (Wilson bounds 0–.2775, .7225–1)."""
    people = recruited([-1, *[0] * 79], [10] * 80)
    group = pd.Series(["a"] * 40 + ["b"] * 40)
    measure = share_of("y", Answer((group == "b").to_numpy(), np.ones(80, bool)))
    found = estimate_domains(
        people, [measure], domains_by("g", group), (site("MOW", 1.0),), replicates=20, rng_seed=1
    )
    row = differences(found.table, found.draws, [("y__g_b|", "y__g_a|")]).table.iloc[0]
    assert row["value"] == 1
    assert row["low"] == pytest.approx(1 - np.hypot(0.2775328, 0.2775328), abs=1e-6)
    assert row["high"] == pytest.approx(1)
    assert row["flag"] == "no_spread"
    assert 0 < row["p"] < 1e-5


def test_alike_shares_without_spread_do_not_differ_for_certain(found):
    """Everyone says yes in both groups: the difference is 0, its interval is not a point, p is 1."""
    row = differences(found.table, found.draws, group_pairs(["all"], PAIR)).table.iloc[0]
    assert (row["value"], row["p"]) == pytest.approx((0, 1))
    assert row["low"] < -0.03 < 0.03 < row["high"]


def test_without_an_interval_of_one_there_is_none_of_the_difference():
    """One person's mean has no spread; the difference says so instead of taking it for known."""
    people = recruited([-1, 0, 0, 0, 0, 0])
    found = estimate_domains(
        people,
        [mean_of("y", pd.Series([1.0, 2, 3, 4, 5, 6]))],
        domains_by("g", pd.Series(list("abbbbb"))),
        (site("MOW", 1.0),),
        replicates=50,
        rng_seed=1,
    )
    row = differences(found.table, found.draws, [("y__g_a|", "y__g_b|")]).table.iloc[0]
    assert row["value"] == pytest.approx(1 - 4)
    assert row[["se", "low", "high", "p", "q"]].isna().all()
    assert row["flag"].split() == ["no_interval", "few_people"]


def test_a_group_without_people_gives_no_difference_and_says_so():
    """Never a NaN without a word."""
    people = recruited([-1, 0, 0])
    group = pd.Series(["a", "a", "b"])
    answers = share_of("y", Answer(np.array([True, False, False]), np.array([True, True, False])))
    found = estimate_domains(
        people, [answers], domains_by("g", group), (site("MOW", 1.0),), replicates=20, rng_seed=1
    )
    row = differences(found.table, found.draws, [("y__g_a|", "y__g_b|")]).table.iloc[0]
    assert row["flag"] == "no_value"
    assert row[["value", "se", "low", "high", "p", "q"]].isna().all()


def test_every_flag_is_explained(found):
    """A flag without words is a riddle."""
    table = differences(found.table, found.draws, group_pairs(["age", "trade", "woman"], PAIR)).table
    assert {flag for flags in table["flag"] for flag in flags.split()} <= set(FLAGS)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([], "No pair to compare"),
        ([("age|", "age__sex_male|")], "There is no estimate age| to compare"),
        ([("age__sex_male|", "age__sex_male|")], "compared with itself"),
        ([("age__sex_male|", "sum_age__sex_male|")], "a total and a share or mean"),
        ([("age__sex_male|", "age__sex_female|")] * 2, "A pair is given twice"),
    ],
)
def test_pairs_that_mean_nothing_are_refused(found, pairs, words):
    """Each refusal names what was asked for."""
    with pytest.raises(EstimationError) as refused:
        differences(found.table, found.draws, pairs)
    assert words in str(refused.value)


def test_false_discovery_of_the_papers_example():
    """Benjamini and Hochberg (1995), table of 15 p-values: four are kept at 5 %, the fifth is not."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.0]  # fmt: skip
    q = false_discovery(p)
    assert (q <= 0.05).sum() == 4
    assert q[0] == pytest.approx(0.0015)
    assert q[3] == pytest.approx(0.035625)
    assert q[7] == pytest.approx(0.0645)
    assert q[-1] == 1


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=20))
def test_false_discovery_is_that_of_its_definition(p):
    """q_i = min over p_j ≥ p_i of p_j·m/rank_j, by brute force; missing ones are no tests."""
    values = [np.nan if x is None else x for x in p]
    known = [x for x in values if not np.isnan(x)]
    q = false_discovery(values)
    for x, found in zip(values, q, strict=True):
        if np.isnan(x):
            assert np.isnan(found)
            continue
        expected = min(other * len(known) / sum(y <= other for y in known) for other in known if other >= x)
        assert found == pytest.approx(min(expected, 1.0))
