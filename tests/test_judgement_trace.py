from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.errors import StructureError
from mekendesh.judgement.trace import questions_of, trace
from mekendesh.structure.mapping import open_mapping


@pytest.fixture(scope="module")
def mapping():
    return open_mapping("KGZ", "RUS", "example")


def ranked(proposal: str, findings: str) -> pd.DataFrame:
    return pd.DataFrame({"proposal": [proposal], "finding_ids": [findings]})


def test_a_recommendation_is_walked_down_to_the_questions(mapping):
    """Its items, its share with the questions it is made of, then each channel and each barrier of that share."""
    findings = "item:voting_abroad estimate:proposal_widen_voting|"
    table = trace(mapping.framework, ranked("widen_voting", findings), mapping.questionnaire)
    assert table[["step", "indicator", "questions"]].values.tolist() == [
        ["item", "", ""],
        ["share", "proposal_widen_voting", "did_civic willing_civic barriers"],
        ["part", "gap_civic", "did_civic willing_civic"],
        ["part", "barrier_no_information", "barriers"],
        ["part", "barrier_no_time", "barriers"],
        ["part", "barrier_bureaucracy", "barriers"],
    ]


def test_every_indicator_of_the_survey_is_read_from_a_question(mapping):
    """An indicator that no question feeds is nobody's answer; an age is asked as a year of birth."""
    questions = questions_of(mapping.framework, mapping.questionnaire)
    asked = {column.column for column in mapping.questionnaire.columns}
    assert all(columns and set(columns) <= asked for columns in questions.values())
    assert questions["age_18_29"] == ("birth_year",)
    assert questions["gapbarrier_trade__no_trust"] == ("did_trade", "willing_trade", "barriers")


@pytest.mark.parametrize("finding", ["estimate:proposal_gone|", "rumour:x", "estimate:wealth_high|"])
def test_a_finding_that_leads_nowhere_is_refused(mapping, finding):
    """No orphan passes as a finding."""
    with pytest.raises(StructureError, match="leads to no item and to no question"):
        trace(mapping.framework, ranked("widen_voting", finding), mapping.questionnaire)


def test_of_no_recommendation_the_trace_is_empty_but_whole(mapping):
    """An empty list is a list with its columns."""
    table = trace(mapping.framework, ranked("widen_voting", "").iloc[:0], mapping.questionnaire)
    assert table.empty
    assert list(table.columns) == ["proposal", "step", "finding", "indicator", "questions"]
