import re
from pathlib import Path

import pytest

from mekendesh.judgement.corridor import judge
from mekendesh.reporting import agenda, locks, potential, proposals
from mekendesh.reporting.door import protect_judgement
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import LANGUAGES, say

CAUSAL = re.compile(
    r"\b(cause[sd]?|unlock\w*|lead[s]? to|because of|thanks to|would increase|will increase)\b", re.I
)


def said(blocks, language="en"):
    """Every cell, note and caption of tables in a language."""
    lines = []
    for block in blocks:
        lines += [say(cell, language) for row in block.rows for cell in row]
        lines += [say(words, language) for words in (block.caption, *block.notes)]
    return "\n".join(lines)


@pytest.fixture
def before(tree):
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    judgement = judge(mapping, None, None)
    return mapping, judgement, protect_judgement(judgement, None)


def test_an_example_report_addresses_no_real_body_by_name(surveyed):
    """What simulated people need is asked of no real body."""
    tables = [
        proposals.ranked(surveyed.mapping, surveyed.judgement, surveyed.public),
        locks.by_channel(surveyed.mapping, surveyed.public),
        agenda.gaps(surveyed.mapping, surveyed.judgement),
    ]
    roles = {role.label for role in surveyed.mapping.framework.roles}
    for language in LANGUAGES:
        text = said(tables, language)
        for body in surveyed.mapping.framework.bodies:
            assert body.label in roles or getattr(body.label, language) not in text, body.label.en


def test_a_real_round_addresses_named_bodies(before):
    """In a real round each recommendation names the body in office at its date."""
    mapping, judgement, public = before
    text = said([proposals.ranked(mapping, judgement, public)])
    assert "Presidential Administration of the Kyrgyz Republic" in text


def test_before_the_fieldwork_no_number_of_people_stands_beside_a_recommendation(before):
    """The order follows from readiness alone, and says so."""
    mapping, judgement, public = before
    table = proposals.ranked(mapping, judgement, public)
    assert {"share", "people", "priority", "top_five"}.isdisjoint(column.key for column in table.columns)
    assert "Before a survey the order follows from readiness alone" in said([table])


def test_every_recommendation_rests_on_at_least_one_finding(surveyed, before):
    """No proposal without a finding."""
    for ranked in (surveyed.public.ranked, before[2].ranked):
        assert (ranked["finding_ids"].str.split().str.len() >= 1).all()
        assert ranked["finding_ids"].str.contains("item:").all()


def test_the_brief_has_at_most_six_findings_and_ends_with_the_agenda(surveyed, before):
    """Six lines: how many, what they give, readiness, the first recommendation and who is asked, the gaps."""
    for mapping, judgement, public in (
        (surveyed.mapping, surveyed.judgement, surveyed.public),
        before,
    ):
        lines = [say(finding, "en") for finding in proposals.in_brief(mapping, judgement, public).findings]
        assert len(lines) <= 6
        assert any(line.startswith("First recommendation: ") and "Asked: " in line for line in lines)
        assert "agenda" in lines[-1]


def test_a_chance_of_being_among_the_first_five_is_said_only_where_more_are_ranked(surveyed):
    """With five proposals or fewer the chance would be one and say nothing."""
    ranked = surveyed.public.ranked
    table = proposals.ranked(surveyed.mapping, surveyed.judgement, surveyed.public)
    place = [column.key for column in table.columns].index("top_five")
    shown = {say(row[place], "en") for row in table.rows}
    assert (shown == {"[z]"}) == (ranked["rank"].notna().sum() <= 5)


def test_no_sentence_promises_an_effect():
    """One cross-section identifies no effect."""
    modules = (proposals, locks, agenda, potential)
    source = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in modules)
    messages = re.findall(r'message\(\s*"(.*?)"', source, flags=re.S)
    assert len(messages) > 40
    claims = [text for text in messages if CAUSAL.search(text) and "need not" not in text]
    assert claims == []


def test_proposals_about_the_mapping_itself_are_shown_with_the_reason_why_they_have_no_place(before):
    """Structure, premise and fieldwork proposals stand beside the policy ones."""
    mapping, judgement, _ = before
    table = proposals.without_rank(mapping, judgement)
    kinds = {say(row[1], "en") for row in table.rows}
    assert {"structure of the mapping", "fieldwork"} <= kinds
    assert len(table.rows) == len(judgement.unranked)
    assert all(say(row[3], "en") for row in table.rows)
