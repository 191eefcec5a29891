"""A panel's numbers as cells: never a number beside a hidden one, and words that fit it."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import ProtectionError
from mekendesh.reporting.experts import panel_cells
from mekendesh.structure.mapping import open_nation
from mekendesh.structure.roundtable import FEASIBILITY, IMPORTANCE, READINESS, SCALES, rated_subjects
from mekendesh.words import LANGUAGES, say
from panel_examples import panel_of

CELLS = (
    panel_cells.median_cell,
    panel_cells.rated_cell,
    panel_cells.agreement_cell,
    panel_cells.near_cell,
    panel_cells.shift_cell,
)
NAN = float("nan")


def rated(**told):
    """The statistics of one subject, ``it``, as a panel's table has them."""
    row = {"median": 7.0, "p30": 6.5, "p70": 8.0, "near": 0.6, "disagrees": False, "thirds": "agreement",
           "shift": 0.0, "flag": ""}  # fmt: skip
    return panel_cells.through_the_door(pd.DataFrame([row | told], index=["it"]))


def cell(of, **told) -> str:
    return say(of(rated(**told), "it"), "en")


@pytest.mark.parametrize("of", CELLS)
def test_what_four_rated_is_a_code_and_what_nobody_rated_another(of):
    """[c] is hidden, [na] not rated: the two are told apart, and neither has a number."""
    panel = panel_of((IMPORTANCE, "it", "after", {"state": [1, 9, 1, 9]}))
    table = panel_cells.of_list(panel.results, IMPORTANCE)
    assert say(of(table, "it"), "en") == "[c]"
    assert say(of(table, "other"), "en") == "[na]"


@pytest.mark.parametrize("of", CELLS)
@given(median=st.floats(1, 9), near=st.floats(0, 1), shift=st.floats(-8, 8), disagrees=st.booleans())
def test_no_number_of_a_hidden_row_reaches_its_cell(of, median, near, shift, disagrees):
    """Whatever stood beside the flag by mistake, the cell is the code alone."""
    numbers = {"median": median, "p30": median, "p70": median, "near": near, "shift": shift}
    assert cell(of, flag="c", disagrees=disagrees, **numbers) == "[c]"


@pytest.mark.parametrize(
    ("thirds", "disagrees", "said"),
    [
        ("agreement", False, "the panel agrees"),
        ("disagreement", True, "the panel disagrees"),
        ("neither", False, "neither agreement nor disagreement"),
        ("neither", True, "neither agreement nor disagreement; wide spread"),
        ("agreement", True, "the panel agrees; wide spread"),
        ("", False, "too few ratings to say"),
    ],
)
def test_agreement_is_told_by_the_rule_of_thirds_and_a_wide_spread_beside_it(thirds, disagrees, said):
    """The two rules may part; where both say disagreement it is said once."""
    assert cell(panel_cells.agreement_cell, thirds=thirds, disagrees=disagrees) == said
    assert cell(panel_cells.rated_cell, thirds=thirds, disagrees=disagrees) == f"7.0 (6.5–8.0): {said}"


@pytest.mark.parametrize(
    ("shift", "said"),
    [(0.0, "as before"), (0.5, "higher by 0.5"), (-2.0, "lower by 2.0"), (NAN, "[na]")],
)
def test_a_move_has_a_direction_in_words_and_no_sign(shift, said):
    """A median that was not shown before has moved by nothing that can be told."""
    assert cell(panel_cells.shift_cell, shift=shift) == said


@pytest.mark.parametrize(("near", "tenths"), [(0.0, 0), (0.3, 3), (0.7, 7), (1.0, 10)])
def test_who_stands_near_the_median_is_told_in_tenths(near, tenths):
    """0.7 × 10 is 7.000000000000001 in a computer; a reader sees 7."""
    assert cell(panel_cells.near_cell, near=near) == f"about {tenths} in 10"


@pytest.mark.parametrize(
    ("w", "said"),
    [
        (1.0, "largely one order"),
        (0.7, "largely one order"),
        (0.69, "an order in common, with differences"),
        (0.5, "an order in common, with differences"),
        (0.49, "a weak order in common"),
        (0.3, "a weak order in common"),
        (0.29, "hardly any order in common"),
        (0.0, "hardly any order in common"),
    ],
)
def test_an_order_is_worded_by_the_value_from_which_on_it_holds(w, said):
    """The borders belong to the stronger word, and no value between 0 and 1 is without one."""
    assert say(panel_cells.order_cell(SimpleNamespace(flag="", w=w)), "en") == said


def test_no_order_is_told_where_there_is_none():
    """Hidden, and rated all alike, are two things."""
    hidden, alike = (panel_cells.order_cell(SimpleNamespace(flag=flag, w=NAN)) for flag in ("c", "na"))
    assert say(hidden, "en") == "[c]"
    assert say(alike, "en") == "everybody rated all alike"


def test_raters_are_at_least_so_many_and_a_stratum_speaks_by_its_name():
    """A count in steps of five is a lower end, and is said as one."""
    assert say(panel_cells.at_least(10), "en") == "10 or more"
    assert say(panel_cells.stratum_cell("diaspora", 4.5), "en") == "diaspora organisations: 4.5"


def test_each_list_is_told_of_its_own_ratings_alone():
    """Importance and feasibility of a proposal share its id: one is never shown as the other."""
    panel = panel_of(
        (IMPORTANCE, "run_portal", "after", {"state": [9] * 5}),
        (FEASIBILITY, "run_portal", "after", {"state": [2] * 5}),
    )
    medians = {
        what: say(panel_cells.median_cell(panel_cells.of_list(panel.results, what), "run_portal"), "en")
        for what in (READINESS, IMPORTANCE, FEASIBILITY)
    }
    assert medians == {READINESS: "[na]", IMPORTANCE: "9.0 (9.0–9.0)", FEASIBILITY: "2.0 (2.0–2.0)"}


def test_all_that_is_rated_has_a_name_and_every_list_a_name_of_its_own():
    """A subject without a label would end a page, a list without words stand there as its id."""
    framework = open_nation("KGZ", "2027-1").framework
    assert {name for _, name in rated_subjects(framework)} <= set(panel_cells.labels_of(framework))
    assert set(panel_cells.LISTS) == set(SCALES)
    for language in LANGUAGES:
        assert len({say(words, language) for words in panel_cells.LISTS.values()}) == len(SCALES)


def test_a_table_with_counts_of_people_does_not_pass():
    """A panel's table is medians; one with a raw count was not made by `judge_panel`."""
    with pytest.raises(ProtectionError):
        panel_cells.through_the_door(pd.DataFrame({"median": [7.0], "n_yes": [4]}))
