"""What the national list owes to the figures its corridors are weighed by: the shares under each other figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.estimation.estimates import ALL_SITES
from mekendesh.judgement.national import fully_asked
from mekendesh.judgement.resolving import Answers
from mekendesh.structure.sizes import NO_ANCHOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.judgement.national import Survey

_PROPOSAL = "proposal_"


def answers_by_figure(
    surveys: Mapping[str, Survey | None], sizes: Mapping[str, pd.DataFrame]
) -> dict[str, Answers]:
    """For each surveyed corridor the combined share of each proposal, were the corridor weighed by another figure.

    ``surveys`` by destination, ``None`` where nothing was surveyed; ``sizes`` the published figures by destination.
    The figures are the largest of each concept a scenario may rest on; a corridor without any is tried with those
    the other corridors are weighed by, since nothing else is known of its size. The others keep their figure. A
    corridor without a survey, or one that stays out of the list (`national.fully_asked`), is not here: its figure
    moves no share.

    It misleads where no published figure is near the truth: all answers are then wrong together.
    """
    found = fully_asked(surveys)
    anchored = {name: float(survey.anchor.persons) for name, survey in found.items() if survey.anchor}
    shares = {name: _shares(survey.estimates) for name, survey in found.items()}
    answers = {}
    for name in found:
        figures = _figures(sizes[name]) or sorted(set(anchored.values()))
        rows = [_combined(shares, anchored | {name: figure}) for figure in figures]
        answers[name] = Answers(shares=pd.DataFrame(rows).reset_index(drop=True)) if rows else Answers()
    return answers


def _figures(sizes: pd.DataFrame) -> list[float]:
    people = sizes[(sizes["persons"] > 0) & ~sizes["concept"].isin(NO_ANCHOR)]
    return people.groupby("concept")["persons"].max().astype(float).tolist()


def _shares(estimates: pd.DataFrame) -> pd.Series:
    rows = estimates[estimates["indicator"].str.startswith(_PROPOSAL) & (estimates["site"] == ALL_SITES)]
    return rows.set_index(rows["indicator"].str.removeprefix(_PROPOSAL))["value"].astype(float)


def _combined(shares: Mapping[str, pd.Series], persons: Mapping[str, float]) -> pd.Series:
    """Σ N·S / Σ N over the proposals that every corridor has a share of."""
    together = pd.concat([shares[name] * figure for name, figure in persons.items()], axis=1, join="inner")
    return together.sum(axis=1, skipna=False) / sum(persons.values())
