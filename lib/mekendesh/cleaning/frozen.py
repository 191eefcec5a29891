"""Links frozen: what was linked in a delivery is written down once, and read from then on.

A score depends on the whole list, on a library's version, on a frequency; a decision must not. So the links of a
delivery and its lists lie under ``data/decisions`` by what they were made from, and a cleaning of the same files
reads them. Files that changed are linked anew; what people decided on a link stays theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.log import read_log
from mekendesh.cleaning.on_lists import ListsBeside
from mekendesh.cleaning.overlap import Linked, Overlap, link_lists, survey_records
from mekendesh.cleaning.pseudonyms import pseudonym
from mekendesh.field.lists import read_list
from mekendesh.files import (
    digest,
    read_json,
    read_typed_table,
    write_json,
    write_text_table,
    write_typed_table,
)

if TYPE_CHECKING:
    from pathlib import Path

    from mekendesh.field.delivery import Delivery
    from mekendesh.field.lists import NamedList
    from mekendesh.field.responses import Responses
    from mekendesh.files import Tree


KEPT = "links, overlaps, histories"
"""What is written down of a linkage: where this changes, the files of before are not read."""
LISTS, ON_LISTS = "lists.json", "on_lists.parquet"


@dataclass(frozen=True, eq=False)
class Frozen:
    """``log``: the links as rows of the log; ``overlaps``: a count a list; ``histories``: people by the lists they
    stand on (`overlap.histories_of`), ``None`` where no list came.
    """

    log: pd.DataFrame
    overlaps: tuple[Overlap, ...] = ()
    histories: pd.DataFrame | None = None


def linked_once(
    tree: Tree,
    where: str,
    delivery: Delivery,
    responses: Responses,
    *,
    key: bytes,
    as_of: date,
    people: pd.DataFrame,
) -> Frozen:
    """The links of a delivery with its lists, and what is counted of them.

    Reads the lists even where the links are frozen, so that a list past its day of deletion is refused.
    """
    if not delivery.lists:
        return Frozen(people.iloc[:0])
    lists = {named.name: (named.kind, read_list(named, as_of)) for named in delivery.lists}
    decided = people[people["action"] == "link"]
    # A consent withdrawn since, another reading of the same file, a decision: each makes other links.
    made_from = [KEPT] + [digest(named.path.read_bytes()) + repr(_reading(named)) for named in delivery.lists]
    made_from += [survey_records(responses).to_csv(index=False), decided.to_csv(index=False)]
    name = pseudonym(key, "links", "\0".join(made_from))[:16]
    folder = tree.decisions(where)
    rows, counts = folder / f"links_{name}.csv", folder / f"links_{name}.json"
    if not (rows.is_file() and counts.is_file()):
        linked = link_lists(responses, lists, key=key, decided_on=as_of.isoformat(), people=people)
        _write(rows, counts, linked)
    return Frozen(read_log(rows), *_read_counts(counts))


def write_lists(folder: Path, lists: ListsBeside | None) -> None:
    """Write who stands on which list into a place's folder; what an earlier delivery left goes."""
    if lists is None:
        for name in (LISTS, ON_LISTS):
            (folder / name).unlink(missing_ok=True)
        return
    _write_counts(folder / LISTS, lists.overlaps, lists.histories)
    write_typed_table(folder / ON_LISTS, lists.on_lists)


def read_lists(folder: Path) -> ListsBeside | None:
    """What `write_lists` wrote; ``None`` where no list came with the delivery."""
    if not (folder / LISTS).is_file():
        return None
    standing = read_typed_table(folder / ON_LISTS).astype("boolean")
    return ListsBeside(*_read_counts(folder / LISTS), standing)


def _reading(named: NamedList) -> tuple[object, ...]:
    declared = (named.columns, named.sexes)
    plain = (named.name, named.kind, named.encoding, named.delimiter, named.sheet)
    return (*plain, *(sorted(part.items()) for part in declared))


def _write(rows: Path, counts: Path, linked: Linked) -> None:
    write_text_table(rows, linked.log)
    _write_counts(counts, linked.overlaps, linked.histories)


def _write_counts(path: Path, overlaps: Iterable[Overlap], histories: pd.DataFrame) -> None:
    told = [_told(overlap) for overlap in overlaps]
    write_json(path, {"overlaps": told, "histories": histories.to_dict("list")})


def _read_counts(path: Path) -> tuple[tuple[Overlap, ...], pd.DataFrame]:
    told = read_json(path)
    return tuple(Overlap(**_numbers(overlap)) for overlap in told["overlaps"]), pd.DataFrame(
        told["histories"]
    )


def _told(overlap: Overlap) -> dict[str, object]:
    # JSON has no NaN: what is not known is null.
    return {name: None if value != value else value for name, value in overlap.as_dict().items()}  # noqa: PLR0124


def _numbers(told: dict[str, object]) -> dict[str, object]:
    return {name: float("nan") if value is None else value for name, value in told.items()}
