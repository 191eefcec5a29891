"""The panel's importance beside the rule's order, told: whether the two agree on what comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.words import Count, Decimal, Label, Message, Term, message

if TYPE_CHECKING:
    from mekendesh.reporting.doors.door import Public
    from mekendesh.reporting.statistics import Statistics

TWO_VIEWS = message(
    "The rule looks at the state’s readiness and at the obstacles people name, the round table says what it holds important. "
    "Where they part, neither is thereby wrong: the reasons are worth hearing."
)


def beside_the_rule(
    titles: dict[str, Label], importance: Statistics, public: Public | None
) -> Message | None:
    """What the panel says of the importance of the first of the list; ``None`` where there is no list, or none rated beside it."""
    if public is None or public.ranked.empty:
        return None
    first = public.ranked.iloc[0]
    shown = importance.loc[importance["flag"] == "", "median"].astype(float)
    if pd.isna(first["rank"]) or first["proposal"] not in shown.index or len(shown) < 2:
        return None
    median = shown[first["proposal"]]
    values: dict[str, Term] = {"proposal": titles[first["proposal"]], "median": Decimal(median, 1)}
    if median == shown.max():
        return message(
            "The round table agrees with the rule on what comes first: to “{proposal}” it gives its highest importance, {median} "
            "of 9",
            **values,
        )
    if median == shown.min():
        return message(
            "The round table does not agree with the rule on what comes first: to “{proposal}” it gives its lowest importance, "
            "{median} of 9",
            **values,
        )
    return message(
        "The rule puts “{proposal}” first; the round table gives it an importance of {median} of 9, and a higher one to {higher} "
        "of the {others} others",
        higher=Count(int((shown > median).sum())),
        others=Count(len(shown) - 1),
        **values,
    )
