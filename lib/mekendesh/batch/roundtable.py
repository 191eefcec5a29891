"""A round table from the command line: its pack goes out, its workbooks come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mekendesh.errors import FileError, ParameterError
from mekendesh.files import current_tree, digest, write_atomically, write_text_table
from mekendesh.judgement.rating_sheets import pack_of
from mekendesh.judgement.returned_ratings import TakenBack, take_back, told_refusals
from mekendesh.reporting.experts.pack import write_pack
from mekendesh.structure.corridors import find_origin, find_round
from mekendesh.structure.framework import load_framework
from mekendesh.structure.mapping import open_nation
from mekendesh.structure.roundtable import COMMENTS, RATINGS, REFUSALS, load_sections, rated_subjects
from mekendesh.words import Message, Verbatim, say

if TYPE_CHECKING:
    from pathlib import Path

    from mekendesh.files import Tree
    from mekendesh.structure.corridors import Round

PACK, RECEIVED = "pack", "received"
LARGEST = 20 * 2**20
"""Bytes of a workbook above which it is not read: the pack's own has some thirty thousand."""
_ROWS_NAMED = 8


def make_pack(origin: str, round_name: str, folder: Path | None) -> Iterator[str]:
    """Write the papers of a round table in three languages; yields a line a file.

    Without ``folder`` they go to ``data/roundtable/<ORIGIN>/<round>/pack``. Raises ``ParameterError`` for an origin or
    a round that is not on the lists.
    """
    nation = open_nation(origin.upper(), round_name)
    folder = folder or nation.tree.roundtable(pack_of(nation.origin, nation.round.name)) / PACK
    for name, content in write_pack(nation).items():
        write_atomically(folder / name, content)
        yield name


def take_ratings(origin: str, round_name: str, language: str, workbooks: Sequence[Path]) -> Iterator[str]:
    """Take workbooks of participants back: ratings, comments and refusals of the round are made anew from all received.

    Each workbook is kept as it came, under a name made of its bytes; one that is no workbook of a round table is not
    kept, and said. Nothing that is yielded names a person: files are counted in the order given.

    Raises ``ParameterError`` for the round `example`, whose panel is simulated, and ``FileError`` for a file too large.
    """
    tree, mapping_round = _opened(origin, round_name)
    pack = pack_of(origin.upper(), mapping_round.name)
    folder = tree.roundtable(pack)
    given = [_read(path, number) for number, path in enumerate(workbooks, start=1)]
    names = [digest(content)[:16] for content in given]
    known = {path.stem: path.read_bytes() for path in sorted((folder / RECEIVED).glob("*.xlsx"))}
    new = dict(zip(names, given, strict=True))
    taken = take_back(known | new, pack, rated_subjects(load_framework(tree)), load_sections(tree))
    for name, content in new.items():
        if name not in taken.unreadable:
            write_atomically(folder / RECEIVED / f"{name}.xlsx", content)
    for name, table in ((RATINGS, taken.ratings), (COMMENTS, taken.comments), (REFUSALS, taken.refusals)):
        write_text_table(folder / name, table)
    yield from _told(taken, names, language)


def _opened(origin: str, round_name: str) -> tuple[Tree, Round]:
    tree = current_tree()
    find_origin(tree, origin.upper())
    mapping_round = find_round(tree, round_name)
    if mapping_round.is_example:
        raise ParameterError(
            "The panel of the round {round} is simulated, and ratings of people never meet it. Name the round of the "
            "round table with --round, such as 2027-1.",
            round=mapping_round.name,
        )
    return tree, mapping_round


def _read(path: Path, number: int) -> bytes:
    if path.stat().st_size > LARGEST:
        raise FileError(
            "File {number} is larger than a workbook of ratings can be ({megabytes} MB). Ask for the workbook that was "
            "sent, filled in.",
            number=number,
            megabytes=path.stat().st_size // 2**20,
        )
    return path.read_bytes()


def _told(taken: TakenBack, names: Sequence[str], language: str) -> Iterator[str]:
    participants = taken.ratings["participant"].nunique()
    yield (
        f"{taken.rows} rows received and {taken.deleted} deleted ones missing: {taken.taken} taken, "
        f"{len(taken.refusals)} refused, {taken.unrated} left empty"
    )
    yield f"now on record: ratings {len(taken.ratings)}, participants {participants}, comments {len(taken.comments)}"
    for name, why in taken.unreadable.items():
        values = why.values | {"file": _file(name, names)}
        reason = Message(why.message, {place: Verbatim(str(value)) for place, value in values.items()})
        yield f"  {say(reason, language)}"
    for number, sheet, reason, rows in told_refusals(taken.refusals, names):
        of_file = f"file {number}" if number else "a file received earlier"
        yield f"  {of_file}, sheet {sheet}, {_rows(rows)}: {say(Message(reason), language)}"


def _file(name: str, names: Sequence[str]) -> str:
    return f"File {names.index(name) + 1}" if name in names else "A file received earlier"


def _rows(rows: Sequence[int]) -> str:
    """The rows of a refusal: named while they are few, counted always."""
    found = sorted(row for row in rows if row)
    if not found:
        return f"{len(rows)} rows"
    shown = ", ".join(str(row) for row in found[:_ROWS_NAMED])
    more = f" and {len(found) - _ROWS_NAMED} more" if len(found) > _ROWS_NAMED else ""
    return f"row{'s' if len(found) > 1 else ''} {shown}{more}"
