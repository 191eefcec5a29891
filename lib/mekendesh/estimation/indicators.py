"""What is asked of everyone's answers: yes, no, or not answered, for each indicator of the mapping."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

WILLING_FROM = 4
"""On the scale from 1 to 5: who says 4 or 5 counts as willing, and as trusting."""
RECENT_YEARS = 5


class LinkedProposal(Protocol):
    """What of a proposal matters here: its id, and the channels and barriers it is linked to."""

    @property
    def proposal(self) -> str: ...
    @property
    def channels(self) -> Sequence[str]: ...
    @property
    def barriers(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Answer:
    """One yes-or-no question put to n people. ``yes`` never holds where ``answered`` does not; ``columns`` are
    those of the respondents table it was made of.

    What is made of several answers is known only where each of them is. Counting the half-answered where the
    outcome happens to be certain would favour that outcome.
    """

    yes: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    columns: tuple[str, ...] = ()

    def __and__(self, other: Answer) -> Answer:
        return Answer(self.yes & other.yes, self.answered & other.answered, self._columns_with(other))

    def __or__(self, other: Answer) -> Answer:
        answered = self.answered & other.answered
        return Answer((self.yes | other.yes) & answered, answered, self._columns_with(other))

    def __invert__(self) -> Answer:
        return replace(self, yes=~self.yes & self.answered)

    def _columns_with(self, other: Answer) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.columns, *other.columns)))


@dataclass(frozen=True)
class Indicators:
    """Every indicator of every respondent.

    ``catalogue``: one row an indicator (``indicator``, ``family``, ``key``). ``yes`` and ``answered``: people
    × indicators, rows as in the respondents table, columns as in the catalogue. ``columns``: for each indicator
    those of the respondents table it is made of; none for a definition, which is decided elsewhere.
    """

    catalogue: pd.DataFrame
    yes: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    columns: tuple[tuple[str, ...], ...] = ()

    def only(self, names: Sequence[str]) -> Indicators:
        """These indicators alone, in this order. Raises ``EstimationError`` for one that is not among them."""
        known = self.catalogue["indicator"].tolist()
        unknown = [name for name in names if name not in known]
        if unknown:
            raise EstimationError(
                "There is no indicator {indicator}. Name one of the catalogue.", indicator=unknown[0]
            )
        places = [known.index(name) for name in names]
        return Indicators(
            self.catalogue.iloc[places].reset_index(drop=True),
            self.yes[:, places],
            self.answered[:, places],
            tuple(self.columns[place] for place in places) if self.columns else (),
        )


def indicators_of(
    respondents: pd.DataFrame,
    channels: Sequence[str],
    barriers: Sequence[str],
    proposals: Sequence[LinkedProposal] = (),
    definitions: Mapping[str, pd.Series] | None = None,
) -> Indicators:
    """Read every indicator from the respondents table.

    ``definitions``: for each definition's id a nullable boolean a respondent, whether it holds. A proposal
    linked to no channel or to no barrier has no indicator: nobody can be in its gap.

    Raises ``EstimationError`` where a column is missing.
    """
    columns = _Columns(respondents)
    answers = _contributions(columns, channels, barriers, proposals) | _people(columns)
    for definition, holds in (definitions or {}).items():
        answers[f"definition_{definition}"] = _answer(holds)
    names = pd.Series(list(answers), dtype="str")
    parts = names.str.partition("_")
    return Indicators(
        pd.DataFrame({"indicator": names, "family": parts[0], "key": parts[2]}),
        np.column_stack([answer.yes for answer in answers.values()]),
        np.column_stack([answer.answered for answer in answers.values()]),
        tuple(answer.columns for answer in answers.values()),
    )


def _contributions(
    columns: _Columns, channels: Sequence[str], barriers: Sequence[str], proposals: Sequence[LinkedProposal]
) -> dict[str, Answer]:
    acts = {channel: columns.holds(f"did_{channel}") for channel in channels}
    willing = {channel: columns.at_least(f"willing_{channel}", WILLING_FROM) for channel in channels}
    gap = {channel: willing[channel] & ~acts[channel] for channel in channels}
    named = {barrier: columns.holds(f"barrier_{barrier}") for barrier in barriers}
    answers = {}
    for family, found in (("acts", acts), ("willing", willing), ("gap", gap)):
        answers |= {f"{family}_{channel}": answer for channel, answer in found.items()}
        answers[f"{family}_any"] = reduce(or_, found.values())
    answers |= {f"barrier_{barrier}": answer for barrier, answer in named.items()}
    for channel in channels:
        answers |= {f"gapbarrier_{channel}__{barrier}": gap[channel] & named[barrier] for barrier in barriers}
    for linked in proposals:
        if linked.channels and linked.barriers:
            in_gap = reduce(or_, (gap[channel] for channel in linked.channels))
            hindered = reduce(or_, (named[barrier] for barrier in linked.barriers))
            answers[f"proposal_{linked.proposal}"] = in_gap & hindered
    return answers


def _people(columns: _Columns) -> dict[str, Answer]:
    year = columns.survey_year()
    stage = columns.take("idea_stage")
    return {
        "sex_female": columns.chosen("sex", "female"),
        "age_18_29": columns.where("age", lambda age: (age >= 18) & (age <= 29)),
        "age_30_44": columns.where("age", lambda age: (age >= 30) & (age <= 44)),
        "age_45_plus": columns.at_least("age", 45),
        "education_higher": columns.chosen("education", "higher"),
        "arrived_last_5_years": columns.where("arrival_year", lambda arrival: year - arrival < RECENT_YEARS),
        "overqualified_yes": columns.holds("overqualified"),
        # Who would rather not say has not said that the status is regular.
        "legal_irregular": columns.chosen("legal_status", "irregular", silent="prefer_not"),
        "aware_yes": columns.holds("aware_body"),
        "used_yes": columns.holds("used_body"),
        "trust_high": columns.at_least("trust_state", WILLING_FROM),
        "return_yes": columns.chosen("return_intention", "yes_2y", "yes_later"),
        # The question is put to everyone and left empty by who has no idea in mind.
        "idea_any": Answer(stage.notna().to_numpy(), np.ones(len(stage), dtype=bool), ("idea_stage",)),
    }


@dataclass(frozen=True)
class _Columns:
    respondents: pd.DataFrame

    def take(self, column: str) -> pd.Series:
        if column not in self.respondents:
            raise EstimationError(
                "The respondents table has no column {column}, which the indicators ask for. "
                "Run the cleaning again with the present questionnaire.",
                column=column,
            )
        return self.respondents[column]

    def holds(self, column: str) -> Answer:
        return replace(_answer(self.take(column)), columns=(column,))

    def where(self, column: str, rule: Callable[[pd.Series], pd.Series]) -> Answer:
        return replace(_answer(rule(self.take(column).astype("Float64"))), columns=(column,))

    def at_least(self, column: str, least: int) -> Answer:
        return self.where(column, lambda values: values >= least)

    def chosen(self, column: str, *codes: str, silent: str = "") -> Answer:
        values = self.take(column)
        answered = (values.notna() & (values != silent)).to_numpy(dtype=bool)
        return Answer(values.isin(codes).to_numpy(dtype=bool) & answered, answered, (column,))

    def survey_year(self) -> Any:
        """The year of the survey, as most ages and birth years give it; missing where no one has both."""
        years = (
            (self.take("birth_year").astype("Float64") + self.take("age").astype("Float64")).dropna().mode()
        )
        return years.iloc[0] if len(years) else pd.NA


def _answer(values: pd.Series) -> Answer:
    nullable = values.astype("boolean")
    return Answer(
        nullable.fillna(False).to_numpy(dtype=bool),
        nullable.notna().to_numpy(dtype=bool),
    )
