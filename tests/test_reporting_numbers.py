import pandas as pd
import pytest

from mekendesh.reporting.numbers import not_in_the_field, people_cell, point, share_cell
from mekendesh.words import Interval, say

SHARE = pd.Series({"value": 0.38, "low": 0.28, "high": 0.5, "flag": "", "digits": 0})


def test_a_share_is_said_with_its_range_in_the_same_cell():
    """Uncertainty stands where the number stands."""
    assert say(share_cell(SHARE), "en") == "38% (28–50%)"


@pytest.mark.parametrize("flag", ["c", "x"])
def test_a_hidden_share_has_no_number_even_if_one_were_there(flag):
    """The flag rules, not the value."""
    hidden = pd.Series({**SHARE, "flag": flag})
    assert share_cell(hidden) == Interval(None, flag=flag)
    assert point(hidden) == {"value": None, "low": None, "high": None, "code": f"[{flag}]"}


def test_a_share_that_rounds_to_nothing_is_not_zero():
    """More than nothing, but rounded it would read as zero."""
    assert say(share_cell(pd.Series({**SHARE, "value": 0.0, "low": 0.0})), "en") == "[low]"


def test_an_uncertain_share_keeps_its_number_and_its_mark():
    """Shown, with the mark that says how to read it."""
    shaky = pd.Series({**SHARE, "flag": "u"})
    assert say(share_cell(shaky), "ru") == "38\u00a0% (28–50\u00a0%) [u]"
    assert point(shaky)["code"] == "[u]"


def test_people_are_hidden_with_the_share_they_rest_on():
    """A number of people says no more than its share."""
    assert people_cell(88000.0, 59000.0, 130000.0, "") == Interval(88000.0, 59000.0, 130000.0, "count", 0, "")
    assert people_cell(88000.0, 59000.0, 130000.0, "c") == Interval(None, flag="c")
    assert people_cell(float("nan"), 1.0, 2.0, "") == Interval(None, flag="na")


def test_the_first_state_of_a_corridor_is_said_plainly():
    """Not yet in the field is no error."""
    assert not_in_the_field().tone == "notice"


def test_a_share_without_a_number_is_never_said_as_one():
    """Whatever its flag, a missing number is a code."""
    missing = pd.Series({**SHARE, "value": float("nan")})
    assert say(share_cell(missing), "en") == "[na]"
