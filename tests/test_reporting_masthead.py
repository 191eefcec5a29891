from mekendesh.reporting.blocks import Masthead
from mekendesh.reporting.pages import masthead
from mekendesh.structure.mapping import open_mapping, open_nation


def test_a_corridor_and_an_origin_say_whom_they_speak_of(tree):
    """The page's title and stamp come from here."""
    assert masthead.of(open_mapping("KGZ", "RUS", "example")) == Masthead(
        "KGZ", "RUS", "example", "2026-06-30", True
    )
    assert masthead.of(open_nation("KGZ", "2027-1")) == Masthead("KGZ", "", "2027-1", "2027-01-01", False)
