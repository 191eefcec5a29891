"""Ways of weighting a site's people beside RDS-II, each for the sample and for its replicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mekendesh.estimation.weighting.calibration import rake_many
from mekendesh.estimation.weighting.margins import UNKNOWN
from mekendesh.estimation.weighting.successive import fluid_weights, successive_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.recruitment import RecruitmentTree

    Weigh = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]

NAIVE, SUCCESSIVE, RAKED, WITHOUT_SEEDS = "naive", "SS", "raked RDS-II", "RDS-II without seeds"
GRID = (0.5, 1.0, 2.0)
"""Of the people assumed at a site: the population sizes at which successive sampling is computed."""
FEMALE = "sex_female"


@dataclass(frozen=True)
class Weighting:
    """``weights`` (people), and ``weigh``, the same for replicates × people; neither is scaled.

    ``weigh`` takes multiplicities and drawn shares of women and men, a row a replicate. ``population``: people
    assumed, NaN where none are. ``reason``: why there are no weights (a word of `variants.FLAGS`), or "".
    """

    method: str
    population: float
    weights: NDArray[np.float64]
    weigh: Weigh
    reason: str = ""


def weightings(
    tree: RecruitmentTree,
    indicators: Indicators,
    people: float | None,
    sex: NDArray[np.float64] | None,
    rng_seed: int,
) -> tuple[Weighting, ...]:
    """Naive, successive sampling over the grid (or once, with a reason), raked, and without seeds.

    ``people``: assumed at the site. ``sex``: stated shares of women and men in its first row. A weighting that
    cannot be had is there all the same, with its reason. What each can mislead by: `variants.site_variants`.
    """
    return (
        _everyone_alike(tree),
        *_successive(tree, people, rng_seed),
        _raked(tree, indicators, sex),
        _without_seeds(tree),
    )


def _everyone_alike(tree: RecruitmentTree) -> Weighting:
    known = (tree.inverse_sizes > 0).astype(float)
    return Weighting(NAIVE, np.nan, known, lambda times, _: times * known)


def _without_seeds(tree: RecruitmentTree) -> Weighting:
    weights = tree.inverse_sizes * ~tree.seeds
    reason = "" if weights.any() else "only_seeds"
    return Weighting(WITHOUT_SEEDS, np.nan, weights, lambda times, _: times * weights, reason)


def _successive(tree: RecruitmentTree, people: float | None, rng_seed: int) -> list[Weighting]:
    if people is None:
        return [_without(tree, SUCCESSIVE, "no_population")]
    return [_successive_at(tree, float(round(factor * people)), rng_seed) for factor in GRID]


def _successive_at(tree: RecruitmentTree, population: float, rng_seed: int) -> Weighting:
    if population < (tree.inverse_sizes > 0).sum():
        return _without(tree, SUCCESSIVE, "population_below_sample", population)
    weights = successive_weights(tree.network_sizes, population, rng_seed=rng_seed)
    return Weighting(
        SUCCESSIVE,
        population,
        weights,
        lambda times, _: fluid_weights(times, tree.network_sizes, population),
    )


def _raked(tree: RecruitmentTree, indicators: Indicators, sex: NDArray[np.float64] | None) -> Weighting:
    if sex is None:
        return _without(tree, RAKED, "no_margin")
    weights, sexes = tree.inverse_sizes, _sexes(tree, indicators)
    if len(np.unique(sexes[(weights > 0) & (sexes != UNKNOWN)])) < 2:
        return _without(tree, RAKED, "margin_not_met")

    def raked(times: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
        return rake_many(times * weights, [sexes], [shares], unknown="keep_share", failed="nan")

    return Weighting(RAKED, np.nan, raked(np.ones((1, len(tree))), sex[:1])[0], raked)


def _without(tree: RecruitmentTree, method: str, reason: str, population: float = np.nan) -> Weighting:
    return Weighting(method, population, np.zeros(len(tree)), lambda times, _: np.zeros_like(times), reason)


def _sexes(tree: RecruitmentTree, indicators: Indicators) -> NDArray[np.int64]:
    """0 for women, 1 for everyone else who said, `UNKNOWN` for who did not."""
    column = int(np.flatnonzero(indicators.catalogue["indicator"] == FEMALE)[0])
    female, said = indicators.yes[tree.rows, column], indicators.answered[tree.rows, column]
    return np.where(said, np.where(female, 0, 1), UNKNOWN)
