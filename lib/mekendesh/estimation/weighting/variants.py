"""The same shares by other methods, in the same replicates: what a number owes to the choice of its weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import (
    METHOD,
    SiteShares,
    combine,
    exactly_summable,
    percentiles,
    ratio,
)
from mekendesh.estimation.replicates import tree_bootstrap
from mekendesh.estimation.weighting.two_groups import TwoGroups, two_groups
from mekendesh.estimation.weighting.weightings import WITHOUT_SEEDS, Weighting, weightings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.recruitment import RecruitmentTree
    from mekendesh.estimation.weighting.margins import Margin

RDS_I = "RDS-I"
COLUMNS = (
    "indicator", "site", "method", "population_assumed", "value", "difference", "difference_low",
    "difference_high", "flag",
)  # fmt: skip
FLAGS = {
    "no_answers": "no one with a network size answered: there is nothing to compare",
    "group_recruited_no_one": "those who say yes, or those who say no, recruited no one: RDS-I has no value",
    "groups_apart": "those who say yes and those who say no recruited only among themselves",
    "group_without_network_size": "no one who says yes, or no one who says no, has a network size",
    "no_population": "no published figure can be taken for the number of people at the site",
    "population_below_sample": "the number of people assumed is smaller than the sample",
    "no_margin": "no published figure gives this corridor's people by sex",
    "margin_not_met": "all who say their sex are women, or all are men: there is no one to give weight to",
    "only_seeds": "only seeds answered",
    "empty_replicates": "some replicates give no value: they are left out of the interval",
    "most_replicates_empty": "most replicates give no value: there is no interval",
}
"""Why a variant has no value, or must be read with care; one of these words, or none, in ``flag``."""


@dataclass(frozen=True)
class Assumed:
    """What the variants take from outside the survey.

    ``people``: of the corridor, spread over its sites by their shares; ``None`` where no figure serves.
    ``sex``: a margin of the categories female and male, in this order; ``None`` where there is none.
    """

    people: float | None = None
    sex: Margin | None = None

    def __post_init__(self) -> None:
        if self.people is not None and not (np.isfinite(self.people) and self.people > 0):
            raise EstimationError(
                "The number of people assumed is {people}; expected was one above zero, or none where no figure "
                "serves. Check the published figure.",
                people=str(self.people),
            )
        if self.sex is not None and self.sex.categories != ("female", "male"):
            raise EstimationError(
                "The margin {margin} does not have the categories female and male, in this order. Mend the margin.",
                margin=self.sex.name,
            )


@dataclass(frozen=True)
class Variant:
    """The shares of one site by one method. ``population``: people assumed, NaN where the method assumes none.

    ``reasons``: for each indicator a word of `FLAGS` where it has no value, "" where it has one.
    """

    method: str
    population: float
    shares: SiteShares
    reasons: tuple[str, ...]


def site_variants(
    headline: SiteShares,
    tree: RecruitmentTree,
    indicators: Indicators,
    people: float | None,
    sex: NDArray[np.float64] | None,
    rng: np.random.Generator,
    rng_seed: int,
) -> tuple[Variant, ...]:
    """Every indicator of one site by every method, from the replicates of its headline.

    ``headline``: the site's RDS-II shares; ``rng`` in the state in which `estimates.site_shares` was given
    it, so that the multiplicities are drawn the same again and a variant can be subtracted from the headline
    replicate by replicate. ``people``: assumed at the site. ``sex``: shares of women and men, the stated ones in the first
    row, then one a replicate. ``rng_seed``: of the simulated weights.

    - naive: everyone alike;
    - RDS-I: by who recruited whom and the mean network sizes, see `two_groups`;
    - SS: Gile's successive sampling at half, once and twice ``people``, simulated for the value
      and in its large-population limit for each replicate;
    - raked RDS-II: women and men as in ``sex``, people of unknown sex keeping their share;
    - RDS-II without the declared seeds.

    All speak of those with a network size, as the headline does. What they share can mislead them together:
    they agree on a network size reported wrong, on people no chain reaches, on answers that are not true.
    A margin by sex speaks of people of all ages in the corridor; that each site has its share of women is
    assumed.
    """
    yes, answered = (table[tree.rows].astype(float) for table in (indicators.yes, indicators.answered))
    ways = weightings(tree, indicators, people, sex, rng_seed)
    replicates = len(headline.draws)
    drawn_sex = np.full((replicates, 2), np.nan) if sex is None else sex[1:]
    groups = two_groups(tree, indicators)
    draws: list[list[NDArray]] = [[] for _ in ways]
    draws_of_groups = []
    start = 0
    for chunk in tree_bootstrap(tree, replicates, rng):
        times = chunk.astype(float)
        drawn = drawn_sex[start : start + len(times)]
        for way, found in zip(ways, draws, strict=True):
            if not way.reason:
                found.append(_shares(way.weigh(times, drawn), yes, answered))
        draws_of_groups.append(groups.shares(times))
        start += len(times)
    variants = [
        _variant(headline, way, _shares(way.weights[None, :], yes, answered)[0], found)
        for way, found in zip(ways, draws, strict=True)
    ]
    by_groups = _by_groups(headline, groups, len(tree), np.concatenate(draws_of_groups))
    return (variants[0], by_groups, *variants[1:])


def _shares(weights: NDArray, yes: NDArray, answered: NDArray) -> NDArray[np.float64]:
    exact = exactly_summable(weights)
    return ratio(exact @ yes, exact @ answered)


def _variant(headline: SiteShares, way: Weighting, value: NDArray, draws: list[NDArray]) -> Variant:
    if way.reason:
        value = np.full(len(value), np.nan)
        draws = [np.full(headline.draws.shape, np.nan)]
    lost = way.reason or ("only_seeds" if way.method == WITHOUT_SEEDS else "no_answers")
    return Variant(
        way.method,
        way.population,
        replace(headline, value=value, draws=np.concatenate(draws)),
        _reasons(headline, value, np.full(len(value), lost, dtype=object)),
    )


def _by_groups(headline: SiteShares, groups: TwoGroups, n: int, draws: NDArray) -> Variant:
    value = groups.shares(np.ones((1, n)))[0]
    return Variant(
        RDS_I,
        np.nan,
        replace(headline, value=value, draws=draws),
        _reasons(headline, value, groups.reasons()),
    )


def _reasons(headline: SiteShares, value: NDArray, lost: NDArray) -> tuple[str, ...]:
    asked = np.where(np.isnan(headline.value), "no_answers", lost)
    return tuple(np.where(np.isnan(value), asked, "").tolist())


def combine_variants(
    headlines: Sequence[SiteShares], by_site: Sequence[Sequence[Variant]], shares: NDArray, drawn: NDArray
) -> tuple[Variant, ...]:
    """The variants of all sampled sites together, by the stated and drawn shares that combine the headlines.

    Where one site has a headline but no variant (or no draw of it), there is none for all together either:
    compared with a headline of more cities, it would show how cities differ and not how methods do.
    """
    combined = []
    for parts in zip(*by_site, strict=True):
        lost = np.stack(
            [
                np.isnan(part.shares.value) & ~np.isnan(headline.value)
                for part, headline in zip(parts, headlines, strict=True)
            ]
        )
        lost_draws = np.any(
            [
                np.isnan(part.shares.draws) & ~np.isnan(headline.draws)
                for part, headline in zip(parts, headlines, strict=True)
            ],
            axis=0,
        )
        together = combine([part.shares for part in parts], shares, drawn)
        together = replace(
            together,
            value=np.where(lost.any(axis=0), np.nan, together.value),
            draws=np.where(lost_draws, np.nan, together.draws),
        )
        reasons = tuple(
            (parts[int(lost[:, i].argmax())].reasons[i] if lost[:, i].any() else "no_answers")
            if np.isnan(together.value[i])
            else ""
            for i in range(len(together.value))
        )
        combined.append(Variant(parts[0].method, sum(part.population for part in parts), together, reasons))
    return tuple(combined)


def variants_table(
    headline: SiteShares, variants: Sequence[Variant], catalogue: pd.DataFrame
) -> pd.DataFrame:
    """One row an indicator and variant, the headline first: `COLUMNS`.

    ``difference``: variant less RDS-II; ``difference_low`` and ``difference_high``: percentiles, at the level of
    the estimates, of the same difference within each replicate, missing where most replicates have none.
    """
    own = Variant(
        METHOD,
        np.nan,
        headline,
        tuple("no_answers" if missing else "" for missing in np.isnan(headline.value)),
    )
    return pd.concat([_rows(headline, variant, catalogue) for variant in (own, *variants)], ignore_index=True)


def _rows(headline: SiteShares, variant: Variant, catalogue: pd.DataFrame) -> pd.DataFrame:
    differences = variant.shares.draws - headline.draws
    missing = np.isnan(differences)
    low, high = percentiles(differences, missing)
    known = ~np.isnan(variant.shares.value)
    most = known & (missing.mean(axis=0) > 0.5)
    some = known & missing.any(axis=0) & ~most
    shown = known & ~most
    flags = np.array(variant.reasons, dtype=object)
    flags[some], flags[most] = "empty_replicates", "most_replicates_empty"
    return pd.DataFrame(
        {
            "indicator": catalogue["indicator"],
            "site": pd.Series(headline.site, index=catalogue.index, dtype="str"),
            "method": pd.Series(variant.method, index=catalogue.index, dtype="str"),
            "population_assumed": variant.population,
            "value": variant.shares.value,
            "difference": variant.shares.value - headline.value,
            "difference_low": np.where(shown, low, np.nan),
            "difference_high": np.where(shown, high, np.nan),
            "flag": pd.Series(flags, index=catalogue.index, dtype="str"),
        }
    )[list(COLUMNS)]


def no_variants() -> pd.DataFrame:
    """The table of variants where none were asked for."""
    numbers = {"population_assumed", "value", "difference", "difference_low", "difference_high"}
    return pd.DataFrame({name: pd.Series(dtype="float64" if name in numbers else "str") for name in COLUMNS})
