"""Several cities, one number: how much each sampled site counts, and how far that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class SharedSite(Protocol):
    """A site, its assumed share of the corridor's people, and the standard deviation of that assumption."""

    @property
    def site(self) -> str: ...
    @property
    def share(self) -> float: ...
    @property
    def share_sd(self) -> float: ...


def concentration(sites: Sequence[SharedSite]) -> float:
    """α of the Dirichlet distribution whose variances sum to those stated: Σ s(1−s) / Σ sd² − 1.

    One α serves all sites of a destination, so a single site's own standard deviation is met only on average.
    Infinite where no site's share is uncertain. Raises ``EstimationError`` for shares outside 0–1, shares
    that sum to more than 1, and standard deviations larger than any distribution of shares can have.
    """
    shares = np.array([site.share for site in sites], dtype=float)
    spreads = np.array([site.share_sd for site in sites], dtype=float)
    for site in sites:
        if not (0 < site.share <= 1 and 0 <= site.share_sd < 1):
            raise EstimationError(
                "Site {site}: share {share} with standard deviation {share_sd}; expected were a share "
                "above 0 and at most 1, and a deviation from 0 to 1. Mend sites.csv.",
                site=site.site,
                share=str(site.share),
                share_sd=str(site.share_sd),
            )
    if shares.sum() > 1 + 1e-9:
        raise EstimationError(
            "The shares of the sites sum to {total}; at most 1 was expected. Mend sites.csv.",
            total=str(round(float(shares.sum()), 6)),
        )
    variance, stated = float((shares * (1 - shares)).sum()), float((spreads**2).sum())
    if not stated or not variance:
        return float("inf")
    alpha = variance / stated - 1
    if alpha <= 0:
        raise EstimationError(
            "The sites' standard deviations are larger than shares can have. Make share_sd smaller in "
            "sites.csv."
        )
    return alpha


def draw_shares(
    sites: Sequence[SharedSite], sampled: Sequence[str], replicates: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of the ``sampled`` sites among themselves: the stated ones (k), and drawn ones (replicates × k).

    Part of a Dirichlet vector, rescaled, is Dirichlet again; so cities that were not sampled drop out, and
    the result speaks of the sampled cities together.
    """
    share_of = {site.site: site.share for site in sites}
    unknown = [site for site in sampled if site not in share_of]
    if unknown:
        raise EstimationError(
            "Site {site} has respondents, but no share of the corridor's people. Add it to sites.csv.",
            site=unknown[0],
        )
    alpha = concentration(sites)
    stated = np.array([share_of[site] for site in sampled])
    fixed = stated / stated.sum()
    if np.isinf(alpha) or len(sampled) == 1:
        return fixed, np.tile(fixed, (replicates, 1))
    return fixed, rng.dirichlet(alpha * stated, size=replicates)
