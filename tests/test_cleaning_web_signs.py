from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import column
from mekendesh.cleaning.web_signs import BURST, copied_text, from_one_device, in_a_burst
from mekendesh.field.responses import Responses, type_responses
from mekendesh.structure.questionnaire import Questionnaire

FORM = Questionnaire(
    (
        column("start", "", "datetime", "meta"),
        column("deviceid", "", "text", "meta"),
        column("idea", "", "text", "free_text"),
        column("name", "", "text", "identifier"),
    ),
    (),
)
LONG = "Открыть пекарню в моём селе под Ошем"


def read(**cells: list[str]) -> Responses:
    rows = len(next(iter(cells.values())))
    table = pd.DataFrame({name: [""] * rows for name in FORM.by_name} | cells, dtype="str")
    return type_responses(table.set_index(pd.Index(range(2, 2 + rows), name="row")), FORM)


def at_seconds(*seconds: int) -> Responses:
    begin = pd.Timestamp("2027-05-01T10:00:00Z")
    return read(start=[(begin + pd.Timedelta(seconds=second)).isoformat() for second in seconds])


def test_ten_beginnings_in_two_minutes_are_a_burst():
    """All that belong to it are marked, in whatever order they stand; those around it are not."""
    found = in_a_burst(at_seconds(-121, *range(108, -1, -12), 1000), FORM)
    assert list(found) == [(row, "start") for row in range(3, 13)]


def test_two_minutes_exactly_are_a_burst_and_a_second_more_is_none():
    """The limit is the limit."""
    first = [0, 10, 20, 30, 40, 50, 60, 70, 80]
    assert len(list(in_a_burst(at_seconds(*first, 120), FORM))) == 10
    assert list(in_a_burst(at_seconds(*first, 121), FORM)) == []


def test_nine_beginnings_are_no_burst():
    """A class that answers together is no robot."""
    assert list(in_a_burst(at_seconds(*range(9)), FORM)) == []
    assert list(in_a_burst(read(start=["", "x"]), FORM)) == []


def test_zones_of_time_are_one_time():
    """10:00 in Moscow and 13:00 in Bishkek are one moment."""
    zones = ["2027-05-01T10:00:00+03:00", "2027-05-01T13:00:00+06:00"] * 5
    assert len(list(in_a_burst(read(start=zones), FORM))) == 10


def test_three_responses_of_a_device_are_doubted():
    """A couple shares a telephone; blanks are no device."""
    found = from_one_device(read(deviceid=["a", "a ", "a", "b", "b", "", "", ""]), FORM)
    assert list(found) == [(2, "deviceid"), (3, "deviceid"), (4, "deviceid")]


def test_a_long_text_written_twice_is_doubted():
    """Blanks and capitals do not make it another; short answers are alike by nature."""
    texts = [
        LONG,
        f"  {LONG.upper()} ",
        LONG.replace(" ", "\n"),
        "Открыть пекарню",
        "Открыть пекарню",
        LONG + "!",
    ]
    assert list(copied_text(read(idea=texts), FORM)) == [(2, "idea"), (3, "idea"), (4, "idea")]


def test_only_free_words_are_compared():
    """Two of one long name are two people."""
    assert list(copied_text(read(name=[LONG, LONG]), FORM)) == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 600), max_size=30))
def test_a_burst_is_what_counting_says(seconds):
    """A response is marked if ten, it among them, lie within two minutes."""
    if not seconds:
        return
    ordered = sorted(seconds)
    windows = [ordered[at : at + BURST] for at in range(len(ordered) - BURST + 1)]
    close = [window for window in windows if window[-1] - window[0] <= 120]
    marked = {seconds[row - 2] for row, _ in in_a_burst(at_seconds(*seconds), FORM)}
    assert marked == {second for window in close for second in window}
