"""Why an answer is missing: the kinds, shared by cleaning, which sees the form, and estimation, which counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.words import message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.words import Term

REFUSED, DONT_KNOW, WITHHELD, UNUSABLE = "refused", "dont_know", "withheld", "unusable"
NOT_REACHED, NOT_ASKED, BLANK = "not_reached", "not_asked", "blank"
ANSWERED = ""

KINDS: Mapping[str, Term] = {
    REFUSED: message("would rather not say"),
    DONT_KNOW: message("do not know"),
    WITHHELD: message("did not agree to be asked this"),
    UNUSABLE: message("gave an answer that could not be used"),
    NOT_REACHED: message("the interview ended before the question"),
    NOT_ASKED: message("the form did not ask"),
    BLANK: message("left empty, no reason known"),
}
"""Kinds of missing answers and how they are told. Where several answers make up one indicator and several are
missing, the first kind in this order stands for the person: what somebody said comes before an empty cell.
"""

CODES: Mapping[str, str] = {"prefer_not": REFUSED, "dont_know": DONT_KNOW, "unsure": DONT_KNOW}
"""Codes of closed lists that stand for a missing answer. An indicator may count one as an answer all the same:
who is not sure about returning is not counted as planning to.
"""
