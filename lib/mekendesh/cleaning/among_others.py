"""One interviewer beside the others of the same sites: what is expected, what is drawn towards it, and how rare
a difference is by chance.

Arrays have one entry a response (``values``, ``hits``, ``trials``, ``by``: whose, ``at``: which site) or one an
interviewer (what is returned). Where the interviewer is alone at a site nobody stands beside, and nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from mekendesh.cleaning.likeness import FALSE_ALARM

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH_CELLS = 4_000_000
"""Cells that are shuffled at once (32 MB)."""


def in_turn(
    judge: Callable[[np.ndarray], np.ndarray], values: np.ndarray, by: np.ndarray, at: np.ndarray, people: int
) -> tuple[np.ndarray, list[int]]:
    """p of every interviewer, and who was set aside, in turn, before the others were judged among themselves.

    ``judge`` gives p by interviewer from the responses it may look at (mask). Set aside is who stands out
    most with p <= 5 % / interviewers, of those who at each of their sites have two others left beside them;
    always fewer than half of all. Who is set aside keeps the p of that turn.
    """
    p, aside = np.ones(people), []
    while True:
        among = ~np.isin(by, aside)
        judged = np.unique(by[among])
        p[judged] = judge(among)[judged]
        at_site = pd.Series(by[among]).groupby(at[among]).nunique()
        means = np.bincount(at[among], values[among]) / np.maximum(np.bincount(at[among]), 1)
        odd = [
            (p[person], -abs((values[own] - means[at[own]]).sum()) / np.sqrt(own.sum()), int(person))
            for person in judged
            for own in [by == person]
            if p[person] <= FALSE_ALARM / people and at_site[np.unique(at[own])].min() >= 3
        ]
        if not odd or 2 * (len(aside) + 1) >= people:
            return p, aside
        aside.append(min(odd)[2])


def expected_of_others(
    hits: np.ndarray,
    trials: np.ndarray,
    by: np.ndarray,
    at: np.ndarray,
    people: int,
    reference: np.ndarray,
    *,
    median: bool,
) -> np.ndarray:
    """The others' share or median of hits, site by site, weighted by one's own trials there; (interviewers,).

    Others are of ``reference`` (mask). Where none is at a site, what all of them say everywhere stands in.
    """
    expected = np.full(people, np.nan)
    for person in np.unique(by):
        own, parts, weights = by == person, [], []
        for place in np.unique(at[own]):
            there = reference & ~own & (at == place)
            there = there if there.any() else reference & ~own
            if there.any():
                parts.append(np.median(hits[there]) if median else hits[there].sum() / trials[there].sum())
                weights.append(trials[own & (at == place)].sum())
        if parts:
            expected[person] = np.average(parts, weights=weights)
    return expected


def design_effect(hits: np.ndarray, trials: np.ndarray) -> float:
    """How much more the responses' hits vary than if every trial were its own, at least 1."""
    share = hits.sum() / trials.sum()
    binomial = (trials * share * (1 - share)).sum()
    if binomial <= 0:
        return 1.0
    return max(1.0, float(((hits - trials * share) ** 2).sum() / binomial))


def shrunk_share(hits: np.ndarray, trials: np.ndarray, expected: np.ndarray, design: float) -> np.ndarray:
    """Posterior means of a beta-binomial around each interviewer's own expectation, shape (interviewers,).

    Intraclass correlation by method of moments (Kleinman 1973, Journal of the American Statistical
    Association 68); the trials are first divided by the design effect, because a person's answers hang
    together. Without a sign of differences between interviewers everybody is as expected.
    """
    there = (trials > 0) & np.isfinite(expected)
    size = np.where(there, trials, 1) / design
    share = np.where(there, hits / np.where(there, trials, 1), 0)
    pooled = hits.sum() / max(trials.sum(), 1e-300)
    spread = np.full(len(size), pooled * (1 - pooled))
    chance = spread / size
    excess = (((share - np.where(there, expected, 0)) ** 2 - chance) * there).sum()
    room = ((spread - chance) * there).sum()
    inside = float(np.clip(excess / room, 0, 1)) if room > 0 else 0.0
    weight = size * inside / (1 + (size - 1) * inside) if inside > 0 else np.zeros(len(size))
    return np.where(there, expected + weight * (share - expected), np.nan)


def shrunk_normal(
    observed: np.ndarray, expected: np.ndarray, logs: np.ndarray, by: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Posterior means of log medians under a normal distribution of interviewers, by method of moments.

    The variance of a median of n is π/2 that of a mean; that of logs is pooled within interviewers.
    """
    there = (counts > 0) & np.isfinite(expected)
    within = logs - (np.bincount(by, logs, len(counts)) / np.maximum(counts, 1))[by]
    variance = (within**2).sum() / max(len(logs) - (counts > 0).sum(), 1)
    error = np.pi / 2 * variance / np.maximum(counts, 1)
    off = np.where(there, observed - expected, 0)
    between = max(float(((off**2 - error) * there).sum() / max(there.sum(), 1)), 0.0)
    total = between + error
    weight = np.divide(between, total, out=np.zeros(len(total)), where=total > 0)
    return np.where(there, expected + weight * off, np.nan)


def exact_chance(hits: np.ndarray, by: np.ndarray, at: np.ndarray, people: int) -> np.ndarray:
    """Two-sided p of each interviewer's hits given every site's: a sum of hypergeometric numbers.

    Fisher's rule: the probability of all totals that are no likelier than the one observed.
    """
    p = np.ones(people)
    for person in np.unique(by):
        mass = np.ones(1)
        for place in np.unique(at[by == person]):
            there = at == place
            size, yes, own = int(there.sum()), int(hits[there].sum()), int((there & (by == person)).sum())
            mass = np.convolve(mass, hypergeom.pmf(np.arange(own + 1), size, yes, own))
        seen = mass[int(hits[by == person].sum())]
        p[person] = min(1.0, float(mass[mass <= seen * (1 + 1e-7)].sum()))
    return p


def shuffled_chance(
    values: np.ndarray, by: np.ndarray, at: np.ndarray, people: int, shuffles: int, rng: np.random.Generator
) -> np.ndarray:
    """Two-sided p of each interviewer's sum of values, shuffled within sites; never below 1 / (shuffles + 1).

    Sums are compared by their distance from what the sites' means make expected.
    """
    means = np.bincount(at, values) / np.maximum(np.bincount(at), 1)
    off = values - means[at]
    observed = np.abs(np.bincount(by, off, people))
    places = [np.flatnonzero(at == place) for place in np.unique(at)]
    own = [(by[there][:, None] == np.arange(people)).astype(np.float64) for there in places]
    beyond = np.zeros(people)
    batch = max(1, BATCH_CELLS // max(len(values), 1))
    for start in range(0, shuffles, batch):
        times = min(batch, shuffles - start)
        sums = np.zeros((times, people))
        for there, mine in zip(places, own, strict=True):
            sums += rng.permuted(np.tile(off[there], (times, 1)), axis=1) @ mine
        beyond += (np.abs(sums) >= observed * (1 - 1e-9) - 1e-12).sum(axis=0)
    return (beyond + 1) / (shuffles + 1)
