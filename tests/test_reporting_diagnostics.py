"""Diagnostics told: every cell in words a reader can use, and nothing blank."""

from __future__ import annotations

import pandas as pd
import pytest

from cleaning_account import MAPPING
from mekendesh.errors import ProtectionError
from mekendesh.reporting.blocks import Figure, Paragraph, Table, block_from_json
from mekendesh.reporting.charts import draw
from mekendesh.reporting.collection import diagnostics
from mekendesh.reporting.collection.diagnosis import BANDS, Diagnostics
from mekendesh.reporting.statistics import open_statistics
from mekendesh.words import SOURCE, say


def made(
    curves: list[tuple[str, int, int | None, float]] | None = None,
    bands: list[tuple[str | int | None, ...]] | None = None,
    heaping: list[tuple[int, float | None, float, str]] | None = None,
) -> Diagnostics:
    table = pd.DataFrame(curves or [], columns=["indicator", "first", "last", "value"])
    return Diagnostics(
        open_statistics(table.astype({"first": "Int64", "last": "Int64", "value": float})),
        open_statistics(pd.DataFrame(bands or [], columns=["indicator", *BANDS]).astype("object")),
        open_statistics(
            pd.DataFrame(
                heaping or [(5, 0.4, 0.2, ""), (10, None, 0.1, "c")],
                columns=["multiple", "value", "expected", "flag"],
            )
        ),
    )


CURVES = [
    ("trust_high", 0, 3, 0.52),
    ("trust_high", 4, 4, 0.47),
    ("trust_high", 5, None, 0.45),
    ("used_yes", 0, 4, 0.11),
    ("used_yes", 5, None, 0.14),
]


def told(table: Table) -> list[list[str]]:
    return [[say(cell, SOURCE) for cell in row] for row in table.rows]


@pytest.mark.parametrize("block", [diagnostics.convergence, diagnostics.stability])
def test_before_the_fieldwork_each_block_is_the_notice(block):
    """A corridor without a delivery is the normal first state."""
    for paragraph in (block(MAPPING, None), diagnostics.rounding(None)):
        assert isinstance(paragraph, Paragraph)
        assert say(paragraph.text, SOURCE).startswith("Not yet in the field")


def test_the_curve_says_in_its_title_how_much_the_shares_still_move():
    """47 to 45 is two points, 11 to 14 three: the largest is said."""
    figure = diagnostics.convergence(MAPPING, made(CURVES))
    assert isinstance(figure, Figure)
    assert say(figure.title, SOURCE) == "In the last waves no share moved by more than 3 points"
    still = diagnostics.convergence(MAPPING, made([("trust_high", 0, 1, 0.5), ("trust_high", 2, None, 0.5)]))
    assert say(still.title, SOURCE) == "No share moved any more in the last waves"


def test_the_table_under_the_curve_holds_every_point():
    """A step that is closed is named by its last wave, the open one holds all; its length is not told."""
    figure = diagnostics.convergence(MAPPING, made(CURVES))
    assert told(figure.data) == [
        ["trust the state of origin (4 or 5 of 5)", "wave 3", "52%"],
        ["trust the state of origin (4 or 5 of 5)", "wave 4", "47%"],
        ["trust the state of origin (4 or 5 of 5)", "all waves", "45%"],
        ["have used a service of such a body", "wave 4", "11%"],
        ["have used a service of such a body", "all waves", "14%"],
    ]
    assert figure.marks["years"] == [[3, 4, 5], [4, 5]]
    assert figure.marks["values"] == [[0.52, 0.47, 0.45], [0.11, 0.14]]


def test_the_curve_can_be_drawn_and_read_back():
    """The block survives JSON, and its drawing is the same twice."""
    figure = diagnostics.convergence(MAPPING, made(CURVES))
    assert block_from_json(figure.to_json()) == figure
    assert draw(figure, SOURCE, is_example=False) == draw(figure, SOURCE, is_example=False)
    assert "trust the state of origin" in draw(figure, SOURCE, is_example=False)


def test_what_a_share_hangs_on_is_told_in_words():
    """Bands only; what cannot be said has its code."""
    table = diagnostics.stability(
        MAPPING, made(bands=[("trust_high", 3, 1, 2, 1, 0), ("used_yes", None, 0, None, 2, 0)])
    )
    assert told(table) == [
        [
            "trust the state of origin (4 or 5 of 5)", "much more often than by chance", "about as many people",
            "much more than by chance", "2 to less than 5 points", "less than 2 points",
        ],
        [
            "have used a service of such a body", "[x]", "fewer people", "[x]", "5 points or more",
            "less than 2 points",
        ],
    ]  # fmt: skip


def test_every_band_of_the_door_has_its_words():
    """One word more than there are bounds, or a band could not be told."""
    words = {
        "homophily": diagnostics.HOMOPHILY, "activity": diagnostics.ACTIVITY, "chains": diagnostics.CHAINS,
        "one_chain": diagnostics.CHANGE, "seeds": diagnostics.CHANGE,
    }  # fmt: skip
    assert {name: len(bounds) + 1 for name, bounds in BANDS.items()} == {
        name: len(said) for name, said in words.items()
    }


def test_nothing_to_show_is_said():
    """An empty curve and no shown share are sentences, not empty tables."""
    assert isinstance(diagnostics.convergence(MAPPING, made()), Paragraph)
    assert isinstance(diagnostics.stability(MAPPING, made()), Paragraph)


def test_round_network_sizes_stand_beside_what_was_expected():
    """40 % of sizes at fives is twice the expected; the hidden row says so and has no reading."""
    assert told(diagnostics.rounding(made())) == [
        ["multiples of 5", "40%", "20%", "most were rounded"],
        ["multiples of 10", "[c]", "10%", "[z]"],
    ]
    some = [(5, 0.24, 0.2, ""), (10, 0.15, 0.1, "")]
    assert [row[3] for row in told(diagnostics.rounding(made(heaping=some)))] == [
        "few or none were rounded",
        "many were rounded",
    ]


def test_a_table_that_did_not_pass_the_door_is_refused():
    """Blocks are made from statistics only."""
    raw = Diagnostics(pd.DataFrame(CURVES), pd.DataFrame(), pd.DataFrame())
    for show in (
        lambda: diagnostics.convergence(MAPPING, raw),
        lambda: diagnostics.stability(MAPPING, raw),
        lambda: diagnostics.rounding(raw),
    ):
        with pytest.raises(ProtectionError, match="did not come through protection"):
            show()
