import dataclasses

from mekendesh.judgement.readiness import score_items
from mekendesh.reporting.origin import origins
from mekendesh.structure.corridors import load_origins
from mekendesh.structure.mapping import open_nation
from mekendesh.structure.reference import load_reference
from mekendesh.words import say


def rows(table, language="en"):
    return {say(row[0], "en"): [say(cell, language) for cell in row[1:]] for row in table.rows}


def test_all_origins_stand_in_the_order_of_their_codes_whichever_is_reported(tree):
    """Side by side as facts: the order tells nothing, and nothing is ranked or summed."""
    table = origins.side_by_side(open_nation("MDA", "2027-1"))
    codes = [row[0].code for row in table.rows]
    assert codes == sorted(load_origins(tree)) == ["BGD", "ECU", "JAM", "KGZ", "MAR", "MDA", "SRB", "TUN"]
    assert rows(table) == rows(origins.side_by_side(open_nation("KGZ", "2027-1")))
    assert not any("rank" in say(column.label, "en").lower() for column in table.columns)


def test_the_figures_of_kyrgyzstan_are_the_published_ones(tree):
    """Recomputed from the tables: both stocks as sums, 540,573 of 7.07 million being 7.6 for 100."""
    reference = load_reference(tree)
    un = reference.un_stock.query("origin == 'KGZ' and source == 'un_desa_2024' and year == 2024")
    bank = reference.bank_stock.query("origin == 'KGZ' and source == 'knomad_2021'")
    assert (un["persons"].sum(), bank["persons"].sum()) == (540573, 804188)
    shown = rows(origins.side_by_side(open_nation("KGZ", "2027-1")))["Kyrgyzstan"]
    assert shown[:6] == ["540,573", "804,188", "7.1", "7.6", "2.8", "20.4%"]


def test_evidence_is_counted_as_of_the_round_and_is_no_score(tree):
    """A day before all evidence nothing is known of any state."""
    nation = open_nation("KGZ", "2027-1")
    known = int(score_items(nation.framework, "KGZ", nation.round.as_of)["score"].notna().sum())
    assert rows(origins.side_by_side(nation))["Kyrgyzstan"][-1] == f"{known} of 36"
    long_ago = dataclasses.replace(nation.round, as_of=nation.round.as_of.replace(year=1990))
    before = origins.side_by_side(dataclasses.replace(nation, round=long_ago))
    assert {row[-1] for row in rows(before).values()} == {"0 of 36"}


def test_a_fact_of_another_year_carries_its_year(tree, monkeypatch):
    """The usual year stands in the note; a cell of another year says so itself."""
    real = origins.origin_facts

    def without_the_last_year(of_tree, origin):
        facts = real(of_tree, origin)
        if origin == "JAM":
            facts.loc[facts["fact"] == "population", "year"] = 2020
        return facts

    monkeypatch.setattr(origins, "origin_facts", without_the_last_year)
    table = origins.side_by_side(open_nation("KGZ", "2027-1"))
    assert rows(table)["Jamaica"][2] == "2.8 (2020)"
    assert rows(table)["Serbia"][2] == "6.8"
    assert say(table.notes[2], "en").startswith("Population and remittances are of 2023")


def test_what_is_not_known_of_an_origin_is_said_and_not_zero(tree, monkeypatch):
    """An origin without facts keeps its row."""
    real = origins.origin_facts
    monkeypatch.setattr(
        origins,
        "origin_facts",
        lambda of_tree, origin: real(of_tree, origin).iloc[: 0 if origin == "TUN" else None],
    )
    shown = rows(origins.side_by_side(open_nation("KGZ", "2027-1")))["Tunisia"]
    assert shown[:6] == ["715,249", "911,858", "[na]", "[na]", "[na]", "[na]"]


def test_every_publication_of_the_table_is_among_its_sources(tree):
    """United Nations, World Bank matrix, World Bank indicators."""
    table = origins.sources(open_nation("KGZ", "2027-1"))
    addresses = [say(row[3], "en") for row in table.rows]
    assert table.name == "origins_sources", "the report's own table of sources has the name sources"
    assert len(addresses) == len(set(addresses)) == 3
    assert all(address.startswith("https://") for address in addresses)
