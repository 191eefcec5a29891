"""Experts may put a recommendation elsewhere than the rule does; what they moved, from where and why is kept.

``data/roundtable/<ORIGIN>/<round>/reordering.csv``, one move a row, in the order made. The rule's rank stays; the
experts' stands beside it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import FileError
from mekendesh.files import read_text_table
from mekendesh.structure.roundtable import STRATA

if TYPE_CHECKING:
    from collections.abc import Collection

    from mekendesh.files import Tree

REORDERING = "reordering.csv"
COLUMNS = ("proposal", "from_rank", "to_rank", "reason", "who", "when")
APPLIED, RANK_HAS_CHANGED, NOT_IN_ORDER = "applied", "rank_has_changed", "not_in_order"


def read_reordering(tree: Tree, where: str, proposals: Collection[str]) -> pd.DataFrame:
    """The moves of ``where`` (origin/round), `COLUMNS`, ranks as whole numbers; empty where there is no file.

    ``who`` is a stratum of the panel, never a person; ``reason`` is quoted as written. Raises ``FileError`` for the
    first row with a proposal, rank, stratum or day that cannot be, or without a reason: no move is silent.
    """
    path = tree.roundtable(where) / REORDERING
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS)).astype({"from_rank": "int64", "to_rank": "int64"})
    table = read_text_table(path)
    if sorted(table.columns) != sorted(COLUMNS):
        raise FileError(
            "{file} has the columns {found}; expected {expected}. Give it these.",
            file=REORDERING,
            found=", ".join(table.columns),
            expected=", ".join(COLUMNS),
        )
    allowed = {
        "proposal": lambda text: text in proposals,
        "from_rank": _is_rank,
        "to_rank": _is_rank,
        "reason": lambda text: bool(text.strip()),
        "who": lambda text: text in STRATA,
        "when": _is_day,
    }
    for line, row in table.iterrows():
        for column, holds in allowed.items():
            if not holds(row[column]):
                raise FileError(
                    "{file}, line {line}: the column {column} cannot be read. Expected a proposal of the list, two "
                    "ranks from 1, a reason, a stratum of the panel and a day as YYYY-MM-DD. Mend the row.",
                    file=REORDERING,
                    line=int(str(line)),
                    column=column,
                )
    typed = table.astype({"from_rank": "int64", "to_rank": "int64"})
    return typed[list(COLUMNS)].reset_index(drop=True)


def reorder(ranked: pd.DataFrame, moves: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Carry out the moves on a ranked list: the list with ``experts_rank``, and the moves with ``state``.

    ``ranked`` has proposal and rank (missing: not in the order), best first, and keeps its order and its ``rank``.
    A move is ``applied`` where the proposal still stands at ``from_rank``: by the rule (where places are shared,
    the shared one) or, once moved, by the experts. Else it is not carried out and says so: ``rank_has_changed``
    where new evidence has moved it since, ``not_in_order`` where the rule gives it no rank. ``to_rank`` beyond the
    end means the end. ``experts_rank`` counts places without sharing them; it is missing where nothing was applied.

    It misleads if read as a second estimate: it is what some experts wanted, with their reasons.
    """
    rule = ranked.dropna(subset="rank").set_index("proposal")["rank"].astype(int)
    order, moved, states = list(rule.index), set(), []
    for move in moves.itertuples():
        name = str(move.proposal)
        if name not in rule.index:
            states.append(NOT_IN_ORDER)
            continue
        stands = order.index(name) + 1 if name in moved else rule[name]
        if stands != move.from_rank:
            states.append(RANK_HAS_CHANGED)
            continue
        order.remove(name)
        order.insert(int(move.to_rank) - 1, name)
        moved.add(name)
        states.append(APPLIED)
    places = {name: place for place, name in enumerate(order, start=1)} if moved else {}
    experts = pd.array([places.get(name, pd.NA) for name in ranked["proposal"]], dtype="Int64")
    return ranked.assign(experts_rank=experts), moves.assign(state=pd.Series(states, dtype="str"))


def _is_rank(text: str) -> bool:
    return bool(re.fullmatch(r"[1-9][0-9]{0,3}", text))


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
