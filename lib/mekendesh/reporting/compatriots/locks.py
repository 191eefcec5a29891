"""The lock table, told: willing and not acting, the obstacles named, and how the state's related items stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Table
from mekendesh.reporting.numbers import not_in_the_field, share_of
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import Count, Decimal, Term, Verbatim, message, plural

if TYPE_CHECKING:
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.mapping import Mapping

NONE_SHOWN = message("none can be shown")
UNKNOWN_STATE = Verbatim("[z]")


def by_channel(mapping: Mapping, public: Public) -> Block:
    """Per channel: willing and not acting, the obstacle named, and how the related items of the state stand."""
    if public.locks is None:
        return not_in_the_field()
    channels = {channel.channel: channel.label for channel in mapping.framework.channels}
    barriers = {barrier.barrier: barrier.label for barrier in mapping.framework.barriers}
    rows = []
    for _, row in insist_protected(public.locks).iterrows():
        gap, both = share_of(row, "gap", "gap_flag"), share_of(row, "both", "both_flag")
        if pd.isna(row["barrier"]):
            rows.append((channels[row["channel"]], gap, NONE_SHOWN, both, UNKNOWN_STATE))
        else:
            rows.append((channels[row["channel"]], gap, barriers[row["barrier"]], both, _state(row)))
    return Table(
        name="locks",
        caption=message(
            "Where potential and readiness meet: willing and not acting, obstacles named, and how the state stands"
        ),
        columns=(
            Column("channel", message("Channel")),
            Column("gap", message("Willing, not acting"), numeric=True),
            Column("obstacle", message("Obstacle named")),
            Column("both", message("Willing, not acting, and name it"), numeric=True),
            Column("state", message("Related items of the state")),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Shares of all compatriots in the surveyed cities. Of the obstacles whose numbers can be shown, the two most named per channel. "
                "What stands together here need not cause one another."
            ),
        ),
    )


def _state(row: pd.Series) -> Term:
    if row["n_items"] == 0:
        return message("no item of the framework is linked")
    if row["n_known"] == 0:
        return plural("{count} item, not known", "{count} items, none known", int(row["n_items"]))
    known, everything = Count(int(row["n_known"])), Count(int(row["n_items"]))
    if row["state_low"] == row["state_high"]:
        return message(
            "{known} of {all} items known; mean score {score}",
            known=known,
            all=everything,
            score=Decimal(float(row["state_low"])),
        )
    return message(
        "{known} of {all} items known; mean score between {low} and {high}",
        known=known,
        all=everything,
        low=Decimal(float(row["state_low"])),
        high=Decimal(float(row["state_high"])),
    )
