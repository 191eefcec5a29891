"""Recommendations ranked by a rule anyone can recompute.

``priority = (4 − score) / 4 × share``: how far the state's items behind a proposal are from their best, times
the share of people who are willing and not acting in one of its channels and name one of its barriers (each
person once). One cross-section identifies no effect: the share says how many name a barrier the proposal
addresses, never how many would act if it were adopted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.judgement.links import Links, drawn_links, links_of, share_factor
from mekendesh.judgement.rank_stability import FIRST, chance_among_first, range_within_bounds, rank_range
from mekendesh.judgement.readiness import HIGHEST_SCORE

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework, Proposal
    from mekendesh.structure.sizes import Anchor

__all__ = ["COLUMNS", "FIRST", "LOW_SCORE", "before_fieldwork", "rank", "unranked"]

LOW_SCORE = 2.0
"""Adopted on paper at most: before the fieldwork a proposal follows from items that stand no higher."""

COLUMNS = (
    "rank", "proposal", "kind", "angle", "score", "score_low", "score_high",
    "share", "share_low", "share_high", "priority", "priority_low", "priority_high",
    "p_top_five", "rank_low", "rank_high", "rank_without_survey", "people", "people_low", "people_high", "people_basis",
    "finding_ids", "items_unknown", "lead_role",
)  # fmt: skip


@dataclass(frozen=True)
class _Standing:
    """A proposal with what is known of the items behind it."""

    proposal: Proposal
    links: Links
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    score: float
    low: float
    high: float


def rank(
    framework: Framework,
    items: pd.DataFrame,
    estimates: pd.DataFrame,
    draws: pd.DataFrame,
    anchor: Anchor | None = None,
    *,
    rng_seed: int = 0,
) -> pd.DataFrame:
    """Rank the proposals that have a known item and an estimated share.

    ``score`` is the mean of the proposal's known items; items the survey scores are left out of it, so that
    the survey enters one side only. ``score_low``, ``score_high`` hold the unknown items too, at 0 and at 4.
    The interval of ``priority`` runs over the survey's replicates and scores drawn within their bounds
    (unknown items anywhere from 0 to 4), and is widened to hold the priority itself where unknown items pull
    the draws to one side. ``p_top_five`` draws the links as well (`mekendesh.judgement.links`). Equal
    priorities share a rank. ``people`` is the share × the anchor's persons: a scenario that carries the
    sampled cities over to all of a published figure, which has its own concept and no age; its interval is
    the share's alone.

    Returns a table of `COLUMNS`, best first; ``finding_ids`` and ``items_unknown`` are separated by spaces.
    What is not ranked, and why, is told by `unranked`.
    """
    shares = _shares(estimates)
    standings = [s for s in _standings(framework, items) if s.known and s.proposal.proposal in shares.index]
    if not standings:
        return pd.DataFrame(columns=COLUMNS)
    rng = np.random.default_rng(rng_seed)
    scores = _drawn_scores(items, len(draws), rng)
    priorities, shaken = [], []
    for standing in standings:
        priorities.append(_priority(scores, standing.links.items, _drawn_share(draws, standing)))
        shaken.append(_shaken_priority(framework, standing, scores, draws, rng))
    table = pd.DataFrame([_describe(standing) for standing in standings])
    share = shares.loc[table["proposal"]].reset_index(drop=True)
    table["share"], table["share_low"], table["share_high"] = share["value"], share["low"], share["high"]
    table["priority"] = (HIGHEST_SCORE - table["score"]) / HIGHEST_SCORE * table["share"]
    low, high = np.nanpercentile(np.column_stack(priorities), [2.5, 97.5], axis=0)
    table["priority_low"] = np.minimum(low, table["priority"])
    table["priority_high"] = np.maximum(high, table["priority"])
    table["rank_without_survey"] = _rank(-table["score"])
    table["rank"] = _rank(table["priority"])
    table["p_top_five"] = chance_among_first(np.column_stack(shaken))
    table["rank_low"], table["rank_high"] = rank_range(np.column_stack(shaken), table["rank"].to_numpy())
    for ending in ("", "_low", "_high"):
        table[f"people{ending}"] = table[f"share{ending}"] * anchor.persons if anchor else np.nan
    table["people_basis"] = f"{anchor.source}:{anchor.concept}:{anchor.year}" if anchor else ""
    table["finding_ids"] += " estimate:proposal_" + table["proposal"] + "|"
    return table.sort_values(["rank", "proposal"], ignore_index=True)[list(COLUMNS)]


def before_fieldwork(framework: Framework, items: pd.DataFrame) -> pd.DataFrame:
    """What can be proposed without a survey: proposals whose known items stand low (`LOW_SCORE` or below).

    Ranked by the mean score of the known items, lowest first, equal scores sharing a rank. The same columns
    as `rank`; whatever the survey would say is NaN. ``rank_low``, ``rank_high``: every place within this list
    that the bounds of the scores allow. Proposals with no known item are not here but on the agenda.
    """
    low = [s for s in _standings(framework, items) if s.known and s.score <= LOW_SCORE]
    if not low:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.DataFrame([_describe(standing) for standing in low]).reindex(columns=list(COLUMNS))
    table["rank"] = table["rank_without_survey"] = _rank(-table["score"])
    table["people_basis"] = ""
    table["rank_low"], table["rank_high"] = range_within_bounds(
        table["score_low"].to_numpy(float), table["score_high"].to_numpy(float)
    )
    return table.sort_values(["rank", "proposal"], ignore_index=True)


def unranked(framework: Framework, items: pd.DataFrame, estimates: pd.DataFrame | None) -> pd.DataFrame:
    """The proposals `rank` leaves out, or `before_fieldwork` where ``estimates`` is ``None``: proposal, kind, why.

    ``why`` is ``no_item`` (no item that evidence scores), ``items_unknown`` (which go to the agenda, not up
    the list), ``no_estimate``, or before the fieldwork ``stands_high`` (the known items stand above `LOW_SCORE`).
    """
    shares = None if estimates is None else _shares(estimates)
    rows = []
    for standing in _standings(framework, items):
        if not standing.links.items:
            why = "no_item"
        elif not standing.known:
            why = "items_unknown"
        elif shares is None and standing.score > LOW_SCORE:
            why = "stands_high"
        elif shares is not None and standing.proposal.proposal not in shares.index:
            why = "no_estimate"
        else:
            continue
        rows.append((standing.proposal.proposal, standing.proposal.kind, why))
    return pd.DataFrame(rows, columns=["proposal", "kind", "why"])


def _standings(framework: Framework, items: pd.DataFrame) -> list[_Standing]:
    scored = items.set_index("item")
    standings = []
    for proposal in framework.proposals:
        links = links_of(framework, proposal)
        rows = scored.loc[list(links.items)]
        known = rows["score"].notna()
        standings.append(
            _Standing(
                proposal,
                links,
                tuple(rows.index[known]),
                tuple(rows.index[~known]),
                float(rows["score"].mean()),
                float(rows["low"].mean()),
                float(rows["high"].mean()),
            )
        )
    return standings


def _shares(estimates: pd.DataFrame) -> pd.DataFrame:
    rows = estimates[estimates["indicator"].str.startswith("proposal_") & (estimates["site"] == "")]
    return (
        rows.assign(proposal=rows["indicator"].str.removeprefix("proposal_"))
        .dropna(subset="value")
        .set_index("proposal")
    )


def _describe(standing: _Standing) -> dict[str, str | float]:
    return {
        "proposal": standing.proposal.proposal,
        "kind": standing.proposal.kind,
        "angle": standing.proposal.angle,
        "score": standing.score,
        "score_low": standing.low,
        "score_high": standing.high,
        "finding_ids": " ".join(f"item:{item}" for item in standing.known),
        "items_unknown": " ".join(standing.unknown),
        "lead_role": standing.proposal.lead_role,
    }


def _drawn_scores(items: pd.DataFrame, replicates: int, rng: np.random.Generator) -> pd.DataFrame:
    """One whole score per item and replicate within the item's bounds, drawn once for all proposals."""
    evidence = items[items["scored_by"] == "evidence"]
    low, high = evidence["low"].to_numpy(int), evidence["high"].to_numpy(int)
    # One uniform number per item, known or not: whole numbers between bounds would use up fewer for a known
    # item, so that learning one score would shift the draws of all others.
    places = rng.random((replicates, len(evidence)))
    return pd.DataFrame(low + (places * (high - low + 1)).astype(int), columns=list(evidence["item"]))


def _drawn_share(draws: pd.DataFrame, standing: _Standing) -> np.ndarray:
    return draws[f"proposal_{standing.proposal.proposal}|"].to_numpy(float)


def _priority(scores: pd.DataFrame, items: tuple[str, ...], share: np.ndarray) -> np.ndarray:
    score = scores[list(items)].to_numpy(float).mean(axis=1)
    return (HIGHEST_SCORE - score) / HIGHEST_SCORE * share


def _shaken_priority(
    framework: Framework,
    standing: _Standing,
    scores: pd.DataFrame,
    draws: pd.DataFrame,
    rng: np.random.Generator,
) -> np.ndarray:
    share = _drawn_share(draws, standing)
    priority = np.empty(len(share))
    for variant, rows in drawn_links(framework, standing.links, len(share), rng):
        factor = share_factor(draws, standing.links, variant, rows)
        priority[rows] = _priority(scores.iloc[rows], variant.items, np.minimum(share[rows] * factor, 1))
    return priority


def _rank(values: pd.Series) -> pd.Series:
    # Equal priorities share a rank whatever the last bit of a product: 0.75 · 0.3 and 0.25 · 0.9 differ in it.
    return values.round(12).rank(method="min", ascending=False).astype("int64")
