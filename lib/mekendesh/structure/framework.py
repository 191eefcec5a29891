"""The mapping framework of one workbench: all that domain experts decide, checked against itself.

Files are read in the order in which they refer to one another; the first with mistakes is reported whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.structure.anchors import ItemAnchor, load_anchors
from mekendesh.structure.bodies import Body, Role, load_bodies, load_roles
from mekendesh.structure.channels import Barrier, Channel, load_barriers, load_channels
from mekendesh.structure.corridors import load_origins
from mekendesh.structure.definitions import Definition, load_definitions
from mekendesh.structure.indicators import indicator_ids
from mekendesh.structure.items import Domain, Evidence, Item, load_domains, load_evidence, load_items
from mekendesh.structure.premises import Premise, load_premises
from mekendesh.structure.proposals import Known, Proposal, load_proposals

if TYPE_CHECKING:
    from mekendesh.files import Tree

__all__ = [
    "Barrier",
    "Body",
    "Channel",
    "Definition",
    "Domain",
    "Evidence",
    "Framework",
    "Item",
    "ItemAnchor",
    "Premise",
    "Proposal",
    "Role",
    "load_framework",
]


@dataclass(frozen=True)
class Framework:
    """Every list of the framework, each in the order of its file."""

    channels: tuple[Channel, ...]
    barriers: tuple[Barrier, ...]
    domains: tuple[Domain, ...]
    items: tuple[Item, ...]
    anchors: tuple[ItemAnchor, ...]
    evidence: tuple[Evidence, ...]
    roles: tuple[Role, ...]
    bodies: tuple[Body, ...]
    proposals: tuple[Proposal, ...]
    premises: tuple[Premise, ...]
    definitions: tuple[Definition, ...]


def load_framework(tree: Tree) -> Framework:
    """Read and check every file of the framework under ``tree.structure``.

    Raises ``StructureError``: all mistakes of the first file that has any, each with its line.
    """
    origins = tuple(load_origins(tree))
    channels, barriers = load_channels(tree), load_barriers(tree)
    domains = load_domains(tree)
    items = load_items(tree, [domain.domain for domain in domains])
    item_ids = [item.item for item in items]
    evidence = load_evidence(tree, [item.item for item in items if item.scored_by == "evidence"], origins)
    anchors = load_anchors(tree, item_ids)
    roles = load_roles(tree)
    bodies = load_bodies(tree, [role.role for role in roles], origins)
    definitions = load_definitions(tree, origins)
    known = Known(
        items=item_ids,
        channels=[channel.channel for channel in channels],
        barriers=[barrier.barrier for barrier in barriers],
        roles=[role.role for role in roles],
        indicators=indicator_ids(
            (channel.channel for channel in channels),
            (barrier.barrier for barrier in barriers),
            (definition.definition for definition in definitions),
        ),
    )
    return Framework(
        channels=channels,
        barriers=barriers,
        domains=domains,
        items=items,
        anchors=anchors,
        evidence=evidence,
        roles=roles,
        bodies=bodies,
        proposals=load_proposals(tree, known),
        premises=load_premises(tree, known.indicators, item_ids),
        definitions=definitions,
    )
