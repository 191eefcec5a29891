"""An open web survey beside a respondent-driven sample: means that hold if either of two models does.

Chen, Li and Wu (2020), "Doubly robust inference with nonprobability survey samples", Journal of the American
Statistical Association 115, with a respondent-driven sample as the reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import LEVEL, ratio
from mekendesh.estimation.replicates import CELLS_AT_ONCE, tree_bootstrap
from mekendesh.estimation.samples.participation import participation
from mekendesh.estimation.samples.two_models import MEANS, means_by_models, outcome_of
from mekendesh.estimation.shares.domains import COLUMNS
from mekendesh.estimation.spread import design_effects, spread_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.recruitment import RecruitmentTree
    from mekendesh.estimation.samples.participation import Positivity
    from mekendesh.estimation.samples.two_models import Fit, Outcome

METHOD = "doubly robust: web survey beside RDS-II"
INTERVAL = "tree bootstrap × bootstrap of web respondents"
FALLBACK = "Wilson at deff 4"
DEFF_REFERENCE = "simple random sample of as many web respondents"
FLAGS = {
    "thin_overlap": "few web respondents stand for many people: the number hangs on them",
    "empty_replicates": "in some replicates the models cannot be fitted: they are left out of the interval",
    "out_of_range": "the share came out below 0 or above 1 and was cut there: the models hardly fit",
    "no_spread": "all web respondents gave the same answer: the interval is Wilson's at a design effect of 4",
    "no_interval": "all web respondents gave the same number: nothing says how far it is known",
    "one_head": "recruitment begins with one person: how seeds differ is not in the interval",
    "no_recruitment": "no one recruited anyone: this is not respondent-driven",
}


@dataclass(frozen=True)
class DoublyRobust:
    """``table``: one row an outcome, with the columns of `mekendesh.estimation.shares.domains`; ``n`` counts web
    respondents who answered. ``draws``: one column ``indicator|site``, one row a replicate, not cut to 0–1.

    ``components``: for each outcome the ``unweighted`` web mean, the ``quasi_randomised`` one (weights 1/π), the
    ``outcome_model``'s (predicted for the reference) and the ``doubly_robust`` one: where the last three differ
    much, one of the models is wrong. ``positivity``: of each outcome, how far the web sample covers the people.
    """

    table: pd.DataFrame
    draws: pd.DataFrame
    components: pd.DataFrame
    positivity: Mapping[str, Positivity]


def doubly_robust(
    web: pd.DataFrame,
    outcomes: Mapping[str, pd.Series],
    tree: RecruitmentTree,
    respondents: pd.DataFrame,
    *,
    selection: Sequence[str],
    outcome: Sequence[str] | None = None,
    population: float | pd.Series,
    replicates: int = 1000,
    rng: np.random.Generator,
    definition: str = "statistical",
    linear: bool = False,
) -> DoublyRobust:
    """μ = Σ_web (y − m)/π / Σ_web 1/π + Σ_ref w·m / Σ_ref w for each outcome (their estimator with both sizes estimated).

    ``web``: covariates of the web respondents; ``outcomes``: their answers, yes and no (nullable boolean, a
    logistic model m unless ``linear``) or numbers (a linear one). ``tree`` and ``respondents`` are the
    respondent-driven sample, weighted by 1/network size up to ``population`` (a number, or one a replicate).
    ``selection`` names the covariates of taking part, ``outcome`` those of the answers (the same, if not given).

    The mean is right if taking part depends on the covariates only and *either* model is right; where both are
    wrong it is biased and its interval does not know. It speaks of the people of the tree's site. Replicates
    draw the tree anew, the web respondents with replacement, and fit both models anew; a person in both
    samples is drawn twice as if two.

    Raises ``EstimationError`` for missing covariates, no common support, a web sample larger than the
    population, covariates that tell for certain who takes part or answers yes, and outcomes nobody answered.
    """
    weights = tree.inverse_sizes
    carried = np.flatnonzero(weights > 0)
    if not len(carried):
        raise EstimationError(
            "No respondent has a network size above zero, so no one can be weighted. "
            "Check the column network_size in the delivery."
        )
    reference = respondents.iloc[tree.rows[carried]]
    sizes = _sizes(population, replicates)
    middle = float(np.median(sizes))
    problems = {
        name: outcome_of(
            name, answers, web, reference, weights[carried], (selection, outcome or selection), linear
        )
        for name, answers in outcomes.items()
    }
    whole = weights[carried] * (middle / weights[carried].sum())
    found = {
        name: participation(problem.selection, whole, middle).positivity for name, problem in problems.items()
    }
    points = {
        name: means_by_models(name, problem, np.ones((1, len(web))), whole[None, :], {}, certain=True)[:, 0]
        for name, problem in problems.items()
    }
    for name, means in points.items():
        if np.isnan(means).any():
            raise EstimationError(
                "The models of {name} cannot be fitted to these people. Join categories or leave a covariate out.",
                name=name,
            )
    drawn: dict[str, list[NDArray]] = {name: [] for name in problems}
    for times, drawn_weights in _replicates(tree, carried, sizes, len(web), rng):
        fits: dict[bytes, Fit] = {}
        for name, problem in problems.items():
            drawn[name].append(means_by_models(name, problem, times, drawn_weights, fits)[3])
    draws = pd.DataFrame({f"{name}|{tree.site}": np.concatenate(parts) for name, parts in drawn.items()})
    components = pd.DataFrame(list(points.values()), columns=list(MEANS))
    components.insert(0, "indicator", pd.Series(list(points), dtype="str"))
    table = _table(tree, problems, components, draws, found, definition)
    return DoublyRobust(table, draws, components, found)


def _sizes(population: float | pd.Series, replicates: int) -> NDArray[np.float64]:
    sizes = np.asarray(population, dtype=float)
    if not (np.isfinite(sizes).all() and (sizes > 0).all()):
        raise EstimationError("A population size is missing or below zero. Check where it comes from.")
    if sizes.ndim and len(sizes) != replicates:
        raise EstimationError(
            "{found} drawn population sizes for {expected} replicates. Draw as many sizes as replicates.",
            found=len(sizes),
            expected=replicates,
        )
    return np.broadcast_to(sizes, (replicates,))


def _replicates(
    tree: RecruitmentTree,
    carried: NDArray[np.int64],
    sizes: NDArray[np.float64],
    people: int,
    rng: np.random.Generator,
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Multiplicities of web respondents and weights of the reference, some replicates at a time."""
    for_tree, for_web = rng.spawn(2)
    at_once = max(1, CELLS_AT_ONCE // (4 * max(people, len(tree))))
    done = 0
    for chunk in tree_bootstrap(tree, len(sizes), for_tree):
        for start in range(0, len(chunk), at_once):
            weights = chunk[start : start + at_once, carried] * tree.inverse_sizes[carried]
            total = weights.sum(axis=1, keepdims=True)
            scaled = sizes[done : done + len(weights), None] / np.where(total > 0, total, 1)
            times = for_web.multinomial(people, np.full(people, 1 / people), size=len(weights))
            done += len(weights)
            yield times.astype(float), weights * scaled


def _table(
    tree: RecruitmentTree,
    problems: Mapping[str, Outcome],
    components: pd.DataFrame,
    draws: pd.DataFrame,
    positivity: Mapping[str, Positivity],
    definition: str,
) -> pd.DataFrame:
    share = np.array([problem.is_share for problem in problems.values()])
    n = np.array([len(problem.rows) for problem in problems.values()])
    value = components["doubly_robust"].to_numpy(float)
    spread = spread_of(value, draws.to_numpy(float), n, share)
    spreads = np.array([float(np.var(problem.y)) for problem in problems.values()])
    deff = design_effects(spread, ratio(np.where(share, value * (1 - value), spreads), n))
    outside = share & ((value < 0) | (value > 1))

    def cut(numbers: NDArray) -> NDArray:
        return np.where(share, np.clip(numbers, 0, 1), numbers)

    flags = {
        "thin_overlap": np.array([positivity[name].is_thin for name in problems]),
        "empty_replicates": spread.lost,
        "out_of_range": outside,
        "no_spread": spread.flat & share,
        "no_interval": spread.flat & ~share,
        "one_head": np.full(len(n), len(tree.heads) == 1),
        "no_recruitment": np.full(len(n), len(tree.heads) == len(tree)),
    }
    counted = [int((problem.y > 0).sum()) for problem in problems.values()]
    return pd.DataFrame(
        {
            "indicator": components["indicator"],
            "family": np.where(share, "share", "mean"),
            "key": "",
            "site": tree.site,
            "value": cut(value),
            "se": spread.se,
            "low": cut(spread.low),
            "high": cut(spread.high),
            "level": LEVEL,
            "n": n,
            "n_yes": pd.Series(counted, dtype="Int64").where(share),
            "deff": deff,
            "deff_reference": DEFF_REFERENCE,
            "n_eff": ratio(n.astype(float), np.nan_to_num(deff)),
            "method": METHOD,
            "interval": np.where(
                spread.flat, np.where(share, FALLBACK, "none: all replicates alike"), INTERVAL
            ),
            "definition": definition,
            "population": tree.site,
            "flag": [" ".join(flag for flag in FLAGS if flags[flag][i]) for i in range(len(n))],
        }
    )[list(COLUMNS)]
