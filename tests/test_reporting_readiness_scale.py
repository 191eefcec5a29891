from __future__ import annotations

import pytest

from mekendesh.judgement.corridor import judge
from mekendesh.reporting.state.readiness_scale import explained, scale
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


@pytest.fixture(scope="module")
def mapping():
    return open_mapping("KGZ", "RUS", "2027-1")


@pytest.fixture(scope="module")
def cards(mapping):
    table = explained(mapping, judge(mapping, None, None))
    items = [item.item for item in mapping.framework.items]
    return {item: [say(cell, "en") for cell in row] for item, row in zip(items, table.rows, strict=True)}


def test_the_scale_says_of_every_item_what_each_score_means(mapping):
    """36 cards of five steps, in the order of the framework."""
    table = scale(mapping)
    assert len(table.rows) == 36
    assert [column.key for column in table.columns][2:] == [f"score_{score}" for score in range(5)]
    forum = next(row for row in table.rows if say(row[0], "en").startswith("regular forum"))
    assert [say(cell, "en").split(" ")[0] for cell in forum[2:]] == ["No", "A", "The", "It", "What"]
    assert say(forum[1], "en") == "trust and communication"


def test_a_known_item_says_what_stands_and_what_the_next_step_asks_for(cards):
    """An official reads what would have to be done, not a number."""
    assert cards["voting_abroad"][1:] == [
        "3",
        "It is held: polling stations or post, with a responsible body and means.",
        "Reach and turnout by country are evaluated and published.",
        "30 November 2025",
    ]
    assert cards["former_citizens"][1] == "2 (2–3)"


def test_an_unknown_item_asks_for_evidence_and_never_shows_the_step_0(cards):
    """Unknown is not zero."""
    unknown = ["not known", "not known", "evidence for one of the steps from 0 to 4", "[z]"]
    assert cards["legal_aid"][1:] == unknown
    said = [cell for card in cards.values() for cell in card if cell.startswith("There is no")]
    assert said == []


def test_the_highest_score_asks_for_nothing_more(mapping):
    """There is no step after 4."""
    judgement = judge(mapping, None, None)
    judgement.items.loc[judgement.items["item"] == "portal", ["score", "low", "high"]] = 4.0
    row = next(row for row in explained(mapping, judgement).rows if say(row[0], "en") == "portal or hotline")
    assert [say(cell, "en") for cell in row[1:4]] == [
        "4",
        "Requests, time to answer and outcomes are published.",
        "nothing: it is the highest score",
    ]


def test_old_evidence_and_evidence_that_ran_out_say_so(cards):
    """More than five years, and a last day, are said beside the score."""
    assert cards["forum"][4] == "8 August 2018, more than five years old"
    assert cards["mapping_recent"][4] == "ran out on 31 December 2015"
