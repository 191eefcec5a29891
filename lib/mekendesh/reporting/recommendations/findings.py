"""The main points of a corridor, told: how many, what they give and would give, readiness, what follows, what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.reporting.blocks import Brief
from mekendesh.reporting.compatriots import potential
from mekendesh.reporting.population.sizes import range_of_figures
from mekendesh.reporting.recommendations.first_proposals import first_proposals, on_the_order
from mekendesh.reporting.state import readiness
from mekendesh.words import Count, Message, message

if TYPE_CHECKING:
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.mapping import Mapping


def in_brief(mapping: Mapping, judgement: Judgement, public: Public) -> Brief:
    """What stands first, then at most six findings: how sure the order is, how many people, what they give and would
    give, readiness, and how much is open.
    """
    findings: list[Message] = [on_the_order(mapping, judgement, public), *range_of_figures(mapping)]
    if public.shares is None:
        findings.append(
            message("Not yet in the field: what compatriots give and would give is not known here.")
        )
    else:
        findings += potential.in_brief(mapping, public.shares)
    findings += readiness.in_brief(mapping, judgement)
    findings.append(
        message(
            "{gaps} gaps in the mapping are on the agenda for further fieldwork and research.",
            gaps=Count(len(judgement.agenda)),
        )
    )
    return Brief(tuple(findings[:6]), first_proposals(mapping, judgement, public))
