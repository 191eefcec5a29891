"""Regions of an origin, from which its people come: what the form offers, and what ideas are meant for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from mekendesh.structure.schema import LABELS, Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree
    from mekendesh.words import Label

ANYWHERE = "*"
"""The origin of the rows that stand for every origin ``regions.csv`` does not list."""


@dataclass(frozen=True)
class Region:
    """A first-level division of an origin."""

    region: str
    label: Label


def regions_of(tree: Tree, origin: str) -> tuple[Region, ...]:
    """The regions of an origin in the file's order; the capital's and any other where it lists none."""
    regions = load_regions(tree)
    return regions.get(origin, regions[ANYWHERE])


@lru_cache(maxsize=8)
def load_regions(tree: Tree) -> Mapping[str, tuple[Region, ...]]:
    """Regions by origin, under ``*`` those of any other. Raises ``StructureError`` with every mistake."""
    mistakes = Mistakes("regions.csv")
    rows = read_rows(tree.structure / "regions.csv", ("origin", "region", *LABELS))
    mistakes.repeated(rows, "region")
    regions: dict[str, tuple[Region, ...]] = {}
    for row in rows:
        origin = mistakes.filled(row, "origin")
        region = Region(mistakes.name(row, "region"), mistakes.label(row))
        regions[origin] = (*regions.get(origin, ()), region)
    if ANYWHERE not in regions:
        mistakes.add(1, "origin", "no row for *", "the regions of origins that are not listed")
    mistakes.raise_if_any()
    return MappingProxyType(regions)
