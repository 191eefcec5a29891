"""How text, number and truth turn into one another (XPath 1.0, section 4; numbers as ODK's JavaRosa reads them)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.structure.expression_values import (
    Answers,
    NotEvaluated,
    Value,
    as_numbers,
    as_texts,
    as_truths,
    numbers_in,
)

NO_NUMBER = float("nan")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("007", 7.0),
        ("1e5", NO_NUMBER),
        ("+5", NO_NUMBER),
        ("1,5", NO_NUMBER),
        ("1 000", NO_NUMBER),
        ("0x1A", NO_NUMBER),
        ("Infinity", NO_NUMBER),
        ("True", NO_NUMBER),
        ("9" * 400, NO_NUMBER),
        ("٣", NO_NUMBER),
        ("-", NO_NUMBER),
        ("", NO_NUMBER),
    ],
)
def test_a_text_is_a_number_only_as_a_plain_decimal(text, number):
    """XPath knows neither exponents nor a plus; what is no number compares with nothing."""
    assert numbers_in(np.array([text], dtype=object)).tolist() == pytest.approx([number], nan_ok=True)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1970-01-01", 0.0),
        ("1970-01-02T12:00:00", 1.5),
        ("1970-01-02T12:00:00.000+06:00", 1.5),
        ("1970-01-02T12:00Z", 1.5),
        ("1970-01-02T12:00:00+06", 1.5),
        ("1970-01-02T12:00:00-0800", 1.5),
        ("1969-12-31", -1.0),
        ("2027-01-01", 20819.0),
        ("2026-02-30", NO_NUMBER),
        ("2026-01-01T25:00", NO_NUMBER),
        ("01.02.2026", NO_NUMBER),
        ("2026-1-1", NO_NUMBER),
    ],
)
def test_a_day_counts_as_days_since_1970_on_the_clock_of_who_wrote_it(text, days):
    """An interview at noon in Bishkek was at noon; 57 years with 14 leap days are 20,819 days."""
    assert numbers_in(np.array([text], dtype=object)).tolist() == pytest.approx([days], nan_ok=True)


def test_zones_of_several_lengths_may_stand_in_one_column():
    """Phones of several makers send to one server: a mixed column is read row by row and stops nothing."""
    times = ["1970-01-01T06:00:00+06", "1970-01-02", "1970-01-01T12:00:00.000+03:00", "", "3"]
    assert numbers_in(np.array(times, dtype=object)).tolist() == pytest.approx(
        [0.25, 1.0, 0.5, NO_NUMBER, 3.0], nan_ok=True
    )


def test_one_value_stays_one_value():
    """A constant is not turned into a column of one row."""
    assert numbers_in(np.array("12", dtype=object)) == 12.0


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (7.0, "7"),
        (-0.0, "0"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (NO_NUMBER, "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
    ],
)
def test_a_number_is_written_without_an_exponent_and_infinity_by_its_name(number, text):
    """XPath 1.0, 4.2: whole numbers without a point; a division by nought is Infinity and stops no cleaning."""
    assert as_texts(Value("number", np.array([number]))).tolist() == [text]
    assert as_texts(Value("number", number)).tolist() == [text]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_was_written_is_read_again_as_the_same_number(number):
    """What a calculation gives and what the next one reads may not differ."""
    written = as_texts(Value("number", np.array([float(number)])))
    assert numbers_in(written).tolist() == [float(number)]


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        (Value("text", ""), False),
        (Value("text", "false"), True),
        (Value("text", " "), True),
        (Value("number", 0.0), False),
        (Value("number", NO_NUMBER), False),
        (Value("number", -1.0), True),
        (Value("truth", False), False),
    ],
)
def test_a_text_is_true_unless_empty_and_a_number_unless_nought_or_none(value, truth):
    """XPath 1.0, 4.3; that the word false is true surprises, and is what a form does."""
    assert as_truths(value).tolist() is truth


def test_a_truth_counts_as_one_and_is_said_in_words():
    """XPath 1.0, 4.2 and 4.4: how many of three conditions hold is their sum."""
    truths = Value("truth", np.array([True, False]))
    assert as_numbers(truths).tolist() == [1.0, 0.0]
    assert as_texts(truths).tolist() == ["true", "false"]


def test_a_question_that_is_not_in_the_table_is_named_and_its_numbers_are_read_once():
    """Nothing is guessed about a column that did not come; many expressions share one reading."""
    answers = Answers(pd.DataFrame({"age": ["18", ""]}, dtype="str"))
    assert answers.numbers("age") is answers.numbers("age")
    assert as_numbers(Value("text", answers.texts("age"), "age"), answers) is answers.numbers("age")
    with pytest.raises(NotEvaluated) as refused:
        answers.numbers("income")
    assert refused.value.reason == "${income}"
