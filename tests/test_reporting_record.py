import re

from mekendesh.reporting.pages import record
from mekendesh.structure.mapping import open_mapping, open_nation
from mekendesh.words import say


def test_the_record_names_inputs_by_hash_and_no_clock(tree):
    """With it the same report can be made again; the time it was made is not part of it."""
    rows = {
        say(row[0], "en"): say(row[1], "en") for row in record.of(open_mapping("KGZ", "CHN", "2027-1")).rows
    }
    assert re.fullmatch(r"[0-9a-f]{16}", rows["Mapping structure (sha256)"])
    assert rows["Evidence as of"] == "1 January 2027"
    assert "Delivery (sha256)" not in rows
    assert rows["mekendesh"] == "0.1.0"


def test_the_record_of_a_surveyed_corridor_holds_its_delivery(surveyed):
    """A changed delivery changes the record."""
    rows = {say(row[0], "en"): say(row[1], "en") for row in record.of(surveyed.mapping).rows}
    assert re.fullmatch(r"[0-9a-f]{16}", rows["Delivery (sha256)"])


def test_an_origin_has_a_record_too(tree):
    """04 can be made again as well."""
    assert len(record.of(open_nation("KGZ", "example")).rows) == 10
