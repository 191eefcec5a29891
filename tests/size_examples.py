"""A corridor, a register beside its survey, and lists that overlap, for the tests of sizes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from mekendesh.estimation.population.histories import Histories, count_histories
from mekendesh.files import current_tree
from mekendesh.reporting.blocks import Table
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.mapping import Mapping
from mekendesh.words import SOURCE, say

ROUND = Round("2027-1", date(2027, 1, 1), is_example=False)
RUSSIA = Mapping(current_tree(), Corridor("KGZ", "RUS"), ROUND)
SURVEYED = ("multiplier", "weighted_multiplier", "chapman_linked")
SHARE = (0.2, np.linspace(0.15, 0.25, 1000))


@dataclass(frozen=True)
class Counted:
    kind: str = "register"
    persons: int = 6012
    compared: int = 346
    linked: int = 51
    precision: float = 0.962
    recall: float = 0.854
    reviewed: int = 400
    name: str = "CANARY register"


@dataclass(frozen=True)
class Cleaned:
    overlaps: tuple[Counted, ...] = (Counted(),)


def three_lists(*counts: int) -> Histories:
    rows = [[int(bit) for bit in f"{number:03b}"] for number in range(7, 0, -1)]
    return count_histories(pd.DataFrame(rows), counts)


def by_method(numbers: pd.DataFrame) -> pd.DataFrame:
    return numbers.set_index("method")


def said(block: Table) -> list[list[str]]:
    return [[say(cell, SOURCE) for cell in row] for row in block.rows]
