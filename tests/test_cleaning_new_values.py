from __future__ import annotations

import pytest

from field_files import column
from mekendesh.cleaning.new_values import why_not_an_answer


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("integer", "7", ""),
        ("integer", "7.0", ""),
        ("integer", "seven", "type"),
        ("integer", "0", "range"),
        ("integer", "11", "range"),
        ("decimal", "2.5", ""),
        ("decimal", "2,5", "type"),
        ("decimal", "10.5", "range"),
        ("time", "08:30", ""),
        ("time", "morning", "type"),
        ("choice", "a", ""),
        ("choice", "c", "list"),
        ("multiple", "a b", ""),
        ("multiple", "a c", "list"),
        ("text", "anything", ""),
    ],
)
def test_a_new_value_is_held_to_the_question_s_type_list_and_bounds(kind, value, why):
    """Whoever decides, in a workbook or in a foreign log, is held to the same rule."""
    assert why_not_an_answer(value, column("q", "", kind, "trait", low=1, high=10), ("a", "b")) == why


def test_more_answers_than_may_be_chosen_are_out_of_range():
    """The high bound of a multiple choice is how many answers it takes."""
    asked = column("q", "", "multiple", "trait", high=1)
    assert why_not_an_answer("a b", asked, ("a", "b")) == "range"
