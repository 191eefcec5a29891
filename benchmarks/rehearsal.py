"""500 fieldworks rehearsed by `mekendesh.estimation.planning.rehearsal`, beside a plain loop around RDSTools (0.1.13 of PyPI).

Ours draws a city of 12,000 people, recruits 500 of them 500 times from eight seeds, and judges four estimators (plain,
RDS-I, RDS-II, SS; tree bootstrap with 500 replicates) and the oracle on three shares, on one core. The peer is what
a user would write: for each fieldwork `RDSboot` once (``tree_uni``), the shares of each replicate by a pandas group-by,
percentiles. It does LESS: it is handed `GIVEN` fieldworks that ours has made, so it recruits nobody, and it judges RDS-II
only. It is given `FEWER` replicates, and its work is SCALED to 500 fieldworks and 500 replicates in proportion; its
process is not. The point shares of both must agree, or the script stops. The two bootstraps differ: RDSTools pools
the recruits of a wave.

Beside them, alone: the whole corridor KGZ-RUS as ``mekendesh rehearse KGZ-RUS --surveys 500`` rehearses it, five plans
in three cities, on one core.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import made
import numpy as np
import pandas as pd

OURS, PEER, CORRIDOR = "ours", "rdstools", "corridor"
SURVEYS, REPLICATES = 500, 500
GIVEN, FEWER = 2, 100
"""Fieldworks handed to the peer, and its replicates: its work is scaled from both."""
INTERVIEWS, SEEDS, PEOPLE = 500, 8, 12_000
ASKED = ("acts_any", "used_yes", "legal_irregular")


def city():
    from mekendesh.estimation.planning.rehearsal_worlds import make_world
    from mekendesh.files import current_tree
    from mekendesh.simulation.assumptions import load_assumptions
    from mekendesh.structure.channels import load_channels
    from mekendesh.structure.sites import Site
    from mekendesh.words import Label

    tree = current_tree()
    return make_world(
        "city",
        load_assumptions(tree),
        [Site("city", 1.0, 0.0, Label("шаар", "город", "city"))],
        [channel.channel for channel in load_channels(tree)],
        ASKED,
        population=PEOPLE,
        female=0.45,
        year=2026,
        rng_seed=made.SEED,
    )


def fieldworks(count: int) -> list[pd.DataFrame]:
    """Some fieldworks in the city, as tables that RDSTools can read."""
    from mekendesh.estimation.planning.rehearsal_designs import Plan, ask

    world, tables = city(), []
    for number in range(count):
        sample = ask(world, Plan("rds", INTERVIEWS, SEEDS), np.random.default_rng([made.SEED, number]))
        (tree,) = sample.trees
        heads = np.arange(len(tree))
        for person in np.argsort(tree.waves, kind="stable"):
            if tree.parents[person] >= 0:
                heads[person] = heads[tree.parents[person]]
        names = np.array([f"p{i}" for i in range(len(tree))])
        table = pd.DataFrame(
            {
                "ID": names,
                "R_ID": np.where(tree.parents < 0, None, names[tree.parents]),
                "S_ID": names[heads],
                "SEED": (tree.parents < 0).astype(int),
                "WEIGHT": tree.inverse_sizes,
                **dict(zip(ASKED, world.among(sample.persons[tree.rows]).yes.astype(int).T, strict=True)),
            }
        )
        tables.append(table.assign(fieldwork=number))
    return tables


def by_ours(surveys: int) -> float:
    from mekendesh.estimation.planning.rehearsal import rehearse
    from mekendesh.estimation.planning.rehearsal_designs import Plan
    from mekendesh.structure.design_costs import DesignCosts

    began = time.perf_counter()
    plan = Plan("rds", INTERVIEWS, SEEDS)
    told = rehearse(
        city(), [plan], DesignCosts(()), surveys=surveys, rng_seed=made.SEED, replicates=REPLICATES
    )
    took = time.perf_counter() - began
    made.say(told.to_string())
    return took


def by_corridor(surveys: int) -> float:
    from mekendesh.reporting.methods.rehearsal import rehearse
    from mekendesh.structure.mapping import open_mapping

    began = time.perf_counter()
    rehearse(open_mapping("KGZ", "RUS", "example"), surveys, REPLICATES)
    return time.perf_counter() - began


def by_rdstools(tables: pd.DataFrame) -> tuple[float, np.ndarray]:
    import RDSTools

    np.random.seed(made.SEED % 2**32)
    names = {
        "respondent_id_col": "ID", "seed_id_col": "S_ID", "seed_col": "SEED", "recruiter_id_col": "R_ID",
    }  # fmt: skip
    began, values = time.perf_counter(), []
    for _, table in tables.groupby("fieldwork"):
        sampled = RDSTools.RDSboot(data=table, **names, type="tree_uni", resample_n=FEWER)
        weighted = table[list(ASKED)].mul(table["WEIGHT"], axis=0).assign(ID=table["ID"], all=table["WEIGHT"])
        sums = sampled.merge(weighted, on="ID").drop(columns="ID").groupby("RESAMPLE.N").sum()
        drawn = sums[list(ASKED)].div(sums["all"], axis=0)
        drawn.quantile([0.025, 0.975])
        values.append(weighted[list(ASKED)].sum() / weighted["all"].sum())
    return time.perf_counter() - began, np.array(values)


def child(given, surveys: int) -> None:
    if given.child == OURS:
        took = by_ours(surveys)
    elif given.child == CORRIDOR:
        took = by_corridor(surveys)
    else:
        took, values = by_rdstools(pd.read_csv(given.folder / "fieldworks.csv"))
        np.save(given.folder / "rdstools.npy", values)
        took *= surveys / GIVEN * REPLICATES / FEWER
    made.tell(given.folder, given.child, work=took)


def agreed(tables: list[pd.DataFrame], values: np.ndarray) -> float:
    """The largest difference of RDS-II between ours and the peer, on the same fieldworks."""
    from mekendesh.estimation.weighting.weights import rds_ii_share

    ours = [[rds_ii_share(table[name], 1 / table["WEIGHT"]) for name in ASKED] for table in tables]
    return float(np.abs(np.array(ours) - values).max())


def main() -> None:
    given = made.arguments("500 fieldworks rehearsed, beside a plain loop around RDSTools.", repeats=2)
    surveys = max(round(SURVEYS * given.scale), 2)
    if given.child:
        child(given, int((given.folder / "surveys").read_text()))
        return
    with made.working_folder() as name:
        folder = Path(name)
        tables = fieldworks(GIVEN)
        pd.concat(tables).to_csv(folder / "fieldworks.csv", index=False)
        (folder / "surveys").write_text(str(surveys))
        runs = made.in_turns(__file__, OURS, {PEER: given.peer_python}, given.repeats, folder)
        gap = agreed(tables, np.load(folder / "rdstools.npy"))
        if gap > 1e-9:
            raise RuntimeError(f"the point shares differ by {gap}")
        made.say(
            f"{surveys} fieldworks of {INTERVIEWS} interviews, {REPLICATES} replicates, {len(ASKED)} shares; RDSTools "
            f"given {GIVEN} fieldworks and {FEWER} replicates, its work scaled, its process as it was; point shares agree within {gap:.0e}.\n"
        )
        made.show(made.COMPARED, made.compared(runs, OURS, [PEER]))
        whole = made.timed(__file__, CORRIDOR, sys.executable, folder)
        made.say(
            f"KGZ-RUS, five plans, {surveys} fieldworks each: {whole['work']:.1f} s of work, "
            f"{whole['peak_mib']:.0f} MiB."
        )


if __name__ == "__main__":
    main()
