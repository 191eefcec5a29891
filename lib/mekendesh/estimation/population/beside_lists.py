"""The survey beside the lists that came with it: what estimates of size need of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.histories import MOST_LISTS, Histories, count_histories
from mekendesh.estimation.population.registered import share_on_list
from mekendesh.structure.sites import sites_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from mekendesh.estimation.population.registered import Overlapping
    from mekendesh.structure.mapping import Mapping

REPLICATES = 1000


class LinkedLists(Protocol):
    """What cleaning hands over of the lists: counts a list, people by the lists they stand on (a yes-or-no column
    a list and ``people``), and a nullable boolean a respondent and list.
    """

    @property
    def overlaps(self) -> Sequence[Overlapping]: ...
    @property
    def histories(self) -> pd.DataFrame: ...
    @property
    def on_lists(self) -> pd.DataFrame: ...


@dataclass(frozen=True, eq=False)
class BesideLists:
    """``share``: the weighted share of the population on the longest register, with its draws; ``histories``:
    people by the lists they stand on. Each ``None`` where the lists do not allow it.
    """

    share: tuple[float, NDArray[np.float64]] | None = None
    histories: Histories | None = None


def beside_lists(
    mapping: Mapping, respondents: pd.DataFrame | None, lists: LinkedLists | None
) -> BesideLists:
    """What the survey of a mapping and its lists say together; nothing before the fieldwork or without lists.

    ``respondents`` are those of ``lists.on_lists``, in the same order. It misleads as linkage does: a link that
    was missed makes one person two, and one who refused to be compared counts on no list.
    """
    if respondents is None or lists is None:
        return BesideLists()
    registers = [overlap for overlap in lists.overlaps if overlap.kind == "register"]
    share = None
    if registers:
        longest = max(registers, key=lambda overlap: overlap.persons)
        share = _share(mapping, respondents, lists.on_lists[longest.name])
    names = [name for name in lists.histories if name != "people"]
    try:
        histories = (
            count_histories(lists.histories[names], lists.histories["people"])
            if 2 <= len(names) <= MOST_LISTS
            else None
        )
    except EstimationError:
        # A list that shares nobody with the others says nothing of who is missing.
        histories = None
    return BesideLists(share, histories)


def _share(
    mapping: Mapping, respondents: pd.DataFrame, on_list: pd.Series
) -> tuple[float, NDArray[np.float64]] | None:
    rng = np.random.default_rng([mapping.rng_seed, 1])
    sites = sites_of(mapping.tree, mapping.corridor.destination)
    try:
        return share_on_list(respondents, on_list, sites, replicates=REPLICATES, rng=rng)
    except EstimationError:
        return None
