"""People who give one answer all along a battery of like questions, more often than chance in this corridor.

A battery is a run of at least `LEAST_QUESTIONS` questions with one list of answers. The measure is the longest
run of equal answers ("longstring": Johnson 2005, Journal of Research in Personality 39; Curran 2016, Journal of
Experimental Social Psychology 66); its distribution under chance is found by dealing the answers anew within
each question, among people whose answers in the battery have a like mean where the list is a scale or yes/no:
whoever is keen on everything says 5 often, and an honest run of 5 is then expected.

A short battery cannot tell: that five answers of five are equal by chance happens to one person in 600. So
what the batteries say is also added up over a person (`TOGETHER`), which finds those who straightline all of
them. The probability is over everybody and all batteries: with error 5 % nobody at all is doubted.

How it can mislead: one answer to everything may be the truth, above all at the ends of a scale or where
questions ask nearly the same, and a straightliner in a battery where most people say the same is not seen.
Where all answers hang together strongly (all correlations 0.6) a few of a thousand honest people are doubted in
spite of the 5 %, because a like mean is a coarse likeness and batteries are dealt apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.cleaning.likeness import FALSE_ALARM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Questionnaire

LEAST_QUESTIONS = 5
LEAST_PEOPLE = 30

TOGETHER = "*"
"""In place of a battery: all batteries of a person together; ``longest_run`` is then the sum of the runs."""

_LEVELS, _LEAST_LEVEL = 5, 30
_DEALT = 200_000
_CLOSED = ("choice", "scale", "boolean")
_SILENT_ROLES = ("meta", "identifier", "identifier_public", "consent", "recruitment")


def batteries(questionnaire: Questionnaire) -> dict[str, tuple[str, ...]]:
    """The columns of every battery, by the name of its first: maximal runs in the order of the form.

    A question that is no substantive closed one (a text, a multiple choice, a consent) ends a run.
    """
    runs: list[list[str]] = []
    last = None
    for column in questionnaire.columns:
        closed = column.type in _CLOSED and column.role not in _SILENT_ROLES
        kind = (column.type, column.choices) if closed else None
        if kind is not None and kind == last:
            runs[-1].append(column.column)
        elif kind is not None:
            runs.append([column.column])
        last = kind
    return {run[0]: tuple(run) for run in runs if len(run) >= LEAST_QUESTIONS}


def straightliners(responses: Responses, questionnaire: Questionnaire, rng_seed: int = 0) -> pd.DataFrame:
    """Who straightlines what: ``row`` (int64), ``battery`` (first column, or `TOGETHER`), ``longest_run``
    (int64, answers) and ``chance``.

    ``chance`` is the probability that in a corridor without straightliners anybody does so in this battery,
    times the number of batteries judged (Bonferroni), at most 1; lines have it at or below 5 %. Questions
    somebody was not asked are skipped, not counted as a break; people with fewer than `LEAST_QUESTIONS`
    answers in a battery are not judged in it, and batteries of fewer than `LEAST_PEOPLE` people not at all.
    """
    rng = np.random.default_rng(rng_seed)
    every = responses.cells.index
    coded = {name: _codes(responses, questionnaire, run) for name, run in batteries(questionnaire).items()}
    there = {name: (codes >= 0).sum(axis=1) >= LEAST_QUESTIONS for name, codes in coded.items()}
    judged = [name for name in coded if there[name].sum() >= LEAST_PEOPLE]
    rounds = int(np.clip(_DEALT // max(len(every), 1), 40 * (len(judged) + 1), 400))
    runs = np.zeros((len(judged), len(every)), dtype=np.int64)
    single = np.ones((len(judged) + 1, len(every)))
    of_chance = np.zeros((rounds, len(every)), dtype=np.float32)
    for place, name in enumerate(judged):
        who, codes = np.flatnonzero(there[name]), coded[name][there[name]]
        nominal = questionnaire.by_name[name].type == "choice"
        levels = np.zeros(len(codes), dtype=np.int64) if nominal else _level(codes)
        dealt = np.stack([longest_runs(one) for one in _dealt(codes, levels, rounds, rng)])
        tail = _tail(dealt, codes.shape[1])
        runs[place, who] = longest_runs(codes)
        single[place, who] = tail[runs[place, who]]
        of_chance[:, who] -= np.log(tail[dealt])
    together = -np.log(single[:-1]).sum(axis=0)
    ordered = np.sort(of_chance, axis=None)
    beyond = ordered.size - np.searchsorted(ordered, together * (1 - 1e-5))
    single[-1] = (beyond + 1) / (ordered.size + 1)
    names = judged if len(judged) < 2 else [*judged, TOGETHER]
    lengths = [*runs, runs.sum(axis=0)]
    lines = [
        (int(every[person]), name, int(lengths[place][person]), float(chance[person]))
        for place, name in enumerate(names)
        for chance in [_over_all(single[place], len(names))]
        for person in np.flatnonzero(chance <= FALSE_ALARM)
    ]
    return pd.DataFrame(lines, columns=["row", "battery", "longest_run", "chance"]).astype(
        {"row": "int64", "battery": "str", "longest_run": "int64", "chance": "float64"}
    )


def longest_runs(codes: np.ndarray) -> np.ndarray:
    """The longest run of equal answers of every person: codes (n, m), -1 skipped; (n,) int64, 0 of none."""
    longest, run = np.zeros(len(codes), dtype=np.int64), np.zeros(len(codes), dtype=np.int64)
    last = np.full(len(codes), -1)
    for answer in codes.T:
        there = answer >= 0
        run = np.where(there, np.where(answer == last, run + 1, 1), run)
        last = np.where(there, answer, last)
        longest = np.maximum(longest, run)
    return longest


def _codes(responses: Responses, questionnaire: Questionnaire, columns: tuple[str, ...]) -> np.ndarray:
    """Answers as places in their list, shape (responses, columns); -1 where nothing that fits stands."""
    first = questionnaire.by_name[columns[0]]
    typed = responses.typed[list(columns)]
    if first.type == "boolean":
        return typed.astype("Int64").fillna(-1).to_numpy(dtype=np.int64)
    offered = {code: place for place, code in enumerate(questionnaire.codes_of(first.choices))}
    places = [typed[name].astype("str").map(offered).fillna(-1) for name in columns]
    return np.stack([place.to_numpy(dtype=np.int64) for place in places], axis=1)


def _level(codes: np.ndarray) -> np.ndarray:
    """People by their mean answer, in up to `_LEVELS` equal parts of at least `_LEAST_LEVEL`; shape (n,)."""
    answered = codes >= 0
    means = np.where(answered, codes, 0).sum(axis=1) / answered.sum(axis=1)
    parts = int(np.clip(len(codes) // _LEAST_LEVEL, 1, _LEVELS))
    return np.searchsorted(np.quantile(means, np.arange(1, parts) / parts), means, side="left")


def _dealt(
    codes: np.ndarray, levels: np.ndarray, rounds: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Each column's answers dealt anew among those of a level who have one, ``rounds`` times."""
    groups = [
        (place, np.flatnonzero((codes[:, place] >= 0) & (levels == level)))
        for place in range(codes.shape[1])
        for level in np.unique(levels)
    ]
    for _ in range(rounds):
        dealt = codes.copy()
        for place, who in groups:
            dealt[who, place] = rng.permutation(codes[who, place])
        yield dealt


def _tail(dealt: np.ndarray, longest: int) -> np.ndarray:
    """Probability of a run of at least 0, 1, ... ``longest`` answers by chance, never 0 (one is added)."""
    counts = np.bincount(dealt.ravel(), minlength=longest + 1)
    return (counts[::-1].cumsum()[::-1] + 1) / (dealt.size + 1)


def _over_all(single: np.ndarray, judged: int) -> np.ndarray:
    """Probability that anybody of all is as rare in any battery."""
    return np.minimum(-np.expm1(len(single) * np.log1p(-np.minimum(single, 1 - 1e-12))) * judged, 1)
