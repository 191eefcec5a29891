"""Laying proposals before people, and taking their decisions back, from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.clean import clean_delivery
from mekendesh.cleaning.foreign import import_log
from mekendesh.cleaning.log import ROW, by_people, empty_log, read_log
from mekendesh.cleaning.proposals import context_of, propose
from mekendesh.cleaning.returned import read_review
from mekendesh.cleaning.review import review_workbook
from mekendesh.errors import ParameterError
from mekendesh.files import current_tree, write_atomically, write_text_table
from mekendesh.structure.corridors import Corridor, Round, find_corridor, find_round, place
from mekendesh.structure.instruments import corridor_questionnaire
from mekendesh.words import Message, message, say

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from mekendesh.files import Tree

LOG = "cleaning_log.csv"
WHOLE = message("the interview as a whole")


def write_review(corridor_code: str, round_name: str, language: str, out: Path) -> Iterator[str]:
    """Write the review workbook of a corridor: every doubt a decision could settle, in the language."""
    tree, corridor, mapping_round = _opened(corridor_code, round_name)
    questionnaire = corridor_questionnaire(tree, corridor, mapping_round)
    cleaning = clean_delivery(tree, corridor, mapping_round)
    responses = cleaning.responses
    proposals = propose(cleaning.issues, responses, questionnaire, cleaning.log)
    said = {check.name: say(check.said, language) for check in cleaning.checks}
    content = review_workbook(
        proposals,
        context_of(responses, questionnaire, proposals),
        {column.column: getattr(column.label, language) for column in questionnaire.columns}
        | {ROW: say(WHOLE, language)},
        {row.log_id: said.get(row.reason, row.reason) for row in proposals.itertuples()},
        language,
        mapping_round.as_of,
    )
    write_atomically(out, content)
    yield f"{out.name}: {len(proposals)} proposals of {len(cleaning.issues)} doubts"


def take_review(
    corridor_code: str, round_name: str, language: str, workbook: Path, today: date
) -> Iterator[str]:
    """Take a filled-in workbook back: decisions go into the log under ``data/decisions``, refusals are said.

    Nothing is lost: what is refused or untouched is proposed again by the next workbook.
    """
    tree, corridor, mapping_round = _opened(corridor_code, round_name)
    questionnaire = corridor_questionnaire(tree, corridor, mapping_round)
    cleaning = clean_delivery(tree, corridor, mapping_round)
    responses = cleaning.responses
    proposals = propose(cleaning.issues, responses, questionnaire, cleaning.log)
    returned = read_review(workbook.read_bytes(), proposals, questionnaire, today)
    _add(tree, place(corridor, mapping_round), returned.decisions)
    yield (
        f"{returned.rows} rows: {returned.taken} taken over, {len(returned.refusals)} refused, "
        f"{returned.untouched} untouched"
    )
    for refusal in returned.refusals.itertuples():
        yield f"  row {refusal.row}: {say(Message(refusal.reason), language)}"


def take_log(
    corridor_code: str, round_name: str, language: str, table: Path, reviewer: str, today: date
) -> Iterator[str]:
    """Take over a log in the format of cleaningtools; decisions that need a second reviewer wait for one."""
    tree, corridor, mapping_round = _opened(corridor_code, round_name)
    questionnaire = corridor_questionnaire(tree, corridor, mapping_round)
    responses = clean_delivery(tree, corridor, mapping_round).responses
    imported = import_log(table, responses.cells, questionnaire, reviewer, today.isoformat())
    _add(tree, place(corridor, mapping_round), imported.log)
    yield (
        f"{imported.rows} rows: {len(imported.log)} taken over, {imported.no_action} without action, "
        f"{len(imported.refusals)} refused"
    )
    for refusal in imported.refusals.itertuples():
        yield f"  row {refusal.row}: {say(Message(refusal.reason), language)}"


def _add(tree: Tree, where: str, decisions: pd.DataFrame) -> None:
    """Add decisions to those taken before; a later word on the same decision replaces the earlier one."""
    path = tree.decisions(where) / LOG
    before = by_people(read_log(path)) if path.exists() else empty_log()
    kept = before[~before["log_id"].isin(decisions["log_id"])]
    write_text_table(path, pd.concat([kept, decisions], ignore_index=True))


def _opened(corridor_code: str, round_name: str) -> tuple[Tree, Corridor, Round]:
    tree = current_tree()
    origin, _, destination = corridor_code.upper().partition("-")
    if not destination:
        raise ParameterError(
            "{found} is no corridor. Write origin and destination, such as KGZ-RUS.",
            found=repr(corridor_code),
        )
    return tree, find_corridor(tree, origin, destination), find_round(tree, round_name)
