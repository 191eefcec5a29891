"""A round that asks some modules, and raw estimates of its families, for the tests of what is told of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from mekendesh.estimation.shares.corridor import Estimates
from mekendesh.structure.mapping import Mapping, open_mapping


def round_asking(modules: tuple[str, ...]) -> Mapping:
    """The example of KGZ-RUS, with these modules and no others."""
    mapping = open_mapping("KGZ", "RUS", "example")
    return replace(mapping, round=replace(mapping.round, modules=modules))


def estimates(counts: dict[str, int], n=400, deff=1.0) -> Estimates:
    """Raw estimates of shares yes/n, narrow enough to be shown."""
    table = pd.DataFrame(
        [
            {
                "indicator": name, "family": name.split("_")[0], "key": name.split("_", 1)[1], "site": "",
                "value": yes / n, "se": 0.01, "low": max(0, yes / n - 0.03), "high": yes / n + 0.03,
                "level": 0.95, "n": n, "n_yes": yes, "deff": deff, "n_eff": n / deff, "method": "RDS-II",
                "interval": "tree bootstrap", "definition": "statistical", "population": "sampled_cities",
                "flag": "",
            }
            for name, yes in counts.items()
        ]
    )  # fmt: skip
    return Estimates(table, pd.DataFrame(), pd.DataFrame())
