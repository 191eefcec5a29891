"""Who recruited whom: one frozen tree a site, read from the respondents table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = ("respondent", "recruiter", "is_seed", "site", "network_size")
"""What the respondents table must have for a tree to be read from it."""


@dataclass(frozen=True)
class RecruitmentTree:
    """The recruitment of one site. All arrays have one entry a respondent of the site, in delivery order.

    ``rows``: row positions in the respondents table. ``parents``: position of the recruiter within the site,
    −1 for a head. ``seeds``: declared seeds. ``waves``: steps from the head. ``network_sizes``: NaN where
    missing, zero or not finite; such a person carries no weight, but passes recruitment on.

    A *head* is where recruitment begins as far as the data know: a declared seed, or a person whose recruiter
    withdrew, is unknown or was counted in another site. Only declared seeds are called seeds.
    """

    site: str
    rows: NDArray[np.int64]
    parents: NDArray[np.int64]
    seeds: NDArray[np.bool_]
    waves: NDArray[np.int64]
    network_sizes: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.parents)

    @property
    def heads(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.parents < 0)

    @property
    def inverse_sizes(self) -> NDArray[np.float64]:
        """1/network size, the RDS-II weight; 0 where the network size is not known."""
        return np.where(np.isfinite(self.network_sizes), 1 / self.network_sizes, 0.0)


def recruitment_trees(respondents: pd.DataFrame) -> tuple[RecruitmentTree, ...]:
    """One tree for each site that has respondents, in alphabetical order of the sites.

    Raises ``EstimationError`` for a missing column, a missing site, a pseudonym that stands twice, a
    recruiter who is not in the table, a seed with a recruiter, and recruitment that runs in a circle.
    """
    _require(respondents)
    recruiter = _recruiter_positions(respondents)
    _refuse_circles(recruiter)
    sites = respondents["site"].to_numpy(dtype=object)
    sizes = pd.to_numeric(respondents["network_size"]).to_numpy(dtype=float, na_value=np.nan)
    sizes = np.where(np.isfinite(sizes) & (sizes > 0), sizes, np.nan)
    seeds = respondents["is_seed"].fillna(False).to_numpy(dtype=bool)
    return tuple(
        _tree_of(site, np.flatnonzero(sites == site), recruiter, seeds, sizes) for site in sorted(set(sites))
    )


def _require(respondents: pd.DataFrame) -> None:
    missing = [name for name in COLUMNS if name not in respondents]
    if missing:
        raise EstimationError(
            "The respondents table has no column {column}; recruitment cannot be read. Run the cleaning "
            "again.",
            column=missing[0],
        )
    if not len(respondents):
        raise EstimationError(
            "The respondents table has no rows, so nothing can be estimated. "
            "Check that the delivery holds answers with consent."
        )
    without = np.flatnonzero(respondents["site"].isna())
    if len(without):
        raise EstimationError(
            "Respondents, row {row}: no site; each person belongs to the site of recruitment. "
            "Mend the site in the cleaning log.",
            row=int(without[0]) + 1,
        )
    repeated = np.flatnonzero(respondents["respondent"].duplicated() | respondents["respondent"].isna())
    if len(repeated):
        raise EstimationError(
            "Respondents, row {row}: this pseudonym is missing or stands in an earlier row too; one row a "
            "person was expected. Run the cleaning again.",
            row=int(repeated[0]) + 1,
        )


def _recruiter_positions(respondents: pd.DataFrame) -> NDArray[np.int64]:
    """Row position of each person's recruiter, −1 without one."""
    named = respondents["recruiter"].notna().to_numpy()
    found = pd.Index(respondents["respondent"]).get_indexer(respondents["recruiter"])
    found = np.where(named, found, -1)
    lost = np.flatnonzero(named & (found < 0))
    if len(lost):
        raise EstimationError(
            "Respondents, row {row}: the recruiter is not in the table; expected was a respondent, or no "
            "recruiter and a recruiter_state that says why. Run the cleaning again.",
            row=int(lost[0]) + 1,
        )
    recruited = np.flatnonzero(named & respondents["is_seed"].fillna(False).to_numpy(dtype=bool))
    if len(recruited):
        raise EstimationError(
            "Respondents, row {row}: a seed with a recruiter; a seed starts a chain and has none. "
            "Decide in the cleaning log which of the two holds.",
            row=int(recruited[0]) + 1,
        )
    return found


def _refuse_circles(recruiter: NDArray[np.int64]) -> None:
    circular = np.flatnonzero(_waves(recruiter) < 0)
    if len(circular):
        raise EstimationError(
            "Respondents, row {row}: recruitment runs in a circle here, and {count} people hang on it; "
            "expected were chains that begin with a seed. Mend the coupons in the cleaning log.",
            row=int(circular[0]) + 1,
            count=len(circular),
        )


def _tree_of(site: str, rows: NDArray, recruiter: NDArray, seeds: NDArray, sizes: NDArray) -> RecruitmentTree:
    # The spare last entry is where "no recruiter" (−1) points; recruiters of other sites stay −1 as well.
    within = np.full(len(recruiter) + 1, -1)
    within[rows] = np.arange(len(rows))
    parents = within[recruiter[rows]]
    arrays = (rows, parents, seeds[rows], _waves(parents), sizes[rows])
    for array in arrays:
        array.setflags(write=False)
    return RecruitmentTree(site, *arrays)


def _waves(parents: NDArray) -> NDArray:
    """Steps from the head, −1 for whoever no head leads to (a circle)."""
    waves = np.full(len(parents), -1)
    frontier = parents < 0
    step = 0
    while frontier.any():
        waves[frontier] = step
        step += 1
        frontier = (parents >= 0) & frontier[parents]
    return waves
