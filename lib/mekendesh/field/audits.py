"""Audit logs: what the collecting device noted about one interview, and how long the interview really took.

ODK Collect and KoboCollect write an ``audit.csv`` beside each submission of a form that asks for it: one event a
row, with the question or group on the screen and when it came and went. On a screen with several questions each
of them carries the time of the whole screen, so times must be united, not added: on real audits the median was
24 minutes by the union and 70 by the sum.

Source: ODK XForms Specification, client audit logs; ODK documentation, form audit log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from mekendesh.errors import DeliveryError
from mekendesh.field.headers import plain_uuid
from mekendesh.field.tables import read_table
from mekendesh.field.text import read_text

COLUMNS = {
    **dict.fromkeys(("event", "node"), "str"),
    **dict.fromkeys(("start", "end"), "Int64"),
    **dict.fromkeys(("old-value", "new-value"), "str"),
    **dict.fromkeys(("latitude", "longitude", "accuracy"), "Float64"),
    **dict.fromkeys(("user", "change-reason"), "str"),
}
"""The columns of an audit, in order, with their types."""

ESSENTIAL = ("event", "node", "start", "end")
IDENTITIES = ("instance ID", "instanceID", "_uuid", "KEY")
QUESTION, GROUP, RESUME = "question", "group questions", "form resume"
SHOWN = (QUESTION, GROUP)
"""Events that last: a question, or a group of them, on the screen."""

_MILLISECONDS = r"[0-9]{13}"
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
_MINUTE = 60_000

Interval = tuple[int, int]
"""Start and end, in milliseconds."""


@dataclass(frozen=True)
class Duration:
    """How long an interview took, by the events of questions and groups.

    ``minutes_union``: with a question on the screen, each moment once. ``minutes_sum``: the times of all events
    added, as tools often do; too long wherever a screen holds several questions. ``minutes_wall``: from the
    first of these events to the last. ``screens``: how often a screen was shown. ``resumed``: how often the form
    was taken up again. ``longest_gap``: the longest pause between two screens, in minutes. ``clock_changes``:
    events that end before they start, left out. ``unended``: events without an end, left out.
    """

    minutes_union: float
    minutes_sum: float
    minutes_wall: float
    screens: int
    resumed: int
    longest_gap: float
    clock_changes: int
    unended: int


def read_audit(content: bytes, file: str) -> pd.DataFrame:
    """Read an audit: text first, then each column typed as `COLUMNS` says, indexed by ``row``.

    A column that the form did not ask for is all empty; other columns are left out. Times are whole milliseconds
    since 1970, of 13 digits, as of every device whose clock stands between 2001 and 2286.

    Raises ``DeliveryError`` where the bytes are no such table, a column is missing, an event has no name, a
    question no node, or a cell is not of its type. A message never holds a value: old-value and new-value are
    answers, also those that identify people, and places and users are where and who somebody was.
    """
    text = read_text(content, "", file)
    table = read_table(text.characters, ",", file)
    lacking = [name for name in ESSENTIAL if name not in table]
    if lacking:
        raise DeliveryError(
            "{file}, row 1: the column {column} of an audit is missing. Expected are event, node, start and end; "
            "ask for the audit as the device wrote it.",
            file=file,
            column=lacking[0],
        )
    cells = table.assign(**{name: "" for name in COLUMNS if name not in table})[list(COLUMNS)]
    _check_events(cells, file)
    return pd.DataFrame(
        {name: _typed(cells[name], kind, file) for name, kind in COLUMNS.items()}, index=cells.index
    )


def read_audits(content: bytes, file: str) -> dict[str, pd.DataFrame]:
    """The audits of a whole delivery, as ODK Central exports them in one file: audit by the response's identity.

    Raises ``DeliveryError`` as `read_audit` does, and where no column says which response an event is of.
    """
    text = read_text(content, "", file)
    table = read_table(text.characters, ",", file)
    identity = next((name for name in IDENTITIES if name in table), "")
    if not identity:
        raise DeliveryError(
            "{file}, row 1: no column says which response an event is of. Expected is {expected}; export the "
            "audits with the submissions.",
            file=file,
            expected=" / ".join(IDENTITIES),
        )
    audit = read_audit(content, file)
    return dict(tuple(audit.groupby(plain_uuid(table[identity]), sort=False)))


def durations(audit: pd.DataFrame) -> Duration:
    """How long the interview of one audit took; all zero where no question was ever shown.

    It can mislead: a screen left open while people talk of other things counts whole; a clock set forward while
    the form was closed lengthens the wall time and the longest gap, and one set back folds two sessions over
    each other, which only shows where an event ends before it starts.
    """
    shown = audit[audit["event"].isin(SHOWN)]
    ended = shown["end"].notna()
    backwards = (ended & (shown["end"] < shown["start"])).fillna(False)
    used = shown[ended & ~backwards]
    intervals = _intervals(used)
    united = _united(intervals)
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(united)]
    return Duration(
        minutes_union=sum(end - start for start, end in united) / _MINUTE,
        minutes_sum=sum(end - start for start, end in intervals) / _MINUTE,
        minutes_wall=(united[-1][1] - united[0][0]) / _MINUTE if united else 0.0,
        screens=_screens(used),
        resumed=int((audit["event"] == RESUME).sum()),
        longest_gap=max(gaps, default=0) / _MINUTE,
        clock_changes=int(backwards.sum()),
        unended=int((~ended).sum()),
    )


def question_seconds(audit: pd.DataFrame) -> pd.DataFrame:
    """Seconds by question: node, seconds, in the order in which they were first shown.

    Questions on the screen at the same moment share it equally; a group counts only while no question is noted
    beside it, as in audits that do not track answers. So the seconds add up to the union of `durations`. It can mislead: on a shared screen
    the device does not know which question took long, so equal parts are a convention, not a measurement.
    """
    used = audit[audit["event"].isin(SHOWN) & audit["end"].notna()]
    used = used[used["end"] >= used["start"]]
    first: dict[str, int] = {}
    starts: dict[int, list[tuple[str, str]]] = {}
    ends: dict[int, list[tuple[str, str]]] = {}
    for event, node, (start, end) in zip(used["event"], used["node"], _intervals(used), strict=True):
        first[node] = min(start, first.get(node, start))
        starts.setdefault(start, []).append((event, node))
        ends.setdefault(end, []).append((event, node))
    shares = dict.fromkeys(first, Fraction(0))
    now: dict[tuple[str, str], int] = {}
    moments = sorted({*starts, *ends})
    for moment, after in pairwise(moments):
        for one in starts.get(moment, []):
            now[one] = now.get(one, 0) + 1
        for one in ends.get(moment, []):
            now[one] -= 1
        shown = {one for one, count in now.items() if count}
        nodes = {node for event, node in shown if event == QUESTION} or {node for _, node in shown}
        for node in nodes:
            shares[node] += Fraction(after - moment, len(nodes))
    ordered = sorted(first, key=lambda node: (first[node], node))
    return pd.DataFrame(
        {
            "node": pd.Series(ordered, dtype="str"),
            "seconds": pd.Series([float(shares[node] / 1000) for node in ordered], dtype="float64"),
        }
    )


def _check_events(cells: pd.DataFrame, file: str) -> None:
    nameless = cells.index[cells["event"].str.strip() == ""]
    if len(nameless):
        raise DeliveryError(
            "{file}, row {row}: an event without a name. Ask for the audit as the device wrote it.",
            file=file,
            row=int(nameless[0]),
        )
    nowhere = cells.index[(cells["event"].str.strip() == QUESTION) & (cells["node"].str.strip() == "")]
    if len(nowhere):
        raise DeliveryError(
            "{file}, row {row}: a question was shown, but its node is missing. Ask for the audit as the device "
            "wrote it.",
            file=file,
            row=int(nowhere[0]),
        )
    timeless = cells.index[cells["start"].str.strip() == ""]
    if len(timeless):
        raise DeliveryError(
            "{file}, row {row}: an event without its start. Ask for the audit as the device wrote it.",
            file=file,
            row=int(timeless[0]),
        )


def _typed(cells: pd.Series, kind: str, file: str) -> pd.Series:
    if kind == "str":
        return cells.str.strip() if cells.name in ESSENTIAL else cells
    text = cells.str.strip()
    empty = text == ""
    wrong = cells.index[~text.str.fullmatch(_MILLISECONDS if kind == "Int64" else _NUMBER) & ~empty]
    if len(wrong) and kind == "Int64":
        raise DeliveryError(
            "{file}, row {row}, column {column}: whole milliseconds since 1970, of 13 digits, were expected. Ask "
            "for the audit as the device wrote it; a spreadsheet may have changed its numbers.",
            file=file,
            row=int(wrong[0]),
            column=str(cells.name),
        )
    if len(wrong):
        raise DeliveryError(
            "{file}, row {row}, column {column}: a number with a decimal point was expected. Ask for the audit as "
            "the device wrote it; a spreadsheet may have changed its numbers.",
            file=file,
            row=int(wrong[0]),
            column=str(cells.name),
        )
    return pd.to_numeric(text.where(~empty)).astype(kind)


def _intervals(events: pd.DataFrame) -> list[Interval]:
    return [(int(start), int(end)) for start, end in zip(events["start"], events["end"], strict=True)]


def _united(intervals: Iterable[Interval]) -> list[Interval]:
    """The union as intervals that neither touch nor overlap, in order."""
    united: list[Interval] = []
    for start, end in sorted(intervals):
        if united and start <= united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return united


def _screens(events: pd.DataFrame) -> int:
    """How often a screen was shown: a device shows one at a time, so what overlaps stood on one screen.

    What follows at the same millisecond is another screen, unless it is the same question going on.
    """
    of_node: dict[str, list[Interval]] = {}
    for node, interval in zip(events["node"], _intervals(events), strict=True):
        of_node.setdefault(node, []).append(interval)
    screens: list[Interval] = []
    for start, end in sorted(one for intervals in of_node.values() for one in _united(intervals)):
        if screens and (start < screens[-1][1] or start == screens[-1][0]):
            screens[-1] = screens[-1][0], max(end, screens[-1][1])
        else:
            screens.append((start, end))
    return len(screens)
