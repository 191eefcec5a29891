"""What is made of one rehearsed fieldwork: shares with their intervals, by every estimator that fits it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import (
    combine,
    estimates_table,
    exactly_summable,
    percentiles,
    ratio,
    site_shares,
    wilson,
)
from mekendesh.estimation.planning.rehearsal_designs import RANDOM, RDS
from mekendesh.estimation.replicates import tree_bootstrap
from mekendesh.estimation.sites import draw_shares
from mekendesh.estimation.weighting.calibration import post_stratify
from mekendesh.estimation.weighting.successive import fluid_weights
from mekendesh.estimation.weighting.two_groups import two_groups
from mekendesh.estimation.weighting.variants import RDS_I, Variant, combine_variants
from mekendesh.estimation.weighting.weightings import SUCCESSIVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from mekendesh.estimation.estimates import SiteShares
    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.planning.rehearsal_designs import Plan, Sample
    from mekendesh.estimation.planning.rehearsal_worlds import World
    from mekendesh.estimation.recruitment import RecruitmentTree

UNWEIGHTED, RDS_II, BY_SEX = "unweighted", "RDS-II", "post-stratified by sex"
SIMPLE, TREE, STRATIFIED = "simple random sample", "tree bootstrap", "stratified"
INTERVALS = {UNWEIGHTED: SIMPLE, RDS_I: TREE, RDS_II: TREE, SUCCESSIVE: TREE, BY_SEX: STRATIFIED}


@dataclass(frozen=True, eq=False)
class Found:
    """Shares of the indicators (k) by one estimator, and their 95 % intervals; NaN where it refused."""

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def estimators_of(plan: Plan) -> tuple[str, ...]:
    """The estimators tried on a design, in the order shown."""
    if plan.design == RANDOM:
        return (UNWEIGHTED,)
    return (UNWEIGHTED, RDS_I, RDS_II, SUCCESSIVE) if plan.design == RDS else (UNWEIGHTED, BY_SEX)


def estimate_sample(
    world: World, plan: Plan, sample: Sample, replicates: int, rng: np.random.Generator
) -> dict[str, Found]:
    """Every estimator of the plan on one sample. Where one refuses, its shares are NaN, for the caller to count.

    RDS-II is the estimate a report gives: per site, combined by uncertain city shares, tree bootstrap. RDS-I and
    successive sampling (SS) come from the same replicates; SS is told the true number of people at each site, which
    no fieldwork knows, and is computed in its large-population limit. Unweighted shares have Wilson's interval as if
    the sample were a simple random one: for RDS, a register and an open link that is the mistake to be shown.
    """
    shares = np.full(len(world.truth), np.nan)
    found = {name: Found(shares, shares, shares) for name in estimators_of(plan)}
    found[UNWEIGHTED] = _unweighted(world, plan, sample)
    try:
        if plan.design == RDS:
            found |= _by_recruitment(world, sample, replicates, rng)
        elif plan.design != RANDOM:
            found[BY_SEX] = _by_sex(world, sample)
    except EstimationError:
        return found
    return found


def _unweighted(world: World, plan: Plan, sample: Sample) -> Found:
    n = len(sample.persons)
    value = world.among(sample.persons).yes.mean(axis=0)
    # Only the oracle knows how much of the population it holds.
    known = (len(world) - 1) / max(len(world) - n, 1e-9) if plan.design == RANDOM else 1.0
    return Found(value, *wilson(value, np.full(len(value), n * known)))


def _by_recruitment(
    world: World, sample: Sample, replicates: int, rng: np.random.Generator
) -> dict[str, Found]:
    told = world.among(sample.persons)
    usable = [tree for tree in sample.trees if tree.inverse_sizes.any()]
    shares, drawn = draw_shares(world.sites, [tree.site for tree in usable], replicates, rng)
    people = world.people["site"].value_counts()
    headlines, variants = [], []
    for tree in usable:
        seed = int(rng.integers(2**63))  # the same multiplicities twice: for the headline and for the others
        headline = site_shares(tree, told, replicates, np.random.default_rng(seed))
        again = tree_bootstrap(tree, replicates, np.random.default_rng(seed))
        headlines.append(headline)
        variants.append(_variants(tree, told, headline, int(people[tree.site]), again))
    table = estimates_table(combine(headlines, shares, drawn), told.catalogue, world.name)
    found = {RDS_II: Found(*(table[column].to_numpy(dtype=float) for column in ("value", "low", "high")))}
    for variant in combine_variants(headlines, variants, shares, drawn):
        low, high = percentiles(variant.shares.draws, np.isnan(variant.shares.draws))
        found[variant.method] = Found(variant.shares.value, low, high)
    return found


def _variants(
    tree: RecruitmentTree,
    told: Indicators,
    headline: SiteShares,
    people: int,
    multiplicities: Iterable[NDArray[np.int64]],
) -> tuple[Variant, Variant]:
    """RDS-I and SS of one site, at the value and in each replicate."""
    yes, answered = told.yes[tree.rows].astype(float), told.answered[tree.rows].astype(float)
    groups = two_groups(tree, told)

    def both(times: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        weights = exactly_summable(fluid_weights(times, tree.network_sizes, float(people)))
        return groups.shares(times), ratio(weights @ yes, weights @ answered)

    values = both(np.ones((1, len(tree))))
    draws = [both(times.astype(float)) for times in multiplicities]
    return tuple(
        Variant(
            method,
            float(people),
            replace(headline, value=values[place][0], draws=np.concatenate([draw[place] for draw in draws])),
            ("",) * len(headline.value),
        )
        for place, method in enumerate((RDS_I, SUCCESSIVE))
    )


def _by_sex(world: World, sample: Sample) -> Found:
    """Weighted to the published share of women; Wilson's interval at p(1 − p) over the stratified variance."""
    women = world.people["female"].to_numpy(dtype=bool)
    sex = women[sample.persons].astype(np.int64)
    margin = np.array([1 - women.mean(), women.mean()])
    weights = post_stratify(np.full(len(sex), 1 / len(sex)), sex, margin)
    yes = world.among(sample.persons).yes
    value = weights @ yes
    variance = np.zeros(len(value))
    for stratum, share in enumerate(margin):
        those = yes[sex == stratum]
        inside = those.mean(axis=0)
        variance += share**2 * inside * (1 - inside) / len(those)
    plain = value * (1 - value)
    effective = np.divide(plain, variance, out=np.full(len(value), float(len(sex))), where=variance > 0)
    return Found(value, *wilson(value, effective))
