"""The names a survey's estimates go by, so that no premise or KPI asks for a number nobody computes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PEOPLE = (
    "sex_female",
    "age_18_29",
    "age_30_44",
    "age_45_plus",
    "education_higher",
    "arrived_last_5_years",
    "overqualified_yes",
    "legal_irregular",
    "aware_yes",
    "used_yes",
    "trust_high",
    "return_yes",
    "idea_any",
)
"""Indicators that depend on no list of the framework."""


def indicator_ids(
    channels: Iterable[str],
    barriers: Iterable[str],
    definitions: Iterable[str] = (),
    proposals: Iterable[str] = (),
) -> frozenset[str]:
    """Every indicator id that estimation may give for these lists.

    ``acts_``, ``willing_`` and ``gap_`` a channel or ``any``; ``barrier_`` a barrier; ``gapbarrier_`` a
    channel ``__`` a barrier; ``definition_`` and ``proposal_`` their ids; and those of `PEOPLE`.
    """
    channels, barriers = tuple(channels), tuple(barriers)
    engaged = {f"{family}_{key}" for family in ("acts", "willing", "gap") for key in (*channels, "any")}
    hindered = {f"gapbarrier_{channel}__{barrier}" for channel in channels for barrier in barriers}
    named = {f"barrier_{barrier}" for barrier in barriers}
    others = {f"definition_{key}" for key in definitions} | {f"proposal_{key}" for key in proposals}
    return frozenset(engaged | hindered | named | others | set(PEOPLE))
