from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from field_files import PLACE, QUESTIONNAIRE, csv_of, deliver, person, seed
from mekendesh.cleaning import clean as module
from mekendesh.cleaning.clean import Cleaning, clean, clean_delivery, load_respondents
from mekendesh.cleaning.log import log_of
from mekendesh.errors import FileError, ReplayError
from mekendesh.field.responses import type_responses
from mekendesh.files import Tree, write_text_table
from mekendesh.structure.corridors import Corridor, Round

KEY = b"k" * 32
CORRIDOR, ROUND = Corridor("KGZ", "RUS"), Round("2027-1", date(2027, 6, 1), is_example=False)
FIRST = person("b", coupon_received="МОW-01", coupon_1="MOW-03", birth_year="1890")
PEOPLE = [
    seed("a", coupon_1="MOW-01", coupon_2="MOW-02", phone="+996555010203", sex="male"),
    FIRST,
    FIRST | {"_uuid": "b2", "_submission_time": "2027-05-01T18:00:00"},
    person("c", coupon_received="MOW-02", consent_analyse="no", coupon_1="MOW-04"),
    person("d", coupon_received="MOW-04", network_size="0", did_trade="yes"),
    person("e", coupon_received="MOW-03", birth_year="2012"),
    person("", sex="male"),
]


def cleaned(*people: dict[str, str], decisions: pd.DataFrame = module.NO_DECISIONS) -> Cleaning:
    cells = pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")
    responses = type_responses(cells, QUESTIONNAIRE)
    return clean(responses, QUESTIONNAIRE, key=KEY, decided_on="2027-06-01", people=decisions)


def test_a_small_delivery_from_end_to_end():
    """Every rule at once, and every record accounted for."""
    done = cleaned(*PEOPLE)
    assert done.counts == {
        "received": 7,
        "kept": 3,
        "removed": {"no_consent": 1, "sent_again": 1, "under_18": 1},
        "refused": 1,
    }
    assert done.log[["uuid", "column", "new_value", "action", "reason"]].to_numpy().tolist() == [
        ["b2", "_row", "", "remove", "sent_again"],
        ["c", "consent_analyse", "", "remove", "no_consent"],
        ["e", "birth_year", "", "remove", "under_18"],
        ["b", "birth_year", "", "change", "impossible_value"],
        ["d", "network_size", "", "change", "impossible_value"],
        ["b", "coupon_received", "MOW-01", "coupon", "look_alike"],
    ]
    assert set(done.log["reviewer"]) == {"automatic rule"}
    assert set(done.log["decided_on"]) == {"2027-06-01"}
    assert done.respondents["recruiter_state"].tolist() == ["seed", "known", "withdrawn"]
    assert done.respondents["rds_wave"].tolist() == [0, 1, pd.NA]
    assert done.respondents["age"].tolist() == [37, pd.NA, 37]
    assert done.respondents["network_size"].tolist() == [10, 10, pd.NA]
    assert done.issues[["check", "row", "column"]].to_numpy().tolist() == [
        ["uuid_missing", 8, "_uuid"],
        ["sent_again", 4, ""],
        ["range", 3, "birth_year"],
        ["range", 6, "network_size"],
        ["coupon_look_alike", 3, "coupon_received"],
        ["coupon_not_given", 6, "coupon_received"],
    ]


def test_a_withdrawal_gives_the_results_of_a_delivery_without_that_row():
    """Nothing of a person who withdrew moves an estimate; only their recruits are known to be nobody's
    seeds.
    """
    gone = person("z", consent_analyse="no", coupon_received="MOW-01", coupon_1="MOW-02", coupon_2="M0W-01")
    people = [
        seed("a", coupon_1="MOW-01", sex="male"),
        person("b", coupon_received="МОW-01", coupon_1="MOW-09"),
    ]
    last = person("c", coupon_received="MOW-09", did_trade="yes")
    pd.testing.assert_frame_equal(
        cleaned(*people, gone, last).respondents, cleaned(*people, last).respondents
    )


def test_cleaning_twice_gives_the_same_tables():
    """Same inputs, same bytes: no clock, no chance."""
    one, other = cleaned(*PEOPLE), cleaned(*PEOPLE)
    for name in ("respondents", "issues", "log"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_a_person_s_decision_comes_before_the_automatic_rule():
    """Somebody read 1980 on the paper form: the impossible year is theirs, and stays corrected."""
    decision = log_of([("b", "birth_year", "1890", "1980", "change", "on paper")], "2027-05-20", "Aisha")
    done = cleaned(*PEOPLE, decisions=decision)
    assert done.log["reviewer"].tolist()[0] == "Aisha"
    assert done.respondents["age"].tolist() == [37, 47, 37]
    assert not ((done.log["uuid"] == "b") & (done.log["reason"] == "impossible_value")).any()


def test_a_person_s_correction_can_make_somebody_a_minor():
    """Automatic rules look at the cells as people corrected them."""
    decision = log_of([("d", "birth_year", "1990", "2011", "change", "on paper")], "2027-05-20", "Aisha")
    done = cleaned(*PEOPLE, decisions=decision)
    assert done.counts["removed"]["under_18"] == 2
    assert done.counts["kept"] == 2


def test_a_person_may_reject_an_automatic_removal_but_not_a_missing_consent():
    """A site written otherwise may be cleared by a person; consent is the respondent's alone."""
    people = [seed("a", site=""), seed("b", consent_analyse="", sex="male")]
    removals = [
        ("a", "site", "", "", "remove", "known to be Moscow"),
        ("b", "consent_analyse", "", "", "remove", "said so"),
    ]
    rejected = log_of(removals, "2027-05-20", "Aisha").assign(state="rejected")
    done = cleaned(*people, decisions=rejected)
    assert done.counts == {"received": 2, "kept": 1, "removed": {"no_consent": 1}, "refused": 0}
    given = log_of([("b", "consent_analyse", "", "yes", "change", "said so")], "2027-05-20", "Aisha")
    with pytest.raises(ReplayError, match="gives consent in a person's place"):
        cleaned(*people, decisions=given)


def test_a_correction_reaches_an_interview_sent_twice_under_one_identity():
    """The copy is out of the way before anybody's decision looks for its record."""
    twice = [seed("a"), seed("a", _submission_time="2027-05-02T00:00:00")]
    decision = log_of([("a", "sex", "female", "male", "change", "a slip")], "2027-05-20", "Aisha")
    assert cleaned(*twice, decisions=decision).respondents["sex"].tolist() == ["male"]


def test_a_person_may_remove_a_record():
    """Fraud found by a person is a removal with their reason, and counted."""
    decision = log_of([("d", "did_trade", "yes", "", "remove", "invented")], "2027-05-20", "Aisha")
    done = cleaned(*PEOPLE, decisions=decision)
    assert done.counts["removed"]["invented"] == 1
    assert done.counts["kept"] == 2


def test_a_person_s_decision_on_another_value_stops():
    """A decision of an earlier delivery is not applied to this one."""
    decision = log_of([("b", "birth_year", "1891", "1981", "change", "")], "2027-05-20", "Aisha")
    with pytest.raises(ReplayError, match="taken on another value"):
        cleaned(*PEOPLE, decisions=decision)


def test_a_correction_takes_what_it_un_asked_with_it():
    """The relevance cascade is part of the log."""
    people = [seed("a", used_body="yes", satisfied_body="5")]
    decision = log_of([("a", "used_body", "yes", "no", "change", "a slip")], "2027-05-20", "Aisha")
    done = cleaned(*people, decisions=decision)
    assert done.log["reason"].tolist() == ["a slip", "not_relevant"]
    assert done.respondents["satisfied_body"].isna().all()


@pytest.fixture
def tree(tmp_path, monkeypatch) -> Tree:
    monkeypatch.setenv("MEKENDESH_KEY", str(tmp_path / "key"))
    monkeypatch.setattr(module, "corridor_questionnaire", lambda tree, corridor, round: QUESTIONNAIRE)
    monkeypatch.setattr(module, "load_logic", lambda tree: ())
    monkeypatch.setattr(module, "_themes", lambda tree: ())
    return Tree(tmp_path / "workbench")


def test_a_delivery_is_cleaned_and_written(tree):
    """Five files beside one another; what is read back is what was made; no identifier among it."""
    deliver(tree, csv_of(PEOPLE))
    done = clean_delivery(tree, CORRIDOR, ROUND)
    folder = tree.clean(PLACE)
    assert sorted(file.name for file in folder.iterdir()) == [
        "cleaning_log.csv",
        "counts.json",
        "issues.csv",
        "missing.parquet",
        "respondents.parquet",
    ]
    pd.testing.assert_frame_equal(load_respondents(tree, PLACE, QUESTIONNAIRE), done.respondents)
    assert json.loads((folder / "counts.json").read_text()) == done.counts
    written = b"".join(file.read_bytes() for file in folder.iterdir())
    assert b"996555" not in written
    assert b"MOW-01" not in (folder / "respondents.parquet").read_bytes()


def test_cleaning_again_gives_the_same_bytes_and_keeps_people_s_decisions(tree):
    """What a person wrote into the log survives; an automatic decision is not taken twice."""
    deliver(tree, csv_of(PEOPLE))
    clean_delivery(tree, CORRIDOR, ROUND)
    folder = tree.clean(PLACE)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    clean_delivery(tree, CORRIDOR, ROUND)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    decision = log_of([("b", "birth_year", "1890", "1980", "change", "on paper")], "2027-05-20", "Aisha")
    write_text_table(tree.decisions(PLACE) / "cleaning_log.csv", decision)
    once, twice = clean_delivery(tree, CORRIDOR, ROUND), clean_delivery(tree, CORRIDOR, ROUND)
    assert once.respondents["age"].tolist() == [37, 47, 37]
    pd.testing.assert_frame_equal(once.log, twice.log)


def test_a_place_not_yet_cleaned_has_no_respondents(tree):
    """Before cleaning there are none, and it is said."""
    with pytest.raises(FileError, match=r"respondents\.parquet is missing"):
        load_respondents(tree, PLACE, QUESTIONNAIRE)
