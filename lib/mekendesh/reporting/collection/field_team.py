"""The work of the interviewers, told without naming one: what is usual, and whether anybody stands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Table
from mekendesh.reporting.doors.complements import SMALLEST_CELL
from mekendesh.reporting.numbers import not_in_the_field
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.words import Count, Percent, Term, Verbatim, message

FALSE_DISCOVERY = 0.05
MINUTES = "minutes"
MEASURES: Mapping[str, Term] = {
    "doubted": message("interviews with any doubt"),
    "missing": message("asked questions without an answer"),
    "minutes": message("minutes an interview lasts"),
    "other": message("“other” where it is offered"),
    "round": message("network sizes that are multiples of five"),
    "copied": message("interviews that nearly repeat another one"),
    "straight": message("interviews with the same answer again and again"),
}


class Watched(Protocol):
    """What cleaning hands over: the interviewers' work, interviewer by interviewer and measure by measure."""

    @property
    def panel(self) -> pd.DataFrame | None: ...


def protect_panel(cleaning: Watched | None) -> Statistics | None:
    """The panel by measure: measure, usual (whole percent or minutes), flag, interviewers, standing_out.

    Interviewers are counted, never named: a code on a page is a person to their colleagues. A share of fewer
    than ten interviews, or of all but fewer than ten, is hidden.
    """
    if cleaning is None or cleaning.panel is None:
        return None
    panel = cleaning.panel
    rows = []
    for measure in MEASURES:
        taken = panel[panel["measure"] == measure]
        if taken.empty:
            continue
        weights = taken["n"].to_numpy(float)
        usual = float(np.average(taken["observed"].to_numpy(float), weights=weights))
        hits = usual * weights.sum()
        small = measure != MINUTES and not SMALLEST_CELL <= hits <= weights.sum() - SMALLEST_CELL
        rows.append(
            {
                "measure": measure,
                "usual": np.nan if small else round(usual) if measure == MINUTES else round(usual, 2),
                "flag": "c" if small else "",
                "interviewers": int(taken["interviewer"].nunique()),
                "standing_out": int((taken["q"] <= FALSE_DISCOVERY).sum()),
            }
        )
    return open_statistics(
        pd.DataFrame(rows, columns=["measure", "usual", "flag", "interviewers", "standing_out"])
    )


def table(panel: Statistics | None) -> Block:
    """Per measure: what is usual here, and how many interviewers stand out from those of their cities."""
    if panel is None:
        return not_in_the_field()
    rows = [
        (MEASURES[row["measure"]], _usual(row), _standing_out(row))
        for _, row in insist_protected(panel).iterrows()
    ]
    if not rows:
        rows = [(message("none can be shown"), Verbatim("[x]"), Verbatim("[x]"))]
    return Table(
        name="interviewers",
        caption=message("The interviewers' work"),
        columns=(
            Column("measure", message("What is looked at")),
            Column("usual", message("Usual here"), numeric=True),
            Column("standing_out", message("Interviewers who stand out")),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Each interviewer is held against the others of the same cities; of those who stand out, one in "
                "twenty is expected to do so by chance. Interviewers of another district meet other people: standing "
                "out is a reason to look at the interviews, never a finding about a person."
            ),
        ),
    )


def _usual(row: pd.Series) -> Term:
    if row["flag"]:
        return Verbatim(f"[{row['flag']}]")
    return Count(int(row["usual"])) if row["measure"] == MINUTES else Percent(float(row["usual"]))


def _standing_out(row: pd.Series) -> Term:
    if not row["standing_out"]:
        return message("none of {all}", all=Count(int(row["interviewers"])))
    return message("some of {all}", all=Count(int(row["interviewers"])))
