"""Signs of fraud in an open web link: nobody stood beside the person who answered.

No sign proves anything: a family shares a phone, and a newspaper's link brings many people in a minute.
See Griffin et al. (2022), "Ensuring survey research data integrity in the era of internet bots".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.form_rules import Place, at

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Questionnaire

BURST, BURST_WINDOW = 10, pd.Timedelta(minutes=2)
SAME_DEVICE = 3
COPIED_TEXT = 25
_DEVICES = ("deviceid", "DeviceID", "ip_address", "device")


def in_a_burst(responses: Responses, _: Questionnaire) -> Iterator[Place]:
    """Responses of which ten began within two minutes."""
    starts = responses.typed["start"].dropna().sort_values()
    if len(starts) < BURST:
        return
    times = starts.to_numpy()
    close = times[BURST - 1 :] - times[: -BURST + 1] <= BURST_WINDOW.to_timedelta64()
    marked = {row for first in close.nonzero()[0] for row in starts.index[first : first + BURST]}
    yield from at(sorted(marked), "start")


def from_one_device(responses: Responses, _: Questionnaire) -> Iterator[Place]:
    """Responses from a device that sent three or more."""
    for name in _DEVICES:
        if name in responses.cells:
            devices = responses.cells[name].str.strip()
            many = devices[devices != ""].map(devices.value_counts()) >= SAME_DEVICE
            yield from at(many.index[many], name)


def copied_text(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """The same long text in responses of different people."""
    for column in questionnaire.of_role("free_text"):
        texts = responses.cells[column.column].str.split().str.join(" ").str.casefold()
        long = texts[texts.str.len() >= COPIED_TEXT]
        yield from at(long.index[long.duplicated(keep=False)], column.column)
