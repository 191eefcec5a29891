"""The panel beside the rule: whether they agree on what comes first, and when nothing is compared."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from mekendesh.reporting.experts import roundtable
from mekendesh.reporting.experts.panel_beside_rule import beside_the_rule
from mekendesh.reporting.experts.panel_cells import of_list
from mekendesh.structure.mapping import open_nation
from mekendesh.structure.roundtable import IMPORTANCE
from mekendesh.words import Label, say
from panel_examples import panel_of


@pytest.fixture(scope="module")
def country():
    return open_nation("KGZ", "2027-1")


def listed(*proposals: str, rank: int | None = 1) -> SimpleNamespace:
    """A list of the rule as the door lets it out, as far as the panel's table reads it."""
    ranks = pd.array([rank] + [2] * (len(proposals) - 1), dtype="Int64") if proposals else []
    return SimpleNamespace(ranked=pd.DataFrame({"proposal": list(proposals), "rank": ranks}))


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("run_portal", "The round table agrees with the rule on what comes first: to “One portal and a hotline” it gives "
                       "its highest importance, 9.0 of 9"),
        ("widen_voting", "The rule puts “Remote voting and representation in parliament” first; the round table gives it an importance of 7.0 of 9, "
                         "and a higher one to 1 of the 2 others"),
        ("fix_incentives", "The round table does not agree with the rule on what comes first: to “Tax and customs terms "
                           "fixed for five years” it gives its lowest importance, 5.0 of 9"),
    ],
)  # fmt: skip
def test_the_table_says_whether_the_panel_holds_important_what_the_rule_puts_first(country, first, said):
    """Agreement and dissent alike; a median of four ratings is no part of it."""
    panel = panel_of(
        *(("importance", name, "after", {"state": [value] * 5})
          for name, value in (("run_portal", 9), ("widen_voting", 7), ("fix_incentives", 5))),
        ("importance", "extend_legal_aid", "after", {"state": [1] * 4}),
    )  # fmt: skip
    told = roundtable.said_of_proposals(country, panel, listed(first, "name_lead_body"))
    assert say(told.caption, "en") == said
    assert "neither is thereby wrong" in say(told.notes[0], "en")


def test_without_a_list_or_a_rating_of_its_first_nothing_is_compared(country):
    """No list, a hidden first place, a first that four rated, or nothing rated beside it."""
    rated = ("importance", "run_portal", "after", {"state": [9] * 5})
    few = ("importance", "widen_voting", "after", {"state": [9] * 4})
    other = ("importance", "fix_incentives", "after", {"state": [9] * 5})
    for panel, public in (
        (panel_of(rated, other), None),
        (panel_of(rated, other), listed()),
        (panel_of(rated, other), listed("run_portal", rank=None)),
        (panel_of(rated, few, other), listed("widen_voting")),
        (panel_of(rated), listed("run_portal")),
    ):
        told = roundtable.said_of_proposals(country, panel, public)
        assert say(told.caption, "en") == "What the round table said of the proposals"


def test_where_all_are_rated_alike_the_panel_agrees():
    """The first shares the highest importance with others; that it shares the lowest too is no dissent."""
    names = ("run_portal", "widen_voting")
    titles = {name: Label(name, name, name) for name in names}
    panel = panel_of(*((IMPORTANCE, name, "after", {"state": [7] * 5}) for name in names))
    told = beside_the_rule(titles, of_list(panel.results, IMPORTANCE), listed("widen_voting"))
    assert say(told, "en") == (
        "The round table agrees with the rule on what comes first: to “widen_voting” it gives its highest importance, "
        "7.0 of 9"
    )
