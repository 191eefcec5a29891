import pandas as pd
import pytest

from mekendesh.judgement.agenda import KINDS
from mekendesh.judgement.corridor import judge
from mekendesh.reporting import agenda
from mekendesh.reporting.blocks import Paragraph
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


@pytest.fixture
def judged(tree):
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    return mapping, judge(mapping, None, None)


def test_a_gap_is_told_by_what_is_missing_and_of_what(judged):
    """At most fifteen lines, with how many gaps there are in all."""
    table = agenda.gaps(*judged)
    said = [[say(cell, "en") for cell in row] for row in table.rows]
    assert len(said) == 15
    assert "readiness item not known" in {row[1] for row in said}
    assert say(table.notes[0], "en").startswith(f"15 of {len(judged[1].agenda)} gaps")


def test_every_kind_of_gap_has_words():
    """A new kind without words would fail here, not on a page."""
    assert set(agenda.GAPS) == set(KINDS)


def test_a_mapping_without_gaps_is_met_with_doubt(judged):
    """That is rare; look again."""
    mapping, judgement = judged
    empty = type(judgement)(**{**judgement.__dict__, "agenda": pd.DataFrame()})
    assert isinstance(agenda.gaps(mapping, empty), Paragraph)
