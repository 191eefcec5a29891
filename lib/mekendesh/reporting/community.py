"""The community, told: associations and polling stations known there, and who answered the survey."""

from __future__ import annotations

from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.numbers import not_in_the_field, share_cell
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.structure.indicators import PEOPLE
from mekendesh.structure.mapping import Mapping
from mekendesh.structure.reference import footprint as known_footprint
from mekendesh.structure.sources import load_concepts, load_issuers
from mekendesh.words import Count, Day, message


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
