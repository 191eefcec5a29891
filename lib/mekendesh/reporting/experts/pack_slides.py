"""The slides of the methodology: the blocks of the methodology report, cut so that each slide prints on one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mekendesh.reporting.blocks import Block, Table
from mekendesh.reporting.methods import fieldwork_plan, framework
from mekendesh.reporting.origin import figures, nation
from mekendesh.words import LANGUAGES, Count, Term, message, say

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Nation

LINES = 26
"""Lines of a table that a slide holds in print, its longest language counted, and the room about each row as one more."""
_LETTERS = 125
"""Letters that a line of a table holds in print, over all its columns."""


@dataclass(frozen=True)
class Slide:
    """A heading, a sentence or two, and what is shown beneath."""

    title: Term
    lines: tuple[Term, ...]
    blocks: tuple[Block, ...]


def methodology_slides(country: Nation) -> tuple[Slide, ...]:
    """Definitions, sizes, channels, premises, questionnaire, plan, protection, and what the round table is asked.

    What belongs to no single corridor is shown as the first corridor of the round has it.
    """
    mapping = country.mappings[0]
    told = [
        Slide(
            message("Who is counted"),
            (message("Diaspora is not one group of people. Each definition is a rule over the answers of a questionnaire."),),
            (framework.definitions(mapping),),
        ),
        Slide(
            message("How many people, by which source"),
            (message("A figure belongs to a source, a date and a concept. Figures stand side by side and are never averaged."),),
            (nation.corridors_chart(country),),
        ),
        Slide(message("Published totals differ in what they count"), (), (figures.totals(country),)),
        Slide(
            message("What the mapping wants to know"),
            (message("For each channel: what was done in the last twelve months, what one is willing to do, and what stands in the way."),),
            (framework.channels(mapping),),
        ),
        Slide(
            message("What the mapping takes for granted until it is tested"),
            (message("Each premise names the question or the evidence that tests it, and when it holds."),),
            (framework.premises(mapping),),
        ),
        Slide(
            message("What is asked"),
            (message("Consent comes first and by purpose. Every question serves a result; what serves nothing is not asked."),),
            (framework.questionnaire(mapping),),
        ),
        Slide(
            message("How people will be found, and how sure the answers can be"),
            (
                message("There is no list of compatriots to draw a sample from: first participants in each city receive coupons and invite people they know."),
            ),
            (fieldwork_plan.precision(mapping), fieldwork_plan.detectable_change(mapping)),
        ),
        Slide(
            message("What is never shown"),
            (
                message("A share below which fewer than ten people stand, and a share whose range is thirty points wide or more."),
                message("A person’s answers, and a participant’s rating: panels are shown as medians and spreads, from five ratings on."),
            ),
            (framework.codes(),),
        ),
        Slide(
            message("What the round table is asked"),
            (
                message("Do the definitions fit? Which premises are missing? Which cities and associations should be first in the field?"),
                message("Rate the readiness of the state and the proposals before and after you have seen the evidence, and write down what you see otherwise."),
                message("Comments are answered in the next edition of the methodology report."),
            ),
            (),
        ),
    ]  # fmt: skip
    return tuple(part for slide in told for part in _cut(slide))


def _cut(slide: Slide) -> Iterator[Slide]:
    """The slide itself, or several where its table is longer than a page."""
    table = slide.blocks[0] if slide.blocks else None
    if not isinstance(table, Table):
        yield slide
        return
    parts = list(_parts(table))
    for number, part in enumerate(parts, start=1):
        last = number == len(parts)
        yield Slide(
            slide.title if len(parts) == 1 else _numbered(slide.title, number, len(parts)),
            slide.lines if number == 1 else (),
            (part, *(slide.blocks[1:] if last else ())),
        )


def _numbered(title: Term, number: int, parts: int) -> Term:
    return message("{title} ({number} of {parts})", title=title, number=Count(number), parts=Count(parts))


def _parts(table: Table) -> Iterator[Table]:
    """The table in pieces of `LINES` lines; notes under the last. Cut alike in every language."""
    rows: list[tuple[Term, ...]] = []
    pieces, used = [], 0
    for row in table.rows:
        needed = _lines_of(row)
        if rows and used + needed > LINES:
            pieces.append(tuple(rows))
            rows, used = [], 0
        rows.append(row)
        used += needed
    pieces.append(tuple(rows))
    for number, piece in enumerate(pieces, start=1):
        last = number == len(pieces)
        name = table.name if number == 1 else f"{table.name}_{number}"
        caption = table.caption if len(pieces) == 1 else _numbered(table.caption, number, len(pieces))
        yield replace(table, name=name, caption=caption, rows=piece, notes=table.notes if last else ())


def _lines_of(row: tuple[Term, ...]) -> int:
    """Printed lines of a row in its longest language: its longest cell in a column of an equal share of the width."""
    width = _LETTERS // len(row)
    return 1 + max(-(-len(say(cell, language)) // width) for cell in row for language in LANGUAGES)
