"""Ideas and projects, told: how many people named one, by sector, stage, need and region. Never their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.judgement.ideas import NOT_ANSWERED, SECTOR, STAGE, Ideas
from mekendesh.reporting.blocks import Block, Column, Figure, Paragraph, Table
from mekendesh.reporting.doors.complements import SMALLEST_CELL
from mekendesh.reporting.doors.crossed_counts import shown_counts
from mekendesh.reporting.doors.protection import rounded_counts
from mekendesh.reporting.numbers import HIDDEN, ROUNDED, count_bar, count_cell, not_in_the_field
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.words import Count, Label, Listed, Message, Term, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping

ALL = "all"
"""Stands for every answer: ``question`` of the total, ``stage`` of a whole sector."""
COUNTED = message(
    "People who were asked and named an idea; counted, not weighted, so they stand for no others. "
    "Nobody's words are shown."
)
SILENT = message("not answered")


def protect_ideas(ideas: Ideas | None) -> Statistics | None:
    """Protect the counted ideas, all tables at once (`crossed_counts.shown_counts`); ``None`` before the fieldwork.

    Returns ``question``, ``code``, ``stage``, ``n`` (rounded to 5, missing where hidden), ``flag``: first all
    ideas (question ``all``), then every answer of each question, then sector × stage with question
    ``crossed``, code the sector and ``stage``. Nothing is shown where fewer than ten people have an idea, or
    fewer than ten have none.
    """
    if ideas is None:
        return None
    answers, crossed = ideas.answers, ideas.crossed
    others = answers[~answers["question"].isin([SECTOR, STAGE])].reset_index(drop=True)
    cells = np.concatenate([crossed["n"].to_numpy(int), others["n"].to_numpy(int)])
    pair, apart = np.arange(len(cells)) < len(crossed), np.zeros(len(others), dtype=bool)
    rows: list[tuple[str, str, str]] = [(ALL, ALL, ALL)]
    sums = [pair]
    at = len(crossed)
    partitions = [pair]
    for question, told in answers.groupby("question", sort=False):
        if question not in (SECTOR, STAGE):
            partitions.append((np.arange(len(cells)) >= at) & (np.arange(len(cells)) < at + len(told)))
        for code in told["code"]:
            rows.append((str(question), code, ALL))
            if question in (SECTOR, STAGE):
                of_code = crossed["sector" if question == SECTOR else "stage"] == code
                sums.append(np.concatenate([of_code.to_numpy(), apart]))
            else:
                sums.append(np.arange(len(cells)) == at)
                at += 1
    for number, row in enumerate(crossed.itertuples()):
        rows.append(("crossed", row.sector, row.stage))
        sums.append(np.arange(len(cells)) == number)
    counted = np.array(sums)
    shown = shown_counts(cells, counted, partitions) & (ideas.people - ideas.ideas >= SMALLEST_CELL)
    numbers = pd.Series(counted.astype(int) @ cells)
    return open_statistics(
        pd.DataFrame(rows, columns=["question", "code", "stage"]).assign(
            n=rounded_counts(numbers).where(shown).astype("Int64"), flag=np.where(shown, "", "c")
        )
    )


def by_sector_chart(mapping: Mapping, ideas: Statistics | None) -> Block:
    """Ideas by sector, as bars, most named first; hidden ones last, in the order of the form."""
    if ideas is None:
        return not_in_the_field()
    told = insist_protected(ideas)
    if told["flag"].iloc[0]:
        return Paragraph(
            message("Too few people named an idea for it to be told in which sectors."), "notice"
        )
    rows = told[told["question"] == SECTOR].sort_values(
        "n", ascending=False, na_position="last", kind="stable"
    )
    labels = tuple(_label(mapping, SECTOR, code) for code in rows["code"])
    return Figure(
        name="idea_sectors",
        chart="bars",
        title=_most_named(mapping, rows),
        subtitle=message(
            "People who were asked and named an idea or project, by its sector; rounded to five, of {count} in all",
            count=Count(int(told["n"].iloc[0])),
        ),
        alt=message("A bar for each sector with the number of people whose idea or project lies in it."),
        marks={"values": [count_bar(row) for _, row in rows.iterrows()], "unit": "count"},
        words={"rows": labels, "missing": (HIDDEN,)},
        data=Table(
            name="idea_sectors",
            caption=message("Ideas by sector"),
            columns=(Column("sector", message("Sector")), Column("people", message("People"), numeric=True)),
            rows=tuple(
                (label, count_cell(row)) for label, (_, row) in zip(labels, rows.iterrows(), strict=True)
            ),
            notes=(COUNTED, ROUNDED),
        ),
    )


def by_answer(mapping: Mapping, ideas: Statistics | None) -> Block | None:
    """Every question on ideas with its answers; nothing where the chart has said why."""
    if ideas is None:
        return None
    told = insist_protected(ideas)
    if told["flag"].iloc[0]:
        return None
    rows = [
        (_asked(mapping, row["question"]), _label(mapping, row["question"], row["code"]), count_cell(row))
        for _, row in told[~told["question"].isin([ALL, SECTOR, "crossed"])].iterrows()
    ]
    return Table(
        name="ideas",
        caption=message("Ideas by stage, by what they need first, and by region"),
        columns=(
            Column("question", message("Question")),
            Column("answer", message("Answer")),
            Column("people", message("People"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(COUNTED, ROUNDED),
        layout="parts",
    )


def by_sector_and_stage(mapping: Mapping, ideas: Statistics | None) -> Block | None:
    """Sector × stage with both totals, sectors of which nothing can be told left out; nothing before the fieldwork."""
    if ideas is None:
        return None
    told = insist_protected(ideas)
    if told["flag"].iloc[0]:
        return None
    crossed = told[told["question"] == "crossed"]
    stages = list(dict.fromkeys(crossed["stage"]))
    whole = told[told["stage"] == ALL].set_index(["question", "code"])
    rows = []
    for sector, cells in crossed.groupby("code", sort=False):
        row = [*(count_cell(cell) for _, cell in cells.iterrows()), count_cell(whole.loc[(SECTOR, sector)])]
        if any(cell.value is not None for cell in row):
            rows.append((_label(mapping, SECTOR, sector), *row))
    total = [*(count_cell(whole.loc[(STAGE, stage)]) for stage in stages), count_cell(told.iloc[0])]
    return Table(
        name="ideas_crossed",
        caption=message("Ideas by sector and stage"),
        columns=(
            Column("sector", message("Sector")),
            *(Column(stage, _label(mapping, STAGE, stage), numeric=True) for stage in stages),
            Column("people", message("All stages"), numeric=True),
        ),
        rows=(*rows, (message("all sectors"), *total)),
        notes=(COUNTED, ROUNDED, message("Sectors of which nothing can be shown are left out.")),
    )


def _label(mapping: Mapping, question: str, code: str) -> Term:
    if code == NOT_ANSWERED:
        return SILENT
    offered = mapping.questionnaire.choices_of(mapping.questionnaire.by_name[question].choices)
    return next(choice.label for choice in offered if choice.code == code)


def _asked(mapping: Mapping, question: str) -> Label:
    return mapping.questionnaire.by_name[question].label


def _most_named(mapping: Mapping, rows: pd.DataFrame) -> Message:
    named = rows[(rows["flag"] == "") & (rows["code"] != NOT_ANSWERED)]
    first = named[named["n"] == named["n"].max()]
    if first.empty or len(first) > 3:
        return message("No sector stands out among the ideas named")
    sectors: tuple[Term, ...] = tuple(_label(mapping, SECTOR, code) for code in first["code"])
    return message("Sectors named most often, of those that can be shown: {sectors}", sectors=Listed(sectors))
