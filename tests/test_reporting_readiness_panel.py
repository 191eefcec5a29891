from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.judgement.corridor import judge
from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.state.readiness_panel import beside_evidence
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


@pytest.fixture(scope="module")
def mapping():
    return open_mapping("KGZ", "RUS", "2027-1")


def shown(mapping, *rows: tuple) -> dict[str, list[str]]:
    panel = pd.DataFrame(rows, columns=["item", "median", "n", "flag"])
    table = beside_evidence(mapping, judge(mapping, None, None), panel)
    return {say(row[0], "en"): [say(cell, "en") for cell in row[1:]] for row in table.rows}


def test_the_median_stands_beside_the_score_and_not_in_its_place(mapping):
    """Two columns; the evidence's is the same as without a panel."""
    assert shown(mapping, ("forum", 3.0, 14, ""), ("portal", 1.5, 9, ""), ("voting_abroad", 1.0, 9, "")) == {
        "voting abroad": ["3", "1", "lower than the evidence shows"],
        "portal or hotline": ["not known", "1.5", "no evidence to set it beside"],
        "regular forum with tracked follow-up": ["2", "3", "higher than the evidence shows"],
    }


def test_a_median_of_four_raters_is_not_shown_anywhere(mapping):
    """From five raters on, never a person's rating."""
    assert shown(mapping, ("forum", 3.0, 4, "")) == {
        "regular forum with tracked follow-up": ["2", "[c]", "too few rated it to be shown"]
    }


def test_the_panel_does_not_answer_for_the_people(mapping):
    """A rating of trust is not the survey's trust."""
    said = shown(mapping, ("trust_in_state", 3.0, 14, ""), ("forum", 2.0, 14, ""))
    assert list(said) == ["regular forum with tracked follow-up"]


def test_a_rating_of_no_item_is_refused_and_not_dropped(mapping):
    """A slip in an id would lose a rating in silence."""
    with pytest.raises(EstimationError, match="fora"):
        shown(mapping, ("fora", 3.0, 14, ""))


@pytest.mark.parametrize("panel", [None, pd.DataFrame(columns=["item", "median", "n", "flag"])])
def test_before_a_round_table_the_report_says_so(mapping, panel):
    """The normal first state."""
    block = beside_evidence(mapping, judge(mapping, None, None), panel)
    assert isinstance(block, Paragraph)


def test_a_panel_that_rated_nothing_here_leaves_one_line_that_says_so(mapping):
    """No blank table."""
    assert shown(mapping, ("forum", float("nan"), 0, "")) == {"not rated": ["[z]", "[z]", "[z]"]}
