"""Lines of a map from one origin: how each bows, so that lines that go the same way can be told apart. All in points."""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path

BOWS = (0.16, 0.04, -0.1, 0.28, -0.2)
"""How far a line may bow to the north, as a part of its length, in the order of preference."""

APART = np.radians(9)
"""Lines that leave the origin within this angle of one another are hard to tell apart."""


def bows(start: tuple[float, float], ends: list[tuple[float, float]]) -> list[float]:
    """One of `BOWS` for each line, the longest choosing first: the first that leaves the origin apart from the others."""
    ways = np.array([complex(x - start[0], y - start[1]) for x, y in ends])
    chosen = [BOWS[0]] * len(ends)
    taken: list[complex] = []
    for number in np.argsort(-np.abs(ways), kind="stable"):
        way = ways[number] or 1
        leaves = [way * complex(0.5, bow if way.real >= 0 else -bow) for bow in BOWS]
        apart = [min((abs(np.angle(leave / other)) for other in taken), default=np.pi) for leave in leaves]
        best = next((place for place, angle in enumerate(apart) if angle >= APART), int(np.argmax(apart)))
        chosen[number] = BOWS[best]
        taken.append(leaves[best])
    return chosen


def curve(start: tuple[float, float], end: tuple[float, float], bow: float) -> Path:
    """A line that bows to the north by a part of its length."""
    (x, y), (to_x, to_y) = start, end
    across, up = to_x - x, to_y - y
    side = 1 if across >= 0 else -1
    corner = ((x + to_x) / 2 - side * up * bow, (y + to_y) / 2 + side * across * bow)
    return Path([start, corner, end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])


def along(corners: np.ndarray) -> np.ndarray:
    """Places every few points along a curve of three corners, as an array (places, 2)."""
    length = float(np.hypot(*(corners[2] - corners[0])))
    t = np.linspace(0, 1, max(3, round(length / 3)))[:, None]
    return (1 - t) ** 2 * corners[0] + 2 * t * (1 - t) * corners[1] + t**2 * corners[2]
