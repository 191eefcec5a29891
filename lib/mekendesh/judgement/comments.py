"""What a round table said in words: dissent on what was rated, and comments on the methodology with their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.panel import hidden_strata
from mekendesh.structure.roundtable import SCALES, STRATA, YES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mekendesh.structure.roundtable import Answer, Section

DISSENT = ("what", "id", "words", "language", "stratum")
ANSWERED = ("section", "words", "language", "answer", "answered_on")


def dissent(comments: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    """Reasons that participants gave beside a rating and agreed to have quoted: `DISSENT`, one row a reason.

    ``stratum`` is empty where it would point at fewer than five participants of the panel; the words stand without
    it. No code and no name leaves. Reasons without consent are not counted either: silence is theirs to keep.

    It misleads if read as what the panel thinks: those write who disagree, and those who have the time.
    """
    people = ratings.drop_duplicates("participant")["stratum"].value_counts()
    hidden = hidden_strata(people.reindex(list(STRATA), fill_value=0))
    quoted = comments[comments["quote"] == YES]
    rows = []
    for row in quoted.itertuples():
        what, _, name = row.about.partition(":")
        if what in SCALES:
            shown = row.stratum in STRATA and row.stratum not in hidden
            rows.append((what, name, row.comment, row.language, row.stratum if shown else ""))
    table = pd.DataFrame(rows, columns=DISSENT)
    return table.sort_values(["what", "id", "words"], kind="stable", ignore_index=True)


def answered(
    comments: pd.DataFrame,
    sections: Iterable[Section],
    answers: Iterable[Answer],
    origin: str,
    round_name: str,
) -> pd.DataFrame:
    """Comments on the methodology with what was answered: `ANSWERED`, in the order of the sections.

    Every comment has a row, answered or not. ``words`` are empty where the comment may not be quoted; ``answer`` is a
    `mekendesh.structure.roundtable.Answer`, or ``None`` where nobody has answered yet.
    """
    known = {
        answer.comment_id: answer
        for answer in answers
        if (answer.origin, answer.round) == (origin, round_name)
    }
    order = {section.section: place for place, section in enumerate(sections)}
    rows = []
    for row in comments.itertuples():
        kind, _, section = row.about.partition(":")
        if kind == "section" and section in order:
            found = known.get(row.comment_id)
            words = row.comment if row.quote == YES else ""
            rows.append((order[section], row.comment_id, section, words, row.language, found))
    rows.sort(key=lambda row: row[:2])
    return pd.DataFrame(
        [(*row[2:], row[-1].answered_on.isoformat() if row[-1] else "") for row in rows], columns=ANSWERED
    ).astype({"section": "str", "words": "str", "language": "str", "answered_on": "str"})
