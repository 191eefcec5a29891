"""How a gap would be closed: words for every kind of it, and somebody who is asked."""

from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.judgement.agenda import KINDS
from mekendesh.judgement.corridor import judge
from mekendesh.reporting.recommendations import agenda_closing
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


@pytest.fixture(scope="module")
def judged():
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    return mapping, judge(mapping, None, None)


def test_every_kind_of_gap_has_words():
    """A new kind without words would fail here, not on a page."""
    assert set(agenda_closing.GAPS) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "subject", "why", "said"),
    [
        ("evidence_old", "forum", "2018-08-08", "desk: newer evidence than of 8 August 2018"),
        ("item_unknown", "awareness", "survey", "field: the survey’s question on it"),
        ("premise_not_tested", "trust_is_enough", "estimate:trust_high|", "field: the survey’s question on it"),
        ("premise_open", "trust_is_enough", "estimate:trust_high|", "field: more people asked, or the next round"),
        ("premise_not_tested", "data_are_protected", "item:data_protection", "desk: “"),
        ("corridor_without_figure", "KGZ-CHN", "", "statistics: a first figure"),
    ],
)  # fmt: skip
def test_people_are_asked_what_only_people_know_and_documents_the_rest(judged, kind, subject, why, said):
    """A document cannot answer for people, nor a survey for the law."""
    line = pd.Series({"kind": kind, "subject": subject, "why": why})
    assert say(agenda_closing.closing(judged[0], line), "en").startswith(said)
    assert agenda_closing.asked_for_it(*judged, line).terms


def test_an_item_that_people_answer_is_never_said_to_lack_evidence(judged):
    """Awareness is hidden or not asked; no archive holds it."""
    line = {"kind": "item_unknown", "subject": "awareness", "why": "survey"}
    before, after = (pd.Series(line | {"rule": rule}) for rule in ("hanging", "changes"))
    assert say(agenda_closing.gap(before), "en") == "nobody has been asked yet"
    assert say(agenda_closing.gap(after), "en") == "no answers that may be shown"


def test_the_roles_that_are_asked_for_figures_and_fieldwork_are_on_the_list(judged):
    """A role renamed in its file would leave the agenda without anyone to ask."""
    roles = {role.role for role in judged[0].framework.roles}
    assert {agenda_closing.STATISTICS, agenda_closing.TEAM} <= roles


@pytest.mark.parametrize(
    ("kind", "subject", "said"),
    [
        ("item_unknown", "portal", "portal or hotline"),
        ("evidence_old", "forum", "regular forum with tracked follow-up"),
        ("corridor_without_figure", "KGZ-CHN", "China"),
        ("definition_decides", "KGZ-RUS", "Russia"),
    ],
)
def test_a_gap_is_of_an_item_or_a_country_by_its_name(judged, kind, subject, said):
    """An id on a page would tell nobody what is missing; of a corridor it is the country of destination."""
    line = pd.Series({"kind": kind, "subject": subject})
    assert say(agenda_closing.subject(judged[0], line), "en") == said


def test_figures_are_asked_of_the_statistical_office_and_fieldwork_of_the_mapping_team(judged):
    """And a document of neither where a proposal's lead would act on it: whose work it is, kind by kind."""
    mapping, judgement = judged
    why = {"evidence_old": "2018-08-08", "item_unknown": "evidence"}
    asked = {}
    for kind in KINDS:
        subject = {"item_unknown": "portal", "evidence_old": "forum"}.get(kind, "trust_is_enough")
        line = pd.Series({"kind": kind, "subject": subject, "why": why.get(kind, "estimate:trust_high|")})
        asked[kind] = say(agenda_closing.asked_for_it(mapping, judgement, line), "en")
        assert say(agenda_closing.closing(mapping, line), "en")
    office = "National Statistical Committee of the Kyrgyz Republic"
    assert {kind for kind, body in asked.items() if body == office} == {
        "corridor_without_figure",
        "definition_decides",
    }
    assert {kind for kind, body in asked.items() if body == "the mapping team"} == {
        "premise_not_tested",
        "premise_open",
        "interval_wide",
        "estimators_disagree",
    }


def test_a_document_is_asked_of_every_body_that_would_lead_and_of_each_once(judged):
    """By hand, from the list of proposals: the leads of those that would raise the item."""
    mapping, judgement = judged
    for item in (each.item for each in mapping.framework.items if each.scored_by == "evidence"):
        line = pd.Series({"kind": "item_unknown", "subject": item, "why": "evidence"})
        asked = [term.en for term in agenda_closing.asked_for_it(mapping, judgement, line).terms]
        leads = {each.lead_role for each in mapping.framework.proposals if item in each.items}
        assert len(asked) == max(len(leads), 1)
        assert set(asked) == {judgement.addressees[role].label.en for role in leads or {"mapping_team"}}
