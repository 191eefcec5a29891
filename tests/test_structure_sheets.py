from __future__ import annotations

from datetime import date

import pytest

from mekendesh.files import current_tree
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.instruments import corridor_questionnaire
from mekendesh.structure.questionnaire import FORMS, MODULES
from mekendesh.structure.sheets import (
    LANGUAGE_NAMES,
    choices_sheet,
    load_groups,
    settings_sheet,
    survey_sheet,
)

ROUND = Round("2027-1", date(2027, 1, 1), False, MODULES)
TREE = current_tree()


@pytest.fixture(scope="module")
def sheets():
    def of(form: str):
        questionnaire = corridor_questionnaire(TREE, Corridor("KGZ", "RUS"), ROUND, form)
        return survey_sheet(questionnaire, load_groups(TREE), "7"), choices_sheet(questionnaire)

    return {form: of(form) for form in FORMS}


def row(sheet, name):
    return sheet[sheet["name"] == name].iloc[0]


def test_nothing_is_asked_of_who_did_not_consent(sheets):
    """Every group but the consent's own is asked only where the first consent says yes."""
    survey, _ = sheets["persons"]
    groups = survey[survey["type"] == "begin_group"]
    asked = groups[groups["name"] != "consent"]["relevant"].unique().tolist()
    assert asked == ["${consent_analyse} = 'yes'"]
    assert row(survey, "consent")["relevant"] == ""


def test_a_question_has_its_words_in_three_languages(sheets):
    """A form in two languages leaves people out."""
    for survey, choices in sheets.values():
        for sheet in (survey[~survey["type"].isin(["end_group", "start", "end", "calculate"])], choices):
            for language in LANGUAGE_NAMES.values():
                assert (sheet[f"label::{language}"] != "").all()


def test_bounds_and_numbers_of_answers_become_constraints_with_their_words(sheets):
    """The phone refuses what the checks would doubt."""
    survey, _ = sheets["persons"]
    year = row(survey, "birth_year")
    assert year["constraint"] == ". >= 1920 and . <= 2012"
    assert year["constraint_message::English (en)"] == "Enter a number from 1920 to 2012."
    barriers = row(survey, "barriers")
    assert (barriers["type"], barriers["constraint"]) == ("select_multiple barrier", "count-selected(.) <= 3")
    none = "(not(selected(., 'none') and count-selected(.) > 1))"
    assert row(survey, "idea_help")["constraint"] == f"count-selected(.) <= 3 and {none}"


def test_lists_that_depend_on_the_corridor_are_those_of_the_corridor(sheets):
    """Cities of the destination, regions of the origin."""
    _, choices = sheets["persons"]
    of_list = choices.groupby("list_name")["name"].agg(list)
    assert of_list["sites"] == ["moscow", "saint_petersburg", "yekaterinburg"]
    assert of_list["regions"][:3] == ["bishkek", "osh_city", "batken"]
    assert len(of_list["regions"]) == 9


def test_no_choice_stands_for_other_without_a_question_that_asks_which(sheets):
    """No or_other: an explicit code, and a text that is asked on it."""
    for form in FORMS:
        questionnaire = corridor_questionnaire(TREE, Corridor("KGZ", "RUS"), ROUND, form)
        asks_which = {name for c in questionnaire.columns if c.role == "free_text" for name in c.depends_on}
        for column in questionnaire.columns:
            if "other" in questionnaire.codes_of(column.choices) and column.choices != "sector":
                assert column.column in asks_which, column.column


def test_the_officials_form_asks_a_score_its_evidence_and_its_date_for_every_item(sheets):
    """34 of the 36 readiness items are scored by evidence; the survey scores the others."""
    survey, _ = sheets["officials"]
    names = survey["name"]
    assert names.str.startswith("score_").sum() == names.str.startswith("evidence_").sum() == 34
    assert row(survey, "evidence_legal_definition")["relevant"] == "${score_legal_definition} != ''"


def test_the_version_and_the_first_language_are_set():
    """A response says by which version of the form it was asked."""
    settings = settings_sheet("persons_kgz", "T", "7").iloc[0]
    assert settings.tolist() == ["T", "persons_kgz", "7", "Кыргызча (ky)"]
