"""The example round made on demand: what a notebook and the batch call before they look for a delivery."""

from __future__ import annotations

from mekendesh.simulation.delivery import is_current, simulate_delivery
from mekendesh.simulation.panel import simulate_panel_if_example
from mekendesh.structure.mapping import Mapping, Nation


def simulate_if_example(mapping: Mapping) -> None:
    """Write the simulated delivery of an example round that has none or a stale one; leave every other round alone."""
    if not mapping.round.is_example:
        return
    if not (mapping.is_in_the_field and is_current(mapping.tree, mapping.corridor, mapping.round)):
        simulate_delivery(mapping.tree, mapping.corridor, mapping.round)


def simulate_round_table_if_example(country: Nation) -> None:
    """Write the simulated ratings and comments of an example round; leave every other round alone."""
    simulate_panel_if_example(country.tree, country.origin, country.round, country.framework)
