"""Where the names on a map stand: beside their points, off one another, off other points, and off the lines if they can."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

DIRECTIONS = 24
DISTANCES = (5.0, 8.0, 12.0, 17.0, 24.0, 33.0, 44.0, 58.0)
SWEEPS = 3
OVER_ANOTHER, OVER_A_LINE, AWAY, ASTRAY, PAST = 40.0, 1.6, 0.8, 12.0, 25.0
"""What it costs to cover a label or an obstacle (and each square point of it), to cover a sample of a line, to stand a
point further off, to stand nearer to a point that the label does not name, and to be led to past such a point.
"""
TOO_CLOSE = 4.0
"""Points from a leading line within which it passes a point."""


class Box(NamedTuple):
    """A rectangle in points, upwards and to the right."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


def shared_area(one: Box, other: Box) -> float:
    """The area in square points that two rectangles share; 0 where they only touch."""
    return float(_areas(np.array([one]), np.array([other]))[0, 0])


def place_labels(
    anchors: list[tuple[float, float]],
    sizes: list[tuple[float, float]],
    obstacles: list[Box],
    lines: np.ndarray,
    frame: Box,
) -> list[Box]:
    """A rectangle for each label, in the order given, inside ``frame``.

    ``anchors`` are the points that labels name, ``sizes`` their widths and heights, ``obstacles`` what may not be
    covered, ``lines`` an array (samples, 2) of places on lines, all in points. Every label takes the cheapest of a
    fixed set of places, then moves again with the others in place; of a few orders of taking turns the cheapest
    counts. The same input gives the same places. It is a greedy search, not the best one: on a crowded map a label
    may still touch another, or stand far from its point at the end of a leading line. Raises ``ValueError`` for a
    label that is larger than the frame.
    """
    marks = np.array([obstacle.middle for obstacle in obstacles]).reshape(-1, 2)
    covered = np.array(obstacles, dtype=float).reshape(-1, 4)
    choices = [_candidates(anchor, size, frame) for anchor, size in zip(anchors, sizes, strict=True)]
    costs = [
        _covering(boxes, covered)
        + OVER_A_LINE * _samples_inside(boxes, lines)
        + AWAY * np.repeat(DISTANCES, DIRECTIONS)
        + ASTRAY * _nearer_to_others(boxes, anchor, _foreign(anchor, marks))
        + PAST * _led_past(boxes, anchor, _foreign(anchor, marks))
        for boxes, anchor in zip(choices, anchors, strict=True)
    ]
    given = list(range(len(anchors)))
    orders = [
        given,
        given[::-1],
        *(sorted(given, key=lambda number: anchors[number][side]) for side in (0, 1)),
    ]
    tried = [_settle(choices, costs, order) for order in orders]
    best = min(tried, key=lambda each: each[0])[1]
    return [Box(*(float(side) for side in best[number])) for number in given]


def _settle(
    choices: list[np.ndarray], costs: list[np.ndarray], order: list[int]
) -> tuple[float, dict[int, np.ndarray]]:
    """The cost of all labels and their places, where each takes its turn in ``order``, again and again."""
    placed: dict[int, np.ndarray] = {}
    paid: dict[int, float] = {}
    for _ in range(SWEEPS):
        for number in order:
            others = np.array([box for place, box in placed.items() if place != number]).reshape(-1, 4)
            all_costs = costs[number] + _covering(choices[number], others)
            chosen = int(np.argmin(all_costs))
            placed[number], paid[number] = choices[number][chosen], float(all_costs[chosen])
    return sum(paid.values()), placed


def gap(box: Box, place: tuple[float, float]) -> float:
    """Points from a place to the nearest edge of a rectangle; 0 inside it."""
    return float(_gaps(np.array([box]), np.array([place]))[0, 0])


def _candidates(anchor: tuple[float, float], size: tuple[float, float], frame: Box) -> np.ndarray:
    """Places around a point, the nearest first, beginning in the east, as rows left, bottom, right, top.

    A place that leaves the frame is pushed back into it.
    """
    (x, y), (wide, high) = anchor, size
    if wide > frame.right - frame.left or high > frame.top - frame.bottom:
        raise ValueError("a label does not fit into the frame of its map")
    angles = np.tile(2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS, len(DISTANCES))
    away = np.repeat(DISTANCES, DIRECTIONS)
    left = np.clip(x + np.cos(angles) * (away + wide / 2) - wide / 2, frame.left, frame.right - wide)
    bottom = np.clip(y + np.sin(angles) * (away + high / 2) - high / 2, frame.bottom, frame.top - high)
    return np.column_stack([left, bottom, left + wide, bottom + high])


def _covering(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """What it costs each of ``boxes`` to lie over ``others``; both are rows left, bottom, right, top."""
    shared = _areas(boxes, others)
    return OVER_ANOTHER * ((shared > 0).sum(axis=1) + shared.sum(axis=1))


def _areas(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    corners, against = boxes[:, None, :], others[None, :, :]
    sides = np.minimum(corners[..., 2:], against[..., 2:]) - np.maximum(corners[..., :2], against[..., :2])
    return np.prod(np.clip(sides, 0, None), axis=-1)


def _samples_inside(boxes: np.ndarray, places: np.ndarray) -> np.ndarray:
    corners, points = boxes[:, None, :], places[None, :, :]
    return ((points > corners[..., :2]) & (points < corners[..., 2:])).all(axis=-1).sum(axis=1)


def _foreign(anchor: tuple[float, float], marks: np.ndarray) -> np.ndarray:
    """The marks that a label does not name."""
    return marks[np.hypot(*(marks - anchor).T) > 0.1]


def _nearer_to_others(boxes: np.ndarray, anchor: tuple[float, float], foreign: np.ndarray) -> np.ndarray:
    """How many foreign marks are as near to each place of a label as the one that it names."""
    return (_gaps(boxes, foreign) < _gaps(boxes, np.array([anchor])) + 2).sum(axis=1)


def _led_past(boxes: np.ndarray, anchor: tuple[float, float], foreign: np.ndarray) -> np.ndarray:
    """How many foreign marks lie on the straight way from a label's point to each of its places."""
    begin = np.array(anchor)
    ways = np.clip(begin, boxes[:, :2], boxes[:, 2:]) - begin
    length = np.maximum((ways**2).sum(axis=1), 1e-9)
    part = np.clip((foreign - begin) @ ways.T / length, 0, 1)
    off = foreign[:, None, :] - (begin + part[..., None] * ways[None, :, :])
    return (np.hypot(off[..., 0], off[..., 1]) < TOO_CLOSE).sum(axis=0)


def _gaps(boxes: np.ndarray, places: np.ndarray) -> np.ndarray:
    corners, points = boxes[:, None, :], places[None, :, :]
    outside = np.maximum(np.maximum(corners[..., :2] - points, points - corners[..., 2:]), 0)
    return np.hypot(outside[..., 0], outside[..., 1])
