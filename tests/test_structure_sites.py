from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.corridors import programme
from mekendesh.structure.sites import load_sites, sites_of
from reference_examples import change, copied


def test_a_listed_destination_has_its_cities():
    """Recruitment is per city; the first is the one most people are assumed to live in."""
    moscow = sites_of(current_tree(), "RUS")[0]
    assert (moscow.site, moscow.share, moscow.label.en) == ("moscow", 0.45, "Moscow")


def test_any_other_destination_has_one_main_city():
    """Every corridor can be planned, also where nobody has named its cities yet."""
    assert [site.site for site in sites_of(current_tree(), "VUT")] == ["main_city"]


def test_every_corridor_of_the_programme_has_named_cities():
    """The round that is planned knows where it goes."""
    for corridor in programme(current_tree(), "KGZ", "2027-1"):
        assert len(sites_of(current_tree(), corridor.destination)) >= 2


def test_cities_of_a_destination_differ_in_their_first_three_letters():
    """Coupons carry the beginning of a city's name; two cities must not share it."""
    for sites in load_sites(current_tree()).values():
        prefixes = [site.site[:3] for site in sites]
        assert len(set(prefixes)) == len(prefixes)


def test_shares_that_exceed_the_whole_or_claim_a_source_are_refused(tmp_path):
    """Shares are assumptions, and no more people live in the cities than there are."""
    tree = copied(tmp_path)
    sites = tree.structure / "sites.csv"
    change(sites, "RUS,saint_petersburg,0.14", "RUS,saint_petersburg,0.64")
    change(sites, "Астана,Astana,assumption", "Астана,Astana,census")
    with pytest.raises(StructureError) as raised:
        load_sites(tree)
    assert "found 1.09 with the rows above, expected at most 1 per destination" in str(raised.value)
    assert "found 'census', expected one of assumption" in str(raised.value)


def test_the_row_for_unlisted_destinations_may_not_be_lost(tmp_path):
    """Without it most corridors would have nowhere to go."""
    tree = copied(tmp_path)
    change(tree.structure / "sites.csv", "*,main_city", "XXX,main_city")
    with pytest.raises(StructureError, match="the site of destinations that are not listed"):
        load_sites(tree)
