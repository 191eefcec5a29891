from __future__ import annotations

import pandas as pd

from field_files import QUESTIONNAIRE, person, seed
from mekendesh.cleaning.checks import ANSWER_CHECKS, RECORD_CHECKS, find_issues
from mekendesh.cleaning.log import empty_log, log_of
from mekendesh.cleaning.proposals import context_of, propose
from mekendesh.cleaning.replay import replay
from mekendesh.field.responses import Responses, type_responses


def responses(*people: dict[str, str]) -> Responses:
    cells = pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str").fillna("")
    return type_responses(cells, QUESTIONNAIRE)


def proposed(given: Responses, log: pd.DataFrame | None = None) -> pd.DataFrame:
    issues = find_issues((*RECORD_CHECKS, *ANSWER_CHECKS), given, QUESTIONNAIRE)
    return propose(issues, given, QUESTIONNAIRE, empty_log() if log is None else log)


def told(table: pd.DataFrame) -> list[list[str]]:
    return (
        table[["uuid", "column", "old_value", "new_value", "action", "reason", "state"]].to_numpy().tolist()
    )


PEOPLE = (
    seed("a", coupon_1="M-1", birth_year="1 990"),
    person("b", coupon_received="М-1", sex="f"),
    seed("c", end="2027-05-01T10:02:00.000+03:00"),
)


def test_a_suggestion_is_proposed_a_doubt_without_one_proposes_to_empty_and_a_short_interview_to_remove():
    """What a decision could settle is laid before a person, in one row."""
    assert told(proposed(responses(*PEOPLE))) == [
        ["a", "birth_year", "1 990", "1990", "change", "type", "proposed"],
        ["b", "sex", "f", "", "change", "choice", "proposed"],
        ["c", "_row", "4", "", "remove", "too_short", "proposed"],
        ["b", "coupon_received", "М-1", "M-1", "coupon", "coupon_look_alike", "proposed"],
    ]


def test_what_was_decided_is_not_asked_again():
    """Accepted or rejected: a reviewer is asked once."""
    given = responses(*PEOPLE)
    first = proposed(given)
    decided = pd.concat([first.iloc[[0]].assign(state="accepted", reviewer="Aisha"),
                         first.iloc[[1]].assign(state="rejected", reviewer="Aisha")])  # fmt: skip
    assert proposed(given, decided)["log_id"].tolist() == first["log_id"].tolist()[2:]


def test_a_decision_that_waits_for_the_second_reviewer_is_handed_on():
    """It keeps the first person's word."""
    given = responses(*PEOPLE)
    first = proposed(given)
    waiting = first[first["action"] == "remove"].assign(
        state="reviewed", reviewer="Aisha", decided_on="2027-05-20"
    )
    again = proposed(given, waiting)
    assert again.iloc[0][["log_id", "state", "reviewer"]].tolist() == [
        waiting.iloc[0]["log_id"],
        "reviewed",
        "Aisha",
    ]
    assert len(again) == len(first)


def test_a_rule_that_only_emptied_leaves_a_person_to_say_what_was_meant():
    """1 990 was emptied as impossible; a person may know that it is 1990. One without a suggestion stays emptied."""
    rules = log_of(
        [
            ("a", "birth_year", "1 990", "", "change", "impossible_value"),
            ("b", "sex", "f", "", "change", "x"),
        ],
        "2027-06-01",
    )
    columns = proposed(responses(*PEOPLE), rules)[["uuid", "column"]].to_numpy().tolist()
    assert ["a", "birth_year"] in columns
    assert ["b", "sex"] not in columns


def test_every_proposal_that_is_accepted_can_be_replayed():
    """A proposal verifies against the value it was made on."""
    given = responses(*PEOPLE)
    accepted = proposed(given).assign(state="accepted", reviewer="Aisha", second_reviewer="Bakyt")
    done = replay(given.cells, accepted, QUESTIONNAIRE)
    assert done.cells["birth_year"].tolist() == ["1990", "1990"]
    assert done.counts == {"received": 3, "kept": 2, "removed": {"too_short": 1}, "refused": 0}


def test_the_answers_beside_a_proposal_hold_no_identifier_and_no_own_words():
    """A workbook travels."""
    given = responses(seed("a", birth_year="x", phone="+996700", idea_text="дүкөн"))
    context = context_of(given, QUESTIONNAIRE, proposed(given))
    assert context.index.tolist() == ["a"]
    assert not {"phone", "idea_text"} & set(context.columns)
    assert "network_size" in context.columns
