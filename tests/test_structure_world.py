from itertools import pairwise

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.corridors import load_corridors, load_origins
from mekendesh.structure.reference import world_dots
from mekendesh.structure.world import SPACING, land, point
from reference_examples import change, copied, sign


def test_the_runs_are_the_dots_of_the_table_and_no_others():
    """Gathering neighbours saves bytes; it may neither lose land nor make any."""
    unfolded = {
        (round(run.longitude + place * SPACING, 1), run.latitude)
        for run in land(current_tree())
        for place in range(run.dots)
    }
    table = world_dots(current_tree())
    assert unfolded == set(zip(table["longitude"].round(1), table["latitude"], strict=True))
    assert sum(run.dots for run in land(current_tree())) == len(table) == 3410


def test_two_runs_of_a_parallel_never_touch():
    """A gap of one dot stays a gap."""
    runs = land(current_tree())
    for one, other in pairwise(runs):
        if one.latitude == other.latitude:
            assert other.longitude - (one.longitude + one.dots * SPACING) > SPACING / 2


def test_every_country_a_line_may_end_in_has_its_point():
    """All 157 destinations and origins of any corridor can be drawn."""
    tree = current_tree()
    needed = {corridor.destination for corridor in load_corridors(tree)} | set(load_origins(tree))
    assert len(needed) == 157
    for country in needed:
        place = point(tree, country)
        assert -180 <= place.longitude <= 180
        assert -60 <= place.latitude <= 80


@pytest.mark.parametrize(
    ("country", "west", "south", "east", "north"),
    [
        ("KGZ", 69, 39, 81, 44),
        ("USA", -125, 24, -66, 50),
        ("RUS", 27, 41, 180, 82),
        ("FJI", 176, -20, 180, -15),
    ],
)
def test_a_point_lies_within_its_country(country, west, south, east, north):
    """Checked against boxes known beforehand; the islands of Fiji lie on both sides of the date line."""
    place = point(current_tree(), country)
    assert west < place.longitude < east
    assert south < place.latitude < north


def test_a_country_without_a_point_is_named():
    """A line to nowhere is not drawn at nought degrees."""
    with pytest.raises(StructureError, match=r"country_points\.csv has no point for XXX\. Add a row"):
        point(current_tree(), "XXX")


def test_dots_off_their_grid_are_refused(tmp_path):
    """A grid of another spacing would be drawn with holes."""
    tree = copied(tmp_path)
    table = tree.reference / "world_dots.csv"
    change(table, "-36.8,-54.4", "-36.1,-54.4")
    sign(table)
    with pytest.raises(StructureError, match=r"world_dots\.csv: the dots are not 1\.6 degrees apart"):
        land(tree)
