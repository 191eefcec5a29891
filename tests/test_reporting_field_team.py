from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.cleaning.interviewers import MEASURES, PANEL_COLUMNS
from mekendesh.errors import ProtectionError
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.collection import field_team
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import LANGUAGES, SOURCE, say

NAMES = ("CANARY-Aibek", "CANARY-Gulnara", "CANARY-i03")


@dataclass(frozen=True)
class Watched:
    panel: pd.DataFrame | None


def panel(*lines: tuple[str, int, str, float, float]) -> pd.DataFrame:
    """Lines of a panel: interviewer, n, measure, observed and q; the rest is as expected."""
    rows = [(who, n, measure, observed, observed, observed, q, q) for who, n, measure, observed, q in lines]
    return pd.DataFrame(rows, columns=list(PANEL_COLUMNS))


TEAM = panel(
    (NAMES[0], 100, "doubted", 0.10, 0.5),
    (NAMES[1], 100, "doubted", 0.20, 0.5),
    (NAMES[2], 200, "doubted", 0.60, 0.01),
    (NAMES[0], 100, "minutes", 22.0, 0.5),
    (NAMES[1], 100, "minutes", 26.0, 0.05),
    (NAMES[2], 200, "minutes", 11.0, 0.001),
)


def told(table: pd.DataFrame) -> list[list[str]]:
    block = field_team.table(field_team.protect_panel(Watched(table)))
    assert isinstance(block, Table)
    return [[say(cell, SOURCE) for cell in row] for row in block.rows]


def test_before_the_fieldwork_the_block_is_the_notice():
    """A corridor without a delivery is the normal first state."""
    assert field_team.protect_panel(None) is None
    assert field_team.protect_panel(Watched(None)) is None
    block = field_team.table(None)
    assert isinstance(block, Paragraph)
    assert block.tone == "notice"
    assert say(block.text, SOURCE).startswith("Not yet in the field")


def test_what_is_usual_is_told_beside_whether_anybody_stands_out():
    """Weighted by interviews, in whole percent or minutes; exactly one in twenty is still standing out."""
    assert told(TEAM) == [
        ["interviews with any doubt", "38%", "some of 3"],
        ["minutes an interview lasts", "18", "some of 3"],
    ]


def test_where_nobody_stands_out_it_is_said_of_how_many():
    """None of three is another finding than none of thirty."""
    assert told(TEAM.assign(q=1.0))[0] == ["interviews with any doubt", "38%", "none of 3"]


def test_interviewers_are_never_named_on_a_page():
    """A code is a person to their colleagues: not in the table, not in any language, not in what is protected."""
    known = field_team.protect_panel(Watched(TEAM))
    insist_protected(known)
    block = field_team.table(known)
    whole = known.to_csv() + json.dumps(block.to_json(), ensure_ascii=False)
    whole += "".join(say(cell, language) for language in LANGUAGES for row in block.rows for cell in row)
    assert "CANARY" not in whole
    assert list(known.columns) == ["measure", "usual", "flag", "interviewers", "standing_out"]


@pytest.mark.parametrize(
    ("observed", "cell"),
    [(0.09, "[c]"), (0.10, "10%"), (0.90, "90%"), (0.91, "[c]"), (0.0, "[c]"), (1.0, "[c]")],
)
def test_a_share_of_fewer_than_ten_interviews_or_of_all_but_fewer_is_hidden(observed, cell):
    """Of 100 interviews: ten can be told, nine cannot."""
    assert (
        told(panel((NAMES[0], 60, "round", observed, 1.0), (NAMES[1], 40, "round", observed, 1.0)))[0][1]
        == cell
    )


def test_minutes_are_nobody_s_answer_and_are_told_whatever_they_are():
    """A duration has no share to protect."""
    assert told(panel((NAMES[0], 5, "minutes", 8.0, 1.0), (NAMES[1], 5, "minutes", 7.0, 1.0)))[0][1] == "8"


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1)), min_size=2, max_size=5))
def test_a_shown_share_rests_on_ten_interviews_on_either_side(lines):
    """The law of the door, whoever did how many."""
    made = field_team.protect_panel(
        Watched(panel(*((f"i{n}", count, "straight", share, 1.0) for n, (count, share) in enumerate(lines))))
    ).iloc[0]
    people = sum(count for count, _ in lines)
    hits = sum(count * share for count, share in lines)
    # A share exactly at the threshold may fall to either side by its last bit.
    if made["flag"] == "":
        assert 10 - 1e-6 <= hits <= people - 10 + 1e-6
        assert round(made["usual"], 2) == made["usual"]
    else:
        assert hits < 10 + 1e-6 or hits > people - 10 - 1e-6
        assert pd.isna(made["usual"])


def test_every_measure_of_the_panel_has_words():
    """A measure that is taken and not told would be looked for in vain."""
    assert tuple(field_team.MEASURES) == MEASURES
    lines = panel(*((name, 50, measure, 0.5, 1.0) for measure in MEASURES for name in NAMES))
    assert len(told(lines)) == len(MEASURES) == 7


def test_a_team_of_one_has_nobody_to_be_held_against():
    """An empty panel gives a row of codes, not an empty table."""
    assert told(TEAM[:0]) == [["none can be shown", "[x]", "[x]"]]


def test_standing_out_is_never_called_a_finding_about_a_person():
    """Interviewers of another district meet other people."""
    block = field_team.table(field_team.protect_panel(Watched(TEAM)))
    assert "never a finding about a person" in " ".join(say(note, SOURCE) for note in block.notes)


def test_a_table_that_did_not_come_through_the_door_is_refused():
    """The panel itself, with its interviewers, cannot be shown by accident."""
    with pytest.raises(ProtectionError, match="did not come through protection"):
        field_team.table(TEAM)
