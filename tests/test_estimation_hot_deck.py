"""The hot deck: who lends to whom, checked by hand and person by person."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.errors import EstimationError
from mekendesh.estimation.answers import hot_deck
from mekendesh.estimation.answers.hot_deck import (
    class_levels,
    drawn_yes,
    expected_yes,
    first_levels,
    imputation_classes,
)

NA = pd.NA


def people(sex: list, age: list) -> pd.DataFrame:
    return pd.DataFrame({"sex": pd.Series(sex, dtype="str"), "age": pd.Series(age, dtype="Int64")})


def one(*values) -> np.ndarray:
    """A column of one indicator."""
    return np.array(values, dtype=bool)[:, None]


def test_classes_are_sex_and_age_group_then_sex():
    """18, 30 and 45 begin a group; who did not tell sex or age is in a class of such people."""
    classes = imputation_classes(
        people(["female", "female", "male", "female", None, "male"], [18, 29, 29, 30, 45, NA])
    )
    fine, coarse = classes.T
    assert fine[0] == fine[1]
    assert len(set(fine.tolist())) == 5
    assert coarse.tolist() == [1, 1, 2, 1, 0, 2]


def test_each_fine_class_lies_in_one_coarse_class():
    """Borrowing farther must widen a class, never leave it."""
    sex = ["female", "male", None] * 5
    age = [17, 18, 30, 45, NA] * 3
    fine, coarse = imputation_classes(people(sex, age)).T
    assert all(len(set(coarse[fine == code].tolist())) == 1 for code in set(fine.tolist()))


def test_without_sex_or_age_no_class_is_made():
    """The missing column is named with the mend."""
    with pytest.raises(EstimationError, match="no column age"):
        imputation_classes(pd.DataFrame({"sex": ["female"]}))


def test_a_class_lends_from_five_donors_on():
    """Four donors are too few: the next coarser class lends; where all are too few, everyone does."""
    levels = class_levels(np.array([[1, 1]] * 6 + [[2, 1]] * 5 + [[3, 2]] * 2))
    donors = one(*[True] * 5, False, *[True] * 4, False, True, False)
    assert first_levels(levels, donors)[:, 0].tolist() == [0] * 6 + [1] * 5 + [2] * 2


def test_expected_yeses_are_the_weighted_share_of_the_class(monkeypatch):
    """By hand: class A said yes with weight 2 of 3, and misses weight 4; class B yes 0 of 5, misses weight 1."""
    monkeypatch.setattr(hot_deck, "LEAST_DONORS", 1)
    weights = np.array([2.0, 1.0, 4.0, 5.0, 1.0])
    yes, answered = one(1, 0, 0, 0, 0), one(1, 1, 0, 1, 0)
    levels = class_levels(np.array([[0], [0], [0], [1], [1]]))
    found = expected_yes(weights, yes, answered, levels, first_levels(levels, answered))
    assert found.tolist() == pytest.approx([4 * 2 / 3])


def test_nobody_without_weight_lends_or_counts(monkeypatch):
    """A person without a network size carries no weight, as donor and as recipient."""
    monkeypatch.setattr(hot_deck, "LEAST_DONORS", 1)
    exact = np.array([0.0, 1.0, 1.0, 0.0])
    yes, answered = one(1, 0, 0, 0), one(1, 1, 0, 0)
    levels = class_levels(np.zeros((4, 1), dtype=np.int64))
    first = first_levels(levels, answered & (exact > 0)[:, None])
    times = np.ones((50, 4))
    assert not drawn_yes(times, exact, yes, answered, levels, first, np.random.default_rng(1)).any()
    assert expected_yes(exact, yes, answered, levels, first).tolist() == [0.0]


def test_donors_are_drawn_in_proportion_to_their_weight_in_the_replicate(monkeypatch):
    """Weight 3 standing twice against weight 2 standing once: yes in six of eight draws."""
    monkeypatch.setattr(hot_deck, "LEAST_DONORS", 1)
    exact, yes, answered = np.array([3.0, 2.0, 1.0]), one(1, 0, 0), one(1, 1, 0)
    levels = class_levels(np.zeros((3, 1), dtype=np.int64))
    first = first_levels(levels, answered)
    times = np.tile([2.0, 1.0, 4.0], (20_000, 1))
    found = drawn_yes(times, exact, yes, answered, levels, first, np.random.default_rng(4))[:, 0]
    assert set(found.tolist()) == {0.0, 1.0, 2.0, 3.0, 4.0}  # each of the four copies by itself
    # Binomial(4, 3/4): mean 3, standard error √(0.75/20,000) ≈ 0.006.
    assert found.mean() == pytest.approx(3.0, abs=0.02)
    assert found.var() == pytest.approx(0.75, abs=0.03)


def test_a_class_without_donors_in_a_replicate_borrows_farther(monkeypatch):
    """Its only donor is not in the second replicate: the other class's answer stands in; with nobody left, none."""
    monkeypatch.setattr(hot_deck, "LEAST_DONORS", 1)
    exact, yes, answered = np.ones(3), one(1, 0, 0), one(1, 1, 0)
    levels = class_levels(np.array([[0], [1], [0]]))
    first = first_levels(levels, answered)
    times = np.array([[1.0, 5.0, 2.0], [0.0, 5.0, 2.0], [0.0, 0.0, 2.0]])
    found = drawn_yes(times, exact, yes, answered, levels, first, np.random.default_rng(1))
    assert found[:, 0].tolist() == [2.0, 0.0, 0.0]


def test_the_same_pattern_of_silence_is_filled_from_one_donor(monkeypatch):
    """Two questions that the same people left out: their relation is the donors', here never both yes."""
    monkeypatch.setattr(hot_deck, "LEAST_DONORS", 1)
    answered = np.array([[1, 1, 1]] * 10 + [[0, 0, 0]], dtype=bool)
    first_yes = np.array([1, 0] * 5 + [0], dtype=bool)
    yes = np.column_stack([first_yes, ~first_yes & answered[:, 0], first_yes])
    levels = class_levels(np.zeros((11, 1), dtype=np.int64))
    found = drawn_yes(
        np.ones((200, 11)),
        np.ones(11),
        yes,
        answered,
        levels,
        first_levels(levels, answered),
        np.random.default_rng(2),
    )
    assert set(found[:, 0].tolist()) == {0.0, 1.0}
    assert (found[:, 0] + found[:, 1]).tolist() == [1.0] * 200
    assert (found[:, 0] == found[:, 2]).all()


def lent(rng_seed: int, n: int = 80):
    """A sample of two questions and classes with donors enough and too few."""
    rng = np.random.default_rng(rng_seed)
    exact, answered = rng.integers(1, 9, n).astype(float), rng.random((n, 2)) < 0.6
    yes = answered & (rng.random((n, 2)) < 0.4)
    fine = rng.integers(0, 8, n)
    levels = class_levels(np.column_stack([fine, fine // 2]))
    return exact, yes, answered, levels, first_levels(levels, answered)


def test_the_draws_average_to_the_expected_yeses():
    """On the sample itself, each person once: 4,000 replicates come within four standard errors."""
    exact, yes, answered, levels, first = lent(3)
    found = drawn_yes(np.ones((4000, 80)), exact, yes, answered, levels, first, np.random.default_rng(5))
    expected = expected_yes(exact, yes, answered, levels, first)
    assert (abs(found.mean(axis=0) - expected) < 4 * found.std(axis=0) / np.sqrt(4000)).all()
    assert (found.std(axis=0) > 0).all()


def test_replicates_drawn_in_parts_are_the_replicates_drawn_at_once():
    """Chunks bound the memory and must not move a donor."""
    exact, yes, answered, levels, first = lent(4)
    times = np.random.default_rng(1).integers(0, 3, (30, 80)).astype(float)
    whole, parts = np.random.default_rng(2), np.random.default_rng(2)
    at_once = drawn_yes(times, exact, yes, answered, levels, first, whole)
    cut = [drawn_yes(part, exact, yes, answered, levels, first, parts) for part in np.split(times, [1, 12])]
    assert np.concatenate(cut).tolist() == at_once.tolist()


def slowly(times, exact, yes, answered, levels, first, rng) -> np.ndarray:
    """The same hot deck person by person and copy by copy, without any of the array work."""
    needing = [i for i in range(len(exact)) if exact[i] > 0 and not answered[i].all()]
    asked = [[(i, rng.random()) for i in needing for _ in range(int(row[i]))] for row in times]
    found = np.zeros((len(times), yes.shape[1]))
    for r, (row, copies) in enumerate(zip(times, asked, strict=True)):
        for i, u in copies:
            for k in range(yes.shape[1]):
                if answered[i, k]:
                    continue
                for level in range(first[i, k], len(levels)):
                    donors = [j for j in range(len(exact)) if levels[level][j] == levels[level][i]]
                    mass = [row[j] * exact[j] * answered[j, k] for j in donors]
                    if sum(mass) > 0:
                        line = np.cumsum(mass) / sum(mass)
                        found[r, k] += exact[i] * yes[donors[int((line <= u).sum())], k]
                        break
    return found


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_the_array_work_does_what_a_person_by_person_loop_does(rng_seed):
    """The same random numbers, the same donors, on any small sample."""
    rng = np.random.default_rng(rng_seed)
    n = int(rng.integers(3, 25))
    exact = rng.integers(0, 9, n).astype(float)
    answered = rng.random((n, 2)) < 0.6
    yes = answered & (rng.random((n, 2)) < 0.5)
    fine = rng.integers(0, 4, n)
    levels = class_levels(np.column_stack([fine, fine // 2]))
    first = rng.integers(0, 3, (n, 2))
    times = rng.integers(0, 3, (6, n)).astype(float)
    given_ = (times, exact, yes, answered, levels, first)
    fast = drawn_yes(*given_, np.random.default_rng(7))
    assert fast.tolist() == slowly(*given_, np.random.default_rng(7)).tolist()
