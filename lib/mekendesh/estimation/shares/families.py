"""Families of indicators beside the headlines: what would be needed, capacity, and the human, economic, social
and cultural side, question by question as the round asked it.

They are estimated with the very replicates of the headlines (same trees, same streams of random numbers), so
that draws of both belong together, and no headline moves by a bit because of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.chains.diagnostics import describe_recruitment
from mekendesh.estimation.estimates import combine, estimates_table, site_shares
from mekendesh.estimation.indicators import WILLING_FROM, Answer, Indicators
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import stream
from mekendesh.estimation.shares.corridor import Estimates
from mekendesh.estimation.shares.survey import REPLICATES
from mekendesh.estimation.sites import draw_shares
from mekendesh.structure.capacity import Capacity, load_capacity
from mekendesh.structure.questionnaire import load_questionnaire
from mekendesh.structure.sites import sites_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mekendesh.estimation.sites import SharedSite
    from mekendesh.structure.mapping import Mapping
    from mekendesh.structure.questionnaire import Column, Questionnaire

FAMILIES = (
    "origin", "human", "economic", "social", "cultural", "civic", "services", "ideas", "needs", "trust", "used",
)  # fmt: skip
CAPACITY = "capacity"
ELSEWHERE = (
    "trust_state", "used_body", "years_experience", "idea_sector", "idea_stage", "idea_need", "idea_region",
)  # fmt: skip
"""Questions of these families that are told elsewhere: as headlines (``trust_high``, ``used_yes``), as the
capacity of a channel, or as counts of ideas. A second cut of the same numbers would give away what lies between the two.
"""
SILENT = "prefer_not"
YES, HIGH, FROM = "yes", "high", "from"
LEAST = {"remit_cost": 4, "service_wait_days": 31}
"""From which whole number on a number counts as yes; 1 for questions not named here. A transfer that costs more
than 3 % misses the target of the Sustainable Development Goals (10.c).
"""


@dataclass(frozen=True)
class FamilyIndicator:
    """One indicator: the share with this answer of those who were asked the question and answered it.

    ``code``: an answer of the list; ``yes``; ``high`` (4 or 5 of 5); or ``from_<number>``. ``exhaustive``:
    whether the indicators of this question add up to everyone asked.
    """

    indicator: str
    family: str
    column: str
    code: str
    exhaustive: bool


def family_indicators(questionnaire: Questionnaire) -> tuple[FamilyIndicator, ...]:
    """The indicators that the questions of a round give, in the order of the form.

    A question belongs to the first of `FAMILIES` that it feeds. Words and identifiers give none.
    """
    found: list[FamilyIndicator] = []
    for column in questionnaire.columns:
        family = next((use for use in column.feeds if use in FAMILIES), "")
        if not family or column.column in ELSEWHERE:
            continue
        rest = column.column.removeprefix(f"{family}_")
        found += [
            FamilyIndicator(
                f"{family}_{rest}__{code}", family, column.column, code, exhaustive=column.type == "choice"
            )
            for code in _codes(column, questionnaire)
        ]
    return tuple(found)


def families_of(
    respondents: pd.DataFrame, questionnaire: Questionnaire, capacities: Sequence[Capacity] = ()
) -> Indicators:
    """Read the families from the respondents table. What the table has no column of is left out, not zero.

    Capacity has the ids ``capacity_<channel>__<band>``. They mislead where a question was put to some only
    (what a transfer costs, to those who send): the share is then of these. ``prefer_not`` is no answer. People
    choose what they say of income and business: bands are wide for that reason.
    """
    answers: dict[str, tuple[str, Answer]] = {}
    for each in family_indicators(questionnaire):
        answer = _answer(respondents, questionnaire.by_name[each.column], each.code)
        if answer is not None:
            answers[each.indicator] = each.family, answer
    for band in capacities:
        if band.column in respondents:
            answers[f"{CAPACITY}_{band.channel}__{band.band}"] = CAPACITY, _in_band(respondents, band)
    size = len(respondents)
    catalogue = pd.DataFrame(
        [(name, family, name.removeprefix(f"{family}_")) for name, (family, _) in answers.items()],
        columns=["indicator", "family", "key"],
    ).astype("str")
    return Indicators(
        catalogue,
        np.column_stack([np.empty((size, 0), dtype=bool), *(answer.yes for _, answer in answers.values())]),
        np.column_stack(
            [np.empty((size, 0), dtype=bool), *(answer.answered for _, answer in answers.values())]
        ),
        tuple(answer.columns for _, answer in answers.values()),
    )


def estimate_families(mapping: Mapping, respondents: pd.DataFrame | None) -> Estimates | None:
    """The families of a mapping with intervals; ``None`` before the fieldwork, or where nothing was asked."""
    if respondents is None:
        return None
    channels = [channel.channel for channel in mapping.framework.channels]
    capacities = load_capacity(mapping.tree, channels, load_questionnaire(mapping.tree))
    indicators = families_of(respondents, mapping.questionnaire, capacities)
    if indicators.catalogue.empty:
        return None
    return estimate_indicators(
        respondents,
        indicators,
        sites_of(mapping.tree, mapping.corridor.destination),
        replicates=REPLICATES,
        rng_seed=mapping.rng_seed,
    )


def estimate_indicators(
    respondents: pd.DataFrame,
    indicators: Indicators,
    sites: Sequence[SharedSite],
    *,
    replicates: int,
    rng_seed: int,
    definition: str = "statistical",
) -> Estimates:
    """Any indicators by RDS-II with tree-bootstrap intervals, per site and all sampled sites together.

    The replicates are those of `corridor.estimate_corridor` with the same seed and respondents. Raises
    ``EstimationError`` where no one can be weighted.
    """
    trees = recruitment_trees(respondents)
    usable = [tree for tree in trees if tree.inverse_sizes.any()]
    if not usable:
        raise EstimationError(
            "No respondent has a network size above zero, so no one can be weighted. "
            "Check the column network_size in the delivery."
        )
    shares, drawn = draw_shares(sites, [tree.site for tree in usable], replicates, stream(rng_seed, "sites"))
    by_site = [
        site_shares(tree, indicators, replicates, stream(rng_seed, f"site {tree.site}")) for tree in usable
    ]
    left_out = np.any([np.isnan(site.value) for site in by_site], axis=0) | (len(usable) < len(trees))
    parts = [(combine(by_site, shares, drawn), left_out), *((site, None) for site in by_site)]
    return Estimates(
        pd.concat(
            [estimates_table(part, indicators.catalogue, definition, omitted) for part, omitted in parts],
            ignore_index=True,
        ),
        pd.DataFrame(
            np.concatenate([part.draws for part, _ in parts], axis=1),
            columns=[
                f"{name}|{part.site}" for part, _ in parts for name in indicators.catalogue["indicator"]
            ],
        ),
        describe_recruitment(trees, [site.site for site in sites]),
    )


def _codes(column: Column, questionnaire: Questionnaire) -> tuple[str, ...]:
    match column.type:
        case "choice" | "multiple":
            return tuple(code for code in questionnaire.codes_of(column.choices) if code != SILENT)
        case "boolean":
            return (YES,)
        case "scale":
            return (HIGH,)
        case "integer":
            return (f"{FROM}_{LEAST.get(column.column, 1)}",)
        case _:
            return ()


def _answer(respondents: pd.DataFrame, column: Column, code: str) -> Answer | None:
    name = f"{column.column}__{code}" if column.type == "multiple" else column.column
    if name not in respondents:
        return None
    values = respondents[name]
    match column.type:
        case "choice":
            values = values.astype("object").where(values != SILENT)
            says = (values == code).where(values.notna())
        case "multiple" | "boolean":
            says = values
        case "scale":
            says = values.astype("Float64") >= WILLING_FROM
        case _:
            says = values.astype("Float64") >= int(code.removeprefix(f"{FROM}_"))
    return _known(says, name)


def _in_band(respondents: pd.DataFrame, band: Capacity) -> Answer:
    values = respondents[band.column]
    if band.codes:
        told = values.astype("object").where(values != SILENT)
        return _known(told.isin(band.codes).where(told.notna()), band.column)
    return _known(values.astype("Float64").between(band.low, band.high), band.column)


def _known(says: pd.Series, column: str) -> Answer:
    nullable = says.astype("boolean")
    return Answer(
        nullable.fillna(False).to_numpy(dtype=bool), nullable.notna().to_numpy(dtype=bool), (column,)
    )
