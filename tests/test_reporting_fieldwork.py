from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cleaning_account import MAPPING, account, chain
from mekendesh.reporting.collection.fieldwork import hide_with, protect_cleaning, wave_steps
from mekendesh.reporting.statistics import insist_protected


def flags(table: pd.DataFrame) -> list[str]:
    return table["flag"].tolist()


def test_before_the_fieldwork_nothing_comes_through_the_door():
    """A corridor without a delivery is told so, and no table is made up for it."""
    assert protect_cleaning(MAPPING, None) is None


def test_every_table_that_leaves_is_marked_as_protected():
    """A table or figure refuses what did not come through the door, and raw columns in it."""
    made = protect_cleaning(MAPPING, account())
    for table in (made.balance, made.doubts, made.weights, made.decisions, made.steps, made.sites):
        insist_protected(table)


def test_responses_are_counted_in_fives_and_fewer_than_ten_are_hidden_none_included():
    """A row with a code says no more than a row that was never needed."""
    made = protect_cleaning(MAPPING, account(kept=201, removed={"no_consent": 12, "under_18": 3}))
    assert made.balance.fillna(-1)[["part", "reason", "n", "flag"]].to_numpy().tolist() == [
        ["received", "", 215, ""],
        ["kept", "", 200, ""],
        ["removed", "no_consent", 10, ""],
        ["removed", "under_18", -1, "c"],
        ["removed", "other", -1, "c"],
        ["refused", "", -1, "c"],
    ]


def test_a_reviewers_own_words_do_not_leave():
    """A reason that a person wrote may hold anything, a name as well; it is counted with others of its kind."""
    own = "called Aibek, he is 17"
    decisions = [(f"u{n}", "change", own, "accepted") for n in range(11)]
    made = protect_cleaning(MAPPING, account(removed={own: 14}, decisions=decisions))
    assert made.balance.set_index("reason").at["other", "n"] == 15
    assert made.decisions.set_index(["action", "reason"]).at[("change", "other"), "n"] == 10
    for table in (made.balance, made.decisions):
        assert own not in table.to_csv()


def test_one_hidden_part_takes_the_smallest_shown_one_with_it():
    """Beside a total that is shown it would be the difference."""
    table = pd.DataFrame({"part": ["all", "a", "b", "c"], "n": [148, 100, 40, 8]})
    assert flags(hide_with(table, table["part"] != "all")) == ["", "", "c", "c"]


def test_rounded_numbers_may_not_hold_the_hidden_removals_under_ten():
    """Received less kept less no consent, all roundings in it, would say that the hidden ones are 0 to 6."""
    made = protect_cleaning(MAPPING, account(kept=200, removed={"no_consent": 15}))
    assert made.balance.fillna(-1)[["part", "n"]].to_numpy().tolist() == [
        ["received", -1], ["kept", 200], ["removed", 15], ["removed", -1], ["removed", -1], ["refused", -1],
    ]  # fmt: skip
    made = protect_cleaning(MAPPING, account(kept=200, removed={"no_consent": 15, "under_18": 3}))
    assert made.balance.at[0, "n"] == 220


def test_nothing_more_is_hidden_beside_a_hidden_total_or_two_hidden_parts():
    """Then no difference gives a number away; hiding more would only take from the reader."""
    two = pd.DataFrame({"part": ["all", "a", "b", "c"], "n": [110, 100, 4, 6]})
    assert flags(hide_with(two, two["part"] != "all")) == ["", "", "c", "c"]
    small = pd.DataFrame({"part": ["all", "a", "b"], "n": [9, 9, 0]})
    assert flags(hide_with(small, small["part"] != "all")) == ["c", "c", "c"]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6))
def test_never_is_exactly_one_part_hidden_beside_its_total(parts):
    """The law of the door, whatever the counts."""
    table = pd.DataFrame({"part": ["all", *map(str, range(len(parts)))], "n": [sum(parts), *parts]})
    safe = hide_with(table, table["part"] != "all")
    assert safe.at[0, "flag"] == "c" or flags(safe)[1:].count("c") != 1
    assert all(flag == "c" for n, flag in zip(table["n"], flags(safe), strict=True) if n < 10)
    assert safe.loc[safe["flag"] == "c", "n"].isna().all()


def test_doubts_are_counted_by_responses_and_all_checks_are_there():
    """Ten doubts about one person are one person; a check without a doubt is hidden like one with few."""
    done = account(doubts={"range": 23, "required": 9})
    twice = pd.concat([done.issues, done.issues], ignore_index=True)
    made = protect_cleaning(MAPPING, type(done)(done.respondents, twice, done.log, done.counts))
    assert made.doubts.fillna(-1)[["check", "n", "flag"]].to_numpy().tolist() == [
        ["coupon_own", -1, "c"],
        ["range", 25, ""],
        ["required", -1, "c"],
        ["sent_again", -1, "c"],
    ]


def test_a_doubt_about_all_but_a_few_is_hidden_too():
    """Those few are a small cell, seen from the other side."""
    made = protect_cleaning(MAPPING, account(kept=100, doubts={"range": 91, "required": 90}))
    assert made.doubts.set_index("check")["flag"].to_dict() == {
        "coupon_own": "c",
        "range": "c",
        "required": "",
        "sent_again": "c",
    }


def test_only_decisions_in_force_are_counted():
    """What a person rejected, or still has to decide, changed nothing."""
    states = ["accepted"] * 10 + ["old_unverified"] * 2 + ["proposed"] * 20 + ["rejected"] * 20
    decisions = [(f"u{n}", "coupon", "look_alike", state) for n, state in enumerate(states)]
    made = protect_cleaning(MAPPING, account(removed={"no_consent": 20}, decisions=decisions))
    shown = made.decisions[made.decisions["flag"] == ""]
    assert shown[["action", "reason", "n"]].to_numpy().tolist() == [
        ["remove", "no_consent", 20],
        ["coupon", "look_alike", 10],
    ]


def test_waves_are_joined_until_each_step_holds_25_people():
    """Summed up, the steps are a cumulative curve, and that may step by 25 people and more only."""
    waves = pd.Series([0] * 8 + [1] * 20 + [2] * 30 + [3] * 26 + [4] * 3 + [5], dtype="Int64")
    assert wave_steps(waves).fillna(-1).to_numpy().tolist() == [[0, 1, 28], [2, 2, 30], [3, -1, 30]]


def test_few_people_without_a_traced_chain_are_in_the_last_step_and_many_stand_alone():
    """A single person whose coupon leads nowhere is not a bar of its own."""
    traced = [0] * 30 + [1] * 30
    few = pd.Series([*traced, *[pd.NA] * 24], dtype="Int64")
    assert wave_steps(few).fillna(-1).to_numpy().tolist() == [[0, 0, 30], [1, -1, 54]]
    many = pd.Series([*traced, *[pd.NA] * 25], dtype="Int64")
    assert wave_steps(many).fillna(-1).to_numpy().tolist() == [[0, 0, 30], [1, -1, 30], [-1, -1, 25]]


@given(st.lists(st.one_of(st.none(), st.integers(0, 12)), max_size=200))
def test_steps_of_waves_hold_everyone_or_nobody_and_never_a_few(waves):
    """Nobody is lost between the bars, and no bar is small."""
    steps = wave_steps(pd.Series(waves, dtype="Int64"))
    assert steps["n"].sum() == (len(waves) if len(waves) >= 25 else 0)
    assert (steps["n"] >= 25).all()


def test_a_citys_chains_are_told_in_bands_and_a_small_city_hides_another():
    """The longest chain of a city is a maximum; and one hidden city beside the total would be known."""
    respondents = chain(("moscow", 60), ("saint_petersburg", 12), ("yekaterinburg", 4))
    made = protect_cleaning(MAPPING, account(kept=76, respondents=respondents))
    assert made.sites.fillna(-1)[["site", "n", "flag", "waves", "largest"]].to_numpy().tolist() == [
        ["moscow", 60, "", 3, 2],
        ["saint_petersburg", -1, "c", -1, -1],
        ["yekaterinburg", -1, "c", -1, -1],
        ["", 75, "", -1, -1],
    ]


def test_a_delivery_of_which_nobody_could_be_kept_is_accounted_for_all_the_same():
    """Nothing to estimate is a finding, not a crash."""
    made = protect_cleaning(MAPPING, account(kept=0, removed={"no_consent": 40}, respondents=chain()))
    assert made.steps.empty
    assert flags(made.sites) == ["c", "c", "c", "c"]
