"""How good the links are: a sample of pairs for people to look at, and what their answers say of all links.

Links alone cannot show what was missed. The sample is stratified by score, with pairs under the threshold in it and
respondents for whom no pair was found at all, each beside the record most like theirs. Precision is the share of
the links that are right, recall the share of the true ones that were found; both are stratum totals weighted by
how many pairs stand in each stratum (Binette & Steorts 2022, "(Almost) all of entity resolution", on why samples of
links alone cannot estimate recall).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from mekendesh.cleaning.clusters import LINKED
from mekendesh.cleaning.linkage import POSSIBLE, SURE
from mekendesh.cleaning.names import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

EDGES = (POSSIBLE, LINKED, SURE, 1.01)
"""Strata by posterior probability: possible, likely, sure; below the first stands whom no pair was found for."""
UNFOUND = "unfound"
STRATA = ("possible", "likely", "sure")
PER_STRATUM = 15


def stratum_of(probability: pd.Series) -> pd.Series:
    """The stratum of each pair by its score."""
    cut = pd.cut(probability, list(EDGES), right=False, labels=list(STRATA))
    return cut.astype("str")


def sample_pairs(
    pairs: pd.DataFrame,
    survey: pd.DataFrame,
    records: pd.DataFrame,
    *,
    rng_seed: int,
    size: int = PER_STRATUM,
) -> pd.DataFrame:
    """Pairs to be looked at: left (response), right (record of the list), probability, stratum.

    ``pairs``: those of the survey with one list, a response's best pair each; ``survey`` and ``records`` as
    `linkage.RECORD_COLUMNS`. At most ``size`` a stratum, drawn without looking at what they are; of responses
    without a pair the record of the same year of birth whose name is most alike.
    """
    rng = np.random.default_rng(rng_seed)
    best = best_pairs(pairs)
    drawn = []
    for _, stratum in best.assign(stratum=stratum_of(best["probability"])).groupby("stratum", sort=True):
        drawn.append(stratum.iloc[rng.permutation(len(stratum))[:size]])
    without = survey[~survey["record"].isin(best["left"])]
    chosen = without.iloc[rng.permutation(len(without))[:size]]
    nearest = [(row.record, _most_alike(row, records), 0.0, UNFOUND) for row in chosen.itertuples()]
    columns = ["left", "right", "probability", "stratum"]
    unfound = pd.DataFrame([one for one in nearest if one[1]], columns=columns)
    sampled = pd.concat([*(table[columns] for table in drawn), unfound], ignore_index=True)
    return sampled.sort_values(["stratum", "left"], ignore_index=True)


def best_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """The best pair of each response; equal ones by the record's name."""
    ordered = pairs.sort_values(["probability", "left", "right"], ascending=[False, True, True])
    return ordered.drop_duplicates("left")


def reviewed_rates(
    best: pd.DataFrame, compared: int, decisions: Mapping[tuple[str, str], bool], looked_at: Sequence[str]
) -> tuple[float, float] | None:
    """Precision and recall by the decisions of people; ``None`` where nobody looked at any pair.

    ``best``: `best_pairs`, with the score the model gave; ``decisions``: whether a pair (left, right) is one
    person; ``looked_at``: responses without a pair whose nearest record a person looked at and found to be
    another's. A stratum nobody looked at counts as the model expects it. Half a decision each way is added to
    those that were looked at (Jeffreys), so that three right ones of three are not taken for certainty.
    """
    if not decisions and not looked_at:
        return None
    named = best.assign(
        stratum=stratum_of(best["probability"]),
        same=[decisions.get(pair) for pair in zip(best["left"], best["right"], strict=True)],
    )
    right, missed, links = 0.0, 0.0, 0
    for stratum, rows in named.groupby("stratum"):
        known = rows["same"].dropna()
        share = (known.sum() + 0.5) / (len(known) + 1) if len(known) else float(rows["probability"].mean())
        if stratum == STRATA[0]:
            missed += share * len(rows)
        else:
            right += share * len(rows)
            links += len(rows)
    without = compared - len(best)
    found_later = sum(same for (left, _), same in decisions.items() if left not in set(best["left"]))
    seen = len(looked_at) + found_later
    if without and seen:
        missed += without * (found_later + 0.5) / (seen + 1)
    if not links:
        return None
    return round(right / links, 4), round(right / (right + missed), 4)


def _most_alike(told: object, records: pd.DataFrame) -> str:
    """The record of the same year (or without one) whose name is most alike; "" where there is none."""
    year = told.birth[:4]
    near = records[records["birth"].str.contains(year, regex=False) | (records["birth"] == "")]
    if near.empty:
        return ""
    names = [" ".join(folded(name)) for name in near["name"]]
    best = process.extractOne(" ".join(folded(told.name)), names, scorer=fuzz.token_sort_ratio)
    return str(near["record"].iloc[best[2]]) if best else ""
