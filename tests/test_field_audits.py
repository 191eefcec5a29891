from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import DeliveryError
from mekendesh.field.audits import COLUMNS, Duration, durations, question_seconds, read_audit, read_audits

T = 1_800_000_000_000
"""A moment in 2027; a whole number of minutes since 1970."""

Event = tuple[str, str, int, int | None]


def audit_of(*events: Event) -> pd.DataFrame:
    """An audit as text, read; times in seconds after `T`."""
    lines = ["event,node,start,end"]
    for event, node, start, end in events:
        lines.append(f"{event},{node},{T + start * 1000},{'' if end is None else T + end * 1000}")
    return read_audit(("\n".join(lines) + "\n").encode(), "audit.csv")


FIELD_LIST = audit_of(
    ("form start", "", 0, None),
    ("question", "/data/consent", 0, 60),
    ("group questions", "/data/person", 60, 180),
    ("question", "/data/person/site", 60, 180),
    ("question", "/data/person/sex", 60, 180),
    ("question", "/data/trade", 180, 240),
    ("form exit", "", 240, None),
    ("form resume", "", 600, None),
    ("question", "/data/trade", 600, 630),
    ("end screen", "", 630, 900),
    ("form finalize", "", 900, None),
)
"""Consent a minute, a screen of two questions two minutes, trade one minute, six minutes' pause, half a minute."""


def test_times_are_united_and_not_added():
    """A screen of three events is shown once: 4.5 minutes, not the 8.5 of the sum."""
    assert durations(FIELD_LIST) == Duration(
        minutes_union=4.5,
        minutes_sum=8.5,
        minutes_wall=10.5,
        screens=4,
        resumed=1,
        longest_gap=6.0,
        clock_changes=0,
        unended=0,
    )


def test_only_questions_and_groups_are_time_of_the_interview():
    """The end screen may stay open over night; it asks nobody anything."""
    audit = audit_of(("question", "/data/a", 0, 60), ("end screen", "", 60, 36_000), ("jump", "", 0, 90))
    assert (durations(audit).minutes_union, durations(audit).minutes_wall) == (1.0, 1.0)


def test_events_of_a_clock_set_back_are_counted_and_left_out():
    """A time that runs backwards measures nothing, and must not make an interview shorter."""
    audit = audit_of(
        ("question", "/data/a", 0, 60), ("question", "/data/b", 60, -3540), ("question", "/data/c", 70, 100)
    )
    took = durations(audit)
    assert (took.clock_changes, took.minutes_union, took.minutes_sum, took.screens) == (1, 1.5, 1.5, 2)
    assert question_seconds(audit)["node"].tolist() == ["/data/a", "/data/c"]


def test_events_without_an_end_are_counted_and_left_out():
    """Where the device stopped, nobody knows when; no time is made up."""
    took = durations(audit_of(("question", "/data/a", 0, 60), ("question", "/data/b", 60, None)))
    assert (took.unended, took.minutes_union) == (1, 1.0)


def test_an_audit_in_which_no_question_was_shown_took_no_time():
    """A form opened and closed is no interview of some length."""
    audit = audit_of(("form start", "", 0, None), ("form resume", "", 9, None))
    assert durations(audit) == Duration(0.0, 0.0, 0.0, 0, 1, 0.0, 0, 0)
    assert question_seconds(audit).to_dict("list") == {"node": [], "seconds": []}


def test_screens_that_follow_at_once_are_two_and_a_question_going_on_is_one():
    """The next screen comes in the millisecond in which the last one goes."""
    assert durations(audit_of(("question", "/a", 0, 60), ("question", "/b", 60, 90))).screens == 2
    assert durations(audit_of(("question", "/a", 0, 60), ("question", "/a", 60, 90))).screens == 1
    assert durations(audit_of(("question", "/a", 0, 60), ("question", "/a", 61, 90))).screens == 2
    assert durations(audit_of(("question", "/a", 5, 5), ("question", "/b", 5, 9))).screens == 1


def test_questions_on_one_screen_share_its_time():
    """Two minutes for two questions are one minute each, and a group is not a third."""
    assert question_seconds(FIELD_LIST).to_numpy().tolist() == [
        ["/data/consent", 60.0],
        ["/data/person", 0.0],
        ["/data/person/sex", 60.0],
        ["/data/person/site", 60.0],
        ["/data/trade", 90.0],
    ]


def test_a_group_without_questions_has_its_own_time():
    """Without tracked answers the device only notes the group."""
    audit = audit_of(("group questions", "/data/person", 0, 90), ("question", "/data/sex", 60, 90))
    assert question_seconds(audit).to_numpy().tolist() == [["/data/person", 60.0], ["/data/sex", 30.0]]


def test_every_column_of_an_audit_is_typed_as_its_schema_says():
    """Whatever a form asked to be tracked, the table has the same columns and types."""
    content = (
        "event,node,start,end,latitude,longitude,accuracy,old-value,new-value,user,battery\n"
        f'question,/data/sex,{T},{T + 1},42.87,74.59,4.5,f,"fe,male",aisha,80\n'
        f"form exit,,{T + 1},,,,,,,,\n"
    )
    audit = read_audit(content.encode("utf-8-sig"), "audit.csv")
    assert list(audit.columns) == list(COLUMNS)
    assert {name: str(kind) for name, kind in audit.dtypes.items()} == COLUMNS
    assert audit.index.tolist() == [2, 3]
    assert audit.loc[2].to_dict() == {
        "event": "question",
        "node": "/data/sex",
        "start": T,
        "end": T + 1,
        "old-value": "f",
        "new-value": "fe,male",
        "latitude": 42.87,
        "longitude": 74.59,
        "accuracy": 4.5,
        "user": "aisha",
        "change-reason": "",
    }
    assert audit.loc[3, ["end", "latitude"]].isna().all()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("event,node,start\nquestion,/a,1800000000000\n", "row 1: the column end of an audit is missing"),
        (
            "event,node,start,end\nquestion,/a,1.8E+12,\n",
            "row 2, column start: whole milliseconds",
        ),
        ("event,node,start,end\nquestion,/a,1800000000,\n", "row 2, column start: whole"),
        ("event,node,start,end\nx,,1800000000000,\nx,,1800000000000,soon\n", "row 3, column end"),
        ("event,node,start,end\nquestion,/a,,\n", "row 2: an event without its start"),
        ("event,node,start,end\n,/a,1800000000000,\n", "row 2: an event without a name"),
        ("event,node,start,end\nquestion,,1800000000000,\n", "row 2: a question was shown, but its node"),
        (
            'event,node,start,end,latitude\nx,,1800000000000,,"42,87"\n',
            "row 2, column latitude: a number with a decimal point",
        ),
        ("event,node,start,end\nquestion,/a,1800000000000\n", "row 2: the last row has 3 cells"),
        ("", "audit.csv is empty"),
    ],
)
def test_what_is_no_audit_is_refused_with_its_row(content, said):
    """A number a spreadsheet rounded, or seconds for milliseconds, would be a duration of nothing."""
    with pytest.raises(DeliveryError, match=said):
        read_audit(content.encode(), "audit.csv")


def test_a_refusal_never_shows_a_value():
    """Answers, places and users stand in an audit."""
    content = f"event,node,start,end,latitude,new-value\nquestion,/a,{T},{T},42.87N,Aisha\n"
    with pytest.raises(DeliveryError) as refused:
        read_audit(content.encode(), "audit.csv")
    assert "42.87" not in f"{refused.value}{refused.value.values}"
    assert "Aisha" not in f"{refused.value}{refused.value.values}"


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["question", "group questions", "form resume", "end screen"]),
        st.sampled_from(["/data/a", "/data/b", "/data/c"]),
        st.integers(0, 50),
        st.none() | st.integers(0, 50),
    ),
    min_size=1,
    max_size=9,
)


@given(EVENTS)
def test_the_union_is_never_longer_than_the_sum_or_the_wall(events):
    """Law: union <= sum and union <= wall, and the wall is union and gaps."""
    took = durations(audit_of(*events))
    assert took.minutes_union <= min(took.minutes_sum, took.minutes_wall) + 1e-9
    assert took.longest_gap <= took.minutes_wall - took.minutes_union + 1e-9
    assert took.screens <= len(events)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(events, chance):
    """Law: times speak for themselves, however a server sorted the rows."""
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert durations(audit_of(*events)) == durations(audit_of(*shuffled))
    pd.testing.assert_frame_equal(question_seconds(audit_of(*events)), question_seconds(audit_of(*shuffled)))


@given(EVENTS, st.data())
def test_an_interval_split_in_two_touching_ones_changes_nothing(events, choice):
    """Law: a device that notes a question in two parts measured the same."""
    long = [n for n, one in enumerate(events) if one[3] is not None and one[3] - one[2] >= 2]
    if not long:
        return
    at = choice.draw(st.sampled_from(long))
    event, node, start, end = events[at]
    middle = choice.draw(st.integers(start + 1, end - 1))
    halves = (
        [(event, node, start, middle), (event, node, middle, end)]
        if event in ("question", "group questions")
        else [events[at]]
    )
    split = [*events[:at], *halves, *events[at + 1 :]]
    assert durations(audit_of(*events)) == durations(audit_of(*split))
    pd.testing.assert_frame_equal(question_seconds(audit_of(*events)), question_seconds(audit_of(*split)))


@given(EVENTS)
def test_the_seconds_of_questions_add_up_to_the_union(events):
    """Law: every moment with a question on the screen is somebody's, once."""
    audit = audit_of(*events)
    seconds = question_seconds(audit)["seconds"]
    assert seconds.sum() == pytest.approx(durations(audit).minutes_union * 60)
    assert (seconds >= 0).all()


@given(EVENTS)
def test_every_event_is_used_or_counted_as_left_out(events):
    """Law: nothing falls out silently."""
    took = durations(audit_of(*events))
    shown = [one for one in events if one[0] in ("question", "group questions")]
    assert took.unended == sum(one[3] is None for one in shown)
    assert took.clock_changes == sum(one[3] is not None and one[3] < one[2] for one in shown)


def test_the_audits_of_a_delivery_come_in_one_file_and_are_told_apart():
    """ODK Central writes all audits into one table, with the identity of the submission."""
    content = (
        b"instance ID,event,node,start,end\n"
        b"uuid:a,question,/d/x,1700000000000,1700000060000\n"
        b"uuid:b,question,/d/x,1700000000000,1700000120000\n"
        b"uuid:a,question,/d/y,1700000060000,1700000180000\n"
    )
    minutes = {
        uuid: durations(audit).minutes_union for uuid, audit in read_audits(content, "audit.csv").items()
    }
    assert minutes == {"a": 3.0, "b": 2.0}


def test_events_of_nobody_are_refused():
    """Without an identity a time belongs to no interview."""
    with pytest.raises(DeliveryError, match="no column says which response"):
        read_audits(b"event,node,start,end\nquestion,/x,1700000000000,1700000060000\n", "audit.csv")
