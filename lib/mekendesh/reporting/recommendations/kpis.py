"""The indicator to watch, told: where it stands, what is aimed at, and whether a next round could show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.judgement import kpi
from mekendesh.reporting.blocks import Column
from mekendesh.reporting.numbers import share_cell
from mekendesh.structure.design import load_design
from mekendesh.words import Count, Interval, Listed, Message, Percent, Term, Verbatim, message

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.framework import Proposal
    from mekendesh.structure.mapping import Mapping, Nation

COLUMNS = (
    Column("indicator", message("Indicator to watch")),
    Column("baseline", message("Where it stands")),
    Column("target", message("What is aimed at")),
    Column("check", message("Could a next round show it?")),
)
NOTE = message(
    "Targets are put before the round table; they are no forecast. Whether a target was met can be checked only where it lies "
    "further from the baseline than the smallest change that a next round of the same size shows with a chance of 80 in 100."
)


def kpi_table(mapping: Mapping | Nation, public: Public) -> pd.DataFrame:
    """`mekendesh.judgement.kpi.kpis` of every proposal, indexed by proposal."""
    design = load_design(mapping.tree)
    return kpi.kpis(mapping.framework.proposals, public.shares, design).set_index("proposal")


def kpi_cells(proposal: Proposal, row: pd.Series) -> tuple[Term, Term, Term, Term]:
    """The cells of `COLUMNS` for a proposal."""
    return proposal.kpi, _baseline(row), _target(proposal, row), _check(row)


def measured(proposal: Proposal, row: pd.Series) -> Listed:
    """The same in one cell: the indicator, where it stands, what is aimed at, and whether a next round could show it."""
    indicator, baseline, target, check = kpi_cells(proposal, row)
    if row["check"] == kpi.NOT_SURVEYED:
        return Listed(
            (
                indicator,
                message("aim: {aim}", aim=target),
                message("not measured by the survey of this mapping"),
            )
        )
    told: list[Term] = [indicator, message("now: {share}", share=baseline), message("aim: {aim}", aim=target)]
    # A bare code says nothing beside the one that already stands for the baseline.
    return Listed(tuple([*told, check] if isinstance(check, Message) else told))


def targets_untold(kpis: pd.DataFrame) -> tuple[int, int]:
    """Of how many targets a next round of the same size could not tell whether they were met, and how many have a
    baseline at all. ``kpis`` as `kpi_table` gives it.
    """
    return int((kpis["check"] == kpi.NO).sum()), int(kpis["check"].isin([kpi.YES, kpi.NO]).sum())


def _baseline(row: pd.Series) -> Term:
    if row["check"] == kpi.NOT_SURVEYED:
        return message("not a result of the survey")
    if row["check"] == kpi.NO_BASELINE and not row["baseline"] >= 0:
        return message("not known before the first survey")
    names = {"baseline": "value", "baseline_low": "low", "baseline_high": "high"}
    return share_cell(row.rename(names))


def _target(proposal: Proposal, row: pd.Series) -> Term:
    if proposal.target is not None:
        return proposal.target
    if row["check"] in (kpi.YES, kpi.NO):
        return Percent(float(row["target"]), int(row["digits"]))
    by = Percent(abs(proposal.kpi_change or 0) / 100)
    if (proposal.kpi_change or 0) < 0:
        return message("less than the first known share by {part} of it", part=by)
    return message("more than the first known share by {part} of it", part=by)


def _check(row: pd.Series) -> Term:
    points = Count(round(row["smallest_change"] * 100)) if row["smallest_change"] > 0 else None
    match row["check"]:
        case kpi.YES:
            return message("yes: the smallest change it shows is {points} percentage points", points=points)
        case kpi.NO:
            return message(
                "could not be checked: the smallest change it shows is {points} percentage points",
                points=points,
            )
        case kpi.HIDDEN:
            return Interval(None, flag=row["flag"])
        case kpi.NO_BASELINE if points:
            return message(
                "as planned for one country, the smallest change shown is {points} percentage points at a share of one half",
                points=points,
            )
        case _:
            return Verbatim("[z]")
