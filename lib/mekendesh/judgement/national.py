"""The one national list of an origin: the corridors' shares combined by the size of the corridors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.estimation.estimates import percentiles
from mekendesh.judgement import recommendations

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework
    from mekendesh.structure.sizes import Anchor

SURVEYED = ("in", "not_asked", "no_figure")
"""The states of a corridor (`corridor_weights`) that has been surveyed."""


@dataclass(frozen=True)
class Survey:
    """What a corridor brings: estimates, draws, and the published figure it is weighted by, if any."""

    estimates: pd.DataFrame
    draws: pd.DataFrame
    anchor: Anchor | None


@dataclass(frozen=True)
class Combined:
    """Estimates of each corridor (``site`` its destination) and of all together (``site`` ""), with draws.

    ``weight`` in the estimates is what a corridor weighs in the whole, 1 for the whole itself. ``persons`` is the sum of the anchors, ``basis`` names each of them.
    """

    estimates: pd.DataFrame
    draws: pd.DataFrame
    persons: int
    basis: str


def fully_asked(surveys: Mapping[str, Survey | None]) -> dict[str, Survey]:
    """The surveys that can speak in the national list: those with a share for every proposal that any of them has.

    A corridor whose form lacked a question, or where nobody answered it, would leave the proposals that rest on it
    without a national share; so the corridor stays out of the list, and not the proposals.
    """
    shares = {name: _shares_known(survey.estimates) for name, survey in surveys.items() if survey is not None}
    every = frozenset().union(*shares.values())
    return {name: survey for name, survey in surveys.items() if survey is not None and shares[name] == every}


def corridor_weights(
    surveys: Mapping[str, Survey | None], anchors: Mapping[str, Anchor | None]
) -> pd.DataFrame:
    """Which corridors speak in the national list, and with what weight.

    ``surveys`` holds the surveyed corridors by destination, ``anchors`` a figure or ``None`` for every
    corridor of the origin. Returns destination, persons (NaN without a figure), concept, year, weight (sums
    to 1 over ``in``) and state: ``in``, ``not_asked`` (surveyed, but not `fully_asked`), ``no_figure`` (surveyed, but
    nothing to weigh it by), ``no_survey``, ``nothing_known``.

    Figures of different concepts stand in one sum here: the weights are a convention and are shown.
    """
    rows = []
    full = fully_asked({name: survey for name, survey in surveys.items() if survey and survey.anchor})
    for destination, anchor in anchors.items():
        state = _STATES[surveys.get(destination) is not None, anchor is not None]
        rows.append(
            {
                "destination": destination,
                "persons": float(anchor.persons) if anchor else np.nan,
                "concept": anchor.concept if anchor else "",
                "year": int(anchor.year) if anchor else pd.NA,
                "state": "not_asked" if state == "in" and destination not in full else state,
            }
        )
    table = pd.DataFrame(rows, columns=["destination", "persons", "concept", "year", "state"])
    table["year"] = table["year"].astype("Int64")
    counted = table["persons"].where(table["state"] == "in", 0.0)
    table["weight"] = counted / counted.sum() if counted.sum() > 0 else 0.0
    return table


def combine_corridors(surveys: Mapping[str, Survey]) -> Combined:
    """Combine the surveyed corridors that have a figure and are `fully_asked`, weighted by its persons, per replicate.

    The surveys are independent, so replicate k of one stands beside replicate k of another; of unequal numbers the
    smallest is used. Only indicators every one of them has are combined; one that nobody in some corridor answered
    has no combined value. A corridor that is not combined stands beside them with weight 0. The combined effective
    size is that of a weighted sum of independent surveys, 1 / Σ w²/n_eff; the interval is the percentiles of the
    combined draws, but never narrower than to hold the combined value.
    """
    weighable = {name: survey for name, survey in surveys.items() if survey.anchor is not None}
    used = fully_asked(weighable)
    if not used:
        return Combined(pd.DataFrame(), pd.DataFrame(), 0, "")
    persons = np.array([survey.anchor.persons for survey in used.values()], dtype=float)
    weights = persons / persons.sum()
    parts = {name: _whole_corridor(survey.estimates) for name, survey in used.items()}
    shared = [i for i in next(iter(parts.values())).index if all(i in part.index for part in parts.values())]
    replicates = min(len(survey.draws) for survey in used.values())
    columns = [f"{indicator}|" for indicator in shared]
    drawn = sum(
        weight * survey.draws[columns].to_numpy(float)[:replicates]
        for weight, survey in zip(weights, used.values(), strict=True)
    )
    draws = pd.DataFrame(drawn, columns=columns)
    combined = _combined_estimates([part.loc[shared] for part in parts.values()], weights, draws)
    corridors = [
        part.loc[shared].reset_index().assign(site=name, population=name, weight=float(weight))
        for (name, part), weight in zip(parts.items(), weights, strict=True)
    ]
    corridors += [
        _answered(survey).assign(site=name, population=name, weight=0.0)
        for name, survey in weighable.items()
        if name not in used
    ]
    basis = " ".join(
        f"{name}:{s.anchor.source}:{s.anchor.concept}:{s.anchor.year}" for name, s in used.items()
    )
    return Combined(pd.concat([combined, *corridors], ignore_index=True), draws, round(persons.sum()), basis)


def rank_national(
    framework: Framework, items: pd.DataFrame, combined: Combined, *, rng_seed: int = 0
) -> pd.DataFrame:
    """The national list: `recommendations.rank` on the combined shares, with the people of all corridors.

    With no corridor to combine it is the list before the fieldwork.
    """
    if combined.estimates.empty:
        return recommendations.before_fieldwork(framework, items)
    table = recommendations.rank(framework, items, combined.estimates, combined.draws, rng_seed=rng_seed)
    for ending in ("", "_low", "_high"):
        table[f"people{ending}"] = table[f"share{ending}"] * combined.persons
    return table.assign(people_basis=combined.basis)


_STATES = {
    (True, True): "in",
    (True, False): "no_figure",
    (False, True): "no_survey",
    (False, False): "nothing_known",
}


def _whole_corridor(estimates: pd.DataFrame) -> pd.DataFrame:
    return estimates[estimates["site"] == ""].set_index("indicator")


def _answered(survey: Survey) -> pd.DataFrame:
    return _whole_corridor(survey.estimates).reset_index().dropna(subset="value")


def _shares_known(estimates: pd.DataFrame) -> frozenset[str]:
    shares = estimates[(estimates["family"] == "proposal") & (estimates["site"] == "")]
    return frozenset(shares["indicator"][shares["value"].notna()])


def _combined_estimates(parts: list[pd.DataFrame], weights: np.ndarray, draws: pd.DataFrame) -> pd.DataFrame:
    def stacked(column: str) -> np.ndarray:
        return np.column_stack([part[column].to_numpy(float) for part in parts])

    value = stacked("value") @ weights
    n = stacked("n").sum(axis=1)
    # An n_eff of 0 (nobody answered) carries no information: the combined effective size is then 0 as well.
    with np.errstate(divide="ignore"):
        n_eff = 1 / (weights**2 / stacked("n_eff")).sum(axis=1)
        deff = n / n_eff
    drawn = draws.to_numpy(float)
    missing = np.isnan(drawn)
    low, high = percentiles(drawn, missing)
    first = parts[0].reset_index()
    return first[["indicator", "family", "key", "level", "method", "interval", "definition"]].assign(
        site="",
        value=value,
        se=np.where(missing.all(axis=0), np.nan, np.ma.std(np.ma.array(drawn, mask=missing), axis=0, ddof=1)),
        low=np.fmin(low, value),
        high=np.fmax(high, value),
        n=n.astype("int64"),
        n_yes=stacked("n_yes").sum(axis=1).astype("int64"),
        deff=deff,
        n_eff=n_eff,
        population="surveyed_corridors",
        weight=1.0,
    )
