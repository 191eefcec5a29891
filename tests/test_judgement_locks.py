from __future__ import annotations

import pandas as pd
import pytest

from judgement_examples import Framework, Item, Proposal, survey
from mekendesh.judgement.locks import COLUMNS, lock_table

FRAMEWORK = Framework(
    items=(Item("portal", "trust"), Item("desk", "economy")),
    proposals=(Proposal("a", ("portal", "desk"), ("investment",), ("no_trust",)),),
)
ITEMS = pd.DataFrame(
    [("portal", "evidence", 2.0, 2.0, 2.0), ("desk", "evidence", float("nan"), 0.0, 4.0)],
    columns=["item", "scored_by", "score", "low", "high"],
)
ESTIMATES, DRAWS = survey(
    {
        "gap_investment": (0.4, 0.4, 0.4),
        "barrier_no_trust": (0.5, 0.5, 0.5),
        "barrier_no_money": (0.2, 0.2, 0.2),
        "gapbarrier_investment__no_trust": (0.3, 0.28, 0.32),
        "gapbarrier_investment__no_money": (0.08, 0.07, 0.09),
    }
)


def test_a_lock_shows_the_gap_each_barrier_and_the_state() -> None:
    """Per channel: how many, which barriers, how the state's related items stand."""
    table = lock_table(FRAMEWORK, ESTIMATES, DRAWS, ITEMS)
    assert list(table.columns) == list(COLUMNS)
    assert table[["channel", "barrier"]].values.tolist() == [
        ["investment", "no_trust"],
        ["investment", "no_money"],
    ]
    first = table.iloc[0]
    assert first["named"] == pytest.approx(0.3 / 0.4)
    assert first["difference"] == pytest.approx(0.3 / 0.5 - 0.1 / 0.5)
    assert (first["items"], first["n_items"], first["n_known"]) == ("portal desk", 2, 1)
    assert (first["state_low"], first["state_high"]) == (1.0, 3.0)


def test_a_barrier_no_proposal_addresses_has_no_state_behind_it() -> None:
    """A lock without a key is said, not filled."""
    second = lock_table(FRAMEWORK, ESTIMATES, DRAWS, ITEMS).iloc[1]
    assert (second["items"], second["n_items"]) == ("", 0)
    assert pd.isna(second["state_low"])


def test_without_pairs_the_table_is_empty_but_whole() -> None:
    """A survey without barriers gives a table with its columns."""
    alone = ESTIMATES[ESTIMATES["indicator"] == "gap_investment"]
    assert list(lock_table(FRAMEWORK, alone, DRAWS, ITEMS).columns) == list(COLUMNS)
