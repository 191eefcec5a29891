"""The quality of a delivery, told: what arrived and was kept, what was doubtful, what was decided."""

from __future__ import annotations

import pandas as pd

from mekendesh.reporting.blocks import Block, Brief, Column, Figure, Table
from mekendesh.reporting.collection import recruitment
from mekendesh.reporting.collection.fieldwork import OTHER, Fieldwork
from mekendesh.reporting.numbers import HIDDEN, ROUNDED, count_bar, count_cell, not_in_the_field
from mekendesh.reporting.statistics import Statistics, insist_protected
from mekendesh.words import Count, Listed, Message, Term, Verbatim, message, plural

PARTS = {
    "received": message("received"),
    "kept": message("kept for the analysis"),
    "removed": message("removed"),
    "refused": message("refused"),
}
WEIGHTS = {
    "error": message("a decision is needed"),
    "warning": message("to be looked at"),
    "note": message("to be known"),
}
ACTIONS = {
    "remove": message("response removed"),
    "change": message("answer changed or emptied"),
    "coupon": message("coupon corrected"),
}
OWN_WORDS = message("a reason that a person wrote down")
NAMELESS = message("without an identity of its own, so that no decision could name it")


def in_brief(fieldwork: Fieldwork | None) -> Block:
    """The main points: what came in and was kept, why most was removed, what was doubted, how far chains went."""
    if fieldwork is None:
        return not_in_the_field()
    table = insist_protected(fieldwork.balance)
    received, kept = (_row(table, "part", part) for part in ("received", "kept"))
    findings = [
        _kept(kept, received),
        _removed_most(fieldwork),
        _doubted(fieldwork),
        recruitment.reached(fieldwork.steps),
    ]
    return Brief(tuple(findings))


def _kept(kept: pd.Series, received: pd.Series) -> Message:
    if received["flag"]:
        return message("{kept} responses are kept for the analysis.", kept=count_cell(kept))
    return message(
        "{kept} of {received} responses received are kept for the analysis.",
        kept=count_cell(kept),
        received=count_cell(received),
    )


def balance(fieldwork: Fieldwork | None) -> Block:
    """Every response received: kept, removed by reason, or refused."""
    if fieldwork is None:
        return not_in_the_field()
    table = insist_protected(fieldwork.balance)
    rows = [
        (PARTS[part], Verbatim("[z]"), count_cell(_row(table, "part", part))) for part in ("received", "kept")
    ]
    rows += [
        (PARTS["removed"], reason, cell)
        for reason, cell in _by_reason(fieldwork, table[table["part"] == "removed"])
    ]
    rows.append((PARTS["refused"], NAMELESS, count_cell(_row(table, "part", "refused"))))
    return Table(
        name="balance",
        caption=message("What became of the responses received"),
        columns=(
            Column("part", message("Responses")),
            Column("reason", message("Reason")),
            Column("number", message("Number"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Received = kept + removed + refused. The cleaning stops where this does not hold exactly."
            ),
            ROUNDED,
        ),
    )


def issues_chart(fieldwork: Fieldwork | None) -> Block:
    """How many responses raised doubts, by the weight of the doubt."""
    if fieldwork is None:
        return not_in_the_field()
    weights = insist_protected(fieldwork.weights)
    rows = [(WEIGHTS[weight], _row(weights, "severity", weight)) for weight in WEIGHTS]
    return Figure(
        name="doubts",
        chart="bars",
        title=_doubts_title(weights),
        subtitle=message(
            "Responses with at least one doubt, by what the doubt asks for; [c] stands for too few to be shown"
        ),
        alt=message(
            "Three bars: responses with a doubt that needs a decision, that is to be looked at, and that is to be known."
        ),
        marks={"values": [count_bar(row) for _, row in rows], "unit": "count"},
        words={"rows": tuple(label for label, _ in rows), "missing": (HIDDEN,)},
        data=Table(
            name="doubts",
            caption=message("Responses that raised a doubt, by its weight"),
            columns=(
                Column("weight", message("What the doubt asks for")),
                Column("number", message("Responses"), numeric=True),
            ),
            rows=(
                *((label, count_cell(row)) for label, row in rows),
                (message("any doubt"), count_cell(_row(weights, "severity", ""))),
            ),
            notes=(message("A response can raise doubts of more than one weight."), ROUNDED),
        ),
    )


def issues(fieldwork: Fieldwork | None) -> Block:
    """The checks that raised doubts about enough responses to be shown, and how many others there are."""
    if fieldwork is None:
        return not_in_the_field()
    table = insist_protected(fieldwork.doubts)
    shown = table[table["flag"] == ""].sort_values("n", ascending=False, kind="stable")
    rows: list[tuple[Term, ...]] = [
        (fieldwork.checks[row["check"]], WEIGHTS[row["severity"]], count_cell(row))
        for _, row in shown.iterrows()
    ]
    for weight, label in WEIGHTS.items():
        hidden = int(((table["severity"] == weight) & (table["flag"] != "")).sum())
        if hidden:
            rows.append((_hidden_checks(hidden), label, HIDDEN))
    return Table(
        name="issues",
        caption=message("Doubts raised, by check"),
        columns=(
            Column("check", message("Doubt")),
            Column("weight", message("What the doubt asks for")),
            Column("number", message("Responses"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(message("A response can raise more than one doubt."), ROUNDED),
    )


def checks(fieldwork: Fieldwork | None) -> Block:
    """Every rule by which the responses were checked, whether or not it raised a doubt."""
    if fieldwork is None:
        return not_in_the_field()
    table = insist_protected(fieldwork.doubts)
    return Table(
        name="checks",
        caption=message("The checks that every delivery goes through"),
        columns=(Column("check", message("Doubt")), Column("weight", message("What the doubt asks for"))),
        rows=tuple(
            (fieldwork.checks[row.check], WEIGHTS[row.severity])
            for weight in WEIGHTS
            for row in table[table["severity"] == weight].itertuples()
        ),
    )


def decisions(fieldwork: Fieldwork | None) -> Block:
    """What the cleaning log did, by kind of decision and reason."""
    if fieldwork is None:
        return not_in_the_field()
    table = insist_protected(fieldwork.decisions)
    rows = [
        (label, reason, cell)
        for action, label in ACTIONS.items()
        for reason, cell in _by_reason(fieldwork, table[table["action"] == action])
    ]
    return Table(
        name="decisions",
        caption=message("Decisions in force, by what was done and why"),
        columns=(
            Column("decision", message("Decision")),
            Column("reason", message("Reason")),
            Column("number", message("Responses"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(
            message("Decisions that a person rejected, or that still wait for a person, are not in force."),
            ROUNDED,
        ),
    )


def _removed_most(fieldwork: Fieldwork) -> Message:
    table = insist_protected(fieldwork.balance)
    shown = table[(table["part"] == "removed") & (table["flag"] == "")]
    if shown.empty:
        return message("No reason for removing responses is frequent enough to be shown with its number.")
    most = shown.loc[shown["n"].astype(int).idxmax()]
    return message(
        "{responses} responses were removed for the most frequent reason: {reason}.",
        responses=count_cell(most),
        reason=_reason(fieldwork, most["reason"]),
    )


def _doubted(fieldwork: Fieldwork) -> Message:
    made, doubted = Count(len(fieldwork.checks)), _row(insist_protected(fieldwork.weights), "severity", "")
    if doubted["flag"]:
        return message(
            "{checks} checks were made; the number of responses in doubt cannot be shown.", checks=made
        )
    return message(
        "{responses} responses raised a doubt in {checks} checks.", responses=count_cell(doubted), checks=made
    )


def _doubts_title(weights: Statistics) -> Message:
    doubted = _row(weights, "severity", "")
    if doubted["flag"]:
        return message("The number of responses in doubt cannot be shown")
    return message("{responses} responses raised at least one doubt", responses=count_cell(doubted))


def _by_reason(fieldwork: Fieldwork, table: pd.DataFrame) -> list[tuple[Term, Term]]:
    """The reasons with a number, the most frequent first, and in one row those whose numbers are hidden."""
    shown = table[table["flag"] == ""].sort_values("n", ascending=False, kind="stable")
    rows: list[tuple[Term, Term]] = [
        (_reason(fieldwork, row["reason"]), count_cell(row)) for _, row in shown.iterrows()
    ]
    hidden = tuple(_reason(fieldwork, reason) for reason in table.loc[table["flag"] != "", "reason"])
    if hidden:
        rows.append((message("each of: {reasons}", reasons=Listed(hidden)), HIDDEN))
    return rows


def _hidden_checks(number: int) -> Message:
    return plural(
        "{count} check whose number cannot be shown", "{count} checks whose numbers cannot be shown", number
    )


def _reason(fieldwork: Fieldwork, reason: str) -> Message:
    return OWN_WORDS if reason == OTHER else fieldwork.reasons[reason]


def _row(table: Statistics, column: str, value: str) -> pd.Series:
    return table[table[column] == value].iloc[0]
