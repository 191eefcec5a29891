"""How often 95 % intervals hold the truth: five invented worlds, 200 fieldworks in each, seven intervals.

    .venv/bin/python tests/proof/coverage.py

Each world is one city of 12,000 people of `estimation.planning.rehearsal_worlds`, drawn once, so that the truth is known; 500
people are recruited anew in each fieldwork. Beside the tree bootstrap, which reports use, stand the neighbourhood
bootstrap (its percentiles, its spread around the share, and its percentiles as its authors' program draws), Salganik's,
and the interval of a simple random sample around RDS-II and around the plain share, all from the same data. The
oracle is a simple random sample of as many people. Writes ``coverage.csv`` beside itself, the same bytes again; the exit
status is 1 where the tree bootstrap covers less than `ENOUGH`, allowing for Monte Carlo error, in a world without a
bottleneck. Nothing here was tuned until it passed.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mekendesh.errors import EstimationError
from mekendesh.estimation.chains.chain_bootstrap import chain_shares
from mekendesh.estimation.chains.neighbourhood import neighbourhood_bootstrap
from mekendesh.estimation.estimates import LEVEL, wilson
from mekendesh.estimation.indicators import Answer
from mekendesh.estimation.planning.rehearsal import diagnosis
from mekendesh.estimation.planning.rehearsal_designs import RANDOM, RDS, Plan, Sample, ask
from mekendesh.estimation.planning.rehearsal_estimators import RDS_II, UNWEIGHTED, estimate_sample
from mekendesh.estimation.planning.rehearsal_worlds import BOTTLENECK, NO_HOMOPHILY, World, make_world
from mekendesh.files import current_tree
from mekendesh.simulation.assumptions import load_assumptions
from mekendesh.structure.channels import load_channels
from mekendesh.structure.sites import Site
from mekendesh.words import Label

SURVEYS, REPLICATES, WORKERS, AT_ONCE = 200, 500, 2, 10
PEOPLE, INTERVIEWS, FEMALE, YEAR, SEED = 12_000, 500, 0.45, 2026, 20260101
ENOUGH = 0.93
ERRORS = 1.96
"""Monte Carlo standard errors that coverage may lie below `ENOUGH`."""
ASKED = (
    "acts_any", "used_yes", "trust_high", "arrived_last_5_years", "legal_irregular", "education_higher",
    "sex_female",
)  # fmt: skip
TREE, CHAIN = "tree bootstrap", "Salganik's bootstrap"
NEIGHBOURHOOD, NEIGHBOURHOOD_SPREAD = "neighbourhood bootstrap", "neighbourhood bootstrap, spread"
NEIGHBOURHOOD_EVERYONE = "neighbourhood bootstrap, as programmed"
RDS_II_SIMPLE, PLAIN, ORACLE = "RDS-II as if simple random", "plain share as if simple random", "oracle"
INTERVALS = (
    TREE,
    NEIGHBOURHOOD,
    NEIGHBOURHOOD_SPREAD,
    NEIGHBOURHOOD_EVERYONE,
    CHAIN,
    RDS_II_SIMPLE,
    PLAIN,
    ORACLE,
)
COLUMNS = (
    "world", "seeds", "bottleneck", "interval", "indicator", "truth", "surveys", "bias", "rmse", "coverage",
    "coverage_error", "width", "against_oracle", "against_spread", "refused",
)  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """A world by its ties, and how many seeds its fieldwork begins with."""

    name: str
    homophily: tuple[tuple[str, float], ...]
    seeds: int
    bottleneck: bool


WORLDS = (
    Setting("no homophily", tuple(NO_HOMOPHILY.items()), 8, bottleneck=False),
    Setting("homophily", (), 8, bottleneck=False),
    Setting("bottleneck", tuple(BOTTLENECK.items()), 8, bottleneck=True),
    Setting("bottleneck, four seeds", tuple(BOTTLENECK.items()), 4, bottleneck=True),
    Setting("narrow bottleneck, two seeds", (("sex", float(np.log(100))),), 2, bottleneck=True),
)


@lru_cache(maxsize=1)
def world_of(setting: Setting) -> World:
    """The world of a setting: the same one in every process."""
    tree = current_tree()
    town = Site("town", 1.0, 0.0, Label("шаар", "город", "town"))
    return make_world(
        setting.name,
        load_assumptions(tree),
        [town],
        [channel.channel for channel in load_channels(tree)],
        ASKED,
        population=PEOPLE,
        female=FEMALE,
        year=YEAR,
        rng_seed=SEED,
        homophily=dict(setting.homophily),
    )


def surveyed(setting: Setting, numbers: range) -> NDArray[np.float64]:
    """Some fieldworks: surveys × intervals × indicators × (value, low, high), NaN where one refused."""
    world = world_of(setting)
    plan, oracle = Plan(RDS, INTERVIEWS, setting.seeds), Plan(RANDOM, INTERVIEWS)
    found = []
    for number in numbers:
        rng = np.random.default_rng([SEED, setting.seeds, number])
        sample = ask(world, plan, rng)
        shares = estimate_sample(world, plan, sample, REPLICATES, rng)
        drawn = estimate_sample(world, oracle, ask(world, oracle, rng), REPLICATES, rng)
        two, plain, best = shares[RDS_II], shares[UNWEIGHTED], drawn[UNWEIGHTED]
        around = neighbourhood(world, sample, "recruiters", rng)
        programmed = neighbourhood(world, sample, "everyone", rng)
        half = ERRORS * around.std(axis=0, ddof=1)
        by_interval = {
            TREE: (two.value, two.low, two.high),
            NEIGHBOURHOOD: (two.value, *percentiles(around)),
            NEIGHBOURHOOD_SPREAD: (two.value, two.value - half, two.value + half),
            NEIGHBOURHOOD_EVERYONE: (two.value, *percentiles(programmed)),
            CHAIN: (two.value, *chain(world, sample, rng)),
            RDS_II_SIMPLE: (two.value, *wilson(two.value, np.full(len(ASKED), float(len(sample.persons))))),
            PLAIN: (plain.value, plain.low, plain.high),
            ORACLE: (best.value, best.low, best.high),
        }
        found.append([np.column_stack(by_interval[interval]) for interval in INTERVALS])
    return np.array(found)


def neighbourhood(
    world: World, sample: Sample, centres: str, rng: np.random.Generator
) -> NDArray[np.float64]:
    """RDS-II in the replicates of the neighbourhood bootstrap (replicates × indicators), in the one city there is."""
    (tree,) = sample.trees
    told = world.among(sample.persons[tree.rows])
    weights = tree.inverse_sizes[:, None]
    return np.concatenate(
        [
            (times @ (weights * told.yes)) / (times @ (weights * told.answered))
            for times in neighbourhood_bootstrap(tree, REPLICATES, rng, centres=centres)
        ]
    )


def chain(
    world: World, sample: Sample, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Percentiles of RDS-II over the replicates of Salganik's bootstrap, an indicator at a time."""
    (tree,) = sample.trees
    told = world.among(sample.persons[tree.rows])
    low, high = np.full(len(ASKED), np.nan), np.full(len(ASKED), np.nan)
    for place in range(len(ASKED)):
        answer = Answer(told.yes[:, place], told.answered[:, place])
        try:
            low[place], high[place] = percentiles(chain_shares(tree, answer, REPLICATES, rng))
        except EstimationError:
            continue  # an answer that recruited nobody: counted as refused
    return low, high


def percentiles(draws: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low, high = np.nanquantile(draws, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    return low, high


def lines_of(setting: Setting, found: NDArray[np.float64]) -> Iterator[dict[str, str]]:
    """The figures of one world as text: a line an interval and indicator."""
    tables = {
        interval: diagnosis(found[:, place], world_of(setting).truth)
        for place, interval in enumerate(INTERVALS)
    }
    spread = {
        interval: 2 * ERRORS * np.nanstd(found[:, place, :, 0], axis=0, ddof=1)
        for place, interval in enumerate(INTERVALS)
    }
    for interval in INTERVALS:
        for place, row in tables[interval].iterrows():
            yield {
                "world": setting.name,
                "seeds": str(setting.seeds),
                "bottleneck": "yes" if setting.bottleneck else "no",
                "interval": interval,
                "indicator": ASKED[int(place)],
                "truth": f"{row['truth']:.3f}",
                "surveys": str(len(found)),
                "bias": f"{row['bias']:.4f}",
                "rmse": f"{row['rmse']:.4f}",
                "coverage": f"{row['coverage']:.3f}",
                "coverage_error": f"{row['coverage_error']:.3f}",
                "width": f"{row['width']:.3f}",
                "against_oracle": f"{row['width'] / tables[ORACLE]['width'][place]:.2f}",
                "against_spread": f"{row['width'] / spread[interval][place]:.2f}",
                "refused": f"{row['refused']:.0f}",
            }


def least_coverage(surveys: int) -> float:
    """`ENOUGH` less Monte Carlo error: below it, coverage is hardly `ENOUGH` by chance."""
    return ENOUGH - ERRORS * float(np.sqrt(ENOUGH * (1 - ENOUGH) / surveys))


def short_of(lines: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Where the tree bootstrap covers too little although there is no bottleneck."""
    return [
        line
        for line in lines
        if line["interval"] == TREE
        and line["bottleneck"] == "no"
        and not float(line["coverage"]) >= least_coverage(int(line["surveys"]))
    ]


def summary(lines: list[dict[str, str]]) -> str:
    """Range over the indicators, an interval a line, in Markdown."""
    table = pd.DataFrame(lines)
    said = [
        "| world | interval | coverage | width / oracle | width / spread |",
        "| --- | --- | --- | --- | --- |",
    ]
    for (world, interval), part in table.groupby(["world", "interval"], sort=False):
        ranges = [
            f"{part[column].astype(float).min():.2f}–{part[column].astype(float).max():.2f}"
            for column in ("coverage", "against_oracle", "against_spread")
        ]
        said.append("| " + " | ".join([world, interval, *ranges]) + " |")
    return "\n".join(said) + "\n"


def main() -> None:
    parts = [range(start, start + AT_ONCE) for start in range(0, SURVEYS, AT_ONCE)]
    lines: list[dict[str, str]] = []
    with ProcessPoolExecutor(WORKERS) as pool:
        for setting in WORLDS:
            done = list(pool.map(surveyed, [setting] * len(parts), parts))
            lines += lines_of(setting, np.concatenate(done))
    with Path(__file__).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    sys.stdout.write(summary(lines))
    short = short_of(lines)
    sys.stdout.write(
        f"\nTree bootstrap, no bottleneck: at least {ENOUGH:.0%} less Monte Carlo error "
        f"({least_coverage(SURVEYS):.3f}) everywhere: {'no' if short else 'yes'}\n"
    )
    for line in short:
        sys.stdout.write(f"  below: {line['world']}, {line['indicator']}: {line['coverage']}\n")
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    main()
