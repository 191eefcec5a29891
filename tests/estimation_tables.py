"""Small respondents tables for the tests of estimation: a tree is given as recruiters by position."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

CHANNELS = ("remittances", "trade")
BARRIERS = ("no_trust", "no_time")


def recruited(
    parents: Sequence[int], sizes: Sequence[float | None] | None = None, site: str = "MOW", prefix: str = "p"
) -> pd.DataFrame:
    """Recruitment columns: ``parents[i]`` is the position of i's recruiter, −1 a seed, −2 withdrawn."""
    names = [f"{prefix}{i}" for i in range(len(parents))]
    states = {-1: "seed", -2: "withdrawn"}
    return pd.DataFrame(
        {
            "respondent": pd.Series(names, dtype="str"),
            "recruiter": pd.Series([names[p] if p >= 0 else None for p in parents], dtype="str"),
            "recruiter_state": pd.Series([states.get(p, "known") for p in parents], dtype="str"),
            "is_seed": pd.Series([p == -1 for p in parents], dtype=bool),
            "site": pd.Series([site] * len(parents), dtype="str"),
            "network_size": pd.Series(sizes if sizes is not None else [10] * len(parents), dtype="Int64"),
        }
    )


def answered(people: pd.DataFrame, rng_seed: int = 1, channels=CHANNELS, barriers=BARRIERS) -> pd.DataFrame:
    """The same people with an answer to everything the indicators ask for."""
    rng = np.random.default_rng(rng_seed)
    n = len(people)

    def yes(share: float) -> pd.Series:
        return pd.Series(rng.random(n) < share, dtype="boolean")

    def one_of(*codes: str) -> pd.Series:
        return pd.Series(rng.choice(codes, n), dtype="str")

    def number(low: int, high: int) -> pd.Series:
        return pd.Series(rng.integers(low, high + 1, n), dtype="Int64")

    age = number(18, 64)
    columns = {
        "sex": one_of("female", "male"),
        "age": age,
        "birth_year": 2026 - age,
        "education": one_of("secondary", "higher"),
        "arrival_year": number(2010, 2026),
        "overqualified": yes(0.4),
        "legal_status": one_of("permanent", "temporary", "irregular", "prefer_not"),
        "aware_body": yes(0.3),
        "used_body": yes(0.2),
        "trust_state": number(1, 5),
        "return_intention": one_of("yes_2y", "yes_later", "no", "unsure"),
        "idea_stage": pd.Series(np.where(rng.random(n) < 0.2, "thought", None), dtype="str"),
    }
    columns |= {f"did_{channel}": yes(0.4) for channel in channels}
    columns |= {f"willing_{channel}": number(1, 5) for channel in channels}
    columns |= {f"barrier_{barrier}": yes(0.3) for barrier in barriers}
    return people.assign(**columns)


def framework(channels=CHANNELS, barriers=BARRIERS, proposals=()) -> SimpleNamespace:
    """What estimation needs of the framework."""
    return SimpleNamespace(
        channels=tuple(SimpleNamespace(channel=channel) for channel in channels),
        barriers=tuple(SimpleNamespace(barrier=barrier) for barrier in barriers),
        proposals=tuple(proposals),
    )


def proposal(name: str, channels: Sequence[str], barriers: Sequence[str]) -> SimpleNamespace:
    return SimpleNamespace(proposal=name, channels=tuple(channels), barriers=tuple(barriers))


def site(name: str, share: float, share_sd: float = 0.0) -> SimpleNamespace:
    return SimpleNamespace(site=name, share=share, share_sd=share_sd)


def random_parents(n: int, seeds: int, rng: np.random.Generator, coupons: int = 3) -> list[int]:
    """A recruitment of n people from so many seeds; nobody recruits more than ``coupons`` others."""
    parents, free = [-1] * seeds, list(range(seeds)) * coupons
    for person in range(seeds, n):
        parents.append(free.pop(int(rng.integers(len(free)))))
        free += [person] * coupons
    return parents
