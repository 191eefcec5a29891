import numpy as np
import pytest

from mekendesh.reporting.drawing.flow_lines import APART, BOWS, along, bows, curve


def test_a_line_bows_to_the_north_whichever_way_it_goes():
    """By hand: ten points east or west, the corner of the curve 1.6 points above the middle."""
    assert curve((0, 0), (10, 0), 0.16).vertices.tolist() == [[0, 0], [5, 1.6], [10, 0]]
    assert curve((10, 0), (0, 0), 0.16).vertices.tolist() == [[10, 0], [5, 1.6], [0, 0]]


def test_lines_that_go_apart_all_bow_as_is_liked_best():
    """East, north, west and south."""
    assert bows((0, 0), [(50, 0), (0, 50), (-50, 0), (0, -50)]) == [BOWS[0]] * 4


def test_lines_that_go_the_same_way_leave_the_origin_apart():
    """Three ends in one direction: the longest bows as is liked best, and no two begin on one another."""
    ends = [(20.0, 10.0), (80.0, 40.0), (50.0, 25.0)]
    chosen = bows((0, 0), ends)
    assert chosen[1] == BOWS[0]
    leaves = [
        np.angle(complex(*(curve((0, 0), end, bow).vertices[1])))
        for end, bow in zip(ends, chosen, strict=True)
    ]
    apart = [abs(one - other) for number, one in enumerate(leaves) for other in leaves[:number]]
    assert min(apart) >= APART - 1e-9


def test_an_end_on_the_origin_is_no_error():
    """Two places in one point: nothing to bow."""
    assert len(bows((0, 0), [(0, 0), (5, 5)])) == 2


def test_places_along_a_curve_lie_on_it():
    """It begins and ends where the line does; in the middle it reaches half the height of its corner."""
    places = along(np.array([[0.0, 0.0], [30.0, 12.0], [60.0, 0.0]]))
    assert places[0].tolist() == [0, 0]
    assert places[-1].tolist() == [60, 0]
    assert places[:, 1].max() == pytest.approx(6.0, abs=0.1)
