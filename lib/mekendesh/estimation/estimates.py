"""Shares with tree-bootstrap intervals: per site, and all sampled sites together."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.estimation.replicates import tree_bootstrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.recruitment import RecruitmentTree

LEVEL = 0.95
PLANNED_DEFF = 4.0
"""Design effect assumed where replicates show no spread (METHODS: tree-bootstrap deffs are 4–5)."""
ALL_SITES = ""
METHOD, INTERVAL, FALLBACK = "RDS-II", "tree bootstrap", "Wilson at deff 4"
FLAGS = {
    "no_answers": "no one with a network size answered: there is no value",
    "site_left_out": "one of the sampled sites has no answers: the number speaks of the other sites only",
    "empty_replicates": "some replicates hold no one who answered: they are left out of the interval",
    "no_spread": "all replicates give the same share: the interval is Wilson's at a design effect of 4",
    "one_head": "recruitment begins with one person: how seeds differ is not in the interval",
    "no_recruitment": "no one recruited anyone: this is not respondent-driven",
}
"""Why an estimate must be read with care; the column ``flag`` holds these words, separated by spaces."""
_COLUMNS = (
    "indicator", "family", "key", "site", "value", "se", "low", "high", "level", "n", "n_yes", "deff",
    "n_eff", "method", "interval", "definition", "population", "flag",
)  # fmt: skip


@dataclass(frozen=True)
class SiteShares:
    """One site's shares, or those of all sites together.

    Vectors have one entry an indicator; ``draws`` is replicates × indicators, NaN where
    no one in a replicate answered; ``value`` is NaN where no one at all did.
    """

    site: str
    value: NDArray[np.float64]
    n: NDArray[np.int64]
    n_yes: NDArray[np.int64]
    draws: NDArray[np.float64]
    flags: tuple[str, ...]


def site_shares(
    tree: RecruitmentTree, indicators: Indicators, replicates: int, rng: np.random.Generator
) -> SiteShares:
    """RDS-II shares of one site with joint replicates, seeds included.

    People without a network size carry no weight and are not counted in ``n``, but they stay in the tree.
    """
    weights = tree.inverse_sizes
    yes, answered = indicators.yes[tree.rows], indicators.answered[tree.rows]
    counted = answered & (weights > 0)[:, None]
    total = (weights[:, None] * answered).sum(axis=0)
    exact = exactly_summable(weights)[:, None]
    weighted_yes, weighted_all = exact * yes, exact * answered
    draws = [
        ratio(times @ weighted_yes, times @ weighted_all)
        for times in (chunk.astype(float) for chunk in tree_bootstrap(tree, replicates, rng))
    ]
    flags = []
    if len(tree.heads) == 1:
        flags.append("one_head")
    if len(tree.heads) == len(tree):
        flags.append("no_recruitment")
    return SiteShares(
        tree.site,
        ratio((weights[:, None] * yes).sum(axis=0), total),
        counted.sum(axis=0),
        (counted & yes).sum(axis=0),
        np.concatenate(draws),
        tuple(flags),
    )


def exactly_summable(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights (people, or replicates × people) as whole multiples of a power of two, 10⁻¹⁰ off at most.

    Sums of them are then exact, so a matrix product gives the same bits on any processor and any number of
    cores. Each replicate has a unit of its own; one that holds NaN stays so.
    """
    bits = 53 - int(np.ceil(np.log2(64 * weights.shape[-1])))
    largest = weights.max(axis=-1, keepdims=True)
    return np.round(weights / np.where(largest == 0, 1.0, largest) * 2.0**bits)


def ratio(part: NDArray, whole: NDArray) -> NDArray[np.float64]:
    """part/whole, NaN where the whole is not above zero."""
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)


def combine(sites: Sequence[SiteShares], shares: NDArray, drawn: NDArray) -> SiteShares:
    """All sampled sites together: Σ share · value, and per replicate Σ drawn share · draw.

    ``shares`` (k) and ``drawn`` (replicates × k) are the sites' shares among the sampled ones. Where a site
    has no value for an indicator (or no draw in a replicate) the other sites' shares are scaled up, and the
    flag ``site_left_out`` says so.
    """
    values = np.stack([site.value for site in sites])
    draws = np.stack([site.draws for site in sites])
    known, drawn_known = ~np.isnan(values), ~np.isnan(draws)
    weights, drawn_weights = shares[:, None] * known, drawn.T[:, :, None] * drawn_known
    return SiteShares(
        ALL_SITES,
        ratio((weights * np.where(known, values, 0)).sum(axis=0), weights.sum(axis=0)),
        sum(site.n for site in sites),
        sum(site.n_yes for site in sites),
        ratio((drawn_weights * np.where(drawn_known, draws, 0)).sum(axis=0), drawn_weights.sum(axis=0)),
        tuple(dict.fromkeys(flag for site in sites for flag in site.flags)),
    )


def estimates_table(
    shares: SiteShares, catalogue: pd.DataFrame, definition: str, left_out: NDArray[np.bool_] | None = None
) -> pd.DataFrame:
    """One row an indicator, with the columns every estimate has.

    ``se``: standard deviation of the draws. ``low``, ``high``: their percentiles at ``level``. ``deff``:
    variance of the draws over p(1−p)/n. Where the draws do not differ at all, percentiles would feign
    certainty: the interval is then Wilson's at a design effect of 4, ``interval`` and ``flag`` say so, and
    the draws stay without spread.
    """
    draws, value, n = shares.draws, shares.value, shares.n
    missing = np.isnan(draws)
    filled = np.where(missing, 0, draws)
    count = np.maximum((~missing).sum(axis=0), 1)
    mean = filled.sum(axis=0) / count
    variance = (np.where(missing, 0, draws - mean) ** 2).sum(axis=0) / np.maximum(count - 1, 1)
    low, high = percentiles(draws, missing)
    answered = ~np.isnan(value)
    flat = answered & (variance < 1e-18)
    simple = ratio(value * (1 - value), n)
    deff = ratio(variance, np.where(flat, 0, np.nan_to_num(simple)))
    deff[flat] = PLANNED_DEFF
    with np.errstate(invalid="ignore"):
        wilson_low, wilson_high = wilson(value, n / PLANNED_DEFF)
    middle = (wilson_high - wilson_low) / (2 * NormalDist().inv_cdf((1 + LEVEL) / 2))
    flags = {
        "no_answers": ~answered,
        "site_left_out": answered & (np.zeros(len(n), dtype=bool) if left_out is None else left_out),
        "empty_replicates": answered & missing.any(axis=0),
        "no_spread": flat,
    } | {flag: answered for flag in shares.flags}
    table = catalogue.assign(
        site=shares.site,
        value=value,
        se=np.where(answered, np.where(flat, middle, np.sqrt(variance)), np.nan),
        low=np.where(flat, wilson_low, low),
        high=np.where(flat, wilson_high, high),
        level=LEVEL,
        n=n,
        n_yes=shares.n_yes,
        deff=deff,
        n_eff=ratio(n.astype(float), np.nan_to_num(deff)),
        method=METHOD,
        interval=np.where(flat, FALLBACK, INTERVAL),
        definition=definition,
        population=shares.site or "sampled_cities",
        flag=[" ".join(f for f in FLAGS if f in flags and flags[f][i]) for i in range(len(n))],
    )
    return table[list(_COLUMNS)]


def percentiles(draws: NDArray, missing: NDArray) -> tuple[NDArray, NDArray]:
    """Both ends of the interval of each column (replicates × columns), over the replicates that have a value;
    NaN where none has.
    """
    tails = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    low, high = np.quantile(draws, tails, axis=0)
    for column in np.flatnonzero(missing.any(axis=0) & ~missing.all(axis=0)):
        low[column], high[column] = np.quantile(draws[~missing[:, column], column], tails)
    return low, high


def wilson(share: NDArray, n_eff: NDArray) -> tuple[NDArray, NDArray]:
    """Wilson's interval for a share seen in ``n_eff`` independent people; it never has width 0."""
    z2 = NormalDist().inv_cdf((1 + LEVEL) / 2) ** 2
    centre = (share * n_eff + z2 / 2) / (n_eff + z2)
    half = np.sqrt(z2 * n_eff * share * (1 - share) + z2**2 / 4) / (n_eff + z2)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
