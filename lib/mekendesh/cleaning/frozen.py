"""Links frozen: what was linked in a delivery is written down once, and read from then on.

A score depends on the whole list, on a library's version, on a frequency; a decision must not. So the links of a
delivery and its lists lie under ``data/decisions`` by what they were made from, and a cleaning of the same files
reads them. Files that changed are linked anew; what people decided on a link stays theirs.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mekendesh.cleaning.log import read_log
from mekendesh.cleaning.overlap import Linked, Overlap, link_lists, survey_records
from mekendesh.cleaning.pseudonyms import pseudonym
from mekendesh.field.lists import read_list
from mekendesh.files import digest, read_json, write_json, write_text_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from mekendesh.field.delivery import Delivery
    from mekendesh.field.lists import NamedList
    from mekendesh.field.responses import Responses
    from mekendesh.files import Tree


def linked_once(
    tree: Tree,
    where: str,
    delivery: Delivery,
    responses: Responses,
    *,
    key: bytes,
    as_of: date,
    people: pd.DataFrame,
) -> tuple[pd.DataFrame, tuple[Overlap, ...]]:
    """The links of a delivery with its lists, as rows of the log, and their counts a list.

    Reads the lists even where the links are frozen, so that a list past its day of deletion is refused.
    """
    if not delivery.lists:
        return people.iloc[:0], ()
    lists = {named.name: (named.kind, read_list(named, as_of)) for named in delivery.lists}
    decided = people[people["action"] == "link"]
    # A consent withdrawn since, another reading of the same file, a decision: each makes other links.
    made_from = [digest(named.path.read_bytes()) + repr(_reading(named)) for named in delivery.lists]
    made_from += [survey_records(responses).to_csv(index=False), decided.to_csv(index=False)]
    name = pseudonym(key, "links", "\0".join(made_from))[:16]
    folder = tree.decisions(where)
    rows, counts = folder / f"links_{name}.csv", folder / f"links_{name}.json"
    if not (rows.is_file() and counts.is_file()):
        linked = link_lists(responses, lists, key=key, decided_on=as_of.isoformat(), people=people)
        _write(rows, counts, linked)
    overlaps = tuple(Overlap(**_numbers(told)) for told in read_json(counts))
    return read_log(rows), overlaps


def _reading(named: NamedList) -> tuple[object, ...]:
    declared = (named.columns, named.sexes)
    plain = (named.name, named.kind, named.encoding, named.delimiter, named.sheet)
    return (*plain, *(sorted(part.items()) for part in declared))


def _write(rows: Path, counts: Path, linked: Linked) -> None:
    write_text_table(rows, linked.log)
    write_json(counts, [_told(overlap) for overlap in linked.overlaps])


def _told(overlap: Overlap) -> dict[str, object]:
    # JSON has no NaN: what is not known is null.
    return {name: None if value != value else value for name, value in overlap.as_dict().items()}  # noqa: PLR0124


def _numbers(told: dict[str, object]) -> dict[str, object]:
    return {name: float("nan") if value is None else value for name, value in told.items()}
