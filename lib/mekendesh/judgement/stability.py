"""What the survey does to the list: how alike the orders with and without it are, and who enters the first five."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from mekendesh.judgement.rank_stability import FIRST


@dataclass(frozen=True)
class SurveyEffect:
    """``tau``: Kendall's τ-b between the two orders, NaN where one of them puts all proposals level or fewer than
    two are ranked. ``ranked``: over how many proposals. ``entered`` stand among the first five with the survey
    only, ``left`` without it only. ``firm`` stand among them in the whole range of their ranks.
    """

    tau: float
    ranked: int
    entered: tuple[str, ...]
    left: tuple[str, ...]
    firm: tuple[str, ...]


def survey_effect(ranked: pd.DataFrame) -> SurveyEffect:
    """Compare ``rank`` with ``rank_without_survey`` over the proposals that have both.

    ``ranked``: a list of recommendations (`mekendesh.judgement.recommendations.COLUMNS`), raw or protected; for a
    page give the protected one, whose hidden rows have no rank and take no part. Both orders are counted anew
    among the rows that take part, equal ones sharing the best rank. τ-b (Kendall 1945) corrects for ties: readiness
    alone leaves many.

    It misleads where few proposals are ranked: ten have 45 pairs, five only 10, so that one exchange moves τ by
    0.2. A τ near 1 does not make the survey idle, since it also says how many people stand behind each
    proposal; a low one does not show that the survey's order is the right one, since chance reorders too: read it
    beside the ranges of the ranks.
    """
    both = ranked[ranked["rank"].notna() & ranked["rank_without_survey"].notna()]
    with_it, without = (
        both[column].astype(float).rank(method="min") for column in ("rank", "rank_without_survey")
    )
    first_with, first_without = with_it <= FIRST, without <= FIRST
    return SurveyEffect(
        tau=_tau(with_it, without),
        ranked=len(both),
        entered=tuple(both.loc[first_with & ~first_without, "proposal"]),
        left=tuple(both.loc[first_without & ~first_with, "proposal"]),
        firm=tuple(both.loc[both["rank_high"].astype(float) <= FIRST, "proposal"]),
    )


def _tau(one: pd.Series, other: pd.Series) -> float:
    if min(one.nunique(), other.nunique()) < 2:
        return float(np.nan)
    return float(kendalltau(one.to_numpy(), other.to_numpy(), variant="b").statistic)
