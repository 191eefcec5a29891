"""The families of indicators, told: what would be needed, capacity, and the human, economic, social and cultural
side next to one another. They are never added up to one index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.estimation.shares.families import CAPACITY, FROM, family_indicators
from mekendesh.reporting.blocks import Block, Column, Paragraph, Table
from mekendesh.reporting.compatriots.family_shares import HIDDEN_FLAGS, band_id, capacities
from mekendesh.reporting.compatriots.potential import METHOD_NOTE
from mekendesh.reporting.numbers import not_in_the_field, share_cell
from mekendesh.reporting.statistics import insist_protected
from mekendesh.structure.capacity import BANDS
from mekendesh.structure.questionnaire import load_questionnaire
from mekendesh.words import Count, Interval, Listed, Message, Term, message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mekendesh.estimation.shares.families import FamilyIndicator
    from mekendesh.reporting.statistics import Statistics
    from mekendesh.structure.mapping import Mapping

SIDES = {
    "human": message("human"),
    "economic": message("economic"),
    "social": message("social"),
    "cultural": message("cultural"),
    "origin": message("origin"),
    "ideas": message("carrying out ideas"),
}
STATE_SIDES = {
    "trust": message("trust"),
    "used": message("contact with bodies"),
    "services": message("services"),
    "civic": message("civic life"),
}
BAND_NAMES = {"low": message("low"), "middle": message("middling"), "high": message("high")}
NONE_SHOWN = message("none can be shown")
NEEDS_SHOWN = 2


def needs(mapping: Mapping, families: Statistics | None) -> Block:
    """Per channel what the willing would need first: the two answers most named of those that can be shown."""
    if families is None:
        return not_in_the_field()
    told = insist_protected(families).set_index("indicator")
    asked = family_indicators(mapping.questionnaire)
    rows = []
    for channel in mapping.framework.channels:
        of_channel = [each for each in asked if each.column == f"needs_{channel.channel}"]
        named = [(each, told.loc[each.indicator]) for each in of_channel if each.indicator in told.index]
        shown = sorted(
            (pair for pair in named if pair[1]["flag"] not in HIDDEN_FLAGS),
            key=lambda pair: -float(pair[1]["value"]),
        )[:NEEDS_SHOWN]
        cells: list[Term] = []
        for each, share in shown:
            cells += [_answer(mapping, each), share_cell(share)]
        cells += [NONE_SHOWN, Interval(None, flag="x")] * (NEEDS_SHOWN - len(shown))
        rows.append((channel.label, *cells))
    return Table(
        name="needs",
        caption=message("What the willing would need first, per channel"),
        columns=(
            Column("channel", message("Channel")),
            Column("need", message("Needed first")),
            Column("share", message("Share of the willing"), numeric=True),
            Column("second", message("Next")),
            Column("second_share", message("Share of the willing"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(
            METHOD_NOTE,
            message(
                "Of those willing in the channel (4 or 5 of 5) who answered. Of the answers that can be shown the two most "
                "named: one that is hidden may be named more often, and ranges may overlap. What people say they need is not what would make them act."
            ),
        ),
    )


def capacity(mapping: Mapping, families: Statistics | None) -> Block:
    """Capacity by band per channel, beside potential; a notice where the round asks none of its questions."""
    if families is None:
        return not_in_the_field()
    told = insist_protected(families).set_index("indicator")
    bands = capacities(mapping)
    known = {band.channel for band in bands if band_id(band) in told.index}
    if not known:
        return Paragraph(
            message(
                "Capacity is not estimated: this round does not ask for income, savings, business or experience. "
                "The modules on human and economic matters do."
            ),
            "notice",
        )
    asked = load_questionnaire(mapping.tree).by_name
    column_of = {band.channel: band.column for band in bands}
    rows = []
    for channel in mapping.framework.channels:
        shares = [
            share_cell(told.loc[f"{CAPACITY}_{channel.channel}__{band}"])
            if f"{CAPACITY}_{channel.channel}__{band}" in told.index
            else Interval(None, flag="z")
            for band in BANDS
        ]
        question = column_of.get(channel.channel)
        label: Term = (
            message("no question of this round") if channel.channel not in known else asked[question].label
        )
        rows.append((channel.label, *shares, label))
    return Table(
        name="capacity",
        caption=message("Capacity to contribute, per channel"),
        columns=(
            Column("channel", message("Channel")),
            *(Column(band, BAND_NAMES[band], numeric=True) for band in BANDS),
            Column("question", message("Question")),
        ),
        rows=tuple(rows),
        notes=(
            METHOD_NOTE,
            message(
                "Of those who were asked the question and answered it. The bands are a convention of this project. "
                "What people have is not what they would give."
            ),
        ),
    )


def side_by_side(mapping: Mapping, families: Statistics | None) -> Block:
    """Human, economic, social and cultural answers one after another, and which of these the round does not ask."""
    return _by_question(
        mapping,
        families,
        "sides",
        message("Human, economic, social and cultural answers side by side"),
        SIDES,
    )


def state_and_community(mapping: Mapping, families: Statistics | None) -> Block:
    """Trust in named bodies, satisfaction, services used and civic life, in the same form."""
    return _by_question(
        mapping,
        families,
        "state_bodies",
        message("The state and its services, as people see them"),
        STATE_SIDES,
    )


def _by_question(
    mapping: Mapping, families: Statistics | None, name: str, caption: Message, sides: dict[str, Message]
) -> Block:
    if families is None:
        return not_in_the_field()
    told = insist_protected(families).set_index("indicator")
    asked = [
        each
        for each in family_indicators(mapping.questionnaire)
        if each.family in sides and each.indicator in told.index
    ]
    asked.sort(key=lambda each: list(sides).index(each.family))
    missing = [label for side, label in sides.items() if side not in {each.family for each in asked}]
    if not asked:
        return Paragraph(_not_asked(missing), "notice")
    return Table(
        name=name,
        caption=caption,
        columns=(
            Column("side", message("Side")),
            Column("question", message("Question")),
            Column("answer", message("Answer")),
            Column("share", message("Share (95 % range)"), numeric=True),
        ),
        rows=tuple(
            (
                sides[each.family],
                mapping.questionnaire.by_name[each.column].label,
                _answer(mapping, each),
                share_cell(told.loc[each.indicator]),
            )
            for each in asked
        ),
        notes=(
            METHOD_NOTE,
            message(
                "Of those who were asked the question and answered it. No index is made of these shares."
            ),
            *([_not_asked(missing)] if missing else []),
        ),
        layout="folds",
    )


def _not_asked(sides: Sequence[Term]) -> Message:
    return message(
        "Not asked in this round, so not estimated: {sides}. A round switches these modules on.",
        sides=Listed(tuple(sides)),
    )


def _answer(mapping: Mapping, each: FamilyIndicator) -> Term:
    form = mapping.questionnaire
    column = form.by_name[each.column]
    match column.type:
        case "boolean":
            return message("yes")
        case "scale":
            return message("4 or 5 of 5")
        case "integer":
            return message("{number} or more", number=Count(int(each.code.removeprefix(f"{FROM}_"))))
    return next(choice.label for choice in form.choices_of(column.choices) if choice.code == each.code)
