"""The share again over part of the people: each row worked by hand or by filtering the table first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation_tables import random_parents, recruited
from mekendesh.errors import EstimationError
from mekendesh.estimation.chains.convergence import (
    FLAGS,
    by_chain,
    by_wave,
    leave_one_chain_out,
    without_seeds,
)
from mekendesh.estimation.indicators import Indicators
from mekendesh.estimation.recruitment import recruitment_trees


def asked(*answers: list[bool | None]) -> Indicators:
    """One question per list, None where not answered."""
    names = pd.Series([f"q{number}" for number in range(len(answers))], dtype="str")
    table = np.array(answers, dtype=object).T
    return Indicators(
        pd.DataFrame({"indicator": names, "family": "", "key": ""}),
        table == True,  # noqa: E712
        np.array([[cell is not None for cell in row] for row in table]),
    )


# Two seeds (0, 4); 1 and 2 by 0, 3 by 1; 5 by 4. Weights 1, 1/2, 1/4, 1, 1/2, 1/2.
PEOPLE = recruited([-1, 0, 0, 1, -1, 4], [1, 2, 4, 1, 2, 2])
TREES = recruitment_trees(PEOPLE)
YES = asked([True, False, True, False, False, True])
ALONE = {"MOW": 1.0}


def test_the_cumulative_share_is_the_share_of_all_up_to_the_wave():
    """Wave 0: 1/1.5. Wave 1: 1.75 of 2.75. Wave 2: 1.75 of 3.75."""
    table = by_wave(TREES, YES, ALONE)
    assert table["wave"].tolist() == [0, 1, 2]
    assert table["share"].tolist() == pytest.approx([1 / 1.5, 1.75 / 2.75, 1.75 / 3.75], abs=1e-9)
    assert table["n"].tolist() == [2, 5, 6]
    assert table["n_yes"].tolist() == [1, 3, 3]
    assert table["flag"].tolist() == ["", "", ""]


def test_each_chain_has_its_share():
    """Chain 1 holds 0, 1, 2, 3: 1.25 of 2.75; chain 2 holds 4, 5: a half."""
    table = by_chain(TREES, YES)
    assert table[["site", "chain", "is_seed", "n", "n_yes"]].to_numpy().tolist() == [
        ["MOW", 1, True, 4, 2],
        ["MOW", 2, True, 2, 1],
    ]
    assert table["share"].tolist() == pytest.approx([1.25 / 2.75, 0.5], abs=1e-9)


def test_leaving_one_chain_out_leaves_the_other():
    """Without chain 1 the share is that of chain 2; the change is against everyone."""
    table = leave_one_chain_out(TREES, YES, ALONE)
    assert table["share"].tolist() == pytest.approx([0.5, 1.25 / 2.75], abs=1e-9)
    assert table["change"].tolist() == pytest.approx([0.5 - 1.75 / 3.75, 1.25 / 2.75 - 1.75 / 3.75], abs=1e-9)


def test_without_seeds_those_they_recruited_stay():
    """0.75 of 2.25 are left."""
    row = without_seeds(TREES, YES, ALONE).iloc[0]
    assert row["share"] == pytest.approx(0.75 / 2.25, abs=1e-9)
    assert row["change"] == pytest.approx(0.75 / 2.25 - 1.75 / 3.75, abs=1e-9)
    assert (row["n"], row["n_yes"]) == (4, 2)


def test_sites_are_weighted_by_their_shares_and_a_finished_site_stays():
    """Site B ends with its seed; its share of one half stays in the sum at wave 1."""
    both = pd.concat(
        [recruited([-1, 0], [1, 1], "A", "a"), recruited([-1], [1], "B", "b")], ignore_index=True
    )
    table = by_wave(recruitment_trees(both), asked([True, False, False]), {"A": 30, "B": 10})
    assert table["share"].tolist() == pytest.approx([0.75, 0.375], abs=1e-9)


def test_a_site_without_answers_is_said_and_scaled_away():
    """In wave 0 only B has answered; later A speaks too, and nothing is missing any more."""
    both = pd.concat(
        [recruited([-1, 0], [1, 1], "A", "a"), recruited([-1], [1], "B", "b")], ignore_index=True
    )
    table = by_wave(recruitment_trees(both), asked([None, True, False]), {"A": 30, "B": 10})
    assert table["share"].tolist() == pytest.approx([0, 0.75], abs=1e-9)
    assert table["flag"].tolist() == ["site_left_out", ""]


def test_nobody_counted_has_a_word_and_no_share():
    """No answer, or no network size: the row says no_answers; every missing number has its word."""
    people = recruited([-1, 0, -1], [None, 5, 5])
    table = leave_one_chain_out(
        recruitment_trees(people), asked([True, True, None], [None, None, None]), ALONE
    )
    assert table["flag"].tolist() == ["no_answers", "no_answers", "", "no_answers"]
    assert (table["share"].isna() == (table["flag"] == "no_answers")).all()
    assert (table["change"].isna() == (table["flag"] == "no_answers")).all()
    assert set(table["flag"]) <= {"", *FLAGS}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 40))
def test_every_row_is_the_share_of_the_people_it_keeps(seed, n):
    """A second way: filter people by hand, then Σ(y/d)/Σ(1/d); the last wave is everyone."""
    rng = np.random.default_rng(seed)
    parents = random_parents(n, 3, rng)
    sizes = rng.integers(0, 9, n)
    sizes[0] = 3
    answers = rng.choice(np.array([True, False, None], dtype=object), n)
    answers[0] = True
    (tree,) = trees = recruitment_trees(recruited(parents, sizes.tolist()))

    def share(kept: np.ndarray) -> float:
        counted = kept & (sizes > 0) & (answers != None)  # noqa: E711
        inverse = 1 / np.where(sizes > 0, sizes, 1)
        yes = counted & (answers == True)  # noqa: E712
        return (inverse * yes).sum() / (inverse * counted).sum() if counted.any() else np.nan

    question = asked(answers.tolist())
    waves = by_wave(trees, question, ALONE)
    expected = [share(tree.waves <= wave) for wave in waves["wave"]]
    assert waves["share"].tolist() == pytest.approx(expected, abs=1e-9, nan_ok=True)
    head = np.arange(n)
    for person in range(n):
        while parents[head[person]] >= 0:
            head[person] = parents[head[person]]
    left = leave_one_chain_out(trees, question, ALONE)["share"]
    assert left.tolist() == pytest.approx([share(head != h) for h in range(3)], abs=1e-9, nan_ok=True)
    seedless = without_seeds(trees, question, ALONE)["share"].item()
    assert seedless == pytest.approx(share(np.arange(n) >= 3), abs=1e-9, nan_ok=True)


def test_a_site_without_a_share_is_refused():
    """Sites cannot be put together without knowing how much each counts."""
    with pytest.raises(EstimationError, match="Site MOW has respondents, but no share"):
        by_wave(TREES, YES, {"LED": 1})
