"""Rows that a panel filled in: whose they are, and why one of them cannot be taken."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.judgement.rating_sheets import CONTEXT, seal_of
from mekendesh.judgement.returned_sheets import tidy
from mekendesh.structure.roundtable import GENERAL, MOMENTS, NO, SCALES
from mekendesh.words import message

if TYPE_CHECKING:
    from mekendesh.judgement.returned_sheets import Line, Workbook

Lists = Mapping[str, Mapping[str, str]]
"""For each closed list the name that a word stands for: see `mekendesh.judgement.rating_sheets.names_by_word`."""
REFUSALS = {
    "no_code": message("The workbook has no code of a participant, such as P07. Write the code that was given out."),
    "no_stratum": message("The workbook does not say from where the participant speaks. Choose it from the list."),
    "other_pack": message("The workbook belongs to another round table. Copy the ratings into the one that was sent."),
    "participant_twice": message("Two workbooks with this code rate the same thing differently. Keep one; take the other out of the folder of received workbooks."),
    "two_strata": message("Two workbooks with this code speak from different places. Give each participant a code of their own."),
    "unknown": message("The row is not one of those that were sent. Do not add rows."),
    "altered": message("A locked cell of the row was altered. Copy the rating into the workbook as it was sent."),
    "formula": message("An open cell holds a formula. Write the value itself."),
    "merged": message("Cells of the row are merged with others. Undo the merging and fill in every row."),
    "row_twice": message("The row came more than once, filled in differently. Keep one of them."),
    "not_a_number": message("The rating is not a whole number. Choose one from the list."),
    "off_five": message("The rating is not on the scale from 0 to 4. Choose one from the list."),
    "off_nine": message("The rating is not on the scale from 1 to 9. Choose one from the list."),
    "missing": message("A row that was sent is missing. Send the workbook with all its rows, filled in or not."),
    "no_comment": message("There is a section or a name, but no comment. Write the comment, or empty the row."),
    "no_section": message("The section is not on the list. Choose one from the list."),
}  # fmt: skip
"""Why rows are refused: sentences without places, so that the text alone can be said in every language."""


_CODE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9-]{0,7}")
# A Cyrillic Р typed for a Latin P looks the same, and is what a keyboard in Bishkek gives.
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


@dataclass(frozen=True)
class Row:
    """A row to be judged, with the file it stands in and who filled it in."""

    file: str
    sheet: str
    line: Line
    participant: str
    stratum: str
    consent: str
    language: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.line["what"], self.line["id"], self.line["moment"]


def rows_of(file: str, book: Workbook, lists: Lists) -> list[Row]:
    person = book.participant
    told = person.cells if person and not person.formulas else {}
    code = told.get("code", "").upper().translate(_LOOK_ALIKE)
    return [
        Row(
            file=file,
            sheet=line["moment"] if line["moment"] in MOMENTS else "ratings",
            line=line,
            participant=code if _CODE.fullmatch(code) else "",
            stratum=named("stratum", told.get("stratum", ""), book, lists),
            consent=named("consent", told.get("consent", ""), book, lists) or NO,
            language=book.language,
        )
        for line in book.ratings
    ]


def named(kind: str, word: str, book: Workbook, lists: Lists) -> str:
    """The name that a word of a list stands for: as this workbook worded it, else as it is worded today."""
    name = book.words.get(kind, {}).get(word.casefold(), "")
    return name if name in lists[kind].values() else lists[kind].get(word.casefold(), "")


def section_of(line: Line, book: Workbook, lists: Lists) -> str:
    return named("section", line["section"], book, lists) if line["section"] else GENERAL


def is_filled(row: Row) -> bool:
    return bool(row.line["rating"] or row.line["reason"] or row.line.formulas)


def why_refused(
    rows: Sequence[Row], read: Mapping[str, Workbook], pack: str, expected: set[tuple[str, str, str]]
) -> list[str]:
    """A name of `REFUSALS` for each row, or nothing."""
    reasons = [_why_not_row(row, read[row.file], pack, expected) for row in rows]

    def taken() -> list[tuple[int, Row]]:
        return [
            (at, row)
            for at, row in enumerate(rows)
            if row.participant and not reasons[at] and row.line["rating"]
        ]

    strata, files = defaultdict(set), defaultdict(set)
    for row in rows:
        if row.participant and row.stratum:
            strata[row.participant].add(row.stratum)
    for at, row in enumerate(rows):
        if not reasons[at] and len(strata[row.participant]) > 1 and is_filled(row):
            reasons[at] = "two_strata"
    rated = defaultdict(set)
    for _, row in taken():
        rated[row.file, row.key].add(row.line["rating"])
    for at, row in taken():
        if len(rated[row.file, row.key]) > 1:
            reasons[at] = "row_twice"
    by_participant = defaultdict(lambda: defaultdict(set))
    for _, row in taken():
        by_participant[row.participant][row.key].add(row.line["rating"])
        files[row.participant].add(row.file)
    contradicting = {
        code
        for code, ratings in by_participant.items()
        if len(files[code]) > 1 and any(len(values) > 1 for values in ratings.values())
    }
    return [
        "participant_twice" if not reason and row.participant in contradicting and is_filled(row) else reason
        for row, reason in zip(rows, reasons, strict=True)
    ]


def _why_not_row(row: Row, book: Workbook, pack: str, expected: set[tuple[str, str, str]]) -> str:
    line = row.line
    if row.key not in expected:
        return "unknown"
    if line.merged:
        return "merged"
    if line.formulas & set(CONTEXT):
        return "altered"
    if not is_filled(row):
        return ""
    if book.participant is None or book.participant["pack"] != pack:
        return "other_pack" if book.participant is not None else "no_code"
    if line.seal != seal_of(pack, line.cells):
        return "altered"
    if not row.participant:
        return "no_code"
    if not row.stratum:
        return "no_stratum"
    return "formula" if line.formulas else _why_not_rating(line["what"], line["rating"])


def _why_not_rating(what: str, rating: str) -> str:
    if not rating:
        return ""
    if not re.fullmatch(r"-?[0-9]{1,6}", rating):
        return "not_a_number"
    low, high = SCALES[what]
    on_scale = low <= int(rating) <= high and str(int(rating)) == rating
    return "" if on_scale else "off_five" if high == 4 else "off_nine"


def why_no_comment(line: Line, section: str) -> str:
    if line.formulas:
        return "formula"
    if line.merged:
        return "merged"
    if not section:
        return "no_section"
    return "" if tidy(line["comment"]) else "no_comment"
