"""The sheets of a rating workbook that are there to be read: what a score means, and the dated evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.reporting.experts.pack_words import EVIDENCE, NO_EVIDENCE, SHEETS
from mekendesh.structure.anchors import SCORES, load_anchors
from mekendesh.words import Day, Term, Verbatim, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from mekendesh.structure.mapping import Nation

NONE = Verbatim("–")
_LONGEST_TITLE = 31


@dataclass(frozen=True)
class Styles:
    """The formats of a workbook's cells."""

    locked: Format
    unlocked: Format
    bold: Format
    title: Format


def styles_of(workbook: Workbook) -> Styles:
    """Every cell is text: no formula, and no code loses a zero."""
    text = {"num_format": "@", "text_wrap": True, "valign": "top"}
    return Styles(
        locked=workbook.add_format(text),
        unlocked=workbook.add_format(text | {"locked": False, "bg_color": "#FFF7DB", "border": 1}),
        bold=workbook.add_format(text | {"bold": True, "bg_color": "#E4E9EE", "border": 1}),
        title=workbook.add_format(text | {"bold": True, "font_size": 14}),
    )


def named_sheet(workbook: Workbook, name: str, language: str) -> Worksheet:
    """A new sheet under its name in a language, as long as a spreadsheet lets a name be."""
    return workbook.add_worksheet(say(SHEETS[name], language)[:_LONGEST_TITLE])


def write_scale(workbook: Workbook, styles: Styles, nation: Nation, language: str) -> None:
    """What each score means for each item that is rated."""
    items = nation.framework.items
    means = {
        (anchor.item, anchor.score): anchor.label
        for anchor in load_anchors(nation.tree, [item.item for item in items])
    }
    sheet = named_sheet(workbook, "scale", language)
    heads: list[Term] = [EVIDENCE["item"], *(Verbatim(str(score)) for score in SCORES)]
    rows: list[tuple[Term, ...]] = [
        (item.label, *(means[item.item, score] for score in SCORES))
        for item in items
        if item.scored_by == "evidence"
    ]
    _write_table(sheet, styles, heads, [36, *[34] * len(SCORES)], rows, language)


def write_evidence(workbook: Workbook, styles: Styles, nation: Nation, language: str) -> None:
    """Every item with what is known of it up to the round's date, the latest first; what is not known says so."""
    rows: list[tuple[Term, ...]] = []
    for item in nation.framework.items:
        if item.scored_by != "evidence":
            continue
        known = [
            found
            for found in nation.framework.evidence
            if (found.origin, found.item) == (nation.origin, item.item) and found.as_of <= nation.round.as_of
        ]
        rows += [
            (item.label, Day(found.as_of.isoformat()), Verbatim(str(found.score)), Verbatim(found.grade),
             found.quote, found.source)
            for found in sorted(known, key=lambda found: found.as_of, reverse=True)
        ] or [(item.label, *[NONE] * 3, NO_EVIDENCE, NONE)]  # fmt: skip
    sheet = named_sheet(workbook, "evidence", language)
    _write_table(sheet, styles, list(EVIDENCE.values()), [40, 18, 18, 18, 60, 44], rows, language)


def _write_table(
    sheet: Worksheet,
    styles: Styles,
    heads: Sequence[Term],
    widths: Sequence[int],
    rows: Sequence[Sequence[Term]],
    language: str,
) -> None:
    """A locked table to be read, heads repeated on each printed page."""
    for at, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, say(head, language), styles.bold)
    for row, cells in enumerate(rows, start=1):
        for at, term in enumerate(cells):
            sheet.write_string(row, at, say(term, language), styles.locked)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
