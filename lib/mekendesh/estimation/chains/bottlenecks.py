"""Do the chains tell one story: how much more they differ than chance alone would make them.

Where a population falls into parts that hardly know each other (a bottleneck), each chain stays in the part of its
seed. The table names no single chain, but counts them: a page shows it through the protecting door only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.estimation.chains.convergence import members_of_chains, share_of
from mekendesh.estimation.estimates import exactly_summable, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.recruitment import RecruitmentTree

FLAGS = {
    "no_answers": "no one with a network size answered: there is nothing to compare",
    "one_chain": "those who answered are of one chain: chains cannot be held against one another",
    "no_difference": "everyone gave the same answer: chains cannot differ",
}
"""Why a row has no number; the column ``flag`` holds one of these words, or none."""


def between_chains(
    trees: Sequence[RecruitmentTree], indicators: Indicators, shares: Mapping[str, float]
) -> pd.DataFrame:
    """How much more chains differ than if people had been dealt to them at random: a sign of bottlenecks.

    With the residuals e = w·(y − p) of a site (w the RDS-II weight, p its share), ``ratio`` is Σ_c (Σ_{i in c} e_i)²
    over its mean when people change places at random, Σe²·Σ_c m_c(N − m_c)/(N(N − 1)), where m_c of the N people
    counted are in chain c. It is 1 on average where chains are alike; like a design effect, it grows with the
    length of chains of a given likeness. ``explained`` is the share of the weighted variance between chains, from 0
    to 1, which is (chains − 1)/(N − 1) or so by chance.

    Returns ``site`` ("" for the sites together: sums over the sites, with their shares), ``indicator``, ``chains``
    (with someone counted), ``ratio``, ``explained``, ``flag``; both are missing where a flag says why.

    It misleads where recruits resemble recruiters for a few steps only: chains then differ as well, though nothing
    divides the population. With two or three chains it says little, and nothing of people no chain reached.
    """
    by_site = [_between(tree, indicators) for tree in trees]
    scales = [share_of(tree, shares) ** np.array([2, 2, 1, 1, 0])[:, None] for tree in trees]
    # A site with one chain says nothing of how chains differ; where no site has more, that is what is said.
    together = sum(sums * (sums[4] > 1) * scale for sums, scale in zip(by_site, scales, strict=True))
    together[4] = np.maximum(together[4], np.max([sums[4] for sums in by_site], axis=0))
    rows = [_verdict(tree.site, indicators, sums) for tree, sums in zip(trees, by_site, strict=True)]
    return pd.concat([*rows, _verdict("", indicators, together)], ignore_index=True)


def _between(tree: RecruitmentTree, indicators: Indicators) -> NDArray[np.float64]:
    """Rows: Σ_c (Σe)², its expectation, variance between chains, variance in all, chains; a column an indicator.

    Weights sum to 1 over those counted, so sites are of one scale.
    """
    w = exactly_summable(tree.inverse_sizes)[:, None] * indicators.answered[tree.rows]
    counted = w > 0
    yes = indicators.yes[tree.rows] & counted
    whole = w.sum(axis=0)
    share = np.nan_to_num(ratio((w * yes).sum(axis=0), whole))
    members = members_of_chains(tree).astype(float)
    weight, people = members @ w, members @ counted
    of_chain = members @ (w * yes) - share * weight
    n = people.sum(axis=0)
    squares = ((w * (yes - share)) ** 2).sum(axis=0)
    pairs = ratio((people * (n - people)).sum(axis=0), n * (n - 1))
    sums = [
        ratio((of_chain**2).sum(axis=0), whole**2),
        ratio(squares * np.nan_to_num(pairs), whole**2),
        ratio(np.nan_to_num(ratio(of_chain**2, weight)).sum(axis=0), whole),
        share * (1 - share),
        (people > 0).sum(axis=0),
    ]
    return np.nan_to_num(np.stack(sums).astype(float))


def _verdict(site: str, indicators: Indicators, sums: NDArray[np.float64]) -> pd.DataFrame:
    between, expected, variance, whole, count = sums
    nobody, alone, alike = count == 0, count == 1, ~(expected > 0)
    known = ~(nobody | alone | alike)
    explained = ratio(variance, whole)
    return pd.DataFrame(
        {
            "site": site,
            "indicator": indicators.catalogue["indicator"],
            "chains": count.astype("int64"),
            "ratio": np.where(known, ratio(between, expected), np.nan),
            "explained": np.where(known, explained, np.nan),
            "flag": np.select(
                [nobody, alone, alike], ["no_answers", "one_chain", "no_difference"], default=""
            ),
        }
    )
