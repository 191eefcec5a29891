"""What measures make in domains, as parts of everyone: for one site with its replicates, and over sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mekendesh.estimation.estimates import ALL_SITES, exactly_summable, ratio
from mekendesh.estimation.replicates import tree_bootstrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.recruitment import RecruitmentTree
    from mekendesh.estimation.shares.measures import Domain, Measure


@dataclass(frozen=True)
class Parts:
    """Each measure × domain (k) of one site, or of all, as parts of everyone who answered the measure.

    ``top``, ``bottom``: Σ w·top and Σ w·bottom inside the domain over Σ w; ``squares``: the same of top²,
    top·bottom, bottom² and 1 (4 × k). ``n``: people inside with a weight, ``n_yes`` those of them whose top is
    above zero, ``n_answered`` those inside or outside. Draws are replicates × k. NaN where no one answered.
    """

    site: str
    top: NDArray[np.float64]
    bottom: NDArray[np.float64]
    squares: NDArray[np.float64]
    n: NDArray[np.int64]
    n_yes: NDArray[np.int64]
    n_answered: NDArray[np.int64]
    top_draws: NDArray[np.float64]
    bottom_draws: NDArray[np.float64]
    flags: tuple[str, ...]

    @property
    def value(self) -> NDArray[np.float64]:
        return ratio(self.top, self.bottom)

    @property
    def draws(self) -> NDArray[np.float64]:
        return ratio(self.top_draws, self.bottom_draws)

    @property
    def simple_variance(self) -> NDArray[np.float64]:
        """Variance of each value from a simple random sample of n people of its domain: p(1−p)/n for a share."""
        r = np.nan_to_num(self.value)
        yy, xy, xx, inside = self.squares
        spread = np.maximum(yy - 2 * r * xy + r * r * xx, 0)
        return ratio(ratio(spread, inside), ratio(self.bottom, inside) ** 2 * self.n)

    @property
    def simple_variance_of_top(self) -> NDArray[np.float64]:
        """Variance of the part itself from a simple random sample of everyone who answered."""
        return ratio(np.maximum(self.squares[0] - self.top**2, 0), self.n_answered)


def site_parts(
    tree: RecruitmentTree,
    measures: Sequence[Measure],
    domains: Sequence[Domain],
    replicates: int,
    rng: np.random.Generator,
) -> Parts:
    """One site's parts, measures in the outer loop, domains in the inner.

    Outsiders have weight zero and stay in the tree. Multiplicities are held a chunk at a time; of the replicates
    only sums are kept.
    """
    weights = tree.inverse_sizes
    top, bottom, whole, inside = _columns(tree.rows, measures, domains)
    total = (weights[:, None] * whole).sum(axis=0)
    carried = (weights > 0)[:, None]
    exact = [_summable(weights, part) for part in (top, bottom, whole)]
    drawn: tuple[list[NDArray], list[NDArray]] = ([], [])
    for chunk in tree_bootstrap(tree, replicates, rng):
        times = chunk.astype(float)
        everyone = times @ exact[2][0]
        for kept, (values, scale) in zip(drawn, exact[:2], strict=True):
            kept.append(ratio(times @ values, everyone) * scale)
    flags = ["one_head"] * (len(tree.heads) == 1) + ["no_recruitment"] * (len(tree.heads) == len(tree))

    def part(values: NDArray) -> NDArray:
        return ratio((weights[:, None] * values).sum(axis=0), total)

    return Parts(
        tree.site,
        part(top),
        part(bottom),
        np.stack([part(values) for values in (top * top, top * bottom, bottom * bottom, inside)]),
        (carried & (inside > 0)).sum(axis=0),
        (carried & (top > 0)).sum(axis=0),
        (carried & (whole > 0)).sum(axis=0),
        np.concatenate(drawn[0]),
        np.concatenate(drawn[1]),
        tuple(flags),
    )


def _columns(
    rows: NDArray[np.int64], measures: Sequence[Measure], domains: Sequence[Domain]
) -> tuple[NDArray[np.float64], ...]:
    """Top, bottom, whether anything is known, and whether inside: each people of the site × k."""
    columns: tuple[list[NDArray], ...] = ([], [], [], [])
    for measure in measures:
        answered = measure.answered[rows]
        for domain in domains:
            whole = answered & domain.known(len(measure.top))[rows]
            inside = whole & domain.inside(len(measure.top))[rows]
            values = (measure.top[rows] * inside, measure.bottom[rows] * inside, whole, inside)
            for column, found in zip(columns, values, strict=True):
                column.append(found)
    return tuple(np.column_stack(column).astype(float) for column in columns)


def _summable(
    weights: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weighted values as whole numbers whose sums are exact (see `exactly_summable`), and their scale."""
    largest = np.abs(values).max(axis=0)
    scale = np.where(largest > 0, largest, 1.0)
    return np.round(exactly_summable(weights)[:, None] * (values / scale)), scale


def combine_parts(sites: Sequence[Parts], shares: NDArray, drawn: NDArray) -> Parts:
    """All sampled sites together: Σ share·part, per replicate with drawn shares (replicates × sites).

    Tops and bottoms are added apart, so that a site counts for a domain by the domain's people it holds. A site
    where no one answered has no part, and the other sites' shares are scaled up.
    """

    def together(parts: list[NDArray], weights: NDArray) -> NDArray:
        values = np.stack(parts)
        carried = np.where(np.isnan(values), 0.0, weights)
        return ratio((carried * np.nan_to_num(values)).sum(axis=0), carried.sum(axis=0))

    per_draw = drawn.T[:, :, None]
    return Parts(
        ALL_SITES,
        together([site.top for site in sites], shares[:, None]),
        together([site.bottom for site in sites], shares[:, None]),
        together([site.squares for site in sites], shares[:, None, None]),
        np.sum([site.n for site in sites], axis=0),
        np.sum([site.n_yes for site in sites], axis=0),
        np.sum([site.n_answered for site in sites], axis=0),
        together([site.top_draws for site in sites], per_draw),
        together([site.bottom_draws for site in sites], per_draw),
        tuple(dict.fromkeys(flag for site in sites for flag in site.flags)),
    )
