"""Differences between groups and between sites, draw by draw, and how many of them may be chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import erfc

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import INTERVAL, LEVEL, ratio
from mekendesh.estimation.spread import spread_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

NEWCOMBE = "Newcombe, from both intervals"
DEFF_REFERENCE = "two independent simple random samples of as many people"
FLAGS = {
    "no_value": "one of the two has no value: there is no difference",
    "no_interval": "one of the two has no interval: nothing says how far the difference is known",
    "empty_replicates": "some replicates hold no one of one of the two: they are left out of the interval",
    "no_spread": "one of the two has no spread: the interval is Newcombe's, as of independent groups",
    "few_people": "one of the two rests on fewer than 30 people: the interval may be too narrow",
}
COLUMNS = (
    "indicator", "family", "key", "site", "value", "se", "low", "high", "level", "n", "n_yes", "deff",
    "deff_reference", "n_eff", "method", "interval", "definition", "population", "flag", "p", "q",
)  # fmt: skip


@dataclass(frozen=True)
class Differences:
    """``table``: one row a pair, with `COLUMNS`; ``draws``: one column ``indicator|site``, one row a replicate.

    ``indicator`` is ``one−other``; ``n`` the smaller of both numbers of people, ``n_yes`` missing. ``p``: the
    two-sided share of draws on the other side of zero; ``q``: p adjusted for all pairs of the table.
    """

    table: pd.DataFrame
    draws: pd.DataFrame


def differences(table: pd.DataFrame, draws: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> Differences:
    """One minus other for each pair of draw columns (``indicator|site``), the difference taken per replicate.

    ``table`` and ``draws`` are those of `estimate_domains` or of a corridor's estimates. Within a site the draws
    hold what both share (the same chains); those of two sites are drawn apart.

    Where a share has no spread in its draws, the interval comes from both intervals (Newcombe 1998, method 10),
    p from its normal approximation. Both take the groups for independent, which within one site is cautious if
    the groups were reached through the same people.

    It misleads if read as cause, and if pairs are chosen after looking: q knows only the pairs given here. With
    R replicates p is never below 2/(R + 1), so among many pairs few replicates can find nothing.

    Raises ``EstimationError`` for a pair that was not estimated, one held against itself, and no pair.
    """
    known = table.set_index(table["indicator"] + "|" + table["site"])
    _refuse(known, draws, pairs)
    one, other = (known.loc[[pair[side] for pair in pairs]] for side in (0, 1))
    drawn = np.column_stack([draws[a].to_numpy(float) - draws[b].to_numpy(float) for a, b in pairs])
    value = one["value"].to_numpy(float) - other["value"].to_numpy(float)
    n = np.minimum(one["n"].to_numpy(), other["n"].to_numpy())
    spread = spread_of(value, drawn, n, np.zeros(len(pairs), dtype=bool))
    flagged = [
        _flagged(one, flag) | _flagged(other, flag) for flag in ("no_spread", "no_interval", "few_people")
    ]
    unknown = np.isnan(value)
    bounds, se = _newcombe(one, other)
    without = ~unknown & (flagged[1] | (spread.flat & ~flagged[0]))
    leaning = ~unknown & flagged[0] & ~without
    low, high = (
        np.where(without, np.nan, np.where(leaning, bound, drawn_bound))
        for bound, drawn_bound in zip(bounds, (spread.low, spread.high), strict=True)
    )
    se = np.where(without, np.nan, np.where(leaning, se, spread.se))
    simple = _simple(one) + _simple(other)
    deff = ratio(se**2, np.nan_to_num(simple))
    p = np.where(without | unknown, np.nan, np.where(leaning, _normal_p(value, se), _two_sided(drawn)))
    flags = {
        "no_value": unknown,
        "no_interval": without,
        "empty_replicates": spread.lost & ~leaning,
        "no_spread": leaning,
        "few_people": ~unknown & flagged[2],
    }
    rows = pd.DataFrame(
        {
            "indicator": [_minus(a, b) for a, b in pairs],
            "family": "difference",
            "key": [_key(a, b) for a, b in zip(one["key"], other["key"], strict=True)],
            "site": [_minus_site(a, b) for a, b in zip(one["site"], other["site"], strict=True)],
            "value": value,
            "se": se,
            "low": low,
            "high": high,
            "level": LEVEL,
            "n": n,
            "n_yes": pd.array([pd.NA] * len(pairs), dtype="Int64"),
            "deff": deff,
            "deff_reference": DEFF_REFERENCE,
            "n_eff": ratio(n.astype(float), np.nan_to_num(deff)),
            "method": [_key(a, b) for a, b in zip(one["method"], other["method"], strict=True)],
            "interval": np.where(leaning, NEWCOMBE, np.where(without | unknown, "none", INTERVAL)),
            "definition": [_key(a, b) for a, b in zip(one["definition"], other["definition"], strict=True)],
            "population": [_key(a, b) for a, b in zip(one["population"], other["population"], strict=True)],
            "flag": [" ".join(flag for flag in FLAGS if flags[flag][i]) for i in range(len(pairs))],
            "p": p,
            "q": false_discovery(p),
        }
    )
    names = rows["indicator"] + "|" + rows["site"]
    return Differences(rows[list(COLUMNS)], pd.DataFrame(drawn, columns=names.to_list()))


def site_pairs(table: pd.DataFrame, indicators: Sequence[str]) -> list[tuple[str, str]]:
    """Every pair of single sites for each of the indicators, as draw columns."""
    sites = sorted(set(table["site"]) - {""})
    return [
        (f"{indicator}|{one}", f"{indicator}|{other}")
        for indicator in indicators
        for place, one in enumerate(sites)
        for other in sites[place + 1 :]
    ]


def group_pairs(
    measures: Sequence[str], domains: Sequence[tuple[str, str]], site: str = ""
) -> list[tuple[str, str]]:
    """Each measure in one domain against it in the other, as draw columns of one site ("" all together)."""
    return [
        (f"{measure}__{one}|{site}", f"{measure}__{other}|{site}")
        for measure in measures
        for one, other in domains
    ]


def false_discovery(p: ArrayLike) -> NDArray[np.float64]:
    """q-values: the false discovery rate at which each test would just be kept (Benjamini and Hochberg 1995).

    A missing p stays missing and is not counted among the tests. It controls the rate where tests are
    independent or lean the same way (Benjamini and Yekutieli 2001), not under any dependence whatever.
    """
    given = np.asarray(p, dtype=float)
    q = np.full(given.shape, np.nan)
    known = np.flatnonzero(~np.isnan(given))
    order = known[np.argsort(given[known], kind="stable")]
    steps = given[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return q


def _refuse(known: pd.DataFrame, draws: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> None:
    if not pairs:
        raise EstimationError("No pair to compare was given. Name one at least.")
    for one, other in pairs:
        for name in (one, other):
            if name not in known.index or name not in draws:
                raise EstimationError(
                    "There is no estimate {name} to compare. Estimate it with its draws first.", name=name
                )
        if one == other:
            raise EstimationError("{name} is compared with itself. Name two different estimates.", name=one)
        if (known.at[one, "family"] == "total") != (known.at[other, "family"] == "total"):
            raise EstimationError(
                "{one} and {other} are a total and a share or mean: their difference has no meaning. Compare like "
                "with like.",
                one=one,
                other=other,
            )
    if len(set(pairs)) < len(pairs):
        raise EstimationError("A pair is given twice. Give each once: q counts the pairs.")


def _flagged(estimates: pd.DataFrame, flag: str) -> NDArray[np.bool_]:
    return np.array([flag in found.split() for found in estimates["flag"]])


def _newcombe(
    one: pd.DataFrame, other: pd.DataFrame
) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]:
    """Both bounds, and the root of both variances, where each of the two has an interval of its own."""
    a, b = (part[["value", "low", "high"]].to_numpy(float).T for part in (one, other))
    value = a[0] - b[0]
    bounds = (
        value - np.hypot(a[0] - a[1], b[2] - b[0]),
        value + np.hypot(a[2] - a[0], b[0] - b[1]),
    )
    return bounds, np.hypot(one["se"].to_numpy(float), other["se"].to_numpy(float))


def _simple(estimates: pd.DataFrame) -> NDArray[np.float64]:
    """The variance that an estimate's design effect was held against."""
    return ratio(estimates["se"].to_numpy(float) ** 2, np.nan_to_num(estimates["deff"].to_numpy(float)))


def _two_sided(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    count = (~np.isnan(draws)).sum(axis=0)
    tail = np.minimum((draws <= 0).sum(axis=0), (draws >= 0).sum(axis=0))
    return np.where(count > 0, np.minimum(1.0, 2 * (tail + 1) / (count + 1)), np.nan)


def _normal_p(value: NDArray[np.float64], se: NDArray[np.float64]) -> NDArray[np.float64]:
    z = np.abs(np.divide(value, se, out=np.zeros_like(value), where=se > 0))
    return erfc(z / np.sqrt(2))


def _minus(one: str, other: str) -> str:
    first, second = one.rpartition("|")[0], other.rpartition("|")[0]
    return first if first == second else f"{first}−{second}"


def _minus_site(one: str, other: str) -> str:
    return one if one == other else f"{one or 'all'}−{other or 'all'}"


def _key(one: str, other: str) -> str:
    return one if one == other else f"{one}−{other}"
