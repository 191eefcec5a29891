"""A small framework, survey and evidence with the fields of the real ones, for the tests of judgement."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mekendesh.words import Label

REPORT = Label("баяндама", "отчёт", "a report")
SAID = Label("эмне дейт", "что говорит", "what it says")
NO_DISSENT = Label("", "", "")


def label(text: str) -> Label:
    return Label(text, text, text)


@dataclass(frozen=True)
class Channel:
    channel: str


@dataclass(frozen=True)
class Barrier:
    barrier: str


@dataclass(frozen=True)
class Item:
    item: str
    domain: str
    scored_by: str = "evidence"


@dataclass(frozen=True)
class Evidence:
    item: str
    score: int
    as_of: datetime.date
    grade: str = "B"
    origin: str = "KGZ"
    source: Label = REPORT
    url: str = ""
    quote: Label = SAID
    until: datetime.date | None = None
    dissent_score: int | None = None
    dissent: Label = NO_DISSENT


@dataclass(frozen=True)
class Role:
    role: str
    label: Label


@dataclass(frozen=True)
class Body:
    origin: str
    role: str
    label: Label
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    source: str = "a decree"


@dataclass(frozen=True)
class Proposal:
    proposal: str
    items: tuple[str, ...]
    channels: tuple[str, ...] = ("investment",)
    barriers: tuple[str, ...] = ("no_trust",)
    kind: str = "policy"
    angle: str = "potential"
    lead_role: str = "economy"


@dataclass(frozen=True)
class Premise:
    premise: str
    indicator: str
    item: str
    comparison: str
    threshold: float
    kind: str = "hypothesis"


@dataclass(frozen=True)
class Framework:
    items: tuple[Item, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    channels: tuple[Channel, ...] = (Channel("investment"), Channel("return"))
    barriers: tuple[Barrier, ...] = (Barrier("no_trust"), Barrier("no_money"))
    proposals: tuple[Proposal, ...] = ()
    premises: tuple[Premise, ...] = ()
    roles: tuple[Role, ...] = ()
    bodies: tuple[Body, ...] = ()


@dataclass(frozen=True)
class Anchor:
    persons: int
    concept: str = "foreign_born"
    year: int = 2024
    source: str = "undesa_2024"


@dataclass(frozen=True)
class Round:
    name: str
    as_of: datetime.date
    is_example: bool


def survey(
    shares: dict[str, tuple[float, float, float]], replicates: int = 200
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Estimates of all sites together, and draws spread evenly over each interval, shuffled."""
    rows = [
        {
            "indicator": indicator, "family": indicator.partition("_")[0], "key": indicator.partition("_")[2],
            "site": "", "value": value, "se": (high - low) / 4, "low": low, "high": high, "level": 0.95,
            "n": 400, "n_yes": round(400 * value), "deff": 4.0, "n_eff": 100.0, "method": "RDS-II",
            "interval": "tree bootstrap", "definition": "statistical", "population": "sampled_cities",
        }
        for indicator, (value, low, high) in shares.items()
    ]  # fmt: skip
    rng = np.random.default_rng(1)
    draws = {
        f"{indicator}|": rng.permutation(np.linspace(low, high, replicates))
        for indicator, (_, low, high) in shares.items()
    }
    return pd.DataFrame(rows), pd.DataFrame(draws)
