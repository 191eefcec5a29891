import pytest

from mekendesh.judgement.nation import combine, judge_nation
from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.doors.door import Public, protect_combined, protect_national
from mekendesh.reporting.origin import nation
from mekendesh.structure.mapping import Nation, open_nation
from mekendesh.words import say


@pytest.fixture
def before(tree):
    country = open_nation("KGZ", "2027-1")
    combined = combine(country)
    shares = protect_combined(country, combined)
    judgement = judge_nation(country, combined, shares)
    return country, judgement, protect_national(judgement, shares)


@pytest.fixture(scope="session")
def with_russia(surveyed):
    """One surveyed corridor among two."""
    mapping = surveyed.mapping
    other = type(mapping)(mapping.tree, type(mapping.corridor)("KGZ", "DEU"), mapping.round)
    country = Nation(mapping.tree, "KGZ", mapping.round, (mapping, other))
    combined = combine(country)
    shares = protect_combined(country, combined)
    judgement = judge_nation(country, combined, shares)
    return country, judgement, protect_national(judgement, shares)


def rows(table):
    return [[say(cell, "en") for cell in row] for row in table.rows]


def test_corridors_without_a_survey_say_so_and_weigh_nothing(before):
    """Before any fieldwork every corridor stands on published figures."""
    table = rows(nation.corridors(*before[:2]))
    assert len(table) == 11
    assert {row[3] for row in table} == {"not yet in the field"}
    assert {row[4] for row in table} == {"[z]"}
    assert say(nation.potential(before[0], before[2]).text, "en").startswith("Not yet in the field")


def test_before_the_fieldwork_the_brief_says_that_nobody_was_asked(before):
    """Nothing of nothing is no finding: none has been surveyed."""
    said = [say(finding, "en") for finding in nation.in_brief(*before).findings]
    assert said[1].startswith("None of the ")


def test_a_surveyed_corridor_carries_the_national_list(with_russia):
    """Weights are of the surveyed corridors alone, and sum to one."""
    table = {row[0]: row for row in rows(nation.corridors(*with_russia[:2]))}
    assert table["Russia"][3:] == ["surveyed, in the national list", "100.0%"]
    assert table["Germany"][3:] == ["not yet in the field", "[z]"]
    said = [say(finding, "en") for finding in nation.in_brief(*with_russia).findings]
    assert said[0].startswith("6 of 24 proposals can be placed")
    assert said[1].startswith("1 of 2 corridors")


def test_what_must_be_known_of_a_corridor_s_figure_stands_beside_it(with_russia):
    """Most of the figure for Germany are resettlers of German descent."""
    data = rows(nation.corridors_chart(with_russia[0]).data)
    assert any("German descent" in row[5] for row in data if row[0] == "Germany")


def test_the_brief_has_at_most_six_findings(before, with_russia):
    """Most readers read nothing else."""
    assert len(nation.in_brief(*before).findings) <= 6
    assert len(nation.in_brief(*with_russia).findings) <= 6


def test_a_corridor_without_a_figure_says_so_and_has_no_bar(tree):
    """No figure is no zero, and one figure is no range."""
    country = open_nation("KGZ", "2027-1", "ARG JPN")
    judgement = judge_nation(country, combine(country), None)
    table = {row[0]: row for row in rows(nation.corridors(country, judgement))}
    assert table["Japan"][1:4] == ["no figure", "no figure", "not yet in the field, and no figure"]
    assert table["Argentina"][1:4] == ["10", "10", "not yet in the field"]
    assert nation.corridors_chart(country).marks["values"] == [10, None]
    assert isinstance(nation.corridors_chart(open_nation("KGZ", "2027-1", "JPN")), Paragraph)


def test_hidden_shares_of_a_corridor_stand_as_codes(with_russia):
    """The widest gap is not named where no gap may be shown."""
    country, _, public = with_russia
    shares = public.shares.assign(value=float("nan"), low=float("nan"), high=float("nan"), flag="c")
    hidden = Public(shares, public.ranked, None, None)
    said = rows(nation.potential(country, hidden))
    assert [row[0] for row in said] == ["Russia", "surveyed corridors together"]
    assert {cell for row in said for cell in row[1:]} == {"[c]"}
