"""The corridors of an origin side by side, a card each: who is there, how many, what they would give, how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.reporting.blocks import Column, Table
from mekendesh.reporting.origin.nation import STATES, survey_share, widest_gap
from mekendesh.reporting.population.latest_figures import as_published, people_only
from mekendesh.reporting.population.sizes import NO_FIGURE, RELIABILITY
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.structure.reference import footprint
from mekendesh.structure.sizes import anchor_size, rival_figure
from mekendesh.structure.sources import load_concepts, load_issuers, load_sources
from mekendesh.structure.stocks import female_share
from mekendesh.words import Count, Country, Day, Decimal, Listed, Percent, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.reporting.doors.door import Public
    from mekendesh.structure.mapping import Mapping, Nation

MOST_CONCEPTS = 4
NOT_ASKED = message("nobody has been asked yet")
ONE_FIGURE = message("one figure only: nothing checks it")
NONE_CHECKS = message("no two issuers count the same in one year: no figure checks another")
OLD_YEARS = 5
FINAL_PLAN, FIRST_PLAN = "polling_stations", "polling_stations_first_plan"
COPIED = ("knomad_2021", "un_desa_2020")
"""A compilation and the one that it takes many of its figures from."""


def side_by_side(nation: Nation, judgement: NationalJudgement, public: Public) -> Table:
    """A card for each corridor of the report, in the order of the corridors.

    How sure a corridor's number of people is, is said and not scored: how many figures of how many concepts, whether
    two issuers counted the same thing in one year and how far they lie apart, how old the newest figure is, how
    reliable the one that is used. Agreement misleads where issuers copy one another.
    """
    shares = None if public.shares is None else insist_protected(public.shares)
    states = judgement.weights.set_index("destination")["state"]
    return Table(
        name="corridors_side_by_side",
        caption=message("The corridors, a card each"),
        columns=(
            Column("country", message("Country of destination")),
            Column("who", message("Who is there")),
            Column("many", message("How many, by which count")),
            Column("give", message("What they would give")),
            Column("sure", message("How sure")),
        ),
        rows=tuple(
            (
                Country(mapping.corridor.destination),
                _listed(_who(mapping, shares)),
                _listed(_how_many(mapping)),
                _listed(_would_give(nation, mapping, shares)),
                _listed([*how_sure(mapping), STATES[states[mapping.corridor.destination]]]),
            )
            for mapping in nation.mappings
        ),
        notes=(
            message("Of each count the latest figure. Different counts are different quantities."),
            message(
                "What they would give: shares of reachable compatriots in the surveyed cities; RDS-II, 95 % range by tree bootstrap."
            ),
        ),
        layout="cards",
    )


def how_sure(mapping: Mapping) -> list[Term]:
    """What speaks for and against the published figures of a corridor, in words."""
    people = people_only(mapping.sizes)
    people = people[people["persons"] > 0]
    if people.empty:
        return [NO_FIGURE]
    said: list[Term] = [_checked(people)]
    newest = str(people["ref_date"].max())
    if mapping.round.as_of.year - int(newest[:4]) > OLD_YEARS:
        said.append(
            message(
                "newest figure {date}: older than {years} years", date=Day(newest), years=Count(OLD_YEARS)
            )
        )
    else:
        said.append(message("newest figure {date}", date=Day(newest)))
    if _is_copied(people):
        said.append(message("the World Bank repeats the United Nations' figure of 2020: one source, not two"))
    anchor = anchor_size(mapping.sizes)
    if anchor:
        said.append(
            message(
                "reliability of the figure used: {reliability}", reliability=RELIABILITY[anchor.reliability]
            )
        )
        rival = rival_figure(mapping.sizes, anchor)
        if rival:
            said.append(
                message(
                    "used is {used}; another figure of these years says {other}",
                    used=Count(anchor.persons),
                    other=Count(rival.persons),
                )
            )
    return said


def furthest_apart(people: pd.DataFrame) -> float | None:
    """The largest ratio between figures of one concept and one year by different issuers; ``None`` without any."""
    ratios = [
        float(alike["persons"].max() / alike["persons"].min())
        for _, alike in people.groupby(["concept", "year"])
        if alike["issuer"].nunique() > 1
    ]
    return max(ratios, default=None)


def _is_copied(people: pd.DataFrame) -> bool:
    copies, originals = (set(people.loc[people["source"] == source, "persons"]) for source in COPIED)
    return bool(copies & originals)


def _checked(people: pd.DataFrame) -> Term:
    if len(people) == 1:
        return ONE_FIGURE
    ratio = furthest_apart(people)
    return message(
        "{figures} figures by {concepts} counts; {checked}",
        figures=Count(len(people)),
        concepts=Count(people["concept"].nunique()),
        checked=NONE_CHECKS
        if ratio is None
        else message(
            "two issuers that count the same in one year lie up to {ratio} times apart",
            ratio=Decimal(ratio, 1),
        ),
    )


def _who(mapping: Mapping, shares: Statistics | None) -> list[Term]:
    said: list[Term] = []
    women = female_share(mapping.tree, mapping.corridor)
    if women and women.basis == "corridor":
        said.append(
            message(
                "women {share} ({source})",
                share=Percent(women.share),
                source=load_sources(mapping.tree)[women.source].label,
            )
        )
    if shares is not None and (shares["site"] == mapping.corridor.destination).any():
        answered = survey_share(shares, "sex_female", mapping.corridor.destination)
        said.append(message("women by the survey: {share}", share=answered))
    concepts = load_concepts(mapping.tree)
    seen = footprint(mapping.tree, mapping.corridor).sort_values(["measure", "ref_date"], kind="stable")
    if FINAL_PLAN in set(seen["measure"]):
        seen = seen[seen["measure"] != FIRST_PLAN]
    for measure, rows in seen.groupby("measure", sort=True):
        said.append(
            message(
                "{what}: {count}", what=concepts[str(measure)].label, count=Count(int(rows["count"].iloc[-1]))
            )
        )
    return said or [message("nothing is published")]


def _how_many(mapping: Mapping) -> list[Term]:
    concepts, issuers = load_concepts(mapping.tree), load_issuers(mapping.tree)
    latest = people_only(mapping.sizes).drop_duplicates("concept")
    said: list[Term] = [
        message(
            "{persons}: {concept} ({issuer}, {date})",
            persons=as_published(row["persons"], row["bound"]),
            concept=concepts[row["concept"]].label,
            issuer=issuers[row["issuer"]].label,
            date=Day(row["ref_date"]),
        )
        for row in latest.head(MOST_CONCEPTS).to_dict("records")
    ]
    if len(latest) > MOST_CONCEPTS:
        said.append(
            message(
                "further counts in the corridor's own report: {more}", more=Count(len(latest) - MOST_CONCEPTS)
            )
        )
    return said or [NO_FIGURE]


def _would_give(nation: Nation, mapping: Mapping, shares: Statistics | None) -> list[Term]:
    site = mapping.corridor.destination
    if shares is None or not (shares["site"] == site).any():
        return [NOT_ASKED]
    channel, share = widest_gap(nation, shares, site)
    widest = (
        channel
        if isinstance(channel, Verbatim)
        else message(
            "widest gap, {channel}: {share} willing and not acting there", channel=channel, share=share
        )
    )
    return [
        widest,
        message("plan to return: {share}", share=survey_share(shares, "return_yes", site)),
    ]


def _listed(terms: list[Term]) -> Listed:
    return Listed(tuple(terms))
