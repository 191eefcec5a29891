"""Ideas, told: what is shown, what is hidden, and that nobody's words are."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from mekendesh.errors import ProtectionError
from mekendesh.judgement.ideas import count_ideas
from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.compatriots import ideas as told
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import Interval, say

SECTORS = ["trade"] * 60 + ["it"] * 30 + ["agriculture"] * 4
STAGES = ["plan"] * 40 + ["thought"] * 40 + ["started"] * 14


def respondents(sectors, stages, without=50):
    size = len(sectors)
    return pd.DataFrame(
        {
            "idea_sector": [*sectors, *[None] * without],
            "idea_stage": [*stages, *[None] * without],
            "idea_need": [*["money"] * (size // 2), *["partner"] * (size - size // 2), *[None] * without],
            "idea_region": [*["naryn"] * size, *[None] * without],
            "idea_text": ["CANARY +999 700 123 456"] * (size + without),
        }
    )


@pytest.fixture(scope="module")
def mapping():
    return open_mapping("KGZ", "RUS", "example")


@pytest.fixture(scope="module")
def protected(mapping):
    return told.protect_ideas(count_ideas(respondents(SECTORS, STAGES), mapping.questionnaire))


def cell(table, label, column):
    keys = [each.key for each in table.columns]
    (row,) = (row for row in table.rows if label in (say(row[0], "en"), say(row[1], "en")))
    return row[keys.index(column)]


def test_counts_are_rounded_and_small_ones_are_codes(mapping, protected):
    """60 → 60, 30 → 30, four people → [c]; the same in the bar, in its data and in the crossed table."""
    chart = told.by_sector_chart(mapping, protected)
    assert cell(chart.data, "trade", "people") == Interval(60, unit="count")
    assert cell(chart.data, "agriculture", "people") == Interval(None, flag="c")
    assert chart.marks["values"][:2] == [60, 30]
    assert set(chart.marks["values"][2:]) == {None}
    crossed = told.by_sector_and_stage(mapping, protected)
    assert cell(crossed, "trade", "people") == Interval(60, unit="count")
    assert cell(crossed, "all sectors", "people") == Interval(95, unit="count")


def test_a_region_that_everybody_names_is_hidden(mapping, protected):
    """That all have an answer says of each person that they have it."""
    assert cell(told.by_answer(mapping, protected), "Naryn region", "people") == Interval(None, flag="c")
    assert cell(told.by_answer(mapping, protected), "money", "people") == Interval(45, unit="count")


def test_the_title_names_the_sector_named_most_and_all_that_share_its_number(mapping, protected):
    """Rounded to five, 61 and 60 are the same: then both are named."""
    title = say(told.by_sector_chart(mapping, protected).title, "en")
    assert title == "Sectors named most often, of those that can be shown: trade"
    others = ["construction"] * 20 + ["manufacturing"] * 20 + ["care"] * 20
    level = respondents(
        ["trade"] * 61 + ["it"] * 60 + others, ["plan"] * 70 + ["thought"] * 70 + ["started"] * 41
    )
    both = told.protect_ideas(count_ideas(level, mapping.questionnaire))
    assert "trade" in say(told.by_sector_chart(mapping, both).title, "en")
    assert "information technology" in say(told.by_sector_chart(mapping, both).title, "en")


@pytest.mark.parametrize(("having", "without"), [(9, 50), (60, 9)])
def test_where_fewer_than_ten_have_an_idea_or_none_only_a_notice_stands(mapping, having, without):
    """Who is not among the nine is told as much as who is."""
    few = respondents(["trade"] * having, ["plan"] * having, without)
    hidden = told.protect_ideas(count_ideas(few, mapping.questionnaire))
    assert set(hidden["flag"]) == {"c"}
    assert hidden["n"].isna().all()
    assert isinstance(told.by_sector_chart(mapping, hidden), Paragraph)
    assert told.by_answer(mapping, hidden) is None
    assert told.by_sector_and_stage(mapping, hidden) is None


def test_no_word_name_or_telephone_stands_in_what_is_told(mapping):
    """Canaries in every column of words and of contact, and in place of codes: none in a block or a table."""
    planted = respondents(SECTORS, STAGES).assign(name="CANARY", phone="CANARY", idea_help_other="CANARY")
    planted.loc[:30, ["idea_sector", "idea_need", "idea_region"]] = "CANARY in place of a code"
    counted = told.protect_ideas(count_ideas(planted, mapping.questionnaire))
    blocks = [
        told.by_sector_chart(mapping, counted),
        told.by_answer(mapping, counted),
        told.by_sector_and_stage(mapping, counted),
    ]
    assert len(blocks[1].rows) > 10
    shown = json.dumps([block.to_json() for block in blocks], ensure_ascii=False) + counted.to_csv()
    assert "CANARY" not in shown
    assert "+999" not in shown


def test_counts_that_did_not_come_through_the_door_are_refused(mapping, protected):
    """Tables take statistics, never counts."""
    with pytest.raises(ProtectionError):
        told.by_answer(mapping, pd.DataFrame(protected))


def test_before_the_fieldwork_there_is_a_notice_and_no_number(mapping):
    """Not yet in the field is the normal first state."""
    assert told.protect_ideas(None) is None
    assert say(told.by_sector_chart(mapping, None).text, "en").startswith("Not yet in the field")
    assert told.by_answer(mapping, None) is None
    assert told.by_sector_and_stage(mapping, None) is None
