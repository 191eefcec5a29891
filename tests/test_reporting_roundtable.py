"""The round table on a page: words for a panel's numbers, and nothing of a person."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from mekendesh.judgement.panel import judge_panel, read_panel
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.experts import roundtable, roundtable_words
from mekendesh.simulation.panel import simulate_panel_if_example
from mekendesh.structure.mapping import open_mapping, open_nation
from mekendesh.structure.roundtable import RATING_COLUMNS
from mekendesh.words import say

BLOCKS = (
    roundtable.said_of_proposals,
    roundtable.said_of_readiness,
    roundtable.gaps,
)


def panel_of(*rows: tuple[str, str, str, dict[str, list[int]]]):
    """What, id, moment, ratings by stratum."""
    return judge_panel(
        pd.DataFrame(
            [(f"{stratum}{place}", stratum, what, name, moment, value)
             for what, name, moment, given in rows for stratum, values in given.items()
             for place, value in enumerate(values)],
            columns=RATING_COLUMNS,
        ),
        rng_seed=1,
    )  # fmt: skip


@pytest.fixture(scope="module")
def country():
    return open_nation("KGZ", "2027-1")


def cells(table: Table) -> list[list[str]]:
    return [[say(cell, "en") for cell in row] for row in table.rows]


def test_proposals_stand_by_importance_with_agreement_in_words(country):
    """Median, three tenths below and above it, the rule of thirds, and the move; what nobody rated stands last.

    P30 of 1, 1, 1, 9, … lies a tenth of the way from 1 to 9, at 1.8, and is told as 2.
    """
    panel = panel_of(
        ("importance", "run_portal", "after", {"state": [7] * 8}),
        ("feasibility", "run_portal", "before", {"state": [2] * 8}),
        ("feasibility", "run_portal", "after", {"state": [1, 1, 1, 9, 9, 9, 9, 9]}),
        ("importance", "widen_voting", "after", {"state": [9] * 5}),
        ("feasibility", "widen_voting", "after", {"state": [5] * 4}),
    )
    table = roundtable.said_of_proposals(country, panel)
    first, second, third = cells(table)[:3]
    assert first[1:] == ["9.0 (9.0–9.0): too few ratings to say", "[c]", "[c]"]
    assert second[1:] == [
        "7.0 (7.0–7.0): the panel agrees",
        "9.0 (2.0–9.0): the panel disagrees",
        "higher by 7.0",
    ]
    assert third[1:] == ["[na]"] * 3
    assert len(table.rows) == len(country.framework.proposals)


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


def test_the_first_of_the_panel_is_one_finding_number_first(country):
    """And none where four rated, or nobody."""
    told = roundtable.in_brief(country, panel_of(("importance", "run_portal", "after", {"state": [7] * 5})))
    assert say(told, "en").startswith("7.0 of 9 is the importance that the round table gives")
    assert say(told, "en").endswith("Feasibility: [na].")
    assert (
        roundtable.in_brief(country, panel_of(("importance", "run_portal", "after", {"state": [7] * 4})))
        is None
    )
    assert roundtable.in_brief(country, None) is None


def test_readiness_has_the_share_near_the_median_and_the_move(country):
    """In tenths, which is as fine as a panel may be told."""
    panel = panel_of(
        ("readiness", "portal", "before", {"state": [3] * 6}),
        ("readiness", "portal", "after", {"state": [0, 1, 1, 1, 1, 4]}),
    )
    row = next(row for row in cells(roundtable.said_of_readiness(country, panel)) if row[1] != "[na]")
    assert row[1:] == ["1.0 (1.0–1.0)", "about 8 in 10", "lower by 2.0"]


def test_the_widest_gaps_come_first_and_small_ones_are_not_told(country):
    """Two points or more; who rated higher and who lower."""
    panel = panel_of(
        ("importance", "run_portal", "after", {"state": [8] * 5, "diaspora": [5] * 5}),
        ("importance", "widen_voting", "after", {"state": [5] * 5, "diaspora": [9] * 5}),
        ("readiness", "portal", "after", {"state": [3] * 5, "diaspora": [2] * 5}),
    )
    rows = cells(roundtable.gaps(country, panel))
    assert [row[1:] for row in rows] == [
        ["importance of the proposals", "4.0", "diaspora organisations: 9.0", "state bodies: 5.0"],
        ["importance of the proposals", "3.0", "state bodies: 8.0", "diaspora organisations: 5.0"],
    ]


def test_a_panel_without_gaps_says_so(country):
    """No empty table."""
    panel = panel_of(("importance", "run_portal", "after", {"state": [8] * 5, "diaspora": [8] * 5}))
    assert isinstance(roundtable.gaps(country, panel), Paragraph)


def test_an_order_in_common_is_a_number_and_a_word(country):
    """Five members of one mind: 1.00, largely one order; a list nobody rated whole says [c]."""
    panel = panel_of(
        *(("importance", name, "after", {"state": [value] * 5})
          for name, value in (("run_portal", 9), ("widen_voting", 5), ("fix_incentives", 1)))
    )  # fmt: skip
    rows = {row[0]: row[1:] for row in cells(roundtable.order_in_common(panel))}
    assert rows["importance of the proposals"] == ["1.00", "largely one order", "5 or more"]
    assert rows["readiness of the state"] == ["[c]", "[c]", "[c]"]


def test_before_a_round_table_every_block_says_so(country):
    """A corridor without a panel is the normal first state."""
    for block in BLOCKS:
        assert block(country, None).text == roundtable.NO_PANEL
    assert roundtable.order_in_common(None).text == roundtable.NO_PANEL
    assert isinstance(roundtable_words.dissent_in_words(country), Paragraph)
    assert isinstance(roundtable_words.comments_answered(open_mapping("KGZ", "RUS", "2027-1")), Paragraph)


def test_the_example_shows_every_block_and_nobody_in_it(tree):
    """From the simulated panel to the page, without a code of a participant and without what may not be quoted."""
    country = open_nation("KGZ", "example")
    simulate_panel_if_example(tree, "KGZ", country.round, country.framework)
    panel = read_panel(tree, "KGZ", "example", rng_seed=country.rng_seed)
    shown = [block(country, panel) for block in BLOCKS]
    shown += [
        roundtable.order_in_common(panel),
        roundtable_words.dissent_in_words(country),
        roundtable_words.comments_answered(open_mapping("KGZ", "RUS", "example")),
    ]
    assert all(isinstance(block, Table) for block in shown)
    said = "\n".join("\t".join(row) for block in shown for row in cells(block))
    assert "P0" not in said
    assert "Не хватает времени" not in said
    assert "not answered yet" in said
    assert "The coupon will say how consent is withdrawn" in said
