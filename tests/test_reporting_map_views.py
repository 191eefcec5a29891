import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.reporting.drawing.map_views import (
    ACROSS,
    NEAR_HEIGHT,
    NEAR_ROOM,
    WIDEST,
    edges,
    near_view,
    whole_world,
)

DEGREES = st.tuples(st.floats(-120, 175), st.floats(-45, 65)).map(list)


def test_the_near_map_holds_the_nearest_ends_with_room_and_leaves_out_the_far_one():
    """Tashkent and Dushanbe stand close to Bishkek, Washington does not."""
    near = near_view([72.9, 41.9], [[69.0, 41.0], [68.8, 38.5], [-77.0, 38.9]])
    assert near.holds(69.0, 41.0)
    assert near.holds(68.8, 38.5)
    assert not near.holds(-77.0, 38.9)
    x, _ = near.at(68.8, 38.5)
    assert x > 50
    assert near.across == ACROSS


def test_one_near_end_is_no_near_map():
    """A second map is drawn where the first one is crowded."""
    assert near_view([72.9, 41.9], [[69.0, 41.0], [-77.0, 38.9]]) is None
    assert near_view([72.9, 41.9], []) is None


@given(DEGREES, st.lists(DEGREES, max_size=8))
def test_a_near_map_holds_its_origin_and_two_ends_with_room_for_their_names(origin, ends):
    """Wherever they lie; the order in which the ends come changes nothing."""
    near = near_view(origin, ends)
    assert near == near_view(origin, ends[::-1])
    if near is None:
        return
    inside = [near.at(*place) for place in [origin, *ends] if near.holds(*place)]
    assert near.holds(*origin)
    assert len(inside) >= 3
    assert near.across / near.scale <= WIDEST + 1e-9
    x, y = near.at(*origin)
    assert NEAR_ROOM[0] / 2 - 1e-6 <= x <= ACROSS - NEAR_ROOM[0] / 2 + 1e-6
    assert NEAR_ROOM[1] / 2 - 1e-6 <= y <= NEAR_HEIGHT - NEAR_ROOM[1] / 2 + 1e-6


def test_the_world_is_as_wide_as_the_drawing():
    """350 degrees across 331.2 points; the equator and Greenwich where they belong."""
    world = whole_world()
    assert world.at(180, 0)[0] == pytest.approx(331.2)
    assert world.at(0, 0) == pytest.approx((170 * 331.2 / 350, 50 * 331.2 / 350 * 1.28))


def test_the_edges_on_the_world_enclose_what_the_near_map_holds():
    """The frame of the larger map is the smaller one's border, and closed."""
    world, near = whole_world(), near_view([20.0, 44.0], [[16.4, 48.2], [12.5, 41.9]])
    frame = edges(near, world)
    (left, bottom), (right, top) = frame.min(axis=0), frame.max(axis=0)
    assert frame[0].tolist() == frame[-1].tolist()
    assert world.at(near.west, near.south) == pytest.approx((left, bottom))
    x, y = world.at(16.4, 48.2)
    assert left < x < right
    assert bottom < y < top
