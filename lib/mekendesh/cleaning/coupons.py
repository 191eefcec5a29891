"""Coupon forensics: who recruited whom, and every coupon that does not say so plainly.

A seed is who was declared one; a person whose coupon leads nowhere has an unknown recruiter and never
becomes a seed, because a false seed shortens the chains on which estimates from respondent-driven sampling
rest. See the rules on coupons in STROBE-RDS (White et al. 2015).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

COUPONS = ("coupon_1", "coupon_2", "coupon_3")
_FOLDED = str.maketrans("АВСЕНКМОРТХІOI‐‑‒–—−_", "ABCEHKM0PTX101-------")


def fold(coupon: str) -> str:
    """A coupon as a tired eye reads it: Cyrillic like Latin, O like 0, I like 1, any dash, any case, no
    blanks.
    """
    return "".join(coupon.split()).upper().translate(_FOLDED)


def given(cells: pd.DataFrame) -> pd.DataFrame:
    """The coupons handed out: coupon, row of the giver, column; empty cells left out."""
    long = cells[list(COUPONS)].stack().str.strip()
    long = long[long != ""]
    return pd.DataFrame(
        {
            "coupon": long.to_numpy(),
            "row": long.index.get_level_values(0),
            "column": long.index.get_level_values(1),
        }
    )


def redeemed(cells: pd.DataFrame) -> pd.Series:
    """The coupon each recruited person brought, by row. What a declared seed brought is not a recruitment."""
    coupons = cells["coupon_received"].str.strip()
    return coupons[(coupons != "") & (cells["is_seed"].str.strip() != "yes")]


def look_alikes(cells: pd.DataFrame) -> pd.DataFrame:
    """Redeemed coupons nobody gave that look like given ones: row, candidates (tuple), and the
    ``correction``.

    The correction is missing unless exactly one coupon looks alike, nobody else brought it or looks like
    having brought it, and it is not the person's own.
    """
    handed = given(cells)
    brought = redeemed(cells)
    issued = set(handed["coupon"])
    by_look = handed.drop_duplicates("coupon").groupby(handed["coupon"].map(fold))["coupon"].agg(tuple)
    lost = brought[~brought.isin(issued)]
    candidates = lost.map(fold).map(by_look).dropna()
    found = pd.DataFrame({"row": candidates.index, "candidates": candidates.to_numpy()})
    only = found["candidates"].map(lambda names: names[0] if len(names) == 1 else None)
    contested = only.duplicated(keep=False) | only.isin(set(brought))
    givers = handed.drop_duplicates("coupon").set_index("coupon")["row"]
    own = only.map(givers) == found["row"]
    found["correction"] = only.where(~(contested | own))
    return found


def trace(cells: pd.DataFrame, withdrawn: pd.DataFrame) -> pd.DataFrame:
    """Who recruited whom among the people kept.

    ``withdrawn`` are the cells of people who did not, or no longer, consent: of them only the coupons they
    gave are looked at, so that their recruits are not taken for people from nowhere. Returns, by row,
    ``recruiter_row`` (Int64) and ``recruiter_state``: seed, known, withdrawn or unknown. A coupon brought
    twice, given by two people, one's own, or in a circle makes the recruiter unknown.
    """
    recruiters = _recruiters(cells)
    circle = in_cycle(recruiters)
    known = pd.Series(recruiters, dtype="Int64").drop(list(circle)).reindex(cells.index)
    state = pd.Series("unknown", index=cells.index, dtype="str")
    from_withdrawn = redeemed(cells).map(fold).isin(set(given(withdrawn)["coupon"].map(fold)))
    state[from_withdrawn.reindex(cells.index, fill_value=False)] = "withdrawn"
    state[known.notna()] = "known"
    state[cells["is_seed"].str.strip() == "yes"] = "seed"
    return pd.DataFrame({"recruiter_row": known.where(state == "known"), "recruiter_state": state})


def waves(links: pd.DataFrame) -> pd.Series:
    """Recruitments away from a declared seed, 0 for seeds; missing where the chain does not lead to one.

    Wave by wave, not by recursion: a chain may be longer than a call stack.
    """
    wave = pd.Series(pd.NA, index=links.index, dtype="Int64")
    reached, step = links.index[links["recruiter_state"] == "seed"], 0
    while len(reached):
        wave[reached] = step
        step += 1
        reached = links.index[links["recruiter_row"].isin(reached).fillna(False) & wave.isna()]
    return wave


def in_cycle(recruiters: Mapping[int, int]) -> frozenset[int]:
    """The people whose chain of recruiters comes back to themselves; followed step by step, not by
    recursion.
    """
    done: set[int] = set()
    found: set[int] = set()
    for start in recruiters:
        path: list[int] = []
        person: int | None = start
        while person is not None and person not in done:
            done.add(person)
            path.append(person)
            person = recruiters.get(person)
        if person in path:
            found.update(path[path.index(person) :])
    return frozenset(found)


def not_given(cells: pd.DataFrame) -> pd.Index:
    """Rows whose coupon nobody gave and none given looks like."""
    brought = redeemed(cells)
    lost = brought.index[~brought.isin(set(given(cells)["coupon"]))]
    return lost.difference(pd.Index(look_alikes(cells)["row"]), sort=False)


def brought_twice(cells: pd.DataFrame) -> pd.Index:
    brought = redeemed(cells)
    return brought.index[brought.duplicated(keep=False)]


def given_twice(cells: pd.DataFrame) -> pd.DataFrame:
    """Row and column of every coupon that was handed out more than once."""
    handed = given(cells)
    return handed.loc[handed["coupon"].duplicated(keep=False), ["row", "column"]]


def brought_own(cells: pd.DataFrame) -> pd.Index:
    """Rows of people who redeemed a coupon they handed out themselves."""
    handed = given(cells)
    pairs = set(zip(handed["row"], handed["coupon"], strict=True))
    return pd.Index([row for row, coupon in redeemed(cells).items() if (row, coupon) in pairs], dtype="int64")


def in_circles(cells: pd.DataFrame) -> pd.Index:
    """Rows of people who stand in a circle of recruitment of two or more."""
    return pd.Index(sorted(in_cycle(_recruiters(cells))), dtype="int64")


def before_given(cells: pd.DataFrame, ends: pd.Series, starts: pd.Series) -> pd.Index:
    """Rows of people whose interview began before the one in which their coupon was handed out had ended."""
    recruiters = pd.Series(_recruiters(cells), dtype="int64")
    if recruiters.empty:
        return pd.Index([], dtype="int64")
    handed_out = ends.loc[recruiters].to_numpy()
    return recruiters.index[starts.loc[recruiters.index].to_numpy() < handed_out]


def _recruiters(cells: pd.DataFrame) -> dict[int, int]:
    """Row of the one giver, by row, where the coupon was brought once and its giver is one other person."""
    handed = given(cells).drop_duplicates(["coupon", "row"])
    once = handed[~handed["coupon"].duplicated(keep=False)].set_index("coupon")["row"]
    brought = redeemed(cells)
    giver = brought[~brought.duplicated(keep=False)].map(once).dropna().astype("int64")
    return {int(row): int(by) for row, by in giver.items() if row != by}
