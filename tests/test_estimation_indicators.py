"""Indicators: what a yes is, what an answer is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from estimation_tables import BARRIERS, CHANNELS, answered, proposal, recruited
from mekendesh.errors import EstimationError
from mekendesh.estimation.indicators import indicators_of

NA = pd.NA


def asked(**columns) -> pd.DataFrame:
    """Five people; the named columns as given, everything else answered somehow."""
    return answered(recruited([-1, 0, 0, 0, 0])).assign(
        **{name: pd.Series(values, dtype=dtype) for name, (values, dtype) in columns.items()}
    )


def read(table: pd.DataFrame, indicator: str, proposals=(), definitions=None) -> list[bool | None]:
    """One indicator as yes, no or None."""
    found = indicators_of(table, CHANNELS, BARRIERS, proposals, definitions)
    column = found.catalogue["indicator"].tolist().index(indicator)
    return [
        bool(yes) if known else None
        for yes, known in zip(found.yes[:, column], found.answered[:, column], strict=True)
    ]


def test_every_indicator_of_the_contract_is_there_with_family_and_key():
    """Ids are family_key, and nothing is missing or double."""
    found = indicators_of(
        answered(recruited([-1, 0])),
        CHANNELS,
        BARRIERS,
        [proposal("portal", ["trade"], ["no_time"]), proposal("census", [], [])],
        {"statistical": pd.Series([True, False])},
    )
    assert found.catalogue["indicator"].tolist() == [
        "acts_remittances",
        "acts_trade",
        "acts_any",
        "willing_remittances",
        "willing_trade",
        "willing_any",
        "gap_remittances",
        "gap_trade",
        "gap_any",
        "barrier_no_trust",
        "barrier_no_time",
        "gapbarrier_remittances__no_trust",
        "gapbarrier_remittances__no_time",
        "gapbarrier_trade__no_trust",
        "gapbarrier_trade__no_time",
        "proposal_portal",
        "sex_female",
        "age_18_29",
        "age_30_44",
        "age_45_plus",
        "education_higher",
        "arrived_last_5_years",
        "overqualified_yes",
        "legal_irregular",
        "aware_yes",
        "used_yes",
        "trust_high",
        "return_yes",
        "idea_any",
        "definition_statistical",
    ]
    keyed = found.catalogue.set_index("indicator")
    assert keyed.loc["gapbarrier_trade__no_time"].tolist() == ["gapbarrier", "trade__no_time"]
    assert keyed.loc["age_18_29"].tolist() == ["age", "18_29"]
    assert keyed.loc["acts_any"].tolist() == ["acts", "any"]
    assert found.yes.shape == found.answered.shape == (2, 30)


def test_the_gap_is_willing_from_four_and_not_acting():
    """Willing means 4 or 5; the gap is willing ∧ ¬acts, known only where both are answered."""
    table = asked(
        did_trade=([False, True, False, NA, False], "boolean"), willing_trade=([4, 5, 3, 5, NA], "Int64")
    )
    assert read(table, "willing_trade") == [True, True, False, True, None]
    assert read(table, "gap_trade") == [True, False, False, None, None]


def test_any_channel_is_known_only_where_every_channel_is():
    """Counting a half-answered yes but not a half-answered no would push the share up."""
    table = asked(
        did_trade=([False, True, True, NA, NA], "boolean"),
        did_remittances=([False, False, True, True, NA], "boolean"),
    )
    assert read(table, "acts_any") == [False, True, True, None, None]


def test_a_proposal_counts_each_person_once_in_the_gap_and_naming_a_barrier():
    """S_r: in the gap of at least one linked channel and naming at least one linked barrier."""
    table = asked(
        did_trade=([False, False, True, False, False], "boolean"),
        willing_trade=([5, 5, 5, 1, 5], "Int64"),
        did_remittances=([False, False, True, True, False], "boolean"),
        willing_remittances=([5, 1, 1, 1, 1], "Int64"),
        barrier_no_time=([True, False, True, True, NA], "boolean"),
    )
    linked = [proposal("desk", CHANNELS, ["no_time"])]
    assert read(table, "proposal_desk", linked) == [True, False, False, False, None]


def test_ages_fall_into_three_groups_with_their_ends():
    """18–29, 30–44 and 45 and over, without hole or overlap; an unknown age is in none."""
    table = asked(age=([18, 29, 30, 44, 45], "Int64"))
    assert read(table, "age_18_29") == [True, True, False, False, False]
    assert read(table, "age_30_44") == [False, False, True, True, False]
    assert read(table, "age_45_plus") == [False, False, False, False, True]
    assert read(asked(age=([NA] * 5, "Int64")), "age_45_plus") == [None] * 5


def test_recent_arrival_counts_from_the_year_of_the_survey():
    """The last five calendar years, the year of the survey among them."""
    table = asked(
        age=([20, 30, 40, 50, 60], "Int64"),
        birth_year=([2006, 1996, 1986, 1976, 1966], "Int64"),
        arrival_year=([2026, 2022, 2021, 2010, NA], "Int64"),
    )
    assert read(table, "arrived_last_5_years") == [True, True, False, False, None]
    assert read(table.assign(age=pd.Series([NA] * 5, dtype="Int64")), "arrived_last_5_years") == [None] * 5


def test_who_would_rather_not_say_has_not_said_no():
    """Legal status: silence is no answer, neither yes nor no."""
    table = asked(legal_status=(["irregular", "permanent", "prefer_not", None, "temporary"], "str"))
    assert read(table, "legal_irregular") == [True, False, None, None, False]


def test_an_idea_is_any_stage_and_an_empty_answer_is_no_idea():
    """Everyone is asked; who has no idea leaves the stage empty."""
    assert read(asked(idea_stage=(["plan", None, "started", None, None], "str")), "idea_any") == [
        True, False, True, False, False,
    ]  # fmt: skip


def test_both_kinds_of_return_count_as_returning():
    """Return intention: within two years or later."""
    table = asked(return_intention=(["yes_2y", "yes_later", "no", "unsure", None], "str"))
    assert read(table, "return_yes") == [True, True, False, False, None]


def test_a_definition_is_taken_as_given():
    """Whether a definition holds is decided elsewhere; unknown stays unknown."""
    holds = pd.Series([True, False, NA, True, False], dtype="boolean")
    assert read(asked(), "definition_civic", definitions={"civic": holds}) == [True, False, None, True, False]


def test_a_missing_column_is_named():
    """The mend is to clean again, not to guess."""
    with pytest.raises(EstimationError, match="willing_trade"):
        indicators_of(answered(recruited([-1])).drop(columns="willing_trade"), CHANNELS, BARRIERS)


def test_no_yes_without_an_answer():
    """Whatever is missing, ``yes`` never holds where ``answered`` does not."""
    rng = np.random.default_rng(5)
    table = answered(recruited([-1] * 200))
    for column in table.columns.difference(["respondent", "recruiter", "site", "is_seed"]):
        table[column] = table[column].mask(rng.random(200) < 0.3)
    found = indicators_of(table, CHANNELS, BARRIERS, [proposal("desk", CHANNELS, BARRIERS)])
    assert not (found.yes & ~found.answered).any()


def test_every_indicator_says_which_columns_it_is_made_of():
    """Who did not answer is told by column: each indicator names its own, a definition none."""
    found = indicators_of(
        answered(recruited([-1, 0])),
        CHANNELS,
        BARRIERS,
        [proposal("portal", ["trade"], ["no_time"])],
        {"civic": pd.Series([True, False], dtype="boolean")},
    )
    columns = dict(zip(found.catalogue["indicator"], found.columns, strict=True))
    assert columns["acts_any"] == ("did_remittances", "did_trade")
    assert columns["gap_trade"] == ("willing_trade", "did_trade")
    assert columns["gapbarrier_trade__no_time"] == ("willing_trade", "did_trade", "barrier_no_time")
    assert columns["proposal_portal"] == ("willing_trade", "did_trade", "barrier_no_time")
    assert columns["legal_irregular"] == ("legal_status",)
    assert columns["age_45_plus"] == ("age",)
    assert [name for name, made_of in columns.items() if not made_of] == ["definition_civic"]


def test_an_indicator_is_unanswered_exactly_where_a_column_of_its_is_missing():
    """The columns named are all there are, codes of silence aside."""
    rng = np.random.default_rng(8)
    table = answered(recruited([-1] * 60)).drop(columns="idea_stage").assign(idea_stage="plan")
    for column in table.columns.difference(
        ["respondent", "recruiter", "site", "is_seed", "birth_year", "age"]
    ):
        table[column] = table[column].mask(rng.random(60) < 0.2)
    found = indicators_of(table, CHANNELS, BARRIERS, [proposal("desk", CHANNELS, BARRIERS)])
    for place, name in enumerate(found.catalogue["indicator"]):
        if name not in ("legal_irregular", "idea_any"):
            missing = table[list(found.columns[place])].isna().any(axis=1)
            assert (found.answered[:, place] == ~missing).all(), name


def test_chosen_indicators_keep_their_answers_in_the_order_asked():
    """A few of the catalogue, column by column."""
    found = indicators_of(answered(recruited([-1, 0, 0])), CHANNELS, BARRIERS)
    few = found.only(["trust_high", "acts_any"])
    assert few.catalogue["indicator"].tolist() == ["trust_high", "acts_any"]
    place = found.catalogue["indicator"].tolist().index("trust_high")
    assert (few.yes[:, 0] == found.yes[:, place]).all()
    assert (few.answered[:, 0] == found.answered[:, place]).all()
    assert few.columns == (("trust_state",), ("did_remittances", "did_trade"))
