"""Counting ideas: who has one, and what of it is counted."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from mekendesh.files import current_tree
from mekendesh.judgement.ideas import count_ideas, questions_of
from mekendesh.structure.mapping import open_mapping
from mekendesh.structure.questionnaire import load_questionnaire

ASKED = pd.DataFrame(
    {
        "idea_sector": ["trade", "trade", None, "it", None],
        "idea_stage": ["plan", "thought", "plan", None, None],
        "idea_need": ["money", None, "money", None, None],
        "idea_region": ["naryn", "naryn", "osh", None, None],
        "idea_text": ["CANARY one", "CANARY two", "CANARY three", "CANARY four", ""],
    }
)


@pytest.fixture(scope="module")
def form():
    return open_mapping("KGZ", "RUS", "example").questionnaire


def told(ideas, question) -> dict[str, int]:
    rows = ideas.answers[ideas.answers["question"] == question]
    return {code: n for code, n in zip(rows["code"], rows["n"], strict=True) if n}


def test_an_idea_is_one_whose_stage_was_named(form):
    """Need and region are asked only of those who named a stage: the others have no idea to count."""
    ideas = count_ideas(ASKED, form)
    assert (ideas.people, ideas.ideas) == (5, 3)
    assert told(ideas, "idea_sector") == {"trade": 2, "": 1}
    assert told(ideas, "idea_stage") == {"plan": 2, "thought": 1}
    assert told(ideas, "idea_need") == {"money": 2, "": 1}
    assert told(ideas, "idea_region") == {"naryn": 2, "osh": 1}


def test_every_question_and_the_crossed_table_hold_each_idea_once(form):
    """Totals of all questions agree, so that none is computed from another's difference."""
    ideas = count_ideas(ASKED, form)
    assert set(ideas.answers.groupby("question")["n"].sum()) == {3}
    assert ideas.crossed["n"].sum() == 3
    pair = ideas.crossed.set_index(["sector", "stage"])["n"]
    assert (pair["trade", "plan"], pair["trade", "thought"], pair["", "plan"]) == (1, 1, 1)


def test_an_answer_that_the_form_does_not_know_is_no_answer_and_is_not_lost(form):
    """A code from another version of the form neither vanishes from the total nor becomes a row of its own."""
    odd = ASKED.assign(idea_need=["CANARY need", "money", "money", None, None])
    assert told(count_ideas(odd, form), "idea_need") == {"money": 2, "": 1}


def test_no_word_of_a_respondent_enters_the_counts(form):
    """Free text is handed over with consent or not at all; it is never counted."""
    ideas = count_ideas(ASKED, form)
    assert "CANARY" not in ideas.answers.to_csv() + ideas.crossed.to_csv()


def test_the_module_adds_its_questions_with_one_answer_where_the_round_asks_it():
    """Whoever switches the module on gets its counts without touching code; texts and lists stay out."""
    whole = load_questionnaire(current_tree())
    regions = open_mapping("KGZ", "RUS", "example").questionnaire.choices_of("regions.csv")
    form = replace(whole, choices=(*whole.choices, *regions))
    assert questions_of(form)[4:] == (
        "idea_team", "idea_budget", "idea_time_frame", "idea_experience", "idea_travel",
    )  # fmt: skip
    with_team = ASKED.assign(idea_team=["alone", "family", None, None, None])
    ideas = count_ideas(with_team, form)
    assert told(ideas, "idea_team") == {"alone": 1, "family": 1, "": 1}
    assert "idea_budget" not in set(ideas.answers["question"])


def test_before_the_fieldwork_there_is_nothing_to_count(form):
    """Not yet in the field is the normal first state."""
    assert count_ideas(None, form) is None
