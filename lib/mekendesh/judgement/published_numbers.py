"""Every number that others printed, computed again by the same functions that make the numbers of this mapping.

It stands in the room below all estimators because it needs all of them: recruitment, calibration, size, ratings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import StructureError
from mekendesh.estimation.chains.diagnostics import differential_activity, homophily
from mekendesh.estimation.population.size import chapman
from mekendesh.estimation.samples.linearisation import linearised_mean, linearised_total
from mekendesh.estimation.samples.sampling import sample_design
from mekendesh.estimation.weighting.successive import successive_weights
from mekendesh.estimation.weighting.weights import rds_i_shares, rds_ii_share, stationary_shares
from mekendesh.judgement.ratings import rate_nine
from mekendesh.structure.published_numbers import (
    load_apiclus1,
    load_faux,
    load_faux_transitions,
    load_published_numbers,
)

if TYPE_CHECKING:
    from mekendesh.files import Tree

FAUX_POPULATION, FAUX_SEED = 1000, 20141226
LISTS = (346, 184, 49)
"""People on a first and a second list, and on both."""
RATINGS = (4, 5, 6, *[7] * 5, *[8] * 5, 9, 9)
SCHOOL_WEIGHT, DISTRICTS = 33.84699630737305, 757
TYPES, SCHOOLWIDE = {"E": 4421, "H": 755, "M": 1018}, {"N": 1072, "Y": 5122}
"""Schools of California by type, and by whether the whole school met its target: the margins R's example rakes to."""
COLUMNS = ("check", "source", "printed", "computed", "difference", "tolerance", "agrees")
_LAST_BIT = 1e-9


def recompute(tree: Tree) -> pd.DataFrame:
    """One row a published number, in the order of the file: `COLUMNS`, ``printed`` and ``computed`` as numbers.

    ``agrees``: the computed one lies within the tolerance (which a last bit may pass). That a number agrees proves
    the formula and its coding, not that the method suits a corridor. The successive-sampling share rests on random
    numbers with a fixed seed.

    Raises ``StructureError`` where the file holds a number that nothing here computes, or lacks one that is computed.
    """
    computed = {**_recruitment(tree), **_calibration(tree), **_size(), **_ratings()}
    numbers = load_published_numbers(tree)
    unmatched = sorted({number.check for number in numbers} ^ set(computed))
    if unmatched:
        raise StructureError(
            "The published number {check} is printed but not computed, or computed but not printed. Mend "
            "published_numbers.csv.",
            check=unmatched[0],
        )
    table = pd.DataFrame(
        {
            "check": [number.check for number in numbers],
            "source": [number.source for number in numbers],
            "printed": [number.value for number in numbers],
            "computed": [computed[number.check] for number in numbers],
            "tolerance": [number.tolerance for number in numbers],
        }
    )
    table["difference"] = table["computed"] - table["printed"]
    table["agrees"] = table["difference"].abs() <= table["tolerance"] * (1 + _LAST_BIT)
    return table[list(COLUMNS)]


def _recruitment(tree: Tree) -> Mapping[str, float]:
    people, counts = load_faux(tree), load_faux_transitions(tree)
    groups, sizes = people["group"], people["network_size"]
    blue = (groups == "blue").to_numpy()
    successive = successive_weights(sizes, FAUX_POPULATION, rng_seed=FAUX_SEED)
    return {
        "rds_ii_blue": rds_ii_share(blue, sizes),
        "rds_i_blue": float(rds_i_shares(counts, groups, sizes)["blue"]),
        "stationary_blue": float(stationary_shares(counts)["blue"]),
        "successive_blue": float(successive[blue].sum()),
        "differential_activity": differential_activity(groups, sizes, "red", "blue"),
        "homophily": homophily(counts),
    }


def _calibration(tree: Tree) -> Mapping[str, float]:
    schools = load_apiclus1(tree)
    api, enroll = schools["api00"].to_numpy(), schools["enroll"].to_numpy()
    drawn = sample_design(
        np.full(len(schools), SCHOOL_WEIGHT), schools["cluster"].to_numpy(), population_clusters=DISTRICTS
    )
    types = schools["type"].map(list(TYPES).index).to_numpy()
    schoolwide = schools["schoolwide"].map(list(SCHOOLWIDE).index).to_numpy()
    by_type = drawn.calibrated_to([types], [list(TYPES.values())])
    raked = drawn.calibrated_to([types, schoolwide], [list(TYPES.values()), list(SCHOOLWIDE.values())])
    made = {
        "mean_api": linearised_mean(drawn, api),
        "total_enroll": linearised_total(drawn, enroll),
        "post_stratified_api": linearised_mean(by_type, api),
        "raked_api": linearised_mean(raked, api),
        "raked_enroll": linearised_total(raked, enroll),
    }
    return {check: estimate.value for check, estimate in made.items()} | {
        f"{check}_se": estimate.se for check, estimate in made.items()
    }


def _size() -> Mapping[str, float]:
    size = chapman(*LISTS)
    return {"chapman": size.value, "chapman_se": size.se}


def _ratings() -> Mapping[str, float]:
    rated = rate_nine(pd.DataFrame({"item": RATINGS})).iloc[0]
    return {
        "panel_median": float(rated["median"]),
        "panel_ipr": float(rated["ipr"]),
        "panel_ipras": float(rated["ipras"]),
    }
