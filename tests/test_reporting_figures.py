import pytest

from mekendesh.reporting import figures
from mekendesh.structure.mapping import open_nation
from mekendesh.words import say


@pytest.fixture
def country(tree):
    return open_nation("KGZ", "2027-1")


def rows(table):
    return [[say(cell, "en") for cell in row] for row in table.rows]


def test_facts_carry_year_and_issuer_and_the_check_value(country):
    """Remittances were 20.4 % of gross domestic product in 2023."""
    facts = {row[0]: row for row in rows(figures.facts(country))}
    share = next(row for name, row in facts.items() if "share of gross domestic product" in name)
    assert share[1:3] == ["20.4%", "2023"]
    assert all(row[3] for row in facts.values())


def test_totals_differ_by_what_they_count(country):
    """540,573 by the United Nations; officials count others."""
    shown = [row[2] for row in rows(figures.totals(country))]
    assert "540,573" in shown
    assert "1,118,000" in shown


def test_every_source_of_a_corridor_is_cited(country):
    """From a figure one walks to its publication."""
    cited = {row[0] for row in rows(figures.sources(country))}
    assert any("International Migrant Stock 2024" in source for source in cited)
    assert len(cited) > 5
