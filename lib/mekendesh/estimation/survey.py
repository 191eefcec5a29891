"""What 03 asks for: the estimates of a mapping from its respondents, kept with their draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.estimation.corridor import Estimates, estimate_corridor, write_estimates
from mekendesh.structure.definitions import definitions_for, holds
from mekendesh.structure.sites import sites_of

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.structure.mapping import Mapping

REPLICATES = 1000


def estimate(mapping: Mapping, respondents: pd.DataFrame | None) -> Estimates | None:
    """Estimate every indicator of a mapping and write the result under ``data/estimates``.

    ``respondents`` as cleaning makes them, one row a person; ``None`` (not yet in the field) gives ``None``.
    The random numbers follow from corridor and round, so the same respondents give the same draws.
    """
    if respondents is None:
        return None
    framework = mapping.framework
    estimates = estimate_corridor(
        respondents,
        framework,
        sites_of(mapping.tree, mapping.corridor.destination),
        definitions={
            definition.definition: holds(definition.rule, respondents)
            for definition in definitions_for(framework.definitions, mapping.corridor.origin)
        },
        replicates=REPLICATES,
        rng_seed=mapping.rng_seed,
    )
    write_estimates(mapping.tree, mapping.place, estimates)
    return estimates
