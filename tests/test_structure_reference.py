from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.corridors import Corridor
from mekendesh.structure.reference import (
    destination_facts,
    footprint,
    load_reference,
    origin_facts,
    remittances,
    world_dots,
)
from reference_examples import change, copied, sign

RUSSIA = Corridor("KGZ", "RUS")


def un_stock(source: str, origin: str, destination: str, year: int) -> int:
    stock = load_reference(current_tree()).un_stock
    keys = {"source": source, "origin": origin, "destination": destination, "year": year}
    return stock.loc[(stock[list(keys)] == list(keys.values())).all(axis=1), "persons"].item()


@pytest.mark.parametrize(
    ("origin", "destination", "persons"),
    [("MAR", "FRA", 1_066_129), ("BGD", "IND", 2_293_959), ("JAM", "USA", 910_748), ("ECU", "ESP", 432_111)],
)
def test_the_un_stock_of_2024_is_as_published(origin, destination, persons):
    """Check values of the 2024 revision survived the carrying over."""
    assert un_stock("un_desa_2024", origin, destination, 2024) == persons


@pytest.mark.parametrize(
    ("corridor", "revision_2020", "revision_2024"),
    [
        (("KGZ", "RUS"), 591_025, 399_110),
        (("KGZ", "KAZ"), 7_085, 93_946),
        (("MDA", "ROU"), 285_364, 65_456),
    ],
)
def test_the_two_revisions_disagree_about_2020_as_published(corridor, revision_2020, revision_2024):
    """Both revisions are kept apart, each with its own figure for the same year."""
    assert un_stock("un_desa_2020", *corridor, 2020) == revision_2020
    assert un_stock("un_desa_2024", *corridor, 2020) == revision_2024


@pytest.mark.parametrize(
    ("origin", "percent"),
    [
        ("KGZ", 20.4),
        ("JAM", 18.5),
        ("MDA", 12.2),
        ("MAR", 8.1),
        ("SRB", 7.1),
        ("TUN", 5.9),
        ("BGD", 5.1),
        ("ECU", 4.6),
    ],
)
def test_remittances_as_a_share_of_the_economy_in_2023(origin, percent):
    """The ratio is computed from two published numbers of the same year, and equals the published one."""
    facts = origin_facts(current_tree(), origin).set_index("fact")
    assert facts.loc["remittances_of_gdp", "year"] == 2023
    assert round(100 * facts.loc["remittances_of_gdp", "value"], 1) == percent


def test_facts_of_an_origin_carry_year_unit_and_source():
    """No number stands without its year, unit and source."""
    facts = origin_facts(current_tree(), "KGZ").set_index("fact")
    assert facts.loc["population", ["year", "value", "quantity", "source"]].tolist() == [
        2023, 7_073_523, "persons", "wdi",
    ]  # fmt: skip
    assert facts.loc["unemployment", "value"] == 0.03991
    assert sorted(facts.index) == [
        "gdp", "population", "remittances_of_gdp", "remittances_received", "unemployment",
    ]  # fmt: skip


def test_facts_of_a_destination_nobody_measures_are_empty():
    """An unknown country gives no rows, with the same columns, not an error and not a zero."""
    assert list(destination_facts(current_tree(), "RUS")["fact"]) == ["gdp", "population"]
    empty = destination_facts(current_tree(), "ATA")
    assert empty.empty
    assert list(empty.columns) == ["fact", "year", "value", "quantity", "issuer", "source", "url"]


def test_remittances_of_a_corridor_are_the_modelled_ones_latest_first():
    """Modelled money is named modelled."""
    table = remittances(current_tree(), RUSSIA)
    assert table[["year", "usd_million", "concept"]].values.tolist() == [
        [2021, 2017.524, "remittances_modelled"],
        [2017, 1904.329, "remittances_modelled"],
    ]
    assert remittances(current_tree(), Corridor("KGZ", "PAK")).empty


def test_the_footprint_keeps_the_two_plans_of_polling_stations_apart():
    """The first and the final plan are two measures; adding them would count stations twice."""
    table = footprint(current_tree(), RUSSIA)
    assert table[["measure", "ref_date", "count"]].values.tolist() == [
        ["registered_organisations", "2024-08", 124],
        ["polling_stations_first_plan", "2025-10", 36],
        ["polling_stations", "2025-10", 40],
    ]
    assert table["url"].str.startswith("https://").all()


def test_no_table_repeats_a_figure():
    """One figure of one source stands once; official figures do not repeat the compilations."""
    reference = load_reference(current_tree())
    for table in (reference.un_stock, reference.bank_stock, reference.remittances):
        assert not table.duplicated(["source", "origin", "destination", "year"]).any()
    assert not reference.sizes.duplicated(["destination", "concept", "ref_date", "issuer", "source"]).any()
    assert len(reference.sizes) == 52
    assert not reference.sizes["source"].str.startswith(("un_desa", "knomad", "world_bank")).any()


def test_the_map_has_land_on_every_inhabited_continent():
    """Dots are degrees of longitude and latitude."""
    dots = world_dots(current_tree())
    assert len(dots) == 3410
    assert dots["longitude"].between(-180, 180).all()
    assert dots["latitude"].between(-60, 80).all()


def test_a_signed_table_with_bad_cells_is_still_refused_all_cells_at_once(tmp_path):
    """A hash vouches for bytes, not for sense: types and ids are checked too, with lines."""
    tree = copied(tmp_path)
    table = tree.reference / "footprint.csv"
    change(table, "KGZ,RUS,registered_organisations", "KGZ,Russia,registered_orgs")
    change(table, ",7,", ",seven,")
    sign(table)
    with pytest.raises(StructureError) as raised:
        load_reference(tree)
    for place in (
        "line 2, column destination: found 'Russia'",
        "line 2, column measure",
        "line 3, column count",
    ):
        assert place in str(raised.value)
