"""An account of a cleaning as the door receives it, made of literals: no delivery, no corridor folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from mekendesh.files import current_tree
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.mapping import Mapping
from mekendesh.words import Message, message

MAPPING = Mapping(current_tree(), Corridor("KGZ", "RUS"), Round("2027-1", date(2027, 1, 1), is_example=False))
"""Its sites are moscow, saint_petersburg and yekaterinburg."""


@dataclass(frozen=True)
class Rule:
    name: str
    severity: str
    said: Message


RULES = (
    Rule("coupon_own", "error", message("Own coupon.")),
    Rule("range", "warning", message("Out of range.")),
    Rule("required", "warning", message("No answer.")),
    Rule("sent_again", "note", message("Sent again.")),
)
REASONS = {
    "change": {"impossible_value": message("cannot be")},
    "coupon": {"look_alike": message("looks alike")},
    "remove": {"no_consent": message("no consent"), "under_18": message("too young")},
}


@dataclass(frozen=True, eq=False)
class Account:
    respondents: pd.DataFrame
    issues: pd.DataFrame
    log: pd.DataFrame
    counts: dict[str, Any]
    checks: tuple[Rule, ...] = RULES
    reasons: dict[str, dict[str, Message]] = field(default_factory=lambda: REASONS)


def account(
    *,
    kept: int = 100,
    removed: dict[str, int] | None = None,
    refused: int = 0,
    doubts: dict[str, int] | None = None,
    decisions: list[tuple[str, str, str, str]] | None = None,
    respondents: pd.DataFrame | None = None,
) -> Account:
    """``doubts``: responses with a doubt, by check; ``decisions``: uuid, action, reason, state."""
    severity = {rule.name: rule.severity for rule in RULES}
    issues = [(check, row, severity[check]) for check, n in (doubts or {}).items() for row in range(n)]
    removed = removed or {}
    counts = {
        "received": kept + sum(removed.values()) + refused,
        "kept": kept,
        "removed": removed,
        "refused": refused,
    }
    return Account(
        respondents=chain(("moscow", kept)) if respondents is None else respondents,
        issues=pd.DataFrame(issues, columns=["check", "row", "severity"]),
        log=pd.DataFrame(decisions or [], columns=["uuid", "action", "reason", "state"], dtype="str"),
        counts=counts,
    )


def chain(*cities: tuple[str, int]) -> pd.DataFrame:
    """Respondents of cities in each of which every person recruited the next."""
    rows = [
        (f"{city}{number}", f"{city}{number - 1}" if number else pd.NA, number == 0, city, number, 10)
        for city, people in cities
        for number in range(people)
    ]
    columns = ["respondent", "recruiter", "is_seed", "site", "rds_wave", "network_size"]
    return pd.DataFrame(rows, columns=columns).astype({"rds_wave": "Int64"})
