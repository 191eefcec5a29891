"""Surveys by an open web link: nobody was drawn and nobody recruited, so results speak of those who answered.

Weights can match what is known of the people (age, sex), never who chose to answer within an age and sex. So the
population of every estimate is ``respondents``, its interval says that self-selection is not in it, and a total
needs a model that is named. Beside a respondent-driven sample, `mekendesh.estimation.samples.doubly_robust` can say more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import (
    ALL_SITES,
    LEVEL,
    SiteShares,
    estimates_table,
    exactly_summable,
    ratio,
)
from mekendesh.estimation.estimates import FALLBACK as WILSON
from mekendesh.estimation.indicators import indicators_of
from mekendesh.estimation.population.size import people
from mekendesh.estimation.replicates import chunk_sizes, stream
from mekendesh.estimation.shares.corridor import Estimates
from mekendesh.estimation.weighting.calibration import rake, rake_many
from mekendesh.estimation.weighting.margins import draw_margins, matched
from mekendesh.estimation.weighting.weights import kish_size

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.shares.corridor import MappedFramework
    from mekendesh.estimation.weighting.margins import Margin

DESIGN, POPULATION, MODELLED = "open_link", "respondents", "modelled"
UNWEIGHTED, RAKED = "open link, unweighted", "open link, raked"
INTERVAL = "bootstrap of respondents, self-selection not in it"
FALLBACK = f"{WILSON}, self-selection not in it"
FLAGS = {
    "self_selected": "people chose to answer: the number speaks of respondents only",
    "lost_margin": "some replicates cannot meet the margins: they are left out of the interval",
}
"""Beside the flags of `mekendesh.estimation.estimates`."""
MODELS = {
    "like_others": "those who did not answer are like those who did",
    "like_others_within_margins": "within the categories of the margins, those who did not answer are like those "
    "who did",
}
"""Under which a total may be said at all; no data of the survey itself can test them."""


@dataclass(frozen=True)
class _Sample:
    """``weights``: of each respondent, starting from 1; ``codes``: the category in each margin."""

    weights: NDArray[np.float64]
    codes: tuple[NDArray[np.int64], ...]
    margins: tuple[Margin, ...]


def estimate_open_link(
    respondents: pd.DataFrame,
    framework: MappedFramework,
    *,
    margins: Sequence[Margin] = (),
    ages: tuple[int, int | None] = (18, None),
    accepted: Collection[str] = (),
    definitions: Mapping[str, pd.Series] | None = None,
    replicates: int = 1000,
    rng_seed: int,
    definition: str = "statistical",
) -> Estimates:
    """Every indicator among those who answered an open link, raked to ``margins`` from weights of 1.

    The columns of respondents that margins are named after give their categories; whoever's is missing keeps
    their share of the weight. Margins that speak of others than ``definition`` and ``ages`` are refused, unless
    named in ``accepted``. Replicates draw respondents with replacement, margins where they are uncertain, and rake
    anew. There is one site, ``""``; ``recruitment`` names no chain.

    It misleads if read as a survey of the population: the interval knows how much chance there was among people
    like these, not who never saw the link, and it shrinks as the link spreads while that error stays.

    Raises ``EstimationError`` for an empty table, a missing column, and margins that cannot be met.
    """
    if not len(respondents):
        raise EstimationError(
            "The respondents table has no rows, so nothing can be estimated. "
            "Check that the delivery holds answers with consent."
        )
    if "respondent" in respondents and respondents["respondent"].duplicated().any():
        raise EstimationError(
            "{count} answers to the open link stand under a pseudonym that was met before; one row a person was "
            "expected. Run the cleaning again.",
            count=int(respondents["respondent"].duplicated().sum()),
        )
    indicators = indicators_of(
        respondents,
        [channel.channel for channel in framework.channels],
        [barrier.barrier for barrier in framework.barriers],
        framework.proposals,
        definitions,
    )
    sample = _sample(respondents, matched(margins, definition=definition, ages=ages, accepted=accepted))
    shares, lost = _shares(sample, indicators, replicates, stream(rng_seed, DESIGN))
    if lost > replicates // 2:
        raise EstimationError(
            "{count} of {replicates} replicates cannot meet the margins, so no interval can be given. Join small "
            "categories or leave a margin out.",
            count=lost,
            replicates=replicates,
        )
    table = _labelled(estimates_table(shares, indicators.catalogue, definition), sample, bool(lost))
    draws = pd.DataFrame(shares.draws, columns=[f"{name}|{ALL_SITES}" for name in table["indicator"]])
    return Estimates(table, draws, _no_recruitment(sample))


def total_under(
    estimates: Estimates, indicators: Sequence[str], population: float | pd.Series, *, model: str
) -> pd.DataFrame:
    """People = share × population for each indicator, under a model of `MODELS` that the row names.

    Columns: ``indicator``, ``value``, ``low``, ``high``, ``level``, ``n``, ``model``, ``population``, ``interval``.
    ``population``: a number, or one a replicate. The interval holds chance and the population's uncertainty
    under the model, and nothing of how far the model is from the truth.

    Raises ``EstimationError`` without a model, and for the model of margins where there were none.
    """
    table = estimates.table.set_index("indicator")
    if model not in MODELS:
        raise EstimationError(
            "A total from an open link holds only under a stated model; expected was one of {models}. Name the one "
            "that you would defend, or give shares of respondents only.",
            models=", ".join(MODELS),
        )
    strange = [name for name in indicators if name not in table.index]
    if strange:
        raise EstimationError("There is no estimate {name}. Estimate it first.", name=strange[0])
    if model == "like_others_within_margins" and (table["method"] != RAKED).any():
        raise EstimationError(
            "The respondents were not raked to any margin, so no model within margins can hold. Rake them first, "
            "or name the model that all are alike."
        )
    sizes = np.asarray(population, dtype=float)  # replicates by place, whatever the index
    rows, middle = [], float(np.median(sizes))
    for name in indicators:
        row = table.loc[name]
        share = estimates.draws[f"{name}|{ALL_SITES}"]
        low, high = people(share, sizes).quantile([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        if "no_spread" in row["flag"].split():
            low, high = middle * row["low"], middle * row["high"]
        rows.append(
            {
                "indicator": name,
                "value": middle * row["value"],
                "low": float(low),
                "high": float(high),
                "level": LEVEL,
                "n": int(row["n"]),
                "model": model,
                "population": MODELLED,
                "interval": row["interval"],
            }
        )
    return pd.DataFrame(rows)


def _sample(respondents: pd.DataFrame, margins: tuple[Margin, ...]) -> _Sample:
    weights = np.ones(len(respondents))
    missing = [margin.name for margin in margins if margin.name not in respondents]
    if missing:
        raise EstimationError(
            "The respondents table has no column {column}, which a margin speaks of. Name the margin after its "
            "column.",
            column=missing[0],
        )
    codes = tuple(margin.codes(respondents[margin.name]) for margin in margins)
    if margins:
        weights = rake(weights, codes, _shares_of(margins), unknown="keep_share") * len(respondents)
    return _Sample(weights, codes, margins)


def _shares_of(margins: Sequence[Margin]) -> list[Margin]:
    """Margins as shares: only they matter here, and their totals may come from different years."""
    return [
        replace(
            margin,
            totals=tuple(margin.shares.tolist()),
            sd=tuple((np.asarray(margin.sd, dtype=float) / margin.total).tolist()),
        )
        for margin in margins
    ]


def _shares(
    sample: _Sample, indicators: Indicators, replicates: int, rng: np.random.Generator
) -> tuple[SiteShares, int]:
    """Shares with their replicates, and how many replicates were lost to the margins."""
    yes, answered = indicators.yes.astype(float), indicators.answered.astype(float)
    draws, lost = [], 0
    for weights in _replicates(sample, replicates, rng):
        kept = ~np.isnan(weights).any(axis=1)
        lost += int((~kept).sum())
        exact = exactly_summable(np.where(kept[:, None], weights, 0))
        draws.append(ratio(exact @ yes, exact @ answered))
    held = sample.weights[:, None]
    value = ratio((held * yes).sum(axis=0), (held * answered).sum(axis=0))
    counted = indicators.answered & (sample.weights > 0)[:, None]
    n, n_yes = counted.sum(axis=0), (counted & indicators.yes).sum(axis=0)
    return SiteShares(ALL_SITES, value, n, n_yes, np.concatenate(draws), ()), lost


def _replicates(sample: _Sample, replicates: int, rng: np.random.Generator) -> Iterator[NDArray[np.float64]]:
    """Chunks (replicates × people) of weights: people drawn with replacement, raked anew; NaN where they cannot."""
    for_people, *for_margins = rng.spawn(1 + len(sample.margins))
    n = len(sample.weights)
    targets = _shares_of(sample.margins)
    for count in chunk_sizes(replicates, n):
        times = for_people.multinomial(n, np.full(n, 1 / n), size=count).astype(float)
        if targets:
            drawn = [
                draw_margins(margin, count, source)
                for margin, source in zip(targets, for_margins, strict=True)
            ]
            times = rake_many(times, sample.codes, drawn, unknown="keep_share", failed="nan")
        yield times


def _labelled(table: pd.DataFrame, sample: _Sample, lost: bool) -> pd.DataFrame:
    known = table["value"].notna()
    flags = table["flag"].where(~known, table["flag"] + " self_selected" + " lost_margin" * lost)
    return table.assign(
        method=RAKED if sample.margins else UNWEIGHTED,
        interval=table["interval"].where(table["interval"] == WILSON, INTERVAL).replace(WILSON, FALLBACK),
        population=POPULATION,
        flag=flags.str.strip(),
    )


def _no_recruitment(sample: _Sample) -> pd.DataFrame:
    """The one row that tables of recruitment have for a site, with nothing recruited in it."""
    counts = dict.fromkeys(("n_seeds", "n_cut_off", "n_without_network_size", "n_chains", "largest_wave"), 0)
    row = {"site": ALL_SITES, "n": len(sample.weights), **counts, "largest_chain": 0.0}
    return pd.DataFrame([{**row, "n_eff_kish": kish_size(sample.weights)}])
