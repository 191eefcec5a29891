"""The example round made on demand: what a notebook and the batch call before they look for a delivery."""

from __future__ import annotations

from mekendesh.simulation.delivery import simulate_delivery
from mekendesh.structure.mapping import Mapping


def simulate_if_example(mapping: Mapping) -> None:
    """Write the simulated delivery of an example round that has none yet; leave every other round alone."""
    if mapping.round.is_example and not mapping.is_in_the_field:
        simulate_delivery(mapping.tree, mapping.corridor, mapping.round)
