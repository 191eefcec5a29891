from __future__ import annotations

import pandas as pd
import pytest

from judgement_examples import Framework, Premise, survey
from mekendesh.judgement import premises

ITEMS = pd.DataFrame(
    {"item": ["portal", "budget_line"], "score": [2.0, float("nan")], "low": [2.0, 0.0], "high": [2.0, 4.0]}
)
ESTIMATES, _ = survey({"gap_investment": (0.4, 0.3, 0.5)})


def verdict(
    indicator: str, item: str, comparison: str, threshold: float, estimates: pd.DataFrame | None = ESTIMATES
) -> str:
    framework = Framework(premises=(Premise("p", indicator, item, comparison, threshold),))
    return premises.test_premises(framework, estimates, ITEMS).at[0, "verdict"]


@pytest.mark.parametrize(
    ("comparison", "threshold", "expected"),
    [
        (">=", 0.3, "holds"),
        (">=", 0.31, "open"),
        (">=", 0.5, "open"),
        (">=", 0.51, "fails"),
        ("<=", 0.5, "holds"),
        ("<=", 0.49, "open"),
        ("<=", 0.3, "open"),
        ("<=", 0.29, "fails"),
    ],
)
def test_a_verdict_needs_the_whole_interval_on_one_side(
    comparison: str, threshold: float, expected: str
) -> None:
    """A premise holds or fails only where its whole interval clears the threshold."""
    assert verdict("gap_investment", "", comparison, threshold) == expected


def test_without_a_survey_a_premise_about_people_is_not_tested() -> None:
    """Before the fieldwork nothing is claimed of people."""
    assert verdict("gap_investment", "", ">=", 0.3, None) == "not_tested"
    assert verdict("gap_return", "", ">=", 0.3) == "not_tested"


def test_a_precondition_is_tested_by_its_item_and_not_by_an_unknown_one() -> None:
    """An unknown item tests nothing."""
    assert verdict("", "portal", ">=", 2) == "holds"
    assert verdict("", "portal", ">=", 3) == "fails"
    assert verdict("", "budget_line", ">=", 0) == "not_tested"


def test_a_hidden_estimate_withholds_the_verdict_on_its_premise() -> None:
    """A verdict cannot give a protected number away, and nobody is told that nothing was asked."""
    hidden = ESTIMATES.assign(value=float("nan"), low=float("nan"), high=float("nan"))
    assert verdict("gap_investment", "", ">=", 0.3, hidden) == "withheld"
