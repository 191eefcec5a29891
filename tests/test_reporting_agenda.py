import pandas as pd
import pytest

from mekendesh.judgement.corridor import judge
from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.recommendations import agenda
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say

COLUMNS = ["rank", "kind", "subject", "why", "p_changes", "p_reorders", "proposals", "rule", "listed"]


@pytest.fixture
def judged(tree):
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    return mapping, judge(mapping, None, None)


def test_a_gap_is_told_by_what_is_missing_and_of_what(judged):
    """At most fifteen lines, with how many gaps there are in all."""
    table = agenda.gaps(*judged)
    said = [[say(cell, "en") for cell in row] for row in table.rows]
    assert len(said) == 15
    assert "awareness of the responsible body (from the survey) – nobody has been asked yet" in {
        row[1] for row in said
    }
    assert "consular reach – no dated evidence" in {row[1] for row in said}
    assert say(table.notes[0], "en").startswith(f"15 of {len(judged[1].agenda)} gaps")


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
            (1, "item_unknown", "portal", "evidence", 0.8, 0.9, 1, "changes", 7),
            (2, "estimators_disagree", "proposal_run_portal", "RDS-I", 0.05, 0.35, 1, "changes", 7),
            (3, "definition_decides", "KGZ-CHN", "3.0", 0.0, 0.0, 24, "changes", 7),
            (4, "interval_wide", "gap_trade", "41", float("nan"), float("nan"), 2, "changes", 7),
        ],
        columns=COLUMNS,
    )
    return mapping, type(judgement)(**{**judgement.__dict__, "agenda": lines})


def test_after_the_fieldwork_a_gap_says_how_often_closing_it_changes_the_first_five(after):
    """In steps of five, and what could not be computed is not zero."""
    table = agenda.gaps(*after)
    said = [[say(cell, "en") for cell in row] for row in table.rows]
    assert [row[4].partition(" ")[0] for row in said] == ["80%", "5%", "0%", "[na]"]
    assert said[2][1] == "China – figures of different concepts lie far apart"
    assert said[1][1].startswith("could be concerned by “One portal and a hotline” – ")
    assert "each as likely" in say(table.notes[1], "en")


def test_a_gap_says_what_would_close_it_and_who_is_asked(after):
    """A document for an item, people for a share, a concept for a figure; the body that would act, or whose work it is."""
    table = agenda.gaps(*after)
    said = [[say(cell, "en") for cell in row[2:4]] for row in table.rows]
    assert said == [
        [
            "desk: “It works, with a responsible body, staff and a budget.”",
            "Ministry of Labour, Social Security and Migration of the Kyrgyz Republic",
        ],
        ["desk: why the methods part, before more people are asked", "the mapping team"],
        [
            "statistics: one agreed concept for the figure of this country",
            "National Statistical Committee of the Kyrgyz Republic",
        ],
        ["field: more people asked, or the next round", "the mapping team"],
    ]
    assert "does not show that the state has nothing" in say(table.notes[-1], "en")


def test_before_the_fieldwork_no_chance_is_shown(judged):
    """The plan of the first round goes by the number of proposals, and says so."""
    table = agenda.gaps(*judged)
    assert [column.key for column in table.columns] == ["rank", "gap", "closing", "asked", "proposals"]
    assert len(table.notes) == 2
    assert say(agenda.most_telling(*judged).text, "en").startswith(
        "Not yet in the field: the agenda is the plan"
    )


def test_the_first_gap_is_told_in_a_sentence(after):
    """What to find out first, and what hangs on it."""
    assert say(agenda.most_telling(*after).text, "en") == (
        "Find out first: portal or hotline – no dated evidence. In 80% of the possible answers the first five "
        "recommendations would be others than today. What hangs on it: One portal and a hotline."
    )


def with_agenda(judged, lines):
    mapping, judgement = judged
    return mapping, type(judgement)(**{**judgement.__dict__, "agenda": lines})


def test_gaps_as_telling_are_counted_without_the_first_itself(after):
    """Nobody reads that one gap is as telling as itself."""
    lines = after[1].agenda
    two = pd.concat([lines.iloc[:1], lines.iloc[:1].assign(subject="online_services"), lines.iloc[1:]])
    told = say(agenda.most_telling(*with_agenda(after, two)).text, "en")
    assert told.endswith("One portal and a hotline. 1 other gap is as telling.")
    three = pd.concat([two.iloc[:2], two.iloc[1:2].assign(subject="legal_aid"), two.iloc[2:]])
    assert say(agenda.most_telling(*with_agenda(after, three)).text, "en").endswith(
        "2 other gaps are as telling."
    )


def test_a_list_of_fewer_than_five_makes_no_gap_look_decisive(after):
    """Whatever gets a place joins the first five: 100 % then says that the list is short, and that is said."""
    short = with_agenda(after, after[1].agenda.assign(p_changes=1.0, listed=4))
    said = say(agenda.most_telling(*short).text, "en")
    assert said.startswith(
        "Proposals with a place today: 4. Whatever gives another one a place puts it among"
    )
    assert "100%" not in said
    notes = [say(note, "en") for note in agenda.gaps(*short).notes]
    assert any("a high chance here says only that the list is short" in note for note in notes)
    full = with_agenda(after, after[1].agenda.assign(listed=5))
    assert not any("list is short" in say(note, "en") for note in agenda.gaps(*full).notes)


def test_where_no_gap_changes_the_first_five_it_is_said(after):
    """No gap is made to look decisive."""
    mapping, judgement = after
    idle = judgement.agenda.assign(p_changes=0.0)
    told = agenda.most_telling(mapping, type(judgement)(**{**judgement.__dict__, "agenda": idle}))
    assert say(told.text, "en").startswith("No single gap")
    empty = type(judgement)(**{**judgement.__dict__, "agenda": idle.iloc[:0]})
    assert agenda.most_telling(mapping, empty).tone == "notice"
