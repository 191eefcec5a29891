"""The way interviews were held, told: whether people answer otherwise face to face, by telephone, online."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.doors.complements import SMALLEST_CELL
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.numbers import not_in_the_field
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.words import Term, Verbatim, message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.estimation.answers.missing import Missing
    from mekendesh.structure.mapping import Mapping as Corridor

CHANCE = 0.05
"""Differences between modes are called so where their false discovery rate is below this."""
MORE, LESS, ALIKE = "more", "less", "alike"
VERDICTS: Mapping[str, Term] = {
    MORE: message("more often"),
    LESS: message("less often"),
    ALIKE: message("no clear difference"),
}


def protect_modes(missing: Missing | None) -> Statistics | None:
    """A verdict an indicator and mode of interview and no number; ``None`` before the fieldwork.

    ``c`` where fewer than ten people say yes, or no, in this way of interview or in the others; ``x`` where the
    replicates allow no verdict. Empty where the form does not tell how interviews were held, or all were held
    alike. Returns indicator, mode, flag, verdict (`MORE`, `LESS`, `ALIKE`, "" where hidden).
    """
    if missing is None:
        return None
    if missing.modes is None or missing.modes.empty:
        return open_statistics(pd.DataFrame(columns=["indicator", "mode", "flag", "verdict"]))
    modes = missing.modes
    cells = [
        modes["n_yes"],
        modes["n"] - modes["n_yes"],
        modes["n_yes_others"],
        modes["n_others"] - modes["n_yes_others"],
    ]
    small = np.any([cell < SMALLEST_CELL for cell in cells], axis=0)
    flags = np.select([small, modes["q"].isna()], ["c", "x"], default="")
    clear = modes["q"].astype(float) < CHANCE
    verdict = np.select([clear & (modes["difference"] > 0), clear], [MORE, LESS], default=ALIKE)
    safe = modes[["indicator", "mode"]].assign(flag=flags, verdict=np.where(flags == "", verdict, ""))
    return open_statistics(safe.reset_index(drop=True))


def table(corridor: Corridor, modes: Statistics | None) -> Block:
    """Whether people interviewed in one way say yes more or less often than the others."""
    if modes is None:
        return not_in_the_field()
    if modes.empty:
        return Paragraph(
            message("All interviews were held in the same way, or the form does not say how."), "notice"
        )
    verdicts = insist_protected(modes).set_index(["indicator", "mode"])
    form = corridor.questionnaire
    offered = {choice.code: choice.label for choice in form.choices_of("mode")}
    held = list(dict.fromkeys(verdicts.index.get_level_values("mode")))
    return Table(
        name="modes_of_interview",
        caption=message("Headline answers by the way the interview was held, beside all other interviews"),
        columns=(
            Column("share_of", message("Compatriots who …")),
            *(Column(mode, offered.get(mode, Verbatim(mode))) for mode in held),
        ),
        rows=tuple(
            (
                indicator_name(corridor.framework, indicator),
                *(_verdict_cell(verdicts.loc[(indicator, mode)]) for mode in held),
            )
            for indicator in dict.fromkeys(verdicts.index.get_level_values("indicator"))
        ),
        notes=(
            message(
                "A difference is named where chance would bring it in fewer than five of a hundred such findings. "
                "Nobody was given a way of interview by lot, so a difference may be one of people as well as of "
                "how they were asked."
            ),
        ),
    )


def _verdict_cell(row: pd.Series) -> Term:
    return Verbatim(f"[{row['flag']}]") if row["flag"] else VERDICTS[row["verdict"]]
