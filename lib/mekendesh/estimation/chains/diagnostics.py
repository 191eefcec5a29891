"""How recruitment went: who recruited whom by group, homophily, differential activity, and counts for each
site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.weights import kish_size, mean_network_sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mekendesh.estimation.recruitment import RecruitmentTree


def transitions(tree: RecruitmentTree, groups: pd.Series) -> pd.DataFrame:
    """Recruitments counted by group of the recruiter (rows) and of the recruit (columns).

    ``groups``: one value a respondent of the tree, in its order. Pairs in which a group is missing are left
    out.
    """
    values = groups.reset_index(drop=True)
    recruits = np.flatnonzero(tree.parents >= 0)
    pairs = pd.DataFrame(
        {
            "recruiter": values.iloc[tree.parents[recruits]].to_numpy(),
            "recruit": values.iloc[recruits].to_numpy(),
        }
    ).dropna()
    found = sorted(values.dropna().unique())
    counts = pd.crosstab(pairs["recruiter"], pairs["recruit"])
    return counts.reindex(index=found, columns=found, fill_value=0)


def homophily(counts: pd.DataFrame) -> float:
    """Recruitment homophily H = Σ c_aa / Σ (c_a. · c_.a / c..): 1 where recruiters choose without regard to
    group.

    Raises ``EstimationError`` where no group both recruited and was recruited.
    """
    c = counts.to_numpy(dtype=float)
    expected = (c.sum(axis=1) * c.sum(axis=0)).sum()
    if not expected:
        raise EstimationError(
            "No group both recruited and was recruited, so homophily has no meaning. Leave it out."
        )
    return float(np.trace(c) * c.sum() / expected)


def differential_activity(groups: pd.Series, network_sizes: pd.Series, group: str, other: str) -> float:
    """Mean network size of ``group`` over that of ``other``, RDS-II weighted: 1 where both are equally
    connected.
    """
    means = mean_network_sizes(groups, network_sizes).reindex([group, other])
    if means.isna().any():
        raise EstimationError(
            "The group {group} has no one with a network size, so activity cannot be compared. Leave it out.",
            group=str(means.index[means.isna()][0]),
        )
    return float(means[group] / means[other])


def describe_recruitment(trees: Sequence[RecruitmentTree], sites: Sequence[str]) -> pd.DataFrame:
    """One row a site, also for sites where no one was reached (zeros).

    Columns: ``site``, ``n``, ``n_seeds``, ``n_cut_off`` (people whose recruiter withdrew or is unknown),
    ``n_without_network_size`` (in the tree, without weight), ``n_chains`` (heads that recruited someone),
    ``largest_wave``, ``largest_chain`` (share of the site's people in the largest chain), ``n_eff_kish``
    (0 where no one has a network size).
    """
    by_site = {tree.site: tree for tree in trees}
    return pd.DataFrame([_describe(site, by_site.get(site)) for site in sites])


def _describe(site: str, tree: RecruitmentTree | None) -> dict[str, str | int | float]:
    if tree is None:
        counts = dict.fromkeys(
            ("n", "n_seeds", "n_cut_off", "n_without_network_size", "n_chains", "largest_wave"), 0
        )
        return {"site": site, **counts, "largest_chain": 0.0, "n_eff_kish": 0.0}
    weights = tree.inverse_sizes
    recruiting = np.unique(tree.parents[tree.parents >= 0])
    return {
        "site": site,
        "n": len(tree),
        "n_seeds": int(tree.seeds.sum()),
        "n_cut_off": int((~tree.seeds[tree.heads]).sum()),
        "n_without_network_size": int((weights == 0).sum()),
        "n_chains": int(np.isin(tree.heads, recruiting).sum()),
        "largest_wave": int(tree.waves.max()),
        "largest_chain": float(np.bincount(chains(tree)).max() / len(tree)),
        "n_eff_kish": kish_size(weights) if weights.any() else 0.0,
    }


def chains(tree: RecruitmentTree) -> np.ndarray:
    """For each person the position of the head its chain begins with."""
    head = np.arange(len(tree))
    for wave in range(1, int(tree.waves.max()) + 1):
        members = np.flatnonzero(tree.waves == wave)
        head[members] = head[tree.parents[members]]
    return head
