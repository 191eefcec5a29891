"""What changed in a state's readiness between two dates, item by item, by the evidence that speaks on each."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.judgement.readiness import score_items

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework

ROUND_TABLE = datetime.date(2014, 12, 26)
"""The day on which the mapping's structure and methodology were first laid before a round table."""

CHANGES = ("became_known", "lapsed", "higher", "lower", "same", "not_known")
NUMBERS = ("score", "low", "high")


def compare_dates(
    framework: Framework, origin: str, earlier: datetime.date, later: datetime.date
) -> pd.DataFrame:
    """Every item as of two dates, from dated evidence alone.

    Returns one row per item in the order of the framework: item, domain, score_then, low_then, high_then,
    score_now, low_now, high_now (0–4; a score that is not known is NaN), as_of_then and as_of_now (ISO dates
    of the evidence), and change, one of `CHANGES`: ``became_known``, ``lapsed`` (known then and no longer),
    ``higher`` and ``lower`` (by the scores), ``same``, ``not_known`` (on neither date).

    Raises ``EstimationError`` where ``earlier`` is not before ``later``.

    It misleads where evidence was looked for later than it arose: an item may have become known without
    anything having changed in the state. ``became_known`` is a change of knowledge, not of readiness.
    """
    if earlier >= later:
        raise EstimationError(
            "Readiness cannot be compared from {earlier} to {later}. An earlier and a later day are expected. "
            "Give the two days in this order.",
            earlier=earlier.isoformat(),
            later=later.isoformat(),
        )
    then, now = (score_items(framework, origin, day) for day in (earlier, later))
    table = then[["item", "domain"]].copy()
    for ending, scored in (("then", then), ("now", now)):
        for column in (*NUMBERS, "as_of"):
            table[f"{column}_{ending}"] = scored[column]
    was, became = then["score"], now["score"]
    table["change"] = np.select(
        [
            was.isna() & became.isna(),
            was.isna(),
            became.isna(),
            became > was,
            became < was,
        ],
        ["not_known", "became_known", "lapsed", "higher", "lower"],
        default="same",
    )
    return table
