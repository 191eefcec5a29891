"""From a recommendation down to the people counted: every step, and nothing the list may not show."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from mekendesh.errors import ProtectionError
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.doors.door import protect_judgement
from mekendesh.reporting.recommendations.walk_down import walk_down
from mekendesh.reporting.rendering import block_html
from mekendesh.words import LANGUAGES, say

NOT_ASKED = "not asked: dated evidence"


def rows(table: Table) -> list[dict[str, str]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, (say(cell, "en") for cell in row), strict=True)) for row in table.rows]


def test_a_recommendation_folds_open_to_its_questions_and_the_people_counted(surveyed):
    """From any recommendation one walks down to findings, statistics, questions, counted people in fives."""
    block = walk_down(surveyed.mapping, surveyed.judgement, surveyed.public)
    said = rows(block)
    assert block.layout == "folds"
    ranked = surveyed.public.ranked["proposal"]
    assert len({row["recommendation"] for row in said}) == len(ranked)
    questions = {column.label.en for column in surveyed.mapping.questionnaire.columns}
    counted = [row for row in said if row["people"] != NOT_ASKED]
    assert counted
    for row in counted:
        assert any(question in row["basis"] for question in questions), row
        assert row["people"] == "[c]" or int(row["people"]) % 5 == 0
    page = block_html(block, "en", 1, is_example=True)
    assert page.count("<details") == page.count("</details>") == len(ranked)


def test_a_hidden_share_is_hidden_on_the_way_down_too(surveyed):
    """The walk-down shows no number that the list may not."""
    shares = surveyed.public.shares.copy()
    hidden = shares["indicator"].str.startswith(("proposal_", "gap_", "barrier_"))
    shares.loc[hidden, ["value", "low", "high"]] = float("nan")
    shares.loc[hidden, "flag"] = "c"
    public = protect_judgement(surveyed.judgement, shares)
    said = rows(walk_down(surveyed.mapping, surveyed.judgement, public))
    assert {row["value"] for row in said if row["people"] != NOT_ASKED} == {"[c]"}


def test_every_item_on_the_way_has_a_score_within_its_bounds_and_a_dated_source(surveyed):
    """A whole score of four, its bounds where there are any; who says so, when, and of which grade."""
    for row in rows(walk_down(surveyed.mapping, surveyed.judgement, surveyed.public)):
        if row["people"] != NOT_ASKED:
            continue
        said = re.fullmatch(r"score (\d) of 4(?:, between (\d) and (\d))?", row["value"])
        assert said, row
        score, low, high = (int(part) for part in (said[1], said[2] or said[1], said[3] or said[1]))
        assert 0 <= low <= score <= high <= 4
        assert re.search(r"\b20\d\d\b.* \([A-D]: |no dated evidence yet$", row["basis"]), row


def test_a_share_comes_before_the_parts_it_is_made_of(surveyed):
    """Of each proposal: items, then the share that its rank rests on, then each channel and each obstacle of it."""
    said = rows(walk_down(surveyed.mapping, surveyed.judgement, surveyed.public))
    whole = "share who are willing, do not act, and name an obstacle addressed"
    for name in dict.fromkeys(row["recommendation"] for row in said):
        steps = [row for row in said if row["recommendation"] == name]
        places = [at for at, row in enumerate(steps) if row["finding"] == whole]
        assert len(places) == 1
        assert all(row["people"] == NOT_ASKED for row in steps[: places[0]])
        assert all(row["people"] != NOT_ASKED for row in steps[places[0] :])
        assert len(steps) > places[0] + 1


def test_no_cell_says_that_something_is_not_a_number(surveyed):
    """In no language; what is not known has a word or a code."""
    block = walk_down(surveyed.mapping, surveyed.judgement, surveyed.public)
    for language in LANGUAGES:
        text = " ".join(say(cell, language) for row in block.rows for cell in row)
        assert "nan" not in text.casefold().split() and "⟦" not in text


def test_a_share_that_is_not_in_the_table_is_hidden_and_so_are_its_people(surveyed):
    """A table without a row is not a table with a nought."""
    public = replace(surveyed.public, shares=surveyed.public.shares.iloc[0:0])
    said = [
        row
        for row in rows(walk_down(surveyed.mapping, surveyed.judgement, public))
        if row["people"] != NOT_ASKED
    ]
    assert said
    assert {(row["value"], row["people"]) for row in said} == {("[c]", "[c]")}


def test_where_nothing_is_ranked_there_is_nothing_to_trace_and_that_is_said(surveyed):
    """An empty list is a statement too."""
    nothing = replace(surveyed.public, ranked=surveyed.public.ranked.iloc[0:0])
    block = walk_down(surveyed.mapping, surveyed.judgement, nothing)
    assert isinstance(block, Paragraph)
    assert block.tone == "notice"


@pytest.mark.parametrize("part", ["ranked", "shares"])
def test_what_did_not_come_through_the_door_is_refused(surveyed, part):
    """A raw table is no statistic, whichever of the two it is."""
    raw = replace(surveyed.public, **{part: pd.DataFrame(getattr(surveyed.public, part))})
    with pytest.raises(ProtectionError):
        walk_down(surveyed.mapping, surveyed.judgement, raw)
