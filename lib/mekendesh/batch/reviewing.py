"""Laying proposals before people, and taking their decisions back, from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.clean import Cleaning, clean_delivery
from mekendesh.cleaning.foreign import import_log
from mekendesh.cleaning.log import ROW, by_people, empty_log, read_log
from mekendesh.cleaning.overlap import links_to_review
from mekendesh.cleaning.proposals import context_of, propose
from mekendesh.cleaning.pseudonyms import load_key
from mekendesh.cleaning.returned import read_review
from mekendesh.cleaning.review import review_workbook
from mekendesh.errors import ParameterError
from mekendesh.field.delivery import read_delivery
from mekendesh.field.lists import read_list
from mekendesh.files import current_tree, digest, write_atomically, write_text_table
from mekendesh.structure.corridors import Corridor, Round, find_corridor, find_round, place
from mekendesh.structure.instruments import corridor_questionnaire
from mekendesh.words import Message, message, say

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from mekendesh.files import Tree

WHOLE = message("the interview as a whole")


def write_review(
    corridor_code: str, round_name: str, language: str, out: Path, *, links: bool = False
) -> Iterator[str]:
    """Write the review workbook of a corridor: every doubt a decision could settle, in the language.

    With ``links`` also a sample of pairs of the survey with each list: these rows name people.
    """
    tree, corridor, mapping_round = _opened(corridor_code, round_name)
    questionnaire = corridor_questionnaire(tree, corridor, mapping_round)
    cleaning = clean_delivery(tree, corridor, mapping_round)
    responses = cleaning.responses
    proposals = propose(cleaning.issues, responses, questionnaire, cleaning.log)
    said = {check.name: say(check.said, language) for check in cleaning.checks}
    beside: dict[str, str] = {}
    if links:
        pairs, beside = _pairs(tree, corridor, mapping_round, cleaning)
        proposals = pd.concat([proposals, pairs], ignore_index=True)
    content = review_workbook(
        proposals,
        context_of(responses, questionnaire, proposals),
        {column.column: getattr(column.label, language) for column in questionnaire.columns}
        | {ROW: say(WHOLE, language)},
        {row.log_id: said.get(row.reason, row.reason) for row in proposals.itertuples()} | beside,
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
    pairs, _ = _pairs(tree, corridor, mapping_round, cleaning)
    proposals = pd.concat([proposals, pairs], ignore_index=True)
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


def _pairs(
    tree: Tree, corridor: Corridor, mapping_round: Round, cleaning: Cleaning
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The sample of pairs to be reviewed, and what stands on both sides; nothing where no list came."""
    where = place(corridor, mapping_round)
    delivery = read_delivery(tree, where)
    if not delivery.lists:
        return empty_log(), {}
    lists = {named.name: (named.kind, read_list(named, mapping_round.as_of)) for named in delivery.lists}
    path = tree.decision_log(where)
    people = by_people(read_log(path)) if path.exists() else empty_log()
    seed = int(digest(where.encode())[:12], 16)
    return links_to_review(cleaning.kept, lists, key=load_key(tree), people=people, rng_seed=seed)


def _add(tree: Tree, where: str, decisions: pd.DataFrame) -> None:
    """Add decisions to those taken before; a later word on the same decision replaces the earlier one."""
    path = tree.decision_log(where)
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
