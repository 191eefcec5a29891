"""How dated evidence scores an item: the newest row that speaks, its bounds with every dissent, and its age."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mekendesh.words import LANGUAGES, Label

if TYPE_CHECKING:
    from mekendesh.structure.framework import Evidence, Item

HIGHEST_SCORE = 4
OLD_YEARS = 5

Row = dict[str, str | float | bool]


def score_by_evidence(item: Item, evidence: Iterable[Evidence], origin: str, as_of: datetime.date) -> Row:
    """One row of `mekendesh.judgement.readiness.score_items` for an item that evidence scores.

    Rows dated after ``as_of`` are not seen. Of the rest the latest count, of equally dated ones those of the
    better grade. Where none of these reaches ``as_of`` any more (``until``), the item is unknown again:
    an older row does not come back, since the newer one had replaced it. Rows that still disagree, and dissents,
    open the bounds; the score stays the lowest of the rows themselves.

    It misleads where a source is old and nothing newer was looked for: a score then says what was, not what
    is. ``is_old`` marks evidence more than five years before ``as_of``.
    """
    seen = [row for row in evidence if row.origin == origin and row.item == item.item and row.as_of <= as_of]
    if not seen:
        return unknown(item)
    latest = max(row.as_of for row in seen)
    newest = [row for row in seen if row.as_of == latest]
    speaking = [row for row in newest if row.until is None or row.until >= as_of]
    if not speaking:
        return {**unknown(item), "lapsed": max(row.until for row in newest if row.until).isoformat()}
    grade = min(row.grade for row in speaking)
    equals = [row for row in speaking if row.grade == grade]
    chosen = min(equals, key=lambda row: row.score)
    dissents = [row for row in equals if row.dissent_score is not None]
    readings = [*(row.score for row in equals), *(row.dissent_score for row in dissents)]
    return {
        **unknown(item),
        "score": float(chosen.score),
        "low": float(min(readings)),
        "high": float(max(readings)),
        "as_of": chosen.as_of.isoformat(),
        "is_old": is_old(chosen.as_of, as_of),
        "grade": chosen.grade,
        "url": chosen.url,
        **columns("source", chosen.source),
        **columns("quote", chosen.quote),
        "dissent_score": float(dissents[0].dissent_score) if dissents else float("nan"),
        **columns("dissent", dissents[0].dissent if dissents else same("")),
    }


def is_old(dated: datetime.date, as_of: datetime.date) -> bool:
    """Whether evidence lies more than five years before ``as_of``; five years to the day are not more."""
    return (dated.year + OLD_YEARS, dated.month, dated.day) < (as_of.year, as_of.month, as_of.day)


def unknown(item: Item) -> Row:
    """The row of an item nobody has evidence for: no score, and the widest bounds."""
    return {
        "item": item.item,
        "domain": item.domain,
        "scored_by": item.scored_by,
        "score": float("nan"),
        "low": 0.0,
        "high": float(HIGHEST_SCORE),
        "as_of": "",
        "lapsed": "",
        "is_old": False,
        "grade": "",
        "url": "",
        **columns("source", same("")),
        **columns("quote", same("")),
        "dissent_score": float("nan"),
        **columns("dissent", same("")),
    }


def columns(name: str, words: Label) -> dict[str, str]:
    """Words as columns, one a language: ``name_ky``, ``name_ru``, ``name_en``."""
    return {f"{name}_{language}": getattr(words, language) for language in LANGUAGES}


def same(text: str) -> Label:
    """Text that is the same in every language."""
    return Label(text, text, text)
