from __future__ import annotations

import csv

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import Tree, current_tree
from mekendesh.structure.framework import load_framework
from mekendesh.structure.proposals import Known, load_proposals

KNOWN = Known(
    items=["portal", "forum"],
    channels=["civic"],
    barriers=["no_time"],
    roles=["culture", "statistics"],
    indicators=["aware_yes"],
)
GOOD = {
    "proposal": "run_portal", "kind": "policy", "angle": "readiness", "items": "portal", "channels": "civic",
    "barriers": "no_time", "lead_role": "culture", "supporting_roles": "statistics", "horizon": "1y",
    "cost_band": "low", "kpi_indicator": "aware_yes", "kpi_change": "50", "status": "proposed",
    "target_ky": "", "target_ru": "", "target_en": "", "text_ky": "т", "text_ru": "т", "text_en": "t",
    "title_ky": "б", "title_ru": "п", "title_en": "o", "legal_instrument_ky": "б", "legal_instrument_ru": "п", "legal_instrument_en": "o",
    "kpi_ky": "ү", "kpi_ru": "д", "kpi_en": "s",
}  # fmt: skip


def tree_with(folder, *changes: dict[str, str]) -> Tree:
    tree = Tree(folder)
    tree.structure.mkdir(parents=True)
    with (tree.structure / "proposals.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(GOOD), lineterminator="\n")
        writer.writeheader()
        writer.writerows(GOOD | change for change in changes)
    return tree


def test_the_shipped_proposals_are_of_four_kinds_and_answer_every_item():
    """An item nobody would do anything about is not worth scoring."""
    framework = load_framework(current_tree())
    kinds = [proposal.kind for proposal in framework.proposals]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "policy": 19, "structure": 2, "premise": 1, "fieldwork": 2,
    }  # fmt: skip
    answered = {item for proposal in framework.proposals for item in proposal.items}
    assert answered == {item.item for item in framework.items}


def test_every_barrier_but_other_and_every_channel_is_linked_to_a_proposal():
    """A barrier people name must lead somewhere, or say in the lock table that nobody proposes anything."""
    framework = load_framework(current_tree())
    barriers = {barrier for proposal in framework.proposals for barrier in proposal.barriers}
    channels = {channel for proposal in framework.proposals for channel in proposal.channels}
    assert {barrier.barrier for barrier in framework.barriers} - barriers == {"other"}
    assert channels == {channel.channel for channel in framework.channels}


def test_a_proposal_is_read_with_its_links(tmp_path):
    """Lists in a cell are separated by blanks."""
    (proposal,) = load_proposals(tree_with(tmp_path, {"items": "portal forum"}), KNOWN)
    assert proposal.items == ("portal", "forum")
    assert proposal.supporting_roles == ("statistics",)
    assert proposal.kpi.ky == "ү"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"items": ""}, "column items: found 0 given, expected at least 1"),
        ({"channels": ""}, "column channels: found 0 given, expected at least 1"),
        ({"barriers": "no_tine"}, "column barriers: found 'no_tine', expected one of no_time"),
        ({"lead_role": "sport"}, "column lead_role: found 'sport', expected one of culture, statistics"),
        ({"supporting_roles": "culture"}, "found the lead role 'culture', expected only other roles"),
        ({"horizon": "3y"}, "column horizon: found '3y', expected one of 1y, 2y, 5y"),
        ({"kpi_indicator": "aware"}, "column kpi_indicator: found 'aware', expected one of aware_yes"),
        ({"kpi_ky": ""}, "column kpi_ky: found an empty cell, expected a value"),
        (
            {"kpi_change": ""},
            "column kpi_change: found an empty cell, expected a whole number from -100 to 300",
        ),
        ({"kpi_change": "0"}, "column kpi_change: found '0', expected a change"),
        ({"kpi_indicator": ""}, "column kpi_change: found '50', expected nothing without a kpi_indicator"),
        ({"target_en": "all"}, "column target_en: found words, expected nothing beside a kpi_indicator"),
        (
            {"status": "agreed"},
            "column status: found 'agreed', expected one of proposed, discussed, accepted",
        ),
    ],
)
def test_a_proposal_that_hangs_in_the_air_is_refused(tmp_path, change, told):
    """Nothing is recommended without an item, a barrier, a body and a measure that exist."""
    with pytest.raises(StructureError) as raised:
        load_proposals(tree_with(tmp_path, {}, change | {"proposal": "other_portal"}), KNOWN)
    assert "line 3, " in str(raised.value)
    assert told in str(raised.value)


def test_only_a_policy_proposal_needs_a_channel_and_a_barrier(tmp_path):
    """A change to the mapping's own structure concerns no group of respondents."""
    words = {"target_ky": "б", "target_ru": "в", "target_en": "all"}
    change = {"kind": "structure", "channels": "", "barriers": "", "kpi_indicator": "", "kpi_change": ""}
    (proposal,) = load_proposals(tree_with(tmp_path, change | words), KNOWN)
    assert (proposal.channels, proposal.barriers, proposal.kpi_indicator) == ((), (), "")
    assert (proposal.kpi_change, proposal.target.en) == (None, "all")


def test_every_shipped_proposal_says_what_it_aims_at_and_every_role_is_asked_for_something():
    """A KPI without a target cannot be missed; a body that nothing is addressed to need not read on."""
    framework = load_framework(current_tree())
    assert all((each.kpi_change is None) == (each.target is not None) for each in framework.proposals)
    asked = {r for each in framework.proposals for r in (each.lead_role, *each.supporting_roles)}
    assert asked == {role.role for role in framework.roles}
