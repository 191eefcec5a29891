"""A corridor's estimates from its respondents, and the files they are kept in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError, FileError
from mekendesh.estimation.chains.diagnostics import describe_recruitment
from mekendesh.estimation.estimates import combine, estimates_table, site_shares
from mekendesh.estimation.indicators import indicators_of
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import stream
from mekendesh.estimation.sites import draw_shares
from mekendesh.estimation.weighting.margins import draw_margins
from mekendesh.estimation.weighting.variants import (
    combine_variants,
    no_variants,
    site_variants,
    variants_table,
)
from mekendesh.files import read_typed_table, write_typed_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.estimates import SiteShares
    from mekendesh.estimation.indicators import Indicators, LinkedProposal
    from mekendesh.estimation.recruitment import RecruitmentTree
    from mekendesh.estimation.sites import SharedSite
    from mekendesh.estimation.weighting.variants import Assumed
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
    unsampled ones. ``variants``: one row an indicator, site and method, the same share by other weights and
    its difference to the headline (`mekendesh.estimation.weighting.variants`); empty where they were not asked for.
    """

    table: pd.DataFrame
    draws: pd.DataFrame
    recruitment: pd.DataFrame
    variants: pd.DataFrame = field(default_factory=no_variants)


def estimate_corridor(
    respondents: pd.DataFrame,
    framework: MappedFramework,
    sites: Sequence[SharedSite],
    *,
    definitions: Mapping[str, pd.Series] | None = None,
    replicates: int = 1000,
    rng_seed: int,
    definition: str = "statistical",
    assumed: Assumed | None = None,
) -> Estimates:
    """Every indicator by RDS-II per site and for the sampled sites together, with tree-bootstrap intervals.

    ``definitions``: for each definition's id a nullable boolean a respondent. ``definition``: the one the
    sample speaks of. Site shares are drawn anew in each replicate. Each site has its own stream of random
    numbers, so a site's draws do not depend on which other sites were sampled.

    ``assumed``: what the variants take from outside; without it no variant is computed. With or without it
    the headlines are the same to the last bit.

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
    shares, drawn = draw_shares(sites, sampled, replicates, stream(rng_seed, "sites"))
    by_site = [
        site_shares(tree, indicators, replicates, stream(rng_seed, f"site {tree.site}")) for tree in usable
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
        no_variants()
        if assumed is None
        else _variants(usable, indicators, sites, assumed, (together, by_site), (shares, drawn), rng_seed),
    )


def _variants(
    trees: Sequence[RecruitmentTree],
    indicators: Indicators,
    sites: Sequence[SharedSite],
    assumed: Assumed,
    headlines: tuple[SiteShares, Sequence[SiteShares]],
    shares: tuple[NDArray[np.float64], NDArray[np.float64]],
    rng_seed: int,
) -> pd.DataFrame:
    """The variants of all sites together and of each, from the replicates and drawn shares of the headlines."""
    together, by_site = headlines
    share_of = {site.site: site.share for site in sites}
    sex = None
    if assumed.sex is not None:
        drawn = draw_margins(assumed.sex, len(together.draws), stream(rng_seed, "sex margin"))
        sex = np.vstack([assumed.sex.totals, drawn]) / assumed.sex.total
    found = [
        site_variants(
            headline,
            tree,
            indicators,
            None if assumed.people is None else assumed.people * share_of[tree.site],
            sex,
            stream(rng_seed, f"site {tree.site}"),
            int(stream(rng_seed, f"successive sampling {tree.site}").integers(2**63)),
        )
        for headline, tree in zip(by_site, trees, strict=True)
    ]
    parts = [(together, combine_variants(by_site, found, *shares)), *zip(by_site, found, strict=True)]
    return pd.concat(
        [variants_table(headline, variants, indicators.catalogue) for headline, variants in parts],
        ignore_index=True,
    )


def write_estimates(tree: Tree, place: str, estimates: Estimates) -> None:
    """Write ``draws``, ``recruitment``, ``variants`` and, last, ``estimates`` as parquet into the place's folder."""
    folder = tree.estimates(place)
    write_typed_table(folder / "draws.parquet", estimates.draws)
    write_typed_table(folder / "recruitment.parquet", estimates.recruitment)
    write_typed_table(folder / "variants.parquet", estimates.variants)
    write_typed_table(folder / "estimates.parquet", estimates.table)


def load_estimates(tree: Tree, place: str) -> Estimates:
    """Read what `write_estimates` wrote. Raises ``FileError`` where a file is missing, broken, or from
    another run.
    """
    folder = tree.estimates(place)
    table, draws, recruitment, variants = (
        read_typed_table(folder / f"{name}.parquet")
        for name in ("estimates", "draws", "recruitment", "variants")
    )
    if list(draws.columns) != list(table["indicator"] + "|" + table["site"]):
        raise FileError(
            "{file} in {place} does not belong to the draws beside it. Remove the folder and run again.",
            file="estimates.parquet",
            place=place,
        )
    return Estimates(table, draws, recruitment, variants)
