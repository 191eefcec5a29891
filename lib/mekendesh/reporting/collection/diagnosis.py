"""The door for recruitment diagnostics: what may be shown of parts of the people.

A diagnostic speaks of parts of the people: those up to a wave, those of one chain, the seeds. So it passes this door:

- only headline shares that the report shows anyway have diagnostics at all;
- a point of the cumulative curve is shown where it could stand as a share by itself (at the plan's design effect),
  and where those who came in since the point before are 25 people or more, with ten who say so and ten who do not,
  and with no smaller cell among neighbouring questions: waves are joined until they are;
- what a seed or a single chain does is said in bands, without its direction;
- the share of round network sizes comes from counts rounded to five.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.answers.heaping import heaping
from mekendesh.estimation.chains.bottlenecks import between_chains
from mekendesh.estimation.chains.convergence import by_wave, leave_one_chain_out, without_seeds
from mekendesh.estimation.chains.diagnostics import differential_activity, homophily, transitions
from mekendesh.estimation.indicators import Indicators, indicators_of
from mekendesh.estimation.recruitment import RecruitmentTree, recruitment_trees
from mekendesh.reporting.collection.fieldwork import SMALLEST_STEP
from mekendesh.reporting.collection.headlines import HEADLINES
from mekendesh.reporting.doors.complements import SMALLEST_CELL, nested_cells
from mekendesh.reporting.doors.protection import LEAST_SIZE, WIDEST, rounded_counts
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.structure.sites import sites_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mekendesh.structure.mapping import Mapping as Corridor

BANDS: Mapping[str, tuple[float, ...]] = {
    "homophily": (0.9, 1.1, 1.3),
    "activity": (0.8, 1.25),
    "chains": (2.0, 4.0),
    "one_chain": (0.02, 0.05),
    "seeds": (0.02, 0.05),
}
"""Where a band of each diagnostic begins; the first band lies below the first bound."""
MULTIPLES = (5, 10)
_HALF = NormalDist().inv_cdf(0.975)


class Surveyed(Protocol):
    """What cleaning hands over, as far as recruitment is concerned."""

    @property
    def respondents(self) -> pd.DataFrame: ...


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """What may be shown of the diagnostics of a corridor, its cities together.

    ``curves``: indicator, first and last wave of the step (``last`` missing: and all later ones), value (the share,
    in whole percent, of all up to it). ``bands``: one row a shown headline; a column for each of `BANDS` with the
    number of the band, missing where it cannot be said. ``heaping``: multiple, value (share of network sizes that
    are multiples), expected, flag.
    """

    curves: Statistics
    bands: Statistics
    heaping: Statistics


def protect_diagnostics(
    mapping: Corridor, cleaning: Surveyed | None, effect: Statistics | None
) -> Diagnostics | None:
    """Protect the diagnostics of one cleaning; ``None`` before the fieldwork.

    ``effect``: the headline shares as `headlines.effect_of_cleaning` protected them; what is hidden there has no
    diagnostics here.
    """
    if cleaning is None or effect is None:
        return None
    respondents = cleaning.respondents
    headlines = _shown(insist_protected(effect))
    trees = recruitment_trees(respondents) if len(respondents) else ()
    trees = tuple(tree for tree in trees if tree.inverse_sizes.any())
    if not trees or not headlines:
        return Diagnostics(_curves([]), _bands([]), protect_heaping(respondents))
    indicators = indicators_of(respondents, [channel.channel for channel in mapping.framework.channels], ())
    shares = {site.site: site.share for site in sites_of(mapping.tree, mapping.corridor.destination)}
    cumulative = by_wave(trees, indicators, shares)
    cumulative = cumulative[cumulative["indicator"].isin(HEADLINES)]
    steps = [
        step
        for headline in headlines
        for step in settled_steps(cumulative, headline, mapping.design.design_effect)
    ]
    return Diagnostics(
        _curves(steps), _told_in_bands(trees, indicators, shares, headlines), protect_heaping(respondents)
    )


def settled_steps(
    cumulative: pd.DataFrame, headline: str, design_effect: float
) -> list[tuple[str, int, int | None, float]]:
    """The points of one curve that may be shown: indicator, first wave, last wave (``None``: all later), share.

    ``cumulative``: the table of `by_wave` with all headlines. None where fewer than two points may be shown.
    """
    waves = {wave: table.set_index("indicator") for wave, table in cumulative.groupby("wave")}
    last = max(waves)
    steps: list[tuple[str, int, int | None, float]] = []
    first, before = 0, 0 * waves[0][["n", "n_yes"]]
    for wave, table in waves.items():
        row = table.loc[headline]
        reliable = _reliable(int(row["n"]), float(row["share"]), design_effect)
        if reliable and _large_enough(table[["n", "n_yes"]] - before, headline):
            steps.append((headline, first, wave, float(row["share"])))
            first, before = wave + 1, table[["n", "n_yes"]]
    if len(steps) < 2:
        return []
    # The open last step takes in whoever came after it, so that nobody is left over to be had by subtraction.
    steps[-1] = (headline, steps[-1][1], None, float(waves[last].loc[headline, "share"]))
    return steps


def _reliable(n: int, share: float, design_effect: float) -> bool:
    if np.isnan(share) or n / design_effect < LEAST_SIZE:
        return False
    return 2 * _HALF * (design_effect * share * (1 - share) / n) ** 0.5 < WIDEST


def _large_enough(arrived: pd.DataFrame, headline: str) -> bool:
    """Whether those who arrived since the last point may stand as a cell of their own."""
    n, n_yes = int(arrived.loc[headline, "n"]), int(arrived.loc[headline, "n_yes"])
    if n < SMALLEST_STEP or min(n_yes, n - n_yes) < SMALLEST_CELL:
        return False
    table = arrived.reset_index().assign(site="")
    return not bool(nested_cells(table)[table["indicator"] == headline].any())


def _told_in_bands(
    trees: Sequence[RecruitmentTree],
    indicators: Indicators,
    shares: Mapping[str, float],
    headlines: Sequence[str],
) -> Statistics:
    between = between_chains(trees, indicators, shares)
    chains = between[between["site"] == ""].set_index("indicator")["ratio"]
    left = leave_one_chain_out(trees, indicators, shares)
    without_one = left.assign(change=left["change"].abs()).groupby("indicator")["change"].max()
    seeds = without_seeds(trees, indicators, shares).set_index("indicator")["change"].abs()
    rows = [
        (
            headline,
            _recruitment_homophily(trees, indicators, headline),
            _activity(trees, indicators, headline),
            chains[headline],
            without_one[headline],
            seeds[headline],
        )
        for headline in headlines
    ]
    return _bands(rows)


def _recruitment_homophily(trees: Sequence[RecruitmentTree], indicators: Indicators, headline: str) -> float:
    """Homophily over all cities, each within itself; missing where a group made or received fewer than ten."""
    answers = _answers(indicators, headline)
    groups = [False, True]
    counts = sum(
        transitions(tree, answers.iloc[tree.rows]).reindex(index=groups, columns=groups, fill_value=0)
        for tree in trees
    )
    if min(counts.sum(axis=0).min(), counts.sum(axis=1).min()) < SMALLEST_CELL:
        return float("nan")
    return homophily(counts)


def _activity(trees: Sequence[RecruitmentTree], indicators: Indicators, headline: str) -> float:
    """Network size of those who say so over that of those who do not: 1 where they know equally many."""
    rows = np.concatenate([tree.rows for tree in trees])
    answers = _answers(indicators, headline).iloc[rows].map({True: "yes", False: "no"})
    sizes = pd.Series(np.concatenate([tree.network_sizes for tree in trees]), index=answers.index)
    if answers[sizes.notna()].value_counts().reindex(["yes", "no"]).fillna(0).min() < SMALLEST_CELL:
        return float("nan")
    return differential_activity(answers, sizes, "yes", "no")


def _answers(indicators: Indicators, headline: str) -> pd.Series:
    column = indicators.catalogue["indicator"].tolist().index(headline)
    yes = pd.Series(indicators.yes[:, column], dtype=object)
    return yes.where(indicators.answered[:, column], None)


def protect_heaping(respondents: pd.DataFrame) -> Statistics:
    """Shares of network sizes that are multiples of five and of ten, in whole percent of rounded counts.

    Hidden where fewer than ten people do or do not, and multiples of ten also where fewer than ten stand between
    them and those of five.
    """
    try:
        found = heaping(pd.to_numeric(respondents["network_size"]).to_numpy(dtype=float, na_value=np.nan))
    except EstimationError:
        found = None
    rows = []
    for multiple in MULTIPLES:
        n, hits = (0, 0)
        if found is not None:
            n, hits = (found.from_three, found.on_fives) if multiple == 5 else (found.from_six, found.on_tens)
        hidden = min(hits, n - hits) < SMALLEST_CELL
        if found is not None and multiple == 10:
            hidden |= found.on_fives - found.on_tens < SMALLEST_CELL
        counts = rounded_counts(pd.Series([hits, n]))
        value = np.nan if hidden else round(float(counts.iloc[0]) / float(counts.iloc[1]), 2)
        rows.append((multiple, value, 1 / multiple, "c" if hidden else ""))
    return open_statistics(pd.DataFrame(rows, columns=["multiple", "value", "expected", "flag"]))


def _shown(effect: pd.DataFrame) -> list[str]:
    """The headlines whose share after review is shown, in their order."""
    shown = effect[
        (effect["version"] == "reviewed") & ~effect["flag"].isin(["c", "x"]) & effect["value"].notna()
    ]
    return [headline for headline in HEADLINES if (shown["indicator"] == headline).any()]


def _curves(steps: Sequence[tuple[str, int, int | None, float]]) -> Statistics:
    table = pd.DataFrame(steps, columns=["indicator", "first", "last", "value"])
    return open_statistics(
        table.astype({"first": "Int64", "last": "Int64"}).assign(value=table["value"].astype(float).round(2))
    )


def _bands(rows: Sequence[tuple[str, float, float, float, float, float]]) -> Statistics:
    table = pd.DataFrame(rows, columns=["indicator", *BANDS])
    for name, bounds in BANDS.items():
        values = table[name].astype(float)
        bands = sum((values >= bound).astype("Int64") for bound in bounds)
        table[name] = bands.mask(values.isna())
    return open_statistics(table)
