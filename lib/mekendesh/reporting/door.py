"""The door for a whole corridor: everything that rests on respondents goes through it once, and is told from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.reporting.protection import protect, protect_locks, protect_potential, protect_recommendations
from mekendesh.reporting.statistics import Statistics, open_statistics

if TYPE_CHECKING:
    from mekendesh.estimation.corridor import Estimates
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.judgement.national import Combined


@dataclass(frozen=True, eq=False)
class Public:
    """What may be shown of a corridor. ``shares``, ``locks`` and ``potential`` are ``None`` before the fieldwork."""

    shares: Statistics | None
    ranked: Statistics
    locks: Statistics | None
    potential: Statistics | None


def protect_estimates(estimates: Estimates | None) -> Statistics | None:
    """The protected shares of a corridor, all indicators and sites at once."""
    return None if estimates is None else protect(estimates.table)


def protect_combined(combined: Combined) -> Statistics | None:
    """The protected shares of an origin: its corridors (already published by their own reports) and all together."""
    return None if combined.estimates.empty else protect(combined.estimates, parts_are_shown=True)


def protect_national(judgement: NationalJudgement, shares: Statistics | None) -> Public:
    """The protected national list."""
    if shares is None:
        return Public(None, open_statistics(judgement.ranked.assign(flag="", digits=0)), None, None)
    return Public(shares, protect_recommendations(judgement.ranked, shares), None, None)


def protect_judgement(judgement: Judgement, shares: Statistics | None) -> Public:
    """The protected tables of a judgement; each number says no more than the protected share it rests on."""
    if shares is None:
        return Public(None, open_statistics(judgement.ranked.assign(flag="", digits=0)), None, None)
    return Public(
        shares=shares,
        ranked=protect_recommendations(judgement.ranked, shares),
        locks=protect_locks(judgement.locks, shares),
        potential=protect_potential(judgement.potential, shares),
    )
