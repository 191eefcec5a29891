import pandas as pd
import pytest

from mekendesh.errors import ProtectionError
from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.compatriots import potential
from mekendesh.reporting.doors.door import Public
from mekendesh.reporting.pages.downloads import table_files
from mekendesh.reporting.statistics import Statistics
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import Interval, say

BEFORE = Public(None, Statistics(), None, None)


def hiding(public, indicator, flag):
    """The same public tables with one share hidden."""
    shares = public.shares.copy()
    row = (shares["indicator"] == indicator) & (shares["site"] == "")
    shares.loc[row, ["value", "low", "high"]] = float("nan")
    shares.loc[row, "flag"] = flag
    return Public(shares, public.ranked, public.locks, public.potential)


@pytest.mark.parametrize("flag", ["c", "x"])
def test_a_hidden_share_shows_its_code_and_no_number_in_chart_and_table(surveyed, flag):
    """What is hidden is hidden in the cell, in the mark, and in the data beneath the chart."""
    public = hiding(surveyed.public, "acts_trade", flag)
    place = [channel.channel for channel in surveyed.mapping.framework.channels].index("trade")
    chart = potential.by_channel_chart(surveyed.mapping, public)
    assert chart.marks["points"][0][place] == {"value": None, "low": None, "high": None, "code": f"[{flag}]"}
    assert chart.data.rows[place][1] == Interval(None, flag=flag)


def test_the_title_names_the_widest_gap_that_may_be_shown(surveyed):
    """A chart is titled with its finding; a hidden share is never the finding."""
    gaps = surveyed.public.shares
    shown = gaps[(gaps["site"] == "") & (gaps["family"] == "gap") & (gaps["key"] != "any")].dropna(
        subset="value"
    )
    first = shown.loc[shown["value"].astype(float).idxmax()]
    title = say(potential.by_channel_chart(surveyed.mapping, surveyed.public).title, "en")
    assert f"{round(100 * first['value'])}" in title
    other = say(
        potential.by_channel_chart(surveyed.mapping, hiding(surveyed.public, first["indicator"], "c")).title,
        "en",
    )
    assert other != title


def test_the_scenario_shows_what_a_tenth_and_a_half_of_the_willing_would_be(surveyed):
    """Stated willingness is not behaviour: the follow-through of 10 to 50 % is always shown."""
    table = potential.scenario(surveyed.mapping, surveyed.public)
    people, few, many = (row.value for row in next(row for row in table.rows if row[1].value)[1:])
    assert few == pytest.approx(0.1 * people)
    assert many == pytest.approx(0.5 * people, rel=0.05)
    for row in table.rows:
        for cell in row[1:]:
            for number in (cell.value, cell.low, cell.high):
                assert not number or len(f"{number:.0f}".rstrip("0")) <= 2
    assert "A scenario, not an estimate" in say(table.notes[0], "en")
    assert "333,664" in say(table.notes[0], "en")


@pytest.mark.parametrize("block", [potential.by_channel_chart, potential.scenario, potential.barriers_chart])
def test_before_the_fieldwork_there_is_a_notice_and_no_number(tree, block):
    """Not yet in the field is the normal first state."""
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    told = block(mapping, BEFORE)
    assert isinstance(told, Paragraph)
    assert say(told.text, "en").startswith("Not yet in the field")


def test_raw_estimates_are_refused_at_the_door_of_a_chart(surveyed):
    """Figures and tables take statistics, never estimates."""
    raw = Public(pd.DataFrame(surveyed.estimates.table), surveyed.public.ranked, None, None)
    with pytest.raises(ProtectionError):
        potential.by_channel_chart(surveyed.mapping, raw)


@pytest.mark.parametrize(
    ("people", "low", "high", "half", "tenth"),
    [
        # 33,500 would be finer than 67,000 is; ranges turn outwards.
        (67_000, 59_000, 75_000, (34_000, 29_000, 38_000), (6_700, 5_900, 7_500)),
        (93_000, 46_000, 140_000, (47_000, 23_000, 70_000), (9_300, 4_600, 14_000)),
        (600, 500, 900, (300, 200, 500), (60, 50, 90)),
        (1_100, 0, 130_000, (550, 0, 65_000), (110, 0, 13_000)),
    ],
)
def test_a_part_of_a_rounded_number_is_no_finer_than_the_number(surveyed, people, low, high, half, tenth):
    """Two digits of 67,000, one digit of 600, which is rounded to hundreds."""
    known = surveyed.public.potential.assign(people=people, people_low=low, people_high=high, flag="")
    public = Public(surveyed.public.shares, surveyed.public.ranked, None, known)
    row = potential.scenario(surveyed.mapping, public).rows[0]
    assert [(cell.value, cell.low, cell.high) for cell in row[2:]] == [
        pytest.approx(tenth), pytest.approx(half),
    ]  # fmt: skip


@pytest.mark.parametrize("flag", ["c", "x"])
def test_a_hidden_share_is_empty_in_the_download_with_its_code_beside_it(surveyed, notebook, flag):
    """Who opens the file sees no more than who reads the page."""
    public = hiding(surveyed.public, "gap_trade", flag)
    files = table_files(notebook("# Title", [potential.by_channel_chart(surveyed.mapping, public)]), "x")
    (line,) = (line for line in files["x_potential.csv"].splitlines() if line.startswith("trade,"))
    assert line.endswith(f",,,,{flag}")


def test_an_uncertain_share_is_a_hollow_mark(surveyed):
    """A mark with a code is drawn hollow, and the subtitle says so."""
    shares = surveyed.public.shares.copy()
    shares.loc[(shares["indicator"] == "acts_trade") & (shares["site"] == ""), "flag"] = "u"
    public = Public(shares, surveyed.public.ranked, None, None)
    place = [channel.channel for channel in surveyed.mapping.framework.channels].index("trade")
    chart = potential.by_channel_chart(surveyed.mapping, public)
    assert chart.marks["points"][0][place]["code"] == "[u]"
    assert say(chart.subtitle, "en").endswith("hollow marks are uncertain")


def test_no_obstacle_is_put_first_where_all_shares_are_hidden(all_hidden):
    """Which obstacle is named most may not be told by the order of the list."""
    chart = potential.barriers_chart(all_hidden.mapping, all_hidden.public)
    assert say(chart.title, "en") == "No obstacle is known well enough to be named first"
    assert {point["code"] for point in chart.marks["points"][0]} == {"[c]"}


def test_a_survey_too_small_for_any_main_finding_says_so(all_hidden):
    """A finding is not made of codes."""
    (finding,) = potential.in_brief(all_hidden.mapping, all_hidden.public.shares)
    assert say(finding, "en").startswith("The survey is too small for any main finding")


def test_without_a_figure_there_is_no_scenario(surveyed):
    """Nothing is multiplied by a figure that nobody published, or that cannot carry it."""
    elsewhere = open_mapping("KGZ", "AFG", "example")
    told = potential.scenario(elsewhere, surveyed.public)
    assert isinstance(told, Paragraph)
    assert say(told.text, "en").endswith("but none that scenarios can be computed on.")
