from __future__ import annotations

import pytest

from mekendesh.errors import ParameterError
from mekendesh.files import current_tree
from mekendesh.structure.corridors import Corridor, load_corridors
from mekendesh.structure.stocks import female_share, stock_by_sex, time_series

RUSSIA = Corridor("KGZ", "RUS")


def test_a_series_is_of_one_revision():
    """For 2020 the revisions say 399,110 and 591,025; a series holds one of them and names its revision."""
    latest, before = time_series(current_tree(), RUSSIA), time_series(current_tree(), RUSSIA, "un_desa_2020")
    assert dict(latest.points)[2020] == 399_110
    assert dict(before.points)[2020] == 591_025
    assert (latest.source, before.source) == ("un_desa_2024", "un_desa_2020")
    assert [year for year, _ in latest.points] == [2000, 2005, 2010, 2015, 2020, 2024]


def test_a_change_is_computed_within_a_revision_only():
    """The year that only the other revision ends in is not there to be subtracted."""
    series = time_series(current_tree(), RUSSIA)
    assert series.change(2020, 2024) == 333_664 - 399_110
    with pytest.raises(ParameterError, match="The series un_desa_2020 has no year 2024; it has 2000, 2005"):
        time_series(current_tree(), RUSSIA, "un_desa_2020").change(2020, 2024)


def test_a_revision_that_does_not_exist_is_refused():
    """Revisions are a closed list."""
    with pytest.raises(ParameterError, match="choose one of un_desa_2024, un_desa_2020"):
        time_series(current_tree(), RUSSIA, "un_desa_2022")


def test_a_corridor_a_revision_is_silent_about_has_an_empty_series():
    """No row is no point, not a row of zeros."""
    series = time_series(current_tree(), Corridor("KGZ", "USA"))
    assert (series.points, series.concept) == ((), "")
    with pytest.raises(ParameterError, match="it has none"):
        series.change(2020, 2024)


def test_women_and_men_add_up_to_the_published_stock():
    """Sex is shown for the latest revision that knows the corridor, with its concept and source."""
    table = stock_by_sex(current_tree(), RUSSIA)
    assert table["persons"].sum() == 333_664
    assert list(table["sex"]) == ["female", "male"]
    assert set(stock_by_sex(current_tree(), Corridor("KGZ", "USA"))["source"]) == {"un_desa_2020"}
    assert stock_by_sex(current_tree(), Corridor("KGZ", "PAK")).empty


@pytest.mark.parametrize(
    ("destination", "share", "source", "basis"),
    [
        ("RUS", 0.5116, "un_desa_2024", "corridor"),
        ("USA", 0.5125, "un_desa_2020", "corridor"),
        ("ARE", 0.5505, "un_desa_2024", "origin"),
    ],
)
def test_the_share_of_women_names_where_it_is_from(destination, share, source, basis):
    """A figure that had to be borrowed from the whole origin says so."""
    found = female_share(current_tree(), Corridor("KGZ", destination))
    assert (round(found.share, 4), found.source, found.basis) == (share, source, basis)


def test_an_origin_nobody_counts_has_no_share_of_women():
    """Nothing known gives nothing, not one half."""
    assert female_share(current_tree(), Corridor("ATA", "RUS")) is None


def test_the_share_of_women_is_a_share_in_every_corridor():
    """Law: between 0 and 1, whatever the source."""
    for corridor in load_corridors(current_tree())[::7]:
        assert 0 <= female_share(current_tree(), corridor).share <= 1
