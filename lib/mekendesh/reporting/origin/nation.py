"""An origin, told: its corridors side by side, what was learned in each, and what is asked of each body."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.judgement.national import SURVEYED
from mekendesh.reporting.blocks import Block, Brief, Column, Figure, Paragraph, Table
from mekendesh.reporting.numbers import not_in_the_field, share_cell
from mekendesh.reporting.origin import figures
from mekendesh.reporting.population.latest_figures import of_latest_years, people_only
from mekendesh.reporting.population.sizes import NO_FIGURE
from mekendesh.reporting.recommendations.first_proposals import first_proposals, on_the_order
from mekendesh.reporting.state import readiness
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.structure.sizes import anchor_size
from mekendesh.structure.sources import load_concepts, load_issuers
from mekendesh.words import Count, Country, Day, Message, Percent, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.mapping import Nation

STATES = {
    "in": message("surveyed, in the national list"),
    "not_asked": message("surveyed, but not asked all that the national list rests on"),
    "no_figure": message("surveyed, but no figure to weigh it by"),
    "no_survey": message("not yet in the field"),
    "nothing_known": message("not yet in the field, and no figure"),
}
MOST_CORRIDORS = 15


def in_brief(nation: Nation, judgement: NationalJudgement, public: Public) -> Brief:
    """What stands first, then at most six findings: how sure the order is, corridors, people, readiness, gaps."""
    surveyed = int(judgement.weights["state"].isin(SURVEYED).sum())
    findings = [
        on_the_order(nation, judgement, public),
        _surveyed(nation, surveyed, len(judgement.weights)),
        *figures.range_of_totals(nation),
        *readiness.in_brief(nation, judgement),
    ]
    findings.append(
        message("{gaps} gaps are on the agenda of further fieldwork.", gaps=Count(len(judgement.agenda)))
    )
    return Brief(tuple(findings[:6]), first_proposals(nation, judgement, public))


def corridors_chart(nation: Nation) -> Block:
    """The figure that scenarios are computed on, for each corridor, largest first."""
    anchors = [(mapping.corridor.destination, anchor_size(mapping.sizes)) for mapping in nation.mappings]
    anchors.sort(key=lambda each: each[1].persons if each[1] else -1, reverse=True)
    shown = anchors[:MOST_CORRIDORS]
    if not shown or shown[0][1] is None:
        return Paragraph(
            message("No source has a figure for any corridor of this report. That is not zero."), "notice"
        )
    return Figure(
        name="corridors",
        chart="bars",
        title=message(
            "Largest figure among the corridors of this report: {country}, {persons} people",
            country=Country(shown[0][0]),
            persons=Count(shown[0][1].persons),
        ),
        subtitle=message(
            "People, one published figure for each corridor; the figures do not all count the same"
        ),
        alt=message("Bars of one published figure for each corridor; corridors without a figure say so."),
        marks={"values": [anchor.persons if anchor else None for _, anchor in shown], "unit": "count"},
        words={"rows": tuple(Country(code) for code, _ in shown), "missing": (NO_FIGURE,)},
        data=_corridor_figures(nation, [code for code, _ in shown]),
    )


def corridors(nation: Nation, judgement: NationalJudgement) -> Table:
    """The corridors side by side: range of published figures, the figure used, and the state of the fieldwork."""
    states = judgement.weights.set_index("destination")
    rows = []
    for mapping in nation.mappings:
        people = of_latest_years(people_only(mapping.sizes))["persons"]
        row = states.loc[mapping.corridor.destination]
        rows.append(
            (
                Country(mapping.corridor.destination),
                _from_to(people),
                Count(int(row["persons"])) if pd.notna(row["persons"]) else NO_FIGURE,
                STATES[row["state"]],
                Percent(float(row["weight"]), 1) if row["state"] == "in" else Verbatim("[z]"),
            )
        )
    return Table(
        name="corridors",
        caption=message("Corridors side by side"),
        columns=(
            Column("country", message("Country of destination")),
            Column(
                "range", message("Latest published figures of each concept, lowest to highest"), numeric=True
            ),
            Column("used", message("Figure used"), numeric=True),
            Column("state", message("Fieldwork")),
            Column("weight", message("Weight in the national list"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Weights follow the figure used. Figures of different concepts stand side by side here: a convention."
            ),
            *figures.what_hangs_on_the_figure(nation, judgement.weights),
        ),
    )


def potential(nation: Nation, public: Public) -> Block:
    """What was learned in the field, corridor by corridor and together."""
    if public.shares is None:
        return not_in_the_field()
    shares = insist_protected(public.shares)
    surveyed = [mapping.corridor.destination for mapping in nation.mappings]
    places = [
        *((code, Country(code)) for code in surveyed if (shares["site"] == code).any()),
        ("", message("surveyed corridors together")),
    ]
    rows = tuple(
        (
            label,
            survey_share(shares, "acts_any", site),
            survey_share(shares, "return_yes", site),
            *widest_gap(nation, shares, site),
        )
        for site, label in places
    )
    return Table(
        name="potential_by_corridor",
        caption=message("What was learned in the field, corridor by corridor"),
        columns=(
            Column("country", message("Country of destination")),
            Column("acts", message("Contribute through at least one channel"), numeric=True),
            Column("return", message("Plan to return"), numeric=True),
            Column("channel", message("Widest gap between willing and acting")),
            Column("gap", message("Willing, not acting there"), numeric=True),
        ),
        rows=rows,
        notes=(
            message(
                "Shares of reachable compatriots in the surveyed cities of each country; RDS-II, 95 % range by tree bootstrap."
            ),
        ),
    )


def survey_share(shares: Statistics, indicator: str, site: str) -> Term:
    """A protected share of a corridor (``site`` is its destination) with its range; ``[z]`` where it was not asked."""
    rows = shares[(shares["indicator"] == indicator) & (shares["site"] == site)]
    return share_cell(rows.iloc[0]) if len(rows) else Verbatim("[z]")


def widest_gap(nation: Nation, shares: Statistics, site: str) -> tuple[Term, Term]:
    """The channel with the widest shown gap between willing and acting, and its share; twice the sign where all are hidden.

    The widest of eight uncertain gaps is likely too wide: read it with its range.
    """
    gaps = shares[(shares["family"] == "gap") & (shares["key"] != "any") & (shares["site"] == site)]
    rows = gaps.dropna(subset="value")
    if rows.empty:
        sign = Verbatim("[c]" if (gaps["flag"] == "c").all() else "[x]")
        return sign, sign
    first = rows.loc[rows["value"].astype(float).idxmax()]
    label = next(channel.label for channel in nation.framework.channels if channel.channel == first["key"])
    return label, share_cell(first)


def _surveyed(nation: Nation, surveyed: int, corridors: int) -> Message:
    if not surveyed:
        return message(
            "None of the {all} corridors in this report has been surveyed yet: they stand on published figures.",
            all=Count(corridors),
        )
    if surveyed == corridors:
        if nation.round.is_example:
            return message("All {all} corridors in this report are simulated.", all=Count(corridors))
        return message("All {all} corridors in this report have been surveyed.", all=Count(corridors))
    if nation.round.is_example:
        return message(
            "{surveyed} of {all} corridors in this report are simulated; the others stand on published figures.",
            surveyed=Count(surveyed),
            all=Count(corridors),
        )
    return message(
        "{surveyed} of {all} corridors in this report have been surveyed; the others stand on published figures.",
        surveyed=Count(surveyed),
        all=Count(corridors),
    )


def _corridor_figures(nation: Nation, order: list[str]) -> Table:
    concepts, issuers = load_concepts(nation.tree), load_issuers(nation.tree)
    by_code = {mapping.corridor.destination: anchor_size(mapping.sizes) for mapping in nation.mappings}
    rows: list[tuple[Term, ...]] = []
    for code in order:
        anchor = by_code[code]
        if anchor is None:
            rows.append((Country(code), NO_FIGURE, *(Verbatim("[z]") for _ in range(4))))
            continue
        rows.append(
            (
                Country(code),
                Count(anchor.persons),
                concepts[anchor.concept].label,
                issuers[anchor.issuer].label,
                Day(anchor.ref_date),
                anchor.note or Verbatim("[z]"),
            )
        )
    return Table(
        name="corridor_figures",
        caption=message("The figure used for each corridor"),
        columns=(
            Column("country", message("Country of destination")),
            Column("figure", message("Figure"), numeric=True),
            Column("concept", message("What is counted")),
            Column("issuer", message("Issuer")),
            Column("date", message("Date")),
            Column("note", message("Note")),
        ),
        rows=tuple(rows),
    )


def _from_to(people: pd.Series) -> Term:
    if people.empty:
        return NO_FIGURE
    low, high = int(people.min()), int(people.max())
    return message("{low} to {high}", low=Count(low), high=Count(high)) if low < high else Count(high)
