"""The mapping's own gaps: what it does not know, where it says so, and what closing each could show."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.estimation.estimates import ALL_SITES
from mekendesh.estimation.weighting.agreement import DIFFER, badges
from mekendesh.estimation.weighting.weightings import NAIVE
from mekendesh.judgement.resolving import (
    Answers,
    PresentList,
    answers_of_indicator,
    answers_of_item,
    answers_of_methods,
    answers_of_old_item,
)
from mekendesh.structure.sizes import NO_ANCHOR

if TYPE_CHECKING:
    from mekendesh.structure.framework import Framework

KINDS = (
    "corridor_without_figure",
    "item_unknown",
    "premise_not_tested",
    "premise_open",
    "interval_wide",
    "estimators_disagree",
    "definition_decides",
    "evidence_old",
)
"""What a line of the agenda can be about; at equal weight they stand in this order."""
WIDE = 0.30
OLD_YEARS = 5
APART = 2.0
"""Figures of two concepts this many times apart make a number of people hang on the definition."""
_OF_CHANNEL = re.compile(r"(?:acts|willing|gap)_(?P<channel>\w+)")
_OF_BARRIER = re.compile(r"barrier_(?P<barrier>\w+)")
_OF_PAIR = re.compile(r"gapbarrier_(?P<channel>\w+?)__(?P<barrier>\w+)")
_OF_PROPOSAL = re.compile(r"proposal_(?P<proposal>\w+)")


@dataclass(frozen=True, eq=False)
class Surveyed:
    """What a survey left: estimates, their joint draws, and the same shares by other methods, if computed."""

    estimates: pd.DataFrame
    draws: pd.DataFrame | None = None
    variants: pd.DataFrame | None = None


def told(surveyed: Surveyed, public: pd.DataFrame | None) -> Surveyed:
    """What of a survey the agenda may rest on: shares as ``public`` shows them, nothing of a hidden one.

    ``public``: indicator, site and the protected value, missing where hidden. How often closing a gap changes the
    list depends on every share in it, so a hidden one would be told by the chances of its neighbours.
    """
    if public is None:
        return surveyed
    whole = public[public["site"] == ALL_SITES].set_index("indicator")["value"].astype(float)
    hidden = set(whole.index[whole.isna()])
    at_all = surveyed.estimates["site"] == ALL_SITES
    values = surveyed.estimates["indicator"].map(whole).where(at_all, surveyed.estimates["value"])
    return Surveyed(
        surveyed.estimates.assign(value=values),
        surveyed.draws.drop(columns=[f"{name}|" for name in hidden if f"{name}|" in surveyed.draws]),
        None
        if surveyed.variants is None
        else surveyed.variants[~surveyed.variants["indicator"].isin(hidden)],
    )


@dataclass(frozen=True, eq=False)
class Gap:
    """One thing the mapping does not know. ``why`` is what that rests on, in a word; ``proposals`` how many hang on
    it; ``answers`` what closing it could show, none where nothing is known to draw from.
    """

    kind: str
    subject: str
    why: str
    proposals: int
    finding_ids: str
    answers: Answers


def find_gaps(
    framework: Framework,
    items: pd.DataFrame,
    premises: pd.DataFrame,
    published_sizes: Mapping[str, pd.DataFrame],
    surveyed: Surveyed | None,
    present: PresentList,
    *,
    as_of: datetime.date,
    weighing: Mapping[str, Answers],
) -> list[Gap]:
    """Every gap, kind after kind; the arguments are those of `mekendesh.judgement.agenda.agenda`.

    - ``item_unknown`` and ``evidence_old`` (dated more than five years before ``as_of``): subject is an item
    - ``premise_not_tested``, ``premise_open``: a premise of ``premises`` (the table of `test_premises`)
    - ``corridor_without_figure``: a corridor code of ``published_sizes`` whose table holds no figure
    - ``definition_decides``: a corridor whose figures of people, of different concepts, lie `APART` or more
    - ``interval_wide``: an indicator of a gap or a proposal, all sites together, 30 points wide or more
    - ``estimators_disagree``: a proposal's share that a weighted method puts elsewhere (`agreement.badges`)

    It knows only the gaps the mapping can see: a question nobody asked is not among them.
    """
    return [
        *_corridors(framework, published_sizes, weighing),
        *_items(framework, items, as_of),
        *_premises(framework, premises, items, present, surveyed),
        *(_intervals(framework, present, surveyed) if surveyed else ()),
        *(_methods(framework, present, surveyed) if surveyed else ()),
    ]


def _corridors(
    framework: Framework, published_sizes: Mapping[str, pd.DataFrame], weighing: Mapping[str, Answers]
) -> list[Gap]:
    # Without corridors to weigh together the one answer is the list as it is.
    no_matter = Answers(scores=pd.DataFrame(index=range(1)))
    lines = []
    for code, sizes in published_sizes.items():
        answers = weighing.get(code, no_matter)
        people = sizes[sizes["persons"] > 0]
        count, finding = len(framework.proposals), f"corridor:{code}"
        if people.empty:
            lines.append(Gap("corridor_without_figure", code, "", count, finding, answers))
            continue
        largest = people.loc[~people["concept"].isin(NO_ANCHOR)].groupby("concept")["persons"].max()
        if len(largest) > 1 and largest.max() >= APART * largest.min():
            ratio = f"{largest.max() / largest.min():.1f}"
            lines.append(Gap("definition_decides", code, ratio, count, finding, answers))
    return lines


def _items(framework: Framework, items: pd.DataFrame, as_of: datetime.date) -> list[Gap]:
    # ISO dates compare as text; 29 February has no counterpart five years back and is compared as that text
    # too.
    oldest = f"{as_of.year - OLD_YEARS}{as_of.isoformat()[4:]}"
    lines = []
    for row in items.itertuples():
        hanging = sum(row.item in proposal.items for proposal in framework.proposals)
        finding = f"item:{row.item}"
        if pd.isna(row.score):
            known = answers_of_item(items, row.item)
            lines.append(Gap("item_unknown", row.item, row.scored_by, hanging, finding, known))
        elif row.as_of and row.as_of < oldest:
            anew = answers_of_old_item(items, row.item)
            lines.append(Gap("evidence_old", row.item, row.as_of, hanging, finding, anew))
    return lines


def _premises(
    framework: Framework,
    premises: pd.DataFrame,
    items: pd.DataFrame,
    present: PresentList,
    surveyed: Surveyed | None,
) -> list[Gap]:
    lines = []
    for row in premises[premises["verdict"].isin(["open", "not_tested"])].itertuples():
        sort, _, tested = row.tested_by.partition(":")
        answers = (
            answers_of_item(items, tested)
            if sort == "item"
            else answers_of_indicator(present, surveyed.draws if surveyed else None, tested.rstrip("|"))
        )
        hanging = _hanging(framework, row.tested_by)
        lines.append(
            Gap(f"premise_{row.verdict}", row.premise, row.tested_by, hanging, row.tested_by, answers)
        )
    return lines


def _intervals(framework: Framework, present: PresentList, surveyed: Surveyed) -> list[Gap]:
    estimates = surveyed.estimates
    asked = estimates["indicator"].str.match(r"(?:gap|proposal)_") & (estimates["site"] == ALL_SITES)
    width = estimates["high"] - estimates["low"]
    return [
        Gap(
            "interval_wide",
            row.indicator,
            str(round(100 * width[row.Index])),
            _hanging(framework, f"estimate:{row.indicator}|"),
            f"estimate:{row.indicator}|",
            answers_of_indicator(present, surveyed.draws, row.indicator),
        )
        for row in estimates[asked & (width >= WIDE - 1e-9)].itertuples()
    ]


def _methods(framework: Framework, present: PresentList, surveyed: Surveyed) -> list[Gap]:
    """The unweighted share is left out: that it differs shows that weights matter, and nobody would take it."""
    if surveyed.variants is None or surveyed.variants.empty:
        return []
    weighted = surveyed.variants[surveyed.variants["method"] != NAIVE]
    asked = [f"proposal_{proposal.proposal}" for proposal in framework.proposals]
    found = badges(weighted, asked)
    lines = []
    for row in found[found["badge"] == DIFFER].itertuples():
        of_share = weighted[(weighted["indicator"] == row.indicator) & (weighted["site"] == ALL_SITES)]
        lines.append(
            Gap(
                "estimators_disagree",
                row.indicator,
                row.method,
                _hanging(framework, f"estimate:{row.indicator}|"),
                f"estimate:{row.indicator}|",
                answers_of_methods(
                    present, of_share["value"].tolist(), row.indicator.removeprefix("proposal_")
                ),
            )
        )
    return lines


def _hanging(framework: Framework, finding: str) -> int:
    """How many proposals hang on a finding: on its item, channel, barrier, or the proposal itself."""
    sort, _, rest = finding.partition(":")
    if sort == "item":
        return sum(rest in proposal.items for proposal in framework.proposals)
    indicator = rest.rstrip("|")
    for pattern in (_OF_PAIR, _OF_BARRIER, _OF_CHANNEL, _OF_PROPOSAL):
        found = pattern.fullmatch(indicator)
        if found:
            named = found.groupdict()
            return sum(
                named.get("channel", "any") in ("any", *proposal.channels)
                and ("barrier" not in named or named["barrier"] in proposal.barriers)
                and named.get("proposal", proposal.proposal) == proposal.proposal
                for proposal in framework.proposals
            )
    return 0
