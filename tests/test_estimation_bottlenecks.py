"""Between chains: by hand, by every dealing of people, and what cannot be compared."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from estimation_tables import recruited
from mekendesh.errors import EstimationError
from mekendesh.estimation.chains.bottlenecks import FLAGS, between_chains
from mekendesh.estimation.indicators import Indicators
from mekendesh.estimation.recruitment import recruitment_trees

ALONE = {"MOW": 1.0}


def asked(*answers: list[bool | None]) -> Indicators:
    """One question per list, None where not answered."""
    names = pd.Series([f"q{number}" for number in range(len(answers))], dtype="str")
    table = np.array(answers, dtype=object).T
    return Indicators(
        pd.DataFrame({"indicator": names, "family": "", "key": ""}),
        table == True,  # noqa: E712
        np.array([[cell is not None for cell in row] for row in table]),
    )


def test_the_ratio_between_chains_is_one_on_average_over_all_dealings():
    """Brute force: five people change places in all 120 ways in chains of three and two; the mean is 1."""
    sizes, yes = [1, 2, 3, 5, 8], [True, False, True, False, True]
    ratios = [
        between_chains(
            recruitment_trees(recruited([-1, 0, 0, -1, 3], [sizes[place] for place in order])),
            asked([yes[place] for place in order]),
            ALONE,
        )["ratio"].iloc[0]
        for order in permutations(range(5))
    ]
    assert np.ptp(ratios) > 1
    assert np.mean(ratios) == pytest.approx(1, abs=1e-8)


def test_chains_of_one_answer_each_are_told_apart_wholly():
    """Two chains of three, one all yes, one all no, equal weights: everything is between.

    e = ±1/12, so Σ_c(Σe)² = 2·(3/12)²; expected Σe² ·18/30 = 6/144·.6; the ratio is 5.
    """
    trees = recruitment_trees(recruited([-1, 0, 0, -1, 3, 3]))
    row = between_chains(trees, asked([True, True, True, False, False, False]), ALONE).iloc[0]
    assert row["ratio"] == pytest.approx(5, abs=1e-8)
    assert row["explained"] == pytest.approx(1, abs=1e-8)
    assert row["chains"] == 2


def test_sites_together_add_what_lies_between_their_chains():
    """Two equal sites: the sums are added, so the ratio is that of both; a site of one chain adds nothing."""
    one = recruited([-1, 0, 0, -1, 3, 3], None, "A", "a")
    other = recruited([-1, 0, 0, -1, 3, 3], None, "B", "b")
    single = recruited([-1, 0], None, "C", "c")
    trees = recruitment_trees(pd.concat([one, other, single], ignore_index=True))
    answers = asked([True] * 3 + [False] * 3 + [True, False, False, True, False, False] + [True, False])
    table = between_chains(trees, answers, {"A": 1, "B": 1, "C": 1}).set_index("site")
    assert table.loc["A", "ratio"] == pytest.approx(5, abs=1e-8)
    assert table.loc["B", "ratio"] == pytest.approx(0, abs=1e-8)
    # A: 1/8 over 1/40; B: 0 over (4·(1/18)² + 2·(2/18)²)·.6 = .6/27.
    assert table.loc["", "ratio"] == pytest.approx((1 / 8) / (1 / 40 + 0.6 / 27), abs=1e-8)
    assert table.loc["C", "flag"] == "one_chain"
    assert table.loc["", "chains"] == 4


def test_what_cannot_be_compared_has_a_word_and_no_number():
    """One chain with answers, none at all, or one answer for all; the row of the sites together says so too."""
    people = recruited([-1, 0, -1], [None, 5, 5])
    table = between_chains(
        recruitment_trees(people), asked([True, True, None], [None] * 3, [True] * 3), ALONE
    )
    assert table["flag"].tolist() == [
        "one_chain", "no_answers", "no_difference", "one_chain", "no_answers", "no_difference",
    ]  # fmt: skip
    assert table[["ratio", "explained"]].isna().all(axis=None)
    assert set(table["flag"]) <= set(FLAGS)


def test_a_site_without_a_share_is_refused():
    """Sites cannot be put together without knowing how much each counts."""
    with pytest.raises(EstimationError, match="Site MOW has respondents, but no share"):
        between_chains(recruitment_trees(recruited([-1, 0])), asked([True, False]), {"MOW": 0})
