"""Families, told: the needs most named, the sides beside one another, and what a round without modules says."""

from __future__ import annotations

import pytest

from family_examples import estimates, round_asking
from mekendesh.errors import ProtectionError
from mekendesh.estimation.shares.families import family_indicators
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.compatriots import families as told
from mekendesh.reporting.compatriots.family_shares import protect_families
from mekendesh.structure.questionnaire import MODULES
from mekendesh.words import Interval, say


@pytest.fixture(scope="module")
def core():
    return round_asking(())


@pytest.fixture(scope="module")
def whole():
    return round_asking(MODULES)


def test_the_needs_most_named_stand_first_and_what_is_hidden_stands_nowhere(core):
    """Of 400 willing traders 300 need time and 60 trust; who need money are too few to be told."""
    counts = {
        "needs_trade__money": 5,
        "needs_trade__trust": 35,
        "needs_trade__time": 300,
        "needs_trade__nothing": 60,
    }
    table = told.needs(core, protect_families(core, estimates(counts)))
    assert isinstance(table, Table)
    rows = {say(row[0], "en"): row for row in table.rows}
    trade = rows["trade"]
    assert [say(cell, "en") for cell in (trade[1], trade[3])] == ["time", "nothing"]
    assert (trade[2].value, trade[4].value) == (0.75, 0.15)
    assert [say(cell, "en") for cell in rows["return"][1:]] == ["none can be shown", "[x]"] * 2


def test_a_round_without_modules_says_which_sides_it_does_not_ask(core):
    """What was not asked is no zero and no blank."""
    safe = protect_families(
        core, estimates({"cultural_language_home__kyrgyz": 200, "cultural_language_home__russian": 200})
    )
    notice = told.capacity(core, safe)
    assert isinstance(notice, Paragraph)
    assert say(notice.text, "en").startswith("Capacity is not estimated")
    table = told.side_by_side(core, safe)
    assert "human, economic, social, origin, and carrying out ideas" in say(table.notes[-1], "en")
    assert [say(row[2], "en") for row in table.rows] == ["Kyrgyz", "Russian"]


def test_with_modules_the_four_sides_stand_in_their_order_and_no_index_is_made(whole):
    """Human, economic, social, cultural, side by side."""
    counts = {each.indicator: 100 for each in family_indicators(whole.questionnaire)}
    table = told.side_by_side(whole, protect_families(whole, estimates(counts)))
    sides = list(dict.fromkeys(say(row[0], "en") for row in table.rows))
    assert sides == ["human", "economic", "social", "cultural", "origin", "carrying out ideas"]
    answers = {say(row[2], "en") for row in table.rows}
    assert {"4 or more", "4 or 5 of 5", "yes"} <= answers
    state = told.state_and_community(whole, protect_families(whole, estimates(counts)))
    assert {say(row[0], "en") for row in state.rows} == {
        "trust",
        "contact with bodies",
        "services",
        "civic life",
    }


def test_capacity_stands_per_channel_and_says_where_no_question_asks_it(whole):
    """A channel without a question is not applicable, never zero."""
    counts = {f"capacity_trade__{band}": n for band, n in (("low", 200), ("middle", 150), ("high", 50))}
    table = told.capacity(whole, protect_families(whole, estimates(counts)))
    rows = {say(row[0], "en"): row for row in table.rows}
    assert [cell.value for cell in rows["trade"][1:4]] == [0.5, 0.38, 0.12]
    assert rows["return"][1:4] == (Interval(None, flag="z"),) * 3
    assert say(rows["return"][4], "en") == "no question of this round"


def test_before_the_fieldwork_there_is_a_notice_and_no_number(core):
    """Not yet in the field is the normal first state."""
    for block in (told.needs, told.capacity, told.side_by_side, told.state_and_community):
        assert say(block(core, None).text, "en").startswith("Not yet in the field")


def test_raw_shares_are_refused(core):
    """Tables take statistics, never estimates."""
    with pytest.raises(ProtectionError):
        told.needs(core, estimates({"needs_trade__time": 100}).table)
