"""Who stands on which of several lists: how many people on each combination of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MOST_LISTS = 5
"""Five lists have 1,024 models of two-way dependence, six would have 32,768."""


@dataclass(frozen=True, eq=False)
class Histories:
    """How many people stand on each combination of k lists.

    ``seen``: (2^k − 1) × k, whether the combination has the list, from all lists to the last one alone;
    ``counts``: people in it. Lists go by their position: what a list is called may name a person.
    """

    seen: NDArray[np.bool_]
    counts: NDArray[np.int64]

    @property
    def lists(self) -> int:
        return self.seen.shape[1]

    @property
    def people(self) -> int:
        return int(self.counts.sum())

    def on_so_many(self, lists: int) -> int:
        """People who stand on exactly so many lists."""
        return int(self.counts[self.seen.sum(axis=1) == lists].sum())

    def on_both(self, one: int, other: int) -> int:
        """People who stand on both lists, whatever the others say."""
        return int(self.counts[self.seen[:, one] & self.seen[:, other]].sum())


def count_histories(people: pd.DataFrame, counts: Sequence[int] | None = None) -> Histories:
    """Histories from a table with a yes-or-no column a list and a row a linked person, or a row a combination
    with its ``counts``.

    Raises ``EstimationError`` for fewer than two lists, missing or other values, a row that stands on no list,
    counts that are none, an empty list, and a list that shares nobody with the others: it can say nothing of
    who is missing.
    """
    lists = people.shape[1]
    if not 2 <= lists <= MOST_LISTS:
        raise EstimationError(
            "{lists} lists were given; expected were 2 to {most}. Join lists that are much alike, or leave some out.",
            lists=lists,
            most=MOST_LISTS,
        )
    if people.isna().any(axis=None) or not people.isin([0, 1]).all(axis=None):
        raise EstimationError(
            "Whether a person stands on a list is missing or is neither yes nor no. Link all lists first."
        )
    seen = people.to_numpy(dtype=bool)
    if not seen.any(axis=1).all():
        raise EstimationError(
            "Row {row} stands on no list; only people seen on a list can be counted. Leave it out.",
            row=int(np.flatnonzero(~seen.any(axis=1))[0]) + 1,
        )
    times = np.ones(len(seen)) if counts is None else np.asarray(counts, dtype=float)
    if times.shape != (len(seen),) or not (np.isfinite(times) & (times >= 0) & (times % 1 == 0)).all():
        raise EstimationError(
            "Counts of people must be whole numbers from 0, one a row. Check where they come from."
        )
    cells = np.array(list(product([True, False], repeat=lists))[:-1])
    place = 2 ** np.arange(lists)[::-1]
    found = np.bincount(2**lists - 1 - seen @ place, weights=times, minlength=2**lists - 1)
    histories = Histories(cells, found.astype(np.int64))
    for number in range(lists):
        shared = sum(histories.on_both(number, other) for other in range(lists) if other != number)
        if not shared:
            raise EstimationError(
                "List {number} is empty or shares nobody with any other list, so it says nothing of those who are "
                "missing. Check the linkage, or leave the list out.",
                number=number + 1,
            )
    return histories
