"""Whom a report speaks of."""

from __future__ import annotations

from mekendesh.reporting.blocks import Masthead
from mekendesh.structure.mapping import Mapping, Nation


def of(mapping: Mapping | Nation) -> Masthead:
    """The masthead of a corridor's report, or of an origin's."""
    return Masthead(
        origin=mapping.corridor.origin if isinstance(mapping, Mapping) else mapping.origin,
        destination=mapping.corridor.destination if isinstance(mapping, Mapping) else "",
        round=mapping.round.name,
        as_of=mapping.round.as_of.isoformat(),
        is_example=mapping.round.is_example,
    )
