"""The lock table: how many are willing and not acting, which barriers they name, how the state stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.estimation.shares.differences import false_discovery

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework

COLUMNS = (
    "channel", "gap", "gap_low", "gap_high", "barrier",
    "both", "both_low", "both_high", "named", "named_low", "named_high",
    "difference", "difference_low", "difference_high", "q",
    "items", "n_items", "n_known", "state_low", "state_high",
)  # fmt: skip


def lock_table(
    framework: Framework,
    estimates: pd.DataFrame,
    draws: pd.DataFrame,
    items: pd.DataFrame,
) -> pd.DataFrame:
    """Each channel's gap with each barrier, one row a pair, channels and barriers in the framework's order.

    - ``gap``: share of all who are willing and not acting in the channel, with interval
    - ``both``: share of all who are in the gap and name the barrier, with interval
    - ``named``: share *of those in the gap* who name the barrier, interval per replicate
    - ``difference``: P(gap | names the barrier) − P(gap | does not), per replicate; ``q`` its two-sided
      bootstrap p-value adjusted for the false discovery rate over all channels × barriers
      (Benjamini–Hochberg)
    - ``items``: the evidence-scored items of proposals for this channel and barrier (space-separated);
      ``n_known`` of ``n_items`` are known, and their mean score lies between ``state_low`` and ``state_high``
      (NaN: no item)

    Channels without an estimated gap are left out. It misleads if read as cause: who names a barrier may
    differ from who does not in much else. Numbers are raw, their order too: a page shows them only through
    the protecting door, which finds the most named of those that may be shown.
    """
    values = estimates[estimates["site"] == ""].set_index("indicator")
    pairs = pd.DataFrame(
        [
            _pair(channel.channel, barrier.barrier, values, draws)
            for channel in framework.channels
            for barrier in framework.barriers
            if {f"gap_{channel.channel}", f"barrier_{barrier.barrier}"} <= set(values.index)
            and f"gapbarrier_{channel.channel}__{barrier.barrier}" in values.index
        ]
    )
    if pairs.empty:
        return pd.DataFrame(columns=COLUMNS)
    pairs["q"] = false_discovery(pairs.pop("p"))
    states = [_state(framework, items, row.channel, row.barrier) for row in pairs.itertuples()]
    return pd.concat([pairs, pd.DataFrame(states)], axis=1)[list(COLUMNS)]


def _pair(channel: str, barrier: str, values: pd.DataFrame, draws: pd.DataFrame) -> dict[str, str | float]:
    ids = (f"gap_{channel}", f"barrier_{barrier}", f"gapbarrier_{channel}__{barrier}")
    gap, names, both = (float(values.at[id_, "value"]) for id_ in ids)
    gaps, nameds, boths = (draws[f"{id_}|"].to_numpy(float) for id_ in ids)
    shares, differences = _ratio(boths, gaps), _difference(gaps, nameds, boths)
    named_low, named_high = _interval(shares)
    difference_low, difference_high = _interval(differences)
    return {
        "channel": channel,
        "barrier": barrier,
        "gap": gap,
        "gap_low": float(values.at[ids[0], "low"]),
        "gap_high": float(values.at[ids[0], "high"]),
        "both": both,
        "both_low": float(values.at[ids[2], "low"]),
        "both_high": float(values.at[ids[2], "high"]),
        "named": float(_ratio(np.array([both]), np.array([gap]))[0]),
        "named_low": named_low,
        "named_high": named_high,
        "difference": float(_difference(np.array([gap]), np.array([names]), np.array([both]))[0]),
        "difference_low": difference_low,
        "difference_high": difference_high,
        "p": _two_sided(differences),
    }


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def _difference(gap: np.ndarray, names: np.ndarray, both: np.ndarray) -> np.ndarray:
    return _ratio(both, names) - _ratio(gap - both, 1 - names)


def _interval(draws: np.ndarray) -> tuple[float, float]:
    known = draws[~np.isnan(draws)]
    if not known.size:
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def _two_sided(draws: np.ndarray) -> float:
    known = draws[~np.isnan(draws)]
    if not known.size:
        return float("nan")
    tail = min((known <= 0).sum(), (known >= 0).sum())
    return float(min(1.0, 2 * (tail + 1) / (known.size + 1)))


def _state(framework: Framework, items: pd.DataFrame, channel: str, barrier: str) -> dict[str, str | float]:
    related = {
        item
        for proposal in framework.proposals
        if channel in proposal.channels and barrier in proposal.barriers
        for item in proposal.items
    }
    rows = items[items["item"].isin(related) & (items["scored_by"] == "evidence")]
    return {
        "items": " ".join(rows["item"]),
        "n_items": len(rows),
        "n_known": int(rows["score"].notna().sum()),
        "state_low": float(rows["low"].mean()),
        "state_high": float(rows["high"].mean()),
    }
