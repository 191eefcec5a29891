"""Ideas and projects: how many people have one, by stage, sector, need and region of the country of origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from mekendesh.structure.questionnaire import Questionnaire

STAGE, SECTOR = "idea_stage", "idea_sector"
QUESTIONS = (STAGE, SECTOR, "idea_need", "idea_region")
"""What everyone with an idea is asked."""
MODULE = "ideas"
NOT_ANSWERED = ""


@dataclass(frozen=True, eq=False)
class Ideas:
    """Counted ideas, not weighted. Raw: a page shows them through `mekendesh.reporting.compatriots.ideas` only.

    ``people``: respondents; ``ideas``: those of them with an idea (who named its stage). ``answers``:
    ``question``, ``code``, ``n``, every answer of each question in the order of the form, at the end those
    who gave none (code "", not of the stage, without which there is no idea). ``crossed``: ``sector``, ``stage``, ``n``, every pair in that order.
    """

    people: int
    ideas: int
    answers: pd.DataFrame
    crossed: pd.DataFrame


def count_ideas(respondents: pd.DataFrame | None, questionnaire: Questionnaire) -> Ideas | None:
    """Count the ideas of the respondents; ``None`` before the fieldwork.

    Besides `QUESTIONS` every question with one answer of the module on ideas, where the round asks it. No
    words of a respondent enter. These are counts of people who were asked, no estimate: who was recruited
    through many acquaintances counts as one, so the mix of sectors among all compatriots may be another.
    How many have an idea at all is the estimate ``idea_any``.
    """
    if respondents is None:
        return None
    having = respondents[respondents[STAGE].isin(_codes(questionnaire, STAGE))]
    codes = {name: _codes(questionnaire, name) for name in questions_of(questionnaire) if name in having}
    told = {name: _told(having[name], offered) for name, offered in codes.items()}
    codes = {name: offered if name == STAGE else (*offered, NOT_ANSWERED) for name, offered in codes.items()}
    answers = [
        (name, code, int((told[name] == code).sum())) for name, offered in codes.items() for code in offered
    ]
    crossed = [
        (sector, stage, int(((told[SECTOR] == sector) & (told[STAGE] == stage)).sum()))
        for sector in codes[SECTOR]
        for stage in codes[STAGE]
    ]
    return Ideas(
        len(respondents),
        len(having),
        pd.DataFrame(answers, columns=["question", "code", "n"]),
        pd.DataFrame(crossed, columns=["sector", "stage", "n"]),
    )


def questions_of(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The questions on ideas that are counted, in the order of the form."""
    return tuple(
        column.column
        for column in questionnaire.columns
        if column.column in QUESTIONS or (column.module == MODULE and column.type == "choice")
    )


def _codes(questionnaire: Questionnaire, question: str) -> tuple[str, ...]:
    return questionnaire.codes_of(questionnaire.by_name[question].choices)


def _told(answers: pd.Series, offered: tuple[str, ...]) -> pd.Series:
    """The answers as codes; what is missing, or no answer of the form, as not answered."""
    texts = answers.astype("object")
    return texts.where(texts.isin(offered), NOT_ANSWERED)
