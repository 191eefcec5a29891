"""The potential of compatriots, told: who acts, who would, and what stands between."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, log10

import pandas as pd

from mekendesh.estimation.population.size import FOLLOW_THROUGH
from mekendesh.reporting.blocks import Block, Column, Figure, Table
from mekendesh.reporting.doors.door import Public
from mekendesh.reporting.doors.protection import PEOPLE_STEP
from mekendesh.reporting.numbers import not_in_the_field, people_cell, point, share_cell
from mekendesh.reporting.population.sizes import no_anchor
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.structure.mapping import Mapping
from mekendesh.structure.sizes import anchor_size
from mekendesh.structure.sources import load_concepts, load_issuers
from mekendesh.words import Count, Day, Message, Percent, Term, message

MEASURES: dict[str, Term] = {
    "acts": message("contributed in the last 12 months"),
    "willing": message("willing (4 or 5 of 5)"),
    "gap": message("willing, not acting"),
}
METHOD_NOTE = message(
    "Share of compatriots in the surveyed cities who can be reached through acquaintances; RDS-II, 95 % range by tree bootstrap."
)


def in_brief(mapping: Mapping, shares: Statistics) -> list[Message]:
    """One or two findings from the survey; what is hidden is not put first."""
    acts, first = _share(shares, "acts_any"), _widest_gap(mapping, shares)
    findings = []
    if not pd.isna(acts["value"]):
        findings.append(
            message(
                "{acts} of reachable compatriots in the surveyed cities contributed through at least one channel in the last 12 months.",
                acts=share_cell(acts),
            )
        )
    if first is not None:
        label, share = first
        findings.append(
            message(
                "{share}: the highest estimate of willing and not acting, in the channel “{channel}”; ranges of channels may overlap.",
                share=share_cell(share),
                channel=label,
            )
        )
    return findings or [
        message("The survey is too small for any main finding; the tables say what can be shown.")
    ]


def by_channel_chart(mapping: Mapping, public: Public) -> Block:
    """Per channel: acts, willing, and willing but not acting, each with its range."""
    if public.shares is None:
        return not_in_the_field()
    channels = mapping.framework.channels
    points = [
        [point(_share(public.shares, f"{measure}_{channel.channel}")) for channel in channels]
        for measure in MEASURES
    ]
    return Figure(
        name="potential",
        chart="ranges",
        title=_title(mapping, public.shares),
        subtitle=message(
            "Share of compatriots in the surveyed cities, with 95 % range; hollow marks are uncertain"
        ),
        alt=message(
            "For each channel three shares with their ranges: contributed, willing, and willing but not acting."
        ),
        marks={"points": points, "unit": "percent", "maximum": 1.0},
        words={
            "rows": tuple(channel.label for channel in channels),
            "series": tuple(MEASURES.values()),
            "x": (message("share of compatriots"),),
        },
        data=_table(mapping, public.shares),
    )


def _table(mapping: Mapping, shares: Statistics) -> Table:
    labels = [(channel.channel, channel.label) for channel in mapping.framework.channels]
    rows = [
        (label, *(share_cell(_share(shares, f"{measure}_{channel}")) for measure in MEASURES))
        for channel, label in [*labels, ("any", message("at least one channel"))]
    ]
    return Table(
        name="potential",
        caption=message("What compatriots give, and would give, per channel"),
        columns=(
            Column("channel", message("Channel")),
            *(Column(measure, label, numeric=True) for measure, label in MEASURES.items()),
        ),
        rows=tuple(rows),
        notes=(METHOD_NOTE,),
    )


def scenario(mapping: Mapping, public: Public) -> Block:
    """How many people are willing and not acting, if a published figure were alike; and if only a part followed."""
    if public.potential is None:
        return not_in_the_field()
    anchor = anchor_size(mapping.sizes)
    if anchor is None:
        return no_anchor(mapping)
    few, many = min(FOLLOW_THROUGH), max(FOLLOW_THROUGH)
    gaps = (
        insist_protected(public.potential).loc[lambda table: table["measure"] == "gap"].set_index("channel")
    )
    labels = [(channel.channel, channel.label) for channel in mapping.framework.channels]
    rows = []
    for channel, label in [*labels, ("any", message("at least one channel"))]:
        row = gaps.loc[channel]
        numbers = (row["people"], row["people_low"], row["people_high"])
        rows.append(
            (
                label,
                people_cell(*numbers, row["flag"]),
                people_cell(*_part(few, numbers), row["flag"]),
                people_cell(*_part(many, numbers), row["flag"]),
            )
        )
    return Table(
        name="scenario",
        caption=message("Scenario: people willing and not acting, and how many might follow"),
        columns=(
            Column("channel", message("Channel")),
            Column("people", message("People, scenario"), numeric=True),
            Column("few", message("If {part} followed", part=Percent(few)), numeric=True),
            Column("many", message("If {part} followed", part=Percent(many)), numeric=True),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "A scenario, not an estimate: the share found in the surveyed cities is applied to {persons} people "
                "({concept}; {issuer}, {date}), as if those elsewhere and of every age were alike.",
                persons=Count(anchor.persons),
                concept=load_concepts(mapping.tree)[anchor.concept].label,
                issuer=load_issuers(mapping.tree)[anchor.issuer].label,
                date=Day(anchor.ref_date),
            ),
        ),
    )


def _part(part: float, numbers: tuple[float, float, float]) -> tuple[float, float, float]:
    """A part of a rounded number and its range, no finer than they are; the range rounded outwards."""
    value, low, high = numbers
    return _as_fine(part, value, _nearest), _as_fine(part, low, floor), _as_fine(part, high, ceil)


def _nearest(steps: float) -> int:
    """Half goes up, as a reader who checks it on paper expects."""
    return floor(steps + 0.5)


def _as_fine(part: float, people: float, turned: Callable[[float], int]) -> float:
    """A part of a number of `protection.rounded_people`, with as many digits as the number itself can have."""
    if pd.isna(people) or people <= 0:
        return people
    digits = 2 if people >= 10 * PEOPLE_STEP else 1
    step = 10.0 ** (floor(log10(part * people)) - digits + 1)
    # A product like 0.1 · 67,000 is 6,700 and a last bit: no reason to round up.
    return turned(round(part * people / step, 9)) * step


def barriers_chart(mapping: Mapping, public: Public) -> Block:
    """How many name each obstacle, with its range."""
    if public.shares is None:
        return not_in_the_field()
    rows = [
        (barrier.label, _share(public.shares, f"barrier_{barrier.barrier}"))
        for barrier in mapping.framework.barriers
    ]
    rows.sort(key=lambda row: -1.0 if pd.isna(row[1]["value"]) else float(row[1]["value"]), reverse=True)
    return Figure(
        name="barriers",
        chart="ranges",
        title=_most_named(*rows[0]),
        subtitle=message(
            "Share who name an obstacle among their three greatest, with 95 % range; hollow marks are uncertain"
        ),
        alt=message("For each obstacle the share of compatriots who name it, with its range."),
        marks={"points": [[point(share) for _, share in rows]], "unit": "percent", "maximum": _ceiling(rows)},
        words={
            "rows": tuple(label for label, _ in rows),
            "series": (message("name it"),),
            "x": (message("share of compatriots"),),
        },
        data=Table(
            name="barriers",
            caption=message("Obstacles named"),
            columns=(
                Column("obstacle", message("Obstacle")),
                Column("share", message("Share (95 % range)"), numeric=True),
            ),
            rows=tuple((label, share_cell(share)) for label, share in rows),
            notes=(METHOD_NOTE,),
        ),
    )


def _title(mapping: Mapping, shares: Statistics) -> Term:
    first = _widest_gap(mapping, shares)
    if first is None:
        return message("No channel is known well enough to be named first")
    label, share = first
    return message(
        "Highest estimate of willing and not acting: {channel}, {share}",
        channel=label,
        share=share_cell(share),
    )


def _most_named(label: Term, share: pd.Series) -> Term:
    if pd.isna(share["value"]):
        return message("No obstacle is known well enough to be named first")
    return message("Highest estimate: {barrier}", barrier=label)


def _widest_gap(mapping: Mapping, shares: Statistics) -> tuple[Term, pd.Series] | None:
    gaps = [
        (channel.label, _share(shares, f"gap_{channel.channel}")) for channel in mapping.framework.channels
    ]
    shown = [(label, share) for label, share in gaps if not pd.isna(share["value"])]
    return max(shown, key=lambda each: float(each[1]["value"])) if shown else None


def _share(shares: Statistics, indicator: str) -> pd.Series:
    table = insist_protected(shares)
    return table[(table["indicator"] == indicator) & (table["site"] == "")].iloc[0]


def _ceiling(rows: list[tuple[Term, pd.Series]]) -> float:
    highs = [float(share["high"]) for _, share in rows if not pd.isna(share["high"])]
    return min(1.0, max(highs, default=1.0) * 1.1)
