"""The indicator to watch, told: a code where nothing may be said, and a check only where there is a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
import pytest

from mekendesh.judgement.kpi import HIDDEN, NO, NO_BASELINE, NOT_SURVEYED, YES
from mekendesh.reporting.doors.door import Public
from mekendesh.reporting.recommendations import kpis
from mekendesh.reporting.statistics import open_statistics
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import Label, say

NAN = float("nan")
INDICATOR, ALL = (Label(text, text, text) for text in ("Share who know the office", "all figures"))


@dataclass(frozen=True)
class Proposal:
    kpi: Label = INDICATOR
    kpi_change: int | None = -20
    target: Label | None = None


def row(check: str, **known) -> pd.Series:
    nothing = dict.fromkeys(("baseline", "baseline_low", "baseline_high", "target", "smallest_change"), NAN)
    return pd.Series({**nothing, "flag": "", "digits": 0, "check": check, **known})


def known(check: str, target: float, least: float, flag: str = "") -> pd.Series:
    ends = {"baseline": 0.4, "baseline_low": 0.35, "baseline_high": 0.45}
    return row(check, **ends, target=target, smallest_change=least, flag=flag)


def cells(proposal: Proposal, kpi: pd.Series) -> list[str]:
    return [say(cell, "en") for cell in kpis.kpi_cells(proposal, kpi)]


@pytest.fixture(scope="module")
def before():
    """What each proposal of the list is measured by, before any survey."""
    mapping = open_mapping("KGZ", "RUS", "2027-1")
    table = kpis.kpi_table(mapping, Public(None, open_statistics(pd.DataFrame()), None, None))
    proposals = mapping.framework.proposals
    assert list(table.index) == [each.proposal for each in proposals]
    return {each.title.en: say(kpis.measured(each, table.loc[each.proposal]), "en") for each in proposals}


@pytest.mark.parametrize(
    ("kpi", "told"),
    [
        (known(YES, 0.32, 0.07), ["40% (35–45%)", "32%", "yes: the smallest change it shows is 7 percentage points"]),
        (known(NO, 0.32, 0.09, "u"),
         ["40% (35–45%) [u]", "32%", "could not be checked: the smallest change it shows is 9 percentage points"]),
        (row(HIDDEN, flag="c"), ["[c]", "less than the first known share by 20% of it", "[c]"]),
        (row(HIDDEN, flag="x"), ["[x]", "less than the first known share by 20% of it", "[x]"]),
        (row(NO_BASELINE, smallest_change=0.15),
         ["not known before the first survey", "less than the first known share by 20% of it",
          "as planned for one country, the smallest change shown is 15 percentage points at a share of one half"]),
        (row(NO_BASELINE, baseline=0.0, baseline_low=0.0, baseline_high=0.01),
         ["[low]", "less than the first known share by 20% of it", "[z]"]),
    ],
)  # fmt: skip
def test_a_baseline_a_target_and_its_check_say_the_same_of_one_number(kpi, told):
    """A number only where it may be shown and is known; a hidden baseline hides its target with it."""
    assert cells(Proposal(), kpi) == [INDICATOR.en, *told]


def test_what_no_survey_measures_has_its_target_in_words_and_no_check():
    """No share, no smallest change: nobody was asked."""
    words = Proposal(kpi_change=None, target=ALL)
    assert cells(words, row(NOT_SURVEYED)) == [
        INDICATOR.en,
        "not a result of the survey",
        "all figures",
        "[z]",
    ]
    assert say(kpis.measured(words, row(NOT_SURVEYED)), "en") == (
        "Share who know the office, aim: all figures, and not measured by the survey of this mapping"
    )


def test_a_target_below_is_never_said_as_above():
    """Less is aimed at where an obstacle is counted, more where an act is."""
    said = [cells(Proposal(kpi_change=change), row(HIDDEN, flag="c"))[2] for change in (-20, 50)]
    assert said == [
        "less than the first known share by 20% of it",
        "more than the first known share by 50% of it",
    ]


def test_a_code_is_not_said_twice_in_one_cell():
    """The code of a hidden baseline stands there; the check would only repeat it."""
    assert say(kpis.measured(Proposal(), row(HIDDEN, flag="c")), "en").count("[c]") == 1
    assert "[z]" not in say(kpis.measured(Proposal(), row(NO_BASELINE, baseline=0.0)), "en")


def test_targets_that_a_next_round_could_not_tell_are_counted_among_those_with_a_baseline():
    """Of three with a baseline one cannot be told; hidden, unknown and unsurveyed ones are no part of either."""
    checks = [YES, NO, YES, HIDDEN, NO_BASELINE, NOT_SURVEYED]
    assert kpis.targets_untold(pd.DataFrame({"check": checks})) == (1, 3)
    assert kpis.targets_untold(pd.DataFrame({"check": checks[3:]})) == (0, 0)


def test_a_target_in_words_follows_its_colon_without_a_capital(before):
    """A target of no survey is told with the indicator, and that no survey measures it."""
    assert before["A definition beside every official figure"] == (
        "Share of official figures that name their definition, aim: all official figures; checked every year in the "
        "publications of the statistical office, and not measured by the survey of this mapping"
    )


def test_before_the_fieldwork_a_target_has_no_number_of_its_own(before):
    """Nothing is known yet that a share could be set against."""
    surveyed = [text for text in before.values() if "now: not known before the first survey" in text]
    assert surveyed
    assert all(re.search(r"aim: (less|more) than the first known share by \d+% of it", t) for t in surveyed)
