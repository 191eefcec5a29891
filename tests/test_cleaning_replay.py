from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_files import QUESTIONNAIRE, person, seed
from mekendesh.cleaning.log import log_of
from mekendesh.cleaning.replay import replay, same_value
from mekendesh.errors import ReplayError

PEOPLE = [seed("a", sex="f"), person("b"), person("c", network_size="0"), person("d", consent_analyse="no")]
SEX = ("a", "sex", "f", "female", "change", "a slip")
SIZE = ("c", "network_size", "0", "", "change", "impossible_value")
GONE = ("d", "consent_analyse", "no", "", "remove", "no_consent")


def cells(*people: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")


RAW = cells(*PEOPLE)


def test_decisions_are_applied_and_every_record_is_accounted_for():
    """received = kept + removed + refused."""
    done = replay(RAW, log_of([SEX, SIZE, GONE], "2027-01-01"), QUESTIONNAIRE)
    assert done.cells.index.tolist() == [2, 3, 4]
    assert done.cells["sex"].tolist() == ["female", "female", "female"]
    assert done.cells["network_size"].tolist() == ["10", "10", ""]
    assert done.removed.to_dict() == {5: "no_consent"}
    assert done.counts == {"received": 4, "kept": 3, "removed": {"no_consent": 1}, "refused": 0}


def test_replaying_leaves_the_raw_cells_alone():
    """What came from the field is never changed."""
    before = RAW.copy()
    replay(RAW, log_of([SEX, GONE], ""), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(RAW, before)


def test_records_nobody_can_name_are_refused_and_counted():
    """No identity, or one identity with two stories: refused, never guessed."""
    done = replay(
        cells(person("a"), person(""), person("b"), person("b", sex="male")), log_of([], ""), QUESTIONNAIRE
    )
    assert done.counts == {"received": 4, "kept": 1, "removed": {}, "refused": 3}
    assert done.refused.to_dict() == {3: "uuid_missing", 4: "uuid_repeated", 5: "uuid_repeated"}


def test_of_a_record_that_came_twice_one_is_removed_by_its_row():
    """One identity twice can only be told apart by the row, which a delivery never changes."""
    twice = cells(person("a"), person("a"))
    done = replay(twice, log_of([("a", "_row", "3", "", "remove", "sent_again")], ""), QUESTIONNAIRE)
    assert done.cells.index.tolist() == [2]
    with pytest.raises(ReplayError, match="0 times in the delivery"):
        replay(twice, log_of([("a", "_row", "9", "", "remove", "sent_again")], ""), QUESTIONNAIRE)


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (("a", "sex", "male", "female", "change", ""), "another value than stands in row 2, column sex"),
        (("d", "consent_analyse", "yes", "", "remove", ""), "another value than stands in row 5"),
        (("z", "sex", "f", "", "change", ""), "is 0 times in the delivery"),
        (("", "sex", "f", "", "change", ""), "times in the delivery"),
        (("a", "phone", "", "1", "change", ""), "the column phone, which no decision may change"),
        (("a", "_uuid", "a", "b", "change", ""), "the column _uuid, which no decision may change"),
        (("a", "_row", "2", "3", "change", ""), "the column _row, which no decision may change"),
        (("a", "gender", "", "1", "change", ""), "the column gender, which no decision may change"),
    ],
)
def test_a_decision_that_does_not_fit_stops_everything(decision, said):
    """The message carries the decision's id and place, never a value."""
    log = log_of([decision], "")
    with pytest.raises(ReplayError, match=said) as refused:
        replay(RAW, log, QUESTIONNAIRE)
    assert log["log_id"].iloc[0] in str(refused.value)


def test_two_decisions_on_one_cell_or_record_are_a_conflict():
    """The order of a log must not decide, so neither does."""
    other = ("a", "sex", "f", "male", "change", "")
    with pytest.raises(
        ReplayError, match=r"Decisions \w+ and \w+ of the cleaning log speak of the same cell"
    ):
        replay(RAW, log_of([SEX, other], ""), QUESTIONNAIRE)
    twice = ("d", "sex", "female", "", "remove", "")
    with pytest.raises(ReplayError, match="same cell or record"):
        replay(RAW, log_of([GONE, twice], ""), QUESTIONNAIRE)


@pytest.mark.parametrize("state", ["proposed", "rejected"])
def test_only_accepted_decisions_are_applied(state):
    """A proposal waits, a rejected decision is kept for the record."""
    done = replay(RAW, log_of([SEX, SEX], "").assign(state=state), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(done.cells, RAW)


def test_a_foreign_decision_without_an_old_value_is_accepted_by_name_only():
    """old_unverified is a state somebody wrote; a blank old value alone is a wrong one."""
    blank = log_of([("a", "sex", "", "female", "change", "")], "")
    with pytest.raises(ReplayError, match="another value"):
        replay(RAW, blank, QUESTIONNAIRE)
    assert replay(RAW, blank.assign(state="old_unverified"), QUESTIONNAIRE).cells["sex"].iloc[0] == "female"


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("integer", "1", "1.0", True),
        ("integer", " 1", "01", True),
        ("integer", "1,000,000.00", "1000000", True),
        ("integer", "1,5", "15", False),
        ("integer", "", "0", False),
        ("integer", "x", "y", False),
        ("scale", "4", "4.0", True),
        ("text", "0412", "412", False),
        ("text", "1", "1.0", False),
        ("text", "a", " a ", True),
        ("choice", "female", "Female", False),
        ("boolean", "yes", "1", True),
        ("boolean", "yes", "no", False),
        ("boolean", "x", "y", False),
        ("multiple", "a b", "b a", True),
        ("multiple", "a", "a b", False),
        ("datetime", "2027-05-01T10:00:00+03:00", "2027-05-01T07:00:00Z", True),
        ("datetime", "x", "y", False),
        ("date", "2027-05-01", "2027-05-02", False),
    ],
)
def test_values_are_compared_by_their_type(kind, one, other, same):
    """A number is a number however it is written; a coupon is its characters."""
    assert same_value(kind, one, other) is same


CELL = st.sampled_from(["", "f", "female", "male", "0", "7", "7.0"])
TABLES = st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6)


def table_of(answers: list[tuple[str, str]]) -> pd.DataFrame:
    return cells(*(person(f"u{n}", sex=sex, network_size=size) for n, (sex, size) in enumerate(answers)))


def decisions_on(raw: pd.DataFrame, choice: st.DataObject) -> list:
    """At most one decision a cell, each taken on the value that stands there and changing it."""
    taken = []
    for _, row in raw.iterrows():
        for column in ("sex", "network_size"):
            new = choice.draw(CELL)
            kind = QUESTIONNAIRE.by_name[column].type
            if choice.draw(st.booleans()) and not same_value(kind, row[column], new):
                taken.append((row["_uuid"], column, row[column], new, "change", ""))
        if choice.draw(st.booleans()):
            taken.append((row["_uuid"], "consent_analyse", "yes", "", "remove", "no_consent"))
    return taken


@given(TABLES)
def test_an_empty_log_gives_the_raw_cells(answers):
    """Law: raw + nothing = raw."""
    raw = table_of(answers)
    pd.testing.assert_frame_equal(replay(raw, log_of([], ""), QUESTIONNAIRE).cells, raw)


@given(TABLES, st.data())
def test_a_shuffled_log_gives_the_same(answers, choice):
    """Law: a log is a set of decisions, not a sequence; and every record is accounted for."""
    raw = table_of(answers)
    decisions = decisions_on(raw, choice)
    one = replay(raw, log_of(decisions, ""), QUESTIONNAIRE)
    other = replay(raw, log_of(choice.draw(st.permutations(decisions)), ""), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(one.cells, other.cells)
    assert one.counts == other.counts
    assert one.counts["received"] == len(raw)


@given(TABLES, st.data())
def test_a_log_replayed_twice_refuses(answers, choice):
    """Law: a decision fits the raw cells only; on clean cells its old value or its record is gone."""
    raw = table_of(answers)
    decisions = decisions_on(raw, choice)
    log = log_of(decisions, "")
    once = replay(raw, log, QUESTIONNAIRE).cells
    if decisions:
        with pytest.raises(ReplayError):
            replay(once, log, QUESTIONNAIRE)


@given(TABLES, st.data())
def test_a_wrong_old_value_always_stops(answers, choice):
    """Law: no decision is applied to a value it was not taken on."""
    raw = table_of(answers)
    row = choice.draw(st.sampled_from(range(len(raw))))
    old = choice.draw(CELL.filter(lambda cell: cell != raw["sex"].iloc[row]))
    log = log_of([(f"u{row}", "sex", old, "x", "change", "")], "")
    with pytest.raises(ReplayError, match=log["log_id"].iloc[0]):
        replay(raw, log, QUESTIONNAIRE)
