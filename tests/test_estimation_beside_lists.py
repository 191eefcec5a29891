"""The survey beside the lists that came with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from mekendesh.estimation.population.beside_lists import beside_lists
from mekendesh.structure.mapping import open_mapping

RUSSIA = open_mapping("KGZ", "RUS", "example")


@dataclass(frozen=True)
class Counted:
    name: str
    kind: str
    persons: int
    compared: int = 4
    linked: int = 2
    precision: float = 1.0
    recall: float = 1.0
    reviewed: int = 0


@dataclass(frozen=True)
class Lists:
    overlaps: tuple[Counted, ...]
    histories: pd.DataFrame
    on_lists: pd.DataFrame


def respondents(sizes: list[float]) -> pd.DataFrame:
    count = len(sizes)
    return pd.DataFrame(
        {
            "respondent": [f"p{number}" for number in range(count)],
            "recruiter": pd.array([pd.NA, *["p0"] * (count - 1)], dtype="str"),
            "is_seed": [True] + [False] * (count - 1),
            "site": "moscow",
            "network_size": sizes,
        }
    )


HISTORIES = pd.DataFrame(
    {"register": [True, True, False], "survey": [True, False, True], "people": [2, 8, 2]}
)


def test_before_the_fieldwork_and_without_lists_nothing_is_said():
    """No survey, or no list beside it: no share, no histories."""
    for found in (beside_lists(RUSSIA, None, None), beside_lists(RUSSIA, respondents([1.0, 2.0]), None)):
        assert found.share is None
        assert found.histories is None


def test_the_share_on_the_longest_register_is_weighted_by_network_sizes():
    """Yes with network 1, no with networks 2 and 2: 1 / (1 + 1/2 + 1/2) = 0.5; one was not compared."""
    on = pd.DataFrame({"long": [True, False, False, pd.NA], "short": [True] * 4}).astype("boolean")
    lists = Lists((Counted("short", "register", 5), Counted("long", "register", 10)), HISTORIES, on)
    share, draws = beside_lists(RUSSIA, respondents([1.0, 2.0, 2.0, 1.0]), lists).share
    assert share == pytest.approx(0.5)
    assert draws.shape == (1000,)


def test_histories_are_those_that_cleaning_counted():
    """Two on both, eight on the register alone, two in the survey alone: twelve people."""
    lists = Lists((), HISTORIES, pd.DataFrame(index=range(2)))
    histories = beside_lists(RUSSIA, respondents([1.0, 1.0]), lists).histories
    assert (histories.people, histories.on_both(0, 1)) == (12, 2)


def test_a_list_that_shares_nobody_leaves_no_histories():
    """Nothing can be said of who is missing from lists that do not meet."""
    apart = HISTORIES.assign(people=[0, 8, 2])
    lists = Lists((), apart, pd.DataFrame(index=range(2)))
    assert beside_lists(RUSSIA, respondents([1.0, 1.0]), lists).histories is None


def test_a_share_that_cannot_be_weighted_is_left_out():
    """Nobody who was compared has a network size."""
    on = pd.DataFrame({"register": [True, False]}).astype("boolean")
    lists = Lists((Counted("register", "register", 5),), HISTORIES, on)
    assert beside_lists(RUSSIA, respondents([np.nan, np.nan]), lists).share is None
