"""What a round table thinks: medians and spreads, what evidence moved, where strata part. Never a person's rating.

A panel is small and its members know one another. So every table here is already what may be shown: a value rests on
five raters or more, a stratum with fewer is hidden, and where the hidden strata hold fewer than five raters together
the smallest of the shown ones is hidden too, for the total and the rest must not give one away. Raters are counted in
steps of five, percentiles and medians stand on half points, shares on tenths. No minimum and no maximum leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.judgement.concordance import kendall_w
from mekendesh.judgement.ratings import interpercentile, rate_five, rate_nine
from mekendesh.structure.roundtable import MOMENTS, READINESS, SCALES, STRATA, read_ratings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mekendesh.files import Tree
    from mekendesh.structure.mapping import Nation

LEAST = 5
"""Raters from whom on a median is shown; and the step in which raters are counted."""
PERMUTATIONS = 1999
RESULTS = (
    "what", "id", "moment", "raters", "median", "p30", "p70", "near", "disagrees", "thirds", "rule",
    "before", "after", "shift", "flag",
)  # fmt: skip
BY_STRATUM = ("what", "id", "stratum", "raters", "median", "flag")
GAPS = ("what", "id", "gap", "highest", "lowest")
CONCORDANCE = ("what", "moment", "subjects", "raters", "w", "p", "flag")
BEFORE, AFTER = MOMENTS


@dataclass(frozen=True, eq=False)
class Panel:
    """The results of a panel, each table protected as this module's head says.

    ``results`` (`RESULTS`): one row a subject rated by anybody, by name. ``flag`` is ``c`` where fewer than five rated it, and
    then nothing else is told. ``moment``: after the evidence, or before it where fewer than five rated after. ``near``
    is for 0–4, ``disagrees`` and ``thirds`` for 1–9. ``shift`` = median after − median before, where both are shown.
    ``strata`` (`BY_STRATUM`): the same moment by stratum. ``gaps`` (`GAPS`): the largest less the smallest median of
    the strata shown, where at least two are. ``concordance`` (`CONCORDANCE`): Kendall's W of each list.
    """

    results: pd.DataFrame
    strata: pd.DataFrame
    gaps: pd.DataFrame
    concordance: pd.DataFrame


def read_panel(tree: Tree, origin: str, round_name: str, *, rng_seed: int) -> Panel | None:
    """The panel of an origin and round; ``None`` before there was one."""
    ratings = read_ratings(tree, f"{origin}/{round_name}")
    return None if ratings is None or ratings.empty else judge_panel(ratings, rng_seed=rng_seed)


def panel_of(country: Nation) -> Panel | None:
    """`read_panel` of an origin in a round."""
    return read_panel(country.tree, country.origin, country.round.name, rng_seed=country.rng_seed)


def judge_panel(ratings: pd.DataFrame, *, rng_seed: int) -> Panel:
    """Judge the ratings of a panel: `mekendesh.structure.roundtable.RATING_COLUMNS`, ratings as text or numbers.

    Medians, P30–P70, IPRAS and thirds as `mekendesh.judgement.ratings` defines them, W as
    `mekendesh.judgement.concordance`.

    It misleads as any invited panel does: it says what these people think and is no sample of any others. ``shift``
    compares all who rated before with all who rated after; where some rated only once, who they were moves it too.
    It does not say that the evidence moved anyone, for the talk between the two ratings did so as well.

    Raises ``EstimationError`` where somebody rated the same thing twice in one moment, or off its scale.
    """
    table = _checked(ratings)
    results, strata = [], []
    for (what, name), of_subject in table.groupby(["what", "id"]):
        moments = {moment: of_subject[of_subject["moment"] == moment] for moment in MOMENTS}
        moment = AFTER if len(moments[AFTER]) >= LEAST else BEFORE
        results.append(_result(what, name, moment, moments))
        strata += list(_strata(what, name, moments[moment]))
    by_stratum = pd.DataFrame(strata, columns=BY_STRATUM)
    return Panel(
        results=pd.DataFrame(results, columns=RESULTS),
        strata=by_stratum,
        gaps=_gaps(by_stratum),
        concordance=_concordance(table, rng_seed),
    )


def readiness_medians(panel: Panel) -> pd.DataFrame:
    """What stands beside the evidence score of an item: ``item``, ``median``, ``n``, ``flag``.

    ``n`` says that at least so many rated it: a multiple of five, or 1 where the median is hidden.
    """
    return _medians(panel, READINESS).rename(columns={"id": "item"})


def proposal_medians(panel: Panel, what: str) -> pd.DataFrame:
    """Importance or feasibility of the proposals: ``proposal``, ``median``, ``n``, ``flag``; see above."""
    return _medians(panel, what).rename(columns={"id": "proposal"})


def shown_raters(raters: int) -> int:
    """Raters as they may be counted: the next lower multiple of five, so that no difference tells one person."""
    return raters // LEAST * LEAST


def hidden_strata(raters: pd.Series) -> set[str]:
    """The strata that may not be shown. ``raters``: counts by stratum, those without any included.

    Those with fewer than five; and, while the hidden ones together hold one to four raters, the smallest of the shown
    ones (of equals the first by name): else the total less the rest would be a group under five.
    """
    counts = raters[raters > 0].sort_index().sort_values(kind="stable")
    hidden = {str(name) for name in counts.index[counts < LEAST]}
    for name in counts.index[counts >= LEAST]:
        if not 0 < int(counts[list(hidden)].sum()) < LEAST:
            break
        hidden.add(str(name))
    return hidden


def _checked(ratings: pd.DataFrame) -> pd.DataFrame:
    table = ratings.assign(rating=pd.to_numeric(ratings["rating"], errors="coerce")).reset_index(drop=True)
    if table.duplicated(["participant", "what", "id", "moment"]).any():
        raise EstimationError(
            "A participant rated the same thing twice in one moment. Keep one of the ratings, or import the workbooks "
            "of the round table again."
        )
    low = table["what"].map({what: scale[0] for what, scale in SCALES.items()})
    high = table["what"].map({what: scale[1] for what, scale in SCALES.items()})
    rating = table["rating"]
    if not ((rating >= low) & (rating <= high) & (rating % 1 == 0)).all():
        raise EstimationError(
            "A rating of the round table is not a whole number on its scale, or of something that is not rated. "
            "Import the workbooks of the round table again."
        )
    # In an order of its own: whose ratings came first must not show in whose subjects do.
    return table.assign(rating=rating.astype("int64")).sort_values(
        ["what", "id", "participant", "moment"], ignore_index=True
    )


def _result(what: str, name: str, moment: str, moments: dict[str, pd.DataFrame]) -> tuple[object, ...]:
    values = moments[moment]["rating"]
    if len(values) < LEAST:
        return (what, name, moment, 0, *[np.nan] * 4, pd.NA, "", "", *[np.nan] * 3, "c")
    p30, p70, _, _ = interpercentile(values.to_numpy())
    one = values.reset_index(drop=True).to_frame(name)
    if what == READINESS:
        rated = rate_five(one).iloc[0]
        verdict = (_tenth(rated["near"]), pd.NA, "", "")
    else:
        rated = rate_nine(one).iloc[0]
        thirds = "" if pd.isna(rated["thirds"]) else str(rated["thirds"])
        verdict = (np.nan, bool(rated["disagrees"]), thirds, str(rated["rule"]))
    before, after = (_median(moments[each]["rating"]) for each in MOMENTS)
    return (
        what, name, moment, shown_raters(len(values)), _median(values), _half(p30), _half(p70), *verdict,
        before, after, after - before, "",
    )  # fmt: skip


def _strata(what: str, name: str, ratings: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    groups = {stratum: ratings.loc[ratings["stratum"] == stratum, "rating"] for stratum in STRATA}
    hidden = hidden_strata(pd.Series({stratum: len(values) for stratum, values in groups.items()}))
    for stratum, values in groups.items():
        shown = len(values) >= LEAST and stratum not in hidden
        yield (
            *(what, name, stratum, shown_raters(len(values)) if shown else 0),
            *((_median(values), "") if shown else (np.nan, "c")),
        )


def _gaps(strata: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for (what, name), group in strata[strata["flag"] == ""].groupby(["what", "id"], sort=False):
        if len(group) < 2:
            continue
        ordered = group.sort_values("median", kind="stable")
        lowest, highest = ordered.iloc[0], ordered.iloc[-1]
        rows.append((what, name, highest["median"] - lowest["median"], highest["stratum"], lowest["stratum"]))
    return pd.DataFrame(rows, columns=GAPS)


def _concordance(table: pd.DataFrame, rng_seed: int) -> pd.DataFrame:
    rows = []
    for what in SCALES:
        of_list = table[table["what"] == what]
        after = of_list[of_list["moment"] == AFTER]
        moment = AFTER if after["participant"].nunique() >= LEAST else BEFORE
        grid = of_list[of_list["moment"] == moment].pivot(index="participant", columns="id", values="rating")
        complete = int(grid.notna().all(axis=1).sum())
        if complete < LEAST or grid.shape[1] < 2:
            rows.append((what, moment, grid.shape[1], 0, np.nan, np.nan, "c"))
            continue
        try:
            found = kendall_w(grid, rng_seed=rng_seed, permutations=PERMUTATIONS)
        except EstimationError:  # everybody rated all alike: there is no order to share
            rows.append((what, moment, grid.shape[1], shown_raters(complete), np.nan, np.nan, "na"))
            continue
        rows.append(
            (what, moment, found.items, shown_raters(complete), round(found.w, 2), found.p_permutation, "")
        )
    return pd.DataFrame(rows, columns=CONCORDANCE)


def _medians(panel: Panel, what: str) -> pd.DataFrame:
    of_list = panel.results[panel.results["what"] == what].assign(
        raters=panel.results["raters"].clip(lower=1)
    )
    return of_list[["id", "median", "raters", "flag"]].rename(columns={"raters": "n"}).reset_index(drop=True)


def _median(values: pd.Series) -> float:
    """The median of five raters or more; missing of fewer."""
    return float(np.median(values)) if len(values) >= LEAST else np.nan


def _half(value: float) -> float:
    return float(np.floor(2 * value + 0.5) / 2)


def _tenth(share: float) -> float:
    return float(np.floor(10 * share + 0.5) / 10)
