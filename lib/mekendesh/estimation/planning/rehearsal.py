"""The fieldwork of a corridor, rehearsed hundreds of times before money is spent: what would each plan have found?

People are drawn once (a world), fieldwork anew in each rehearsal, each from a stream of its own. So the error seen
is that of asking, in one world: another world with the same assumptions has another truth, and errors of the
assumptions themselves are in no figure here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.planning.rehearsal_designs import RANDOM, RDS, Plan, ask
from mekendesh.estimation.planning.rehearsal_estimators import INTERVALS, estimate_sample, estimators_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from mekendesh.estimation.planning.rehearsal_worlds import World
    from mekendesh.structure.design_costs import DesignCosts

REPLICATES = 500
SURVEYS_AT_ONCE = 25
"""Rehearsals handed to one worker at a time; the result does not depend on it."""
COLUMNS = (
    "design", "seeds", "people", "estimator", "interval", "indicator", "truth", "mean", "bias", "bias_error",
    "rmse", "coverage", "coverage_error", "width", "oracle_width", "width_ratio", "interviews", "days", "cost",
    "surveys", "refused",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Rehearsed:
    """Some fieldworks of one plan: ``found`` is surveys × estimators × indicators × (value, low, high);
    ``effort`` is surveys × (interviews, recruits, sites, days).
    """

    found: NDArray[np.float64]
    effort: NDArray[np.float64]


def rehearse(
    world: World,
    plans: Sequence[Plan],
    costs: DesignCosts,
    *,
    surveys: int,
    rng_seed: int,
    replicates: int = REPLICATES,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Rehearse every plan ``surveys`` times; one row a plan, estimator and indicator, columns `COLUMNS`.

    ``truth``, ``mean``, ``bias``, ``rmse``, ``width`` are shares (0–1). ``bias_error`` and ``coverage_error`` are
    Monte Carlo standard errors; the latter from two hits and two misses more, so that it is never 0. ``width_ratio``
    compares with ``oracle_width``, the mean width for a simple random sample of as many people as planned; it is
    missing where that is everyone, so that the oracle has no width.
    ``interviews``, ``days`` (over all sites) and ``cost`` (US dollars) are means; the oracle has no cost, since
    nobody can draw it. ``refused``: fieldworks in which the estimator gave nothing; they are in no other figure.

    Any executor gives the same table. An interval that covers too often is reported and never tuned. What DeclareDesign
    (Blair, Coppock and Humphreys 2023) calls diagnosands, for designs on networks.

    Raises ``EstimationError`` for fewer than two surveys.
    """
    if surveys < 2:
        raise EstimationError("{count} rehearsals asked for; two at least are needed.", count=surveys)
    oracles = {plan.people: Plan(RANDOM, plan.people) for plan in plans}
    every = [*plans, *(plan for plan in oracles.values() if plan not in plans)]
    done = {
        plan: _rehearse_plan(world, plan, surveys, replicates, rng_seed, executor)
        for plan in dict.fromkeys(every)
    }
    tables = {plan: _told(world, plan, done[plan], costs) for plan in every}
    widths = {people: tables[plan]["width"].to_numpy() for people, plan in oracles.items()}
    rows = []
    for plan in plans:
        table = tables[plan]
        oracle = np.tile(widths[plan.people], len(estimators_of(plan)))
        ratio = np.full(len(table), np.nan) if plan.people >= len(world) else table["width"] / oracle
        rows.append(table.assign(oracle_width=oracle, width_ratio=ratio))
    return pd.concat(rows, ignore_index=True)[list(COLUMNS)]


def _rehearse_plan(
    world: World, plan: Plan, surveys: int, replicates: int, rng_seed: int, executor: Executor | None
) -> Rehearsed:
    starts = range(0, surveys, SURVEYS_AT_ONCE)
    parts = [range(start, min(start + SURVEYS_AT_ONCE, surveys)) for start in starts]
    sent = world.light()
    mapped = executor.map if executor is not None else map
    done = list(
        mapped(rehearse_some, repeat(sent), repeat(plan), parts, repeat(replicates), repeat(rng_seed))
    )
    return Rehearsed(
        np.concatenate([part.found for part in done]), np.concatenate([part.effort for part in done])
    )


def rehearse_some(
    world: World, plan: Plan, numbers: Sequence[int], replicates: int, rng_seed: int
) -> Rehearsed:
    """The rehearsals of these numbers, each with a stream that depends on seed, plan and number alone."""
    found, effort = [], []
    for number in numbers:
        rng = np.random.default_rng([rng_seed, *_stream(plan), number])
        sample = ask(world, plan, rng)
        shares = estimate_sample(world, plan, sample, replicates, rng)
        found.append([[one.value, one.low, one.high] for one in shares.values()])
        effort.append([len(sample.persons), sample.recruits, sample.sites, sample.days])
    return Rehearsed(np.array(found).swapaxes(2, 3), np.array(effort, dtype=float))


def _stream(plan: Plan) -> list[int]:
    return [*plan.design.encode(), plan.people, plan.seeds, plan.coupons]


def _told(world: World, plan: Plan, done: Rehearsed, costs: DesignCosts) -> pd.DataFrame:
    names = estimators_of(plan)
    truth = world.truth
    catalogue = world.indicators.catalogue["indicator"].to_numpy()
    interviews, recruits, sites, days = done.effort.mean(axis=0).tolist()
    cost = (
        np.nan
        if plan.design == RANDOM
        else costs.cost(
            plan.design, preparation=1, site=sites, day=days, interview=interviews, recruit=recruits
        )
    )
    parts = []
    for place, name in enumerate(names):
        parts.append(
            diagnosis(done.found[:, place], truth).assign(
                design=plan.design,
                seeds=plan.seeds if plan.design == RDS else 0,
                people=plan.people,
                estimator=name,
                interval=INTERVALS[name],
                indicator=catalogue,
                interviews=interviews,
                days=days,
                cost=cost,
                surveys=len(done.found),
            )
        )
    return pd.concat(parts, ignore_index=True)


def diagnosis(found: NDArray[np.float64], truth: NDArray[np.float64]) -> pd.DataFrame:
    """What repeated surveys tell of an estimator: ``found`` (surveys × indicators × value, low, high), one row an
    indicator.

    Surveys without a value are counted as ``refused`` and left out. Where fewer than two have one, the other
    columns are NaN.
    """
    rows = []
    for place, true in enumerate(truth.tolist()):
        told = found[:, place]
        told = told[~np.isnan(told).any(axis=1)]
        row = {"truth": true, "refused": len(found) - len(told)}
        if len(told) > 1:
            value, low, high = told.T
            hits = int(((low <= true) & (true <= high)).sum())
            shrunk = (hits + 2) / (len(told) + 4)
            row |= {
                "mean": value.mean(),
                "bias": value.mean() - true,
                "bias_error": value.std(ddof=1) / np.sqrt(len(told)),
                "rmse": np.sqrt(((value - true) ** 2).mean()),
                "coverage": hits / len(told),
                "coverage_error": np.sqrt(shrunk * (1 - shrunk) / (len(told) + 4)),
                "width": (high - low).mean(),
            }
        rows.append(row)
    names = ("truth", "mean", "bias", "bias_error", "rmse", "coverage", "coverage_error", "width", "refused")
    return pd.DataFrame(rows).reindex(columns=list(names))
