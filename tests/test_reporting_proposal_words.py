"""What is said of a proposal wherever it stands: a word for every code of the structure, and places or their code."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from mekendesh.reporting.recommendations import proposal_words
from mekendesh.reporting.recommendations.proposal_words import (
    COSTS,
    HORIZONS,
    KINDS,
    NO_EVIDENCE,
    STATUSES,
    grade,
    heading,
    places,
)
from mekendesh.reporting.state.readiness import GRADES
from mekendesh.structure import proposals
from mekendesh.words import LANGUAGES, Label, say

PROPOSAL = SimpleNamespace(title=Label("Бирдиктүү портал", "Единый портал", "One portal"))


def row(**cells) -> pd.Series:
    return pd.Series({"rank": 2, "rank_low": 1, "rank_high": 6, "flag": ""} | cells, dtype=object)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (HORIZONS, proposals.HORIZONS),
        (COSTS, proposals.COST_BANDS),
        (KINDS, proposals.KINDS),
        (STATUSES, proposals.STATUSES),
    ],
)
def test_every_code_an_editor_may_write_has_a_word_and_no_two_share_one(words, codes):
    """A new code in the structure without a word would stop the report of every country."""
    assert set(words) == set(codes)
    for language in LANGUAGES:
        assert len({say(word, language) for word in words.values()}) == len(words)


def test_a_proposal_is_named_with_its_place_and_title():
    """A title, where it is only named: what exactly is asked is told elsewhere."""
    assert say(heading(row(), PROPOSAL), "en") == "2. One portal"
    assert say(heading(row(), PROPOSAL), "ky") == "2. Бирдиктүү портал"


@pytest.mark.parametrize("flag", ["c", "x"])
def test_where_the_place_is_hidden_its_code_stands_for_it(flag):
    """Never a NaN, and never a place that the protected list does not tell."""
    assert say(heading(row(rank=pd.NA, flag=flag), PROPOSAL), "en") == f"[{flag}]. One portal"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({}, "1 to 6"),
        ({"rank_low": 2, "rank_high": 2}, "2"),
        ({"rank_low": pd.NA, "rank_high": pd.NA, "flag": "c"}, "[c]"),
        ({"rank_low": pd.NA, "flag": "c"}, "[c]"),
        ({"rank_high": float("nan"), "flag": "x"}, "[x]"),
        ({"rank_low": pd.NA, "rank_high": pd.NA}, "[z]"),
    ],
)
def test_places_are_a_range_one_place_or_a_code(cells, said):
    """One end alone is hidden as both are: a range open at one side would tell more than it may."""
    assert say(places(row(**cells)), "en") == said


def test_the_weakest_grade_speaks_for_the_evidence_and_its_age_beside_it():
    """None is said to be none; old evidence is counted."""
    assert grade("", 0) is NO_EVIDENCE
    assert grade("", 3) is NO_EVIDENCE
    assert grade("B", 0) == GRADES["B"]
    assert say(grade("D", 2), "en") == "D: expert or press; more than five years old for 2 of its items"


def test_a_range_before_a_survey_is_not_told_as_ninety_five_of_a_hundred_draws():
    """Before a survey there are no draws: the two explanations are never one."""
    said = {language: say(proposal_words.RANGE_BEFORE, language) for language in LANGUAGES}
    for language in LANGUAGES:
        assert "95" in say(proposal_words.RANGE, language)
        assert "95" not in said[language]
