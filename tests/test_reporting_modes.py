"""Modes of interview told: a verdict and never a number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cleaning_account import MAPPING
from mekendesh.errors import ProtectionError
from mekendesh.estimation.answers.missing import Missing
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.collection import modes as told
from mekendesh.reporting.collection.modes import protect_modes
from mekendesh.words import SOURCE, say

LARGE = {"n": 100, "n_yes": 40, "n_others": 200, "n_yes_others": 60, "difference": 0.1, "q": 0.5}


def compared(**phone) -> Missing:
    rows = [
        {"indicator": name, "mode": mode, **LARGE, **(phone if mode == "phone" else {})}
        for mode in ("face_to_face", "phone")
        for name in ("trust_high", "acts_any")
    ]
    return Missing(pd.DataFrame(), None, pd.DataFrame(rows))


def cells(missing: Missing) -> list[list[str]]:
    block = told.table(MAPPING, protect_modes(missing))
    assert isinstance(block, Table)
    return [[say(cell, SOURCE) for cell in row] for row in block.rows]


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "no clear difference"),
        ({"q": 0.04}, "more often"),
        ({"q": 0.04, "difference": -0.1}, "less often"),
        ({"q": 0.05}, "no clear difference"),
        ({"q": np.nan}, "[x]"),
        ({"n_yes": 9, "q": 0.01}, "[c]"),
        ({"n_yes": 91, "q": 0.01}, "[c]"),
        ({"n_yes_others": 9, "q": 0.01}, "[c]"),
        ({"n_yes_others": 191, "q": 0.01}, "[c]"),
        ({"n_yes": 10, "q": 0.01}, "more often"),
    ],
)
def test_a_verdict_needs_a_clear_difference_and_ten_people_in_each_cell(changed, verdict):
    """Yes and no, in this mode and in the others: four cells, each of ten people at least."""
    assert cells(compared(**changed)) == [
        ["trust the state of origin (4 or 5 of 5)", "no clear difference", verdict],
        ["contribute through at least one channel", "no clear difference", verdict],
    ]


def test_modes_are_named_as_the_form_names_them():
    """The reader's words, not codes."""
    block = told.table(MAPPING, protect_modes(compared()))
    assert [say(column.label, SOURCE) for column in block.columns] == [
        "Compatriots who …", "face to face", "by telephone",
    ]  # fmt: skip


def test_no_number_comes_out():
    """Shares of a mode are of few people; only the verdict is told."""
    assert list(protect_modes(compared()).columns) == ["indicator", "mode", "flag", "verdict"]


def test_without_a_second_mode_the_block_says_so():
    """No row of blanks where there is nothing to compare."""
    for modes in (None, pd.DataFrame()):
        block = told.table(MAPPING, protect_modes(Missing(pd.DataFrame(), None, modes)))
        assert isinstance(block, Paragraph)
        assert "held in the same way" in say(block.text, SOURCE)


def test_before_the_fieldwork_the_block_is_the_notice():
    """A corridor without a delivery is the normal first state."""
    assert protect_modes(None) is None
    assert say(told.table(MAPPING, None).text, SOURCE).startswith("Not yet in the field")


def test_a_table_that_did_not_come_through_the_door_is_refused():
    """Verdicts are shown after protection only."""
    with pytest.raises(ProtectionError, match="did not come through protection"):
        told.table(MAPPING, pd.DataFrame(protect_modes(compared())))
