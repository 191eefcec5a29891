from __future__ import annotations

import pandas as pd
import pytest

from field_files import QUESTIONNAIRE, person, seed
from mekendesh.cleaning.decisions import (
    ages,
    correct_coupons,
    empty_impossible,
    empty_not_relevant,
    not_decided_by_people,
    remove_records,
    remove_sent_again,
)
from mekendesh.cleaning.log import log_of
from mekendesh.field.responses import Responses, type_responses


def cells(*people: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")


def responses(*people: dict[str, str]) -> Responses:
    return type_responses(cells(*people), QUESTIONNAIRE)


NO_TIE = dict.fromkeys(
    ["born_in_origin", "citizen_of_origin", "ethnic_affiliation", "ancestor_born", "self_identifies"], "no"
)


@pytest.mark.parametrize(
    ("answers", "column", "old", "reason"),
    [
        ({"consent_analyse": "no"}, "consent_analyse", "no", "no_consent"),
        ({"consent_analyse": ""}, "consent_analyse", "", "no_consent"),
        ({"consent_analyse": "maybe"}, "consent_analyse", "maybe", "no_consent"),
        ({"birth_year": "2010"}, "birth_year", "2010", "under_18"),
        ({"birth_year": "2020"}, "birth_year", "2020", "under_18"),
        ({"site": "london"}, "site", "london", "outside_sites"),
        ({"site": ""}, "site", "", "outside_sites"),
        (NO_TIE, "born_in_origin", "no", "not_eligible"),
        ({"consent_analyse": "no", "birth_year": "2010"}, "consent_analyse", "no", "no_consent"),
    ],
)
def test_who_may_not_be_analysed_is_removed_by_the_first_reason(answers, column, old, reason):
    """Missing consent means no; the decision rests on a cell that replay can verify."""
    assert remove_records(responses(seed("a", **answers))) == [("a", column, old, "", "remove", reason)]


@pytest.mark.parametrize(
    "answers",
    [{"birth_year": "2009"}, {"birth_year": ""}, {"birth_year": "1890"}, {"birth_year": "2030"},
     NO_TIE | {"ancestor_born": "yes"}, NO_TIE | {"self_identifies": ""}],
)  # fmt: skip
def test_doubtful_people_are_not_removed(answers):
    """Eighteen in the survey's year, an age unknown or impossible, one tie, a tie unanswered: they stay."""
    assert remove_records(responses(seed("a", **answers))) == []


def test_an_interview_sent_again_is_removed_by_its_row():
    """The first to arrive stays."""
    first = seed("a")
    assert remove_sent_again(cells(first, first | {"_uuid": "b"}, first)) == [
        ("b", "_row", "3", "", "remove", "sent_again"),
        ("a", "_row", "4", "", "remove", "sent_again"),
    ]


def test_impossible_values_become_missing():
    """Wrong type, not on the list, out of range, born after the interview; texts and identifiers stay."""
    table = responses(
        seed(
            "a", birth_year="1890", network_size="0", sex="f", did_trade="?", willing_trade="9", barriers="x"
        ),
        seed("b", birth_year="2012", end="2011-01-01T10:00:00Z", phone="\u200b", idea_text="д?к?н"),
        seed("c", barriers="no_trust no_time no_money other"),
    )
    assert empty_impossible(table, QUESTIONNAIRE) == [
        ("a", "barriers", "x", "", "change", "impossible_value"),
        ("a", "birth_year", "1890", "", "change", "impossible_value"),
        ("a", "did_trade", "?", "", "change", "impossible_value"),
        ("a", "network_size", "0", "", "change", "impossible_value"),
        ("a", "sex", "f", "", "change", "impossible_value"),
        ("a", "willing_trade", "9", "", "change", "impossible_value"),
        ("b", "birth_year", "2012", "", "change", "impossible_value"),
    ]


def test_a_misread_coupon_is_corrected_where_one_reading_is_left():
    """The cell as it stood is the old value, the coupon as it was given the new one."""
    table = cells(
        seed("a", coupon_1="M-01"), person("b", coupon_received=" М-O1"), person("c", coupon_received="K")
    )
    assert correct_coupons(table) == [("b", "coupon_received", " М-O1", "M-01", "coupon", "look_alike")]


def test_what_a_correction_un_asks_becomes_missing():
    """used_body corrected from yes to no takes the satisfaction with it; emptied, it takes nothing."""
    before = cells(
        seed("a", used_body="yes", satisfied_body="4"), seed("b", used_body="yes", satisfied_body="4")
    )
    after = before.assign(used_body=["no", ""])
    assert empty_not_relevant(before, after, QUESTIONNAIRE) == [
        ("a", "satisfied_body", "4", "", "change", "not_relevant")
    ]
    assert empty_not_relevant(before, before, QUESTIONNAIRE) == []


def test_automatic_rules_give_way_to_people():
    """A cell somebody decided on, also by rejecting, is theirs; but nobody overrules a missing consent."""
    automatic = [
        ("a", "network_size", "0", "", "change", "impossible_value"),
        ("b", "sex", "f", "", "change", "impossible_value"),
        ("c", "consent_analyse", "", "", "remove", "no_consent"),
    ]
    people = log_of(
        [("a", "network_size", "0", "", "change", ""), ("c", "consent_analyse", "", "", "remove", "")],
        "",
        "Aisha",
    )
    assert not_decided_by_people(automatic, people.assign(state="rejected")) == automatic[1:]
    assert not_decided_by_people(automatic, people.assign(state="accepted")) == automatic[1:]


def test_a_removal_resting_on_a_corrected_cell_is_named_by_its_row():
    """The log speaks of a cell once: a correction that shows a minor stands beside the removal."""
    minor = responses(seed("a", birth_year="2012"))
    assert remove_records(minor, {("a", "birth_year")}) == [("a", "_row", "2", "", "remove", "under_18")]


def test_an_age_is_counted_in_the_survey_s_own_year():
    """The year on the interviewer's phone, not in Greenwich; unknown where either year is."""
    table = responses(
        seed("a", end="2027-01-01T02:00:00+06:00"), seed("b", birth_year=""), seed("c", end="in May")
    )
    assert ages(table).tolist() == [37, pd.NA, pd.NA]
