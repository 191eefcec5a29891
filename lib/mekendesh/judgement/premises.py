"""What became of the premises: hypotheses and preconditions against thresholds set beforehand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework, Premise

VERDICTS = ("holds", "fails", "open", "withheld", "not_tested")


def test_premises(framework: Framework, estimates: pd.DataFrame | None, items: pd.DataFrame) -> pd.DataFrame:
    """Test each premise: it ``holds`` or ``fails`` only where its whole interval lies on one side.

    Where the interval crosses the threshold the premise is ``open``; where the number is hidden as too small
    or too uncertain the verdict is ``withheld``; without a survey, or with the readiness item that tests it unknown, it is
    ``not_tested``. ``estimates`` may be estimates or protected statistics; for a page give statistics.

    Returns premise, kind, verdict, tested_by (a finding id), value, low, high (shares, or scores 0–4 for an
    item; NaN where there is none), comparison, threshold.

    A premise that holds in the sampled cities is not thereby shown for the whole corridor.
    """
    rows = []
    for premise in framework.premises:
        if premise.item:
            found = items.loc[items["item"] == premise.item, ["score", "low", "high"]].dropna()
        elif estimates is None:
            found = pd.DataFrame()
        else:
            whole = (estimates["indicator"] == premise.indicator) & (estimates["site"] == "")
            found = estimates.loc[whole, ["value", "low", "high"]]
        value, low, high = found.iloc[0].astype(float) if len(found) else (float("nan"),) * 3
        rows.append(
            {
                "premise": premise.premise,
                "kind": premise.kind,
                "verdict": verdict(premise, low, high) if len(found) else "not_tested",
                "tested_by": f"item:{premise.item}" if premise.item else f"estimate:{premise.indicator}|",
                "value": value,
                "low": low,
                "high": high,
                "comparison": premise.comparison,
                "threshold": float(premise.threshold),
            }
        )
    return pd.DataFrame(rows)


def verdict(premise: Premise, low: float, high: float) -> str:
    """One of `VERDICTS`. A bound on the threshold satisfies ``>=`` and ``<=`` alike; with a missing
    one the verdict is withheld.
    """
    if premise.comparison == ">=":
        holds, fails = low >= premise.threshold, high < premise.threshold
    else:
        holds, fails = high <= premise.threshold, low > premise.threshold
    if math.isnan(low) or math.isnan(high):
        return "withheld"
    return "holds" if holds else "fails" if fails else "open"
