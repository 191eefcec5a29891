from __future__ import annotations

import pytest

from mekendesh.cleaning.log import (
    ACTIONS,
    LOG_COLUMNS,
    REASONS,
    REASONS_OF,
    by_people,
    log_id,
    log_of,
    read_log,
)
from mekendesh.errors import ReplayError
from mekendesh.files import write_text_table

DECISION = ("u1", "sex", "f", "female", "change", "a slip")


def test_the_same_decision_has_the_same_id_everywhere():
    """An id is the digest of what is decided, not of who or when."""
    assert log_id(*DECISION[:5]) == "9d26b94b383c6fde"
    assert log_of([DECISION], "2027-01-01", "Aisha")["log_id"].tolist() == ["9d26b94b383c6fde"]
    assert log_id("u1", "sex", "", "female", "change") != log_id("u1", "sex", "f", "female", "change")


def test_every_reason_of_a_rule_has_words_and_an_action():
    """A report counts the rules' decisions by action and reason; one without words could not be told."""
    assert sorted([*REASONS_OF, "link"]) == sorted(ACTIONS)
    reasons = [reason for of_action in REASONS_OF.values() for reason in of_action]
    assert sorted([*reasons, "uuid_missing", "uuid_repeated"]) == sorted(REASONS)


def test_a_log_comes_back_as_it_was_written(tmp_path):
    """Values of a log are text: zeros, blanks and line breaks stay."""
    log = log_of([DECISION, ("u2", "coupon_received", "007", "0\n08", "coupon", "")], "2027-01-01")
    write_text_table(tmp_path / "log.csv", log)
    assert read_log(tmp_path / "log.csv").to_dict("list") == log.to_dict("list")


def test_a_new_decision_needs_no_id_and_an_altered_one_is_refused(tmp_path):
    """Who writes a row by hand leaves the id empty; who changes a row afterwards is told so."""
    log = log_of([DECISION], "2027-01-01", "Aisha")
    write_text_table(tmp_path / "log.csv", log.assign(log_id=""))
    assert read_log(tmp_path / "log.csv")["log_id"].tolist() == ["9d26b94b383c6fde"]
    write_text_table(tmp_path / "log.csv", log.assign(new_value="male"))
    with pytest.raises(ReplayError, match=r"log\.csv, line 2: the decision was altered") as refused:
        read_log(tmp_path / "log.csv")
    assert "male" not in str(refused.value)


@pytest.mark.parametrize(("name", "said"), [("action", "change remove coupon"), ("state", "accepted")])
def test_an_unknown_action_or_state_is_refused(tmp_path, name, said):
    """A misspelt state must not leave a decision out silently."""
    write_text_table(tmp_path / "log.csv", log_of([DECISION], "").assign(**{name: "acepted"}))
    with pytest.raises(ReplayError, match=f"line 2: {name} is not one of {said}"):
        read_log(tmp_path / "log.csv")


def test_a_table_that_is_no_log_is_refused(tmp_path):
    """The header says whether it is one."""
    (tmp_path / "log.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ReplayError, match=",".join(LOG_COLUMNS[:3])):
        read_log(tmp_path / "log.csv")


def test_decisions_of_people_are_told_from_automatic_ones():
    """Automatic rules are taken anew each time; a person's decision is kept."""
    log = log_of([DECISION], "")
    assert by_people(log).empty
    assert len(by_people(log.assign(reviewer="Aisha"))) == 1
