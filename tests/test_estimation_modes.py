"""Modes of interview: a difference that is there, one that is not, and groups too small to have one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from estimation_tables import BARRIERS, CHANNELS, answered, random_parents, recruited, site
from mekendesh.estimation.answers.modes import COLUMNS, compare_modes
from mekendesh.estimation.indicators import indicators_of


def surveyed(modes: list[str | None], trust: list[int] | None = None, sizes=None) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    n = len(modes)
    people = answered(recruited(random_parents(n, min(n, 8), rng), sizes))
    if trust is not None:
        people["trust_state"] = pd.Series(trust, dtype="Int64")
    return people.assign(mode=pd.Series(modes, dtype="str"))


def compared(people: pd.DataFrame, names=("trust_high",), replicates: int = 200) -> pd.DataFrame:
    indicators = indicators_of(people, CHANNELS, BARRIERS).only(names)
    return compare_modes(people, indicators, [site("MOW", 1.0)], replicates=replicates, rng_seed=3)


def test_the_difference_is_the_weighted_share_in_the_mode_less_that_of_the_others():
    """By hand, sizes 1 and 2: phone yes of weight 1 in 1.5, web yes of weight 0.5 in 1.5."""
    people = surveyed(["phone", "phone", "web", "web"], [5, 1, 5, 1], [1, 2, 2, 1])
    rows = compared(people).set_index("mode")
    assert rows["difference"].to_dict() == pytest.approx({"phone": 1 / 3, "web": -1 / 3})
    assert rows[["n", "n_yes", "n_others", "n_yes_others"]].to_numpy().tolist() == [[2, 1, 2, 1]] * 2


def test_a_mode_in_which_people_answer_otherwise_is_found():
    """Nine in ten trust by telephone, one in ten online; two modes mirror each other."""
    rng = np.random.default_rng(2)
    phone = rng.random(240) < 0.5
    trust = np.where(rng.random(240) < np.where(phone, 0.9, 0.1), 5, 1)
    rows = compared(surveyed(np.where(phone, "phone", "web").tolist(), trust.tolist())).set_index("mode")
    assert rows.loc["phone", "difference"] > 0.6
    assert rows.loc["phone", "low"] > 0
    assert (rows["q"] < 0.05).all()
    assert rows.loc["web", "difference"] == pytest.approx(-rows.loc["phone", "difference"], abs=1e-12)


def test_modes_given_by_lot_are_hardly_ever_found_to_differ():
    """Three modes by lot, three shares, 20 surveys: no more than two of them name any difference."""
    named = 0
    for rng_seed in range(20):
        rng = np.random.default_rng(rng_seed)
        people = surveyed(rng.choice(["face_to_face", "phone", "web"], 120).tolist(), rng.integers(1, 6, 120))
        named += (compared(people, ("trust_high", "aware_yes", "used_yes"), 100)["q"] < 0.05).any()
    assert named <= 2


def test_interviews_of_unknown_mode_are_on_neither_side():
    """They are no "others": nobody knows how they were held."""
    rows = compared(surveyed(["phone"] * 6 + ["web"] * 5 + [None] * 4)).set_index("mode")
    assert rows[["n", "n_others"]].to_numpy().tolist() == [[6, 5], [5, 6]]


@pytest.mark.parametrize("modes", [["web"] * 5, [None] * 5])
def test_one_mode_alone_has_nothing_to_be_compared_with(modes):
    """An empty table with its columns, no row of missing numbers."""
    rows = compared(surveyed(modes))
    assert rows.empty
    assert list(rows.columns) == list(COLUMNS)


def test_a_mode_in_which_nobody_answered_has_no_difference_and_no_p():
    """No value, and the others are adjusted without it."""
    people = surveyed(["phone"] * 6 + ["web"] * 6 + ["face_to_face"] * 6)
    people["trust_state"] = people["trust_state"].mask(people["mode"] == "web")
    rows = compared(people).set_index("mode")
    assert rows.loc["web", ["difference", "low", "high", "p", "q"]].isna().all()
    assert rows.loc[["phone", "face_to_face"], ["difference", "p", "q"]].notna().all(axis=None)


def test_q_is_benjamini_and_hochberg_s():
    """By a second way: q of the i-th smallest of m is the least p·m/j over j ≥ i."""
    rows = compared(surveyed(["phone", "web", "face_to_face"] * 30), ("trust_high", "aware_yes", "used_yes"))
    p = np.sort(rows["p"].to_numpy())
    slow = [min(p[j] * len(p) / (j + 1) for j in range(i, len(p))) for i in range(len(p))]
    assert np.sort(rows["q"].to_numpy()) == pytest.approx(slow)
    assert (rows["p"] >= 2 / 201 - 1e-12).all()
