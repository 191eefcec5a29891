from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.reporting.drawing.label_places import Box, gap, place_labels, shared_area

FRAME = Box(0, 0, 300, 200)
NOTHING = np.empty((0, 2))


def dot(x: float, y: float) -> Box:
    return Box(x - 3, y - 3, x + 3, y + 3)


def test_the_shared_area_of_two_rectangles():
    """Worked by hand: a corner of 2 × 3, an edge that only touches, and one inside the other."""
    assert shared_area(Box(0, 0, 10, 10), Box(8, 7, 20, 20)) == 6
    assert shared_area(Box(0, 0, 10, 10), Box(10, 0, 20, 10)) == 0
    assert shared_area(Box(0, 0, 10, 10), Box(2, 2, 4, 4)) == 4


def test_the_gap_between_a_point_and_a_rectangle():
    """Nought inside, straight across a side, and by Pythagoras past a corner."""
    assert gap(Box(0, 0, 10, 10), (5, 5)) == 0
    assert gap(Box(0, 0, 10, 10), (14, 5)) == 4
    assert gap(Box(0, 0, 10, 10), (13, 14)) == 5


def test_a_lone_name_stands_close_to_its_point():
    """With all the room in the world nothing is sent away."""
    (box,) = place_labels([(150, 100)], [(40, 10)], [dot(150, 100)], NOTHING, FRAME)
    assert gap(box, (150, 100)) <= 5.01
    assert shared_area(box, dot(150, 100)) == 0


def test_names_of_neighbours_cover_neither_one_another_nor_the_points():
    """Five points in a row, closer than a name is wide."""
    anchors = [(140.0 + 9 * step, 100.0) for step in range(5)]
    boxes = place_labels(anchors, [(44, 20)] * 5, [dot(*anchor) for anchor in anchors], NOTHING, FRAME)
    assert all(shared_area(one, other) == 0 for one, other in combinations(boxes, 2))
    assert all(shared_area(box, dot(*anchor)) == 0 for box in boxes for anchor in anchors)


def test_a_name_keeps_off_a_line_where_there_is_room():
    """The line runs where the name would stand otherwise."""
    free = place_labels([(150, 100)], [(40, 10)], [dot(150, 100)], NOTHING, FRAME)[0]
    x, y = free.middle
    line = np.column_stack([np.linspace(x - 20, x + 20, 30), np.full(30, y)])
    (moved,) = place_labels([(150, 100)], [(40, 10)], [dot(150, 100)], line, FRAME)
    inside = (abs(line[:, 0] - moved.middle[0]) < 20) & (abs(line[:, 1] - moved.middle[1]) < 5)
    assert moved != free
    assert not inside.any()


def test_a_name_never_stands_nearer_to_a_point_it_does_not_name():
    """Between two points a reader takes the nearer one."""
    anchors = [(100.0, 100.0), (112.0, 100.0)]
    boxes = place_labels(anchors, [(50, 10)] * 2, [dot(*anchor) for anchor in anchors], NOTHING, FRAME)
    assert gap(boxes[0], anchors[0]) < gap(boxes[0], anchors[1])
    assert gap(boxes[1], anchors[1]) < gap(boxes[1], anchors[0])


def test_a_name_is_not_led_to_past_another_point():
    """A leading line through a foreign point would seem to begin there."""
    anchors = [(150.0, 100.0)]
    around = [dot(150 + 12 * x, 100 + 12 * y) for x, y in ((1, 0), (0, 1), (0, -1), (-1, 0))]
    (box,) = place_labels(anchors, [(60, 20)], [dot(150, 100), *around], NOTHING, FRAME)
    reached = np.clip((150, 100), box[:2], box[2:])
    way = np.linspace((150, 100), reached, 50)
    assert all(np.hypot(*(way - mark.middle).T).min() >= 4 for mark in around)


@given(st.lists(st.tuples(st.floats(-20, 320), st.floats(-20, 220)), max_size=6))
def test_every_name_gets_a_place_of_its_size_inside_the_frame(anchors):
    """Also where the point itself lies outside; and twice the same."""
    sizes = [(30.0 + number, 12.0) for number in range(len(anchors))]
    boxes = place_labels(anchors, sizes, [dot(*anchor) for anchor in anchors], NOTHING, FRAME)
    assert boxes == place_labels(anchors, sizes, [dot(*anchor) for anchor in anchors], NOTHING, FRAME)
    for box, (wide, high) in zip(boxes, sizes, strict=True):
        assert box.right - box.left == pytest.approx(wide)
        assert box.top - box.bottom == pytest.approx(high)
        assert FRAME.left <= box.left <= box.right <= FRAME.right + 1e-9
        assert FRAME.bottom <= box.bottom <= box.top <= FRAME.top + 1e-9


def test_a_name_larger_than_the_map_is_refused():
    """Rather than cut off where nobody sees it."""
    with pytest.raises(ValueError, match="does not fit"):
        place_labels([(1, 1)], [(400, 10)], [], NOTHING, FRAME)
