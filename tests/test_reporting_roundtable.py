"""The round table on a page: words for a panel's numbers, and nothing of a person."""

from __future__ import annotations

import pytest

from mekendesh.judgement.panel import read_panel
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.experts import roundtable, roundtable_words
from mekendesh.simulation.panel import simulate_panel_if_example
from mekendesh.structure.mapping import open_mapping, open_nation
from mekendesh.words import say
from panel_examples import cells, panel_of

BLOCKS = (
    roundtable.said_of_proposals,
    roundtable.said_of_readiness,
    roundtable.gaps,
)


@pytest.fixture(scope="module")
def country():
    return open_nation("KGZ", "2027-1")


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
