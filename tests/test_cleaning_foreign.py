from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import QUESTIONNAIRE as UNLABELLED
from field_files import person, seed
from mekendesh.cleaning.foreign import REFUSALS, Imported, import_log
from mekendesh.cleaning.log import LOG_COLUMNS, log_id, read_log
from mekendesh.cleaning.replay import replay
from mekendesh.errors import FileError, ReplayError
from mekendesh.files import write_text_table
from mekendesh.words import Label

LABELS = {
    "female": ("аял", "женский", "Female"),
    "no_time": ("", "", "No time"),
    "no_money": ("", "", "No money"),
}
QUESTIONNAIRE = replace(
    UNLABELLED,
    choices=tuple(
        replace(choice, label=Label(*LABELS[choice.code])) if choice.code in LABELS else choice
        for choice in UNLABELLED.choices
    ),
)
HEADER = ("uuid", "question", "old_value", "new_value", "change_type", "issue")


def cells(*people: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")


RAW = cells(
    seed("a", sex="f"), person("b"), person("c", network_size="0"), person("d"), person("e"), person("e")
)


def imported(*rows: tuple, names: tuple[str, ...] = HEADER, raw: pd.DataFrame = RAW) -> Imported:
    return import_log(pd.DataFrame(rows, columns=list(names)), raw, QUESTIONNAIRE, "Aisha", "2027-05-20")


def only(**cells: str) -> Imported:
    """The import of one row: a change of the sex of ``a``, except for what is given."""
    row = dict(zip(HEADER, ("a", "sex", "f", "female", "change_response", "a slip"), strict=True)) | cells
    return imported(tuple(row.values()), names=tuple(row))


def reason(done: Imported) -> str:
    """The name of the refusal of the only row."""
    assert (len(done.log), done.no_action, len(done.refusals), done.rows) == (0, 0, 1, 1)
    return {term.text: name for name, term in REFUSALS.items()}[done.refusals["reason"].iloc[0]]


def test_a_change_becomes_a_decision_of_our_log():
    """Nothing of a decision is lost: what, from what, to what, why, who, when."""
    done = only()
    assert list(done.log.columns) == list(LOG_COLUMNS)
    assert done.log.iloc[0].to_dict() == {
        "log_id": log_id("a", "sex", "f", "female", "change"),
        "uuid": "a",
        "column": "sex",
        "old_value": "f",
        "new_value": "female",
        "action": "change",
        "reason": "a slip",
        "issue": "",
        "reviewer": "Aisha",
        "decided_on": "2027-05-20",
        "second_reviewer": "",
        "second_on": "",
        "state": "accepted",
    }


def test_an_emptied_answer_becomes_a_change_to_nothing():
    """blank_response says so by itself, whatever stands in new_value."""
    done = only(change_type="blank_response", new_value="x")
    assert done.log[["old_value", "new_value", "action", "state"]].to_numpy().tolist() == [
        ["f", "", "change", "accepted"]
    ]


def test_a_removal_names_the_row_and_waits_for_a_second_person():
    """One person alone removes nobody, in no log."""
    done = only(change_type="remove_survey", question="", old_value="", new_value="")
    assert done.log[["uuid", "column", "old_value", "new_value", "action", "state"]].to_numpy().tolist() == [
        ["a", "_row", "2", "", "remove", "reviewed"]
    ]
    assert len(replay(RAW.iloc[:4], done.log, QUESTIONNAIRE).cells) == 4
    agreed = done.log.assign(state="accepted", second_reviewer="Bek", second_on="2027-05-21")
    assert replay(RAW.iloc[:4], agreed, QUESTIONNAIRE).removed.to_dict() == {2: "a slip"}


def test_a_row_without_action_is_counted_and_decides_nothing():
    """Also where its question or record is none: nothing is done to it."""
    done = imported(("z", "?", "", "", "no_action", ""), ("a", "sex", "", "", "NO_ACTION", ""))
    assert (len(done.log), done.no_action, len(done.refusals), done.rows) == (0, 2, 0, 2)


@pytest.mark.parametrize("blank", ["", "NA", None, float("nan"), pd.NA])
def test_a_blank_old_value_is_an_unverified_one(blank):
    """The log did not say what it was taken on; the state tells so."""
    done = only(old_value=blank)
    assert done.log[["old_value", "state"]].to_numpy().tolist() == [["", "old_unverified"]]
    assert replay(RAW, done.log, QUESTIONNAIRE).cells["sex"].iloc[0] == "female"


@pytest.mark.parametrize(
    "names",
    [
        ("X_uuid", "question.name", "old.value", "new.value", "change_type", "Issue"),
        ("_uuid", "questions", "Old value", "NEW_VALUE", "Change.Type", "ISSUE"),
    ],
)
def test_columns_are_found_in_the_spellings_that_r_gives_them(names):
    """A full stop for a blank and an X before an underscore are R's, not the reviewer's."""
    done = imported(("uuid:a", "sex", "f", "female", "change_response", "a slip"), names=names)
    assert done.log["log_id"].tolist() == [log_id("a", "sex", "f", "female", "change")]


@pytest.mark.parametrize("question", ["sex", "traits/sex", "traits.sex", "traits-sex"])
def test_a_question_is_named_with_or_without_its_group(question):
    """As the export heads it, as R reads that, or as the form calls it."""
    assert only(question=question).log["column"].tolist() == ["sex"]


@pytest.mark.parametrize(
    ("question", "uuid", "old", "new", "value"),
    [
        ("did_trade", "a", "FALSE", "TRUE", "yes"),
        ("did_trade", "a", False, True, "yes"),
        ("network_size", "b", 10.0, 7.0, "7"),
        ("network_size", "b", "10.0", "7.0", "7"),
        ("willing_trade", "b", "4", "5.0", "5"),
        ("sex", "b", "female", "male", "male"),
        ("sex", "a", "f", "аял", "female"),
        ("sex", "a", "f", "FEMALE", "female"),
        ("barriers", "b", "no_trust", "no_money no_time", "no_money no_time"),
        ("barriers", "b", "no_trust", "No time, No money", "no_time no_money"),
        ("coupon_1", "b", "", "0412.0", "0412.0"),
        ("consent_analyse", "b", "TRUE", "FALSE", "no"),
    ],
)
def test_values_become_what_the_form_would_have_sent(question, uuid, old, new, value):
    """TRUE is yes, 1.0 is 1, a label is its code; a text is its characters."""
    done = only(question=question, uuid=uuid, old_value=old, new_value=new)
    assert done.log["new_value"].tolist() == [value]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"change_type": "changed"}, "unknown_type"),
        ({"change_type": ""}, "unknown_type"),
        ({"changed": "no"}, "contradiction"),
        ({"change_type": "no_action", "changed": "yes"}, "contradiction"),
        ({"uuid": "z"}, "no_record"),
        ({"uuid": ""}, "no_record"),
        ({"uuid": "all_data"}, "no_record"),
        ({"uuid": "e"}, "many_records"),
        ({"uuid": "e", "change_type": "remove_survey"}, "many_records"),
        ({"question": "gender"}, "no_question"),
        ({"question": ""}, "no_question"),
        ({"question": "barriers/no_time"}, "one_answer"),
        ({"question": "barriers/barriers/no_time"}, "one_answer"),
        ({"question": "phone", "old_value": "", "new_value": "1"}, "identifying"),
        ({"question": "person/phone", "change_type": "blank_response"}, "identifying"),
        ({"question": "_uuid", "new_value": "b"}, "closed"),
        ({"question": "end"}, "closed"),
        ({"question": "consent_analyse", "old_value": "", "new_value": "TRUE"}, "consent"),
        ({"question": "consent_analyse", "old_value": "no", "new_value": "yes"}, "consent"),
        ({"new_value": ""}, "no_value"),
        ({"new_value": "NA"}, "no_value"),
        ({"new_value": "F"}, "list"),
        ({"question": "willing_trade", "old_value": "4", "new_value": "6"}, "list"),
        ({"question": "barriers", "old_value": "", "new_value": "no_trust nobody"}, "list"),
        ({"question": "network_size", "old_value": "10", "new_value": "1e+05"}, "type"),
        ({"question": "network_size", "old_value": "10", "new_value": "7.5"}, "type"),
        ({"question": "did_trade", "old_value": "no", "new_value": "perhaps"}, "type"),
        ({"question": "birth_year", "old_value": "1990", "new_value": "1890"}, "range"),
        ({"question": "barriers", "old_value": "", "new_value": "no_trust no_time no_money other"}, "range"),
        ({"old_value": "male"}, "other_old"),
    ],
)
def test_a_row_that_cannot_be_taken_over_is_refused_with_its_reason(cells, why):
    """Row by row: one bad row keeps no good one out, and none is guessed."""
    assert reason(only(**cells)) == why


def test_of_two_decisions_on_one_cell_neither_is_taken():
    """cleaningtools lets the last one win; the order of a log must not decide."""
    done = imported(
        ("a", "sex", "f", "female", "change_response", ""),
        ("a", "traits/sex", "f", "male", "change_response", ""),
        ("a", "sex", "f", "", "blank_response", ""),
        ("b", "sex", "female", "male", "change_response", ""),
    )
    assert done.refusals["row"].tolist() == [2, 3, 4]
    assert set(done.refusals["reason"]) == {REFUSALS["same_cell"].text}
    assert done.log["uuid"].tolist() == ["b"]


def test_of_one_decision_written_twice_the_first_is_taken():
    """Two checks that find the same record make two rows of one decision."""
    done = imported(
        ("a", "start", "", "", "remove_survey", "too short"), ("a", "", "", "", "remove_survey", "no consent")
    )
    assert done.log["reason"].tolist() == ["too short"]
    assert done.refusals.to_numpy().tolist() == [[3, REFUSALS["repeated"].text]]


def test_an_older_log_says_only_whether_something_was_changed():
    """yes with a value is a change, yes without one an emptied answer, no nothing."""
    done = imported(
        ("a", "sex", "f", "female", "yes"),
        ("c", "network_size", "0", "", "Yes"),
        ("b", "sex", "female", "", "no"),
        names=("X_uuid", "question.name", "old.value", "new.value", "changed"),
    )
    assert done.log[["column", "new_value"]].to_numpy().tolist() == [["sex", "female"], ["network_size", ""]]
    assert done.no_action == 1


def test_who_checked_a_row_decided_it():
    """The person of the row before the one who takes the log over, but never a rule of ours."""
    done = imported(
        ("a", "sex", "f", "female", "change_response", "Bek", "c1", "said so"),
        ("b", "sex", "female", "male", "change_response", "automatic rule", None, None),
        names=(*HEADER[:5], "checked_by", "check_id", "comments"),
    )
    assert done.log[["reviewer", "issue", "reason"]].to_numpy().tolist() == [
        ["Bek", "c1", "said so"],
        ["Aisha", "", ""],
    ]


def test_a_csv_is_read_as_text_and_refuses_by_its_lines(tmp_path):
    """A row is named as an editor shows it, also after a cell with a line break."""
    path = tmp_path / "log.csv"
    path.write_text(
        "uuid,question,old_value,new_value,change_type,issue\n"
        'a,sex,f,female,change_response,"a\nslip"\n'
        "z,sex,f,female,change_response,\n"
        "a,did_trade,FALSE,TRUE,change_response,\n"
    )
    done = import_log(path, RAW, QUESTIONNAIRE, "Aisha", "2027-05-20")
    assert done.refusals.to_numpy().tolist() == [[4, REFUSALS["no_record"].text]]
    assert done.log["reason"].tolist() == ["a\nslip", ""]
    with pytest.raises(FileError, match=r"none\.csv is missing"):
        import_log(tmp_path / "none.csv", RAW, QUESTIONNAIRE, "Aisha", "2027-05-20")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("uuid", "question", "old_value", "new_value", "x", "issue"), "has no column change_type"),
        (("id", "question", "old_value", "new_value", "change_type", "issue"), "has no column uuid"),
        (("uuid", "X_uuid", "question", "new_value", "change_type", "issue"), "column uuid more than once"),
    ],
)
def test_a_table_that_is_no_such_log_is_refused(names, said):
    """Without a column the rows cannot be understood; with two, not trusted."""
    with pytest.raises(ReplayError, match=said):
        imported(names=names)


@pytest.mark.parametrize(
    ("reviewer", "day", "said"),
    [
        (" ", "2027-05-20", "Name the reviewer"),
        ("automatic rule", "2027-05-20", "Name the reviewer"),
        ("Aisha", "20.05.2027", "decided on 20.05.2027, which is no day"),
        ("Aisha", "", "which is no day"),
    ],
)
def test_a_log_is_taken_over_by_a_person_on_a_day(reviewer, day, said):
    """A decision nobody answers for would be lost at the next cleaning."""
    with pytest.raises(ReplayError, match=said):
        import_log(pd.DataFrame(columns=list(HEADER)), RAW, QUESTIONNAIRE, reviewer, day)


def test_a_refusal_never_shows_a_value():
    """The phone number stays in the file it came in."""
    done = only(question="phone", old_value="+996555010203", new_value="+996555010204")
    assert "996555" not in done.refusals.to_string() + done.log.to_string()


def test_a_log_imported_and_replayed_gives_what_cleaningtools_gives(tmp_path):
    """The way there and back: imported, written, read, agreed to, replayed; the table was worked by hand."""
    raw = cells(seed("a", sex="f"), person("b"), person("c", network_size="0"), person("d"))
    done = imported(
        ("a", "traits/sex", "f", "Female", "change_response", "a slip"),
        ("a", "birth_year", "1990", "1980.0", "change_response", "on paper"),
        ("b", "did_trade", "FALSE", "TRUE", "change_response", "asked again"),
        ("b", "barriers", "no_trust", "no_time no_money", "change_response", "asked again"),
        ("c", "network_size", "0", "NA", "blank_response", "cannot be"),
        ("c", "sex", "female", "", "no_action", "fine"),
        ("d", "sex", "female", "male", "change_response", "a slip"),
        ("d", "", "", "", "remove_survey", "invented"),
        raw=raw,
    )
    assert (done.rows, len(done.log), done.no_action, len(done.refusals)) == (8, 7, 1, 0)
    seconded = done.log["action"] == "remove"
    agreed = done.log.assign(
        second_reviewer=seconded.map({True: "Bek", False: ""}),
        second_on=seconded.map({True: "2027-05-21", False: ""}),
        state=done.log["state"].where(~seconded, "accepted"),
    )
    write_text_table(tmp_path / "log.csv", agreed)
    clean = replay(raw, read_log(tmp_path / "log.csv"), QUESTIONNAIRE)
    expected = cells(
        seed("a", sex="female", birth_year="1980"),
        person("b", did_trade="yes", barriers="no_time no_money"),
        person("c", network_size=""),
    )
    pd.testing.assert_frame_equal(clean.cells, expected)
    assert clean.removed.to_dict() == {5: "invented"}


WORDS = st.sampled_from(
    ["", "NA", "f", "female", "Female", "7", "7.0", "TRUE", "no", "no_trust", "1e5", "+996"]
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "uuid:b", "c", "e", "z", ""]),
        st.sampled_from(["sex", "traits/sex", "network_size", "barriers", "did_trade", "consent_analyse", "phone", "?"]),
        WORDS,
        WORDS,
        st.sampled_from(["change_response", "blank_response", "remove_survey", "no_action", "other"]),
        st.sampled_from(["", "why"]),
    ),
    max_size=8,
)  # fmt: skip


@settings(deadline=None)
@given(ROWS)
def test_every_row_is_a_decision_or_counted_or_refused(rows):
    """Law: rows = log + no_action + refusals, and each refused row once."""
    done = imported(*rows)
    assert done.rows == len(rows) == len(done.log) + done.no_action + len(done.refusals)
    assert done.refusals["row"].is_unique


@settings(deadline=None)
@given(ROWS)
def test_an_imported_log_never_stops_a_replay(rows):
    """Law: what would stop a replay was refused at the door, also once every removal was agreed to."""
    done = imported(*rows)
    agreed = done.log.assign(state=done.log["state"].replace("reviewed", "accepted"))
    assert replay(RAW, agreed, QUESTIONNAIRE).counts["received"] == len(RAW)


@settings(deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_a_foreign_log_does_not_decide(rows, chance):
    """Law: the same rows give the same decisions."""
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = (set(imported(*some).log["log_id"]) for some in (rows, shuffled))
    assert one == other
