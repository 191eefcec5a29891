"""Colours of the charts by the formula of WCAG 2.2 (contrast ratio; 1.4.3 for words, 1.4.11 for marks)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mekendesh.reporting.drawing.palette import COLOURS, INK, LINE, MARKERS, SOFT, WIDTH

PAPER = "#FFFFFF"


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_here_is_that_of_the_recommendation():
    """Black on white is 21; #767676 is the lightest grey with 4.5 on white."""
    assert contrast("#000000", PAPER) == pytest.approx(21)
    assert contrast("#767676", PAPER) >= 4.5 > contrast("#777777", PAPER)


@pytest.mark.parametrize("colour", COLOURS)
def test_a_mark_stands_off_the_paper(colour):
    """3 to 1 at least (1.4.11)."""
    assert contrast(colour, PAPER) >= 3


def test_colours_stand_in_their_order_and_are_told_from_their_neighbours():
    """The order is fixed: the second series of two rounds has one colour; neighbours differ in lightness too."""
    assert COLOURS == ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
    assert all(contrast(one, other) > 2.9 for one, other in pairwise(COLOURS))


def test_colour_is_never_the_only_difference():
    """Every colour has a marker of its own: on a grey copy the series are still told apart."""
    assert len(MARKERS) == len(COLOURS) == len(set(MARKERS))


def test_words_can_be_read_and_lines_stay_behind_them():
    """4.5 to 1 for words (1.4.3), the softer ones too; the grid is fainter than any mark, and still there."""
    assert contrast(INK, PAPER) > contrast(SOFT, PAPER) >= 4.5
    assert 1.2 < contrast(LINE, PAPER) < min(contrast(colour, PAPER) for colour in COLOURS)


def test_a_chart_is_no_wider_than_it_can_be_read_on_a_telephone():
    """At 360 px, less the page's margins, 7 pt of a chart must stay 5 pt and more (a px is .75 pt)."""
    assert 7 * (360 - 40) * 0.75 / (WIDTH * 72) >= 5
