"""What 03 asks for: the estimates of a mapping from its respondents, kept with their draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.estimation.shares.corridor import Estimates, estimate_corridor, write_estimates
from mekendesh.estimation.weighting.margins import Margin
from mekendesh.estimation.weighting.variants import Assumed
from mekendesh.structure.definitions import definitions_for, holds
from mekendesh.structure.sites import sites_of
from mekendesh.structure.sizes import anchor_size
from mekendesh.structure.stocks import stock_by_sex

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.structure.mapping import Mapping

REPLICATES = 1000
SEX_SHARE_SD = 0.03
"""Standard deviation of the published share of women: an assumption, since the source states no accuracy."""
LEAST_SHARE = 0.02
"""Women or men below this share of a published stock: too few for the stock to serve as a margin."""


def estimate(mapping: Mapping, respondents: pd.DataFrame | None) -> Estimates | None:
    """Estimate every indicator of a mapping and write the result under ``data/estimates``.

    ``respondents`` as cleaning makes them, one row a person; ``None`` (not yet in the field) gives ``None``.
    The random numbers follow from corridor and round, so the same respondents give the same draws.
    """
    if respondents is None:
        return None
    estimates = estimates_of(mapping, respondents, assumed_of(mapping))
    write_estimates(mapping.tree, mapping.place, estimates)
    return estimates


def estimates_of(mapping: Mapping, respondents: pd.DataFrame, assumed: Assumed | None = None) -> Estimates:
    """The estimates that `estimate` writes, to the last bit, without writing them; variants only with ``assumed``."""
    framework = mapping.framework
    return estimate_corridor(
        respondents,
        framework,
        sites_of(mapping.tree, mapping.corridor.destination),
        definitions={
            definition.definition: holds(definition.rule, respondents)
            for definition in definitions_for(framework.definitions, mapping.corridor.origin)
        },
        replicates=REPLICATES,
        rng_seed=mapping.rng_seed,
        assumed=assumed,
    )


def assumed_of(mapping: Mapping) -> Assumed:
    """What is published of the corridor that other weights can use: how many people, and how many are women.

    The size is the figure that scenarios rest on, of its own concept; the share of women is of people of all
    ages. Neither counts the people surveyed, so what is computed with them shows how far a number hangs on
    the method and is no better estimate.
    """
    anchor = anchor_size(mapping.sizes)
    return Assumed(None if anchor is None else float(anchor.persons), _sex_margin(mapping))


def _sex_margin(mapping: Mapping) -> Margin | None:
    stock = stock_by_sex(mapping.tree, mapping.corridor)
    persons = stock.groupby("sex")["persons"].sum().reindex(["female", "male"]).fillna(0)
    total = float(persons.sum())
    if not total or persons.min() < LEAST_SHARE * total:
        return None
    return Margin(
        "sex",
        ("female", "male"),
        tuple(persons / total),
        source=str(stock["source"].iloc[0]),
        definition=str(stock["concept"].iloc[0]),
        ages=None,
        sd=(SEX_SHARE_SD, SEX_SHARE_SD),
    )
