from __future__ import annotations

import pandas as pd

from field_files import person
from mekendesh.cleaning import duplicates


def cells(*people: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")


def test_an_interview_sent_again_is_found_under_a_new_identity():
    """Same start, end and answers to the second, another _uuid and upload: one interview."""
    first = person("a")
    table = cells(first, first | {"_uuid": "b", "_submission_time": "2027-05-01T13:00:00"}, person("c"))
    assert duplicates.sent_again(table).tolist() == [False, True, False]
    assert not duplicates.same_answers(table)[3]


def test_an_interview_sent_again_under_the_same_identity_is_found():
    """A repeated upload may keep its _uuid."""
    table = cells(person("a"), person("a", _submission_time="2027-05-01T13:00:00"))
    assert duplicates.sent_again(table).tolist() == [False, True]
    assert not duplicates.same_uuid_other_answers(table).any()


def test_one_identity_with_two_stories_is_found():
    """Nobody but a person can say which of them holds."""
    table = cells(person("a"), person("a", sex="male"), person("b"))
    assert duplicates.same_uuid_other_answers(table).tolist() == [True, True, False]
    assert not duplicates.sent_again(table).any()


def test_the_same_answers_at_another_time_are_only_doubted():
    """Two people may answer alike; whoever refused consent has no answers to compare."""
    table = cells(
        person("a"), person("b"), person("c", consent_analyse="no"), person("d", consent_analyse="no")
    )
    assert duplicates.same_answers(table).tolist() == [False, True, False, False]


def test_a_record_without_identity_is_found():
    """A total in the last row or a blank row is nobody."""
    assert duplicates.without_uuid(cells(person(""), person(" "), person("a"))).tolist() == [
        True,
        True,
        False,
    ]
    assert not duplicates.sent_again(cells(person(""), person(""))).any()
