import re
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.extract import extract

from mekendesh.judgement.corridor import judge
from mekendesh.reporting.blocks import Brief, Figure, Paragraph
from mekendesh.reporting.compatriots import locks, potential
from mekendesh.reporting.doors.door import Public, protect_judgement
from mekendesh.reporting.recommendations import (
    action_plan,
    agenda,
    bodies,
    findings,
    first_proposals,
    kpis,
    proposal_numbers,
    proposal_words,
    proposals,
    walk_down,
)
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import LANGUAGES, say

CAUSAL = re.compile(
    r"\b(cause[sd]?|unlock\w*|lead[s]? to|because of|thanks to|would increase|will increase)\b", re.I
)


def said(blocks, language="en"):
    """Every word of tables, charts and briefs in a language."""
    lines = []
    for block in blocks:
        if isinstance(block, Brief):
            terms = [*block.findings, *chain(*(vars(first).values() for first in block.first))]
        elif isinstance(block, Figure):
            lines.append(said([block.data], language))
            terms = [block.title, block.subtitle, block.alt, *chain(*block.words.values())]
        else:
            terms = [block.caption, *block.notes, *chain(*block.rows)]
        lines += [say(term, language) for term in terms]
    return "\n".join(lines)


@pytest.fixture
def before(tree):
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    judgement = judge(mapping, None, None)
    return mapping, judgement, protect_judgement(judgement, None)


def test_an_example_report_addresses_no_real_body_by_name(surveyed):
    """What simulated people need is asked of no real body."""
    told = [
        findings.in_brief(surveyed.mapping, surveyed.judgement, surveyed.public),
        proposals.ranked_chart(surveyed.mapping, surveyed.public),
        proposals.ranked(surveyed.mapping, surveyed.judgement, surveyed.public),
        proposals.without_rank(surveyed.mapping, surveyed.judgement),
        locks.by_channel(surveyed.mapping, surveyed.public),
        agenda.gaps(surveyed.mapping, surveyed.judgement),
    ]
    roles = {role.label for role in surveyed.mapping.framework.roles}
    for language in LANGUAGES:
        text = said(told, language)
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
    assert {"places", "evidence", "baseline", "target", "check"} <= {column.key for column in table.columns}
    assert "Before a survey the order follows from readiness alone" in said([table])


def test_every_recommendation_rests_on_at_least_one_finding(surveyed, before):
    """No proposal without a finding."""
    for ranked in (surveyed.public.ranked, before[2].ranked):
        assert (ranked["finding_ids"].str.split().str.len() >= 1).all()
        assert ranked["finding_ids"].str.contains("item:").all()


def test_a_chance_of_being_among_the_first_five_is_said_only_where_more_are_ranked(surveyed):
    """With five proposals or fewer the chance would be one and say nothing."""
    ranked = surveyed.public.ranked
    table = proposals.ranked(surveyed.mapping, surveyed.judgement, surveyed.public)
    told = "top_five" in [column.key for column in table.columns]
    assert told == (ranked["rank"].notna().sum() > 5)


def test_no_sentence_promises_an_effect():
    """One cross-section identifies no effect."""
    messages = []
    told = (
        findings,
        first_proposals,
        proposals,
        proposal_numbers,
        proposal_words,
        kpis,
        walk_down,
        action_plan,
        bodies,
    )
    for module in (*told, locks, agenda, potential):
        with Path(module.__file__).open("rb") as source:
            for _, text, _, _ in extract("python", source, keywords={"message": None, "plural": (1, 2)}):
                messages += [text] if isinstance(text, str) else text
    assert len(messages) > 80
    claims = [text for text in messages if CAUSAL.search(text) and "need not" not in text]
    assert claims == []


def test_proposals_about_the_mapping_itself_are_shown_with_the_reason_why_they_have_no_place(before):
    """Structure, premise and fieldwork proposals stand beside the policy ones."""
    mapping, judgement, _ = before
    table = proposals.without_rank(mapping, judgement)
    kinds = {say(row[2], "en") for row in table.rows}
    assert {"structure of the mapping", "fieldwork"} <= kinds
    assert len(table.rows) == len(judgement.unranked)
    assert all(say(row[4], "en") for row in table.rows)


def test_a_hidden_row_shows_its_code_instead_of_every_number_of_the_survey(surveyed):
    """Share, people and priority say no more than the protected share; words and the evidence stay."""
    shares = surveyed.public.shares.copy()
    first = surveyed.public.ranked.iloc[0]["proposal"]
    row = (shares["indicator"] == f"proposal_{first}") & (shares["site"] == "")
    shares.loc[row, ["value", "low", "high"]] = float("nan")
    shares.loc[row, "flag"] = "c"
    public = protect_judgement(surveyed.judgement, shares)
    table = proposals.ranked(surveyed.mapping, surveyed.judgement, public)
    title = next(each.title for each in surveyed.mapping.framework.proposals if each.proposal == first)
    keys = [column.key for column in table.columns]
    hidden = [say(cell, "en") for cell in table.rows[-1]]
    assert hidden[0] == f"[c]. {title.en}"
    assert {hidden[keys.index(key)] for key in ("share", "people", "priority")} == {"[c]"}
    assert not hidden[keys.index("score")].startswith("[")
    assert any(say(note, "en").startswith("1 of them: a place that cannot be shown") for note in table.notes)
    chart = proposals.ranked_chart(surveyed.mapping, public)
    assert title.en not in say(chart.title, "en")
    assert title.en not in said([chart.data])


def test_a_survey_whose_shares_are_all_hidden_is_not_told_as_no_survey(all_hidden):
    """Nothing can be put first, and that is said instead; the list is not passed off as the one before the fieldwork."""
    mapping, judgement, public = all_hidden.mapping, all_hidden.judgement, all_hidden.public
    table = proposals.ranked(mapping, judgement, public)
    assert {"share", "people", "priority"} <= {column.key for column in table.columns}
    assert "Before a survey" not in said([table])
    assert all(say(row[0], "en").startswith("[c]. ") for row in table.rows)
    chart = proposals.ranked_chart(mapping, public)
    assert isinstance(chart, Paragraph)
    assert say(chart.text, "en").startswith("No recommendation can be put first")
    assert "No recommendation can be put first" in said([findings.in_brief(mapping, judgement, public)])


def test_where_no_item_is_known_nothing_is_ranked_and_that_is_said(before):
    """An empty list is a statement too."""
    mapping, judgement, public = before
    nothing = Public(None, public.ranked.iloc[0:0], None, None)
    for block in (proposals.ranked(mapping, judgement, nothing), proposals.ranked_chart(mapping, nothing)):
        assert say(block.text, "en").startswith("No recommendation can be ranked: the items")
    assert "No proposal can be given a place yet" in said([findings.in_brief(mapping, judgement, nothing)])


def test_no_ranked_list_stands_without_how_stable_its_order_is(surveyed, before):
    """Each place comes with the places it could have, of which it is one; hidden rows tell none."""
    for ranked in (surveyed.public.ranked, before[2].ranked):
        shown = ranked[ranked["rank"].notna()]
        assert (shown["rank_low"] <= shown["rank"]).all()
        assert (shown["rank"] <= shown["rank_high"]).all()
        assert (shown["rank_high"] <= len(shown)).all()
        assert ranked[ranked["rank"].isna()][["rank_low", "rank_high"]].isna().all(axis=None)
    for mapping, judgement, public in (
        (surveyed.mapping, surveyed.judgement, surveyed.public),
        before,
    ):
        table = proposals.ranked(mapping, judgement, public)
        assert "Places it could have: " in said([table])


def test_the_panel_s_median_of_feasibility_stands_beside_a_recommendation_where_it_may(before):
    """Five raters give a median, fewer a code, none a word; without a round table there is no such column."""
    mapping, judgement, public = before
    keys = [column.key for column in proposals.ranked(mapping, judgement, public).columns]
    assert "feasibility" not in keys
    first, second = public.ranked["proposal"].head(2)
    rows = ["participant,stratum,what,id,moment,rating"]
    rows += [f"p{n},state,feasibility,{first},after,{n}" for n in (3, 6, 7, 8, 9)]
    rows += [f"p{n},state,feasibility,{second},after,{n}" for n in (3, 6)]
    folder = mapping.tree.roundtable("KGZ/2027-1")
    folder.mkdir(parents=True)
    (folder / "ratings.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    table = proposals.ranked(mapping, judgement, public)
    place = [column.key for column in table.columns].index("feasibility")
    assert [say(row[place], "en") for row in table.rows[:3]] == ["7.0", "[c]", "no rating"]
