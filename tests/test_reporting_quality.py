from __future__ import annotations

import pandas as pd
import pytest

from cleaning_account import MAPPING, account
from mekendesh.errors import ProtectionError
from mekendesh.reporting.blocks import Block, Paragraph, Table
from mekendesh.reporting.collection import quality
from mekendesh.reporting.collection.fieldwork import Fieldwork, protect_cleaning
from mekendesh.words import SOURCE, say

BLOCKS = (
    quality.in_brief,
    quality.balance,
    quality.issues_chart,
    quality.issues,
    quality.checks,
    quality.decisions,
)


def fieldwork(**done: object) -> Fieldwork:
    return protect_cleaning(MAPPING, account(**done))


def told(block: Block) -> list[list[str]]:
    assert isinstance(block, Table)
    return [[say(cell, SOURCE) for cell in row] for row in block.rows]


def test_every_response_received_is_told_with_what_became_of_it():
    """Received, kept, removed by reason, refused; reasons whose numbers are hidden share a row."""
    made = fieldwork(kept=501, removed={"no_consent": 13, "under_18": 6})
    assert told(quality.balance(made)) == [
        ["received", "[z]", "520"],
        ["kept for the analysis", "[z]", "500"],
        ["removed", "no consent", "15"],
        ["removed", "each of: too young and a reason that a person wrote down", "[c]"],
        ["refused", "without an identity of its own, so that no decision could name it", "[c]"],
    ]


def test_main_points_put_the_number_first_and_never_show_a_hidden_one():
    """A reader of the main points has not yet been told what [c] means."""
    assert [
        say(finding, SOURCE) for finding in quality.in_brief(fieldwork(doubts={"range": 20})).findings
    ] == [
        "100 responses are kept for the analysis.",
        "No reason for removing responses is frequent enough to be shown with its number.",
        "20 responses raised a doubt in 4 checks.",
        "Half of the people or more were recruited in wave 50 or later.",
    ]
    few = quality.in_brief(fieldwork(removed={"no_consent": 30}, doubts={"range": 3}))
    assert [say(finding, SOURCE) for finding in few.findings][:3] == [
        "100 responses are kept for the analysis.",
        "30 responses were removed for the most frequent reason: no consent.",
        "4 checks were made; the number of responses in doubt cannot be shown.",
    ]
    some = quality.in_brief(fieldwork(removed={"no_consent": 30, "under_18": 8}))
    assert say(some.findings[0], SOURCE) == "100 of 140 responses received are kept for the analysis."


def test_the_chart_of_doubts_leaves_a_hidden_bar_out_and_says_its_code():
    """A bar of length zero would say that there was no doubt."""
    figure = quality.issues_chart(fieldwork(doubts={"range": 20, "required": 15, "coupon_own": 2}))
    # All 20 are to be looked at: shown beside the total, that would say that nobody has another doubt.
    assert figure.marks["values"] == [None, None, None]
    assert say(figure.title, SOURCE) == "20 responses raised at least one doubt"
    assert say(figure.words["missing"][0], SOURCE) == "[c]"


def test_checks_with_a_number_come_first_and_the_others_are_only_counted():
    """Which of the other checks raised a few doubts, and which none, is not told."""
    made = fieldwork(doubts={"range": 12, "required": 41, "coupon_own": 2})
    assert told(quality.issues(made)) == [
        ["No answer.", "to be looked at", "40"],
        ["Out of range.", "to be looked at", "10"],
        ["1 check whose number cannot be shown", "a decision is needed", "[c]"],
        ["1 check whose number cannot be shown", "to be known", "[c]"],
    ]


def test_all_checks_are_listed_by_weight_whatever_they_found():
    """A reader sees what was looked for also where nothing was found."""
    assert told(quality.checks(fieldwork())) == [
        ["Own coupon.", "a decision is needed"],
        ["Out of range.", "to be looked at"],
        ["No answer.", "to be looked at"],
        ["Sent again.", "to be known"],
    ]


def test_decisions_are_told_by_what_was_done_and_why():
    """The removals agree with those of the account of all responses."""
    decisions = [(f"u{n}", "change", "impossible_value", "accepted") for n in range(17)]
    made = fieldwork(removed={"no_consent": 13}, decisions=decisions)
    assert told(quality.decisions(made)) == [
        ["response removed", "no consent", "15"],
        ["response removed", "each of: too young and a reason that a person wrote down", "[c]"],
        ["answer changed or emptied", "cannot be", "15"],
        ["answer changed or emptied", "each of: a reason that a person wrote down", "[c]"],
        ["coupon corrected", "each of: looks alike and a reason that a person wrote down", "[c]"],
    ]


@pytest.mark.parametrize("block", BLOCKS)
def test_before_the_fieldwork_each_block_says_so(block):
    """A corridor without a delivery is the normal first state."""
    assert isinstance(block(None), Paragraph)
    assert say(block(None).text, SOURCE).startswith("Not yet in the field")


def test_a_table_that_did_not_come_through_the_door_is_refused():
    """Whoever builds the account by hand cannot show a raw count by accident."""
    made = fieldwork()
    raw = Fieldwork(**made.__dict__ | {"balance": pd.DataFrame(made.balance)})
    with pytest.raises(ProtectionError, match="did not come through protection"):
        quality.balance(raw)
