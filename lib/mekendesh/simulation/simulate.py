"""From assumptions to a filled-in form in one step: people, behaviour, survey, answers, planted mistakes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.simulation.answers import fill_form, first_day, load_words
from mekendesh.simulation.assumptions import load_assumptions
from mekendesh.simulation.behaviour import simulate_behaviour
from mekendesh.simulation.fieldwork import survey_people
from mekendesh.simulation.identities import identities
from mekendesh.simulation.planting import Planted, plant
from mekendesh.simulation.population import simulate_people
from mekendesh.simulation.register_plan import USUAL
from mekendesh.simulation.registers import Register, association_lists, consular_register, survey_identities
from mekendesh.structure.instruments import corridor_questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from mekendesh.files import Tree
    from mekendesh.simulation.assumptions import Assumptions
    from mekendesh.structure.corridors import Corridor, Round
    from mekendesh.structure.questionnaire import Questionnaire
    from mekendesh.structure.sites import Site

_FIRST_ID = 410001
ASSOCIATIONS_TOLD = 2
"""Lists of associations that come with a simulated delivery."""


@dataclass(frozen=True)
class Setting:
    """What a simulation starts from, beside its size: the assumptions, the form and the invented words."""

    assumptions: Assumptions
    questionnaire: Questionnaire
    words: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Simulated:
    """A simulated round of a corridor.

    ``people`` is everyone invented (the truth; ``uuid`` is the response of those interviewed, else empty),
    ``responses`` the export with its header ``group/question`` in the order of submission, ``planted`` the
    mistakes in it. ``register`` and ``associations`` are lists on which some of the people stand.
    """

    people: pd.DataFrame
    responses: pd.DataFrame
    planted: tuple[Planted, ...]
    register: Register
    associations: tuple[Register, ...]


def load_setting(tree: Tree, corridor: Corridor, round: Round) -> Setting:
    """Read assumptions, questionnaire and invented words; mistakes are ``StructureError``."""
    questionnaire = corridor_questionnaire(tree, corridor, round)
    return Setting(load_assumptions(tree), questionnaire, load_words(tree, corridor.origin))


def stable_seed(*names: str) -> int:
    """A seed that depends on the names alone: not on the machine, the time or the process."""
    return int.from_bytes(hashlib.sha256("/".join(names).encode()).digest()[:4], "big")


def simulate(
    setting: Setting,
    sites: Sequence[Site],
    *,
    population: int,
    female_share: float,
    as_of: date,
    rng_seed: int,
) -> Simulated:
    """Simulate one round of one corridor; the same arguments give the same tables.

    ``population`` is the published number of people of the corridor; at most the assumed limit are invented.
    """
    assumptions = setting.assumptions
    streams = np.random.SeedSequence(rng_seed).spawn(6)
    for_people, for_behaviour, for_survey, for_form, for_mistakes, for_lists = map(
        np.random.default_rng, streams
    )
    begins = first_day(assumptions, as_of)
    people = simulate_people(
        assumptions,
        sites,
        population=population,
        female_share=female_share,
        year=begins.year,
        rng=for_people,
    )
    people = simulate_behaviour(assumptions, people, for_behaviour)
    survey = survey_people(assumptions, people, for_survey)
    answered = people.drop(columns="site").iloc[survey["person"]].reset_index(drop=True)
    form = fill_form(
        assumptions,
        setting.questionnaire,
        setting.words,
        survey.join(answered),
        begins,
        rng=for_form,
    )
    known = identities(people, setting.words, for_lists)
    form = _tell_who_they_are(form, survey_identities(known, survey["person"].to_numpy(), USUAL, for_lists))
    uuids = np.full(len(people), "", dtype=object)
    uuids[survey["person"]] = form["_uuid"]
    form, planted = plant(assumptions, form, for_mistakes)
    return Simulated(
        people.assign(uuid=uuids),
        _as_export(setting.questionnaire, form),
        planted,
        consular_register(known, USUAL, for_lists),
        tuple(association_lists(known, USUAL, for_lists, ASSOCIATIONS_TOLD)),
    )


def _tell_who_they_are(form: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Name, telephone and document as each person tells them, where the form has any: that is, where they agreed."""
    form = form.copy()
    for column in ("name", "phone", "document"):
        said = pd.Series(told[column].to_numpy(), index=form.index, dtype="str")
        form[column] = said.where(form[column] != "", "")
    return form


def _as_export(questionnaire: Questionnaire, form: pd.DataFrame) -> pd.DataFrame:
    """Rows by time of submission, columns headed and ordered as an export heads and orders them."""
    form = form.sort_values(["_submission_time", "_uuid"], kind="stable", ignore_index=True)
    form["_id"] = (_FIRST_ID + form.index).astype("str")
    headers = {column.column: column.header for column in questionnaire.columns}
    for column in questionnaire.columns:
        if column.type == "multiple":
            codes = questionnaire.codes_of(column.choices)
            headers |= {f"{column.column}/{code}": f"{column.header}/{code}" for code in codes}
    return form.rename(columns=headers).reindex(columns=list(questionnaire.headers), fill_value="")
