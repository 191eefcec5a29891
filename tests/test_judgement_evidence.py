from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgement_examples import Evidence, Item
from mekendesh.judgement.evidence import is_old, score_by_evidence, unknown
from mekendesh.words import Label

DAY = datetime.date
TODAY = DAY(2026, 1, 1)
PORTAL = Item("portal", "trust")
DOUBT = Label("шек", "сомнение", "a doubt")


def scored(*evidence: Evidence, as_of: datetime.date = TODAY) -> dict:
    return score_by_evidence(PORTAL, evidence, "KGZ", as_of)


def test_evidence_speaks_up_to_its_last_day_and_then_the_item_is_unknown_not_zero() -> None:
    """A programme that ran out says nothing of the day after; unknown is not zero."""
    programme = Evidence("portal", 2, DAY(2018, 1, 1), until=DAY(2020, 12, 31))
    assert scored(programme, as_of=DAY(2020, 12, 31))["score"] == 2
    row = scored(programme, as_of=DAY(2021, 1, 1))
    assert pd.isna(row["score"])
    assert (row["low"], row["high"], row["as_of"], row["lapsed"]) == (0.0, 4.0, "", "2020-12-31")


def test_a_row_that_was_replaced_does_not_come_back_when_its_successor_runs_out() -> None:
    """The newer row had said that the older no longer holds."""
    draft = Evidence("portal", 1, DAY(2012, 1, 1))
    programme = Evidence("portal", 3, DAY(2018, 1, 1), until=DAY(2020, 12, 31))
    assert scored(draft, programme, as_of=DAY(2017, 1, 1))["score"] == 1
    assert pd.isna(scored(draft, programme, as_of=DAY(2022, 1, 1))["score"])


def test_of_equally_dated_rows_one_that_ran_out_leaves_the_word_to_the_other() -> None:
    """Only what still speaks is weighed by grade."""
    law = Evidence("portal", 4, DAY(2018, 1, 1), "A", until=DAY(2019, 1, 1))
    press = Evidence("portal", 1, DAY(2018, 1, 1), "D")
    assert scored(law, press, as_of=DAY(2018, 6, 1))["score"] == 4
    assert scored(law, press, as_of=DAY(2020, 6, 1))["score"] == 1


def test_a_dissent_opens_the_bounds_and_leaves_the_score() -> None:
    """Dissent is kept with its reason and never averaged in."""
    row = scored(Evidence("portal", 2, DAY(2020, 1, 1), dissent_score=3, dissent=DOUBT))
    assert (row["score"], row["low"], row["high"], row["dissent_score"]) == (2, 2, 3, 3)
    assert [row[f"dissent_{language}"] for language in ("ky", "ru", "en")] == ["шек", "сомнение", "a doubt"]
    lower = scored(Evidence("portal", 2, DAY(2020, 1, 1), dissent_score=0, dissent=DOUBT))
    assert (lower["score"], lower["low"], lower["high"]) == (2, 0, 2)


def test_a_dissent_on_a_row_that_was_replaced_is_gone_with_it() -> None:
    """A doubt about 2015 does not widen 2020."""
    old = Evidence("portal", 2, DAY(2015, 1, 1), dissent_score=4, dissent=DOUBT)
    row = scored(old, Evidence("portal", 3, DAY(2020, 1, 1)))
    assert (row["low"], row["high"]) == (3, 3)
    assert pd.isna(row["dissent_score"])
    assert row["dissent_en"] == ""


@pytest.mark.parametrize(
    ("dated", "as_of", "old"),
    [
        (DAY(2021, 6, 30), DAY(2026, 6, 30), False),
        (DAY(2021, 6, 29), DAY(2026, 6, 30), True),
        (DAY(2020, 2, 29), DAY(2025, 2, 28), False),
        (DAY(2020, 2, 29), DAY(2025, 3, 1), True),
        (DAY(2026, 6, 30), DAY(2026, 6, 30), False),
    ],
)
def test_evidence_is_old_after_more_than_five_years(dated, as_of, old) -> None:
    """Five years to the day are not more than five years."""
    assert is_old(dated, as_of) is old
    assert scored(Evidence("portal", 1, dated), as_of=as_of)["is_old"] is old


def test_an_item_scored_and_an_item_unknown_have_the_same_columns() -> None:
    """A table of both has no hole that would read as a number."""
    assert list(scored(Evidence("portal", 1, DAY(2020, 1, 1)))) == list(unknown(PORTAL))


rows = st.builds(
    Evidence,
    st.just("portal"),
    st.integers(0, 4),
    st.dates(DAY(2010, 1, 1), DAY(2030, 1, 1)),
    st.sampled_from("ABCD"),
    st.sampled_from(["KGZ", "MDA"]),
    until=st.none() | st.dates(DAY(2010, 1, 1), DAY(2035, 1, 1)),
    dissent_score=st.none() | st.integers(0, 4),
)


@given(st.lists(rows, max_size=6), st.randoms(use_true_random=False))
def test_what_is_dated_later_or_of_others_and_the_order_of_rows_change_nothing(evidence, shuffler) -> None:
    """A score as of a date is a function of what could be known by then."""
    visible = [row for row in evidence if row.origin == "KGZ" and row.as_of <= TODAY]
    shuffler.shuffle(visible)
    numbers = ("score", "low", "high", "as_of", "lapsed", "grade", "is_old")
    first, second = scored(*evidence), scored(*visible)
    assert [repr(first[name]) for name in numbers] == [repr(second[name]) for name in numbers]


@given(st.lists(rows, max_size=6))
def test_a_score_lies_within_its_bounds_and_no_evidence_never_reads_as_zero(evidence) -> None:
    """Unknown leaves 0 to 4; known leaves no more than that."""
    row = scored(*evidence)
    if pd.isna(row["score"]):
        assert (row["low"], row["high"], row["as_of"]) == (0, 4, "")
    else:
        assert 0 <= row["low"] <= row["score"] <= row["high"] <= 4
        assert row["as_of"]
        assert row["lapsed"] == ""
