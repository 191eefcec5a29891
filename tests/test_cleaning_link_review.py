from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.cleaning.link_review import best_pairs, reviewed_rates, sample_pairs, stratum_of


def pairs(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["left", "right", "probability"])


def records(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["record", "name", "birth"], dtype="str")


def test_pairs_fall_into_strata_by_their_score():
    """Under the threshold, over it, and beyond doubt."""
    scores = pd.Series([0.05, 0.39, 0.4, 0.94, 0.95, 1.0])
    assert stratum_of(scores).tolist() == ["possible", "possible", "likely", "likely", "sure", "sure"]


def test_a_response_has_one_best_pair():
    """The most probable; of equal ones the first by name, whatever the order of the rows."""
    table = pairs(("s1", "r2", 0.9), ("s1", "r1", 0.9), ("s2", "r3", 0.2), ("s1", "r9", 0.5))
    assert best_pairs(table)[["left", "right"]].to_numpy().tolist() == [["s1", "r1"], ["s2", "r3"]]
    pd.testing.assert_frame_equal(
        best_pairs(table).reset_index(drop=True), best_pairs(table.iloc[::-1]).reset_index(drop=True)
    )


def test_the_sample_holds_non_links_and_responses_for_whom_nothing_was_found():
    """Links alone cannot show what was missed; the record most alike stands beside those without a pair."""
    survey = records(
        ("s1", "Айбек Асанов", "1990"), ("s2", "Нурлан Токтогулов", "1985"), ("s3", "Гүл Ысакова", "1970")
    )
    register = records(
        ("r1", "Aibek Asanov", "01.02.1990"),
        ("r2", "Nurlan Toktogulov", "05.05.1986"),
        ("r3", "Gulnara Ysakova", "07.07.1970"),
        ("r4", "Жылдыз Бекова", "08.08.1970"),
    )
    sampled = sample_pairs(pairs(("s1", "r1", 0.99), ("s2", "r2", 0.2)), survey, register, rng_seed=1)
    assert sampled[["left", "right", "stratum"]].to_numpy().tolist() == [
        ["s2", "r2", "possible"],
        ["s1", "r1", "sure"],
        ["s3", "r3", "unfound"],
    ]


def test_each_stratum_gives_at_most_so_many():
    """A clerk's afternoon, whatever the length of the lists."""
    many = pairs(*((f"s{n}", f"r{n}", 0.99) for n in range(50)))
    survey = records(*((f"s{n}", "Айбек", "1990") for n in range(50)))
    assert len(sample_pairs(many, survey, records(("r0", "Айбек", "1990")), rng_seed=1, size=7)) == 7


def test_rates_are_weighted_by_how_many_pairs_stand_in_each_stratum():
    """Worked by hand: 90 sure links of which 9 of 9 looked at are right, 10 likely ones of which 1 of 3 is, 20
    possible ones of which 1 of 4 is a link that was missed."""
    best = pairs(
        *((f"a{n}", f"r{n}", 0.99) for n in range(90)),
        *((f"b{n}", f"r{n}", 0.5) for n in range(10)),
        *((f"c{n}", f"r{n}", 0.1) for n in range(20)),
    )
    decisions = {(f"a{n}", f"r{n}"): True for n in range(9)}
    decisions |= {(f"b{n}", f"r{n}"): n == 0 for n in range(3)}
    decisions |= {(f"c{n}", f"r{n}"): n == 0 for n in range(4)}
    right = 90 * 9.5 / 10 + 10 * 1.5 / 4
    missed = 20 * 1.5 / 5
    precision, recall = reviewed_rates(best, 120, decisions, [])
    assert precision == pytest.approx(right / 100, abs=1e-4)
    assert recall == pytest.approx(right / (right + missed), abs=1e-4)


def test_responses_without_a_pair_count_as_missed_where_people_find_theirs():
    """Of ten without a pair nine were another's and one was found by hand: recall falls."""
    best = pairs(("a", "r", 0.99))
    decisions = {("a", "r"): True, ("x", "q"): True} | {(f"y{n}", "q"): False for n in range(9)}
    looked_at = [f"y{n}" for n in range(9)]
    precision, recall = reviewed_rates(best, 101, decisions, looked_at)
    assert precision == 0.75
    assert recall == pytest.approx(0.75 / (0.75 + 100 * 1.5 / 11), abs=1e-4)


def test_without_any_decision_there_is_no_rate():
    """The model's own expectation then stands, and says so."""
    assert reviewed_rates(pairs(("a", "r", 0.99)), 10, {}, []) is None
