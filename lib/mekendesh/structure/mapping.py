"""What a notebook opens: one corridor in one round, or one origin with all its corridors of a round."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mekendesh.files import Tree, current_tree, digest
from mekendesh.structure.corridors import (
    Corridor,
    Round,
    find_corridor,
    find_origin,
    find_round,
    load_corridors,
    place,
    programme,
)
from mekendesh.structure.design import Design, load_design
from mekendesh.structure.framework import Framework, load_framework
from mekendesh.structure.instruments import corridor_questionnaire
from mekendesh.structure.sizes import anchor_size, published_sizes

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.structure.questionnaire import Questionnaire

LARGEST = 10
"""Corridors that an origin's report opens with where the round declares none."""


@dataclass(frozen=True)
class Mapping:
    """One mapping of a corridor at one time, with all that is written down about it."""

    tree: Tree
    corridor: Corridor
    round: Round

    @property
    def place(self) -> str:
        return place(self.corridor, self.round)

    @property
    def rng_seed(self) -> int:
        """The seed of this mapping's random numbers, from its corridor and round alone."""
        return int(digest(self.place.encode())[:12], 16)

    @property
    def is_in_the_field(self) -> bool:
        """Whether a delivery has come in. None is the normal first state.

        Files without a ``delivery.yml`` count as one, so that they are refused and not overlooked.
        """
        folder = self.tree.raw(self.place)
        return folder.is_dir() and any(not file.name.startswith(".") for file in folder.iterdir())

    @cached_property
    def framework(self) -> Framework:
        return load_framework(self.tree)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return corridor_questionnaire(self.tree, self.corridor, self.round)

    @cached_property
    def design(self) -> Design:
        return load_design(self.tree)

    @cached_property
    def sizes(self) -> pd.DataFrame:
        """Every published figure for the corridor: see `mekendesh.structure.sizes.published_sizes`."""
        return published_sizes(self.tree, self.corridor)


@dataclass(frozen=True)
class Nation:
    """One origin in one round, with the mappings that belong to it."""

    tree: Tree
    origin: str
    round: Round
    mappings: tuple[Mapping, ...]

    @property
    def rng_seed(self) -> int:
        return int(digest(f"{self.origin}/{self.round.name}".encode())[:12], 16)

    @cached_property
    def framework(self) -> Framework:
        return load_framework(self.tree)


def open_mapping(origin: str, destination: str, round: str) -> Mapping:
    """Open a corridor in a round. Raises ``ParameterError`` for a country or a round that is not on the lists."""
    tree = current_tree()
    return Mapping(tree, find_corridor(tree, origin, destination), find_round(tree, round))


def open_nation(origin: str, round: str, destinations: str = "") -> Nation:
    """Open an origin in a round with the corridors named (codes separated by blanks).

    Without names: the corridors that the round declares for the origin, and those with estimates of this round; where
    there are none, the ten largest by published figures. Raises ``ParameterError`` for anything that is not on the lists.
    """
    tree = current_tree()
    find_origin(tree, origin)
    mapping_round = find_round(tree, round)
    if destinations.strip():
        corridors = [find_corridor(tree, origin, code) for code in destinations.split()]
    else:
        declared = set(programme(tree, origin, mapping_round.name))
        corridors = [
            corridor
            for corridor in load_corridors(tree)
            if corridor.origin == origin
            and (corridor in declared or tree.estimates(place(corridor, mapping_round)).is_dir())
        ] or _largest(tree, origin)
    return Nation(
        tree, origin, mapping_round, tuple(Mapping(tree, each, mapping_round) for each in corridors)
    )


def _largest(tree: Tree, origin: str) -> list[Corridor]:
    """The ten corridors of an origin with the largest figure that scenarios may use, by code."""
    figures = {
        corridor: anchor.persons
        for corridor in load_corridors(tree)
        if corridor.origin == origin and (anchor := anchor_size(published_sizes(tree, corridor)))
    }
    largest = sorted(figures, key=lambda corridor: figures[corridor], reverse=True)[:LARGEST]
    return sorted(largest, key=lambda corridor: corridor.destination)
