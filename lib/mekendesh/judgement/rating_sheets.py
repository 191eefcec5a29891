"""The sheets that go out to a panel and come back: their machine names, their seal, and the words of their lists.

Names for the machine stand in the hidden first row of each sheet, so that a workbook is read back in whatever
language it was filled in, whatever its sheets are called by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.files import digest
from mekendesh.structure.roundtable import FEASIBILITY, IMPORTANCE, NO, READINESS, STRATA, YES
from mekendesh.words import LANGUAGES, message, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mekendesh.structure.roundtable import Section
    from mekendesh.words import Term

SEAL = "seal"
"""The hidden last column; in the row of headers it holds this word, which tells that row from the others."""
LANGUAGE = "language/"
"""What the machine's name of the column that carries the workbook's language begins with."""

PARTICIPANT = {
    "code": message("Your code"),
    "stratum": message("You speak from"),
    "consent": message("May your written reasons be quoted, without your name?"),
    "pack": message("Round table"),
}
CONTEXT = {
    "what": message("Key"),
    "id": message("Key of the subject"),
    "moment": message("Key of the moment"),
    "question": message("What is rated"),
    "subject": message("Subject"),
    "context": message("Domain, or lead body"),
}
"""Locked and sealed: what a row asks for. The first three are hidden keys."""
OPEN = {
    "rating": message("Your rating"),
    "reason": message("If you see it otherwise than most: why?"),
}
COMMENT = {
    "section": message("Section"),
    "comment": message("Comment"),
    "quote": message("May it be quoted?"),
    "name": message("Name, if you wish an answer (never published)"),
}
SENT = "sent"
"""The list that says which subjects this workbook was sent with: the library may have grown since."""
LISTS = ("list", "name", "word")
"""Columns of the hidden sheet that says which word of this workbook stands for which name."""

QUESTIONS = {
    READINESS: message("readiness, 0 to 4"),
    IMPORTANCE: message("importance, 1 to 9"),
    FEASIBILITY: message("feasibility, 1 to 9"),
}
CONSENTS: Mapping[str, Term] = {YES: message("yes"), NO: message("no")}


def pack_of(origin: str, round_name: str) -> str:
    """What tells the sheets of one round table from those of another."""
    return f"{origin}/{round_name}"


def seal_of(pack: str, locked: Mapping[str, str]) -> str:
    """A digest over the locked cells of a row and its round table: who alters one is noticed."""
    cells = {name: locked[name] for name in CONTEXT} | {"pack": pack}
    return digest("\0".join(f"{name}\0{cells[name]}" for name in sorted(cells)).encode())


def word_lists(sections: Iterable[Section]) -> dict[str, dict[str, Term]]:
    """The closed lists of the sheets: list → name for the machine → its words."""
    return {
        "stratum": dict(STRATA),
        "consent": dict(CONSENTS),
        "section": {section.section: section.label for section in sections},
    }


def names_by_word(lists: Mapping[str, Mapping[str, Term]]) -> dict[str, dict[str, str]]:
    """For each list the name that a word stands for, in every language and as the name itself."""
    return {
        kind: {say(term, language).casefold(): name for name, term in terms.items() for language in LANGUAGES}
        | {name: name for name in terms}
        for kind, terms in lists.items()
    }
