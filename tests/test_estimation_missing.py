"""Item non-response by kind: the counts by hand, and what must not be counted."""

from __future__ import annotations

import pandas as pd
import pytest

from cleaning_account import MAPPING
from estimation_tables import BARRIERS, CHANNELS, answered, recruited
from mekendesh.errors import EstimationError
from mekendesh.estimation.answers import missing
from mekendesh.estimation.answers.missing import describe_missing, missing_by_kind
from mekendesh.estimation.indicators import Indicators, indicators_of
from mekendesh.structure.nonresponse import KINDS

NA = pd.NA


def given(sizes=None, **columns) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Five people and no kind; each named column as (values, kinds)."""
    people = answered(recruited([-1, 0, 0, 0, 0], sizes))
    kinds = pd.DataFrame("", index=people.index, columns=people.columns).assign(
        respondent=people["respondent"]
    )
    for name, (values, of_kind) in columns.items():
        people[name] = pd.Series(values, dtype=people[name].dtype)
        kinds[name] = of_kind
    return people, kinds


def counted(people: pd.DataFrame, kinds: pd.DataFrame, indicator: str) -> dict[str, int]:
    """The kinds of one indicator that anybody has."""
    found = missing_by_kind(people, kinds, indicators_of(people, CHANNELS, BARRIERS).only([indicator]))
    assert found["kind"].tolist() == list(KINDS)
    return dict(found.loc[found["n"] > 0, ["kind", "n"]].itertuples(index=False))


def test_each_silent_person_is_counted_once_under_the_kind():
    """Two refused, one was not reached; the others answered."""
    people, kinds = given(trust_state=([5, NA, NA, 1, NA], ["", "refused", "not_reached", "", "refused"]))
    assert counted(people, kinds, "trust_high") == {"refused": 2, "not_reached": 1}
    found = missing_by_kind(people, kinds, indicators_of(people, CHANNELS, BARRIERS).only(["trust_high"]))
    assert set(found["n_people"]) == {5}
    assert found.set_index("kind")["share"]["refused"] == pytest.approx(0.4)


def test_of_several_missing_answers_what_was_said_comes_first():
    """The gap in a channel rests on two answers: a refusal stands before an empty cell."""
    people, kinds = given(
        did_trade=([NA, NA, True, False, True], ["blank", "not_reached", "", "", ""]),
        willing_trade=([NA, NA, NA, 5, 1], ["refused", "not_reached", "blank", "", ""]),
    )
    assert counted(people, kinds, "gap_trade") == {"refused": 1, "not_reached": 1, "blank": 1}
    assert counted(people, kinds, "acts_trade") == {"not_reached": 1, "blank": 1}


def test_an_answer_that_counts_is_not_missing_whatever_its_kind():
    """Who is not sure about returning has answered: not planning to return."""
    people, kinds = given(
        return_intention=(["no", "unsure", "yes_2y", None, "no"], ["", "dont_know", "", "blank", ""])
    )
    assert counted(people, kinds, "return_yes") == {"blank": 1}


def test_a_code_of_silence_is_missing_although_the_table_holds_it():
    """Legal status: preferring not to say is in the table and is no answer."""
    people, kinds = given(
        legal_status=(
            ["permanent", "prefer_not", "irregular", None, "temporary"],
            ["", "refused", "", "blank", ""],
        )
    )
    assert counted(people, kinds, "legal_irregular") == {"refused": 1, "blank": 1}


def test_an_answer_that_stands_there_and_gives_no_value_could_not_be_used():
    """No column says why the year of the survey is unknown; nobody is left uncounted for it."""
    people, kinds = given(age=([NA] * 5, [""] * 5))
    assert counted(people, kinds, "arrived_last_5_years") == {"unusable": 5}


def test_only_people_with_a_network_size_are_counted():
    """As in the estimates: the others carry no weight."""
    people, kinds = given([1, None, 2, 3, 4], trust_state=([NA] * 5, ["refused"] * 5))
    assert counted(people, kinds, "trust_high") == {"refused": 4}


def test_the_kinds_sum_to_those_without_an_answer():
    """Every indicator: everyone counted either answered or is under exactly one kind."""
    people, kinds = given(
        did_trade=([NA, True, NA, False, NA], ["blank", "", "not_asked", "", "unusable"]),
        barrier_no_time=([NA, NA, True, False, NA], ["refused", "withheld", "", "", "dont_know"]),
    )
    indicators = indicators_of(people, CHANNELS, BARRIERS)
    sums = missing_by_kind(people, kinds, indicators).groupby("indicator", sort=False)["n"].sum()
    assert sums.tolist() == (~indicators.answered).sum(axis=0).tolist()


def test_kinds_of_other_people_are_refused():
    """Two tables of two cleanings would put one person's silence to another."""
    people, kinds = given()
    with pytest.raises(EstimationError, match="of other people"):
        missing_by_kind(people, kinds[::-1], indicators_of(people, CHANNELS, BARRIERS))


def test_a_missing_column_of_kinds_is_named():
    """The mend is to clean again."""
    people, kinds = given()
    with pytest.raises(EstimationError, match="no column trust_state"):
        counted(people, kinds.drop(columns="trust_state"), "trust_high")


def test_an_indicator_that_does_not_say_what_it_is_made_of_is_refused():
    """A definition is decided elsewhere: no kind could be told, and none is made up."""
    people, kinds = given()
    indicators = indicators_of(
        people, CHANNELS, BARRIERS, definitions={"civic": pd.Series([True] * 5, dtype="boolean")}
    )
    with pytest.raises(EstimationError, match="definition_civic"):
        missing_by_kind(people, kinds, indicators.only(["definition_civic"]))
    bare = Indicators(indicators.catalogue, indicators.yes, indicators.answered)
    with pytest.raises(EstimationError, match="acts_remittances"):
        missing_by_kind(people, kinds, bare)


def test_an_unknown_indicator_is_named():
    """A headline that the catalogue does not have is a mistake of whoever asks."""
    people, _ = given()
    with pytest.raises(EstimationError, match="no indicator acts_all"):
        indicators_of(people, CHANNELS, BARRIERS).only(["acts_all"])


def test_before_the_fieldwork_there_is_nothing():
    """A corridor without a delivery is no error."""
    assert describe_missing(MAPPING, None, None, ["acts_any"]) is None


def test_a_mapping_is_described_with_its_own_seed(monkeypatch):
    """The parts belong together: the same indicators by kind, by treatment, and by mode where the form has it."""
    monkeypatch.setattr(missing, "REPLICATES", 8)
    framework = MAPPING.framework
    people = answered(
        recruited([-1] + [0] * 29, site="moscow"),
        channels=[each.channel for each in framework.channels],
        barriers=[each.barrier for each in framework.barriers],
    )
    kinds = pd.DataFrame("", index=people.index, columns=people.columns).assign(
        respondent=people["respondent"]
    )
    names = ["trust_high", "acts_any"]
    without = describe_missing(MAPPING, people, kinds, names)
    assert without.modes is None
    assert without.kinds["indicator"].unique().tolist() == names
    assert without.shares.table["indicator"].unique().tolist() == names
    assert len(without.shares.draws) == 8
    people["mode"] = pd.Series(["phone", "web"] * 15, dtype="str")
    both = describe_missing(MAPPING, people, kinds, names)
    assert both.modes["mode"].unique().tolist() == ["phone", "web"]
    pd.testing.assert_frame_equal(both.shares.draws, without.shares.draws)
