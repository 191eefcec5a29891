"""The weighted hot deck: who lends an answer to whom, replicate by replicate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

LEAST_DONORS = 5
"""A class with fewer people who answered lends no answers; the next coarser class does."""
AGES = (18, 30, 45)
"""Where the age groups of the classes begin; who is younger than the first is a group too."""


def imputation_classes(respondents: pd.DataFrame) -> NDArray[np.int64]:
    """Classes of similar people (n × 2): sex and age group, then sex alone; who did not tell is a class too.

    The site needs no code, since each site lends to itself; everyone of the site is the last resort.
    """
    missing = [name for name in ("sex", "age") if name not in respondents]
    if missing:
        raise EstimationError(
            "The respondents table has no column {column}, by which similar people are found. Run the cleaning "
            "again with the present questionnaire.",
            column=missing[0],
        )
    sex = respondents["sex"].astype("object").map({"female": 1, "male": 2}).fillna(0).to_numpy(np.int64)
    age = respondents["age"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    group = np.where(np.isnan(age), 0, 1 + np.digitize(np.nan_to_num(age), AGES))
    return np.column_stack([sex * (len(AGES) + 2) + group, sex])


def class_levels(classes: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Each level's classes numbered from 0; everyone together is the last."""
    numbered = [np.unique(codes, return_inverse=True)[1] for codes in classes.T]
    return [*numbered, np.zeros(len(classes), dtype=np.int64)]


def first_levels(levels: Sequence[NDArray[np.int64]], donors: NDArray[np.bool_]) -> NDArray[np.int64]:
    """People × indicators: the finest level on which the person's class has donors enough; else the last."""
    first = np.full(donors.shape, len(levels) - 1)
    for level in reversed(range(len(levels) - 1)):
        first[_of_class(levels[level], donors) >= LEAST_DONORS] = level
    return first


def expected_yes(
    weights: NDArray[np.float64],
    yes: NDArray[np.bool_],
    answered: NDArray[np.bool_],
    levels: Sequence[NDArray[np.int64]],
    first: NDArray[np.int64],
) -> NDArray[np.float64]:
    """For each indicator Σ over the people without an answer of weight × the weighted yes-share of their class."""
    total = np.zeros(yes.shape[1])
    for level, codes in enumerate(levels):
        said_yes, said = (_of_class(codes, weights[:, None] * part) for part in (yes, answered))
        share = np.divide(said_yes, said, out=np.zeros_like(said), where=said > 0)
        total += (weights[:, None] * np.where(~answered & (first == level), share, 0)).sum(axis=0)
    return total


def _of_class(codes: NDArray[np.int64], values: NDArray) -> NDArray[np.float64]:
    """The sum of each person's class, people × indicators."""
    return np.column_stack([np.bincount(codes, column)[codes] for column in values.T])


def drawn_yes(
    times: NDArray[np.float64],
    exact: NDArray[np.float64],
    yes: NDArray[np.bool_],
    answered: NDArray[np.bool_],
    levels: Sequence[NDArray[np.int64]],
    first: NDArray[np.int64],
    imputing: np.random.Generator,
) -> NDArray[np.float64]:
    """Replicates × indicators: the weight of the imputed yeses.

    ``times``: replicates × people, how often each stands in a replicate; ``exact``: whole-number weights, whose
    sums no order of adding changes.
    """
    needing = ~answered & (exact > 0)[:, None]
    people = np.flatnonzero(needing.any(axis=1))
    rows, places = np.nonzero(times[:, people])
    copies = times[:, people][rows, places].astype(np.int64)
    rows, who = np.repeat(rows, copies), people[np.repeat(places, copies)]
    uniform = imputing.random(len(rows))
    filled = np.zeros((len(times), yes.shape[1]))
    for k in np.flatnonzero(needing.any(axis=0)):
        asks = np.flatnonzero(needing[who, k])
        mass = times * (exact * answered[:, k])
        donors = _donors(mass, levels, first[:, k], rows[asks], who[asks], uniform[asks])
        taken = (donors >= 0) & yes[donors, k]
        filled[:, k] = np.bincount(rows[asks], exact[who[asks]] * taken, minlength=len(times))
    return filled


def _donors(
    mass: NDArray[np.float64],
    levels: Sequence[NDArray[np.int64]],
    first: NDArray[np.int64],
    rows: NDArray[np.int64],
    who: NDArray[np.int64],
    uniform: NDArray[np.float64],
) -> NDArray[np.int64]:
    """For each copy (row of ``mass``, person) a donor of the person's class, with chance in proportion to
    ``mass``; −1 where the whole row has none.
    """
    found = np.full(len(rows), -1)
    for level, codes in enumerate(levels):
        open_ = np.flatnonzero((found < 0) & (first[who] <= level))
        if not len(open_):
            continue
        order = np.argsort(codes, kind="stable")
        running = np.cumsum(mass[:, order], axis=1)
        whole = np.maximum(running[:, -1:], 1.0)
        # One sorted line for all rows: row r takes the stretch from r to r + 1, so one search serves them all.
        line = running / whole + np.arange(len(mass))[:, None]
        ends = np.cumsum(np.bincount(codes))
        edges = np.column_stack([np.arange(len(mass), dtype=float), line[:, ends - 1]])
        row, code = rows[open_], codes[who[open_]]
        start, end = edges[row, code], edges[row, code + 1]
        sought = np.minimum(start + uniform[open_] * (end - start), np.nextafter(end, start))
        place = np.searchsorted(line.ravel(), sought, side="right") - row * mass.shape[1]
        has_donors = end > start
        found[open_[has_donors]] = order[place[has_donors]]
    return found
