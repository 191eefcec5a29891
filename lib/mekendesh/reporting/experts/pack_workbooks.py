"""The workbooks of a round table: ratings before and after the evidence, and comments, in one language each.

What a row asks is locked and sealed, what a participant writes goes into the open cells; every cell is text. The
machine's names stand in the hidden first row of each sheet (`mekendesh.judgement.rating_sheets`).
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from mekendesh.judgement.addressing import address_all
from mekendesh.judgement.rating_sheets import (
    COMMENT,
    CONTEXT,
    LANGUAGE,
    LISTS,
    OPEN,
    PARTICIPANT,
    QUESTIONS,
    SEAL,
    SENT,
    pack_of,
    seal_of,
    word_lists,
)
from mekendesh.reporting.experts.pack_reading import (
    Styles,
    named_sheet,
    styles_of,
    write_evidence,
    write_scale,
)
from mekendesh.reporting.experts.pack_words import STAMP, comment_readme, readme
from mekendesh.structure.roundtable import MOMENTS, READINESS, SCALES, rated_subjects
from mekendesh.words import Term, Verbatim, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from mekendesh.structure.mapping import Nation
    from mekendesh.structure.roundtable import Section

COMMENT_ROWS = 40
_NAMES_ROW, _HEADER_ROW, _FIRST_ROW = 0, 1, 2
_HIDDEN = frozenset({"what", "id", "moment", "pack", SEAL})
_WIDTHS = {
    "subject": 70, "context": 34, "question": 24, "rating": 12, "reason": 48, "comment": 70, "section": 34,
    "name": 28, "item": 40, "quote": 60, "source": 44, "stratum": 34, "consent": 30,
}  # fmt: skip


def rating_workbook(nation: Nation, sections: Sequence[Section], language: str) -> bytes:
    """The XLSX in which one participant rates; the same input gives the same bytes.

    In an example round proposals name roles, never bodies.
    """
    workbook, content = _opened(nation)
    styles = styles_of(workbook)
    _write_readme(workbook, styles, nation, readme(nation), language)
    pack = pack_of(nation.origin, nation.round.name)
    lists = word_lists(sections)
    sheet = named_sheet(workbook, "participant", language)
    _write_head(sheet, styles, PARTICIPANT, language)
    _write_row(sheet, styles, _FIRST_ROW, PARTICIPANT, {"pack": pack}, "")
    _choose(sheet, PARTICIPANT, "stratum", 1, _words(lists["stratum"], language))
    _choose(sheet, PARTICIPANT, "consent", 1, _words(lists["consent"], language))
    write_scale(workbook, styles, nation, language)
    subjects = list(_subjects(nation, language))
    for moment in MOMENTS:
        sheet = named_sheet(workbook, moment, language)
        names = CONTEXT | OPEN
        _write_head(sheet, styles, names, language)
        for row, subject in enumerate(subjects, start=_FIRST_ROW):
            locked = subject | {"moment": moment}
            _write_row(sheet, styles, row, names, locked, seal_of(pack, locked))
            low, high = SCALES[subject["what"]]
            _choose(sheet, names, "rating", 1, [str(step) for step in range(low, high + 1)], row)
        sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(subjects), len(names) - 1)
        if moment == MOMENTS[0]:
            write_evidence(workbook, styles, nation, language)
    sent = [f"{subject['what']}:{subject['id']}" for subject in subjects]
    _write_lists(workbook, lists | {SENT: {name: Verbatim(name) for name in sent}}, language)
    workbook.close()
    return content.getvalue()


def comment_workbook(nation: Nation, sections: Sequence[Section], language: str) -> bytes:
    """The XLSX for comments on the methodology: section, comment, consent to quote, name if wanted."""
    workbook, content = _opened(nation)
    styles = styles_of(workbook)
    _write_readme(workbook, styles, nation, comment_readme(nation), language)
    lists = word_lists(sections)
    sheet = named_sheet(workbook, "comments", language)
    _write_head(sheet, styles, COMMENT, language)
    for row in range(_FIRST_ROW, _FIRST_ROW + COMMENT_ROWS):
        _write_row(sheet, styles, row, COMMENT, {}, "")
    places = (2 + len(lists["stratum"]) + len(lists["consent"]), len(lists["section"]))
    # A list written out in a rule holds at most 255 letters, so the sections are pointed at where they stand.
    source = f"=lists!$C${places[0]}:$C${places[0] + places[1] - 1}"
    at = list(COMMENT).index("section")
    sheet.data_validation(
        _FIRST_ROW, at, _FIRST_ROW + COMMENT_ROWS - 1, at, {"validate": "list", "source": source}
    )
    _choose(sheet, COMMENT, "quote", COMMENT_ROWS, _words(lists["consent"], language))
    _write_lists(workbook, lists, language)
    workbook.close()
    return content.getvalue()


def _opened(nation: Nation) -> tuple[Workbook, BytesIO]:
    from xlsxwriter import Workbook

    content = BytesIO()
    workbook = Workbook(content, {"in_memory": True})
    day = nation.round.as_of
    workbook.set_properties({"created": datetime(day.year, day.month, day.day)})
    return workbook, content


def _subjects(nation: Nation, language: str) -> Iterable[dict[str, str]]:
    """The locked cells of each subject, without its moment."""
    framework = nation.framework
    domains = {domain.domain: domain.label for domain in framework.domains}
    items = {item.item: item for item in framework.items}
    proposals = {proposal.proposal: proposal for proposal in framework.proposals}
    bodies = address_all(framework, nation.origin, nation.round)
    for what, name in rated_subjects(framework):
        subject, context = (
            (items[name].label, domains[items[name].domain])
            if what == READINESS
            else (proposals[name].text, bodies[proposals[name].lead_role].label)
        )
        yield {
            "what": what,
            "id": name,
            "question": say(QUESTIONS[what], language),
            "subject": say(subject, language),
            "context": say(context, language),
        }


def _write_head(sheet: Worksheet, styles: Styles, names: Mapping[str, Term], language: str) -> None:
    for at, (name, label) in enumerate(names.items()):
        hidden = {"hidden": name in _HIDDEN}
        sheet.set_column(at, at, _WIDTHS.get(name, 18), None, hidden)
        sheet.write_string(_NAMES_ROW, at, name, styles.locked)
        sheet.write_string(_HEADER_ROW, at, say(label, language), styles.bold)
    for at, name in ((len(names), SEAL), (len(names) + 1, f"{LANGUAGE}{language}")):
        sheet.set_column(at, at, 18, None, {"hidden": True})
        sheet.write_string(_NAMES_ROW, at, name, styles.locked)
    sheet.write_string(_HEADER_ROW, len(names), SEAL, styles.locked)
    sheet.set_row(_NAMES_ROW, None, None, {"hidden": True})
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def _write_row(
    sheet: Worksheet,
    styles: Styles,
    row: int,
    names: Iterable[str],
    locked: Mapping[str, str],
    seal: str,
) -> None:
    """One row: locked cells with their words, all others open and empty, the seal behind them where there is one."""
    count = 0
    for at, name in enumerate(names):
        count = at + 1
        if name in locked:
            sheet.write_string(row, at, locked[name], styles.locked)
        else:
            sheet.write_blank(row, at, None, styles.unlocked)
    if seal:
        sheet.write_string(row, count, seal, styles.locked)


def _choose(
    sheet: Worksheet, names: Iterable[str], name: str, rows: int, words: list[str], first: int = _FIRST_ROW
) -> None:
    at = list(names).index(name)
    sheet.data_validation(first, at, first + rows - 1, at, {"validate": "list", "source": words})


def _words(terms: Mapping[str, Term], language: str) -> list[str]:
    return [say(term, language) for term in terms.values()]


def _write_lists(workbook: Workbook, lists: Mapping[str, Mapping[str, Term]], language: str) -> None:
    """Which word of this workbook stands for which name, whatever the catalogues say when it comes back."""
    sheet = workbook.add_worksheet("lists")
    rows = [
        LISTS,
        *((kind, name, say(word, language)) for kind, words in lists.items() for name, word in words.items()),
    ]
    for row, cells in enumerate(rows):
        for at, cell in enumerate(cells):
            sheet.write_string(row, at, cell)
    sheet.hide()
    sheet.protect()


def _write_readme(
    workbook: Workbook, styles: Styles, nation: Nation, lines: Sequence[Term], language: str
) -> None:
    sheet = named_sheet(workbook, "readme", language)
    sheet.set_column(0, 0, 100)
    written = [lines[0], *([STAMP] if nation.round.is_example else []), *lines[1:]]
    for row, term in enumerate(written):
        sheet.write_string(row, 0, say(term, language), styles.locked if row else styles.title)
    sheet.protect()
