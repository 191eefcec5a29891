"""100,000 respondents raked to six margins: `mekendesh.estimation.weighting.calibration.rake` beside svy, balance and ipfn.

The same work: a table of words (a category a person and margin) and of unequal starting weights, margins whose
totals are whole numbers with one sum, and as a result one weight a person, every margin met to 10⁻⁹; the weights
of all must be equal to 10⁻⁶, or the script stops. svy has its own kernel in Rust; ipfn is what balance used to
call. Turning words into codes is part of the work for all of them, reading the file is not.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import made
import numpy as np
import pandas as pd

OURS, PEERS = "ours", ("svy", "balance", "ipfn")
RESPONDENTS, TOTAL = 100_000, 10_000
CATEGORIES = {"sex": 2, "age": 8, "city": 5, "education": 6, "status": 4, "arrival": 10}
CYCLES = 1000


def sample(people: int) -> tuple[pd.DataFrame, dict[str, dict[str, int]]]:
    """Words and weights, and margins some tenths away from the sample's own, in whole people."""
    rng = np.random.default_rng(made.SEED)
    table, margins = {}, {}
    for name, count in CATEGORIES.items():
        shares = rng.dirichlet(np.full(count, 8.0))
        words = np.array([f"{name}_{category}" for category in range(count)])
        table[name] = pd.Series(words[rng.choice(count, people, p=shares)], dtype="str")
        wanted = np.floor(TOTAL * 0.95 * rng.dirichlet(60 * shares)).astype(int) + 1
        wanted[0] += TOTAL - wanted.sum()
        margins[name] = dict(zip(words.tolist(), wanted.tolist(), strict=True))
    return pd.DataFrame({**table, "start": rng.gamma(2, 1, people)}), margins


def by_ours(table: pd.DataFrame, margins: dict) -> tuple[float, np.ndarray]:
    from mekendesh.estimation.weighting.calibration import rake
    from mekendesh.estimation.weighting.margins import Margin

    began = time.perf_counter()
    known = [
        Margin(name, tuple(totals), tuple(map(float, totals.values())), "made", "statistical", None)
        for name, totals in margins.items()
    ]
    weights = rake(table["start"], [margin.codes(table[margin.name]) for margin in known], known)
    return time.perf_counter() - began, weights


def by_svy(table: pd.DataFrame, margins: dict) -> tuple[float, np.ndarray]:
    import polars as pl
    import svy

    frame = pl.from_pandas(table)
    began = time.perf_counter()
    respondents = svy.Sample(data=frame, design=svy.Design(wgt="start"))
    raked = respondents.weighting.rake(controls=margins, tol=1e-10, max_iter=CYCLES)
    weights = raked.data.get_column("rk_wgt").to_numpy()
    return time.perf_counter() - began, weights


def by_balance(table: pd.DataFrame, margins: dict) -> tuple[float, np.ndarray]:
    from balance.weighting_methods.rake import rake

    began = time.perf_counter()
    raked = rake(
        table[list(margins)],
        table["start"],
        None,
        None,
        variables=list(margins),
        transformations=None,
        max_iteration=CYCLES,
        convergence_rate=1e-13,
        rate_tolerance=0,
        target_margins=margins,
    )
    weights = raked["weight"].to_numpy()
    return time.perf_counter() - began, weights


def by_ipfn(table: pd.DataFrame, margins: dict) -> tuple[float, np.ndarray]:
    from ipfn import ipfn

    began = time.perf_counter()
    targets = [
        pd.Series(totals, name="total", dtype=float).rename_axis(name) for name, totals in margins.items()
    ]
    given = table[list(margins)].assign(total=table["start"])
    raked = ipfn.ipfn(
        given, targets, [[name] for name in margins], convergence_rate=1e-11, max_iteration=CYCLES, verbose=0
    ).iteration()
    weights = raked["total"].to_numpy()
    return time.perf_counter() - began, weights


BY = {OURS: by_ours, "svy": by_svy, "balance": by_balance, "ipfn": by_ipfn}


def off(table: pd.DataFrame, margins: dict, weights: np.ndarray) -> float:
    """Largest relative distance of a total from its margin."""
    sums = {name: pd.Series(weights).groupby(table[name]).sum() for name in margins}
    return max(
        abs(sums[name][word] / total - 1)
        for name, totals in margins.items()
        for word, total in totals.items()
    )


def main() -> None:
    given = made.arguments("Raking, beside svy, balance and ipfn.", repeats=5)
    if given.child:
        table = pd.read_parquet(given.folder / "sample.parquet")
        margins = json.loads((given.folder / "margins.json").read_text())
        took, weights = BY[given.child](table, margins)
        np.save(given.folder / f"{given.child}.npy", weights)
        made.tell(given.folder, given.child, work=took)
        return
    with made.working_folder() as name:
        folder = Path(name)
        table, margins = sample(round(RESPONDENTS * given.scale))
        table.to_parquet(folder / "sample.parquet")
        (folder / "margins.json").write_text(json.dumps(margins))
        runs = made.in_turns(__file__, OURS, dict.fromkeys(PEERS, given.peer_python), given.repeats, folder)
        ours = np.load(folder / f"{OURS}.npy")
        distances = []
        for who in BY:
            weights = np.load(folder / f"{who}.npy")
            assert np.allclose(weights, ours, rtol=1e-6, atol=0), f"{who} gives other weights"
            distances.append(f"{who} {off(table, margins, weights):.1e}")
            assert off(table, margins, weights) < 1e-9, f"{who} does not meet the margins"
        made.say(
            f"{len(table)} respondents, {len(margins)} margins of {' × '.join(map(str, CATEGORIES.values()))} "
            f"categories, {len(table[list(margins)].drop_duplicates())} combinations met. Largest relative distance "
            f"from a margin: {', '.join(distances)}.\n"
        )
        made.show(made.COMPARED, made.compared(runs, OURS, PEERS))


if __name__ == "__main__":
    main()
