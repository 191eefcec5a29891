from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.compatriots import locks
from mekendesh.reporting.doors.door import Public
from mekendesh.reporting.statistics import Statistics
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import Interval, say


def test_each_channel_shows_its_gap_its_obstacles_and_the_state_s_items(surveyed):
    """Two obstacles for each of the eight channels."""
    table = locks.by_channel(surveyed.mapping, surveyed.public)
    assert len(table.rows) == 16
    assert "need not" in say(table.notes[0], "en")


def test_a_hidden_pair_keeps_its_words_and_shows_no_number(surveyed):
    """The obstacle may be named, its number not."""
    rows = surveyed.public.locks.reset_index(drop=True)
    shown = locks.by_channel(surveyed.mapping, surveyed.public).rows
    for number, row in rows.iterrows():
        if row["both_flag"] in ("c", "x"):
            assert shown[number][3] == Interval(None, flag=row["both_flag"])
        else:
            assert shown[number][3].value is not None or shown[number][3].flag == "low"


def test_before_the_fieldwork_there_is_no_lock_table(tree):
    """Nobody has been asked."""
    before = Public(None, Statistics(), None, None)
    assert isinstance(locks.by_channel(open_mapping("KGZ", "CHN", "2027-1"), before), Paragraph)
