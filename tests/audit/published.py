"""The published tables of a corridor or an origin, as a reader finds them in the folder of downloads."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, str]
Tables = dict[str, list[Row]]

_NAME = re.compile(r"0\d_(?:methodology|cleaning|recommendations|global_mapping)_(.+)\.csv$")
_THOUSANDTH = re.compile(r"0?\.\d{3}")


@dataclass(frozen=True)
class Told:
    """A cell as published: its number, or none and why not. ``step``: how finely a share is rounded."""

    value: float | None
    flag: str = ""
    step: float = 0.01

    @property
    def hidden(self) -> bool:
        return self.flag in {"c", "x"}


def read_tables(folder: Path) -> Tables:
    """Every table of a folder by the name it has on the page; one that stands in two notebooks is kept once."""
    tables: Tables = {}
    for path in sorted(folder.glob("*.csv")):
        found = _NAME.search(path.name)
        if found:
            with path.open(encoding="utf-8", newline="") as file:
                tables[found[1]] = list(csv.DictReader(file))
    return tables


def told(row: Row, column: str) -> Told:
    """A number of a row; its code, where it has one, stands beside it or in its place."""
    text, flag = row.get(column, ""), row.get(f"{column}_flag", "")
    if text.startswith("["):
        return Told(None, text.strip("[]"))
    if not text:
        return Told(None, flag or "na")
    ends = (text, row.get(f"{column}_low", ""), row.get(f"{column}_high", ""))
    fine = any(_THOUSANDTH.search(end) for end in ends)
    return Told(float(text), flag, 0.001 if fine else 0.01)
