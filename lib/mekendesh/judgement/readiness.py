"""How ready the state is: 36 items scored 0–4 from dated evidence, as of any date. Unknown is not zero.

An item nobody has evidence for has no score and the bounds [0, 4]; what is computed from it carries these
bounds on. A domain is the mean of its items × 25, the index the mean of the domains: both from 0 to 100, both
conventions, so the index is shown with its bounds and with other weightings beside it, and never to rank
states against one another.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from mekendesh.words import LANGUAGES, Label

if TYPE_CHECKING:
    from mekendesh.structure.framework import Evidence, Framework, Item

HIGHEST_SCORE = 4
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
    """The unknown items that would each narrow the index most, and by how many of its points."""

    items: tuple[str, ...]
    points: float


def score_items(
    framework: Framework, origin: str, as_of: datetime.date, survey: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Score every item of an origin as of a date.

    Evidence dated after ``as_of`` is not seen. Of the rest the latest row counts, of equally dated rows the
    better grade; where rows still disagree the lower score stands and the bounds span the disagreement. An
    item scored by the survey is scored by nothing else: its score is 4 × the share of ``survey`` (the row of
    all sites together), its bounds 4 × the interval, each rounded to a tenth. ``survey`` may be estimates or
    protected statistics; for a page give statistics, since a hidden share then leaves its item unknown.

    Returns one row per item in the order of the framework: item, domain, scored_by, score (NaN if unknown),
    low, high, as_of (ISO date), grade, url, and source and quote in each language (source_ky, source_ru, …);
    empty where unknown. The source of a survey item is the column of its draws, in every language the same.

    It misleads where a law is mistaken for its practice: grade and quote belong beside each score.
    """
    rows = [
        _by_survey(item, survey)
        if item.scored_by == "survey"
        else _by_evidence(item, framework.evidence, origin, as_of)
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


def narrowing(items: pd.DataFrame) -> Narrowing:
    """Which single unknown item, once known, would narrow the bounds of the index most.

    With domains counting the same and items counting the same within a domain, an unknown item spans 100
    points divided by the items of its domain and by the domains: more in a small domain, and the same for
    every unknown item of equally large ones. All that tie are named; none if nothing is unknown.
    """
    sizes = items.groupby("domain", sort=False)["item"].transform("size")
    spans = HIGHEST_SCORE * POINTS / sizes / items["domain"].nunique()
    unknown = spans[items["score"].isna()]
    if unknown.empty:
        return Narrowing((), 0.0)
    widest = unknown.max()
    return Narrowing(tuple(items.loc[unknown.index[np.isclose(unknown, widest)], "item"]), float(widest))


def _by_evidence(
    item: Item, evidence: Sequence[Evidence], origin: str, as_of: datetime.date
) -> dict[str, str | float]:
    seen = [row for row in evidence if row.origin == origin and row.item == item.item and row.as_of <= as_of]
    if not seen:
        return _unknown(item)
    latest = max(row.as_of for row in seen)
    grade = min(row.grade for row in seen if row.as_of == latest)
    equals = [row for row in seen if row.as_of == latest and row.grade == grade]
    chosen = min(equals, key=lambda row: row.score)
    return {
        **_unknown(item),
        "score": float(chosen.score),
        "low": float(chosen.score),
        "high": float(max(row.score for row in equals)),
        "as_of": chosen.as_of.isoformat(),
        "grade": chosen.grade,
        "url": chosen.url,
        **_columns("source", chosen.source),
        **_columns("quote", chosen.quote),
    }


def _by_survey(item: Item, survey: pd.DataFrame | None) -> dict[str, str | float]:
    indicator = SURVEY_INDICATORS.get(item.item, "")
    if survey is None:
        return _unknown(item)
    rows = survey[(survey["indicator"] == indicator) & (survey["site"] == "")]
    shares = rows[["value", "low", "high"]]
    if len(rows) != 1 or shares.isna().to_numpy().any():
        return _unknown(item)
    value, low, high = (round(HIGHEST_SCORE * float(share), 1) for share in shares.iloc[0])
    return {
        **_unknown(item),
        "score": value,
        "low": low,
        "high": high,
        "grade": "C",
        **_columns("source", _same(f"estimate:{indicator}|")),
    }


def _unknown(item: Item) -> dict[str, str | float]:
    return {
        "item": item.item,
        "domain": item.domain,
        "scored_by": item.scored_by,
        "score": float("nan"),
        "low": 0.0,
        "high": float(HIGHEST_SCORE),
        "as_of": "",
        "grade": "",
        "url": "",
        **_columns("source", _same("")),
        **_columns("quote", _same("")),
    }


def _columns(name: str, words: Label) -> dict[str, str]:
    return {f"{name}_{language}": getattr(words, language) for language in LANGUAGES}


def _same(text: str) -> Label:
    return Label(text, text, text)
