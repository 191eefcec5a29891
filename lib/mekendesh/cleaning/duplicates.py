"""Submissions that came more than once."""

from __future__ import annotations

import pandas as pd

SUBMISSION = ("_uuid", "_submission_time")
"""What the server gives a submission anew each time the same interview is sent."""

INTERVIEW = ("start", "end", "form_version", "interviewer")


def sent_again(cells: pd.DataFrame) -> pd.Series:
    """Rows that repeat an earlier row in everything the phone recorded, to the second of start and end."""
    return _identified(cells) & cells.drop(columns=list(SUBMISSION)).duplicated()


def same_uuid_other_answers(cells: pd.DataFrame) -> pd.Series:
    """Rows that share their identity with a row that says something else. Which one holds, a person must
    say.
    """
    rest = cells[~sent_again(cells)]
    repeated = _identified(rest) & rest["_uuid"].str.strip().duplicated(keep=False)
    return repeated.reindex(cells.index, fill_value=False)


def same_answers(cells: pd.DataFrame) -> pd.Series:
    """Rows that repeat an earlier interview's answers at another time; a doubt, no more."""
    answers = cells.drop(columns=[*SUBMISSION, *INTERVIEW])
    consented = cells["consent_analyse"].str.strip() == "yes"
    return consented & answers.duplicated() & ~sent_again(cells)


def without_uuid(cells: pd.DataFrame) -> pd.Series:
    """Rows that nothing can be said about, because nothing can name them: totals, blank rows, broken
    exports.
    """
    return ~_identified(cells)


def _identified(cells: pd.DataFrame) -> pd.Series:
    return cells["_uuid"].str.strip() != ""
