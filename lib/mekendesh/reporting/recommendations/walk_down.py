"""The way down from a recommendation: findings, their statistics, the questions asked, and how many people were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.trace import ITEM, SHARE, trace
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.numbers import share_cell
from mekendesh.reporting.recommendations.proposal_words import NO_EVIDENCE, heading
from mekendesh.reporting.state.readiness import GRADES
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import Count, Day, Decimal, Interval, Label, Listed, Term, message

if TYPE_CHECKING:
    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.framework import Framework
    from mekendesh.structure.mapping import Mapping, Nation
    from mekendesh.structure.questionnaire import Questionnaire

NOT_ASKED = message("not asked: dated evidence")


def walk_down(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement, public: Public) -> Block:
    """One fold a ranked recommendation, in order: each finding, its number, its questions, the people counted.

    A number that may not be shown stands as its code; the words stay.
    """
    ranked = insist_protected(public.ranked)
    if ranked.empty:
        return Paragraph(
            message("There is no recommendation to trace: none is ranked."),
            "notice",
        )
    questionnaire = _questionnaire(mapping)
    by_id = {proposal.proposal: proposal for proposal in mapping.framework.proposals}
    headings = {row["proposal"]: heading(row, by_id[row["proposal"]]) for _, row in ranked.iterrows()}
    questions = {column.column: column.label for column in questionnaire.columns}
    items = judgement.items.set_index("item")
    shares = None if public.shares is None else _of_all_sites(public.shares)
    rows = []
    for step in trace(mapping.framework, ranked, questionnaire).itertuples():
        said = (
            _item(mapping.framework, items, step.finding)
            if step.step == ITEM
            else _share(mapping.framework, shares, step.indicator, step.step, step.questions, questions)
        )
        rows.append((headings[step.proposal], *said))
    return Table(
        name="walk_down",
        caption=message("From each recommendation down to what it rests on"),
        columns=(
            Column("recommendation", message("Recommendation")),
            Column("finding", message("Finding")),
            Column("value", message("What is known")),
            Column("basis", message("Question asked, or source")),
            Column("people", message("People counted"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "People counted are those who answered, rounded to five, of several corridors together to a hundred; fewer than ten "
                "who did not answer are counted in. A share of one channel or one obstacle is a part of the share above it; parts "
                "overlap and do not add up."
            ),
        ),
        layout="folds",
    )


def _questionnaire(mapping: Mapping | Nation) -> Questionnaire:
    """An origin asks the same questions in each corridor: the first stands for all."""
    first = mapping.mappings[0] if hasattr(mapping, "mappings") else mapping
    return first.questionnaire


def _item(framework: Framework, items: pd.DataFrame, finding: str) -> tuple[Term, Term, Term, Term]:
    name = finding.removeprefix("item:")
    label = next(item.label for item in framework.items if item.item == name)
    row = items.loc[name]
    known: Term = message("score {score} of 4", score=Decimal(float(row["score"]), 0))
    if row["low"] < row["high"]:
        known = message(
            "score {score} of 4, between {low} and {high}",
            score=Decimal(float(row["score"]), 0),
            low=Decimal(float(row["low"]), 0),
            high=Decimal(float(row["high"]), 0),
        )
    source: Term = NO_EVIDENCE
    if row["grade"]:
        source = message(
            "{source}, {day} ({grade})",
            source=Label(row["source_ky"], row["source_ru"], row["source_en"]),
            day=Day(row["as_of"]),
            grade=GRADES[row["grade"]],
        )
    return label, known, source, NOT_ASKED


def _share(
    framework: Framework,
    shares: pd.DataFrame | None,
    indicator: str,
    step: str,
    asked: str,
    questions: dict[str, Label],
) -> tuple[Term, Term, Term, Term]:
    name: Term = (
        message("share who are willing, do not act, and name an obstacle addressed")
        if step == SHARE and indicator.startswith("proposal_")
        else indicator_name(framework, indicator)
    )
    listed = Listed(tuple(questions[column] for column in asked.split()))
    if shares is None or indicator not in shares.index:
        return name, Interval(None, flag="c"), listed, Interval(None, flag="c")
    row = shares.loc[indicator]
    counted: Term = Interval(None, flag="c") if pd.isna(row["n"]) else Count(int(row["n"]))
    return name, share_cell(row), listed, counted


def _of_all_sites(shares: pd.DataFrame) -> pd.DataFrame:
    table = insist_protected(shares)
    return table[table["site"] == ""].set_index("indicator")
