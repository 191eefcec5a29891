"""Gile's successive-sampling weights, 500 people of 100,000, 2,000 samples in each of five iterations.

The peer is the same algorithm as it is written down: every one of the N people gets an exponential time of rate d,
and the n earliest are the sample (chunks of 20 samples, numpy). Ours draws how many of each network size arrive in
a window of time instead. Both are exact, so the weights must agree within Monte Carlo error, or the script stops.
No package for Python has the estimator; R's RDS is another language and is not timed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import made
import numpy as np

OURS, LITERAL = "ours", "everyone_drawn"
RESPONDENTS, PEOPLE, SAMPLES, ITERATIONS, AT_ONCE = 500, 100_000, 2000, 5, 20
FURTHEST = 0.3
"""Relative distance of two simulated weights: classes of one person carry 1/√2000 each time, five times over."""


def network_sizes() -> np.ndarray:
    return np.maximum(1, np.random.default_rng(made.SEED).lognormal(2.5, 0.8, RESPONDENTS).round())


def by_ours(sizes: np.ndarray, samples: int) -> tuple[float, np.ndarray]:
    from mekendesh.estimation.weighting.successive import successive_weights

    began = time.perf_counter()
    weights = successive_weights(sizes, PEOPLE, rng_seed=made.SEED, samples=samples, limit_below=0)
    return time.perf_counter() - began, weights


def by_everyone(sizes: np.ndarray, samples: int) -> tuple[float, np.ndarray]:
    began = time.perf_counter()
    rng = np.random.default_rng(made.SEED)
    classes, of_person, counts = np.unique(sizes, return_inverse=True, return_counts=True)
    inclusion = classes
    for _ in range(ITERATIONS):
        expected = PEOPLE * (counts / inclusion) / (counts / inclusion).sum()
        members = np.maximum(np.round(expected).astype(int), counts)
        of_member = np.repeat(np.arange(len(classes)), members)
        reached = np.zeros(len(classes))
        for start in range(0, samples, AT_ONCE):
            arrivals = rng.exponential(size=(min(AT_ONCE, samples - start), len(of_member)))
            arrivals /= classes[of_member]
            first = np.argpartition(arrivals, RESPONDENTS, axis=1)[:, :RESPONDENTS]
            reached += np.bincount(of_member[first].ravel(), minlength=len(classes))
        inclusion = RESPONDENTS * (reached + counts) / (reached.sum() + RESPONDENTS) / members
    weights = 1 / inclusion[of_person]
    return time.perf_counter() - began, weights / weights.sum()


BY: dict[str, Callable[[np.ndarray, int], tuple[float, np.ndarray]]] = {OURS: by_ours, LITERAL: by_everyone}


def main() -> None:
    given = made.arguments("Successive sampling, beside drawing everyone.", repeats=3)
    if given.child:
        samples = int((given.folder / "samples.txt").read_text())
        took, weights = BY[given.child](network_sizes(), samples)
        np.save(given.folder / f"{given.child}.npy", weights)
        made.tell(given.folder, given.child, work=took)
        return
    with made.working_folder() as name:
        folder = Path(name)
        samples = max(1, round(SAMPLES * given.scale))
        (folder / "samples.txt").write_text(str(samples))
        runs = made.in_turns(__file__, OURS, {LITERAL: sys.executable}, given.repeats, folder)
        ours, literal = (np.load(folder / f"{who}.npy") for who in BY)
        furthest = float(np.abs(ours / literal - 1).max())
        assert furthest < FURTHEST / np.sqrt(min(1.0, given.scale)), "the weights do not agree"
        made.say(
            f"{RESPONDENTS} of {PEOPLE} people, {len(np.unique(network_sizes()))} network sizes, {samples} samples in "
            f"each of {ITERATIONS} iterations. Largest relative distance of two weights: {furthest:.2f}.\n"
        )
        made.show(made.COMPARED, made.compared(runs, OURS, [LITERAL]))


if __name__ == "__main__":
    main()
