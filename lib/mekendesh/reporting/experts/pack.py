"""The papers of a round table: agenda of the day, slides of the methodology, and the workbooks that come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from mekendesh.errors import ParameterError
from mekendesh.reporting.blocks import Block, Column, Table
from mekendesh.reporting.experts.pack_slides import Slide, methodology_slides
from mekendesh.reporting.experts.pack_words import STAMP, whose
from mekendesh.reporting.experts.pack_workbooks import comment_workbook, rating_workbook
from mekendesh.reporting.pages.fonts import embedded
from mekendesh.reporting.rendering import block_html, environment, say_html
from mekendesh.structure.roundtable import STRATA, load_sections, load_sessions, rated_subjects
from mekendesh.words import LANGUAGES, Count, Country, Listed, Message, Term, Verbatim, message, say

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Nation

BEGINS = 10 * 60
"""The minute of the day at which a round table begins, if nothing else is agreed."""
AGENDA_TITLE = message("Round table on mapping compatriots abroad: agenda of the day")
SLIDES_TITLE = message("How compatriots abroad are mapped: the methodology for the round table")
# Landscape for slides; a sheet of paper for the agenda. Chromium and Firefox take the page from the last rule.
_PAGES = {"slides": "@page { size: A4 landscape; margin: 12mm 14mm; }", "agenda": ""}


@dataclass(frozen=True)
class Paper:
    """One paper before it is said in a language: its kind, title, first page, and the pages after it."""

    kind: str
    title: Message
    opening: tuple[Term, ...]
    blocks: tuple[Block, ...]
    sheets: tuple[Slide, ...]


def write_pack(nation: Nation) -> Mapping[str, bytes]:
    """Every paper of a round table in three languages, by file name; the same tree gives the same bytes.

    Names begin with EXAMPLE where the round is one. Raises ``ParameterError`` where the origin has no corridor.
    """
    if not nation.mappings:
        raise ParameterError(
            "No source knows a corridor of {origin}, so there is nothing to lay before a round table. Add one to "
            "data/structure/corridors.csv.",
            origin=nation.origin,
        )
    stem = f"{'EXAMPLE_' if nation.round.is_example else ''}{nation.origin}_{nation.round.name}"
    sections = load_sections(nation.tree)
    papers = {"agenda": agenda_of_the_day(nation), "slides": slides(nation)}
    files: dict[str, bytes] = {}
    for language in LANGUAGES:
        for name, paper in papers.items():
            files[f"{stem}_{name}_{language}.html"] = write_paper(nation, paper, language).encode()
        files[f"{stem}_ratings_{language}.xlsx"] = rating_workbook(nation, sections, language)
        files[f"{stem}_comments_{language}.xlsx"] = comment_workbook(nation, sections, language)
    return files


def agenda_of_the_day(nation: Nation) -> Paper:
    """What happens when, with which paper on the table; day and place are left to be written in."""
    minute, rows = BEGINS, []
    for session in load_sessions(nation.tree):
        ends = minute + session.minutes
        rows.append((Verbatim(f"{_clock(minute)}–{_clock(ends)}"), session.label, session.material))
        minute = ends
    table = Table(
        name="sessions",
        caption=message("The day"),
        columns=(
            Column("time", message("Time")),
            Column("session", message("What is done")),
            Column("material", message("What lies on the table")),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Nothing is decided by vote. Everybody rates alone, and writes down what they see otherwise."
            ),
        ),
    )
    opening = (
        message("Day: ____________________ Place: ____________________"),
        message("Invited: {strata}.", strata=Listed(tuple(STRATA.values()))),
        message(
            "To bring back: the rating workbook with {ratings} ratings before and as many after the evidence, and the "
            "comment sheet.",
            ratings=Count(len(rated_subjects(nation.framework))),
        ),
    )
    return Paper("agenda", AGENDA_TITLE, opening, (table,), ())


def slides(nation: Nation) -> Paper:
    """The methodology as slides, from the blocks of the methodology report."""
    return Paper(
        "slides",
        SLIDES_TITLE,
        (message("For discussion. Every number here has its source in the methodology report."),),
        (),
        methodology_slides(nation),
    )


def write_paper(nation: Nation, paper: Paper, language: str) -> str:
    """One paper as a self-contained page in a language: no script, no address fetched, fonts embedded."""
    number = iter(range(1, 10_000))

    def html(blocks: tuple[Block, ...]) -> list[Markup]:
        return [block_html(block, language, next(number), nation.round.is_example) for block in blocks]

    page = (
        environment()
        .get_template("pack.html.j2")
        .render(
            language=language,
            kind=paper.kind,
            title=paper.title,
            opening=paper.opening,
            whose=whose(nation),
            origin=nation.origin,
            round=nation.round.name,
            is_example=nation.round.is_example,
            stamp=STAMP,
            blocks=html(paper.blocks),
            sheets=[
                {"title": sheet.title, "lines": sheet.lines, "blocks": html(sheet.blocks)}
                for sheet in paper.sheets
            ],
            regular=embedded("regular"),
            bold=embedded("bold"),
            country=Country,
            say=lambda term: say_html(term, language),
            text=lambda term: say(term, language),
        )
    )
    return page.replace("</style>", f"{_PAGES[paper.kind]}\n</style>", 1)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
