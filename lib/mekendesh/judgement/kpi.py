"""What a recommendation is measured by: where its KPI stands, where it should stand, and whether a next round could tell."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.estimation.planning.plan import half_width, smallest_change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mekendesh.structure.design import Design
    from mekendesh.structure.framework import Proposal

COLUMNS = (
    "proposal", "indicator", "baseline", "baseline_low", "baseline_high", "flag", "digits",
    "target", "smallest_change", "check",
)  # fmt: skip
YES, NO, NOT_SURVEYED, HIDDEN, NO_BASELINE = "yes", "no", "not_surveyed", "hidden", "no_baseline"
_LAST_BIT = 1e-9


def kpis(proposals: Iterable[Proposal], public: pd.DataFrame | None, design: Design) -> pd.DataFrame:
    """The KPI of each proposal, from *protected* shares: one row a proposal, in their order, with `COLUMNS`.

    ``public``: the protected statistics (all sites together are read), ``None`` before the fieldwork;
    ``design``: the plan of a corridor's fieldwork. ``target`` is baseline × (1 + change %), rounded like the
    baseline, at most 1. ``smallest_change`` (a share, rounded up to a whole percent) is the least difference that
    a next round of the same size and width finds with 80 % power (`mekendesh.estimation.planning.plan`); before the
    fieldwork that of two rounds as planned for one corridor, at a share of one half. ``check``:

    - ``yes`` the target lies at least so far from the baseline; ``no`` it does not, and whether it is met could
      not be checked
    - ``not_surveyed`` no estimate is read; ``no_baseline`` nobody was asked yet, or of these people none had it;
      ``hidden`` the baseline may not be shown, so no target is

    Only protected numbers enter, so that nothing shown gives a hidden count or a design effect away; the design
    effect is the one that the shown range implies, at least 1. It misleads where the next round will be smaller,
    or asks other people: then more than the smallest change is needed.
    """
    statistics = None if public is None else public[public["site"] == ""].set_index("indicator")
    rows = [_kpi(proposal, statistics, design) for proposal in proposals]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _kpi(proposal: Proposal, statistics: pd.DataFrame | None, design: Design) -> dict[str, object]:
    nan = float("nan")
    row: dict[str, object] = {
        **dict.fromkeys(("baseline", "baseline_low", "baseline_high", "target", "smallest_change"), nan),
        "proposal": proposal.proposal, "indicator": proposal.kpi_indicator, "flag": "", "digits": 0,
    }  # fmt: skip
    if not proposal.kpi_indicator or proposal.kpi_change is None:
        return {**row, "check": NOT_SURVEYED}
    if statistics is None:
        planned = smallest_change(design.interviews, design.interviews, deff=design.design_effect)
        return {**row, "smallest_change": _up(planned), "check": NO_BASELINE}
    if proposal.kpi_indicator not in statistics.index:
        return {**row, "flag": "x", "check": HIDDEN}
    known = statistics.loc[proposal.kpi_indicator]
    row |= {"flag": known["flag"], "digits": int(known["digits"])}
    if known["flag"] in ("c", "x") or pd.isna(known["value"]):
        return {**row, "flag": known["flag"] or "x", "check": HIDDEN}
    value, low, high = float(known["value"]), float(known["low"]), float(known["high"])
    row |= {"baseline": value, "baseline_low": low, "baseline_high": high}
    if not 0 < value < 1 or pd.isna(known["n"]):
        return {**row, "check": NO_BASELINE}
    target = round(min(1.0, value * (1 + proposal.kpi_change / 100)), 2 + int(known["digits"]))
    n = int(known["n"])
    least = _up(smallest_change(n, n, share=value, deff=implied_deff(value, low, high, n)))
    enough = abs(target - value) >= least - _LAST_BIT
    return {**row, "target": target, "smallest_change": least, "check": YES if enough else NO}


def implied_deff(share: float, low: float, high: float, n: int, level: float = 0.95) -> float:
    """The design effect with which n people give an interval this wide: (half width / that at deff 1)², at least 1."""
    return max(1.0, ((high - low) / 2 / half_width(n, share=share, deff=1.0, level=level)) ** 2)


def _up(share: float) -> float:
    return ceil(share * 100 - _LAST_BIT) / 100
