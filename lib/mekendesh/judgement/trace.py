"""From a recommendation down to the ground: its findings, the statistics they are, the questions that were asked.

Data only: how it is told, and what of it may be shown, is decided behind the protecting door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import StructureError
from mekendesh.estimation.indicators import indicators_of

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework, Proposal
    from mekendesh.structure.questionnaire import Questionnaire

COLUMNS = ("proposal", "step", "finding", "indicator", "questions")
ITEM, SHARE, PART = "item", "share", "part"


def trace(framework: Framework, ranked: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """Every finding of every ranked proposal, one row each, in the order of ``ranked``.

    ``ranked`` has proposal and finding_ids. ``step`` is ``item`` (a readiness item: its dated evidence is in the
    table of items), ``share`` (an estimate the rank rests on) or ``part`` (an estimate of one channel or one barrier
    that the share is made of). ``indicator`` is blank for an item; ``questions`` are columns of the questionnaire,
    separated by blanks.

    Raises ``StructureError`` for a finding of no known sort, or an indicator that no question feeds: an orphan.
    It misleads where a part is read as adding up: the share counts each person once, its parts overlap.
    """
    questions = questions_of(framework, questionnaire)
    by_id = {proposal.proposal: proposal for proposal in framework.proposals}
    rows: list[tuple[str, str, str, str, str]] = []
    for name, findings in zip(ranked["proposal"], ranked["finding_ids"], strict=True):
        for finding in findings.split():
            sort, _, rest = finding.partition(":")
            if sort == "item":
                rows.append((name, ITEM, finding, "", ""))
                continue
            indicator = rest.rstrip("|")
            if sort != "estimate" or indicator not in questions:
                raise StructureError(
                    "The finding {finding} of the proposal {proposal} leads to no item and to no question. "
                    "Link it, or take it off the list.",
                    finding=finding,
                    proposal=name,
                )
            rows.append((name, SHARE, finding, indicator, " ".join(questions[indicator])))
            if indicator == f"proposal_{name}":
                parts = _parts(by_id[name])
                rows += [(name, PART, finding, part, " ".join(questions[part])) for part in parts]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def questions_of(framework: Framework, questionnaire: Questionnaire) -> dict[str, tuple[str, ...]]:
    """For each indicator of the persons' survey the questions it is read from, in the order of the questionnaire.

    Asked of the estimation itself, on a table without people, so that there is no second list to keep in step.
    """
    asked = [column.column for column in questionnaire.columns]
    multiple = {f"barrier_{barrier.barrier}": "barriers" for barrier in framework.barriers}
    made = {**multiple, "age": "birth_year"}
    nobody = pd.DataFrame({name: pd.Series(dtype="object") for name in dict.fromkeys([*asked, *made])})
    found = indicators_of(
        nobody,
        [channel.channel for channel in framework.channels],
        [barrier.barrier for barrier in framework.barriers],
        framework.proposals,
    )
    place = {column: number for number, column in enumerate(asked)}
    return {
        name: tuple(sorted({made.get(column, column) for column in columns}, key=place.__getitem__))
        for name, columns in zip(found.catalogue["indicator"], found.columns, strict=True)
    }


def _parts(proposal: Proposal) -> list[str]:
    gaps = [f"gap_{channel}" for channel in proposal.channels]
    return [*gaps, *(f"barrier_{barrier}" for barrier in proposal.barriers)]
