"""Whether people answer otherwise face to face, by telephone and online: a check, not a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.estimation.estimates import LEVEL, combine, percentiles, site_shares
from mekendesh.estimation.indicators import Indicators
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import stream
from mekendesh.estimation.shares.differences import false_discovery
from mekendesh.estimation.sites import draw_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mekendesh.estimation.sites import SharedSite

COLUMNS = (
    "indicator", "mode", "n", "n_yes", "n_others", "n_yes_others", "difference", "low", "high", "level", "p", "q",
)  # fmt: skip


def compare_modes(
    respondents: pd.DataFrame,
    indicators: Indicators,
    sites: Sequence[SharedSite],
    *,
    replicates: int,
    rng_seed: int,
) -> pd.DataFrame:
    """For each indicator and mode of interview: the share of yes in this mode less the share in all others.

    ``respondents["mode"]``: one code an interview. Shares are RDS-II of all sampled sites together; the difference
    is taken in each replicate of the tree bootstrap, the replicates being those of the estimates with the same
    seed. Returns `COLUMNS`: counted people and yeses in the mode and in the others, the difference with its
    percentile interval, a two-sided bootstrap p (missing where a replicate lacks one of the two groups in every
    site), and q, adjusted for the false discovery rate over all rows (Benjamini and Hochberg 1995). One mode
    alone gives no row: there is nothing to compare.

    It can mislead: nobody was assigned a mode by lot. A difference may be one of people (who can be met, who is
    online) as well as of how a question is answered; and the tree bootstrap, being wide, misses small ones.
    """
    codes = sorted(respondents["mode"].dropna().unique())
    trees = [tree for tree in recruitment_trees(respondents) if tree.inverse_sizes.any()]
    if len(codes) < 2 or not trees:
        return pd.DataFrame(columns=list(COLUMNS))
    told = respondents["mode"].notna().to_numpy(dtype=bool)
    groups = [(respondents["mode"] == code).fillna(False).to_numpy(dtype=bool) for code in codes]
    split = [part for group in groups for part in (group, told & ~group)]
    within = Indicators(
        indicators.catalogue,
        np.column_stack([indicators.yes & part[:, None] for part in split]),
        np.column_stack([indicators.answered & part[:, None] for part in split]),
    )
    shares, drawn = draw_shares(sites, [tree.site for tree in trees], replicates, stream(rng_seed, "sites"))
    together = combine(
        [site_shares(tree, within, replicates, stream(rng_seed, f"site {tree.site}")) for tree in trees],
        shares,
        drawn,
    )
    k = len(indicators.catalogue)
    tables = []
    for number, code in enumerate(codes):
        mine, others = (slice((2 * number + part) * k, (2 * number + part + 1) * k) for part in (0, 1))
        draws = together.draws[:, mine] - together.draws[:, others]
        missing = np.isnan(draws)
        low, high = percentiles(draws, missing)
        tables.append(
            pd.DataFrame(
                {
                    "indicator": indicators.catalogue["indicator"],
                    "mode": code,
                    "n": together.n[mine],
                    "n_yes": together.n_yes[mine],
                    "n_others": together.n[others],
                    "n_yes_others": together.n_yes[others],
                    "difference": together.value[mine] - together.value[others],
                    "low": low,
                    "high": high,
                    "level": LEVEL,
                    "p": [_two_sided(draws[~missing[:, i], i]) for i in range(k)],
                }
            )
        )
    table = pd.concat(tables, ignore_index=True)
    known = table["p"].notna()
    table["q"] = np.nan
    if known.any():
        table.loc[known, "q"] = false_discovery(table.loc[known, "p"])
    return table[list(COLUMNS)]


def _two_sided(draws: np.ndarray) -> float:
    """Twice the smaller tail beyond zero, at least 1 in (draws + 1): a bootstrap p is never nought."""
    if not len(draws):
        return np.nan
    tail = min((draws <= 0).sum(), (draws >= 0).sum())
    return float(min(1.0, 2 * (tail + 1) / (len(draws) + 1)))
