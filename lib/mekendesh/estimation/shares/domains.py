"""Shares, means, ratios and totals in any domain, from the same replicates as the headlines.

A domain is estimated with its outsiders at weight zero and the tree kept whole (the rule for domains in
Särndal, Swensson and Wretman 1992, chapter 10, applied within replicates): cutting the tree down to a domain
would lose through whom people were reached, and with it how uncertain the number is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import FALLBACK, INTERVAL, LEVEL, METHOD, ratio
from mekendesh.estimation.estimates import FLAGS as SHARE_FLAGS
from mekendesh.estimation.population.size import people
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import stream
from mekendesh.estimation.shares.measures import refuse_repeated
from mekendesh.estimation.shares.parts import combine_parts, site_parts
from mekendesh.estimation.sites import draw_shares
from mekendesh.estimation.spread import Spread, design_effects, spread_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.shares.measures import Domain, Measure
    from mekendesh.estimation.shares.parts import Parts
    from mekendesh.estimation.sites import SharedSite

FEW_PEOPLE = 30
"""Fewer people than this in a domain: percentiles of a bootstrap are too narrow for so few."""
NO_INTERVAL = "none: all replicates alike"
DEFF_REFERENCE = "simple random sample of as many people of the domain"
TOTAL_DEFF_REFERENCE = "simple random sample of as many people, population known"
FLAGS = SHARE_FLAGS | {
    "no_interval": "all replicates give the same number: nothing says how far it is known",
    "no_denominator": "the denominator is zero for everyone counted: there is no ratio",
    "few_people": "fewer than 30 people: the interval may be too narrow",
}
COLUMNS = (
    "indicator", "family", "key", "site", "value", "se", "low", "high", "level", "n", "n_yes", "deff",
    "deff_reference", "n_eff", "method", "interval", "definition", "population", "flag",
)  # fmt: skip


@dataclass(frozen=True)
class DomainEstimates:
    """``table``: one row a measure, domain and site (site "" = the sampled sites together), with `COLUMNS`.

    ``indicator`` is the measure's name, ``measure__domain`` within a domain; a total has ``people_`` (of a
    share) or ``sum_`` (of a mean) before it. ``family`` is share, mean, ratio or total, ``key`` the domain.
    ``n_yes`` is missing but for shares and their totals. ``draws``: one column ``indicator|site``, one row a
    replicate, joint across the columns and with those of `estimate_corridor` under the same ``rng_seed``.
    """

    table: pd.DataFrame
    draws: pd.DataFrame


def estimate_domains(
    respondents: pd.DataFrame,
    measures: Sequence[Measure],
    domains: Sequence[Domain],
    sites: Sequence[SharedSite],
    *,
    replicates: int = 1000,
    rng_seed: int,
    definition: str = "statistical",
    population: float | pd.Series | None = None,
) -> DomainEstimates:
    """Every measure in every domain by RDS-II, per site and for the sampled sites together.

    `EVERYONE` is a domain like others: give it where it is wanted. Sites count for a domain by the people of
    the domain they hold: a city of few women counts little for women. Those who did not answer a measure, or
    whose membership is not known, are taken to be like the others of their site.

    ``population`` (a number, or one a replicate) adds a ``total`` for each measure but ratios, for the sampled
    sites together: population × part, per replicate. It must count the people whom the sampled sites stand
    for, by the survey's definition and ages; else the total is a scenario.

    It misleads in small domains (flag ``few_people``) and in domains that few recruiters reach: no replicate
    holds people whom no chain could have come to. The interval of a mean with a few very large values is too
    narrow, since none larger can be drawn than was met.

    Raises ``EstimationError`` where names stand twice, lengths differ, or no one can be weighted.
    """
    _refuse_mismatch(measures, domains, len(respondents))
    trees = recruitment_trees(respondents)
    usable = [tree for tree in trees if tree.inverse_sizes.any()]
    if not usable:
        raise EstimationError(
            "No respondent has a network size above zero, so no one can be weighted. "
            "Check the column network_size in the delivery."
        )
    shares, drawn = draw_shares(sites, [tree.site for tree in usable], replicates, stream(rng_seed, "sites"))
    by_site = [
        site_parts(tree, measures, domains, replicates, stream(rng_seed, f"site {tree.site}"))
        for tree in usable
    ]
    together = combine_parts(by_site, shares, drawn)
    left_out = np.any([np.isnan(site.top) for site in by_site], axis=0) | (len(usable) < len(trees))
    names = _catalogue(measures, domains)
    share = (names["family"] == "share").to_numpy()
    found = []
    for parts, omitted in [(together, left_out), *((site, np.zeros_like(left_out)) for site in by_site)]:
        spread = spread_of(parts.value, parts.draws, parts.n, share)
        simple = parts.simple_variance
        table = _table(parts, names, parts.value, spread, simple, omitted, definition, DEFF_REFERENCE)
        found.append((table, _named(parts.draws, names, parts.site)))
    if population is not None:
        found.append(_totals(together, names, population, left_out, definition))
    return DomainEstimates(
        pd.concat([table for table, _ in found], ignore_index=True),
        pd.concat([draws for _, draws in found], axis=1),
    )


def _refuse_mismatch(measures: Sequence[Measure], domains: Sequence[Domain], count: int) -> None:
    if not measures or not domains:
        raise EstimationError("No measure or no domain was given. Name one of each at least.")
    refuse_repeated([measure.name for measure in measures])
    refuse_repeated([domain.name for domain in domains])
    lengths = [(measure.name, len(measure.top)) for measure in measures]
    lengths += [(domain.name, len(domain.members.yes)) for domain in domains if domain.members is not None]
    for name, length in lengths:
        if length != count:
            raise EstimationError(
                "{name} has {found} entries for {expected} respondents. Read it from the same table.",
                name=name,
                found=length,
                expected=count,
            )


def _catalogue(measures: Sequence[Measure], domains: Sequence[Domain]) -> pd.DataFrame:
    rows = [
        (f"{measure.name}__{domain.name}" if domain.name else measure.name, measure.kind, domain.name)
        for measure in measures
        for domain in domains
    ]
    return pd.DataFrame(rows, columns=["indicator", "family", "key"], dtype="str")


def _named(draws: NDArray[np.float64], names: pd.DataFrame, site: str) -> pd.DataFrame:
    return pd.DataFrame(draws, columns=[f"{name}|{site}" for name in names["indicator"]])


def _totals(
    parts: Parts,
    names: pd.DataFrame,
    population: float | pd.Series,
    left_out: NDArray[np.bool_],
    definition: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Population × part: the part of a domain holds both how large the domain is and what it does."""
    counted = np.flatnonzero(names["family"] != "ratio")
    share = (names["family"] == "share").to_numpy()
    ids = np.where(share, "people_", "sum_") + names["indicator"]
    totals = names.assign(indicator=ids.astype("str"))
    sizes = np.asarray(population, dtype=float)  # replicates by place, whatever the index
    size = float(np.median(sizes))
    drawn = people(pd.DataFrame(parts.top_draws), sizes).to_numpy()
    # Nobody of the domain was met: as far as seen its total is zero, but that is no estimate of it.
    value = np.where(parts.n > 0, size * parts.top, np.nan)
    spread = spread_of(value, drawn, parts.n, np.zeros_like(share))
    # A part without spread would leave the population's alone; the part's own interval then carries over.
    alone = spread_of(np.where(parts.n > 0, parts.top, np.nan), parts.top_draws, parts.n_answered, share)
    carried = Spread(
        *(
            np.where(alone.flat, size * getattr(alone, name), getattr(spread, name))
            for name in ("se", "low", "high", "variance")
        ),
        alone.flat | spread.flat,
        spread.lost,
    )
    simple = size**2 * parts.simple_variance_of_top
    table = _table(parts, totals, value, carried, simple, left_out, definition, TOTAL_DEFF_REFERENCE)
    return (
        table.assign(family="total").iloc[counted].reset_index(drop=True),
        _named(drawn, totals, parts.site).iloc[:, counted],
    )


def _table(
    parts: Parts,
    names: pd.DataFrame,
    value: NDArray[np.float64],
    spread: Spread,
    simple: NDArray[np.float64],
    left_out: NDArray[np.bool_],
    definition: str,
    reference: str,
) -> pd.DataFrame:
    known = ~np.isnan(value)
    share = (names["family"] == "share").to_numpy()
    deff = design_effects(spread, simple)
    flags = {
        "no_answers": parts.n == 0,
        "no_denominator": ~known & (parts.n > 0),
        "site_left_out": known & left_out,
        "empty_replicates": spread.lost,
        "no_spread": spread.flat & share,
        "no_interval": spread.flat & ~share,
        "few_people": known & (parts.n < FEW_PEOPLE),
    } | {flag: known for flag in parts.flags}
    return names.assign(
        site=parts.site,
        value=value,
        se=spread.se,
        low=spread.low,
        high=spread.high,
        level=LEVEL,
        n=parts.n,
        n_yes=pd.Series(parts.n_yes, dtype="Int64").where(share),
        deff=deff,
        deff_reference=reference,
        n_eff=ratio(parts.n.astype(float), np.nan_to_num(deff)),
        method=METHOD,
        interval=np.where(spread.flat & share, FALLBACK, np.where(spread.flat, NO_INTERVAL, INTERVAL)),
        definition=definition,
        population=parts.site or "sampled_cities",
        flag=[" ".join(f for f in FLAGS if f in flags and flags[f][i]) for i in range(len(value))],
    )[list(COLUMNS)]
