"""The example round made on demand: what a notebook and the batch call before they look for a delivery."""

from __future__ import annotations

from mekendesh.simulation.delivery import simulate_delivery
from mekendesh.simulation.panel import simulate_panel_if_example
from mekendesh.structure.mapping import Mapping, Nation


def simulate_if_example(mapping: Mapping) -> None:
    """Write the simulated delivery of an example round that has none yet; leave every other round alone."""
    if mapping.round.is_example and not mapping.is_in_the_field:
        simulate_delivery(mapping.tree, mapping.corridor, mapping.round)


def simulate_round_table_if_example(country: Nation) -> None:
    """Write the simulated ratings and comments of an example round; leave every other round alone."""
    simulate_panel_if_example(country.tree, country.origin, country.round, country.framework)
