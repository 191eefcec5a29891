"""The people of a synthetic diaspora: who they are and how many of their own they know.

One row is one invented person. Size and share of women are given by the caller, from published figures; every
margin is an assumption. What people do and want follows in `behaviour`.

Acquaintance is a degree-corrected block model (Karrer and Newman 2011): the ties between two people of one
site are as many as popularity_i · popularity_j · likeness of their types. ``degree`` is a person's expected
number of ties under it, so that a walk along ties visits people in proportion to ``degree``, which is what
weights by network size rely on. Homophily therefore lowers the degree of small groups, as it does in life.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mekendesh.simulation.assumptions import Assumptions
    from mekendesh.structure.sites import Site

MONTHS = 12
_LOW_SKILLED = ("isco_5", "isco_7", "isco_8", "isco_9")
_TYPE_TRAITS = ("sex", "age", "higher", "village")


def simulate_people(
    assumptions: Assumptions,
    sites: Sequence[Site],
    *,
    population: int,
    female_share: float,
    year: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Invent the people of a corridor's sites, at most as many as assumed and as ``population``.

    Returns one row a person: ``site``, the traits of the questionnaire, ``age`` in years in ``year``, the
    boolean traits that effects speak of (``female`` … ``recent``), ``engaged`` (a standard normal score),
    ``type`` (for `likeness`), ``popularity`` and ``degree``. People outside the sites are not simulated.
    """
    size = min(assumptions.count("network", "people"), population)
    people = pd.DataFrame({"site": _spread_over_sites(sites, size)})
    people["sex"] = np.where(rng.random(size) < female_share, "female", "male")
    bands = assumptions.draw("age", size, rng)
    low, high = (np.array([int(band.split("_")[end]) for band in bands]) for end in (0, 1))
    people["age"] = rng.integers(low, high + 1)
    people["birth_year"] = year - people["age"]
    people["settlement_of_origin"] = assumptions.draw("settlement", size, rng)
    people["education"] = assumptions.draw("education", size, rng)
    people["legal_status"] = assumptions.draw("legal_status", size, rng)
    people["months_in_country"] = _months_in_country(assumptions, people["age"].to_numpy(), rng)
    people["arrival_year"] = year - people["months_in_country"] // MONTHS
    people = people.assign(**_definition_variables(assumptions, people, rng))
    people = people.assign(**_work(assumptions, people, rng))
    people = people.assign(
        female=people["sex"] == "female",
        age_18_29=people["age"] <= 29,
        age_45_plus=people["age"] >= 45,
        higher=people["education"] == "higher",
        village=people["settlement_of_origin"] == "village",
        irregular=people["legal_status"] == "irregular",
        recent=people["arrival_year"] > year - 5,
        working=people["occupation"] != "not_working",
        engaged=rng.standard_normal(size),
    )
    return _acquaint(assumptions, people, rng)


def likeness(assumptions: Assumptions) -> np.ndarray:
    """How much likelier two people of given types know each other than two who share no trait: type × type.

    A type is a combination of sex, three age groups, higher education and village origin.
    """
    groups = np.array(list(product(range(2), range(3), range(2), range(2))))
    same = groups[:, None, :] == groups[None, :, :]
    strength = np.array([assumptions.value("homophily", trait) for trait in _TYPE_TRAITS])
    return np.exp(same @ strength)


def _spread_over_sites(sites: Sequence[Site], size: int) -> np.ndarray:
    """A site per person, in whole numbers that follow the sites' shares of those who live in any of them."""
    shares = np.array([site.share for site in sites])
    ends = np.round(np.cumsum(shares / shares.sum()) * size).astype(int)
    return np.repeat(np.array([site.site for site in sites], dtype=object), np.diff(ends, prepend=0))


def _months_in_country(assumptions: Assumptions, ages: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    years = rng.exponential(assumptions.value("residence", "mean_years"), len(ages))
    years = np.minimum(years, np.minimum(ages - 1, assumptions.value("residence", "most_years")))
    return np.floor(years * MONTHS).astype(int)


def _definition_variables(
    assumptions: Assumptions, people: pd.DataFrame, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    chance = assumptions.family("definition")
    size = len(people)
    citizen_here = (people["legal_status"] == "citizen_here").to_numpy()
    citizen = np.where(citizen_here, chance["citizen_if_citizen_here"], chance["citizen_otherwise"])
    return {
        "born_in_origin": rng.random(size) < chance["born_in_origin"],
        "citizen_of_origin": rng.random(size) < citizen,
        **{
            name: rng.random(size) < chance[name]
            for name in ("ethnic_affiliation", "ancestor_born", "self_identifies", "has_link")
        },
    }


def _work(assumptions: Assumptions, people: pd.DataFrame, rng: np.random.Generator) -> dict[str, np.ndarray]:
    size = len(people)
    idle = rng.random(size) < assumptions.value("work", "not_working")
    higher = (people["education"] == "higher").to_numpy()
    occupation = np.where(
        higher,
        assumptions.draw("occupation_higher", size, rng),
        assumptions.draw("occupation_other", size, rng),
    )
    sector = np.where(
        people["sex"] == "female",
        assumptions.draw("sector_female", size, rng),
        assumptions.draw("sector_male", size, rng),
    )
    chance = np.full(size, assumptions.value("overqualified", "other"))
    below = (people["education"] == "vocational").to_numpy() & (occupation == "isco_9")
    chance[below] = assumptions.value("overqualified", "vocational")
    chance[higher & np.isin(occupation, _LOW_SKILLED)] = assumptions.value("overqualified", "higher")
    return {
        "occupation": np.where(idle, "not_working", occupation),
        "sector": np.where(idle, "none", sector),
        "overqualified": ~idle & (rng.random(size) < chance),
    }


def _acquaint(assumptions: Assumptions, people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add ``type``, ``popularity`` and ``degree``: the median degree and its bounds are as assumed."""
    effects = assumptions.family("degree_log_effect")
    size = len(people)
    score = rng.normal(0, assumptions.value("network", "degree_log_sd"), size)
    for trait, effect in effects.items():
        score = score + effect * people[trait].to_numpy(dtype=float)
    popularity = np.exp(score)
    age = np.digitize(people["age"], (30, 45))
    kind = ((people["sex"] == "male") * 12 + age * 4 + people["higher"] * 2 + people["village"]).to_numpy(int)
    alike = likeness(assumptions)
    reach = np.empty(size)
    for site in people["site"].unique():
        here = (people["site"] == site).to_numpy()
        of_type = np.bincount(kind[here], popularity[here], minlength=len(alike))
        reach[here] = (alike @ of_type / of_type.sum())[kind[here]]
    degree = popularity * reach
    degree = degree * assumptions.value("network", "degree_median") / np.median(degree)
    degree = np.clip(np.round(degree), 1, assumptions.value("network", "degree_most")).astype(int)
    return people.assign(type=kind, popularity=popularity, degree=degree)
