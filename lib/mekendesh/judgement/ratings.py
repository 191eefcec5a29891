"""What a panel thinks of each item: the middle of its ratings, and whether it disagrees.

Two published rules read disagreement off a scale from 1 to 9 (Fitch et al. 2001, *The RAND/UCLA Appropriateness
Method User's Manual*, chapter 8); on a scale from 0 to 4 there is none, and the share near the median stands instead.
A panel is not a sample: nothing here says what others would have rated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NINE, FIVE = (1, 9), (0, 4)
"""The scales a panel rates on: appropriateness, importance and feasibility; and readiness."""
SYMMETRIC_WIDTH, CORRECTION = 2.35, 1.5
"""IPR that means disagreement where ratings lie around 5, and how much more for each point away from 5."""
SMALLEST_PANEL = 7
RULES = {
    "too_few": "fewer than seven ratings: the rule of thirds does not speak of so few",
    "extension_7": "seven ratings: this project's extension of the published classes",
    "published_8_10": "eight to ten ratings: a published class",
    "published_11_13": "eleven to thirteen ratings: a published class",
    "published_14_16": "fourteen to sixteen ratings: a published class",
    "extension_over_16": "more than sixteen ratings: this project's extension of the published classes",
}
"""What the thirds rest on, by the number of ratings."""
FLAGS = {
    "no_ratings": "nobody rated the item: there is no value",
    "one_rating": "one person rated the item: whether a panel disagrees has no meaning",
}
THIRDS = ("disagreement", "agreement", "neither")


def rate_nine(ratings: pd.DataFrame) -> pd.DataFrame:
    """Items rated from 1 to 9. ``ratings``: one row a panel member, one column an item, missing where not rated.

    One row an item: ``item``, ``n``, ``missing``, ``median``, ``p30``, ``p70``, ``ipr`` = P70 − P30, ``ipras`` =
    2.35 + 1.5·\\|5 − (P30 + P70)/2\\|, ``disagrees`` (IPR > IPRAS), ``thirds``, ``k``, ``rule``, ``flag``.

    Percentiles interpolate between ratings: the p-th lies at place 1 + p·(n − 1) of the n sorted ones (Hyndman and
    Fan 1996, definition 7). The comparison is made in whole numbers, so no rounding decides at the border.

    ``thirds``: with k = ⌊(n + 1)/3⌋ ratings or more in each of 1–3 and 7–9 ``disagreement``; with k − 1 or fewer
    outside the third of the median ``agreement``, where 3.5 and 6.5 belong to the third above; else ``neither``.
    ``rule`` is a key of `RULES`. With one rating or none there is no verdict, and `FLAGS` say why; ``thirds`` and
    ``k`` are missing under seven ratings.

    It misleads where few rate: with five, one person decides. IPRAS calls a panel split into halves at 4 and 6
    agreed, and two camps at 3 and 7 a disagreement.

    Raises ``EstimationError`` for a rating that is not a whole number from 1 to 9.
    """
    rows = [_nine(item, values, len(ratings)) for item, values in _checked(ratings, NINE)]
    columns = (
        "item", "n", "missing", "median", "p30", "p70", "ipr", "ipras", "disagrees", "thirds", "k", "rule", "flag"
    )  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype(
        {"n": "int64", "missing": "int64", "disagrees": "boolean", "thirds": "str", "k": "Int64"}
    )


def rate_five(ratings: pd.DataFrame) -> pd.DataFrame:
    """Items rated from 0 to 4: ``item``, ``n``, ``missing``, ``median``, ``near`` (share of the ratings within one
    point of the median), ``flag``. ``ratings`` as for `rate_nine`.

    ``near`` is high by itself where a scale has five points: ratings spread evenly over all five are already near
    by three in five.
    """
    rows = []
    for item, values in _checked(ratings, FIVE):
        middle = float(np.median(values)) if len(values) else np.nan
        near = float((np.abs(values - middle) <= 1).mean()) if len(values) else np.nan
        rows.append((item, len(values), len(ratings) - len(values), middle, near, _flag(len(values))))
    return pd.DataFrame(rows, columns=["item", "n", "missing", "median", "near", "flag"])


def interpercentile(ratings: Sequence[int] | NDArray[np.int64]) -> tuple[float, float, float, float]:
    """P30, P70, IPR and IPRAS of the ratings of one item from 1 to 9, as `rate_nine` defines them."""
    tenths = _tenths(np.sort(np.asarray(ratings, dtype=np.int64)))
    return tenths[0] / 10, tenths[1] / 10, (tenths[1] - tenths[0]) / 10, _fortieths(*tenths) / 40


def _nine(item: str, values: NDArray[np.int64], members: int) -> tuple[object, ...]:
    n, flag = len(values), _flag(len(values))
    rule = _rule(n)
    if not n:
        return (item, 0, members, *[np.nan] * 5, pd.NA, pd.NA, pd.NA, rule, flag)
    low, high = _tenths(np.sort(values))
    disagrees = 4 * (high - low) > _fortieths(low, high) if n > 1 else pd.NA
    middle = float(np.median(values))
    numbers = (low / 10, high / 10, (high - low) / 10, _fortieths(low, high) / 40)
    if n < SMALLEST_PANEL:
        return (item, n, members - n, middle, *numbers, disagrees, pd.NA, pd.NA, rule, flag)
    k = (n + 1) // 3
    return (item, n, members - n, middle, *numbers, disagrees, _thirds(values, middle, k), k, rule, flag)


def _tenths(ordered: NDArray[np.int64]) -> tuple[int, int]:
    """Ten times P30 and P70: the place 0.3·(n − 1) is a whole number of tenths, and so is what lies there."""
    found = []
    for percent in (3, 7):
        place, rest = divmod(percent * (len(ordered) - 1), 10)
        above = ordered[min(place + 1, len(ordered) - 1)]
        found.append(int(ordered[place]) * (10 - rest) + int(above) * rest)
    return found[0], found[1]


def _fortieths(low: int, high: int) -> int:
    """Forty times IPRAS, from ten times P30 and P70: 2.35·40 + 1.5·|5 − (low + high)/20|·40."""
    return round(40 * SYMMETRIC_WIDTH) + round(2 * CORRECTION) * abs(100 - low - high)


def _thirds(values: NDArray[np.int64], middle: float, k: int) -> str:
    third = np.array([(values <= 3).sum(), ((values >= 4) & (values <= 6)).sum(), (values >= 7).sum()])
    if third[0] >= k and third[2] >= k:
        return THIRDS[0]
    own = 0 if middle < 3.5 else 1 if middle < 6.5 else 2
    return THIRDS[1] if len(values) - third[own] <= k - 1 else THIRDS[2]


def _rule(n: int) -> str:
    if n < SMALLEST_PANEL:
        return "too_few"
    if n == SMALLEST_PANEL:
        return "extension_7"
    for first in (8, 11, 14):
        if first <= n <= first + 2:
            return f"published_{first}_{first + 2}"
    return "extension_over_16"


def _flag(n: int) -> str:
    return "no_ratings" if n == 0 else "one_rating" if n == 1 else ""


def _checked(ratings: pd.DataFrame, scale: tuple[int, int]) -> list[tuple[str, NDArray[np.int64]]]:
    """The ratings of each item, missing ones left out; refused where one is not on the scale."""
    items = []
    for item in ratings.columns:
        values = pd.to_numeric(ratings[item], errors="coerce")
        unreadable = values.isna() & ratings[item].notna()
        known = values.dropna().to_numpy(float)
        if unreadable.any() or not np.isin(known, np.arange(scale[0], scale[1] + 1)).all():
            raise EstimationError(
                "A rating of the item {item} is not a whole number from {low} to {high}; the rules hold for this "
                "scale only. Mend the rating, or use the rule of its own scale.",
                item=str(item),
                low=scale[0],
                high=scale[1],
            )
        items.append((str(item), known.astype(np.int64)))
    return items
