"""Whether the headline shares hold by other methods, told in bands: no share by another method is ever shown.

The plain share of answers times the people who answered is a count. So of it is told only whether it lies
further from the estimate than the tolerance, and of the weighted methods in which band they lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.estimation.weighting.agreement import AGREE, DIFFER, Tolerance, badges
from mekendesh.estimation.weighting.variants import RDS_I
from mekendesh.estimation.weighting.weightings import NAIVE, RAKED, SUCCESSIVE, WITHOUT_SEEDS
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.collection.headlines import HEADLINES
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.numbers import not_in_the_field
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.words import Count, Decimal, Interval, Message, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.estimation.shares.corridor import Estimates
    from mekendesh.structure.mapping import Mapping

NEAR = 0.02
TOLERANCE = Tolerance()
BANDS = {
    "near": message("within 2 points"),
    "some": message("2 to 5 points"),
    "far": message("more than 5 points"),
}
HIGHER = {
    NAIVE: message("higher without any weights"),
    RDS_I: message("higher by RDS-I"),
    SUCCESSIVE: message("higher by successive sampling"),
    RAKED: message("higher when raked to the published share of women"),
    WITHOUT_SEEDS: message("higher without the seeds"),
}
LOWER = {
    NAIVE: message("lower without any weights"),
    RDS_I: message("lower by RDS-I"),
    SUCCESSIVE: message("lower by successive sampling"),
    RAKED: message("lower when raked to the published share of women"),
    WITHOUT_SEEDS: message("lower without the seeds"),
}


def protect_agreement(estimates: Estimates | None, shares: Statistics | None) -> Statistics | None:
    """The badges of the headline shares of all sites together; ``None`` before the fieldwork.

    Columns indicator, flag (of the share), badge, method, direction, band, reason; what a hidden share has of
    them is blank. ``band`` is of the weighted methods alone, and blank where there are none.
    """
    if estimates is None or shares is None:
        return None
    found = badges(estimates.variants, HEADLINES, TOLERANCE)
    known = insist_protected(shares)
    flags = known[known["site"] == ""].set_index("indicator")["flag"].reindex(found["indicator"])
    found = found.assign(
        flag=flags.fillna("c").to_numpy(),
        band=np.select(
            [found["spread"].isna(), found["spread"] <= NEAR, 100 * found["spread"] <= TOLERANCE.points],
            ["", "near", "some"],
            default="far",
        ),
    )
    told = ["badge", "method", "direction", "band", "reason"]
    hidden = found["flag"].isin(["c", "x"])
    found[told] = found[told].mask(hidden, "")
    return open_statistics(found[["indicator", "flag", *told]])


def table(mapping: Mapping, agreed: Statistics | None) -> Block:
    """Each headline share: whether other methods agree, how far apart they lie, and which one differs."""
    if agreed is None:
        return not_in_the_field()
    rows = insist_protected(agreed)
    if rows.empty:
        return Paragraph(message("No other method was computed, so agreement cannot be told."), "notice")
    return Table(
        name="agreement",
        caption=message("Do other methods give the same shares?"),
        columns=(
            Column("share_of", message("Share of compatriots who …")),
            Column("badge", message("Other methods")),
            Column("band", message("How far weighted methods lie from the share")),
            Column("differs", message("The method that differs most")),
        ),
        rows=tuple(
            (indicator_name(mapping.framework, row["indicator"]), *_cells(row)) for _, row in rows.iterrows()
        ),
        notes=(
            message(
                "Compared with RDS-II, replicate by replicate: no weights, RDS-I, successive sampling at half, once "
                "and twice the published number of people, RDS-II raked to the published share of women, and RDS-II "
                "without the seeds, each where it can be computed."
            ),
            message(
                "A method differs where it lies more than {points} points away and chance is ruled out at 95 %. "
                "Methods can agree and all be wrong: they rest on the same chains, network sizes and answers.",
                points=Decimal(TOLERANCE.points, 0),
            ),
        ),
    )


def held(agreed: Statistics) -> Message:
    """The finding: how many of the headline shares that are shown hold by every method."""
    rows = insist_protected(agreed)
    shown = rows[rows["badge"] != ""]
    if shown.empty:
        return message("No headline share can be shown, so agreement of methods cannot be told.")
    return message(
        "Other methods agree with {held} of {shown} headline shares.",
        held=Count(int((shown["badge"] == AGREE).sum())),
        shown=Count(len(shown)),
    )


def _cells(row: pd.Series) -> tuple[Term, Term, Term]:
    if not row["badge"]:
        hidden = Interval(None, flag=row["flag"])
        return hidden, hidden, hidden
    band = BANDS[row["band"]] if row["band"] else Verbatim("[z]")
    if row["badge"] == AGREE:
        return message("agree"), band, message("none")
    if row["badge"] == DIFFER:
        words = HIGHER if row["direction"] == "higher" else LOWER
        return message("differ"), band, words[row["method"]]
    return message("cannot be said: too few methods have a value"), band, Verbatim("[z]")
