import pytest

from mekendesh.judgement.corridor import judge
from mekendesh.reporting.doors.door import protect_judgement
from mekendesh.reporting.recommendations import findings
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


def lines(mapping, judgement, public):
    return [say(finding, "en") for finding in findings.in_brief(mapping, judgement, public).findings]


def test_six_lines_say_how_many_what_is_known_what_follows_who_is_asked_and_what_is_open(surveyed):
    """A deputy minister reads six lines."""
    said = lines(surveyed.mapping, surveyed.judgement, surveyed.public)
    assert len(said) <= 6
    assert said[0].startswith("6 of 24 proposals can be placed, and 5 of them could be first")
    assert said[1].startswith("333,664 (2024) to 591,025 (2021) people by the latest")
    assert "agenda" in said[-1]


@pytest.mark.parametrize(
    "corridor", [("KGZ", "CHN", "2027-1"), ("MDA", "ITA", "2027-1"), ("TUN", "FRA", "2027-1")]
)
def test_before_the_fieldwork_the_brief_says_what_is_not_known(tree, corridor):
    """The first state is told as such, with evidence and without answers."""
    mapping = open_mapping(*corridor)
    judgement = judge(mapping, None, None)
    said = lines(mapping, judgement, protect_judgement(judgement, None))
    assert "Not yet in the field: what compatriots give and would give is not known here." in said
    assert len(said) <= 6
