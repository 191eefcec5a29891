"""What cleaning did to each headline number: as it came, after the rules alone, and after people's decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.shares.survey import estimates_of
from mekendesh.reporting.blocks import Block, Column, Table
from mekendesh.reporting.doors.protection import protect
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.numbers import not_in_the_field, share_cell
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.words import Term, message

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping as Corridor

HEADLINES = ("acts_any", "willing_any", "gap_any", "trust_high", "return_yes", "used_yes")
VERSIONS: Mapping[str, Term] = {
    "raw": message("As it came"),
    "automatic": message("After the rules"),
    "reviewed": message("After people's decisions"),
}


class Versions(Protocol):
    """What cleaning hands over: respondents by how far they were cleaned."""

    @property
    def versions(self) -> Mapping[str, pd.DataFrame]: ...


def effect_of_cleaning(corridor: Corridor, cleaning: Versions | None) -> Statistics | None:
    """The headline shares of each version of the respondents, protected together; ``None`` before the fieldwork.

    ``cleaning`` has the respondents as they came, after the automatic rules, and after review. A share is shown only where
    it may be shown in all versions: two versions differ by few people, and one shown beside one hidden would
    say which way. A version that cannot be estimated at all hides every share. The reviewed shares are those of 03,
    to the last bit and with the same flags: what one report hides, the other does not show.
    """
    if cleaning is None:
        return None
    tables = []
    for version, respondents in cleaning.versions.items():
        try:
            estimated = protect(estimates_of(corridor, respondents).table)
        except EstimationError:
            return open_statistics(
                pd.DataFrame(columns=["version", "indicator", "value", "low", "high", "flag", "digits"])
            )
        tables.append(insist_protected(estimated).assign(version=version))
    together = pd.concat(tables, ignore_index=True)
    shown = together[(together["site"] == "") & together["indicator"].isin(HEADLINES)]
    hidden = (
        shown.assign(is_hidden=shown["flag"].isin(["c", "x"]))
        .groupby("indicator")["is_hidden"]
        .transform("any")
    )
    numbers = ["value", "low", "high"]
    safe = shown.assign(flag=shown["flag"].mask(hidden & ~shown["flag"].isin(["c", "x"]), "c"), digits=0)
    for name in numbers:
        safe[name] = np.round(safe[name].astype(float), 2).where(~hidden)
    return open_statistics(safe[["version", "indicator", *numbers, "flag", "digits"]].reset_index(drop=True))


def table(corridor: Corridor, effect: Statistics | None) -> Block:
    """Each headline share as it came, after the rules, and after people's decisions."""
    if effect is None:
        return not_in_the_field()
    cells = insist_protected(effect).set_index(["indicator", "version"])
    rows = [
        (
            indicator_name(corridor.framework, indicator),
            *(share_cell(cells.loc[(indicator, version)]) for version in VERSIONS),
        )
        for indicator in HEADLINES
        if all((indicator, version) in cells.index for version in VERSIONS)
    ]
    if not rows:
        rows = [
            (
                message("none can be shown"),
                *(share_cell(pd.Series({"flag": "x", "value": None})) for _ in VERSIONS),
            )
        ]
    return Table(
        name="effect_of_cleaning",
        caption=message("What cleaning did to the headline numbers"),
        columns=(
            Column("share_of", message("Share of compatriots who …")),
            *(Column(version, label, numeric=True) for version, label in VERSIONS.items()),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Shares of compatriots in the surveyed cities, RDS-II, whole percent, 95 % range. Where the last "
                "two columns agree, people have decided nothing yet that moves a number."
            ),
        ),
    )
