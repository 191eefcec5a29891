"""The door for the fieldwork: what cleaning did goes in, counts that may be shown come out.

A count of fewer than ten responses or people is hidden, none included, so that a row with a code says no more
than a row that was never needed. The same holds where all but a few are concerned. Beside a total that is
shown, a single hidden part would be the difference: then the smallest part shown is hidden with it. Waves of
recruitment are joined until each step holds 25 people. How long a chain is, and how much of a city it holds,
is said in bands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from mekendesh.estimation.chains.diagnostics import describe_recruitment
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.reporting.doors.complements import SMALLEST_CELL
from mekendesh.reporting.doors.protection import COUNT_STEP, protect_counts
from mekendesh.reporting.statistics import Statistics, open_statistics
from mekendesh.structure.sites import sites_of

if TYPE_CHECKING:
    from mekendesh.structure.mapping import Mapping as Corridor
    from mekendesh.words import Message

SMALLEST_STEP = 25
SEVERITIES = ("error", "warning", "note")
OTHER = "other"
"""Stands for every reason that a person wrote in own words: words of a reviewer are never shown."""

WAVE_BANDS = (3, 6, 10)
"""Where a band of longest chains begins, in waves; the first band lies below the first bound."""
LARGEST_BANDS = (1 / 3, 2 / 3)
"""The same for the share of a city's people who stand in its largest chain."""
LARGEST_ROUNDING = COUNT_STEP // 2
"""How far a whole number may lie from what it is rounded to."""
IN_FORCE = ("accepted", "old_unverified")


class NamedCheck(Protocol):
    """A rule that raises doubts, as cleaning knows it."""

    @property
    def name(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def said(self) -> Message: ...


class Cleaned(Protocol):
    """What cleaning hands over. ``reasons``: the words of the automatic rules' reasons, by action and reason."""

    @property
    def respondents(self) -> pd.DataFrame: ...
    @property
    def issues(self) -> pd.DataFrame: ...
    @property
    def log(self) -> pd.DataFrame: ...
    @property
    def counts(self) -> Mapping[str, Any]: ...
    @property
    def checks(self) -> Sequence[NamedCheck]: ...
    @property
    def reasons(self) -> Mapping[str, Mapping[str, Message]]: ...


@dataclass(frozen=True, eq=False)
class Fieldwork:
    """What may be shown of a delivery and its cleaning; each table has ``n`` (rounded to 5) and ``flag``.

    ``balance``: part (received, kept, removed, refused), reason. ``doubts``: check, severity; responses with a
    doubt of this check, all checks in their order. ``weights``: severity; responses with any doubt of it, ""
    for any at all. ``decisions``: action, reason; responses decided on. ``steps``: first and last wave
    (``last`` missing: and all later ones; both missing: people whose chain leads to no seed). ``sites``: site
    ("" for all), waves and largest (number of the band). ``checks`` and ``reasons`` are the words.
    """

    balance: Statistics
    doubts: Statistics
    weights: Statistics
    decisions: Statistics
    steps: Statistics
    sites: Statistics
    checks: Mapping[str, Message]
    reasons: Mapping[str, Message]


def protect_cleaning(mapping: Corridor, cleaning: Cleaned | None) -> Fieldwork | None:
    """Protect the account of one cleaning, all its tables at once; ``None`` before the fieldwork."""
    if cleaning is None:
        return None
    sites = [site.site for site in sites_of(mapping.tree, mapping.corridor.destination)]
    balance = _balance(cleaning)
    return Fieldwork(
        balance=balance,
        doubts=_doubts(cleaning),
        weights=_weights(cleaning),
        decisions=_decisions(cleaning, balance),
        steps=protect_counts(wave_steps(cleaning.respondents["rds_wave"])),
        sites=_sites(cleaning.respondents, sites),
        checks={check.name: check.said for check in cleaning.checks},
        reasons={name: said for reasons in cleaning.reasons.values() for name, said in reasons.items()},
    )


def wave_steps(waves: pd.Series) -> pd.DataFrame:
    """People by wave (first, last, n), waves joined from the seeds on until each step holds 25 people.

    The last step is open, takes in what is left over and, where they are fewer than 25, the people whose chain
    leads to no seed (waves missing); where they are more they are a step of their own, without first and last.
    No row where there are fewer than 25 people in all.
    """
    untraced = int(waves.isna().sum())
    counts = waves.dropna().astype(int).value_counts()
    steps: list[tuple[int, Any, int]] = []
    first, gathered = 0, 0
    for wave in range(int(counts.index.max()) + 1 if len(counts) else 0):
        gathered += int(counts.get(wave, 0))
        if gathered >= SMALLEST_STEP:
            steps.append((first, wave, gathered))
            first, gathered = wave + 1, 0
    own_step = untraced >= SMALLEST_STEP and bool(steps)
    left = gathered if own_step else gathered + untraced
    if steps:
        begin, _, people = steps.pop()
        steps.append((begin, pd.NA, people + left))
    elif left >= SMALLEST_STEP:
        steps.append((0, pd.NA, left))
    if own_step:
        steps.append((pd.NA, pd.NA, untraced))
    return pd.DataFrame(steps, columns=["first", "last", "n"]).astype("Int64")


def hide_with(table: pd.DataFrame, parts: pd.Series) -> Statistics:
    """Protect counts ``n`` of which those marked in ``parts`` add up to the one that is not.

    Where the total is shown and exactly one part hidden, the smallest part shown is hidden too.
    """
    safe = protect_counts(table)
    hidden, shown = (safe.index[parts & (safe["flag"] == flag)] for flag in ("c", ""))
    total_shown = (safe.loc[~parts, "flag"] == "").all()
    if total_shown and len(hidden) == 1 and len(shown):
        smallest = table.loc[shown, "n"].astype(int).idxmin()
        safe.loc[smallest, "n"], safe.loc[smallest, "flag"] = pd.NA, "c"
    return safe


def most_hidden(safe: pd.DataFrame, parts: pd.Series) -> int:
    """How many people all hidden parts can hold together at most, by the rounded numbers that are shown."""
    shown = safe.loc[parts & (safe["flag"] == ""), "n"]
    rest = int(safe.loc[~parts, "n"].sum()) - int(shown.sum())
    return rest + LARGEST_ROUNDING * (1 + len(shown))


def _balance(cleaning: Cleaned) -> Statistics:
    """The account of all responses. How many were received is hidden where it would hold the hidden removals
    to fewer than they could be: how many are kept, and how many refused to take part, say more to a reader."""
    counts = cleaning.counts
    removed = _by_known_reason(counts["removed"], cleaning.reasons["remove"])
    rows = [("received", "", counts["received"]), ("kept", "", counts["kept"])]
    rows += [("removed", reason, n) for reason, n in removed.items()]
    rows.append(("refused", "", counts["refused"]))
    table = pd.DataFrame(rows, columns=["part", "reason", "n"])
    parts = table["part"] != "received"
    safe = hide_with(table, parts)
    if (safe.loc[parts, "flag"] == "c").any() and most_hidden(safe, parts) < SMALLEST_CELL - 1:
        safe.loc[~parts, "n"], safe.loc[~parts, "flag"] = pd.NA, "c"
    return safe


def _doubts(cleaning: Cleaned) -> Statistics:
    responses = cleaning.issues.groupby("check")["row"].nunique()
    rows = [(check.name, check.severity, int(responses.get(check.name, 0))) for check in cleaning.checks]
    table = pd.DataFrame(rows, columns=["check", "severity", "n"])
    return protect_counts(_without_near_all(table, cleaning))


def _weights(cleaning: Cleaned) -> Statistics:
    responses = cleaning.issues.groupby("severity")["row"].nunique()
    rows = [(severity, int(responses.get(severity, 0))) for severity in SEVERITIES]
    rows.append(("", int(cleaning.issues["row"].nunique())))
    table = _without_near_all(pd.DataFrame(rows, columns=["severity", "n"]), cleaning)
    parts = table["severity"] != ""
    safe = hide_with(table, parts)
    # A response may have doubts of several weights, so the total less one weight is those with none of it.
    rest = int(table.loc[~parts, "n"].iloc[0]) - table["n"].astype(int)
    near_total = (
        parts & (safe["flag"] == "") & (safe.loc[~parts, "flag"] == "").all() & (rest < SMALLEST_CELL)
    )
    safe.loc[near_total, "n"], safe.loc[near_total, "flag"] = pd.NA, "c"
    return safe


def _decisions(cleaning: Cleaned, balance: pd.DataFrame) -> Statistics:
    in_force = cleaning.log[cleaning.log["state"].isin(IN_FORCE)]
    removed = balance[balance["part"] == "removed"].assign(action="remove")
    rows = []
    for action, reasons in cleaning.reasons.items():
        if action != "remove":
            taken = in_force[in_force["action"] == action]
            known = taken["reason"].where(taken["reason"].isin(list(reasons)), OTHER)
            responses = taken.groupby(known)["uuid"].nunique()
            rows += [(action, reason, int(responses.get(reason, 0))) for reason in (*reasons, OTHER)]
    table = _without_near_all(pd.DataFrame(rows, columns=["action", "reason", "n"]), cleaning)
    columns = ["action", "reason", "n", "flag"]
    return open_statistics(pd.concat([removed[columns], protect_counts(table)[columns]], ignore_index=True))


def _sites(respondents: pd.DataFrame, sites: Sequence[str]) -> Statistics:
    trees = recruitment_trees(respondents) if len(respondents) else ()
    described = describe_recruitment(trees, sites)
    everyone = pd.DataFrame([{"site": "", "n": len(respondents)}])
    table = pd.concat([described, everyone], ignore_index=True)
    parts = table["site"] != ""
    safe = hide_with(table[["site", "n"]], parts)
    hidden = safe["flag"] == "c"
    return open_statistics(
        safe.assign(
            waves=_bands(table["largest_wave"], WAVE_BANDS).mask(hidden),
            largest=_bands(table["largest_chain"], LARGEST_BANDS).mask(hidden),
        )
    )


def _by_known_reason(removed: Mapping[str, int], reasons: Mapping[str, Message]) -> dict[str, int]:
    known = {reason: int(removed.get(reason, 0)) for reason in reasons}
    return known | {OTHER: sum(n for reason, n in removed.items() if reason not in reasons)}


def _without_near_all(table: pd.DataFrame, cleaning: Cleaned) -> pd.DataFrame:
    """Counts that leave out fewer than ten of the people kept become nothing, which the door then hides."""
    near_all = table["n"] > int(cleaning.counts["kept"]) - SMALLEST_CELL
    return table.assign(n=table["n"].mask(near_all, 0))


def _bands(values: pd.Series, bounds: Sequence[float]) -> pd.Series:
    """The number of the band each value lies in, 0 below the first bound; missing stays missing."""
    bands = sum((values >= bound).astype("Int64") for bound in bounds)
    return bands.mask(values.isna())
