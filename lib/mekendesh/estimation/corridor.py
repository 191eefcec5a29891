"""A corridor's estimates from its respondents, and the files they are kept in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError, FileError
from mekendesh.estimation.diagnostics import describe_recruitment
from mekendesh.estimation.estimates import combine, estimates_table, site_shares
from mekendesh.estimation.indicators import indicators_of
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.sites import draw_shares
from mekendesh.files import digest, read_typed_table, write_typed_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mekendesh.estimation.indicators import LinkedProposal
    from mekendesh.estimation.sites import SharedSite
    from mekendesh.files import Tree


class _Channel(Protocol):
    @property
    def channel(self) -> str: ...


class _Barrier(Protocol):
    @property
    def barrier(self) -> str: ...


class MappedFramework(Protocol):
    """What of the framework estimation needs; `mekendesh.structure` loads it."""

    @property
    def channels(self) -> Sequence[_Channel]: ...
    @property
    def barriers(self) -> Sequence[_Barrier]: ...
    @property
    def proposals(self) -> Sequence[LinkedProposal]: ...


@dataclass(frozen=True)
class Estimates:
    """``table``: one row an indicator and site (site "" = the sampled sites together).

    ``draws``: one column ``indicator|site``, one row a replicate; replicates are joint across all columns, so
    that whatever is multiplied or ranked is computed row by row. ``recruitment``: one row a site, also
    unsampled ones.
    """

    table: pd.DataFrame
    draws: pd.DataFrame
    recruitment: pd.DataFrame


def estimate_corridor(
    respondents: pd.DataFrame,
    framework: MappedFramework,
    sites: Sequence[SharedSite],
    *,
    definitions: Mapping[str, pd.Series] | None = None,
    replicates: int = 1000,
    rng_seed: int,
    definition: str = "statistical",
) -> Estimates:
    """Every indicator by RDS-II per site and for the sampled sites together, with tree-bootstrap intervals.

    ``definitions``: for each definition's id a nullable boolean a respondent. ``definition``: the one the
    sample speaks of. Site shares are drawn anew in each replicate. Each site has its own stream of random
    numbers, so a site's draws do not depend on which other sites were sampled.

    The result speaks of the sampled cities; ``recruitment`` names those that were not reached. Raises
    ``EstimationError`` where recruitment, columns or shares contradict themselves, or no one can be weighted.
    """
    trees = recruitment_trees(respondents)
    usable = [tree for tree in trees if tree.inverse_sizes.any()]
    if not usable:
        raise EstimationError(
            "No respondent has a network size above zero, so no one can be weighted. "
            "Check the column network_size in the delivery."
        )
    indicators = indicators_of(
        respondents,
        [channel.channel for channel in framework.channels],
        [barrier.barrier for barrier in framework.barriers],
        framework.proposals,
        definitions,
    )
    sampled = [tree.site for tree in usable]
    shares, drawn = draw_shares(sites, sampled, replicates, _stream(rng_seed, "sites"))
    by_site = [
        site_shares(tree, indicators, replicates, _stream(rng_seed, f"site {tree.site}")) for tree in usable
    ]
    left_out = np.any([np.isnan(site.value) for site in by_site], axis=0) | (len(usable) < len(trees))
    together = combine(by_site, shares, drawn)
    parts = [(together, left_out), *((site, None) for site in by_site)]
    return Estimates(
        pd.concat(
            [estimates_table(part, indicators.catalogue, definition, omitted) for part, omitted in parts],
            ignore_index=True,
        ),
        pd.DataFrame(
            np.concatenate([part.draws for part, _ in parts], axis=1),
            columns=[
                f"{name}|{part.site}" for part, _ in parts for name in indicators.catalogue["indicator"]
            ],
        ),
        describe_recruitment(trees, [site.site for site in sites]),
    )


def _stream(rng_seed: int, purpose: str) -> np.random.Generator:
    return np.random.default_rng([rng_seed, int(digest(purpose.encode())[:16], 16)])


def write_estimates(tree: Tree, place: str, estimates: Estimates) -> None:
    """Write ``draws``, ``recruitment`` and, last, ``estimates`` as parquet into the place's folder."""
    folder = tree.estimates(place)
    write_typed_table(folder / "draws.parquet", estimates.draws)
    write_typed_table(folder / "recruitment.parquet", estimates.recruitment)
    write_typed_table(folder / "estimates.parquet", estimates.table)


def load_estimates(tree: Tree, place: str) -> Estimates:
    """Read what `write_estimates` wrote. Raises ``FileError`` where a file is missing, broken, or from
    another run.
    """
    folder = tree.estimates(place)
    table, draws, recruitment = (
        read_typed_table(folder / f"{name}.parquet") for name in ("estimates", "draws", "recruitment")
    )
    if list(draws.columns) != list(table["indicator"] + "|" + table["site"]):
        raise FileError(
            "{file} in {place} does not belong to the draws beside it. Remove the folder and run again.",
            file="estimates.parquet",
            place=place,
        )
    return Estimates(table, draws, recruitment)
