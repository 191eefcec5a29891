"""The round table, told: what the panel said of proposals and readiness, and where its strata part.

Everything shown comes from `mekendesh.judgement.panel`, whose tables are already medians and spreads of five raters
or more; here they pass the door as what they are, and are put into words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.experts.panel_beside_rule import TWO_VIEWS, beside_the_rule
from mekendesh.reporting.experts.panel_cells import (
    HIDDEN,
    LISTS,
    at_least,
    labels_of,
    median_cell,
    near_cell,
    of_list,
    order_cell,
    rated_cell,
    shift_cell,
    stratum_cell,
    through_the_door,
)
from mekendesh.structure.roundtable import FEASIBILITY, IMPORTANCE, READINESS
from mekendesh.words import Count, Decimal, Message, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.judgement.panel import Panel
    from mekendesh.reporting.doors.door import Public
    from mekendesh.reporting.statistics import Statistics
    from mekendesh.structure.mapping import Nation

MOST_GAPS = 8
LARGE_GAP = 2
"""Points between strata from which on a gap is told; on a scale of nine it is a quarter of the way."""
NO_PANEL = message(
    "No round table has rated yet. Its pack is made with the command mekendesh roundtable pack."
)
PANEL_NOTE = message(
    "A panel is invited and no sample: its ratings speak of its members alone. Medians from five ratings on; [c] fewer."
)


def said_of_proposals(country: Nation, panel: Panel | None, public: Public | None = None) -> Block:
    """Importance and feasibility of each proposal as the panel rated them, the most important first.

    With the list of the rule (``public``) the caption says whether the panel holds important what the rule puts first.
    The two look at different things, readiness and obstacles here, opinions there: that they part shows no mistake of
    either, and that they agree no proof.
    """
    if panel is None:
        return Paragraph(NO_PANEL, "notice")
    by_list = {what: of_list(panel.results, what) for what in (IMPORTANCE, FEASIBILITY)}
    titles = {proposal.proposal: proposal.title for proposal in country.framework.proposals}
    order = _most_important_first(list(titles), by_list[IMPORTANCE], by_list[FEASIBILITY])
    beside = beside_the_rule(titles, by_list[IMPORTANCE], public)
    return Table(
        name="panel_proposals",
        caption=beside or message("What the round table said of the proposals"),
        columns=(
            Column("proposal", message("Proposal")),
            Column("importance", message("Importance, 1 to 9")),
            Column("feasibility", message("Feasibility, 1 to 9")),
            Column("shift", message("Feasibility after the evidence")),
        ),
        rows=tuple(
            (
                titles[name],
                rated_cell(by_list[IMPORTANCE], name),
                rated_cell(by_list[FEASIBILITY], name),
                shift_cell(by_list[FEASIBILITY], name),
            )
            for name in order
        ),
        notes=(
            *((TWO_VIEWS,) if beside else ()),
            PANEL_NOTE,
            message(
                "Median, and beneath which and above which three tenths of the ratings lie. Agreement by the rule of "
                "thirds of the RAND/UCLA method; for seven, and for more than sixteen ratings it is this project’s extension."
            ),
        ),
    )


def in_brief(country: Nation, panel: Panel | None) -> Message | None:
    """What the round table puts first, as one finding; ``None`` where it rated nothing that may be told."""
    if panel is None:
        return None
    importance, feasibility = (of_list(panel.results, what) for what in (IMPORTANCE, FEASIBILITY))
    titles = {proposal.proposal: proposal.title for proposal in country.framework.proposals}
    first = next(iter(_most_important_first(list(titles), importance, feasibility)), "")
    if first not in importance.index or importance.at[first, "flag"]:
        return None
    return message(
        "{median} of 9 is the importance that the round table gives to what it puts first: {proposal}. "
        "Feasibility: {feasibility}.",
        median=Decimal(importance.at[first, "median"], 1),
        proposal=titles[first],
        feasibility=median_cell(feasibility, first),
    )


def said_of_readiness(country: Nation, panel: Panel | None) -> Block:
    """The panel's median of each readiness item, with how many stand near it, and what moved after the evidence."""
    if panel is None:
        return Paragraph(NO_PANEL, "notice")
    rated = of_list(panel.results, READINESS)
    labels = {item.item: item.label for item in country.framework.items if item.scored_by == "evidence"}
    return Table(
        name="panel_readiness",
        caption=message("What the round table said of the state’s readiness"),
        columns=(
            Column("item", message("Item")),
            Column("median", message("Median, 0 to 4"), numeric=True),
            Column("near", message("Within one point of it"), numeric=True),
            Column("shift", message("After the evidence")),
        ),
        rows=tuple(
            (labels[name], median_cell(rated, name), near_cell(rated, name), shift_cell(rated, name))
            for name in labels
        ),
        notes=(
            PANEL_NOTE,
            message("A rating is an opinion. It stands beside the dated evidence and replaces none."),
        ),
    )


def order_in_common(panel: Panel | None) -> Block:
    """Whether the members put each list in the same order (Kendall's W), in words beside the number."""
    if panel is None:
        return Paragraph(NO_PANEL, "notice")
    told = through_the_door(panel.concordance)
    return Table(
        name="panel_concordance",
        caption=message("How far the members put things in the same order"),
        columns=(
            Column("list", message("List")),
            Column("w", message("Kendall’s W, 0 to 1"), numeric=True),
            Column("words", message("In words")),
            Column("raters", message("Members who rated all of it"), numeric=True),
        ),
        rows=tuple(
            (
                LISTS[row.what],
                Decimal(row.w, 2) if not row.flag else Verbatim(f"[{row.flag}]"),
                order_cell(row),
                at_least(row.raters) if row.flag != "c" else HIDDEN,
            )
            for row in told.itertuples()
        ),
        notes=(
            message(
                "Members who left out a rating of a list are not counted in it. An order in common need not be right."
            ),
        ),
    )


def gaps(country: Nation, panel: Panel | None) -> Block:
    """Where the strata part most: the largest gaps between their medians, of those that may be shown."""
    if panel is None:
        return Paragraph(NO_PANEL, "notice")
    far = through_the_door(panel.gaps)
    far = far[far["gap"] >= LARGE_GAP].sort_values(["gap", "what", "id"], ascending=[False, True, True])
    if far.empty:
        return Paragraph(
            message("Between the parts of the panel that may be shown no medians lie {points} points or more apart.",
                    points=Count(LARGE_GAP))
        )  # fmt: skip
    labels = labels_of(country.framework)
    medians = {
        (row.what, row.id, row.stratum): row.median for row in through_the_door(panel.strata).itertuples()
    }
    return Table(
        name="panel_gaps",
        caption=message("Where the parts of the panel see things most differently"),
        columns=(
            Column("subject", message("Subject")),
            Column("list", message("Rated for")),
            Column("gap", message("Points apart"), numeric=True),
            Column("higher", message("Rated higher by")),
            Column("lower", message("Rated lower by")),
        ),
        rows=tuple(
            (
                labels[row.id],
                LISTS[row.what],
                Decimal(row.gap, 1),
                *(
                    stratum_cell(stratum, medians[row.what, row.id, stratum])
                    for stratum in (row.highest, row.lowest)
                ),
            )
            for row in far.head(MOST_GAPS).itertuples()
            if row.id in labels
        ),
        notes=(
            message(
                "Medians of parts with five ratings or more. A part is left out too where it would give another away."
            ),
        ),
    )


def _most_important_first(names: list[str], importance: Statistics, feasibility: Statistics) -> list[str]:
    """By the medians of importance, then of feasibility; those without one last; equal ones in the library's order."""

    def place(name: str) -> tuple[float, float]:
        found = [
            float(table.at[name, "median"]) if name in table.index else float("nan")
            for table in (importance, feasibility)
        ]
        return tuple(float("inf") if pd.isna(median) else -median for median in found)  # type: ignore[return-value]

    return sorted(names, key=place)
