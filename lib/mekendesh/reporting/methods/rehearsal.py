"""The rehearsal, told: what each way of asking would find in an invented diaspora, and what it would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.estimation.planning.rehearsal import REPLICATES
from mekendesh.estimation.planning.rehearsal import rehearse as rehearse_world
from mekendesh.estimation.planning.rehearsal_designs import OPEN_LINK, RANDOM, RDS, REGISTER, Plan
from mekendesh.estimation.planning.rehearsal_estimators import BY_SEX, RDS_II, UNWEIGHTED
from mekendesh.estimation.planning.rehearsal_worlds import corridor_world
from mekendesh.estimation.weighting.variants import RDS_I
from mekendesh.estimation.weighting.weightings import SUCCESSIVE
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.structure.design_costs import load_design_costs
from mekendesh.words import Count, Decimal, Message, Percent, Term, Verbatim, message, plural

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from mekendesh.structure.mapping import Mapping

INDICATORS = ("acts_any", "used_yes", "legal_irregular")
"""Headlines rehearsed: one that who knows many people does more, one that a register favours, one it leaves out."""
SURVEYS = 100
COST_STEP = 100
ESTIMATORS: dict[str, Term] = {
    UNWEIGHTED: message("plain share"),
    RDS_I: Verbatim("RDS-I"),
    RDS_II: Verbatim("RDS-II"),
    SUCCESSIVE: message("successive sampling (SS)"),
    BY_SEX: message("weighted by sex"),
}


def plans_of(mapping: Mapping) -> tuple[Plan, ...]:
    """What is rehearsed: the plan, the plan with half its seeds, the register, an open link, and the oracle."""
    design = mapping.design
    seeds = dict.fromkeys((design.seeds, max(design.seeds // 2, 1)))
    return (
        *(Plan(RDS, design.interviews, count, design.coupons) for count in seeds),
        *(Plan(other, design.interviews) for other in (REGISTER, OPEN_LINK, RANDOM)),
    )


def rehearse(
    mapping: Mapping,
    surveys: int = SURVEYS,
    replicates: int = REPLICATES,
    executor: Executor | None = None,
) -> Statistics | None:
    """Rehearse the plans of a corridor on its invented diaspora: `estimation.planning.rehearsal.COLUMNS`.

    ``None`` where no published figure says how many people to invent. No respondent is in these figures: they are
    simulated, also in a round of the field, and every block says so.
    """
    world = corridor_world(mapping, INDICATORS)
    if world is None:
        return None
    return open_statistics(
        rehearse_world(
            world,
            plans_of(mapping),
            load_design_costs(mapping.tree),
            surveys=surveys,
            rng_seed=mapping.rng_seed,
            replicates=replicates,
            executor=executor,
        )
    )


def rehearse_for_report(mapping: Mapping) -> Statistics | None:
    """`rehearse` for a page of the round ``example``; ``None`` else, because simulated figures never stand in a
    report of the field: there the command ``mekendesh rehearse`` writes them into a file of their own.
    """
    return rehearse(mapping) if mapping.round.is_example else None


def table(mapping: Mapping, rehearsed: Statistics | None, indicator: str = INDICATORS[0]) -> Block:
    """One indicator: each plan and estimator with its bias, typical error, coverage, width and cost."""
    if rehearsed is None:
        return _not_here(mapping)
    rows = _rows_of(rehearsed, indicator)
    first = rows.iloc[0]
    notes = [
        plural(
            "Simulated: {count} fieldwork of each plan on one invented diaspora, in which the share is {truth}. Only its "
            "size and its share of women are published figures; ties, answers and who can be reached are assumed.",
            "Simulated: {count} fieldworks of each plan on one invented diaspora, in which the share is {truth}. Only its "
            "size and its share of women are published figures; ties, answers and who can be reached are assumed.",
            int(first["surveys"]),
            truth=Percent(float(first["truth"])),
        ),
        message(
            "Typical error: the root of the mean squared error. A range should hold the truth in 95 of 100 fieldworks; "
            "that frequency is itself known to about ± {points} points. Width: of the range, 1 being that of a random "
            "sample of as many people.",
            points=Decimal(200 * float(rows["coverage_error"].max()), 0),
        ),
        message(
            "A register holds only those who are registered: where the answer depends on being registered, a sample of it "
            "is off however large it is. Here the register is simulated as complete but for what is assumed."
        ),
        message(
            "Successive sampling is told the true number of people. Costs follow unit costs that the project assumes."
        ),
    ]
    if rows["refused"].any():
        notes.append(
            message(
                "An estimator had no value in up to {most} of the fieldworks; these are left out of its row.",
                most=Count(int(rows["refused"].max())),
            )
        )
    return Table(
        name=f"rehearsal_{indicator}",
        caption=message(
            "Rehearsal on an invented diaspora (simulated): {indicator}",
            indicator=indicator_name(mapping.framework, indicator),
        ),
        columns=(
            Column("plan", message("Way of asking")),
            Column("estimator", message("Estimator")),
            Column("bias", message("Bias, in points"), numeric=True),
            Column("error", message("Typical error, in points"), numeric=True),
            Column("coverage", message("Range holds the truth"), numeric=True),
            Column("width", message("Width of the range"), numeric=True),
            Column("cost", message("Cost, US dollars"), numeric=True),
        ),
        rows=tuple(_row(row) for _, row in rows.iterrows()),
        notes=tuple(notes),
    )


def reading(mapping: Mapping, rehearsed: Statistics | None, indicator: str = INDICATORS[0]) -> Block:
    """What the rehearsal says of the plan, in a sentence or two."""
    if rehearsed is None:
        return _not_here(mapping)
    rows = _rows_of(rehearsed, indicator)
    planned = rows[(rows["design"] == RDS) & (rows["seeds"] == mapping.design.seeds)].set_index("estimator")
    linked = rows[(rows["design"] == OPEN_LINK) & (rows["estimator"] == UNWEIGHTED)].iloc[0]
    ours, plain = planned.loc[RDS_II], planned.loc[UNWEIGHTED]
    if pd.isna(ours["rmse"]) or pd.isna(linked["rmse"]):
        return Paragraph(
            message("The rehearsal reached too few people to say what the plan would find."), "notice"
        )
    return Paragraph(
        message(
            "In the rehearsal, which is simulated, the estimate of this report was typically {ours} points off and its "
            "range held the truth in {coverage} of the fieldworks; the plain share of the same people was {plain} points "
            "off and its range held the truth in {plainly}. An open link was {linked} points off, however many answer.",
            ours=_points(ours["rmse"]),
            coverage=Percent(float(ours["coverage"])),
            plain=_points(plain["rmse"]),
            plainly=Percent(float(plain["coverage"])),
            linked=_points(linked["rmse"]),
        )
    )


def costs(mapping: Mapping) -> Table:
    """The unit costs behind the rehearsal, all of them assumed."""
    return Table(
        name="design_costs",
        caption=message("What a way of asking is assumed to cost"),
        columns=(
            Column("what", message("What")),
            Column("plan", message("Way of asking")),
            Column("usd", message("US dollars a unit"), numeric=True),
        ),
        rows=tuple(
            (row.note, _DESIGNS[row.design], Decimal(row.usd, 0))
            for row in load_design_costs(mapping.tree).rows
        ),
        notes=(
            message(
                "Assumptions of the project, of no source; whoever runs the fieldwork puts real prices in their place."
            ),
        ),
    )


_DESIGNS: dict[str, Message] = {
    RDS: message("recruitment by respondents"),
    REGISTER: message("sample of the consular register"),
    OPEN_LINK: message("open link"),
    RANDOM: message("random sample of everyone, which nobody can draw"),
}


def _rows_of(rehearsed: Statistics, indicator: str) -> Statistics:
    told = insist_protected(rehearsed)
    return insist_protected(told[told["indicator"] == indicator])


def _row(row: pd.Series) -> tuple[Term, ...]:
    plan: Term = _DESIGNS[row["design"]]
    if row["design"] == RDS:
        plan = plural(
            "recruitment by respondents, {count} seed",
            "recruitment by respondents, {count} seeds",
            int(row["seeds"]),
        )
    cost = Verbatim("[z]") if pd.isna(row["cost"]) else Count(COST_STEP * round(row["cost"] / COST_STEP))
    name = ESTIMATORS[row["estimator"]]
    if pd.isna(row["rmse"]):
        return (plan, name, *[Verbatim("[na]")] * 4, cost)
    return (
        plan,
        name,
        # The sum with 0 makes a rounded −0.0 a plain 0.
        Decimal(round(100 * float(row["bias"]), 1) + 0.0),
        _points(row["rmse"]),
        Percent(float(row["coverage"])),
        Verbatim("[z]") if pd.isna(row["width_ratio"]) else Decimal(float(row["width_ratio"])),
        cost,
    )


def _points(share: float) -> Decimal:
    return Decimal(100 * float(share))


def _not_here(mapping: Mapping) -> Paragraph:
    if not mapping.round.is_example:
        return Paragraph(
            message(
                "Simulated figures do not stand in a report of the field. The command “mekendesh rehearse” rehearses "
                "this corridor and writes the figures into a file of their own."
            ),
            "notice",
        )
    return Paragraph(
        message(
            "No source gives a figure from which a diaspora could be invented here, so the fieldwork is not rehearsed."
        ),
        "notice",
    )
