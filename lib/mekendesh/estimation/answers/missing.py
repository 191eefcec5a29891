"""Who gave no answer to a headline question, of which kind, and what that can do to the number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.answers.imputation import Imputation, impute
from mekendesh.estimation.answers.modes import compare_modes
from mekendesh.estimation.indicators import indicators_of
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.shares.survey import REPLICATES
from mekendesh.structure.nonresponse import KINDS, UNUSABLE
from mekendesh.structure.sites import sites_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators
    from mekendesh.structure.mapping import Mapping


@dataclass(frozen=True)
class Missing:
    """``kinds``: `missing_by_kind`. ``shares``: `imputation.Imputation`. ``modes``: `modes.compare_modes`, ``None``
    where the form does not tell how an interview was held.
    """

    kinds: pd.DataFrame
    shares: Imputation
    modes: pd.DataFrame | None


def describe_missing(
    mapping: Mapping, respondents: pd.DataFrame | None, kinds: pd.DataFrame | None, names: Sequence[str]
) -> Missing | None:
    """What is missing from these indicators, and what it can do to them; ``None`` before the fieldwork.

    ``respondents`` and ``kinds`` as cleaning hands them over. The replicates are those of the estimates.
    """
    if respondents is None or kinds is None:
        return None
    framework = mapping.framework
    indicators = indicators_of(
        respondents,
        [channel.channel for channel in framework.channels],
        [barrier.barrier for barrier in framework.barriers],
        framework.proposals,
    ).only(names)
    sites = sites_of(mapping.tree, mapping.corridor.destination)
    drawn = {"replicates": REPLICATES, "rng_seed": mapping.rng_seed}
    return Missing(
        missing_by_kind(respondents, kinds, indicators),
        impute(respondents, indicators, sites, **drawn),
        compare_modes(respondents, indicators, sites, **drawn) if "mode" in respondents else None,
    )


def missing_by_kind(respondents: pd.DataFrame, kinds: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """Item non-response by kind: one row an indicator and kind of `mekendesh.structure.nonresponse.KINDS`.

    ``kinds`` is cleaning's table of why answers are missing, its rows those of ``respondents``. Returns indicator,
    kind, n (people without an answer, by their first kind in the order of ``KINDS``), n_people (everyone counted)
    and share (unweighted). Counted are, as in the estimates, people with a network size. An indicator made of
    several answers is missing where one of them is.

    It can mislead: a kind is what the form and the interviewer wrote down. Who breaks off rather than refuse, or
    says *do not know* to be done with it, is counted as such. An answer that is not sure but counts as *no* is
    no missing one. Raises ``EstimationError`` where the two tables do not belong together, or an indicator does
    not say what it is made of.
    """
    if list(kinds["respondent"]) != list(respondents["respondent"]):
        raise EstimationError(
            "The kinds of missing answers are of other people than the respondents. Both are written by one "
            "cleaning; run it again."
        )
    weighed = np.zeros(len(respondents), dtype=bool)
    for tree in recruitment_trees(respondents):
        weighed[tree.rows] = tree.inverse_sizes > 0
    rows = []
    for place, indicator in enumerate(indicators.catalogue["indicator"]):
        if place >= len(indicators.columns) or not indicators.columns[place]:
            raise EstimationError(
                "The indicator {indicator} does not say which answers it is made of, so no kind can be told. "
                "Leave it out.",
                indicator=indicator,
            )
        silent = ~indicators.answered[:, place] & weighed
        first = _first_kind(kinds, indicators.columns[place])
        for number, kind in enumerate(KINDS):
            rows.append((indicator, kind, int((silent & (first == number)).sum())))
    table = pd.DataFrame(rows, columns=["indicator", "kind", "n"])
    people = int(weighed.sum())
    return table.assign(n_people=people, share=table["n"] / people if people else np.nan)


def _first_kind(kinds: pd.DataFrame, columns: Sequence[str]) -> NDArray[np.int64]:
    """For each person the number of the first kind among these columns.

    An answer that stands there and yet gives no yes or no counts as one that could not be used.
    """
    order = list(KINDS)
    lacking = [column for column in columns if column not in kinds]
    if lacking:
        raise EstimationError(
            "The kinds of missing answers have no column {column}. Run the cleaning again.", column=lacking[0]
        )
    numbers = [
        kinds[column].map({kind: number for number, kind in enumerate(order)}).fillna(len(order)).to_numpy()
        for column in columns
    ]
    first = np.min(numbers, axis=0).astype(np.int64)
    return np.where(first == len(order), order.index(UNUSABLE), first)
