"""Margins: what is known from elsewhere of the people a survey speaks of, category by category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

UNKNOWN = -1
"""The code of a person whose category is not known."""


@dataclass(frozen=True)
class Margin:
    """One variable's categories with their people (or shares), and of whom the source speaks.

    ``totals``: people or shares, one a category, all in one unit; ``sd``: their standard deviations in the
    same unit, empty where the figures are taken as known. ``definition``: the definition of *diaspora* that
    the source counts by (an id of ``definitions.csv``). ``ages``: the first and the last age counted, the
    last ``None`` where it is open; ``ages=None`` where the source does not say, as the United Nations'
    migrant stocks by sex do not.

    A margin corrects a survey only as far as it speaks of the same people: one of other people moves the
    estimates away from the truth and looks like precision. Raises ``EstimationError`` where the figures
    contradict each other.
    """

    name: str
    categories: tuple[str, ...]
    totals: tuple[float, ...]
    source: str
    definition: str
    ages: tuple[int, int | None] | None
    sd: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.categories)
        if not count or len(set(self.categories)) < count or len(self.totals) != count:
            raise EstimationError(
                "The margin {margin} has {categories} categories and {totals} totals. Expected were different "
                "categories with one total each. Mend the margin.",
                margin=self.name,
                categories=len(set(self.categories)),
                totals=len(self.totals),
            )
        totals = np.asarray(self.totals, dtype=float)
        if not (np.isfinite(totals).all() and (totals >= 0).all() and totals.any()):
            raise EstimationError(
                "A total of the margin {margin} is missing or below zero, or all are zero. Expected were people "
                "or shares. Mend the margin.",
                margin=self.name,
            )
        spreads = np.asarray(self.sd, dtype=float)
        if self.sd and not (
            len(spreads) == count and np.isfinite(spreads).all() and (spreads >= 0).all() and self.alpha > 0
        ):
            raise EstimationError(
                "The standard deviations of the margin {margin} are not one a category, or larger than shares "
                "can have. Expected were deviations in the unit of the totals. Mend the margin.",
                margin=self.name,
            )
        if self.ages and not (self.ages[0] >= 0 and (self.ages[1] is None or self.ages[0] <= self.ages[1])):
            raise EstimationError(
                "The margin {margin} ends at an age before it begins. Expected were a first and a last age. "
                "Mend the margin.",
                margin=self.name,
            )

    @property
    def total(self) -> float:
        """People of all categories together (1 where the margin is one of shares)."""
        return float(np.sum(self.totals))

    @property
    def shares(self) -> NDArray[np.float64]:
        return np.asarray(self.totals, dtype=float) / self.total

    @property
    def alpha(self) -> float:
        """Concentration of the Dirichlet distribution whose variances sum to those stated; infinite where
        nothing is uncertain. The rule of `mekendesh.estimation.sites.concentration`.
        """
        stated = float(np.sum((np.asarray(self.sd, dtype=float) / self.total) ** 2))
        variance = float(np.sum(self.shares * (1 - self.shares)))
        return variance / stated - 1 if stated else float("inf")

    def matches(self, definition: str, ages: tuple[int, int | None]) -> bool:
        """Whether the margin speaks of the people of a survey by ``definition`` at ``ages``."""
        return self.definition == definition and self.ages == ages

    def codes(self, values: pd.Series) -> NDArray[np.int64]:
        """The position of each person's category, −1 where it is missing.

        Raises ``EstimationError`` where someone has a category that the margin does not know: people are
        never left out by a misspelt category.
        """
        found, words = pd.factorize(values)
        places = pd.Index(self.categories).get_indexer(pd.Index(words))
        codes = np.append(places, UNKNOWN)[found].astype(np.int64)
        strangers = int(((codes == UNKNOWN) & (found != UNKNOWN)).sum())
        if strangers:
            raise EstimationError(
                "{count} people have a category that the margin {margin} does not have; expected were "
                "{expected}. Recode the answers or mend the margin.",
                count=strangers,
                margin=self.name,
                expected=", ".join(self.categories),
            )
        return codes


def matched(
    margins: Sequence[Margin],
    *,
    definition: str,
    ages: tuple[int, int | None],
    accepted: Collection[str] = (),
) -> tuple[Margin, ...]:
    """The margins, refused where one speaks of other people than the survey by ``definition`` at ``ages``.

    A margin named in ``accepted`` is used all the same: then the result stands under the assumption that its
    shares hold for the survey's people too, and must say so.
    """
    for margin in margins:
        if margin.name in accepted or margin.matches(definition, ages):
            continue
        if margin.definition != definition:
            raise EstimationError(
                "The margin {margin} counts people by the definition {found}, the survey by {expected}. Use a "
                "margin of the survey's definition, or accept this one by name and say what is assumed.",
                margin=margin.name,
                found=margin.definition,
                expected=definition,
            )
        if margin.ages is None:
            raise EstimationError(
                "The margin {margin} does not say of which ages it speaks; the survey speaks of {expected}. Use "
                "a margin with ages, or accept this one by name and say what is assumed.",
                margin=margin.name,
                expected=_span(ages),
            )
        raise EstimationError(
            "The margin {margin} speaks of the ages {found}, the survey of {expected}. Use a margin of the "
            "survey's ages, or accept this one by name and say what is assumed.",
            margin=margin.name,
            found=_span(margin.ages),
            expected=_span(ages),
        )
    return tuple(margins)


def _span(ages: tuple[int, int | None]) -> str:
    first, last = ages
    return f"{first}+" if last is None else f"{first}–{last}"


def draw_margins(margin: Margin, replicates: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Totals of a margin, drawn anew for each replicate (replicates × categories); the same where it is known.

    Shares are Dirichlet around those stated; one concentration serves all categories, so a single category's
    own standard deviation is met only on average. The sum over the categories is not drawn: it stays what is
    stated, so that several margins of one population keep one total. Where the margin itself is wrong
    (other people, an old year) the draws do not know it.
    """
    stated = np.asarray(margin.totals, dtype=float)
    drawn = np.tile(stated, (replicates, 1))
    positive = stated > 0
    if np.isfinite(margin.alpha) and positive.sum() > 1:
        shares = rng.dirichlet(margin.alpha * margin.shares[positive], size=replicates)
        drawn[:, positive] = margin.total * shares
    return drawn
