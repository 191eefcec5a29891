"""The community, told: associations and polling stations known there, and who answered the survey."""

from __future__ import annotations

import pandas as pd

from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.numbers import not_in_the_field, share_cell
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.structure.gazetteer import find_place
from mekendesh.structure.indicators import PEOPLE
from mekendesh.structure.instruments import ORGANISATIONS, corridor_questionnaire
from mekendesh.structure.mapping import Mapping
from mekendesh.structure.reference import footprint as known_footprint
from mekendesh.structure.sources import load_concepts, load_issuers
from mekendesh.words import Count, Day, Listed, Message, Term, Verbatim, message, plural


def footprint(mapping: Mapping) -> Block:
    """Associations and polling stations on record in the destination, with issuer and date; or a notice."""
    known = known_footprint(mapping.tree, mapping.corridor)
    if known.empty:
        return Paragraph(
            message(
                "No register of associations and no list of polling stations is known for this destination."
            ),
            "notice",
        )
    concepts, issuers = load_concepts(mapping.tree), load_issuers(mapping.tree)
    return Table(
        name="footprint",
        caption=message("Associations and polling stations on record"),
        columns=(
            Column("what", message("What")),
            Column("count", message("Number"), numeric=True),
            Column("date", message("Date")),
            Column("issuer", message("Issuer")),
        ),
        rows=tuple(
            (concepts[row.measure].label, Count(row.count), Day(row.ref_date), issuers[row.issuer].label)
            for row in known.rename(columns={"count": "number"})
            .assign(count=known["count"])
            .itertuples(index=False)
        ),
        notes=(message("A public record of places, not a measure of how many people there are."),),
    )


def associations(mapping: Mapping, inventory: pd.DataFrame | None) -> Block:
    """The associations that were asked: name, city, members and what they do; those not to be named are counted."""
    if inventory is None or inventory.empty:
        return Paragraph(message("No association has been asked here yet."), "notice")
    form = corridor_questionnaire(mapping.tree, mapping.corridor, mapping.round, ORGANISATIONS)
    members = {choice.code: choice.label for choice in form.choices_of(form.by_name["org_members"].choices)}
    does = {choice.code: choice.label for choice in form.choices_of(form.by_name["org_activities"].choices)}
    named = inventory[inventory["named"].astype(bool)].sort_values(["city", "name"])
    rows = tuple(
        (
            Verbatim(row.name),
            _city(mapping, row.city),
            members.get(row.members, Verbatim("[na]")),
            Listed(tuple(does[code] for code in row.activities.split() if code in does))
            if row.activities
            else Verbatim("[na]"),
        )
        for row in named.itertuples(index=False)
    )
    return Table(
        name="associations",
        caption=message("Associations of compatriots that were asked"),
        columns=(
            Column("association", message("Association")),
            Column("city", message("City")),
            Column("members", message("Members")),
            Column("activities", message("What it does")),
        ),
        rows=rows or ((message("none can be shown"), *(Verbatim("[z]"),) * 3),),
        notes=(
            *_not_named(len(inventory) - len(named)),
            message("As the associations told it themselves; only those that agreed are named."),
        ),
    )


def _city(mapping: Mapping, text: str) -> Term:
    """The city in the reader's language where the gazetteer knows it, else as it was written."""
    known = find_place(mapping.tree, text, mapping.corridor.destination)
    return known.label if known else Verbatim(text or "[na]")


def _not_named(count: int) -> tuple[Message, ...]:
    if not count:
        return ()
    return (
        plural(
            "{count} more association was asked and is not named here.",
            "{count} more associations were asked and are not named here.",
            count,
        ),
    )


def profile(mapping: Mapping, statistics: Statistics | None) -> Block:
    """Who the reachable compatriots in the surveyed cities are; before the fieldwork, a notice."""
    if statistics is None:
        return not_in_the_field()
    whole = insist_protected(statistics).loc[lambda table: table["site"] == ""].set_index("indicator")
    known = [indicator for indicator in PEOPLE if indicator in whole.index]
    return Table(
        name="profile",
        caption=message("Compatriots in the surveyed cities"),
        columns=(
            Column("who", message("Compatriots who are or have …")),
            Column("share", message("Share (95 % range)"), numeric=True),
        ),
        rows=tuple((indicator_name(mapping.framework, each), share_cell(whole.loc[each])) for each in known),
        notes=(
            message(
                "RDS-II, tree bootstrap. Speaks of compatriots who can be reached through acquaintances."
            ),
        ),
    )
