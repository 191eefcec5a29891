"""Where countries lie on a dotted map: one point for each, and the dots of the land in runs.

No borders and no outlines: a point serves to end a line at, and a dot to know the land by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from mekendesh.errors import StructureError
from mekendesh.structure.reference import country_points, world_dots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree

SPACING = 1.6
"""Degrees between two neighbouring dots of the grid, along both axes."""


@dataclass(frozen=True)
class Run:
    """``dots`` neighbours on one parallel, `SPACING` apart, the westernmost at ``longitude`` (degrees)."""

    longitude: float
    latitude: float
    dots: int


@dataclass(frozen=True)
class Point:
    """A place on the map, in degrees east and north."""

    longitude: float
    latitude: float


@lru_cache(maxsize=8)
def land(tree: Tree) -> tuple[Run, ...]:
    """The dots of the land, neighbours on a parallel gathered into runs, from south to north and west to east.

    Empty land has no dot, so a gap is neither sea nor border. Raises ``StructureError`` where the dots do not
    stand on a grid of `SPACING`.
    """
    dots = world_dots(tree).sort_values(["latitude", "longitude"])
    steps = (dots["longitude"] - dots["longitude"].min()) / SPACING
    places = steps.round().astype(int)
    if not np.allclose(steps, places, atol=1e-6):
        raise StructureError(
            "{file}: the dots are not {spacing} degrees apart. Restore the table, or write its spacing.",
            file="world_dots.csv",
            spacing=SPACING,
        )
    begins = (dots["latitude"].diff() != 0) | (places.diff() != 1)
    runs = dots.groupby(begins.cumsum().to_numpy(), sort=True)
    return tuple(
        Run(float(run["longitude"].iloc[0]), float(run["latitude"].iloc[0]), len(run)) for _, run in runs
    )


@lru_cache(maxsize=8)
def points(tree: Tree) -> Mapping[str, Point]:
    """One point per ISO 3166-1 alpha-3 code.

    It is the town nearest to the middle of the country's towns, each counting by its people: where a country
    is, never where its migrants are.
    """
    table = country_points(tree)
    return MappingProxyType(
        {row.country: Point(row.longitude, row.latitude) for row in table.itertuples(index=False)}
    )


def point(tree: Tree, country: str) -> Point:
    """The point of a country; ``StructureError`` where the table has none."""
    known = points(tree)
    if country not in known:
        raise StructureError(
            "{file} has no point for {country}. Add a row with a longitude and a latitude.",
            file="country_points.csv",
            country=country,
        )
    return known[country]
