"""What is asked of people, and of which people: shares, means and ratios, in domains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from mekendesh.errors import EstimationError
from mekendesh.estimation.indicators import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators

Kind = Literal["share", "mean", "ratio"]


@dataclass(frozen=True)
class Measure:
    """Σ w·top / Σ w·bottom over people who ``answered``; arrays have one entry a respondent.

    A share has a top of 0 and 1, a mean any numbers, both a bottom of 1; a ratio has a bottom of its own.
    Made by `share_of`, `mean_of` and `ratio_of`; top and bottom are 0 where not answered.
    """

    name: str
    kind: Kind
    top: NDArray[np.float64]
    bottom: NDArray[np.float64]
    answered: NDArray[np.bool_]


@dataclass(frozen=True)
class Domain:
    """A part of the people; whoever's membership is not known is counted neither inside nor outside.

    ``members`` is ``None`` for everyone. Made by `domains_by`, or from any `Answer`.
    """

    name: str
    members: Answer | None = None

    def inside(self, count: int) -> NDArray[np.bool_]:
        return np.ones(count, dtype=bool) if self.members is None else self.members.yes

    def known(self, count: int) -> NDArray[np.bool_]:
        return np.ones(count, dtype=bool) if self.members is None else self.members.answered


EVERYONE = Domain("")


def share_of(name: str, answer: Answer) -> Measure:
    """The share of yes among those who answered."""
    ones = answer.answered.astype(float)
    return Measure(name, "share", (answer.yes & answer.answered).astype(float), ones, answer.answered)


def shares_of(indicators: Indicators) -> tuple[Measure, ...]:
    """Every indicator as a measure, in the catalogue's order."""
    return tuple(
        share_of(name, Answer(indicators.yes[:, column], indicators.answered[:, column]))
        for column, name in enumerate(indicators.catalogue["indicator"])
    )


def mean_of(name: str, values: pd.Series) -> Measure:
    """The mean of ``values`` (numbers, missing where not answered).

    A mean of money or of network sizes hangs on the few largest answers: see it beside a share above a bound.
    """
    numbers, answered = _numbers(name, values)
    return Measure(name, "mean", numbers, answered.astype(float), answered)


def ratio_of(name: str, values: pd.Series, of: pd.Series) -> Measure:
    """Σ w·values / Σ w·of among those who answered both, as sums sent per person of a household.

    It is not the mean of people's own ratios: large denominators count for more. Raises ``EstimationError``
    for a denominator below zero.
    """
    top, known = _numbers(name, values)
    bottom, also = _numbers(name, of)
    answered = known & also
    if (bottom[answered] < 0).any():
        raise EstimationError(
            "The denominator of {measure} is below zero for someone. Expected was a quantity of zero or more. "
            "Choose another one.",
            measure=name,
        )
    return Measure(name, "ratio", np.where(answered, top, 0.0), np.where(answered, bottom, 0.0), answered)


def domains_by(column: str, values: pd.Series) -> tuple[Domain, ...]:
    """One domain for each answer in a column, named ``column_answer``, in alphabetical order.

    Where the answer is missing, membership of every one of them is not known.
    """
    known = values.notna().to_numpy(dtype=bool)
    return tuple(
        Domain(f"{column}_{answer}", Answer((values == answer).fillna(False).to_numpy(dtype=bool), known))
        for answer in sorted(values.dropna().unique().tolist())
    )


def crossed(one: Domain, other: Domain) -> Domain:
    """Who is in both."""
    if one.members is None or other.members is None:
        return other if one.members is None else one
    return Domain(f"{one.name}__{other.name}", one.members & other.members)


def refuse_repeated(names: Sequence[str]) -> None:
    """Raise ``EstimationError`` where two measures, or two domains, have one name."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise EstimationError(
            "The name {name} stands for two measures or two domains. Give each a name of its own.",
            name=twice[0],
        )


def _numbers(name: str, values: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    numbers = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(numbers).any():
        raise EstimationError(
            "{measure} has a value without limit. Expected were finite numbers, or none. Mend the column.",
            measure=name,
        )
    answered = ~np.isnan(numbers)
    return np.where(answered, numbers, 0.0), answered
