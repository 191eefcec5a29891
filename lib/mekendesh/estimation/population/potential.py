"""What compatriots do and would do, channel by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.size import LEVEL, people

if TYPE_CHECKING:
    from collections.abc import Sequence

MEASURES = ("acts", "willing", "gap")
"""Did in the last 12 months; willing (4 or 5 of 5); willing and not acting."""
_KEPT = ("value", "low", "high", "n", "n_yes", "deff", "flag")


def potential_by_channel(
    table: pd.DataFrame,
    draws: pd.DataFrame,
    channels: Sequence[str],
    *,
    population: float | pd.Series | None = None,
    site: str = "",
) -> pd.DataFrame:
    """One row a channel and measure, channels in the given order (``any`` is a channel too).

    Columns: ``channel``, ``measure``, the estimate's ``value``, ``low``, ``high``, ``n``, ``n_yes``,
    ``deff``, ``flag``, and ``people``, ``people_low``, ``people_high`` = share × ``population`` per draw
    (missing without a population). What people say they would do is not what they will do: see
    `mekendesh.estimation.population.size.follow_through`.

    Raises ``EstimationError`` where a channel was not estimated at this site.
    """
    estimates = table[table["site"] == site].set_index("indicator")
    rows = []
    for channel in channels:
        for measure in MEASURES:
            indicator = f"{measure}_{channel}"
            if indicator not in estimates.index or f"{indicator}|{site}" not in draws:
                raise EstimationError(
                    "There is no estimate {indicator} for this site. Estimate the corridor with this "
                    "channel first.",
                    indicator=indicator,
                )
            counted = _people(estimates.loc[indicator], draws[f"{indicator}|{site}"], population)
            rows.append(
                {"channel": channel, "measure": measure, **estimates.loc[indicator, list(_KEPT)], **counted}
            )
    return pd.DataFrame(rows)


def _people(
    estimate: pd.Series, share_draws: pd.Series, population: float | pd.Series | None
) -> dict[str, float]:
    names = ("people", "people_low", "people_high")
    if population is None:
        return dict.fromkeys(names, float("nan"))
    drawn = people(share_draws, population)
    # Draws without spread would feign certainty; the share's own interval then carries over.
    if share_draws.nunique() <= 1:
        middle = float(pd.Series(population).median())
        return dict(zip(names, (middle * estimate[part] for part in ("value", "low", "high")), strict=True))
    low, high = drawn.quantile([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    middle = float(estimate["value"] * pd.Series(population).median())
    return dict(zip(names, (middle, float(low), float(high)), strict=True))
