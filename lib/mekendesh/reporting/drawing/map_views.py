"""What a map shows: the whole world, or a closer view of an origin and of the ends that lie near it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mekendesh.reporting.drawing.palette import WIDTH

ACROSS = WIDTH * 72
"""Width of the drawing in points."""

WORLD = (-170.0, 180.0, -50.0, 73.0)
"""Degrees west, east, south and north; beyond them nobody is drawn."""

STRETCH = 1.28
"""How much longer a degree is drawn northwards than eastwards, as it is at 39 degrees."""

NEAR_HEIGHT, NEAR_ROOM = 190.0, (116.0, 44.0)
"""Height of the near map in points, and the room left beside and above its outermost points for their names."""

NARROWEST, WIDEST = 24.0, 118.0
"""Degrees across that a near map may show; a wider one would not be near."""


@dataclass(frozen=True)
class View:
    """A stretch of the world on the page: degrees at its lower left corner, points per degree, size in points."""

    west: float
    south: float
    scale: float
    across: float
    up: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Points to the right and upwards of the lower left corner, for degrees east and north."""
        return (longitude - self.west) * self.scale, (latitude - self.south) * self.scale * STRETCH

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a place in degrees lies inside the view."""
        x, y = self.at(longitude, latitude)
        return 0 <= x <= self.across and 0 <= y <= self.up


def near_view(origin: list[float], ends: list[list[float]]) -> View | None:
    """A closer view of the origin with as many ends as it can hold, the nearest first; ``None`` for under two.

    All are (longitude, latitude) in degrees.
    """
    inside: list[list[float]] = []
    span = 0.0
    for end in sorted(ends, key=lambda end: (np.hypot(end[0] - origin[0], end[1] - origin[1]), end)):
        wanted = _span([origin, *inside, end])
        if wanted <= WIDEST:
            inside, span = [*inside, end], max(wanted, NARROWEST)
    if len(inside) < 2:
        return None
    scale = ACROSS / span
    middle = [(min(side) + max(side)) / 2 for side in zip(origin, *inside, strict=True)]
    south = middle[1] - NEAR_HEIGHT / scale / STRETCH / 2
    return View(middle[0] - span / 2, south, scale, ACROSS, NEAR_HEIGHT)


def edges(near: View, world: View) -> np.ndarray:
    """The edges of the near map on the world, a place every few points, as an array (places, 2)."""
    left, bottom = world.at(near.west, near.south)
    right, top = left + near.across / near.scale * world.scale, bottom + near.up / near.scale * world.scale
    corners = np.array([[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]])
    sides = [np.linspace(one, other, 12) for one, other in pairwise(corners)]
    return np.concatenate(sides)


def whole_world() -> View:
    """The view of `WORLD` as wide as the drawing."""
    west, east, south, north = WORLD
    scale = ACROSS / (east - west)
    return View(west, south, scale, ACROSS, (north - south) * scale * STRETCH)


def _span(places: list[list[float]]) -> float:
    """Degrees that a near map must show from side to side to hold these places, and room for their names."""
    wide, high = (max(side) - min(side) for side in zip(*places, strict=True))
    beside, above = NEAR_ROOM
    return max(wide * ACROSS / (ACROSS - beside), high * STRETCH * ACROSS / (NEAR_HEIGHT - above))
