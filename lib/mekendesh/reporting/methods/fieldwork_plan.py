"""The plan of the fieldwork, told: cities, numbers, and what they can show."""

from __future__ import annotations

from mekendesh.estimation.planning.branching import (
    MOST_SEEDS,
    Coupons,
    chance_of_dying,
    seeds_needed,
    waves_to_reach,
)
from mekendesh.estimation.planning.plan import half_width, sample_size, smallest_change
from mekendesh.reporting.blocks import Column, Paragraph, Table
from mekendesh.simulation.assumptions import load_assumptions
from mekendesh.structure.mapping import Mapping
from mekendesh.structure.sites import sites_of
from mekendesh.words import Count, Decimal, Percent, message

WIDTHS = (0.05, 0.10, 0.15)
"""Half widths of an interval, for which the plan says how many interviews they would take."""

RETURNED = (1.0, 0.75, 0.6)
"""Parts of the assumed return of coupons for which the plan says how far they carry."""
REACHING = 0.9
"""The chance with which seeds are to suffice."""


def sites(mapping: Mapping) -> Table:
    """The cities of the plan, with the share of the community each is assumed to hold."""
    return Table(
        name="sites",
        caption=message("Cities where people would be recruited"),
        columns=(
            Column("city", message("City")),
            Column("share", message("Assumed share of the community"), numeric=True),
            Column("give_or_take", message("Give or take"), numeric=True),
        ),
        rows=tuple(
            (
                site.label,
                Percent(site.share),
                message("± {points} points", points=Count(round(100 * site.share_sd))),
            )
            for site in sites_of(mapping.tree, mapping.corridor.destination)
        ),
        notes=(
            message(
                "An assumption of the project, of no source; associations and consulates are asked to correct it."
            ),
        ),
    )


def precision(mapping: Mapping) -> Table:
    """The numbers of the plan, and how many interviews a given precision would take."""
    design = mapping.design
    labels = dict(design.labels)
    rows = [
        (labels["interviews"], Count(design.interviews)),
        (labels["seeds"], Count(design.seeds)),
        (labels["coupons"], Count(design.coupons)),
        (labels["design_effect"], Decimal(design.design_effect, 0)),
        (
            message("half the width of the range around a share of one half, in percentage points"),
            Count(round(100 * half_width(design.interviews, deff=design.design_effect))),
        ),
    ]
    rows += [
        (
            message(
                "interviews needed for a range of ± {points} percentage points",
                points=Count(round(100 * width)),
            ),
            Count(sample_size(width, deff=design.design_effect)),
        )
        for width in WIDTHS
    ]
    return Table(
        name="precision",
        caption=message("The plan in numbers"),
        columns=(Column("what", message("What")), Column("number", message("Number"), numeric=True)),
        rows=tuple(rows),
        notes=(message("n = deff · z² · p (1 − p) / e², with p = 1/2 and z for 95 %."),),
    )


def detectable_change(mapping: Mapping) -> Paragraph:
    """The smallest change between two rounds of the plan that would be noticed."""
    design = mapping.design
    change = smallest_change(design.interviews, design.interviews, deff=design.design_effect)
    return Paragraph(
        message(
            "Two rounds of {interviews} interviews would notice a change of {points} percentage points or more "
            "(with a power of 80 in 100). A target set below that could not be checked.",
            interviews=Count(design.interviews),
            points=Count(round(100 * change)),
        )
    )


def seeds_and_coupons(mapping: Mapping) -> Table:
    """How far coupons carry from the planned seeds, should fewer come back than assumed."""
    design, assumptions = mapping.design, load_assumptions(mapping.tree)
    consents = 1 - assumptions.value("survey", "refuses")
    returned = consents * assumptions.value("survey", "coupon_redeemed")
    of_seeds = consents * assumptions.value("survey", "seed_coupon_redeemed")
    rows = []
    for part in RETURNED:
        plan = Coupons(design.coupons, part * returned, part * of_seeds)
        waves = waves_to_reach(plan, design.seeds, design.interviews)
        seeds = seeds_needed(plan, design.interviews, REACHING)
        rows.append(
            (
                Percent(plan.returned),
                Decimal(plan.growth),
                message("not reached") if waves is None else Count(waves),
                Percent(chance_of_dying(plan)),
                message("more than {count}", count=Count(MOST_SEEDS)) if seeds is None else Count(seeds),
            )
        )
    return Table(
        name="seeds_and_coupons",
        caption=message(
            "How far {coupons} coupons a person carry from {seeds} seeds to {interviews} interviews",
            coupons=Count(design.coupons),
            seeds=Count(design.seeds),
            interviews=Count(design.interviews),
        ),
        columns=(
            Column("returned", message("Coupons that bring an interview"), numeric=True),
            Column("growth", message("People whom a participant brings"), numeric=True),
            Column("waves", message("Waves expected"), numeric=True),
            Column("dying", message("Chance that a chain ends by itself"), numeric=True),
            Column(
                "seeds",
                message("Seeds to get there in {chance} of cases", chance=Percent(REACHING)),
                numeric=True,
            ),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "A branching process: every coupon comes back with the same chance, those of seeds more often. Circles "
                "of acquaintances that close and the end of the fieldwork are not in it, so chains end sooner in life."
            ),
            message(
                "The first row is the project’s assumption, the others have a quarter and two fifths less. A wave takes "
                "about {wave} days and the fieldwork lasts {days}.",
                wave=Decimal(assumptions.value("survey", "days_between")),
                days=Count(assumptions.count("survey", "days")),
            ),
        ),
    )
