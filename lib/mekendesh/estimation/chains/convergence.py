"""Does the estimate still hang on where recruitment began: by wave, by chain, without one chain, without the seeds.

Everything here is the RDS-II share computed again over part of the people. A *chain* is a head (a declared seed, or
a person whose recruiter withdrew or is unknown) with all who descend from it. The tables name single chains and
small groups: they are raw, and a page shows them through the protecting door only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.chains.diagnostics import chains
from mekendesh.estimation.estimates import exactly_summable, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.recruitment import RecruitmentTree

FLAGS = {
    "no_answers": "no one of these people with a network size answered: there is no share",
    "site_left_out": "one of the sites has no answers among these people: the share speaks of the others",
}
"""Why a row has no number, or must be read with care; the column ``flag`` holds one of these words, or none."""


def by_wave(
    trees: Sequence[RecruitmentTree], indicators: Indicators, shares: Mapping[str, float]
) -> pd.DataFrame:
    """The share among all people up to each wave, the sites together: how the estimate settled.

    ``shares``: each site's share of the people, in any unit. A site whose chains have ended stays as it is. Returns
    ``wave``, ``indicator``, ``n`` and ``n_yes`` (people counted, with a network size and an answer, up to this
    wave), ``share`` and ``flag``.

    It misleads because it must flatten: the later waves are ever fewer among ever more, so a flat end proves little.
    A share that still moves at the end, on the other hand, still hangs on the seeds (Gile, Johnston and Salganik
    2015, section 4).
    """
    last = max(int(tree.waves.max()) for tree in trees)
    kept = [tree.waves <= np.arange(last + 1)[:, None] for tree in trees]
    return _told(pd.DataFrame({"wave": range(last + 1)}), trees, indicators, shares, kept)


def by_chain(trees: Sequence[RecruitmentTree], indicators: Indicators) -> pd.DataFrame:
    """The share within each chain: ``site``, ``chain`` (numbered from 1 within its site, in delivery order),
    ``is_seed`` (its head was declared one), ``indicator``, ``n``, ``n_yes``, ``share``, ``flag``.

    Short chains differ by chance; `mekendesh.estimation.chains.bottlenecks` says how much is more than that.
    """
    return pd.concat(
        [
            _told(_heads([tree]), [tree], indicators, {tree.site: 1.0}, [members_of_chains(tree)])
            for tree in trees
        ],
        ignore_index=True,
    )


def leave_one_chain_out(
    trees: Sequence[RecruitmentTree], indicators: Indicators, shares: Mapping[str, float]
) -> pd.DataFrame:
    """The share of the sites together without one chain at a time, and ``change``, by how much that moves it.

    Columns as `by_chain`, then ``change`` (missing where there is no share). A large change says that one seed's
    acquaintances carry the estimate. It misleads where all seeds came from the same circle: leaving one out then
    changes little, though all are wrong together.
    """
    heads = [len(tree.heads) for tree in trees]
    begin = np.concatenate([[0], np.cumsum(heads)])
    kept = []
    for number, tree in enumerate(trees):
        stays = np.ones((begin[-1], len(tree)), dtype=bool)
        stays[begin[number] : begin[number + 1]] = ~members_of_chains(tree)
        kept.append(stays)
    return _changed(_heads(trees), trees, indicators, shares, kept)


def without_seeds(
    trees: Sequence[RecruitmentTree], indicators: Indicators, shares: Mapping[str, float]
) -> pd.DataFrame:
    """The share of the sites together without the declared seeds: ``indicator``, ``n``, ``n_yes``, ``share``,
    ``flag``, and ``change`` against the share with them.

    Seeds were chosen, not recruited; with few of them the change is small by arithmetic, not by representativeness.
    """
    kept = [~tree.seeds[None, :] for tree in trees]
    return _changed(pd.DataFrame(index=range(1)), trees, indicators, shares, kept)


def members_of_chains(tree: RecruitmentTree) -> NDArray[np.bool_]:
    """Heads × people: who is in the chain of each head."""
    return chains(tree) == tree.heads[:, None]


def _heads(trees: Sequence[RecruitmentTree]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (tree.site, number, bool(tree.seeds[head]))
            for tree in trees
            for number, head in enumerate(tree.heads, start=1)
        ],
        columns=["site", "chain", "is_seed"],
    )


def _told(
    keys: pd.DataFrame,
    trees: Sequence[RecruitmentTree],
    indicators: Indicators,
    shares: Mapping[str, float],
    kept: Sequence[NDArray[np.bool_]],
) -> pd.DataFrame:
    """Shares among parts of the people: ``keys`` has a row a part (V), ``kept`` for each tree V × its people."""
    names = indicators.catalogue["indicator"]
    share, n, n_yes, left_out = _recomputed(trees, indicators, shares, kept)
    flag = np.select([np.isnan(share), left_out], ["no_answers", "site_left_out"], default="")
    return (
        keys.loc[keys.index.repeat(len(names))]
        .reset_index(drop=True)
        .assign(
            indicator=np.tile(names.to_numpy(dtype=object), len(keys)),
            n=n.ravel(),
            n_yes=n_yes.ravel(),
            share=share.ravel(),
            flag=flag.ravel(),
        )
    )


def _changed(
    keys: pd.DataFrame,
    trees: Sequence[RecruitmentTree],
    indicators: Indicators,
    shares: Mapping[str, float],
    kept: Sequence[NDArray[np.bool_]],
) -> pd.DataFrame:
    everyone = _recomputed(
        trees, indicators, shares, [np.ones((1, len(tree)), dtype=bool) for tree in trees]
    )[0]
    table = _told(keys, trees, indicators, shares, kept)
    return table.assign(change=table["share"] - np.tile(everyone[0], len(keys)))


def _recomputed(
    trees: Sequence[RecruitmentTree],
    indicators: Indicators,
    shares: Mapping[str, float],
    kept: Sequence[NDArray[np.bool_]],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    parts = len(kept[0])
    size = (parts, len(indicators.catalogue))
    total, weight, ever = np.zeros(size), np.zeros(size), np.zeros(size[1])
    n, n_yes = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for tree, chosen in zip(trees, kept, strict=True):
        part = share_of(tree, shares)
        weights = exactly_summable(tree.inverse_sizes)[:, None]
        counted = indicators.answered[tree.rows] & (weights > 0)
        yes = indicators.yes[tree.rows] & counted
        who = chosen.astype(float)
        value = ratio(who @ (weights * yes), who @ (weights * counted))
        known = ~np.isnan(value)
        total += part * np.where(known, value, 0.0)
        weight += part * known
        ever += part * counted.any(axis=0)
        n += (who @ counted).astype(np.int64)
        n_yes += (who @ yes).astype(np.int64)
    return ratio(total, weight), n, n_yes, (weight > 0) & (weight < ever * (1 - 1e-9))


def share_of(tree: RecruitmentTree, shares: Mapping[str, float]) -> float:
    if not shares.get(tree.site, 0) > 0:
        raise EstimationError(
            "Site {site} has respondents, but no share of the corridor's people. Add it to sites.csv.",
            site=tree.site,
        )
    return shares[tree.site]
