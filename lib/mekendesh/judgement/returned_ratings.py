"""What comes back from a round table: ratings and comments, and every other row refused with its reason.

A panel is small and known, so nothing here repeats a name: files are told apart by a digest of their bytes,
participants by the code they were given. Ratings are built anew from all workbooks received, in an order that does
not depend on when they came; a workbook that is taken away takes its ratings with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import DeliveryError
from mekendesh.field.workbooks import read_workbook
from mekendesh.judgement.rating_sheets import SENT, names_by_word, word_lists
from mekendesh.judgement.returned_rows import (
    REFUSALS,
    Row,
    is_filled,
    named,
    rows_of,
    section_of,
    why_no_comment,
    why_refused,
)
from mekendesh.judgement.returned_sheets import Workbook, read_lines, tidy
from mekendesh.structure.roundtable import COMMENT_COLUMNS, MOMENTS, NO, RATING_COLUMNS, comment_id

if TYPE_CHECKING:
    from mekendesh.structure.roundtable import Section

REFUSAL_COLUMNS = ("file", "sheet", "row", "participant", "what", "id", "moment", "reason")
COMMENTS_SHEET = "comments"


@dataclass(frozen=True, eq=False)
class TakenBack:
    """``ratings`` and ``comments`` as `mekendesh.structure.roundtable` has them, ``refusals`` with `REFUSAL_COLUMNS`.

    Every row is accounted for: ``rows + deleted == taken + len(refusals) + unrated``, where ``deleted`` rows were
    sent and did not come back (they are refused, with row 0). Two equal rows of one participant are both taken and
    stand once in ``ratings``. ``unreadable``: the files that are no workbook of a round table, and why.
    """

    ratings: pd.DataFrame
    comments: pd.DataFrame
    refusals: pd.DataFrame
    unreadable: Mapping[str, DeliveryError]
    rows: int
    deleted: int
    taken: int
    unrated: int


def take_back(
    files: Mapping[str, bytes],
    pack: str,
    subjects: Sequence[tuple[str, str]],
    sections: Sequence[Section],
) -> TakenBack:
    """Read the workbooks of a panel. ``files``: their bytes by a name without a person in it; ``pack``: origin/round;
    ``subjects``: pairs of what and id that were to be rated; each in both moments.

    It misleads where two people share a code and do not contradict one another: they then count as one.
    """
    lists = names_by_word(word_lists(sections))
    read: dict[str, Workbook] = {}
    unreadable: dict[str, DeliveryError] = {}
    for file in sorted(files):
        try:
            book = read_lines(read_workbook(files[file], file))
            if not book.sheets:
                raise DeliveryError(
                    "{file} has no sheet of a round table. Fill in the workbook as it was sent.", file=file
                )
            read[file] = book
        except DeliveryError as refused:
            unreadable[file] = refused
    expected = {(what, name, moment) for what, name in subjects for moment in MOMENTS}
    rows = [row for file, book in read.items() for row in rows_of(file, book, lists)]
    reasons = why_refused(rows, read, pack, expected)
    comment_rows = [(file, line, book) for file, book in read.items() for line in book.comments]
    refused_comments = {
        (file, line.row): reason
        for file, line, book in comment_rows
        if (reason := why_no_comment(line, section_of(line, book, lists)))
    }
    deleted = [
        (file, key, next((row.participant for row in rows if row.file == file), ""))
        for file, book in read.items()
        if book.participant is not None
        for key in sorted(_sent(book, expected) - {row.key for row in rows if row.file == file})
    ]
    written = [row for row, reason in zip(rows, reasons, strict=True) if not reason and is_filled(row)]
    refusals = [
        (row.file, row.sheet, row.line.row, row.participant, *_safe(row.key, expected), reason)
        for row, reason in zip(rows, reasons, strict=True)
        if reason
    ]
    refusals += [(file, key[2], 0, code, *key, "missing") for file, key, code in deleted]
    refusals += [
        (file, COMMENTS_SHEET, row, "", "", "", "", reason)
        for (file, row), reason in refused_comments.items()
    ]
    said = [
        (f"{row.line['what']}:{row.line['id']}", row.line["reason"], row.participant, row.stratum, row.language,
         row.consent, "")
        for row in written
    ] + [
        (f"section:{section_of(line, book, lists)}", line["comment"], "", "", book.language,
         named("consent", line["quote"], book, lists) or NO, line["name"])
        for file, line, book in comment_rows
        if (file, line.row) not in refused_comments
    ]  # fmt: skip
    return TakenBack(
        ratings=_ratings(written, [f"{what}:{name}" for what, name in subjects]),
        comments=_comments(said),
        refusals=pd.DataFrame(
            [(*row[:-1], REFUSALS[row[-1]].text) for row in sorted(refusals)], columns=REFUSAL_COLUMNS
        ),
        unreadable=unreadable,
        rows=len(rows) + len(comment_rows),
        deleted=len(deleted),
        taken=len(written) + len(comment_rows) - len(refused_comments),
        unrated=sum(not reason and not is_filled(row) for row, reason in zip(rows, reasons, strict=True)),
    )


def _sent(book: Workbook, expected: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """The rows that a workbook was sent with, of those that are still rated."""
    named_there = set(book.words.get(SENT, {}).values())
    return {key for key in expected if not named_there or f"{key[0]}:{key[1]}" in named_there}


def _safe(key: tuple[str, str, str], expected: set[tuple[str, str, str]]) -> tuple[str, str, str]:
    """A key as it may be written down: one that was never sent could be anything, a name too."""
    return key if key in expected else ("", "", "")


def _ratings(written: Sequence[Row], order: Sequence[str]) -> pd.DataFrame:
    places = {name: place for place, name in enumerate(order)}
    kept = {
        (row.participant, row.stratum, *row.key, row.line["rating"]) for row in written if row.line["rating"]
    }
    ordered = sorted(kept, key=lambda row: (row[0], MOMENTS.index(row[4]), places[f"{row[2]}:{row[3]}"]))
    return pd.DataFrame(ordered, columns=RATING_COLUMNS, dtype="str")


def _comments(said: Sequence[tuple[str, ...]]) -> pd.DataFrame:
    """Comments in an order of their own; the same words of one person stand once, and a no to quoting them wins."""
    kept: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for about, words, participant, stratum, language, consent, name in said:
        if tidy(words):
            kept[about, tidy(words), participant, stratum, language].add((consent, tidy(name)))
    rows = [
        (comment_id(about, words), participant, stratum, about, words, language,
         min(consent for consent, _ in told), max(name for _, name in told))
        for (about, words, participant, stratum, language), told in sorted(kept.items())
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COMMENT_COLUMNS, dtype="str")


def told_refusals(refusals: pd.DataFrame, files: Sequence[str]) -> list[tuple[int, str, str, list[int]]]:
    """Refusals as a person reads them: number of the file, sheet, reason, and the rows it holds for."""
    rows: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for row in refusals.itertuples():
        rows[files.index(row.file) + 1 if row.file in files else 0, row.sheet, row.reason].append(
            int(row.row)
        )
    return [(*group, numbers) for group, numbers in rows.items()]
