"""Missing answers filled within replicates by a hot deck, and the bounds that hold whatever the missing would be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.answers.hot_deck import (
    class_levels,
    drawn_yes,
    expected_yes,
    first_levels,
    imputation_classes,
)
from mekendesh.estimation.estimates import LEVEL, SiteShares, combine, exactly_summable, percentiles, ratio
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import stream, tree_bootstrap
from mekendesh.estimation.sites import draw_shares

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.recruitment import RecruitmentTree
    from mekendesh.estimation.sites import SharedSite

ANSWERED, IMPUTED, ALL_NO, ALL_YES = "answered", "imputed", "all_no", "all_yes"
TREATMENTS = (ANSWERED, IMPUTED, ALL_NO, ALL_YES)
"""What is made of the missing: left out, drawn from similar people, all taken for no, all taken for yes."""
FLAGS = {
    "no_answers": "no one with a network size answered: nothing can be imputed",
    "coarser_classes": "some answers come from a coarser class, since the own one has fewer than five donors",
}


@dataclass(frozen=True)
class Imputation:
    """``table``: one row an indicator, site ("" = the sampled ones together) and treatment, with value, low, high,
    level, n (people it rests on), n_missing (of everyone with a network size), flag.

    ``draws``: one column ``indicator|site|treatment``, one row a replicate; the replicates are those of the
    estimates with the same seed, row by row.
    """

    table: pd.DataFrame
    draws: pd.DataFrame


def impute(
    respondents: pd.DataFrame,
    indicators: Indicators,
    sites: Sequence[SharedSite],
    *,
    replicates: int,
    rng_seed: int,
) -> Imputation:
    """Shares with the missing answers left out, imputed, all no and all yes, per site and together.

    The replicates are drawn as `mekendesh.estimation.shares.corridor.estimate_corridor` draws them, so with the same
    seed and number the column of the answered is the headline's, and differences are taken row by row. Raises
    ``EstimationError`` where no one can be weighted, or a site has no share.
    """
    trees = [tree for tree in recruitment_trees(respondents) if tree.inverse_sizes.any()]
    if not trees:
        raise EstimationError(
            "No respondent has a network size above zero, so no one can be weighted. "
            "Check the column network_size in the delivery."
        )
    classes = imputation_classes(respondents)
    shares, drawn = draw_shares(sites, [tree.site for tree in trees], replicates, stream(rng_seed, "sites"))
    of_sites = [
        impute_site(
            tree,
            indicators,
            classes,
            replicates,
            stream(rng_seed, f"site {tree.site}"),
            stream(rng_seed, f"imputation {tree.site}"),
        )
        for tree in trees
    ]
    together = {
        treatment: combine([site[treatment] for site in of_sites], shares, drawn) for treatment in TREATMENTS
    }
    coarse = [_borrows_farther(tree, indicators, classes) for tree in trees]
    parts = [(together, np.any(coarse, axis=0)), *zip(of_sites, coarse, strict=True)]
    return Imputation(
        pd.concat([_rows(part, indicators.catalogue, coarser) for part, coarser in parts], ignore_index=True),
        pd.concat([_columns(part, indicators.catalogue) for part, _ in parts], axis=1),
    )


def impute_site(
    tree: RecruitmentTree,
    indicators: Indicators,
    classes: NDArray[np.int64],
    replicates: int,
    rng: np.random.Generator,
    imputing: np.random.Generator,
) -> Mapping[str, SiteShares]:
    """One site's RDS-II shares by treatment. ``classes``: respondents × levels, finest first; ``rng`` draws the
    replicates, ``imputing`` the donors.

    In each replicate every copy of a person whose answer is missing takes the answer of a donor of the same
    class, drawn among those who answered and stand in that replicate, in proportion to their weight there (a
    weighted hot deck, imputed anew in each bootstrap sample: Shao and Sitter 1996, section 3; Andridge and
    Little 2010, section 3). One random number a copy serves all indicators, so people with the same pattern of
    missing answers take theirs from one donor. A class without donors in a replicate borrows from the next
    coarser one. The value is what the draws would average on the sample itself: Σ w·(answer, or the class's
    share) / Σ w, so it carries no chance of its own.

    *All no* and *all yes* are Manski's (1990) bounds: they assume nothing of the missing and need no answer at
    all. The imputed share lies between them in every replicate.

    It misleads where within a class those who stay silent differ from those who answer (a question people
    refuse because of what they would say): then only the bounds hold. It cannot tell whether that is so. Where
    class and answer are not related it changes nothing and adds noise.
    """
    weights, exact = tree.inverse_sizes, exactly_summable(tree.inverse_sizes)
    yes, answered = indicators.yes[tree.rows], indicators.answered[tree.rows]
    weighed = (weights > 0)[:, None] & np.ones_like(answered)
    levels = class_levels(classes[tree.rows])
    first = first_levels(levels, answered & weighed)
    draws: dict[str, list[NDArray]] = {treatment: [] for treatment in TREATMENTS}
    for times in tree_bootstrap(tree, replicates, rng):
        counted = times.astype(float)
        said_yes, said = counted @ (exact[:, None] * yes), counted @ (exact[:, None] * answered)
        everyone = np.broadcast_to((counted @ exact)[:, None], said.shape)
        filled = drawn_yes(counted, exact, yes, answered, levels, first, imputing)
        for treatment, share in _shares(said_yes, said, everyone, filled).items():
            draws[treatment].append(share)
    # Summed as the estimates sum, so that without a missing answer the value is theirs to the last bit.
    said_yes, said, everyone = (
        (weights[:, None] * part).sum(axis=0) for part in (yes, answered, np.ones_like(answered))
    )
    values = _shares(said_yes, said, everyone, expected_yes(weights, yes, answered, levels, first))
    n_answered, n_people = (answered & weighed).sum(axis=0), weighed.sum(axis=0)
    return {
        treatment: SiteShares(
            tree.site,
            values[treatment],
            n_answered if treatment == ANSWERED else n_people,
            (yes & weighed).sum(axis=0),
            np.concatenate(draws[treatment]),
            (),
        )
        for treatment in TREATMENTS
    }


def _shares(said_yes: NDArray, said: NDArray, everyone: NDArray, filled: NDArray) -> dict[str, NDArray]:
    """The share of yes by treatment, from the weights of those who said yes, who answered, of all, and of the
    imputed yeses.
    """
    return {
        ANSWERED: ratio(said_yes, said),
        IMPUTED: ratio(said_yes + filled, np.where(said > 0, everyone, 0)),
        ALL_NO: ratio(said_yes, everyone),
        ALL_YES: ratio(said_yes + (everyone - said), everyone),
    }


def _borrows_farther(
    tree: RecruitmentTree, indicators: Indicators, classes: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """For each indicator whether somebody's own class has too few donors."""
    answered, weighed = indicators.answered[tree.rows], (tree.inverse_sizes > 0)[:, None]
    first = first_levels(class_levels(classes[tree.rows]), answered & weighed)
    return ((first > 0) & ~answered & weighed).any(axis=0)


def _rows(part: Mapping[str, SiteShares], catalogue: pd.DataFrame, coarser: NDArray) -> pd.DataFrame:
    n_people, n_answered = part[IMPUTED].n, part[ANSWERED].n
    tables = []
    for treatment in TREATMENTS:
        shares = part[treatment]
        low, high = percentiles(shares.draws, np.isnan(shares.draws))
        none = np.isnan(shares.value)
        notes = np.where(
            none, "no_answers", np.where(coarser & (treatment == IMPUTED), "coarser_classes", "")
        )
        tables.append(
            catalogue.assign(
                site=shares.site,
                treatment=treatment,
                value=shares.value,
                low=np.where(none, np.nan, low),
                high=np.where(none, np.nan, high),
                level=LEVEL,
                n=shares.n,
                n_missing=n_people - n_answered,
                flag=notes,
            )
        )
    return pd.concat(tables, ignore_index=True)


def _columns(part: Mapping[str, SiteShares], catalogue: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame(
                shares.draws,
                columns=[f"{name}|{shares.site}|{treatment}" for name in catalogue["indicator"]],
            )
            for treatment, shares in part.items()
        ],
        axis=1,
    )
