"""Whom a recommendation is addressed to: the body that held the role at the date of the round."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.errors import StructureError

if TYPE_CHECKING:
    from mekendesh.structure.corridors import Round
    from mekendesh.structure.framework import Body, Framework
    from mekendesh.words import Label


@dataclass(frozen=True)
class Addressee:
    """A role and the words to address it with. ``named`` says whether the label is a real body's name."""

    role: str
    label: Label
    named: bool
    source: str = ""


def addressee(framework: Framework, role: str, origin: str, mapping_round: Round) -> Addressee:
    """The body of ``origin`` that holds ``role`` at the round's date, of several the latest to begin.

    An example round is addressed to the role only: what simulated people need is asked of no real body by
    name. So is a real round where no body is known to hold the role at that date. Raises ``StructureError``
    for a role that is not in the framework.
    """
    label = next((known.label for known in framework.roles if known.role == role), None)
    if label is None:
        raise StructureError(
            "A proposal is addressed to the role {role}, which is not on the list of roles. Add or mend it.",
            role=role,
        )
    if mapping_round.is_example:
        return Addressee(role, label, named=False)
    holders = [
        body
        for body in framework.bodies
        if body.origin == origin and body.role == role and _in_office(body, mapping_round.as_of)
    ]
    if not holders:
        return Addressee(role, label, named=False)
    holder = max(holders, key=lambda body: body.valid_from or datetime.date.min)
    return Addressee(role, holder.label, named=True, source=holder.source)


def address_all(framework: Framework, origin: str, mapping_round: Round) -> dict[str, Addressee]:
    """Every role of the framework with its addressee."""
    return {role.role: addressee(framework, role.role, origin, mapping_round) for role in framework.roles}


def _in_office(body: Body, day: datetime.date) -> bool:
    begun = body.valid_from is None or body.valid_from <= day
    return begun and (body.valid_to is None or day <= body.valid_to)
