"""How ready the state is: 36 items scored 0–4 from dated evidence, as of any date. Unknown is not zero.

An item nobody has evidence for has no score and the bounds [0, 4]; what is computed from it carries these
bounds on. A domain is the mean of its items × 25, the index the mean of the domains: both from 0 to 100, both
conventions, so the index is shown with its bounds and with other weightings beside it, and never to rank
states against one another.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from mekendesh.judgement.evidence import HIGHEST_SCORE, Row, columns, same, score_by_evidence, unknown

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework, Item

POINTS = 25
"""Points of a domain for one point of score, so that a domain runs from 0 to 100."""

SURVEY_INDICATORS = {"awareness": "aware_yes", "trust_in_state": "trust_high"}
"""The indicator that scores each item the survey scores."""


class Bounds(NamedTuple):
    """The lowest and the highest value the known scores allow, 0–100."""

    low: float
    high: float


@dataclass(frozen=True)
class Lowest:
    """The lowest domain as far as it can be told.

    ``domain`` has the smallest upper bound. ``candidates`` are all that could be the lowest; only where it
    stands there alone is it ``certain``.
    """

    domain: str
    low: float
    high: float
    candidates: tuple[str, ...]

    @property
    def certain(self) -> bool:
        return len(self.candidates) == 1


@dataclass(frozen=True)
class Narrowing:
    """The items whose evidence would each narrow the index most, and by how many of its points."""

    items: tuple[str, ...]
    points: float


def score_items(
    framework: Framework, origin: str, as_of: datetime.date, survey: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Score every item of an origin as of a date.

    How evidence scores an item: `mekendesh.judgement.evidence.score_by_evidence`. An item scored by the
    survey is scored by nothing else: its score is 4 × the share of ``survey`` (the row of all sites
    together), its bounds 4 × the interval, each rounded to a tenth. ``survey`` may be estimates or protected
    statistics; for a page give statistics, since a hidden share then leaves its item unknown.

    Returns one row per item in the order of the framework: item, domain, scored_by, score (NaN if unknown),
    low, high, as_of (ISO date), lapsed (the last day of evidence that no longer speaks), is_old, grade, url,
    dissent_score (NaN where nobody dissents), and source, quote and dissent in each language (source_ky,
    source_ru, …); empty where unknown. The source of a survey item is the column of its draws.

    It misleads where a law is mistaken for its practice: grade and quote belong beside each score.
    """
    rows = [
        _by_survey(item, survey)
        if item.scored_by == "survey"
        else score_by_evidence(item, framework.evidence, origin, as_of)
        for item in framework.items
    ]
    return pd.DataFrame(rows)


def score_domains(items: pd.DataFrame) -> pd.DataFrame:
    """Domains as the mean score of their items × 25.

    Returns domain, n_items, n_known, low, high (0–100), mid (NaN unless every item is known), in order of the
    items.
    """
    grouped = items.groupby("domain", sort=False)
    domains = pd.DataFrame(
        {
            "n_items": grouped["item"].size(),
            "n_known": grouped["score"].count(),
            "low": grouped["low"].mean() * POINTS,
            "high": grouped["high"].mean() * POINTS,
            "mid": grouped["score"].mean() * POINTS,
        }
    )
    domains["mid"] = domains["mid"].where(domains["n_known"] == domains["n_items"])
    return domains.reset_index()


def index(domains: pd.DataFrame) -> Bounds:
    """The mean of the domains, each counting the same. It hides the lowest one: name that beside it."""
    return Bounds(float(domains["low"].mean()), float(domains["high"].mean()))


def index_by_weighting(domains: pd.DataFrame) -> pd.DataFrame:
    """The index under other weightings: weighting, low, high.

    ``equal_domains`` is `index`; ``equal_items`` lets each item count the same; ``without_<domain>`` leaves
    one out.
    """
    weightings = {
        "equal_domains": np.ones(len(domains)),
        "equal_items": domains["n_items"].to_numpy(float),
        **{
            f"without_{domain}": (domains["domain"] != domain).to_numpy(float) for domain in domains["domain"]
        },
    }
    rows = [
        (name, float(np.average(domains["low"], weights=w)), float(np.average(domains["high"], weights=w)))
        for name, w in weightings.items()
        if w.sum() > 0
    ]
    return pd.DataFrame(rows, columns=["weighting", "low", "high"])


def lowest_domain(domains: pd.DataFrame) -> Lowest:
    """The domain whose upper bound is smallest, with every domain that could lie as low or lower."""
    place = int(domains["high"].to_numpy().argmin())
    row = domains.iloc[place]
    candidates = tuple(domains.loc[domains["low"] <= row["high"], "domain"])
    return Lowest(str(row["domain"]), float(row["low"]), float(row["high"]), candidates)


def narrowing_by_item(items: pd.DataFrame) -> pd.DataFrame:
    """By how many points the bounds of the index would close if one item were known exactly.

    Returns item, domain, scored_by, low, high (0–4), points (domains counting the same, as in `index`) and
    points_equal_items (every item counting the same), widest first, equal ones in the order of ``items``. An
    unknown item of a domain of two among ten spans 100 / 2 / 10 = 5 points, of a domain of four 2.5; with
    items counting the same, each of 36 spans 2.8.

    It says what knowing would be worth, not how hard it is to find out, nor in which direction the index
    would move.
    """
    spans = (items["high"] - items["low"]) * POINTS
    sizes = items.groupby("domain", sort=False)["item"].transform("size")
    table = items[["item", "domain", "scored_by", "low", "high"]].assign(
        points=spans / sizes / items["domain"].nunique(), points_equal_items=spans / len(items)
    )
    return table.sort_values("points", ascending=False, kind="stable", ignore_index=True)


def narrowing(items: pd.DataFrame) -> Narrowing:
    """The items that, known exactly, would each narrow the bounds of the index most: all that tie; none if
    nothing is open. See `narrowing_by_item`."""
    table = narrowing_by_item(items)
    widest = float(table["points"].max())
    if not widest > 0:
        return Narrowing((), 0.0)
    return Narrowing(tuple(table.loc[np.isclose(table["points"], widest), "item"]), widest)


def _by_survey(item: Item, survey: pd.DataFrame | None) -> Row:
    indicator = SURVEY_INDICATORS.get(item.item, "")
    if survey is None:
        return unknown(item)
    rows = survey[(survey["indicator"] == indicator) & (survey["site"] == "")]
    shares = rows[["value", "low", "high"]]
    if len(rows) != 1 or shares.isna().to_numpy().any():
        return unknown(item)
    value, low, high = (round(HIGHEST_SCORE * float(share), 1) for share in shares.iloc[0])
    return {
        **unknown(item),
        "score": value,
        "low": low,
        "high": high,
        "grade": "C",
        **columns("source", same(f"estimate:{indicator}|")),
    }
