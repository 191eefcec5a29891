"""The protecting door: estimates go in, statistics come out. Nothing else may be displayed.

Thresholds. Confidentiality: fewer than ten people in a cell or in its complement → ``c``. Reliability: an
effective size n/deff under 30, or an interval 30 points wide or more → ``x``, not shown; under 60, or 20
points wide or more → ``u``, shown with the mark. Rounding: shares to whole percent where fewer than 200
people answered or the interval is 5 points wide or more (a decimal would feign precision), else to one
decimal; counted people to 5, of several corridors together to 100, and fewer than ten who did not answer are counted
in (two rounded numbers would tell how few they are); estimated people to two significant digits and never finer than 100. Exact
counts, design effects, standard errors and unweighted shares do not leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from mekendesh.errors import ProtectionError
from mekendesh.reporting.doors.complements import SMALLEST_CELL, complete_flags, nested_cells
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.words import Message, message

__all__ = ["Statistics", "insist_protected", "open_statistics"]

LEAST_SIZE, SHAKY_SIZE = 30, 60
WIDEST, WIDE = 0.30, 0.20
WHOLE_PERCENT_UNDER = 200
DECIMAL_WIDTH = 0.05
COUNT_STEP = 5
PEOPLE_STEP = 100
COLUMNS = (
    "indicator", "family", "key", "site", "value", "low", "high", "flag", "n", "digits",
    "method", "interval", "level", "definition", "population",
)  # fmt: skip

# An interval exactly at a threshold must count as reaching it whatever the last bit of its two ends.
_LAST_BIT = 1e-9


def protect(
    estimates: pd.DataFrame,
    *,
    parts_are_shown: bool = False,
    unions: Mapping[str, Sequence[str]] = MappingProxyType({}),
    people: Mapping[str, int] = MappingProxyType({}),
) -> Statistics:
    """Protect a table of estimates of shares, all sites and indicators of a corridor and round at once.

    ``estimates`` has indicator, family, key, site, value, low, high, n, n_yes, deff, level, method, interval,
    definition, population; one row per indicator and site. ``parts_are_shown``: the rows of single sites
    (corridors in a national table) are published already, so a total that would give one of them away is
    hidden, not a part. ``unions``: for each indicator that is the union of others, these
    (`complements.nested_cells`). ``people``: who took part, by site, as other tables tell them; the most who
    answered any question where a site is not named.

    Returns `COLUMNS`: value, low, high rounded shares (NaN where ``flag`` is ``c`` or ``x``); flag one of "",
    ``u``, ``x``, ``c``; n rounded to 5 (missing under ten); digits, the decimals of a percentage. Rows keep
    their order. A shown value of exactly 0 is a share that rounds to nothing: write ``[low]``.

    Raises ``ProtectionError`` where an indicator stands twice for a site: what is hidden could then be shown
    beside.
    """
    estimates = estimates.reset_index(drop=True)
    twice = estimates.duplicated(["indicator", "site"])
    if twice.any():
        raise ProtectionError(
            "The estimate {indicator} stands twice for one site. Give each indicator once per site.",
            indicator=str(estimates.loc[twice, "indicator"].iloc[0]),
        )
    flags = complete_flags(estimates, _flags(estimates, unions), parts_are_shown=parts_are_shown)
    width = (estimates["high"] - estimates["low"]).astype(float)
    precise = (estimates["n"].fillna(0) >= WHOLE_PERCENT_UNDER) & (width < DECIMAL_WIDTH)
    digits = np.where(precise, 1, 0)
    shown = ~flags.isin(["c", "x"])
    counts = rounded_counts(_with_the_silent(estimates, people))
    if parts_are_shown:
        counts = _summed_from_parts(estimates, counts)
    table = estimates.assign(flag=flags, digits=digits, n=counts)
    for column in ("value", "low", "high"):
        table[column] = _rounded_shares(estimates[column], digits).where(shown)
    return Statistics(table[list(COLUMNS)])


def _with_the_silent(estimates: pd.DataFrame, people: Mapping[str, int]) -> pd.Series:
    """Who answered, and where fewer than ten did not, all who took part."""
    answered = estimates["n"].astype("Float64")
    most = answered.groupby(estimates["site"]).transform("max")
    everyone = estimates["site"].map(dict(people)).astype("Float64").fillna(most)
    few = (everyone - answered < SMALLEST_CELL) & (answered >= SMALLEST_CELL)
    return answered.mask(few.fillna(False), everyone)


def _summed_from_parts(estimates: pd.DataFrame, counts: pd.Series) -> pd.Series:
    """The total's count as the sum of the counts of its parts, to the nearest hundred: rounded anew it would say which
    way the parts were, and finer how many of them did not answer. Missing where a part's is, and where fewer than a
    hundred would read as none.
    """
    whole = estimates["site"] == ""
    sums = counts[~whole].groupby(estimates.loc[~whole, "indicator"]).agg(lambda part: part.sum(skipna=False))
    hundreds = (sums.astype("Float64") / PEOPLE_STEP).round().mul(PEOPLE_STEP).astype("Int64")
    summed = whole & estimates["indicator"].isin(sums.index) & counts.notna()
    told = hundreds.where(hundreds >= PEOPLE_STEP)
    return counts.mask(summed, estimates["indicator"].map(told).astype("Int64"))


def protect_counts(table: pd.DataFrame, column: str = "n") -> Statistics:
    """Protect counted people or records: ``column`` rounded to 5, missing with flag ``c`` under ten.

    Rounded counts need not add up: say so where they stand beside their total.
    """
    rounded = rounded_counts(table[column])
    flags = pd.Series(np.where(rounded.isna(), "c", ""), index=table.index, dtype="str")
    return open_statistics(table.assign(**{column: rounded, "flag": flags}))


def protect_potential(potential: pd.DataFrame, statistics: pd.DataFrame, site: str = "") -> Statistics:
    """Protect the table of potential by channel: one row a channel and measure.

    The people are the protected share times the population that the raw table multiplied, then rounded, a
    bound outwards: from the exact share they would say more of it than the share itself may. Returns channel,
    measure, indicator, site, the statistic's value, low, high, flag, n and digits, and people, people_low,
    people_high, which are hidden where the share is; no other column comes out.
    """
    indicators = potential["measure"] + "_" + potential["channel"]
    known = _looked_up(indicators, pd.Series(site, index=potential.index, dtype="str"), statistics)
    shown = ~known["flag"].isin(["c", "x"])
    population = (potential["people"] / potential["value"].mask(potential["value"] == 0)).median()
    for ending, bound in (("", "value"), ("_low", "low"), ("_high", "high")):
        people = (known[bound] * population).where(shown)
        known[f"people{ending}"] = rounded_people(people, f"people{ending}")
    return open_statistics(known.assign(channel=potential["channel"], measure=potential["measure"]))


def protect_recommendations(table: pd.DataFrame, statistics: pd.DataFrame) -> Statistics:
    """Protect a table of recommendations: no number of a proposal says more than the statistic of its share.

    Where ``proposal_<id>`` is hidden, so are share, priority, chance and people of its row, and its rank: it
    goes below the ranked rows, its words stay. The others are ranked anew among themselves. People and
    priority are computed from the protected share, and the priority rounded like it; ``p_top_five`` is in
    whole percent. ``rank_low`` and ``rank_high`` are widened by the hidden rows: where these stand is not told.
    Adds flag and digits. A table from before the fieldwork holds no survey number and keeps its ranks.
    """
    if not table["share"].notna().any():
        return open_statistics(table.assign(flag="", digits=0))
    table = table.reset_index(drop=True)
    rows = _looked_up("proposal_" + table["proposal"].astype("str"), _everywhere(table), statistics)
    flags, digits = rows["flag"], rows["digits"]
    shown = ~flags.isin(["c", "x"])
    persons = table["people"] / table["share"]
    safe = table.assign(flag=flags, digits=digits)
    for ending, bound in (("", "value"), ("_low", "low"), ("_high", "high")):
        safe[f"share{ending}"] = rows[bound].where(shown)
        safe[f"people{ending}"] = rounded_people(rows[bound] * persons, f"people{ending}").where(shown)
        factor = table[f"priority{ending}"] / table[f"share{ending}"]
        safe[f"priority{ending}"] = _rounded_shares(rows[bound] * factor, digits).where(shown)
    safe["p_top_five"] = table["p_top_five"].astype(float).round(2).where(shown)
    ranks = table["rank"].astype("Int64").where(shown)
    safe["rank"] = ranks.rank(method="min").astype("Int64")
    hidden, last = int((~shown).sum()), int(shown.sum())
    # Among the shown alone a rank is at most the one among all, and smaller by at most the number hidden.
    safe["rank_low"] = (table["rank_low"].astype("Int64") - hidden).clip(lower=1).where(shown)
    safe["rank_high"] = table["rank_high"].astype("Int64").clip(upper=last).where(shown)
    return open_statistics(safe.sort_values(["rank", "rank_without_survey", "proposal"], ignore_index=True))


def protect_locks(table: pd.DataFrame, statistics: pd.DataFrame, *, barriers: int = 2) -> Statistics:
    """Protect a lock table: per channel the ``barriers`` most named pairs *of those that may be shown*.

    ``table`` has all pairs of channel and barrier. Which pair comes first is told by the protected ``both``
    alone, equal ones in the table's order: a place would give the order of hidden numbers away. A channel with
    no pair to be shown keeps one row, its barrier missing. Gap and both are as their statistics say them.
    ``named``, ``difference`` and ``q`` rest on part of the people: they are hidden where the gap is for
    confidentiality, or where the interval of ``named`` is 30 points wide or more. Adds gap_flag, both_flag and
    named_flag, and digits (of gap and both).
    """
    table = table.reset_index(drop=True)
    channels, everywhere = table["channel"].astype("str"), _everywhere(table)
    gap = _looked_up("gap_" + channels, everywhere, statistics)
    pair = _looked_up(
        "gapbarrier_" + channels + "__" + table["barrier"].astype("str"), everywhere, statistics
    )
    flags = pair["flag"].mask(gap["flag"] == "c", "c")
    too_wide = ~(table["named_high"] - table["named_low"] < WIDEST - _LAST_BIT)
    flags = flags.mask((flags != "c") & too_wide, "x")
    safe = table.assign(gap_flag=gap["flag"], both_flag=pair["flag"], named_flag=flags, digits=gap["digits"])
    for ending, bound in (("", "value"), ("_low", "low"), ("_high", "high")):
        safe[f"gap{ending}"], safe[f"both{ending}"] = gap[bound], pair[bound]
    numbers = ("named", "named_low", "named_high", "difference", "difference_low", "difference_high", "q")
    for column in numbers:
        safe[column] = table[column].astype(float).round(2).where(~flags.isin(["c", "x"]))
    return open_statistics(_shown_first(safe, barriers))


def _shown_first(pairs: pd.DataFrame, barriers: int) -> pd.DataFrame:
    """The first pairs shown of each channel, channels in their order; one row without a barrier for none."""
    order = {channel: number for number, channel in enumerate(pairs["channel"].unique())}
    shown = ~pairs["both_flag"].isin(["c", "x"])
    named = pairs[shown].sort_values("both", ascending=False, kind="stable")
    first = named.groupby("channel", sort=False).head(barriers)
    without = pairs[~pairs["channel"].isin(first["channel"])].drop_duplicates("channel")
    about_the_pair = ["barrier", "items", "n_items", "n_known", "state_low", "state_high"]
    # One flag for all: with the pairs' own flags the row would say that they were small, or not all so.
    without = without.assign(both_flag="x", named_flag="x", **dict.fromkeys(about_the_pair, None))
    told = pd.concat([first.astype(object), without.astype(object)])
    return told.sort_values("channel", key=lambda c: c.map(order), kind="stable").reset_index(drop=True)


def rounded_counts(counts: pd.Series) -> pd.Series:
    """Counted people rounded to 5 (``Int64``), missing under ten."""
    known = counts.astype("Float64")
    return (known / COUNT_STEP).round().mul(COUNT_STEP).where(known >= SMALLEST_CELL).astype("Int64")


def rounded_people(people: pd.Series, name: str = "") -> pd.Series:
    """Estimated people to two significant digits, not finer than 100; a low rounds down, a high up."""
    values = people.to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.maximum(10.0 ** (np.floor(np.log10(np.abs(values))) - 1), PEOPLE_STEP)
    steps = values / step
    turned = np.floor(steps + _LAST_BIT) if name.endswith("low") else np.ceil(steps - _LAST_BIT)
    whole = turned if name.endswith(("low", "high")) else np.round(steps)
    return pd.Series(whole * step, index=people.index)


def explained_codes() -> tuple[tuple[str, Message], ...]:
    """The codes of a cell, instead of a number or beside it, in the order they are explained."""
    return (
        (
            "[c]",
            message(
                "Not shown, to protect people: fewer than ten said so or did not, or it would give such a number away."
            ),
        ),
        ("[u]", message("Shown, but uncertain: quote it only with its range.")),
        (
            "[x]",
            message(
                "Not available: too few answers or too wide an interval to be relied on, or it would give such a number away."
            ),
        ),
        ("[z]", message("Not applicable.")),
        ("[low]", message("More than nothing, but rounded it would read as zero.")),
    )


def _flags(estimates: pd.DataFrame, unions: Mapping[str, Sequence[str]]) -> pd.Series:
    n, n_yes = estimates["n"].astype("Float64"), estimates["n_yes"].astype("Float64")
    # A count that is missing or turns out impossible protects as a small one does.
    large_enough = (n_yes >= SMALLEST_CELL) & (n - n_yes >= SMALLEST_CELL)
    confidential = ~large_enough.fillna(False).astype(bool) | nested_cells(estimates, unions)
    size = (estimates["n"].astype(float) / estimates["deff"].astype(float)).fillna(0.0)
    width = (estimates["high"] - estimates["low"]).astype(float).fillna(np.inf)
    unreliable = (size < LEAST_SIZE) | (width >= WIDEST - _LAST_BIT) | estimates["value"].isna()
    shaky = (size < SHAKY_SIZE) | (width >= WIDE - _LAST_BIT)
    flags = np.select([confidential, unreliable, shaky], ["c", "x", "u"], default="")
    return pd.Series(flags, index=estimates.index, dtype="str")


def _rounded_shares(shares: pd.Series, digits: np.ndarray | pd.Series) -> pd.Series:
    values, places = shares.to_numpy(float), np.asarray(digits)
    return pd.Series(np.where(places == 0, np.round(values, 2), np.round(values, 3)), index=shares.index)


def _everywhere(table: pd.DataFrame) -> pd.Series:
    return pd.Series("", index=table.index, dtype="str")


def _looked_up(indicators: pd.Series, sites: pd.Series, statistics: pd.DataFrame) -> pd.DataFrame:
    """The statistic of each indicator and site, in their order; what was never protected is flagged ``c``."""
    columns = ["value", "low", "high", "flag", "n", "digits"]
    known = pd.DataFrame(insist_protected(statistics)).set_index(["indicator", "site"])[columns]
    asked = pd.MultiIndex.from_arrays([indicators, sites], names=["indicator", "site"])
    found = known.reindex(asked).reset_index().set_index(indicators.index)
    return found.assign(flag=found["flag"].fillna("c"), digits=found["digits"].fillna(0).astype("int64"))
