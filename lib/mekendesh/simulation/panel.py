"""A simulated round table for the round `example`: participants who never sat there, and what they never said.

It exists so that every page of a panel can be looked at before there is one. Its strata differ, some of its members
leave ratings out or go early, on some proposals it splits: what a reader must be able to tell apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.files import write_text
from mekendesh.simulation.assumptions import load_assumptions
from mekendesh.simulation.simulate import stable_seed
from mekendesh.structure.roundtable import (
    COMMENT_COLUMNS,
    COMMENTS,
    MOMENTS,
    RATING_COLUMNS,
    RATINGS,
    READINESS,
    SCALES,
    STRATA,
    comment_id,
    load_sections,
    rated_subjects,
)
from mekendesh.structure.schema import Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mekendesh.files import Tree
    from mekendesh.simulation.assumptions import Assumptions
    from mekendesh.structure.corridors import Round
    from mekendesh.structure.framework import Framework
    from mekendesh.structure.schema import Row


def simulate_panel_if_example(tree: Tree, origin: str, mapping_round: Round, framework: Framework) -> None:
    """Write ratings and comments of an example round as they follow from the assumptions today; leave others alone.

    Files that already say so are not touched: a run's key does not change by looking.
    """
    if not mapping_round.is_example:
        return
    subjects = rated_subjects(framework)
    ratings = simulate_ratings(
        load_assumptions(tree), subjects, np.random.default_rng(stable_seed("panel", origin))
    )
    comments = simulate_comments(tree, ratings, subjects)
    folder = tree.roundtable(f"{origin}/{mapping_round.name}")
    for name, table in ((RATINGS, ratings), (COMMENTS, comments)):
        text = table.to_csv(index=False, lineterminator="\n")
        if not (folder / name).is_file() or (folder / name).read_bytes() != text.encode():
            write_text(folder / name, text)


def simulate_ratings(
    assumptions: Assumptions, subjects: Sequence[tuple[str, str]], rng: np.random.Generator
) -> pd.DataFrame:
    """Ratings of a panel (`RATING_COLUMNS`, as text) of ``subjects``, pairs of what and id.

    A rating is its lowest value plus a binomial number of steps whose log-odds add up what the subject, the person
    and the person's stratum bring, and after the evidence what it moved. It misleads if taken for how panels rate:
    the shape is convenient, and every number in it is assumed.
    """
    panel = assumptions.family("panel")
    strata = [stratum for stratum in STRATA for _ in range(round(panel[f"members_{stratum}"]))]
    people, count = len(strata), len(subjects)
    what = [subject for subject, _ in subjects]
    low = np.array([SCALES[each][0] for each in what])
    steps = np.array([SCALES[each][1] - SCALES[each][0] for each in what])
    level = np.array([panel[f"level_{each}"] for each in what]) + rng.normal(
        0, panel["subject_spread"], count
    )
    person = np.array([panel[f"bias_{stratum}"] for stratum in strata]) + rng.normal(
        0, panel["person_spread"], people
    )
    side = np.where(np.array(strata) == "state", 1.0, np.where(np.array(strata) == "diaspora", -1.0, 0.0))
    is_split = (rng.random(count) < panel["split"]) & np.array([each != READINESS for each in what])
    odds = level + person[:, None] + side[:, None] * is_split * panel["split_by"]
    before = low + rng.binomial(steps, _share(odds))
    moved = odds + rng.normal(0, panel["evidence_spread"], count)
    keeps = rng.random((people, count)) < panel["keeps"]
    after = np.where(keeps, before, low + rng.binomial(steps, _share(moved)))
    given = {moment: rng.random((people, count)) >= panel["missing"] for moment in MOMENTS}
    given[MOMENTS[1]] &= (rng.random(people) >= panel["leaves_early"])[:, None]
    rows = [
        (f"P{number + 1:02d}", strata[number], *subject, moment, str(ratings[number, place]))
        for number in range(people)
        for moment, ratings in zip(MOMENTS, (before, after), strict=True)
        for place, subject in enumerate(subjects)
        if given[moment][number, place]
    ]
    return pd.DataFrame(rows, columns=RATING_COLUMNS, dtype="str")


def simulate_comments(tree: Tree, ratings: pd.DataFrame, subjects: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Comments of a panel (`COMMENT_COLUMNS`) from ``panel_words.csv``; a reason is given to somebody of its stratum.

    Words about what is not rated (any more) are left out. Raises ``StructureError`` for mistakes in the file.
    """
    mistakes = Mistakes("panel_words.csv")
    read = read_rows(tree.structure / "panel_words.csv", ("about", "stratum", "language", "quote", "comment"))
    mistakes.repeated(read, "about", "comment")
    sections = {f"section:{section.section}" for section in load_sections(tree)}
    rated = {f"{what}:{name}" for what, name in subjects}
    members = {
        stratum: sorted(group["participant"].unique()) for stratum, group in ratings.groupby("stratum")
    }
    rows = []
    for place, row in enumerate(read):
        about = row["about"]
        stratum = mistakes.one_of(row, "stratum", STRATA, blank=about in sections)
        language = mistakes.one_of(row, "language", ("ky", "ru", "en"))
        quote = mistakes.one_of(row, "quote", ("yes", "no"))
        words = mistakes.filled(row, "comment")
        if about in sections | rated:
            participant = _one_of(members.get(stratum, []), place)
            rows.append((comment_id(about, words), participant, stratum, about, words, language, quote, ""))
        elif not _is_about(row):
            mistakes.add(
                row.line, "about", f"'{about}'", "a section, or what is rated, such as readiness:portal"
            )
    mistakes.raise_if_any()
    return pd.DataFrame(sorted(rows, key=lambda row: (row[3], row[4])), columns=COMMENT_COLUMNS, dtype="str")


def _is_about(row: Row) -> bool:
    return row["about"].partition(":")[0] in SCALES


def _one_of(members: Sequence[str], place: int) -> str:
    return members[place % len(members)] if members else ""


def _share(odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-odds))
