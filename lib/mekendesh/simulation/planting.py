"""Mistakes planted into an invented delivery, as a field has them, and a list of what lies where.

Every planted mistake lies in a response of its own, so that a check can be held to each of them by name. How
many of a kind are planted is an assumption; a kind with no fitting response left is planted less often.
"""

from __future__ import annotations

import re
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
_LATIN = {"а": "a", "е": "e", "о": "o", "р": "p", "с": "c"}
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


def _has_idea(form: pd.DataFrame) -> pd.Series:
    return form["idea_text"] != ""


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
    "number_with_comma": _Kind("months_in_country", _everyone, lambda row: row["months_in_country"] + ",0"),
    "overqualified_without_work": _Kind(
        "overqualified", lambda form: form["occupation"] == "not_working", lambda _row: "yes"
    ),
    "stay_longer_than_since_arrival": _Kind(
        "months_in_country",
        lambda form: form["arrival_year"] > "2015",
        lambda row: str((int(row["end"][:4]) - int(row["arrival_year"]) + 3) * 12),
    ),
    "coupon_lost": _Kind("coupon_received", _recruited, lambda _row: ""),
    "other_on_list": _Kind(
        "barriers_other", lambda form: form["barriers_other"] != "", lambda _row: "Нету времени"
    ),
    "identifying_text": _Kind("idea_text", _has_idea, lambda row: f"{row['idea_text']}, +999 700 123 456"),
    "mixed_scripts": _Kind(
        "idea_text",
        lambda form: form["idea_text"].str.contains("[аеорс][а-яё]"),
        lambda row: re.sub("[аеорс](?=[а-яё])", lambda found: _LATIN[found[0]], row["idea_text"], count=1),
    ),
    "letters_lost": _Kind(
        "idea_text",
        lambda form: form["idea_text"].str.contains("[а-я][өүң][а-я]"),
        lambda row: re.sub("(?<=[а-я])[өүң](?=[а-я])", "?", row["idea_text"]),
    ),
    "hidden_character": _Kind(
        "idea_text", _has_idea, lambda row: row["idea_text"].replace(" ", "\u200b ", 1) + "\u200b"
    ),
    "too_short": _Kind(
        "end",
        _everyone,
        lambda row: (datetime.fromisoformat(row["start"]) + _TOO_SHORT).isoformat(timespec="seconds"),
    ),
}
DUPLICATE = "duplicate"
NEAR_COPY, STRAIGHTLINER = "near_copy", "straightliner"
REMITTED = "remit_"
"""Begins the questions that only those who sent money are asked."""
COPIED_APART = 0.08
"""Of the answers of a copied interview, the share that whoever copied it changed."""


def plant(
    assumptions: Assumptions, form: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, tuple[Planted, ...]]:
    """Plant the assumed number of each kind of mistake into the cells of `answers.fill_form`.

    Returns the changed cells and what was planted. A near copy repeats another interview but for a few answers,
    without coupon and identity; its ``true`` cell is the ``_uuid`` of the one copied. A straightliner's answers
    of willingness, acting and trust are all alike; it names no column. A duplicate is a second response with the same answers, an
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
    for row in _drawn(form, free, assumptions.count("planted", STRAIGHTLINER), rng):
        planted.append(_straightline(form, row))
    copies = _near_copies(form, free, assumptions.count("planted", NEAR_COPY), rng)
    again = _sent_again(form, free, assumptions.count("planted", DUPLICATE), rng)
    for kind, rows in ((NEAR_COPY, copies), (DUPLICATE, again)):
        for row, cells in rows.iterrows():
            planted.append(Planted(kind, cells["_uuid"], "_uuid", form.loc[row, "_uuid"], cells["_uuid"]))
    return pd.concat([form, copies, again], ignore_index=True), tuple(planted)


def _drawn(form: pd.DataFrame, free: set[int], wanted: int, rng: np.random.Generator) -> np.ndarray:
    """Rows of people who consented in which nothing has been planted yet."""
    fitting = np.array(sorted(free & set(form.index[_everyone(form)])), dtype=int)
    rows = rng.choice(fitting, min(wanted, len(fitting)), replace=False)
    free.difference_update(int(row) for row in rows)
    return rows


def _straightline(form: pd.DataFrame, row: int) -> Planted:
    """One answer to every question of willingness, acting and trust: the middle one, and no."""
    for column in form.columns:
        if column.startswith(("willing_", "trust_")):
            form.loc[row, column] = "3"
        elif column.startswith("did_"):
            form.loc[row, column] = "no"
        elif column.startswith(("needs_", REMITTED)):
            form.loc[row, column] = ""
    return Planted(STRAIGHTLINER, form.loc[row, "_uuid"], "", "", "")


def _near_copies(form: pd.DataFrame, free: set[int], wanted: int, rng: np.random.Generator) -> pd.DataFrame:
    """Interviews somebody made up by copying another one of the city and changing a few answers."""
    copies = form.loc[_drawn(form, free, wanted, rng)].copy()
    if copies.empty:
        return copies
    for row in copies.index:
        others = form.index[(form["site"] == form.at[row, "site"]) & _everyone(form) & (form.index != row)]
        answers = [name for name in form.columns if name.startswith(("did_", "willing_", "trust_"))]
        for name in answers:
            if rng.random() < COPIED_APART:
                copies.loc[row, name] = form.at[rng.choice(others), name]
    copies.loc[copies["did_remittances"] != "yes", [name for name in form if name.startswith(REMITTED)]] = ""
    times = ["start", "end", "_submission_time"]
    copies[times] = [[_later(cell, 1) for cell in cells] for cells in copies[times].to_numpy()]
    empty = ["coupon_received", "coupon_1", "coupon_2", "coupon_3", "name", "phone", "document", "idea_text"]
    copies[[name for name in empty if name in copies]] = ""
    copies["_uuid"] = [str(UUID(bytes=rng.bytes(16), version=4)) for _ in range(len(copies))]
    return copies


def _sent_again(form: pd.DataFrame, free: set[int], wanted: int, rng: np.random.Generator) -> pd.DataFrame:
    again = form.loc[_drawn(form, free, wanted, rng)].copy()
    again["_uuid"] = [str(UUID(bytes=rng.bytes(16), version=4)) for _ in range(len(again))]
    again["_submission_time"] = [
        (datetime.fromisoformat(cell) + timedelta(minutes=int(minutes))).isoformat(timespec="seconds")
        for cell, minutes in zip(again["_submission_time"], rng.integers(1, 90, len(again)), strict=True)
    ]
    return again


def _later(cell: str, days: int) -> str:
    return (datetime.fromisoformat(cell) + timedelta(days=days)).isoformat(timespec="seconds")
