"""Respondents' own words: an "other" that is on the list after all, and people who can be known by what they
wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from mekendesh.cleaning.form_rules import Place
from mekendesh.words import LANGUAGES

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Questionnaire

OTHER = "other"
ALIKE = 88.0
"""Of 100: how alike a text and a label must be (`rapidfuzz.fuzz.WRatio`) for the label to be suggested."""
SHORTEST_TEXT, SHORT_LABEL = 3, 4
_IDENTIFYING = re.compile(
    r"(?<![\w+])\+?(?:\d[\s().-]{0,2}){8,}\d(?!\w)"  # nine digits or more: a telephone, or a long number
    r"|[\w.+-]+@[\w-]+\.\w+"  # an address for mail
    r"|(?<!\w)@\w{3,}|\b(?:https?://|www\.|t\.me/|wa\.me/|vk\.com/)\S+",  # an account
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"\b(?:ID|AN|AC|PE)\s?\d{7}\b", re.IGNORECASE)
"""A document of the Kyrgyz Republic."""
_LATIN_LOOKS = str.maketrans("АСЕРасер", "ACEPacep")


def other_on_the_list(responses: Responses, questionnaire: Questionnaire) -> Iterator[tuple[int, str, str]]:
    """Answers "other" whose words are those of a choice, in any of the three languages: row, question, and the
    answer with that choice instead.

    A suggestion, never a decision: words can be alike and mean something else.
    """
    for column in questionnaire.columns:
        asked = [questionnaire.by_name[name] for name in column.depends_on if name in questionnaire.by_name]
        if column.role != "free_text" or len(asked) != 1:
            continue
        labels = {
            getattr(choice.label, language).casefold(): choice.code
            for choice in questionnaire.choices_of(asked[0].choices)
            for language in LANGUAGES
            if choice.code != OTHER
        }
        labels.pop("", None)
        texts = responses.cells[column.column].str.strip()
        for text in texts[texts.str.len() >= SHORTEST_TEXT].unique():
            best = process.extractOne(text.casefold(), list(labels), scorer=_alike, score_cutoff=ALIKE)
            if best is None:
                continue
            for row in texts.index[texts == text]:
                given = responses.cells.at[row, asked[0].column].split()
                codes = [labels[best[0]] if code == OTHER else code for code in given]
                if OTHER in given:
                    yield row, asked[0].column, " ".join(dict.fromkeys(codes))


def _alike(text: str, label: str, **_: object) -> float:
    """How alike two texts are, of 100; short labels as wholes, because they stand inside many words."""
    return fuzz.ratio(text, label) if len(label) < SHORT_LABEL else fuzz.WRatio(text, label)


def identifying_text(responses: Responses, questionnaire: Questionnaire) -> Iterator[Place]:
    """Texts with a telephone, an address, an account, a document, or the respondent's own name in them."""
    names = [
        column.column for column in questionnaire.of_role("identifier") if column.column in responses.cells
    ]
    for column in questionnaire.of_role("free_text"):
        texts = responses.cells[column.column]
        for row, text in texts[texts.str.len() >= SHORTEST_TEXT].items():
            own = [responses.cells.at[row, name] for name in names]
            latin = text.translate(_LATIN_LOOKS)
            if _IDENTIFYING.search(text) or _DOCUMENT.search(latin) or _names(text, own):
                yield row, column.column


def _names(text: str, own: list[str]) -> bool:
    words = set(re.findall(r"\w+", text.casefold()))
    return any(
        len(part) >= SHORTEST_TEXT and part in words
        for identifier in own
        for part in re.findall(r"\w+", identifier.casefold())
        if not part.isdigit() or len(part) > 5
    )
