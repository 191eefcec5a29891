"""What each respondent counts for: RDS-I, RDS-II, and Kish's effective size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def rds_ii_weights(network_sizes: ArrayLike) -> NDArray[np.float64]:
    """Volz–Heckathorn weights: proportional to 1/network size, summing to 1.

    A missing, zero or negative network size gives weight 0. It misleads where people report network sizes
    that are related to the trait through error rather than through truth (heaping, boasting).
    """
    sizes = np.asarray(network_sizes, dtype=float)
    known = np.isfinite(sizes) & (sizes > 0)
    inverse = np.divide(1.0, sizes, out=np.zeros_like(sizes), where=known)
    if not known.any():
        raise EstimationError(
            "No respondent has a network size above zero, so no one can be weighted. "
            "Check the column network_size in the delivery."
        )
    return inverse / inverse.sum()


def rds_ii_share(trait: ArrayLike, network_sizes: ArrayLike) -> float:
    """RDS-II share p = Σ(y/d)/Σ(1/d) of a trait all answered (Volz and Heckathorn 2008), seeds included."""
    return float((np.asarray(trait, dtype=float) * rds_ii_weights(network_sizes)).sum())


def mean_network_sizes(groups: pd.Series, network_sizes: ArrayLike) -> pd.Series:
    """Mean network size of each group in the population, n_a / Σ 1/d (RDS-II weighted, a harmonic mean).

    Each row of ``groups`` is a person; people without group or network size are left out.
    """
    sizes = pd.Series(np.asarray(network_sizes, dtype=float), index=groups.index)
    known = groups.notna() & np.isfinite(sizes) & (sizes > 0)
    return 1 / (1 / sizes[known]).groupby(groups[known]).mean()


def stationary_shares(transitions: pd.DataFrame) -> pd.Series:
    """Where recruitment would settle: the left eigenvector for 1 of the row-normalised counts recruiter →
    recruit.

    Raises ``EstimationError`` where there is no group, a group recruited no one, or groups recruit only among
    themselves: then recruitment has no single resting point.
    """
    if transitions.empty:
        raise EstimationError(
            "Nobody's group is known, so recruitment between groups cannot be counted. Leave RDS-I out."
        )
    counts = transitions.to_numpy(dtype=float)
    made = counts.sum(axis=1)
    if not (made > 0).all():
        raise EstimationError(
            "The group {group} recruited no one, so it has no transition shares. "
            "Join it with another group or use RDS-II.",
            group=str(transitions.index[int(np.flatnonzero(made <= 0)[0])]),
        )
    step = counts / made[:, None]
    # q(P − I) = 0 with Σq = 1, as a least-squares system; a rank below the number of groups means several
    # answers.
    system = np.vstack([step.T - np.eye(len(step)), np.ones(len(step))])
    right = np.append(np.zeros(len(step)), 1.0)
    shares, _, rank, _ = np.linalg.lstsq(system, right)
    if rank < len(step):
        raise EstimationError(
            "The groups recruit only among themselves, so recruitment has no single resting point. "
            "Join groups or use RDS-II."
        )
    return pd.Series(shares, index=transitions.index)


def rds_i_shares(transitions: pd.DataFrame, groups: pd.Series, network_sizes: ArrayLike) -> pd.Series:
    """RDS-I shares of groups (Salganik and Heckathorn 2004): p_a ∝ q_a / mean network size of a.

    ``transitions``: counts recruiter's group → recruit's group. ``groups`` and ``network_sizes``: one a
    person.
    """
    reached = stationary_shares(transitions) / mean_network_sizes(groups, network_sizes).reindex(
        transitions.index
    )
    if reached.isna().any():
        raise EstimationError(
            "The group {group} has no one with a network size, so RDS-I cannot weight it. Join groups or "
            "use RDS-II.",
            group=str(reached.index[reached.isna()][0]),
        )
    return reached / reached.sum()


def kish_size(weights: ArrayLike) -> float:
    """Kish's effective size (Σw)²/Σw²: what unequal weights alone leave of n.

    It knows nothing of recruitment; for RDS, judge reliability by n/deff and the width of the interval
    instead.
    """
    w = np.asarray(weights, dtype=float)
    if not np.isfinite(w).all() or (w < 0).any() or not w.any():
        raise EstimationError(
            "Weights must be finite, none negative, one above zero. Check where they come from."
        )
    return float(w.sum() ** 2 / (w**2).sum())
