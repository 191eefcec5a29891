"""What a round table wrote, told: dissent with consent, and comments on the methodology with their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.comments import answered, dissent
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.experts.panel_cells import LISTS, labels_of
from mekendesh.structure.roundtable import STRATA, load_answers, load_sections, read_comments, read_ratings
from mekendesh.words import Day, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping, Nation

NONE = Verbatim("[z]")
UNANSWERED = message("not answered yet")
NOT_QUOTED = message("a comment that may not be quoted")


def dissent_in_words(country: Nation) -> Block:
    """What participants wrote beside a rating and agreed to have quoted."""
    where = f"{country.origin}/{country.round.name}"
    comments, ratings = read_comments(country.tree, where), read_ratings(country.tree, where)
    labels = labels_of(country.framework)
    told = pd.DataFrame() if comments is None or ratings is None else dissent(comments, ratings)
    rows = [row for row in told.itertuples() if row.id in labels]
    if not rows:
        return Paragraph(message("Nobody wrote a reason that may be quoted."))
    return Table(
        name="panel_dissent",
        caption=message("What participants see otherwise, in their words"),
        columns=(
            Column("subject", message("Subject")),
            Column("list", message("Rated for")),
            Column("words", message("In their words")),
            Column("who", message("Speaks from")),
        ),
        rows=tuple(
            (
                labels[row.id],
                LISTS[row.what],
                Verbatim(row.words, row.language),
                STRATA[row.stratum] if row.stratum else message("the panel"),
            )
            for row in rows
        ),
        notes=(
            message(
                "Quoted with consent, in the language in which it was written. Who wrote it is not said."
            ),
        ),
        layout="cards",
    )


def comments_answered(mapping: Mapping) -> Block:
    """Every comment on the methodology with its section and its answer, or that it is not answered yet."""
    origin, round_name = mapping.corridor.origin, mapping.round.name
    comments = read_comments(mapping.tree, f"{origin}/{round_name}")
    sections = load_sections(mapping.tree)
    told = (
        pd.DataFrame()
        if comments is None
        else answered(comments, sections, load_answers(mapping.tree), origin, round_name)
    )
    if told.empty:
        return Paragraph(message("No comment on this methodology has come in yet."))
    labels = {section.section: section.label for section in sections}
    return Table(
        name="comments",
        caption=message("Comments of the round table, and the answers"),
        columns=(
            Column("section", message("Section")),
            Column("comment", message("Comment")),
            Column("answer", message("Answer")),
            Column("answered", message("Answered on")),
        ),
        rows=tuple(
            (
                labels[row.section],
                Verbatim(row.words, row.language) if row.words else NOT_QUOTED,
                row.answer.text if row.answer else UNANSWERED,
                Day(row.answered_on) if row.answered_on else NONE,
            )
            for row in told.itertuples()
        ),
        notes=(
            message(
                "Quoted with consent, in the language in which it was written. Who wrote it is not said."
            ),
        ),
        layout="cards",
    )
