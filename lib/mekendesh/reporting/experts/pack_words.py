"""What the papers of a round table say to those who fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.words import Country, Day, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Nation

SHEETS = {
    "readme": message("Read first"),
    "scale": message("Scale"),
    "participant": message("Participant"),
    "before": message("Before"),
    "evidence": message("Evidence"),
    "after": message("After"),
    "comments": message("Comments"),
}
"""What the sheets are called; the first thirty-one letters of it, as a spreadsheet has it."""


def readme(nation: Nation) -> tuple[Term, ...]:
    """What a participant reads first in the rating workbook."""
    return (
        message("Round table on mapping compatriots abroad: ratings"),
        whose(nation),
        message(
            "Fill in the coloured cells only. First write the code that was given to you and choose where you speak "
            "from. Your name is not asked."
        ),
        message(
            "Rate everything on the sheet “Before” from what you know. Only then read the sheet “Evidence”, and rate "
            "again on the sheet “After”. Equal ratings are as good as changed ones."
        ),
        message(
            "Readiness: 0 none · 1 announced or drafted · 2 adopted on paper · 3 operating with an owner and a budget · "
            "4 operating, monitored, results published. The sheet “Scale” says what that means for each item."
        ),
        message(
            "Importance: 1 not important at all, 9 of the greatest importance. Feasibility: 1 cannot be done, 9 can be "
            "done as soon as it is decided."
        ),
        message("Leave a row empty if you have no view of it. An empty row is no vote against."),
        message(
            "If you see something otherwise than most, write why. It is quoted, without your name, only if you say "
            "yes on the sheet “Participant”."
        ),
        message("Results are shown as medians and spreads from five ratings on. Nobody’s rating is shown."),
        message(
            "Choose ratings from the list, and write no formulas. Do not change locked cells and do not delete or add "
            "rows: such rows are refused, with the reason."
        ),
    )


def comment_readme(nation: Nation) -> tuple[Term, ...]:
    """What a participant reads first in the comment sheet."""
    return (
        message("Round table on mapping compatriots abroad: comments"),
        whose(nation),
        message(
            "One comment a row: choose the section it is about and write it in your own words. Comments are answered in "
            "the next edition of the methodology."
        ),
        message(
            "A comment is quoted only if you choose yes. A name is optional; it serves the answer and is never "
            "published."
        ),
        message("Write no formulas. A row that cannot be read is refused, with the reason."),
    )


def whose(nation: Nation) -> Term:
    """Whose round table this is."""
    return message(
        "Country of origin: {origin} · round: {round} · evidence as of: {day}",
        origin=Country(nation.origin),
        round=Verbatim(nation.round.name),
        day=Day(nation.round.as_of.isoformat()),
    )


STAMP = message("EXAMPLE: the participants of this round are simulated. It addresses no real body.")
EVIDENCE = {
    "item": message("Item"),
    "date": message("Evidence dated"),
    "score": message("Score it supports, 0 to 4"),
    "grade": message("Grade of evidence"),
    "quote": message("What is known, and what is not"),
    "source": message("Source"),
}
NO_EVIDENCE = message("No dated evidence is known. That is not zero: the item is unknown.")
