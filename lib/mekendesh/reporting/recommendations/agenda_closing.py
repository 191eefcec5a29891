"""How a gap of the agenda would be closed: by which document, question or figure, and who is asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.reporting.naming import indicator_name
from mekendesh.words import Country, Day, Listed, Term, message

if TYPE_CHECKING:
    from typing import Any

    from mekendesh.judgement.corridor import Judgement
    from mekendesh.judgement.nation import NationalJudgement
    from mekendesh.structure.mapping import Mapping, Nation

GAPS = {
    "corridor_without_figure": message("no source has a figure"),
    "item_unknown": message("no dated evidence"),
    "premise_not_tested": message("premise not tested"),
    "premise_open": message("premise open: its range lies on both sides"),
    "interval_wide": message("range too wide to be relied on"),
    "estimators_disagree": message("methods of weighting disagree on the share"),
    "definition_decides": message("figures of different concepts lie far apart"),
    "evidence_old": message("evidence older than five years"),
}
NO_ANSWERS = {
    "hanging": message("nobody has been asked yet"),
    "changes": message("no answers that may be shown"),
}
"""What is missing of an item that people answer, by the rule of the agenda: before a survey, and after one."""
FIELD = {
    "premise_not_tested": message("field: the survey’s question on it"),
    "premise_open": message("field: more people asked, or the next round"),
    "interval_wide": message("field: more people asked, or the next round"),
    "item_unknown": message("field: the survey’s question on it"),
}
DESK = {
    "corridor_without_figure": message("statistics: a first figure, from the country of destination or the border"),
    "definition_decides": message("statistics: one agreed concept for the figure of this country"),
    "estimators_disagree": message("desk: why the methods part, before more people are asked"),
}  # fmt: skip
STATISTICS, TEAM = "statistics", "mapping_team"
"""The roles that are asked where no proposal's body is: for figures, and for the mapping's own work."""
OPERATING = 3
"""The step of the scale whose sentence is asked for: it says what a working arrangement looks like, and a document
that falls short of it shows which lower step is reached."""


def subject(mapping: Mapping | Nation, line: Any) -> Term:
    """What a line of the agenda is about: an item, a premise, an indicator or a country."""
    framework = mapping.framework
    if line.kind in ("item_unknown", "evidence_old"):
        return next(item.label for item in framework.items if item.item == line.subject)
    if line.kind in ("premise_not_tested", "premise_open"):
        return next(premise.text for premise in framework.premises if premise.premise == line.subject)
    if line.kind in ("interval_wide", "estimators_disagree"):
        return indicator_name(framework, line.subject)
    return Country(line.subject.partition("-")[2])


def gap(line: Any) -> Term:
    """What is missing, in a word or two."""
    if line.kind == "item_unknown" and line.why == "survey":
        return NO_ANSWERS[line.rule]
    return GAPS[line.kind]


def closing(mapping: Mapping | Nation, line: Any) -> Term:
    """What would close the gap, and how: at the desk, in the field, or by the statistical office.

    A document that is looked for need not exist: that none is found leaves the item unknown, and is no evidence that
    the state has nothing of the kind.
    """
    item = _item_behind(line)
    if line.kind == "evidence_old":
        return message("desk: newer evidence than of {date}", date=Day(line.why))
    if item:
        step = next(
            anchor.label
            for anchor in mapping.framework.anchors
            if (anchor.item, anchor.score) == (item, OPERATING)
        )
        return message("desk: “{step}”", step=step)
    return {**DESK, **FIELD}[line.kind]


def asked_for_it(mapping: Mapping | Nation, judgement: Judgement | NationalJudgement, line: Any) -> Term:
    """Who is asked: for evidence the bodies that would lead the proposals behind it, for figures the statistical office,
    for fieldwork and methods the mapping team.
    """
    roles: list[str] = []
    item = _item_behind(line) or (line.subject if line.kind == "evidence_old" else "")
    if item:
        leads = (proposal.lead_role for proposal in mapping.framework.proposals if item in proposal.items)
        roles = list(dict.fromkeys(leads))
    elif line.kind in ("corridor_without_figure", "definition_decides"):
        roles = [STATISTICS]
    return Listed(tuple(judgement.addressees[role].label for role in roles or [TEAM]))


def _item_behind(line: Any) -> str:
    """The item that a document would make known, blank where people are asked or the gap is of another kind."""
    if line.kind == "item_unknown":
        return "" if line.why == "survey" else line.subject
    if line.kind in ("premise_not_tested", "premise_open"):
        sort, _, tested = line.why.partition(":")
        return tested if sort == "item" else ""
    return ""
