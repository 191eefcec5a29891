import pandas as pd
import pytest

from mekendesh.judgement.agenda import KINDS
from mekendesh.judgement.corridor import judge
from mekendesh.reporting import agenda
from mekendesh.reporting.blocks import Paragraph
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say

COLUMNS = ["rank", "kind", "subject", "p_changes", "p_reorders", "proposals", "rule"]


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


@pytest.fixture
def after(judged):
    """The same corridor as if it had been surveyed."""
    mapping, judgement = judged
    lines = pd.DataFrame(
        [
            (1, "item_unknown", "portal", 0.8, 0.9, 1, "changes"),
            (2, "estimators_disagree", "proposal_run_portal", 0.05, 0.35, 1, "changes"),
            (3, "definition_decides", "KGZ-CHN", 0.0, 0.0, 24, "changes"),
            (4, "interval_wide", "gap_trade", float("nan"), float("nan"), 2, "changes"),
        ],
        columns=COLUMNS,
    )
    return mapping, type(judgement)(**{**judgement.__dict__, "agenda": lines})


def test_after_the_fieldwork_a_gap_says_how_often_closing_it_changes_the_first_five(after):
    """In steps of five, and what could not be computed is not zero."""
    table = agenda.gaps(*after)
    said = [[say(cell, "en") for cell in row] for row in table.rows]
    assert [row[3].partition(" ")[0] for row in said] == ["80%", "5%", "0%", "[na]"]
    assert said[2][1:3] == ["figures of different concepts lie far apart", "China"]
    assert said[1][2].startswith("could be concerned by: ")
    assert "each as likely" in say(table.notes[1], "en")


def test_before_the_fieldwork_no_chance_is_shown(judged):
    """The plan of the first round goes by the number of proposals, and says so."""
    table = agenda.gaps(*judged)
    assert [column.key for column in table.columns] == ["rank", "gap", "subject", "proposals"]
    assert len(table.notes) == 1
    assert say(agenda.most_telling(*judged).text, "en").startswith(
        "Not yet in the field: the agenda is the plan"
    )


def test_the_first_gap_is_told_in_a_sentence(after):
    """What to find out first, and what hangs on it."""
    assert say(agenda.most_telling(*after).text, "en") == (
        "Find out first: portal or hotline (readiness item not known). In 80% of the possible answers the first five "
        "recommendations would be others than today. Gaps as telling as this one, itself included: 1."
    )


def test_where_no_gap_changes_the_first_five_it_is_said(after):
    """No gap is made to look decisive."""
    mapping, judgement = after
    idle = judgement.agenda.assign(p_changes=0.0)
    told = agenda.most_telling(mapping, type(judgement)(**{**judgement.__dict__, "agenda": idle}))
    assert say(told.text, "en").startswith("No single gap")
    empty = type(judgement)(**{**judgement.__dict__, "agenda": idle.iloc[:0]})
    assert agenda.most_telling(mapping, empty).tone == "notice"
