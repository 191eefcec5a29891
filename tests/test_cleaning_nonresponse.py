from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from field_files import QUESTIONNAIRE, column, seed
from mekendesh.cleaning.clean import clean
from mekendesh.cleaning.nonresponse import missing_kinds
from mekendesh.cleaning.respondents import build_respondents
from mekendesh.field.responses import type_responses
from mekendesh.structure.expressions import NotEvaluated
from mekendesh.structure.questionnaire import Choice
from mekendesh.words import Label

KEY = b"k" * 32


def cells(*people: dict[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")
    return table.fillna("")


def kinds(*people: dict[str, str], received=None, questionnaire=QUESTIONNAIRE) -> pd.DataFrame:
    """The kinds of these people, whose cells came as ``received`` (else as they are)."""
    kept = type_responses(cells(*people), questionnaire)
    came = kept if received is None else type_responses(cells(*received), questionnaire)
    respondents = build_respondents(kept, kept.cells.iloc[:0], questionnaire, KEY)
    return missing_kinds(respondents, kept, came, questionnaire)


def whole(uuid: str, **answers: str) -> dict[str, str]:
    """Somebody who answered everything, so that every question is seen to be on the form."""
    full = {"arrival_year": "2020", "used_body": "yes", "satisfied_body": "3", "idea_sector": "it"}
    return seed(uuid, **full | {"idea_stage": "plan", "idea_text": "дүкөн", "phone": "+996"} | answers)


def required(*names: str):
    """The tiny form with these questions required."""
    return replace(
        QUESTIONNAIRE,
        columns=tuple(replace(c, required=c.required or c.column in names) for c in QUESTIONNAIRE.columns),
    )


def test_an_answer_has_no_kind():
    """Whoever answered everything misses nothing, in whatever column."""
    table = kinds(whole("a"))
    assert (table.drop(columns="respondent") == "").all(axis=None)


def test_rows_and_columns_are_those_of_the_respondents():
    """The handover is read beside the respondents, person by person and column by column."""
    kept = type_responses(cells(whole("a"), whole("b")), QUESTIONNAIRE)
    respondents = build_respondents(kept, kept.cells.iloc[:0], QUESTIONNAIRE, KEY)
    table = missing_kinds(respondents, kept, kept, QUESTIONNAIRE)
    assert table["respondent"].tolist() == respondents["respondent"].tolist()
    assert set(table.columns) <= set(respondents.columns)
    answers = set(respondents.columns) - {"recruiter", "recruiter_state", "rds_wave"}
    assert set(table.columns) == answers


def test_a_kind_stands_exactly_where_the_respondents_miss_a_value():
    """No missing value without a kind, and no kind beside a value, silent codes aside."""
    people = [
        whole("a"),
        whole("b", did_trade="", willing_trade="", barriers="", birth_year=""),
        whole("c", used_body="no", satisfied_body="", idea_stage="", network_size="0"),
    ]
    kept = type_responses(cells(*people), QUESTIONNAIRE)
    respondents = build_respondents(kept, kept.cells.iloc[:0], QUESTIONNAIRE, KEY)
    table = missing_kinds(respondents, kept, kept, QUESTIONNAIRE)
    for name in table.columns.drop("respondent"):
        assert (table[name] != "").tolist() == respondents[name].isna().tolist(), name


def test_a_question_left_empty_between_answers_has_no_known_reason():
    """Something stands after it, so the interview went on."""
    assert kinds(whole("a"), whole("b", did_trade=""))["did_trade"].tolist() == ["", "blank"]


def test_who_prefers_not_to_say_refused_and_who_is_not_sure_does_not_know():
    """The table holds the code, the kind says what it means."""
    silent = tuple(Choice("sex", code, Label("", "", "")) for code in ("prefer_not", "unsure", "dont_know"))
    form = replace(QUESTIONNAIRE, choices=(*QUESTIONNAIRE.choices, *silent))
    people = [whole(code, sex=code) for code in ("female", "prefer_not", "unsure", "dont_know")]
    assert kinds(*people, questionnaire=form)["sex"].tolist() == ["", "refused", "dont_know", "dont_know"]


def test_what_the_form_did_not_ask_is_not_left_empty():
    """Satisfaction is asked of those who used a service."""
    table = kinds(whole("a"), whole("b", used_body="no", satisfied_body=""))
    assert table["satisfied_body"].tolist() == ["", "not_asked"]


def test_a_question_that_nobody_s_response_has_was_not_on_the_form():
    """An absent column is nobody's silence."""
    table = kinds(whole("a", arrival_year=""), whole("b", arrival_year=""))
    assert table["arrival_year"].tolist() == ["not_asked", "not_asked"]


def test_a_condition_on_a_consent_withholds():
    """Where the form asks only those who agreed, the others withheld; no headline hangs on one today."""
    asked = column("sex", "traits", "choice", "trait", "sex", relevant="${consent_analyse} = 'yes'")
    form = replace(
        QUESTIONNAIRE, columns=tuple(asked if c.column == "sex" else c for c in QUESTIONNAIRE.columns)
    )
    table = kinds(whole("a"), whole("b", consent_analyse="no", sex=""), questionnaire=form)
    assert table["sex"].tolist() == ["", "withheld"]


def test_the_rest_of_an_interview_that_broke_off_was_not_reached():
    """Nothing stands after willing_trade; the first required question of the tail counts as left empty."""
    rest = dict.fromkeys(
        ("barriers", "used_body", "satisfied_body", "idea_sector", "idea_stage", "idea_text", "phone"), ""
    )
    table = kinds(whole("a"), whole("b", **rest), questionnaire=required("did_trade", "used_body"))
    broken = table.iloc[1]
    assert broken[["did_trade", "willing_trade"]].tolist() == ["", ""]
    # Barriers are optional and come before the first required question of the tail.
    assert broken[["barrier_no_time", "used_body"]].tolist() == ["blank", "blank"]
    assert broken[["satisfied_body"]].tolist() == ["not_asked"]
    assert broken[["idea_sector", "idea_stage"]].tolist() == ["not_reached", "not_reached"]


def test_optional_questions_left_empty_at_the_end_are_not_a_broken_interview():
    """Who has no idea and leaves no phone has reached the end."""
    rest = dict.fromkeys(("idea_sector", "idea_stage", "idea_text", "phone"), "")
    table = kinds(whole("a"), whole("b", **rest), questionnaire=required("used_body", "sex"))
    assert table.loc[1, ["idea_sector", "idea_stage"]].tolist() == ["blank", "blank"]


def test_an_answer_that_cleaning_emptied_could_not_be_used():
    """Something was said: that is not silence."""
    table = kinds(
        whole("a", willing_trade=""), whole("b"), received=[whole("a", willing_trade="9"), whole("b")]
    )
    assert table["willing_trade"].tolist() == ["unusable", ""]


def test_an_answer_left_standing_that_is_none_could_not_be_used():
    """A person rejected emptying it: the cell stays, the table has no value."""
    assert kinds(whole("a", willing_trade="often"))["willing_trade"].tolist() == ["unusable"]


def test_a_network_size_of_nought_gives_no_value():
    """The table has none above zero, though the cell is a number."""
    assert kinds(whole("a", network_size="0"))["network_size"].tolist() == ["unusable"]


def test_derived_columns_have_the_kind_of_their_question():
    """Age lacks the year of birth; a stay of twelve months lacks the months."""
    table = kinds(whole("a"), whole("b", birth_year="", months_in_country=""))
    assert table.loc[1, ["age", "stays_12_months"]].tolist() == ["blank", "blank"]


def test_a_multiple_choice_with_all_its_columns_no_is_answered():
    """As the respondents table has it: false, not missing."""
    none = {"barriers": "", "barriers/no_trust": "0", "barriers/no_time": "0"}
    table = kinds(whole("a"), whole("b") | none, whole("c", barriers=""))
    assert table["barrier_no_time"].tolist() == ["", "", "blank"]


def test_a_condition_that_cannot_be_evaluated_counts_as_fulfilled(monkeypatch):
    """Rather than stop a cleaning over a form's odd expression."""

    def never(*asked):
        raise NotEvaluated("pulldata")

    monkeypatch.setattr("mekendesh.cleaning.nonresponse.was_asked", never)
    table = kinds(whole("a"), whole("b", used_body="no", satisfied_body=""))
    assert table["satisfied_body"].tolist() == ["", "blank"]


@pytest.mark.parametrize("value", ["9", "often"])
def test_the_whole_cleaning_hands_the_kinds_over(value):
    """One row a respondent; an impossible answer emptied by the rules is told as such."""
    responses = type_responses(cells(whole("a"), whole("b", willing_trade=value)), QUESTIONNAIRE)
    done = clean(responses, QUESTIONNAIRE, key=KEY, decided_on="2027-06-01")
    assert done.missing["respondent"].tolist() == done.respondents["respondent"].tolist()
    assert done.missing["willing_trade"].tolist() == ["", "unusable"]
