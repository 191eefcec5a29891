"""What officials and key informants said, told."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cleaning_account import MAPPING
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.collection import interviews
from mekendesh.words import SOURCE, say


@dataclass(frozen=True)
class Counted:
    statements: pd.DataFrame | None


def statements(supports: int, opposes: int, mixed: int, informants: int) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "theme": "knowledge",
                "supports": supports,
                "opposes": opposes,
                "mixed": mixed,
                "informants": informants,
            }
        ]
    )


def told(table: pd.DataFrame) -> list[str]:
    block = interviews.table(MAPPING, interviews.protect_statements(Counted(table)))
    assert isinstance(block, Table)
    return [say(cell, SOURCE) for cell in block.rows[0][1:]]


def test_a_stance_of_fewer_than_five_statements_is_not_counted_out():
    """Three who spoke against are three people whom everybody in the room knows."""
    assert told(statements(12, 3, 1, 6)) == ["10", "fewer than five", "fewer than five"]


def test_a_theme_of_fewer_than_five_informants_is_hidden():
    """A panel is shown from five on."""
    assert told(statements(12, 8, 6, 4)) == ["[c]"] * 3


def test_without_interviews_it_is_said_that_none_came():
    """No table of nothing."""
    block = interviews.table(MAPPING, interviews.protect_statements(Counted(None)))
    assert isinstance(block, Paragraph)
