"""Small panels, rated by hand, for the tests of what is told of them."""

from __future__ import annotations

import pandas as pd

from mekendesh.judgement.panel import Panel, judge_panel
from mekendesh.reporting.blocks import Table
from mekendesh.structure.roundtable import RATING_COLUMNS
from mekendesh.words import say


def panel_of(*rows: tuple[str, str, str, dict[str, list[int]]]) -> Panel:
    """What, id, moment, ratings by stratum."""
    return judge_panel(
        pd.DataFrame(
            [(f"{stratum}{place}", stratum, what, name, moment, value)
             for what, name, moment, given in rows for stratum, values in given.items()
             for place, value in enumerate(values)],
            columns=RATING_COLUMNS,
        ),
        rng_seed=1,
    )  # fmt: skip


def cells(table: Table) -> list[list[str]]:
    """Every cell of a table in English."""
    return [[say(cell, "en") for cell in row] for row in table.rows]
