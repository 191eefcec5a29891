from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.compatriots import community
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


def test_associations_and_polling_stations_stand_with_issuer_and_date(tree):
    """124 registered associations and 40 polling stations in Russia, each with who counted them and when."""
    rows = [
        [say(cell, "en") for cell in row]
        for row in community.footprint(open_mapping("KGZ", "RUS", "example")).rows
    ]
    by_number = {row[1]: row for row in rows}
    assert by_number["124"][2] == "August 2024"
    assert by_number["40"][2] == "October 2025"
    assert all(row[3] for row in rows)


def test_where_nothing_is_on_record_that_is_said(tree):
    """No record is not no community."""
    block = community.footprint(open_mapping("MDA", "ITA", "example"))
    assert isinstance(block, Paragraph)
    assert block.tone == "notice"


def test_the_profile_speaks_of_reachable_compatriots_in_the_surveyed_cities(surveyed):
    """A share says whom it speaks of."""
    table = community.profile(surveyed.mapping, surveyed.public.shares)
    assert len(table.rows) == 13
    assert "reached through acquaintances" in say(table.notes[0], "en")


def test_before_the_fieldwork_there_is_no_profile(tree):
    """No survey, no answers."""
    assert isinstance(community.profile(open_mapping("KGZ", "CHN", "2027-1"), None), Paragraph)
