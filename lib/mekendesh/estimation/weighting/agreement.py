"""Whether a share holds whichever method is used: one badge an indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import ALL_SITES, METHOD
from mekendesh.estimation.weighting.weightings import NAIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

AGREE, DIFFER, UNKNOWN = "agree", "differ", "unknown"
COLUMNS = (
    "indicator", "site", "badge", "method", "population_assumed", "direction", "difference", "spread", "reason",
)  # fmt: skip
REASONS = {
    "no_value": "there is no RDS-II share to compare with",
    "too_few_methods": "too few other methods have a value",
}
"""Why no badge can be given; the column ``reason`` holds one of these words, or none."""


@dataclass(frozen=True)
class Tolerance:
    """How far methods may lie apart and still agree, in percentage points; and how many weighted methods
    beside RDS-II must have a value before agreement can be claimed.
    """

    points: float = 5.0
    methods: int = 2

    def __post_init__(self) -> None:
        if not (0 <= self.points <= 100 and self.methods >= 1):
            raise EstimationError(
                "A tolerance of {points} points and {methods} methods; expected were points from 0 to 100 and at "
                "least one method. Mend the tolerance.",
                points=str(self.points),
                methods=self.methods,
            )


def badges(
    variants: pd.DataFrame,
    indicators: Sequence[str],
    tolerance: Tolerance | None = None,
    site: str = ALL_SITES,
) -> pd.DataFrame:
    """One row an indicator, in the order asked for: do the variants of a site agree with its headline?

    ``variants`` as `variants.variants_table` makes them. A variant *differs* where its difference to RDS-II
    exceeds the tolerance and the interval of the difference within replicates leaves zero out: both, since a
    large difference can be chance and a small one, however certain, changes no decision.

    Returns `COLUMNS`. ``badge``: ``agree`` where no variant differs; ``differ``; or ``unknown``, ``reason``
    saying why. ``method``, ``population_assumed``, ``direction`` (of the variant: ``higher`` or ``lower``)
    and ``difference``: the variant that differs most, blank or missing where none does. ``spread``: the
    largest absolute difference of a *weighted* variant, chance or not. An indicator without variants is
    left out.

    It misleads where all methods err together: they share the network sizes, the chains and the answers. A
    wide interval lets methods agree that a larger survey would tell apart, so ``spread`` belongs beside it.
    """
    tolerance = tolerance or Tolerance()
    of_site = variants[variants["site"] == site]
    rows = [
        _badge(of_site[of_site["indicator"] == indicator], tolerance)
        for indicator in indicators
        if (of_site["indicator"] == indicator).any()
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    words = ("indicator", "site", "badge", "method", "direction", "reason")
    return table.astype({name: "str" if name in words else "float64" for name in COLUMNS})


def _badge(rows: pd.DataFrame, tolerance: Tolerance) -> dict[str, str | float]:
    blank = {
        "indicator": rows["indicator"].iloc[0], "site": rows["site"].iloc[0], "badge": UNKNOWN, "method": "",
        "population_assumed": np.nan, "direction": "", "difference": np.nan, "spread": np.nan, "reason": "",
    }  # fmt: skip
    if rows.loc[rows["method"] == METHOD, "value"].isna().all():
        return blank | {"reason": "no_value"}
    judged = rows[(rows["method"] != METHOD) & rows[["difference", "difference_low"]].notna().all(axis=1)]
    weighted = judged[judged["method"] != NAIVE]
    if len(weighted):
        blank |= {"spread": float(weighted["difference"].abs().max())}
    beyond_chance = (judged["difference_low"] > 0) | (judged["difference_high"] < 0)
    differing = judged[beyond_chance & (100 * judged["difference"].abs() > tolerance.points)]
    if len(differing):
        most = differing.loc[differing["difference"].abs().idxmax()]
        return blank | {
            "badge": DIFFER,
            "method": most["method"],
            "population_assumed": most["population_assumed"],
            "direction": "higher" if most["difference"] > 0 else "lower",
            "difference": most["difference"],
        }
    if weighted["method"].nunique() < tolerance.methods:
        return blank | {"reason": "too_few_methods"}
    return blank | {"badge": AGREE}
