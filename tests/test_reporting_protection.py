from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import ProtectionError
from mekendesh.reporting.doors import protection
from mekendesh.reporting.statistics import Statistics
from mekendesh.words import SOURCE, say

WORDS = {
    "family": "acts", "key": "trade", "se": 0.02, "level": 0.95, "method": "RDS-II",
    "interval": "tree bootstrap",
    "definition": "statistical", "population": "sampled_cities",
}  # fmt: skip


def estimate(indicator: str = "acts_trade", site: str = "", **changed: float | None) -> dict[str, object]:
    numbers = {"value": 0.3141, "low": 0.2949, "high": 0.3349, "n": 412, "n_yes": 130, "deff": 4.0} | changed
    return {"indicator": indicator, "site": site, **numbers, "n_eff": 1.0, **WORDS}


def protected(*rows: dict[str, object]) -> pd.DataFrame:
    return protection.protect(pd.DataFrame(list(rows)))


def test_a_safe_estimate_is_shown_rounded_and_nothing_raw_goes_with_it() -> None:
    """One decimal from 200 answers on if the interval is narrow, the count to 5; n_yes, deff, se, n_eff stay inside."""
    table = protected(estimate())
    assert isinstance(table, Statistics)
    assert list(table.columns) == list(protection.COLUMNS)
    assert table.loc[0, ["value", "low", "high", "flag", "n", "digits"]].tolist() == [
        0.314,
        0.295,
        0.335,
        "",
        410,
        1,
    ]


def test_under_200_answers_a_share_is_in_whole_percent() -> None:
    """Finer percentages of few people give counts away."""
    row = protected(estimate(n=199, deff=2)).loc[0]
    assert (row["value"], row["digits"], row["n"]) == (0.31, 0, 200)
    assert protected(estimate(n=200, deff=2)).at[0, "digits"] == 1


def test_a_share_that_is_only_roughly_known_is_in_whole_percent() -> None:
    """A decimal beside an interval five points wide or more would feign precision."""
    row = protected(estimate(low=0.2649, high=0.3651)).loc[0]
    assert (row["value"], row["low"], row["high"], row["digits"]) == (0.31, 0.26, 0.37, 0)


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"n_yes": 9}, "c"),
        ({"n_yes": 10}, ""),
        ({"n_yes": 403}, "c"),
        ({"n_yes": 402}, ""),
        ({"n_yes": 0}, "c"),
        ({"n_yes": None}, "c"),
        ({"n": 119.0, "n_yes": 40}, "x"),
        ({"n": 120.0, "n_yes": 40}, "u"),
        ({"n": 239.0}, "u"),
        ({"n": 240.0}, ""),
        ({"low": 0.1, "high": 0.4}, "x"),
        ({"low": 0.2, "high": 0.4999}, "u"),
        ({"low": 0.2, "high": 0.4}, "u"),
        ({"low": 0.2, "high": 0.3999}, ""),
        ({"deff": math.nan}, "x"),
        ({"value": math.nan}, "x"),
        ({"high": math.nan}, "x"),
        ({"n_yes": 9, "deff": 400}, "c"),
    ],
)
def test_the_thresholds_are_those_of_the_rules(changed: dict[str, float | None], flag: str) -> None:
    """Ten people, n/deff 30 and 60, width .30 and .20; confidentiality comes before reliability."""
    row = protected(estimate(**changed)).loc[0]
    assert row["flag"] == flag
    assert pd.isna(row["value"]) == pd.isna(row["low"]) == pd.isna(row["high"]) == (flag in {"c", "x"})


def test_a_count_of_answers_under_ten_is_hidden_too() -> None:
    """No unweighted count under ten leaves."""
    assert pd.isna(protected(estimate(n=9, n_yes=4)).at[0, "n"])


def test_an_indicator_may_not_come_twice_for_a_site() -> None:
    """A second row could show what the first hides."""
    with pytest.raises(ProtectionError, match="acts_trade"):
        protected(estimate(), estimate(n_yes=9))


estimates = st.lists(
    st.tuples(
        st.sampled_from(["acts_trade", "gap_trade", "willing_trade", "gapbarrier_trade__no_trust", "barrier_no_trust",
                         "age_18_29", "age_30_44", "age_45_plus"]),
        st.sampled_from(["", "A", "B", "C"]),
        st.integers(0, 400),
        st.floats(0, 1),
        st.floats(0, 0.6),
        st.floats(0.5, 30),
        st.floats(0, 1),
    ),
    unique_by=lambda row: row[:2],
    min_size=1,
    max_size=28,
)  # fmt: skip


@given(estimates, st.booleans())
def test_nothing_below_the_thresholds_leaves(
    rows: list[tuple[str, str, int, float, float, float, float]], parts_are_shown: bool
) -> None:
    """An independent check: each shown number is recomputed from its raw row by the letter of the rules."""
    raw = [
        estimate(
            name,
            site,
            n=n,
            n_yes=round(n * part),
            value=value,
            low=value - width / 2,
            high=value + width / 2,
            deff=deff,
        )
        for name, site, n, value, width, deff, part in rows
    ]
    table = protection.protect(pd.DataFrame(raw), parts_are_shown=parts_are_shown)
    assert len(table) == len(raw)
    assert not {"n_yes", "deff", "se", "n_eff"} & set(table.columns)
    shown, asked, hidden = {}, {}, set()
    for before, after in zip(raw, table.to_dict("records"), strict=True):
        place = (before["indicator"], before["site"])
        assert place == (after["indicator"], after["site"])
        if pd.notna(after["n"]):
            assert after["n"] % 5 == 0
            assert before["n"] >= 10
        if not any(pd.notna(after[part]) for part in ("value", "low", "high")):
            hidden.add(place)
            continue
        shown[place], asked[place] = before["n_yes"], before["n"]
        assert min(before["n_yes"], before["n"] - before["n_yes"]) >= 10
        assert before["n"] / before["deff"] >= 30
        assert before["high"] - before["low"] < 0.30
        if before["n"] / before["deff"] < 60 or before["high"] - before["low"] >= 0.20:
            assert after["flag"] == "u"
        step = 1000 if before["n"] >= 200 and before["high"] - before["low"] < 0.05 else 100
        for part in ("value", "low", "high"):
            assert abs(after[part] * step - round(after[part] * step)) < 1e-6
            assert abs(after[part] - before[part]) <= 0.5 / step + 1e-9
    _nothing_recovered(shown, asked, hidden, {(row[0], row[1]) for row in rows})


def _nothing_recovered(
    shown: dict[tuple[str, str], int],
    asked: dict[tuple[str, str], int],
    hidden: set[tuple[str, str]],
    everything: set[tuple[str, str]],
) -> None:
    """No site hidden alone beside its total, no small cell beside a gap, no age group hidden alone."""
    for name, site in hidden:
        others = {place for place in everything if place[0] == name and place[1] not in {"", site}}
        if site and others and (name, "") in shown:
            assert not others <= shown.keys()
    for site in ("", "A", "B", "C"):
        gap = shown.get(("gap_trade", site))
        named = shown.get(("gapbarrier_trade__no_trust", site))
        willing = shown.get(("willing_trade", site))
        assert gap is None or named is None or gap - named >= 10
        assert gap is None or willing is None or willing - gap >= 10
        acts, names = shown.get(("acts_trade", site)), shown.get(("barrier_no_trust", site))
        if None not in (gap, named, names):
            assert names - named >= 10
            assert asked[("gapbarrier_trade__no_trust", site)] - gap - names + named >= 10
        if None not in (acts, gap):
            assert asked[("acts_trade", site)] - acts - gap >= 10
            assert willing is None or acts - (willing - gap) >= 10
        ages = [("age_18_29", site), ("age_30_44", site), ("age_45_plus", site)]
        lone = [place for place in ages if place in hidden]
        if set(ages) <= everything and len(lone) == 1:
            assert sum(place in shown for place in ages) < 2


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_counts_leave_rounded_to_five_and_never_under_ten(counts: list[int]) -> None:
    """Cleaning counts: rounded to 5, hidden under ten."""
    table = protection.protect_counts(pd.DataFrame({"reason": "r", "n": counts}))
    for before, after, flag in zip(counts, table["n"], table["flag"], strict=True):
        assert (flag == "c") == pd.isna(after) == (before < 10)
        if flag == "":
            assert after % 5 == 0
            assert abs(after - before) <= 2


@given(st.lists(st.floats(0, 5_000_000), min_size=1))
def test_people_have_two_significant_digits_and_bounds_are_rounded_outwards(people: list[float]) -> None:
    """Estimated people are never finer than 100, and a rounded interval holds what it held."""
    series = pd.Series(people)
    low, high = (
        protection.rounded_people(series, "people_low"),
        protection.rounded_people(series, "people_high"),
    )
    middle = protection.rounded_people(series)
    assert ((low <= series + 1e-2) & (series - 1e-2 <= high)).all()
    assert (middle % 100 == 0).all()
    assert all(float(f"{value:.1e}") == value or value < 1000 for value in middle)


def potential(**columns: object) -> pd.DataFrame:
    table = pd.DataFrame(
        {"channel": ["trade"] * 3, "measure": ["acts", "willing", "gap"], "value": [0.3141, 0.5, 0.4]}
    ).assign(n_yes=1, deff=4.0, **columns)
    for name, factor in (("people", 1.0), ("people_low", 0.9), ("people_high", 1.1)):
        table[name] = table["value"] * 1_000_000 * factor
    return table


def test_people_hide_with_the_share_they_rest_on() -> None:
    """A number of people divided by a published size is its share again."""
    statistics = protected(estimate(), estimate("willing_trade", n_yes=4))
    table = protection.protect_potential(potential(), statistics)
    assert table["flag"].tolist() == ["", "c", "c"]
    assert table.loc[1:, ["people", "people_low", "people_high", "value"]].isna().all(axis=None)
    assert table[["channel", "measure"]].values.tolist()[2] == ["trade", "gap"]
    assert "n_yes" not in table


def test_people_say_no_more_of_a_share_than_the_share_itself() -> None:
    """They are the rounded share times the population: two different shares that round alike give the same people."""
    statistics = protected(estimate(n=150, deff=2, value=0.3141, low=0.262, high=0.374))
    assert statistics.loc[0, ["value", "low", "high"]].tolist() == [0.31, 0.26, 0.37]
    table = protection.protect_potential(potential(), statistics)
    assert table.loc[0, ["people", "people_low", "people_high"]].tolist() == [310_000, 260_000, 370_000]


def test_a_share_of_exactly_nothing_does_not_lose_the_population() -> None:
    """The population is read from the channels that have people."""
    statistics = protected(estimate(value=0.0, low=0.0, high=0.01), estimate("willing_trade", value=0.5))
    table = protection.protect_potential(potential().assign(value=[0.0, 0.5, 0.4]), statistics)
    assert table["people"].fillna(-1).tolist() == [0, 500_000, -1]


def recommendations() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "rank": [1, 2, 3], "proposal": ["a", "b", "c"], "score": 1.0, "rank_without_survey": [1, 1, 1],
            "share": [0.3141, 0.3, 0.2], "priority": [0.23558, 0.225, 0.15],
            "p_top_five": [0.98765, 0.9, 0.8], "rank_low": [1, 1, 3], "rank_high": [2, 3, 3], "finding_ids": "estimate:x|",
        }
    )  # fmt: skip
    for name in ("share", "priority"):
        table[f"{name}_low"], table[f"{name}_high"] = table[name] - 0.05, table[name] + 0.05
    for ending in ("", "_low", "_high"):
        table[f"people{ending}"] = table[f"share{ending}"] * 100_000
    return table


def test_a_recommendation_on_a_hidden_share_keeps_its_words_and_loses_its_numbers() -> None:
    """It has no rank among the others, and they are ranked anew."""
    statistics = protected(
        estimate("proposal_a"), estimate("proposal_b", n_yes=7), estimate("proposal_c", value=0.2, n_yes=80)
    )
    table = protection.protect_recommendations(recommendations(), statistics)
    assert table["proposal"].tolist() == ["a", "c", "b"]
    assert table["rank"].tolist()[:2] == [1, 2]
    numbers = [c for c in table if c.startswith(("share", "priority", "people", "p_top", "rank_l", "rank_h"))]
    assert table.loc[2, [*numbers, "rank"]].isna().all()
    # One is hidden: c, third of three for certain, is second of the two that are shown, and 2 is all it can be.
    assert table.loc[:1, ["rank_low", "rank_high"]].values.tolist() == [[1, 2], [2, 2]]
    assert table.loc[2, ["finding_ids", "score", "flag"]].tolist() == ["estimate:x|", 1.0, "c"]
    assert table.loc[0, ["share", "priority", "p_top_five", "people"]].tolist() == [
        0.314,
        0.236,
        0.99,
        31_000,
    ]


def test_recommendations_of_an_unprotected_survey_are_refused() -> None:
    """The door cannot be told its flags by a raw table."""
    with pytest.raises(ProtectionError):
        protection.protect_recommendations(recommendations(), pd.DataFrame([estimate("proposal_a")]))


def test_recommendations_before_the_fieldwork_pass_with_their_ranks() -> None:
    """No survey number is in them."""
    table = recommendations().assign(share=np.nan, people=np.nan)
    assert protection.protect_recommendations(table, protected(estimate()))["rank"].tolist() == [1, 2, 3]


def lock(channel: str, barrier: str, named_low: float = 0.7, named_high: float = 0.8) -> dict[str, object]:
    return {
        "channel": channel, "barrier": barrier, "gap": 0.5, "gap_low": 0.4, "gap_high": 0.6, "both": 0.4,
        "named": 0.7555, "named_low": named_low, "named_high": named_high,
        "difference": 0.1234, "difference_low": 0.1, "difference_high": 0.2, "q": 0.0123,
        "items": "portal", "n_items": 1, "n_known": 1, "state_low": 2.0, "state_high": 2.0,
    }  # fmt: skip


def pair(channel: str, barrier: str, value: float, **changed: float) -> dict[str, object]:
    low, high = value - 0.02, value + 0.02
    return estimate(f"gapbarrier_{channel}__{barrier}", value=value, low=low, high=high, **changed)


def test_a_lock_shows_the_most_named_pairs_of_those_that_may_be_shown() -> None:
    """A hidden pair is not named: a place in the table would tell that it is larger than those below it."""
    locks = pd.DataFrame([lock("trade", b) for b in ("language", "no_trust", "no_money", "other")])
    statistics = protected(
        estimate("gap_trade", n_yes=300, value=0.7, low=0.69, high=0.72),
        pair("trade", "language", 0.10, n_yes=40),
        pair("trade", "no_trust", 0.20, n_yes=80),
        pair("trade", "no_money", 0.40, n_yes=5),
        pair("trade", "other", 0.30, n_yes=120),
    )
    table = protection.protect_locks(locks, statistics)
    assert table["barrier"].tolist() == ["other", "no_trust"]
    assert table["both"].tolist() == [0.3, 0.2]
    assert table["gap"].tolist() == [0.7, 0.7]
    assert table.loc[0, ["named", "difference", "q"]].tolist() == [0.76, 0.12, 0.01]
    three = protection.protect_locks(locks, statistics, barriers=9)
    assert three["barrier"].tolist() == ["other", "no_trust", "language"]


def test_a_channel_without_a_pair_to_be_shown_keeps_one_row_that_names_none() -> None:
    """All such rows are alike, whatever it was that hid the pairs."""
    locks = pd.DataFrame([lock("trade", "no_trust"), lock("return", "no_trust"), lock("return", "no_money")])
    statistics = protected(
        estimate("gap_trade", n_yes=300),
        estimate("gap_return", n_yes=300),
        pair("trade", "no_trust", 0.2, n_yes=5),
        pair("return", "no_trust", 0.2, deff=40),
        pair("return", "no_money", 0.2, n_yes=5),
    )
    table = protection.protect_locks(locks, statistics)
    assert table["channel"].tolist() == ["trade", "return"]
    assert table["both_flag"].tolist() == ["x", "x"]
    assert table[["barrier", "both", "named", "q", "items", "state_low"]].isna().all(axis=None)


def test_a_ratio_within_the_gap_hides_where_its_own_interval_is_wide() -> None:
    """It rests on part of the people only."""
    locks = pd.DataFrame([lock("trade", "no_trust", 0.5, 0.9)])
    statistics = protected(estimate("gap_trade", n_yes=300), pair("trade", "no_trust", 0.2, n_yes=80))
    row = protection.protect_locks(locks, statistics).loc[0]
    assert (row["both_flag"], row["named_flag"], row["both"]) == ("", "x", 0.2)
    assert pd.isna(row["named"])
    assert pd.isna(row["q"])


def test_the_codes_are_explained_in_their_order() -> None:
    """[c], [u], [x], [z] and [low] are explained before the table."""
    codes = protection.explained_codes()
    assert [code for code, _ in codes] == ["[c]", "[u]", "[x]", "[z]", "[low]"]
    assert all(say(words, SOURCE) for _, words in codes)


def test_the_count_of_a_whole_is_the_sum_of_its_published_parts_in_hundreds() -> None:
    """497 and 472 are told as 495 and 470; 970 for the whole would say that both were rounded down, and 965 beside the
    1,000 who took part that no more than 35 in both did not answer.
    """
    parts = [estimate("used_yes", site, n=n, n_yes=100) for site, n in (("", 969), ("A", 497), ("B", 472))]
    table = protection.protect(pd.DataFrame(parts), parts_are_shown=True)
    assert table["n"].tolist() == [1000, 495, 470]
    few = [estimate("used_yes", site, n=n, n_yes=10) for site, n in (("", 40), ("A", 20), ("B", 20))]
    assert pd.isna(protection.protect(pd.DataFrame(few), parts_are_shown=True).at[0, "n"])
    assert protection.protect(pd.DataFrame(parts))["n"].tolist() == [970, 495, 470]


def test_the_count_of_a_lone_part_is_told_again_in_hundreds_only():
    """A whole of one part is that part, whose own report tells its count: a second rounding of its own would narrow it."""
    parts = [estimate("used_yes", site, n=497, n_yes=100) for site in ("", "A")]
    table = protection.protect(pd.DataFrame(parts), parts_are_shown=True).set_index("site")
    assert table["n"].to_dict() == {"": 500, "A": 495}


def test_without_the_number_of_those_who_took_part_the_most_who_answered_stand_for_it() -> None:
    """Two questions of one site: nine fewer answered the second, which is told of neither."""
    rows = [estimate("used_yes", n=412), estimate("aware_yes", n=403), estimate("idea_any", n=402)]
    assert protection.protect(pd.DataFrame(rows))["n"].tolist() == [410, 410, 400]
