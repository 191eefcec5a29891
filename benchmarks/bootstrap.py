"""The tree bootstrap of `mekendesh.estimation`, 2,000 replicates of 40 shares, beside RDSTools (0.1.13 of PyPI).

Both are given the same recruitment and the same answers, and end with 40 weighted shares, 40 standard errors
and the replicates behind them. RDSTools is run in three ways: ``once``, its `RDSboot` once for all variables and
the shares of each replicate by a pandas group-by of ours, the least work it can be made to do; ``cores``, the
same with its faster `RDSBootOptimizedParallel` on two cores; ``documented``, `RDSmean` variable by variable, as
its manual says, which draws a bootstrap for each variable anew. It is given fewer replicates (and ``documented``
fewer variables), and its work is SCALED to 2,000 × 40 in proportion; its processes are not scaled.

The two do not draw quite the same: RDSTools pools all recruits of a wave before it resamples them, ours
resamples each recruiter's own (Baraff, McCormick and Raftery 2016). The point shares must agree, or the script
stops.
"""

from __future__ import annotations

import time
from pathlib import Path

import made
import numpy as np
import pandas as pd

OURS = "ours"
REPLICATES, VARIABLES, SEEDS, COUPONS = 2000, 40, 10, 3
PEERS = {"once": VARIABLES, "cores": VARIABLES, "documented": 2}
"""How RDSTools is run, and on how many of the variables."""
SIZES = {500: 40, 5000: 4}
"""People, and the replicates that RDSTools is given."""
OF_MEMORY = (500, 2000, 10_000)


def recruitment(people: int) -> pd.DataFrame:
    """A seeded recruitment with network sizes; whoever recruits has from one to three recruits."""
    rng = np.random.default_rng([made.SEED, people])
    recruiters, free = [-1] * SEEDS, list(range(SEEDS)) * COUPONS
    for person in range(SEEDS, people):
        recruiters.append(free.pop(int(rng.integers(len(free)))))
        free += [person] * COUPONS
    heads = list(range(people))
    for person, recruiter in enumerate(recruiters):
        heads[person] = person if recruiter < 0 else heads[recruiter]
    names = np.array([f"p{i}" for i in range(people)])
    found = np.array(recruiters)
    return pd.DataFrame(
        {
            "respondent": names,
            "recruiter": np.where(found < 0, None, names[found]),
            "head": names[heads],
            "is_seed": found < 0,
            "site": "A",
            "network_size": rng.integers(1, 60, people),
        }
    )


def by_ours(people: pd.DataFrame, answers: pd.DataFrame, replicates: int) -> tuple[float, np.ndarray]:
    from mekendesh.estimation.estimates import site_shares
    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.recruitment import recruitment_trees

    yes = answers.to_numpy(dtype=bool)
    asked = Indicators(pd.DataFrame({"indicator": answers.columns}), yes, np.ones_like(yes))
    began = time.perf_counter()
    (tree,) = recruitment_trees(people)
    shares = site_shares(tree, asked, replicates, np.random.default_rng(made.SEED))
    errors = shares.draws.std(axis=0)
    return time.perf_counter() - began, np.stack([shares.value, errors])


def by_rdstools(
    way: str, people: pd.DataFrame, answers: pd.DataFrame, replicates: int
) -> tuple[float, np.ndarray]:
    import RDSTools

    np.random.seed(made.SEED % 2**32)
    columns = {"ID": "respondent", "R_ID": "recruiter", "S_ID": "head"}
    table = pd.DataFrame({new: people[old] for new, old in columns.items()})
    table = table.assign(SEED=people["is_seed"].astype(int), WEIGHT=1 / people["network_size"])
    table = pd.concat([table, answers.astype(int)], axis=1)
    names = {
        "respondent_id_col": "ID", "seed_id_col": "S_ID", "seed_col": "SEED", "recruiter_id_col": "R_ID",
    }  # fmt: skip
    began = time.perf_counter()
    if way == "documented":
        found = [
            RDSTools.RDSmean(
                name, table, "WEIGHT", var_est="tree_uni", resample_n=replicates, return_bootstrap_means=True
            )
            for name in answers
        ]
        drawn = np.array([draws for _, draws in found]).T
    else:
        draw = RDSTools.RDSboot if way == "once" else RDSTools.RDSBootOptimizedParallel
        cores = {} if way == "once" else {"n_cores": 2}
        sampled = draw(data=table, **names, type="tree_uni", resample_n=replicates, **cores)
        weighted = (
            table[list(answers)].mul(table["WEIGHT"], axis=0).assign(ID=table["ID"], all=table["WEIGHT"])
        )
        sums = sampled.merge(weighted, on="ID").drop(columns="ID").groupby("RESAMPLE.N").sum()
        drawn = sums[list(answers)].div(sums["all"], axis=0).to_numpy()
    weights = table["WEIGHT"].to_numpy()
    value = (table[list(answers)].to_numpy() * weights[:, None]).sum(axis=0) / weights.sum()
    if way == "documented":
        value = np.array([result["Mean"].iloc[0] for result, _ in found])  # it rounds to three digits
    return time.perf_counter() - began, np.stack([value, drawn.std(axis=0)])


def child(who: str, folder: Path) -> None:
    people, answers = pd.read_csv(folder / "people.csv"), pd.read_csv(folder / "answers.csv")
    way, _, given = who.partition("-")
    replicates = int(given or REPLICATES)
    if way == OURS:
        took, found = by_ours(people, answers, replicates)
    else:
        variables = PEERS[way]
        took, found = by_rdstools(way, people, answers.iloc[:, :variables], replicates)
        took *= REPLICATES / replicates * VARIABLES / variables
    np.save(folder / f"{who}.npy", found)
    made.tell(folder, who, work=took)


def write_inputs(size: int, folder: Path) -> None:
    people = recruitment(size)
    answers = np.random.default_rng([made.SEED, size, 1]).random((size, VARIABLES)) < np.linspace(
        0.05, 0.95, VARIABLES
    )
    people.to_csv(folder / "people.csv", index=False)
    pd.DataFrame(answers, columns=[f"v{i}" for i in range(VARIABLES)]).to_csv(
        folder / "answers.csv", index=False
    )


def beside_rdstools(size: int, replicates: int, python: str, repeats: int, folder: Path) -> None:
    names = [f"{way}-{replicates}" for way in PEERS]
    runs = made.in_turns(__file__, OURS, dict.fromkeys(names, python), repeats, folder)
    ours = np.load(folder / f"{OURS}.npy")
    made.say(
        f"n = {size}, {REPLICATES} replicates of {VARIABLES} shares; RDSTools given {replicates} replicates "
        f"({PEERS['documented']} variables where documented), its work scaled, its process as it was.\n"
    )
    made.show(made.COMPARED, made.compared(runs, OURS, names))
    for name in names:
        value, errors = np.load(folder / f"{name}.npy")
        gap = np.abs(value - ours[0, : len(value)]).max()
        if gap > 5.1e-4:
            raise RuntimeError(f"the point shares of {name} differ by {gap}")
        ratio = np.median(errors / ours[1, : len(value)])
        made.say(f"{name}: point shares agree within {gap:.0e}; median ratio of standard errors {ratio:.2f}")


def main() -> None:
    given = made.arguments("The tree bootstrap, beside RDSTools.", repeats=3)
    if given.child:
        child(given.child, given.folder)
        return
    with made.working_folder() as name:
        folder = Path(name)
        for full, replicates in SIZES.items():
            size = max(50, round(full * given.scale))
            write_inputs(size, folder)
            beside_rdstools(size, replicates, given.peer_python, given.repeats, folder)
        lines = []
        for replicates in OF_MEMORY:
            run = made.timed(__file__, f"{OURS}-{replicates}", made.sys.executable, folder)
            lines.append((str(replicates), f"{run['work']:.2f}", f"{run['peak_mib']:.0f}"))
        made.say(f"\nOurs alone, n = {size}: memory by replicates.\n")
        made.show(("replicates", "work s", "peak MiB"), lines)


if __name__ == "__main__":
    main()
