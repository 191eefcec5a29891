"""The door for a whole corridor: everything that rests on respondents goes through it once, and is told from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.reporting.doors.protection import (
    protect,
    protect_locks,
    protect_potential,
    protect_recommendations,
)
from mekendesh.reporting.statistics import Statistics, open_statistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mekendesh.estimation.shares.corridor import Estimates
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.judgement.national import Combined
    from mekendesh.structure.mapping import Mapping, Nation
    from mekendesh.structure.proposals import Proposal


@dataclass(frozen=True, eq=False)
class Public:
    """What may be shown of a corridor. ``shares``, ``locks`` and ``potential`` are ``None`` before the fieldwork."""

    shares: Statistics | None
    ranked: Statistics
    locks: Statistics | None
    potential: Statistics | None


def protect_estimates(mapping: Mapping, estimates: Estimates | None) -> Statistics | None:
    """The protected shares of a corridor, all indicators and sites at once."""
    if estimates is None:
        return None
    of_site = estimates.recruitment.set_index("site")["n"].astype(int)
    people = {str(site): int(n) for site, n in of_site.items()} | {"": int(of_site.sum())}
    return protect(estimates.table, unions=unions_of(mapping.framework.proposals), people=people)


def protect_combined(nation: Nation, combined: Combined) -> Statistics | None:
    """The protected shares of an origin: its corridors (already published by their own reports) and all together."""
    if combined.estimates.empty:
        return None
    return protect(combined.estimates, parts_are_shown=True, unions=unions_of(nation.framework.proposals))


def unions_of(proposals: Sequence[Proposal]) -> dict[str, tuple[str, ...]]:
    """For the indicator of each proposal the pairs of gap and barrier it unites."""
    return {
        f"proposal_{proposal.proposal}": tuple(
            f"gapbarrier_{channel}__{barrier}"
            for channel in proposal.channels
            for barrier in proposal.barriers
        )
        for proposal in proposals
    }


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
