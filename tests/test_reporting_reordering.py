"""The experts' moves beside the rule: in the order made, with their reasons, and what became of each."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from mekendesh.errors import FileError, ProtectionError
from mekendesh.files import Tree
from mekendesh.judgement.reordering import APPLIED, COLUMNS, NOT_IN_ORDER, RANK_HAS_CHANGED
from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.doors.door import Public
from mekendesh.reporting.experts.reordering import STATES, experts_order
from mekendesh.reporting.statistics import open_statistics
from mekendesh.words import LANGUAGES, Label, say

RANKED = pd.DataFrame(
    {
        "proposal": ["portal", "desk", "voting"],
        "rank": pd.array([1, 2, pd.NA], dtype="Int64"),
        "flag": ["", "", "c"],
    }
)
PUBLIC = Public(None, open_statistics(RANKED), None, None)
NAMES = {"portal": "One portal", "desk": "A desk", "voting": "Remote voting", "gone": "Not ranked"}


def nation(folder, *moves: str) -> SimpleNamespace:
    tree = Tree(folder)
    if moves:
        path = tree.roundtable("KGZ/2027-1") / "reordering.csv"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join([",".join(COLUMNS), *moves]) + "\n", encoding="utf-8")
    proposals = tuple(
        SimpleNamespace(proposal=name, title=Label(f"ky {title}", f"ru {title}", title))
        for name, title in NAMES.items()
    )
    framework = SimpleNamespace(proposals=proposals)
    return SimpleNamespace(tree=tree, origin="KGZ", round=SimpleNamespace(name="2027-1"), framework=framework)


def told(block, language="en") -> list[list[str]]:
    return [[say(cell, language) for cell in row] for row in block.rows]


def test_the_rule_is_shown_beside_the_experts_order_and_their_reason(tmp_path):
    """Never silently: the move, both ranks, its reason, the stratum and the day; the list itself is not changed."""
    country = nation(tmp_path, "desk,2,1,The decree is ready,state,2026-11-20")
    assert told(experts_order(country, PUBLIC)) == [
        [
            "A desk", "2", "1", "from 2 to 1", "The decree is ready", "state bodies", "20 November 2026", "carried out",
        ]
    ]  # fmt: skip
    assert PUBLIC.ranked["rank"].tolist()[:2] == [1, 2]


def test_moves_stand_in_the_order_made_and_one_that_could_not_be_carried_out_says_why(tmp_path):
    """New evidence has changed a rank since, or the rule gives none: what was wanted is told all the same."""
    block = experts_order(
        nation(
            tmp_path,
            "portal,7,2,On an older list,experts,2026-11-20",
            "voting,1,3,It must wait,diaspora,2026-11-21",
            "gone,3,1,It is urgent,international,2026-11-22",
            "desk,2,1,The decree is ready,state,2026-11-23",
        ),
        PUBLIC,
    )
    assert [(row[0], row[1], row[2], row[7]) for row in told(block)] == [
        ("One portal", "1", "2", "not carried out: its rank by the rule has changed since"),
        ("Remote voting", "[c]", "[c]", "not carried out: it has no rank by the rule that can be shown"),
        ("Not ranked", "[z]", "[z]", "not carried out: it has no rank by the rule that can be shown"),
        ("A desk", "2", "1", "carried out"),
    ]


def test_where_nothing_was_moved_that_is_said(tmp_path):
    """No log is the normal first state: the order is the rule's."""
    block = experts_order(nation(tmp_path), PUBLIC)
    assert isinstance(block, Paragraph)
    assert say(block.text, "en").startswith("The experts have moved nothing")


def test_a_reason_stays_as_it_was_given_and_the_rest_follows_the_language(tmp_path):
    """A quotation is not translated."""
    block = experts_order(nation(tmp_path, "desk,2,1,Токтом даяр,state,2026-11-20"), PUBLIC)
    for language in LANGUAGES:
        (row,) = told(block, language)
        assert row[4] == "Токтом даяр"
        assert row[0] == {"ky": "ky A desk", "ru": "ru A desk", "en": "A desk"}[language]


def test_every_state_of_a_move_has_its_own_words():
    """A new state without words would stop the national report."""
    assert set(STATES) == {APPLIED, RANK_HAS_CHANGED, NOT_IN_ORDER}
    assert len({say(state, "en") for state in STATES.values()}) == len(STATES)


def test_a_move_of_no_proposal_stops_the_report_and_a_raw_list_is_refused(tmp_path):
    """What is moved is a proposal of the structure, beside a list that came through the door."""
    with pytest.raises(FileError, match="the column proposal"):
        experts_order(nation(tmp_path, "wealth,2,1,Why not,state,2026-11-20"), PUBLIC)
    with pytest.raises(ProtectionError):
        experts_order(nation(tmp_path), Public(None, RANKED, None, None))
