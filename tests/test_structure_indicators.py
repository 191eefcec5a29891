from __future__ import annotations

from mekendesh.files import current_tree
from mekendesh.structure.framework import load_framework
from mekendesh.structure.indicators import indicator_ids


def test_the_ids_are_built_from_the_lists():
    """Whoever adds a channel or a barrier gets its indicators without touching code."""
    found = indicator_ids(["trade"], ["no_time", "other"], ["iom"], ["open_desk"])
    assert {name for name in found if "trade" in name} == {
        "acts_trade", "willing_trade", "gap_trade", "gapbarrier_trade__no_time", "gapbarrier_trade__other",
    }  # fmt: skip
    assert {"acts_any", "willing_any", "gap_any", "barrier_other", "definition_iom"} <= found
    assert {"proposal_open_desk", "trust_high", "age_45_plus", "idea_any"} <= found


def test_the_shipped_lists_give_two_hundred_and_ten_indicators_and_more():
    """27 of engagement, 12 barriers, 96 of both, 4 definitions, 24 proposals, 13 of people."""
    framework = load_framework(current_tree())
    found = indicator_ids(
        [channel.channel for channel in framework.channels],
        [barrier.barrier for barrier in framework.barriers],
        [definition.definition for definition in framework.definitions],
        [proposal.proposal for proposal in framework.proposals],
    )
    assert len(found) == 27 + 12 + 96 + 4 + 24 + 13
