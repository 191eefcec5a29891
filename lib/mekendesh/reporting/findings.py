"""The main points of a corridor, told: how many, what they give and would give, readiness, what follows, what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.reporting import potential, readiness
from mekendesh.reporting.blocks import Brief
from mekendesh.reporting.proposal_words import first_placed
from mekendesh.reporting.proposals import NONE_FIRST
from mekendesh.reporting.sizes import range_of_figures
from mekendesh.words import Count, Message, message

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.judgement.corridor import Judgement
    from mekendesh.reporting.door import Public
    from mekendesh.structure.mapping import Mapping


def in_brief(mapping: Mapping, judgement: Judgement, public: Public) -> Brief:
    """At most six findings: what to do first, how sure its place is and who is asked; then why: how many people, what
    they give and would give, readiness; and how much is open.
    """
    findings: list[Message] = _first(mapping, judgement, public.ranked)
    findings += range_of_figures(mapping)
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
    return Brief(tuple(findings[:6]))


def _first(mapping: Mapping, judgement: Judgement, table: pd.DataFrame) -> list[Message]:
    if table.empty:
        return [message("No recommendation can be ranked yet: no related item is known.")]
    shown = table[table["rank"].notna()]
    if shown.empty:
        return [NONE_FIRST]
    return [first_placed(mapping.framework.proposals, judgement.addressees, shown)]
