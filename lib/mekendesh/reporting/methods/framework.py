"""What is mapped, told: definitions, channels, premises, the questionnaire, and the codes that stand for hidden numbers."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from mekendesh.reporting.blocks import Column, Table
from mekendesh.reporting.doors.protection import explained_codes
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.structure.definitions import definitions_for
from mekendesh.structure.mapping import Mapping
from mekendesh.structure.premises import Premise
from mekendesh.words import Count, Interval, Term, Verbatim, message

ROLES = {
    "meta": message("filled in by the form itself"),
    "identifier": message("name and contact, kept apart and never analysed"),
    "consent": message("consent, by purpose"),
    "eligibility": message("who the person is by each definition"),
    "recruitment": message("coupons and network size"),
    "trait": message("sex, origin, status, education, work"),
    "channel": message("what was done, and what one is willing to do, per channel"),
    "barrier": message("what stands in the way"),
    "awareness": message("knowing, using and trusting public bodies; plans to return"),
    "idea": message("one idea or project"),
    "free_text": message("own words, never published"),
}
KINDS = {"hypothesis": message("working hypothesis"), "precondition": message("precondition")}
VERDICTS = {
    "holds": message("holds"),
    "fails": message("does not hold"),
    "open": message("open: the range lies on both sides"),
    "withheld": message("not shown: the share is protected"),
    "not_tested": message("not tested yet"),
}


THRESHOLDS = message(
    "The thresholds come from no source: the project set them, for the round table to adapt. A premise says what is "
    "supposed or hoped for; it does not say that anything follows from it."
)


def codes() -> Table:
    """The codes that stand where a number may not, explained before any table uses them."""
    return Table(
        name="codes",
        caption=message("Signs in the tables"),
        columns=(Column("code", message("Sign")), Column("meaning", message("What it means"))),
        rows=tuple((Verbatim(code), meaning) for code, meaning in explained_codes()),
    )


def definitions(mapping: Mapping) -> Table:
    """The definitions of diaspora that apply to the origin, each with its rule."""
    chosen = definitions_for(mapping.framework.definitions, mapping.corridor.origin)
    return Table(
        name="definitions",
        caption=message("Definitions of diaspora, as rules"),
        columns=(
            Column("definition", message("Definition")),
            Column("rule", message("Rule over the answers")),
        ),
        rows=tuple((definition.label, _rule(definition.rule)) for definition in chosen),
        notes=(
            message(
                "The survey asks for each part of every rule, so a share can be given for each definition."
            ),
        ),
    )


def channels(mapping: Mapping) -> Table:
    """The channels of contribution and the obstacles a person may name."""
    framework = mapping.framework
    rows = [(channel.label, message("channel of contribution")) for channel in framework.channels]
    rows += [(barrier.label, message("obstacle")) for barrier in framework.barriers]
    return Table(
        name="channels",
        caption=message("Channels of contribution, and obstacles that people may name"),
        columns=(Column("what", message("What")), Column("kind", message("Kind"))),
        rows=tuple(rows),
    )


def premises(mapping: Mapping) -> Table:
    """Working hypotheses and preconditions, each with what tests it."""
    return Table(
        name="premises",
        caption=message("Premises of the mapping, and what tests each"),
        columns=(
            Column("premise", message("Premise")),
            Column("kind", message("Kind")),
            Column("test", message("Tested by")),
            Column("threshold", message("Holds if"), numeric=True),
        ),
        rows=tuple(
            (premise.text, KINDS[premise.kind], _test(mapping, premise), _threshold(premise))
            for premise in mapping.framework.premises
        ),
        notes=(THRESHOLDS,),
    )


def premises_tested(mapping: Mapping, tested: pd.DataFrame, statistics: Statistics | None) -> Table:
    """What became of each premise. ``tested`` is the table of `mekendesh.judgement.premises`.

    A verdict that rests on a hidden estimate is hidden with it.
    """
    hidden = _hidden(statistics)
    by_id = {premise.premise: premise for premise in mapping.framework.premises}
    rows: list[tuple[Term, ...]] = []
    for row in tested.itertuples():
        premise = by_id[row.premise]
        if premise.indicator in hidden:
            rows.append(
                (
                    premise.text,
                    KINDS[premise.kind],
                    Verbatim(f"[{hidden[premise.indicator]}]"),
                    _threshold(premise),
                )
            )
            continue
        rows.append((premise.text, KINDS[premise.kind], VERDICTS[row.verdict], _threshold(premise)))
    return Table(
        name="premises_tested",
        caption=message("What became of the premises"),
        columns=(
            Column("premise", message("Premise")),
            Column("kind", message("Kind")),
            Column("verdict", message("Verdict")),
            Column("threshold", message("Holds if"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "A premise holds or does not only where the whole range lies on one side of the threshold."
            ),
            THRESHOLDS,
        ),
    )


def questionnaire(mapping: Mapping) -> Table:
    """How many questions of each kind are asked, and which results they serve."""
    counted: Counter[str] = Counter()
    served: dict[str, set[str]] = {}
    for column in mapping.questionnaire.columns:
        counted[column.role] += 1
        served.setdefault(column.role, set()).update(column.feeds)
    return Table(
        name="questionnaire",
        caption=message("What is asked"),
        columns=(
            Column("subject", message("Subject")),
            Column("questions", message("Questions or cells"), numeric=True),
            Column("serves", message("Serves")),
        ),
        rows=tuple(
            (ROLES[role], Count(count), Verbatim(", ".join(sorted(served[role])), "en"))
            for role, count in counted.items()
        ),
        notes=(message("The names under “serves” are the families of results in the data files."),),
    )


def _rule(rule: str) -> Term:
    return Verbatim(rule, "en")


def _test(mapping: Mapping, premise: Premise) -> Term:
    if premise.indicator:
        return indicator_name(mapping.framework, premise.indicator)
    item = next(item for item in mapping.framework.items if item.item == premise.item)
    return message("readiness item: {item}", item=item.label)


def _threshold(premise: Premise) -> Term:
    bound = Interval(premise.threshold, unit="percent" if premise.indicator else "decimal")
    if premise.comparison == ">=":
        return message("{bound} or more", bound=bound)
    return message("{bound} or less", bound=bound)


def _hidden(statistics: Statistics | None) -> dict[str, str]:
    if statistics is None:
        return {}
    whole = insist_protected(statistics).loc[
        lambda table: (table["site"] == "") & table["flag"].isin(["c", "x"])
    ]
    return dict(zip(whole["indicator"], whole["flag"], strict=True))
