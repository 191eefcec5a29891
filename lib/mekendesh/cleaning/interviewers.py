"""What each interviewer brings back, beside what the others bring back from the same sites.

Fabricated and careless interviews differ in several small measures at once (Bredl, Storfinger & Menold 2013,
in Winker, Menold & Porst, Interviewers' Deviations in Surveys; Robbins 2019, ch. 31 of The Oxford Handbook of
Polling): short interviews, few "other" answers, nothing missing, round numbers, copies. Here every interviewer
is held against the others of the same sites, small numbers are drawn towards what is expected (empirical
Bayes: Casella 1985, The American Statistician 39), and the false discovery rate over all interviewers and
measures is held (Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57). So that one who
makes answers up does not make the honest look odd, whoever stands out most is set aside before the others are
held against each other; never where only two are at a site, because then nobody can say which of them is odd.

How it can mislead: an interviewer of another district, language, hour or sex meets *other people*, and in
respondent-driven recruitment whole chains of friends: a difference is a reason to look at the interviews and to
ring some people back, never a finding about a person. Interviewers who are alone at a site have nobody beside
them and are not judged there. Where many make up answers, the honest ones stand out. Honest interviewers differ
a little, too, and with thousands of interviews a little is significant: look at ``shrunk`` before ``q``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from mekendesh.cleaning.among_others import (
    BATCH_CELLS,
    design_effect,
    exact_chance,
    expected_of_others,
    in_turn,
    shrunk_normal,
    shrunk_share,
    shuffled_chance,
)
from mekendesh.cleaning.likeness import SUBSTANTIVE
from mekendesh.field.responses import was_asked
from mekendesh.structure.expressions import Answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Questionnaire

DOUBTED, MISSING, MINUTES, OTHER, ROUND, COPIED, STRAIGHT = MEASURES = (
    "doubted", "missing", "minutes", "other", "round", "copied", "straight",
)  # fmt: skip
"""Shares of responses with any doubt; of asked questions without an answer; the median minutes an interview
lasted; shares of "other" among the answers where it is offered; of network sizes that are multiples of 5; of
responses that nearly repeat another by the same interviewer; of responses with a straightlined battery."""

PANEL_COLUMNS = ("interviewer", "n", "measure", "observed", "expected", "shrunk", "p", "q")

_MOST_CELLS = 200_000_000
_LEAST_SHUFFLES = 999


@dataclass(frozen=True)
class _Measure:
    """One measure of the responses it can be taken of: their places, and per place hits of trials."""

    name: str
    places: np.ndarray
    hits: np.ndarray
    trials: np.ndarray

    @property
    def values(self) -> np.ndarray:
        return self.hits / self.trials


def interviewer_panel(
    responses: Responses,
    questionnaire: Questionnaire,
    issues: pd.DataFrame,
    interviewer: str = "interviewer",
    pairs: pd.DataFrame | None = None,
    straightlined: pd.DataFrame | None = None,
    rng_seed: int = 0,
) -> pd.DataFrame:
    """One line per interviewer and measure (`MEASURES`), sorted by both: `PANEL_COLUMNS`.

    ``issues``: as of `mekendesh.cleaning.checks.find_issues`, of which check, row are read; ``pairs`` and
    ``straightlined``: as of `near_duplicates` and `straightliners`, their measures left out where not given.
    ``n`` responses the measure could be taken of; ``observed`` a share, or minutes (median); ``expected`` the
    others' of the same sites, in the mix of this interviewer's responses; ``shrunk`` between the two
    (beta-binomial for shares, normal for log minutes). ``p`` is two-sided, within sites: exact where each
    response says yes or no, else by shuffling responses among interviewers (as often as the number of
    tests asks for, at most 2 · 10^8 cells). Responses without consent, answers or interviewer are left out.
    """
    empty = pd.DataFrame({name: [] for name in PANEL_COLUMNS}).astype(
        {name: {"n": "int64"}.get(name, "float64") for name in PANEL_COLUMNS}
        | {"interviewer": "str", "measure": "str"}
    )
    cells = responses.cells
    names = cells[interviewer].str.strip() if interviewer in cells else pd.Series("", index=cells.index)
    kept = (names != "").to_numpy() & _interviewed(responses)
    names, place_of = names[kept], pd.Series(np.flatnonzero(kept), index=cells.index[kept])
    sites = cells["site"].str.strip() if "site" in cells else pd.Series("", index=cells.index)
    who, people = pd.factorize(names, sort=True)
    site = pd.factorize(sites[kept])[0]
    if len(people) < 2:
        return empty
    taken = _measures(responses, questionnaire, issues, place_of, straightlined)
    measures = [measure for measure in taken if len(measure.places)]
    own = None if pairs is None else _own_pairs(pairs, place_of)
    tests = len(people) * (len(measures) + (own is not None))
    shuffles = int(np.clip(400 * tests, _LEAST_SHUFFLES, max(_MOST_CELLS // len(who), _LEAST_SHUFFLES)))
    rng = np.random.default_rng(rng_seed)
    tables = [_panel_of(measure, who, site, len(people), shuffles, rng) for measure in measures]
    if own is not None:
        tables.append(_panel_of_copies(own, who, site, len(people), shuffles, rng))
    panel = pd.concat(tables, ignore_index=True)
    panel = panel.assign(interviewer=np.asarray(people, dtype=object)[panel["who"]])
    panel = panel[panel["n"] > 0].assign(q=lambda table: false_discovery_control(table["p"]))
    panel["place"] = panel["measure"].map(MEASURES.index)
    panel = panel.sort_values(["who", "place"], ignore_index=True)
    return panel[list(PANEL_COLUMNS)].astype(empty.dtypes.to_dict())


def flagged(panel: pd.DataFrame, q: float = 0.05) -> pd.DataFrame:
    """The lines of a panel to look at, the rarest first. Of these a share of ``q`` is expected to be chance."""
    return panel[panel["q"] <= q].sort_values(["q", "p"], kind="stable", ignore_index=True)


def _interviewed(responses: Responses) -> np.ndarray:
    """Who consented, where the form asks; shape (responses,)."""
    if "consent_analyse" not in responses.cells:
        return np.ones(len(responses.cells), dtype=bool)
    return (responses.cells["consent_analyse"].str.strip() == "yes").to_numpy()


def _measures(
    responses: Responses,
    questionnaire: Questionnaire,
    issues: pd.DataFrame,
    place_of: pd.Series,
    straightlined: pd.DataFrame | None,
) -> Iterator[_Measure]:
    """The measures whose columns are there; places count within the responses kept."""
    rows = place_of.index
    kept = place_of.to_numpy()
    yield _yes_no(DOUBTED, rows.isin(issues["row"]))
    empty, asked = (counts[kept] for counts in _missing(responses, questionnaire))
    yield _of(MISSING, empty, asked)
    if {"start", "end"} <= set(responses.typed):
        lasted = (responses.typed["end"] - responses.typed["start"]).dt.total_seconds() / 60
        minutes = lasted.to_numpy(dtype="float64", na_value=np.nan)[kept]
        there = np.isfinite(minutes) & (minutes > 0)
        yield _of(MINUTES, np.where(there, np.log(np.where(there, minutes, 1)), 0), there.astype(float))
    other, offered = (counts[kept] for counts in _others(responses, questionnaire))
    yield _of(OTHER, other, offered)
    if "network_size" in responses.typed:
        size = responses.typed["network_size"].to_numpy(dtype="float64", na_value=np.nan)[kept]
        there = size > 0
        yield _of(ROUND, there & (np.where(there, size, 1) % 5 == 0), there.astype(float))
    if straightlined is not None:
        yield _yes_no(STRAIGHT, rows.isin(straightlined["row"]))


def _yes_no(name: str, says: np.ndarray) -> _Measure:
    return _of(name, says, np.ones(len(says)))


def _of(name: str, hits: np.ndarray, trials: np.ndarray) -> _Measure:
    places = np.flatnonzero(trials > 0)
    return _Measure(name, places, hits[places].astype(float), trials[places].astype(float))


def _missing(responses: Responses, questionnaire: Questionnaire) -> tuple[np.ndarray, np.ndarray]:
    """Per response, substantive questions that were asked and stand empty, and those asked; (responses,)."""
    empty, asked = (np.zeros(len(responses.cells)) for _ in range(2))
    answers = Answers(responses.cells)
    for column in questionnaire.of_role(*SUBSTANTIVE):
        was = was_asked(column, answers).to_numpy(dtype=bool)
        asked += was
        empty += was & (responses.cells[column.column].str.strip() == "").to_numpy()
    return empty, asked


def _others(responses: Responses, questionnaire: Questionnaire) -> tuple[np.ndarray, np.ndarray]:
    """Per response, answers "other" and answers given where the list offers it; (responses,)."""
    other, offered = (np.zeros(len(responses.cells)) for _ in range(2))
    for column in questionnaire.of_role(*SUBSTANTIVE):
        if column.type in ("choice", "multiple") and "other" in questionnaire.codes_of(column.choices):
            given = responses.cells[column.column].str.strip()
            offered += (given != "").to_numpy()
            other += given.str.contains(r"(?:^|\s)other(?:\s|$)", regex=True).to_numpy(dtype=bool)
    return other, offered


def _panel_of(
    measure: _Measure, who: np.ndarray, site: np.ndarray, people: int, shuffles: int, rng: np.random.Generator
) -> pd.DataFrame:
    """The lines of one measure, by interviewer."""
    by, at = who[measure.places], site[measure.places]
    counts = np.bincount(by, minlength=people)
    yes_or_no = (measure.trials == 1).all() and measure.name != MINUTES

    def judge(among: np.ndarray) -> np.ndarray:
        if yes_or_no:
            return exact_chance(measure.hits[among], by[among], at[among], people)
        return shuffled_chance(measure.values[among], by[among], at[among], people, shuffles, rng)

    p, aside = in_turn(judge, measure.values, by, at, people)
    others = ~np.isin(by, aside)
    if measure.name == MINUTES:
        observed = pd.Series(measure.values).groupby(by).median().reindex(range(people)).to_numpy()
        expected = expected_of_others(measure.values, np.ones(len(by)), by, at, people, others, median=True)
        shrunk = np.exp(shrunk_normal(observed, expected, measure.values, by, counts))
        observed, expected = np.exp(observed), np.exp(expected)
    else:
        hits, trials = (np.bincount(by, part, people) for part in (measure.hits, measure.trials))
        observed = np.divide(hits, trials, out=np.full(people, np.nan), where=trials > 0)
        expected = expected_of_others(measure.hits, measure.trials, by, at, people, others, median=False)
        shrunk = shrunk_share(hits, trials, expected, design_effect(measure.hits, measure.trials))
    return pd.DataFrame(
        {"who": range(people), "n": counts, "measure": measure.name, "observed": observed,
         "expected": expected, "shrunk": shrunk, "p": p}
    )  # fmt: skip


def _own_pairs(pairs: pd.DataFrame, place_of: pd.Series) -> np.ndarray:
    """Places (within the responses kept) of the two of every pair of which both are kept, shape (pairs, 2)."""
    both = np.stack([place_of.index.get_indexer(pairs[name]) for name in ("row", "other")], axis=1)
    return both[(both >= 0).all(axis=1)]


def _panel_of_copies(
    pairs: np.ndarray, who: np.ndarray, site: np.ndarray, people: int, shuffles: int, rng: np.random.Generator
) -> pd.DataFrame:
    """The lines of `COPIED`: responses that nearly repeat another of the same interviewer.

    Pairs stay, interviewers are shuffled within sites: expected is the mean of that, p how often it is as far.
    """

    def copies(by: np.ndarray) -> np.ndarray:
        """Responses copied within an interviewer, of labels (times, responses): (times, interviewers)."""
        within = by[:, pairs[:, 0]] == by[:, pairs[:, 1]]
        times, pair = np.nonzero(within)
        marked = np.unique(np.stack([times, pairs[pair, 0]], axis=1), axis=0)
        labels = by[marked[:, 0], marked[:, 1]]
        return np.bincount(marked[:, 0] * people + labels, minlength=len(by) * people).reshape(-1, people)

    counts = np.bincount(who, minlength=people)
    observed = copies(who[None])[0].astype(float)
    concerned = np.unique(site[pairs])
    shuffled = []
    batch = max(1, BATCH_CELLS // len(who))
    for start in range(0, shuffles if len(pairs) else 0, batch):
        labels = np.tile(who, (min(batch, shuffles - start), 1))
        for place in concerned:
            there = np.flatnonzero(site == place)
            labels[:, there] = rng.permuted(labels[:, there], axis=1)
        shuffled.append(copies(labels))
    by_chance = np.concatenate(shuffled) if shuffled else np.zeros((1, people))
    expected = by_chance.mean(axis=0)
    as_far = np.abs(by_chance - expected) >= np.abs(observed - expected) - 1e-9
    p = (as_far.sum(axis=0) + 1) / (len(by_chance) + 1)
    return pd.DataFrame(
        {"who": range(people), "n": counts, "measure": COPIED, "observed": observed / np.maximum(counts, 1),
         "expected": expected / np.maximum(counts, 1),
         "shrunk": shrunk_share(observed, counts.astype(float), expected / np.maximum(counts, 1), 1.0),
         "p": p if len(pairs) else 1.0}
    )  # fmt: skip
