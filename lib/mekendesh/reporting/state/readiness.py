"""State readiness, told: domains and items with their bounds, as of a date, with the evidence behind each score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.blocks import Column, Figure, Table
from mekendesh.structure.framework import Framework
from mekendesh.structure.mapping import Mapping
from mekendesh.words import (
    Count,
    Day,
    Decimal,
    Interval,
    Label,
    Listed,
    Message,
    Term,
    Verbatim,
    message,
    plural,
)

if TYPE_CHECKING:
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.structure.mapping import Nation

GRADES = {
    "A": message("A: law or official statistic in force"),
    "B": message("B: official report"),
    "C": message("C: independent study or survey"),
    "D": message("D: expert or press"),
}
UNKNOWN = message("not known")
SURVEY = message("answers to the survey")
UNDATED: dict[bool, Term] = {False: Verbatim("[z]"), True: SURVEY}
"""What stands for a date, by whether the item has a grade: the survey's own items carry no date of evidence."""
NONE = Verbatim("[z]")
HARDLY_KNOWN, PARTLY_KNOWN = 50.0, 20.0
"""Widths of the index, in points of 100, from which on readiness is called hardly known, or known in part."""


def domains_chart(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Figure:
    """Each domain from the lowest to the highest score the evidence allows."""
    domains = judgement.domains
    labels = domain_labels(mapping.framework)
    return Figure(
        name="readiness_domains",
        chart="bounds",
        title=_title(mapping, judgement),
        subtitle=message("Score of each domain from 0 to 100; the bar is what the evidence leaves open"),
        alt=message(
            "For each domain of state readiness a bar from the lowest to the highest possible score."
        ),
        marks={
            "low": domains["low"].round(1).tolist(),
            "high": domains["high"].round(1).tolist(),
            "unit": "decimal",
            "maximum": 100,
        },
        words={
            "rows": tuple(labels[domain] for domain in domains["domain"]),
            "x": (message("score from 0 to 100"),),
        },
        data=Table(
            name="readiness_domains",
            caption=message("Domains of state readiness"),
            columns=(
                Column("domain", message("Domain")),
                Column("known", message("Items known"), numeric=True),
                Column("low", message("Lowest score"), numeric=True),
                Column("high", message("Highest score"), numeric=True),
            ),
            rows=tuple(
                (
                    labels[row.domain],
                    message("{known} of {all}", known=Count(row.n_known), all=Count(row.n_items)),
                    Decimal(row.low, 0),
                    Decimal(row.high, 0),
                )
                for row in domains.itertuples()
            ),
            notes=(message("Not a ranking of states. Nothing makes up for the lowest domain."),),
        ),
    )


def items(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Table:
    """Every item with its score, the date and the grade of the evidence; what is not known or old says so."""
    labels = item_labels(mapping.framework)
    return Table(
        name="readiness_items",
        caption=message("Items of state readiness"),
        columns=(
            Column("item", message("Item")),
            Column("score", message("Score, 0 to 4"), numeric=True),
            Column("date", message("Evidence dated")),
            Column("grade", message("Grade of evidence")),
        ),
        rows=tuple(
            (
                labels[row.item],
                score(row),
                dated(row),
                _grade(row.grade),
            )
            for row in judgement.items.itertuples()
        ),
        notes=(
            message(
                "0 none · 1 announced or drafted · 2 adopted on paper · 3 operating with an owner and a budget · "
                "4 operating, monitored, results published. Not known leaves the score between 0 and 4."
            ),
            message(
                "Two numbers in brackets: another reading of the same evidence, or evidence that disagrees."
            ),
            message(
                "Items answered by the survey: 4 × the share, with its range, in the cities of this report. "
                "Domains and index rest on dated evidence alone."
            ),
        ),
    )


def sources(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Table:
    """Cards of the dated evidence behind the scores: what is known, in the reader's language, and its address."""
    labels = item_labels(mapping.framework)
    known = judgement.items[judgement.items["as_of"] != ""]
    rows = tuple(
        (
            labels[row.item],
            Day(row.as_of),
            Label(row.quote_ky, row.quote_ru, row.quote_en),
            Label(row.source_ky, row.source_ru, row.source_en),
            Verbatim(row.url or "[z]"),
            _dissent(row),
        )
        for row in known.itertuples()
    )
    return Table(
        name="evidence",
        caption=message("Evidence behind the scores, in the words of the assessment"),
        columns=(
            Column("item", message("Item")),
            Column("date", message("Date")),
            Column("evidence", message("What is known")),
            Column("source", message("Source")),
            Column("address", message("Address")),
            Column("dissent", message("Another reading of it")),
        ),
        rows=rows or ((UNKNOWN, *(NONE for _ in range(5))),),
        layout="cards",
    )


def in_brief(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> list[Message]:
    """One or two findings on readiness: what is known, and which domain is the lowest as far as can be told.

    How much is known goes by the width of the index: from `HARDLY_KNOWN` points of 100 on it is hardly known, from
    `PARTLY_KNOWN` on in part, under that in the main. The two bounds are this project's words for a width, not a
    published scale; a narrow index says that evidence was found, not that the state is ready.
    """
    findings = [_how_much_is_known(mapping, judgement)]
    labels = domain_labels(mapping.framework)
    if judgement.lowest.certain:
        findings.append(message("The lowest domain is “{domain}”.", domain=labels[judgement.lowest.domain]))
    return findings


def _how_much_is_known(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Message:
    width = judgement.index.high - judgement.index.low
    values = {
        "known": Count(int((judgement.items["as_of"] != "").sum())),
        "all": Count(len(judgement.items)),
        "date": Day(mapping.round.as_of.isoformat()),
        "low": Decimal(judgement.index.low, 0),
        "high": Decimal(judgement.index.high, 0),
    }
    if width >= HARDLY_KNOWN:
        return message(
            "How ready the state is, is hardly known: evidence dated up to {date} was found for {known} of {all} items, and "
            "the index may be anywhere from {low} to {high} of 100.",
            **values,
        )
    if width >= PARTLY_KNOWN:
        return message(
            "How ready the state is, is known in part: evidence dated up to {date} was found for {known} of {all} items, and "
            "the index may be from {low} to {high} of 100.",
            **values,
        )
    return message(
        "How ready the state is, is known in the main: evidence dated up to {date} was found for {known} of {all} items, and "
        "the index is from {low} to {high} of 100.",
        **values,
    )


def _title(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement) -> Message:
    labels = domain_labels(mapping.framework)
    if judgement.lowest.certain:
        return message("The lowest domain is “{domain}”", domain=labels[judgement.lowest.domain])
    return plural(
        "Readiness can only be bounded: {count} domain could be the lowest",
        "Readiness can only be bounded: any of {count} domains could be the lowest",
        len(judgement.lowest.candidates),
    )


def score(row: pd.Series) -> Term:
    """The score of an item's row with the bounds that its evidence leaves, or that it is not known."""
    if pd.isna(row.score):
        return UNKNOWN
    if row.low == row.high:
        return Decimal(float(row.score), 0)
    whole = all(float(value).is_integer() for value in (row.score, row.low, row.high))
    return Interval(float(row.score), float(row.low), float(row.high), "decimal", 0 if whole else 1)


def dated(row: pd.Series) -> Term:
    """When the evidence of an item's row is dated, and whether it is old or has ceased to speak."""
    if row.as_of:
        if row.is_old:
            return message("{date}, more than five years old", date=Day(row.as_of))
        return Day(row.as_of)
    if row.lapsed:
        return message("ran out on {date}", date=Day(row.lapsed))
    return UNDATED[bool(row.grade)]


def domain_labels(framework: Framework) -> dict[str, Label]:
    """The label of each domain by its id."""
    return {domain.domain: domain.label for domain in framework.domains}


def item_labels(framework: Framework) -> dict[str, Label]:
    """The label of each item by its id."""
    return {item.item: item.label for item in framework.items}


def origin_of(mapping: Mapping | Nation) -> str:
    """The country of origin that a corridor's or a nation's report speaks of."""
    return mapping.corridor.origin if isinstance(mapping, Mapping) else mapping.origin


def _dissent(row: pd.Series) -> Term:
    if pd.isna(row.dissent_score):
        return message("none recorded")
    return message(
        "score {score}: {reason}",
        score=Decimal(float(row.dissent_score), 0),
        reason=Label(row.dissent_ky, row.dissent_ru, row.dissent_en),
    )


def _grade(grade: str) -> Term:
    return GRADES.get(grade, NONE)


def item_names(framework: Framework, items: list[str]) -> Term:
    """The labels of items, one after another; what there is none of is said so."""
    labels = item_labels(framework)
    return Listed(tuple(labels[item] for item in items)) if items else Verbatim("[z]")
