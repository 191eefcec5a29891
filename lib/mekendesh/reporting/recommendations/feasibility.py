"""What the round table thinks of carrying a recommendation out: a median of the panel, never a person's rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.panel import proposal_medians, read_panel
from mekendesh.reporting.blocks import Column
from mekendesh.structure.roundtable import FEASIBILITY
from mekendesh.words import Decimal, Interval, Term, message

if TYPE_CHECKING:
    from mekendesh.files import Tree

COLUMN = Column("feasibility", message("Feasible? Median of the round table, 1 to 9"), numeric=True)
NOT_RATED = message("no rating")


def feasibilities(tree: Tree, origin: str, round_name: str, rng_seed: int) -> pd.DataFrame | None:
    """The panel's medians by proposal (`mekendesh.judgement.panel.proposal_medians`); ``None`` before a round table."""
    panel = read_panel(tree, origin, round_name, rng_seed=rng_seed)
    return None if panel is None else proposal_medians(panel, FEASIBILITY).set_index("proposal")


def feasibility(medians: pd.DataFrame, proposal: str) -> Term:
    """The median of a proposal; its code where too few rated it."""
    if proposal not in medians.index:
        return NOT_RATED
    row = medians.loc[proposal]
    if row["flag"] or pd.isna(row["median"]):
        return Interval(None, flag=row["flag"] or "c")
    return Decimal(float(row["median"]))
