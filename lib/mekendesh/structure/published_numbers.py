"""Numbers that others printed, and the small samples they were computed from: what the estimators are held against."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.structure.schema import LABELS, Mistakes, Row
from mekendesh.structure.sidecars import read_verified

if TYPE_CHECKING:
    from collections.abc import Callable

    from mekendesh.files import Tree
    from mekendesh.words import Label

KINDS = ("share", "ratio", "mean", "total", "people", "se", "rating")
SECTIONS = ("1", "2", "3", "5")
_COLUMNS = ("check", "what", "source", "section", "printed", "tolerance", *LABELS)
_MANY = 10**6


@dataclass(frozen=True)
class PublishedNumber:
    """One printed number. ``what`` is one of `KINDS`; ``section`` that of the project's methods.

    ``printed`` is the text with the printed digits; ``tolerance`` how far a computed one may lie from it.
    """

    check: str
    what: str
    source: str
    section: str
    printed: str
    tolerance: float
    label: Label

    @property
    def value(self) -> float:
        return float(self.printed)

    @property
    def digits(self) -> int:
        """Decimals as printed."""
        return len(self.printed.partition(".")[2])


def load_published_numbers(tree: Tree) -> tuple[PublishedNumber, ...]:
    """The printed numbers, in the order of the file.

    Raises ``StructureError`` where the file is not the one its sidecar describes, or a cell is not what its column
    promises.
    """
    numbers, mistakes = [], Mistakes("published_numbers.csv")
    rows = _rows(tree, mistakes.file, _COLUMNS)
    mistakes.repeated(rows, "check")
    for row in rows:
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", row["printed"]):
            mistakes.add(
                row.line, "printed", f"'{row['printed']}'", "digits as printed, with a decimal point"
            )
        numbers.append(
            PublishedNumber(
                check=mistakes.name(row, "check"),
                what=mistakes.one_of(row, "what", KINDS),
                source=mistakes.filled(row, "source"),
                section=mistakes.one_of(row, "section", SECTIONS),
                printed=row["printed"],
                tolerance=mistakes.number(row, "tolerance", low=0.0),
                label=mistakes.label(row),
            )
        )
    mistakes.raise_if_any()
    return tuple(numbers)


def load_faux(tree: Tree) -> pd.DataFrame:
    """The sample faux, one row a person: ``group`` (blue, red) and ``network_size``."""

    def typed(row: Row, mistakes: Mistakes) -> dict[str, int]:
        return {column: mistakes.whole(row, column, 0, _MANY) for column in ("degree", "blue", "red")}

    counts = _typed(tree, "faux.csv", ("degree", "blue", "red"), typed).melt("degree", var_name="group")
    people = counts.loc[counts.index.repeat(counts["value"]), ["group", "degree"]]
    return people.rename(columns={"degree": "network_size"}).reset_index(drop=True)


def load_faux_transitions(tree: Tree) -> pd.DataFrame:
    """Recruitments in faux: recruiter's group (rows) → recruit's group (columns)."""
    groups = ("blue", "red")

    def typed(row: Row, mistakes: Mistakes) -> dict[str, str | int]:
        recruiter = mistakes.one_of(row, "recruiter", groups)
        return {"recruiter": recruiter} | {group: mistakes.whole(row, group, 0, _MANY) for group in groups}

    return _typed(tree, "faux_transitions.csv", ("recruiter", *groups), typed).set_index("recruiter")


def load_apiclus1(tree: Tree) -> pd.DataFrame:
    """The sample apiclus1, one row a school: ``cluster``, ``type``, ``schoolwide``, ``api00``, ``enroll``.

    The file holds sums by cell; schools of a cell are taken as equal, so a spread within cells is not in it.
    """

    def typed(row: Row, mistakes: Mistakes) -> dict[str, str | int]:
        return {
            "cluster": mistakes.whole(row, "cluster", 0, _MANY),
            "type": mistakes.one_of(row, "type", ("E", "H", "M")),
            "schoolwide": mistakes.one_of(row, "schoolwide", ("N", "Y")),
            **{name: mistakes.whole(row, name, 1, _MANY) for name in ("n", "api00", "enroll")},
        }

    columns = ("cluster", "type", "schoolwide", "n", "api00", "enroll")
    cells = _typed(tree, "apiclus1.csv", columns, typed)
    means = cells.assign(api00=cells["api00"] / cells["n"], enroll=cells["enroll"] / cells["n"])
    return means.loc[means.index.repeat(means["n"])].drop(columns="n").reset_index(drop=True)


def _rows(tree: Tree, file: str, columns: tuple[str, ...]) -> list[Row]:
    table = read_verified(tree, file, columns)
    return [
        Row(line, dict(zip(table.columns, cells, strict=True)))
        for line, *cells in table.itertuples(name=None)
    ]


def _typed(
    tree: Tree, file: str, columns: tuple[str, ...], typed: Callable[[Row, Mistakes], dict[str, object]]
) -> pd.DataFrame:
    mistakes = Mistakes(file)
    table = pd.DataFrame([typed(row, mistakes) for row in _rows(tree, file, columns)])
    mistakes.raise_if_any()
    return table
