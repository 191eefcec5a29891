from __future__ import annotations

import pandas as pd
import pytest

from field_files import QUESTIONNAIRE, column, person, seed
from mekendesh.cleaning.checks import ANSWER_CHECKS, ISSUE_COLUMNS, RECORD_CHECKS, find_issues, logic_checks
from mekendesh.field.responses import type_responses
from mekendesh.files import current_tree
from mekendesh.structure.logic import load_logic
from mekendesh.structure.questionnaire import Questionnaire

LOGIC = logic_checks(load_logic(current_tree()))


def found(
    *people: dict[str, str], checks=(*ANSWER_CHECKS, *LOGIC), questionnaire=QUESTIONNAIRE, doubts=()
) -> list:
    cells = pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str").fillna("")
    responses = type_responses(cells, questionnaire, doubts)
    issues = find_issues(checks, responses, questionnaire)
    assert tuple(issues.columns) == ISSUE_COLUMNS
    return list(issues[["check", "row", "column"]].itertuples(index=False, name=None))


def test_a_faultless_response_raises_no_doubt():
    """A check that fires on everything says nothing."""
    people = seed("a", coupon_1="M-1"), person("b", coupon_received="M-1", start="2027-05-02T10:00:00Z",
                                               end="2027-05-02T10:20:00Z", sex="male")  # fmt: skip
    assert found(*people) == []
    assert found(*people, checks=RECORD_CHECKS) == []


@pytest.mark.parametrize(
    ("answers", "issue"),
    [
        ({"birth_year": "?"}, ("type", 2, "birth_year")),
        ({"sex": "f"}, ("choice", 2, "sex")),
        ({"birth_year": "1890"}, ("range", 2, "birth_year")),
        ({"network_size": "0"}, ("range", 2, "network_size")),
        ({"network_size": "1000000"}, ("range", 2, "network_size")),
        ({"barriers": "no_trust no_time no_money other"}, ("too_many", 2, "barriers")),
        ({"network_size": ""}, ("required", 2, "network_size")),
        ({"is_seed": "no"}, ("required", 2, "coupon_received")),
        ({"satisfied_body": "4"}, ("relevance", 2, "satisfied_body")),
        ({"coupon_received": "M-1"}, ("relevance", 2, "coupon_received")),
        ({"arrival_year": "1985"}, ("arrived_impossibly", 2, "arrival_year")),
        ({"arrival_year": "2028"}, ("arrived_impossibly", 2, "arrival_year")),
        ({"end": "2027-05-01T10:03:00.000+03:00"}, ("too_short", 2, "end")),
        ({"idea_text": "дүкөн\u202e"}, ("hidden_characters", 2, "idea_text")),
        ({"idea_text": "д?к?н ачам"}, ("broken_letters", 2, "idea_text")),
        ({"idea_text": "Ð´Ò¯ÐºÓ©Ð½"}, ("broken_letters", 2, "idea_text")),
    ],
)
def test_each_doubt_has_its_name_row_and_column(answers, issue):
    """One fault raises the one doubt that is about it."""
    assert found(seed("a", **answers)) == [issue]


def test_a_question_at_the_end_of_a_word_is_no_broken_letter():
    """People ask: «Качан?»."""
    assert found(seed("a", idea_text="Качан? Кайда?")) == []


def test_split_columns_that_contradict_the_joined_answer_are_doubted():
    """An export holds a multiple choice twice; both must say the same."""
    agree = seed("a") | {"barriers/no_trust": "1", "barriers/no_time": "0"}
    differ = seed("b", sex="male") | {"barriers/no_trust": "0", "barriers/no_time": ""}
    assert found(agree, differ) == [("split_disagrees", 3, "barriers")]


def test_a_sector_without_work_is_doubted():
    """Who does not work has no sector of work."""
    more = (column("occupation", "traits", "text", "trait"), column("sector", "traits", "text", "trait"))
    questionnaire = Questionnaire((*QUESTIONNAIRE.columns, *more), QUESTIONNAIRE.choices)
    people = [
        seed("a") | {"occupation": "not_working", "sector": "none"},
        seed("b") | {"occupation": "not_working", "sector": "trade"},
    ]
    assert found(*people, questionnaire=questionnaire) == [("sector_without_work", 3, "sector")]


def test_every_coupon_fault_is_named():
    """Forensics come before any weight."""
    assert found(
        seed("a", coupon_1="M-1", coupon_2="M-2", coupon_3="M-4"),
        seed("b", coupon_1="M-2"),
        person("c", coupon_received="М-1"),
        person("d", coupon_received="M-9"),
        person("e", coupon_received="M-4", coupon_1="M-5"),
        person("f", coupon_received="M-4"),
        person("g", coupon_received="M-7", coupon_1="M-7"),
    ) == [
        ("coupon_look_alike", 4, "coupon_received"),
        ("coupon_not_given", 5, "coupon_received"),
        ("coupon_brought_twice", 6, "coupon_received"),
        ("coupon_brought_twice", 7, "coupon_received"),
        ("coupon_given_twice", 2, "coupon_2"),
        ("coupon_given_twice", 3, "coupon_1"),
        ("coupon_own", 8, "coupon_received"),
    ]


def test_doubts_about_records_are_named():
    """Identities missing or shared and interviews that came twice."""
    same = person("d", sex="male")
    people = [person(""), person("a"), person("a", sex="male"), same, same | {"_uuid": "e"}]
    assert found(*people, checks=RECORD_CHECKS) == [
        ("uuid_missing", 2, "_uuid"),
        ("uuid_repeated", 3, "_uuid"),
        ("uuid_repeated", 4, "_uuid"),
        ("sent_again", 6, ""),
        ("same_answers", 3, ""),
        ("same_answers", 5, ""),
    ]


def test_doubts_of_reading_become_issues():
    """What the file itself said is told with the rest."""
    doubts = [("unknown_column", 0, "extra"), ("open_end", 0, "")]
    assert found(seed("a"), checks=RECORD_CHECKS, doubts=doubts) == [
        ("open_end", 0, ""),
        ("unknown_column", 0, "extra"),
    ]


def test_issues_carry_no_values():
    """A doubt about a phone or a name says where, never what."""
    cells = pd.DataFrame(
        [seed("a", phone="+996\u200b7008091", birth_year="31.12.1990")], index=[2], dtype="str"
    )
    issues = find_issues(ANSWER_CHECKS, type_responses(cells, QUESTIONNAIRE), QUESTIONNAIRE)
    assert issues["column"].tolist() == ["birth_year", "phone"]
    assert "7008091" not in issues.to_csv()
    assert "1990" not in issues.to_csv()


def test_check_names_are_unique():
    """A name is what an issue is found by."""
    names = [check.name for check in (*RECORD_CHECKS, *ANSWER_CHECKS, *LOGIC)]
    assert len(names) == len(set(names))
