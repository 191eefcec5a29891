"""The door for the families of indicators: shares of answers to one question, and the bands made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.estimation.shares.families import CAPACITY, family_indicators
from mekendesh.reporting.doors.complements import SMALLEST_CELL
from mekendesh.reporting.doors.protection import protect
from mekendesh.structure.capacity import Capacity, load_capacity
from mekendesh.structure.questionnaire import load_questionnaire

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.estimation.shares.corridor import Estimates
    from mekendesh.reporting.statistics import Statistics
    from mekendesh.structure.mapping import Mapping

HIDDEN_FLAGS = ("c", "x")


def protect_families(mapping: Mapping, families: Estimates | None) -> Statistics | None:
    """Protect the families, all sites together only; ``None`` before the fieldwork.

    Answers that add up to everyone asked have never exactly one hidden among them: the one with the fewest
    people is hidden too; nor are hidden ones fewer than ten people together. A band of capacity is shown only where each of its answers may be, since it is their
    sum. Which questions a round asks is public.
    """
    if families is None:
        return None
    raw = families.table[families.table["site"] == ""].reset_index(drop=True)
    safe = protect(raw)
    place = {indicator: row for row, indicator in enumerate(raw["indicator"])}
    flags = safe["flag"].copy()
    bands = [band for band in capacities(mapping) if band_id(band) in place]
    answers: dict[str, list[int]] = {}
    for each in family_indicators(mapping.questionnaire):
        if each.exhaustive and each.indicator in place:
            answers.setdefault(each.column, []).append(place[each.indicator])
    for rows in answers.values():
        _hide_beside(raw, flags, rows)
    code_at = {
        (each.column, each.code): place[each.indicator]
        for each in family_indicators(mapping.questionnaire)
        if each.indicator in place
    }
    for band in bands:
        for code in band.codes:
            at = code_at.get((band.column, code))
            if at is not None and flags[at] in HIDDEN_FLAGS:
                flags[place[band_id(band)]] = flags[at]
    of_channel: dict[str, list[int]] = {}
    for band in bands:
        of_channel.setdefault(band.channel, []).append(place[band_id(band)])
    for rows in of_channel.values():
        _hide_beside(raw, flags, rows)
    safe["flag"] = flags
    hidden = flags.isin(HIDDEN_FLAGS)
    safe.loc[hidden, ["value", "low", "high"]] = float("nan")
    return safe


def _hide_beside(raw: pd.DataFrame, flags: pd.Series, rows: list[int]) -> None:
    """Hide the answers with the fewest people beside a lone hidden one of the same question, and beside several that
    hold fewer than ten people together: the answers that are shown leave their sum over.
    """
    people = raw["n_yes"].astype(int)
    hidden = [row for row in rows if flags[row] in HIDDEN_FLAGS]
    shown = sorted(set(rows) - set(hidden), key=lambda row: (int(people.iloc[row]), row))
    while hidden and shown and (len(hidden) == 1 or people.iloc[hidden].sum() < SMALLEST_CELL):
        more = shown.pop(0)
        flags[more] = flags[hidden[0]]
        hidden.append(more)


def capacities(mapping: Mapping) -> tuple[Capacity, ...]:
    channels = [channel.channel for channel in mapping.framework.channels]
    return load_capacity(mapping.tree, channels, load_questionnaire(mapping.tree))


def band_id(band: Capacity) -> str:
    return f"{CAPACITY}_{band.channel}__{band.band}"
