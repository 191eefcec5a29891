"""What if a proposal were linked a little differently: one item, channel or barrier dropped or added.

Which channels, barriers and items a proposal belongs to is a judgement. So the chance of a place among the
first is computed over links that are off by at most one, beside the replicates of the survey and the bounds
of the scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework, Proposal


@dataclass(frozen=True)
class Links:
    """The links of one proposal: items the evidence scores, contribution channels, barriers."""

    items: tuple[str, ...]
    channels: tuple[str, ...]
    barriers: tuple[str, ...]


def links_of(framework: Framework, proposal: Proposal) -> Links:
    """The links as the framework has them, without items the survey scores: it enters by the share alone."""
    by_evidence = {item.item for item in framework.items if item.scored_by == "evidence"}
    items = tuple(item for item in proposal.items if item in by_evidence)
    return Links(items, tuple(proposal.channels), tuple(proposal.barriers))


def one_fewer(links: Links) -> list[Links]:
    """Every way to drop one link; the last link of a sort stays."""
    return [
        Links(**{**links.__dict__, sort: tuple(link for link in have if link != dropped)})
        for sort, have in links.__dict__.items()
        if len(have) > 1
        for dropped in have
    ]


def one_more(framework: Framework, links: Links) -> list[Links]:
    """Every way to add one link: any channel, any barrier, another item of the proposal's domains."""
    domains = {item.domain for item in framework.items if item.item in links.items}
    offered = {
        "items": [i.item for i in framework.items if i.domain in domains and i.scored_by == "evidence"],
        "channels": [channel.channel for channel in framework.channels],
        "barriers": [barrier.barrier for barrier in framework.barriers],
    }
    return [
        Links(**{**links.__dict__, sort: (*have, added)})
        for sort, have in links.__dict__.items()
        if have
        for added in offered[sort]
        if added not in have
    ]


def drawn_links(
    framework: Framework, links: Links, replicates: int, rng: np.random.Generator
) -> list[tuple[Links, np.ndarray]]:
    """Draw the links for each replicate: a third as they are, a third with one fewer, a third with one more.

    Returns each variant that was drawn with the positions of its replicates.
    """
    options = [[links], one_fewer(links) or [links], one_more(framework, links) or [links]]
    sorts = rng.integers(0, len(options), replicates)
    places = rng.random(replicates)
    drawn: dict[Links, list[int]] = {}
    for replicate, (sort, place) in enumerate(zip(sorts, places, strict=True)):
        variants = options[sort]
        drawn.setdefault(variants[int(place * len(variants))], []).append(replicate)
    return [(variant, np.array(rows)) for variant, rows in drawn.items()]


def share_factor(draws: pd.DataFrame, links: Links, variant: Links, rows: np.ndarray) -> np.ndarray:
    """By what the share of a proposal changes under ``variant``, per replicate of ``rows``.

    The people behind a changed set of links are not in the draws, their cells are: the factor is the sum of
    the cells (willing and not acting in a channel, naming a barrier) over the variant's pairs against the sum
    over the proposal's own. It counts people in several cells several times on both sides: a proxy, used for
    stability only.
    """
    if (links.channels, links.barriers) == (variant.channels, variant.barriers):
        return np.ones(len(rows))
    own, changed = _cells(draws, links, rows), _cells(draws, variant, rows)
    return np.divide(changed, own, out=np.ones(len(rows)), where=own > 0)


def _cells(draws: pd.DataFrame, links: Links, rows: np.ndarray) -> np.ndarray:
    names = [f"gapbarrier_{c}__{b}|" for c in links.channels for b in links.barriers]
    have = [name for name in names if name in draws]
    return np.nansum(draws[have].to_numpy(float)[rows], axis=1)
