"""What the round table says of an item beside what evidence says of it: two readings, and neither replaces the other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError

FEWEST_RATERS = 5
PANEL = ("item", "median", "n", "flag")
READINGS = ("within", "panel_higher", "panel_lower", "panel_alone", "not_shown", "not_rated")
HIDDEN = "c"


def beside_the_panel(items: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """The panel's median of each item beside the score and the bounds that evidence gives it.

    ``items`` as `mekendesh.judgement.readiness.score_items` returns them; ``panel`` holds item, median (0–4),
    n (raters) and flag (empty, or a code that hides the median), as
    `mekendesh.judgement.panel.readiness_medians` returns them. A median of fewer than five raters is hidden
    whatever its flag; a flag without a count is an item that some rated, not one that nobody did.

    Returns one row per item in the order of ``items``: item, domain, score, low, high, median (NaN where hidden or not
    rated), flag and reading, one of `READINGS`: the median lies ``within`` the bounds of the evidence, above
    (``panel_higher``) or below them (``panel_lower``); ``panel_alone`` where no evidence is known;
    ``not_shown`` where the median is hidden; ``not_rated`` where nobody rated. The number of raters is not
    returned: a panel is small and known.

    Raises ``EstimationError`` for a column or an item that is not there, an item twice, a median off the scale.

    It misleads if the two are averaged: the panel may have read the same evidence, so that agreement is not a
    second proof.
    """
    rated = _checked(items, panel).set_index("item").reindex(items["item"])
    few = (rated["n"] > 0) & (rated["n"] < FEWEST_RATERS)
    flag = rated["flag"].fillna("").mask(few, HIDDEN)
    nobody = ~(rated["n"] > 0) & (flag == "")
    median = rated["median"].astype(float).mask((flag != "") | nobody)
    table = items[["item", "domain", "score", "low", "high"]].reset_index(drop=True)
    table["median"], table["flag"] = median.to_numpy(), flag.to_numpy()
    table["reading"] = np.select(
        [
            nobody.to_numpy(),
            table["median"].isna(),
            table["score"].isna(),
            table["median"] > table["high"],
            table["median"] < table["low"],
        ],
        ["not_rated", "not_shown", "panel_alone", "panel_higher", "panel_lower"],
        default="within",
    )
    return table


def _checked(items: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in PANEL if column not in panel.columns]
    if missing:
        raise EstimationError(
            "The panel's medians lack the column(s) {columns}. The columns item, median, n and flag are "
            "expected. Hand over the table of the round table's ratings.",
            columns=", ".join(missing),
        )
    for name in panel["item"]:
        if name not in set(items["item"]) or (panel["item"] == name).sum() > 1:
            raise EstimationError(
                "The panel's medians hold the item {item} twice, or it is no item of readiness. Each item once "
                "is expected. Read the ratings in again.",
                item=str(name),
            )
    off = panel[(panel["median"] < 0) | (panel["median"] > 4)]
    if not off.empty:
        raise EstimationError(
            "The panel's median of the item {item} is not on the scale from 0 to 4. Read the ratings in again.",
            item=str(off.iloc[0]["item"]),
        )
    return panel
