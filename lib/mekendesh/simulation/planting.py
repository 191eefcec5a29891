"""A few mistakes planted into an invented delivery, as a field has them, and a list of what lies where.

Every planted mistake lies in a response of its own, so that a check can be held to each of them by name. How
many of a kind are planted is an assumption; a kind with no fitting response left is planted less often.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from mekendesh.simulation.assumptions import Assumptions

_LOOK_ALIKE = str.maketrans("ABCEHKMOPTX", "АВСЕНКМОРТХ")
_TOO_SHORT = timedelta(minutes=2)


@dataclass(frozen=True)
class Planted:
    """One mistake: its kind, the response it lies in, the column, the true cell and the false one."""

    kind: str
    uuid: str
    column: str
    true: str
    false: str


@dataclass(frozen=True)
class _Kind:
    """Which column a mistake changes, in which responses it fits, and what it makes of the cell."""

    column: str
    fits: Callable[[pd.DataFrame], pd.Series]
    change: Callable[[pd.Series], str]


def _everyone(form: pd.DataFrame) -> pd.Series:
    return form["consent_analyse"] == "yes"


def _recruited(form: pd.DataFrame) -> pd.Series:
    return form["coupon_received"] != ""


KINDS = {
    "network_size_missing": _Kind("network_size", _everyone, lambda _row: ""),
    "network_size_zero": _Kind("network_size", _everyone, lambda _row: "0"),
    "network_size_huge": _Kind("network_size", _everyone, lambda _row: "100000"),
    "coupon_look_alike": _Kind(
        "coupon_received",
        lambda form: form["coupon_received"].str.contains("[ABCEHKMOPTX]"),
        lambda row: row["coupon_received"].translate(_LOOK_ALIKE),
    ),
    "coupon_letter_for_digit": _Kind(
        "coupon_received", _recruited, lambda row: row["coupon_received"].replace("0", "O", 1)
    ),
    "coupon_never_issued": _Kind(
        "coupon_received", _recruited, lambda row: row["coupon_received"][:4] + "9876-1"
    ),
    "birth_year_out_of_range": _Kind("birth_year", _everyone, lambda row: "18" + row["birth_year"][2:]),
    "arrived_before_birth": _Kind("arrival_year", _everyone, lambda row: str(int(row["birth_year"]) - 8)),
    "sector_without_work": _Kind(
        "sector", lambda form: form["occupation"] == "not_working", lambda _row: "construction"
    ),
    "answer_not_asked": _Kind("satisfied_body", lambda form: form["used_body"] == "no", lambda _row: "4"),
    "scale_out_of_range": _Kind("willing_knowledge", _everyone, lambda _row: "7"),
    "too_short": _Kind(
        "end",
        _everyone,
        lambda row: (datetime.fromisoformat(row["start"]) + _TOO_SHORT).isoformat(timespec="seconds"),
    ),
}
DUPLICATE = "duplicate"


def plant(
    assumptions: Assumptions, form: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, tuple[Planted, ...]]:
    """Plant the assumed number of each kind of mistake into the cells of `answers.fill_form`.

    Returns the changed cells and what was planted. A duplicate is a second response with the same answers, an
    ``_uuid`` of its own and a later ``_submission_time``, at the end of the table; its ``true`` cell is the
    ``_uuid`` of the response it repeats.
    """
    form = form.copy()
    free = set(form.index)
    planted: list[Planted] = []
    for name, kind in KINDS.items():
        fitting = np.array(sorted(free & set(form.index[kind.fits(form)])), dtype=int)
        wanted = min(assumptions.count("planted", name), len(fitting))
        for row in rng.choice(fitting, wanted, replace=False):
            free.discard(int(row))
            true, false = form.loc[row, kind.column], kind.change(form.loc[row])
            form.loc[row, kind.column] = false
            planted.append(Planted(name, form.loc[row, "_uuid"], kind.column, true, false))
    fitting = np.array(sorted(free & set(form.index[_everyone(form)])), dtype=int)
    wanted = min(assumptions.count("planted", DUPLICATE), len(fitting))
    again = form.loc[rng.choice(fitting, wanted, replace=False)].copy()
    again["_uuid"] = [str(UUID(bytes=rng.bytes(16), version=4)) for _ in range(wanted)]
    again["_submission_time"] = [
        (datetime.fromisoformat(cell) + timedelta(minutes=int(minutes))).isoformat(timespec="seconds")
        for cell, minutes in zip(again["_submission_time"], rng.integers(1, 90, wanted), strict=True)
    ]
    for row, cells in again.iterrows():
        planted.append(Planted(DUPLICATE, cells["_uuid"], "_uuid", form.loc[row, "_uuid"], cells["_uuid"]))
    return pd.concat([form, again], ignore_index=True), tuple(planted)
