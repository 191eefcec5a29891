"""Interviews that resemble another more than chance and the corridor's own habits allow: near-duplicates.

Kuriakose & Robbins (2016, Statistical Journal of the IAOS 32) look at the largest share of identical answers
of every interview and doubt those above 85 %. Simmons, Mercer, Schwarzer & Kennedy (2016, same journal 32)
show that the share honest interviews reach depends on how many questions there are, how many answers they
offer and how alike people are: no fixed share tells a copy. So the share to exceed is found in the responses.
Two references must both be exceeded, each with an error of 5 % over *all* pairs of the corridor:

1. answers permuted within columns and strata of site × sex. Who answered what stays, so the form's jumps do;
   but what makes one person's answers hang together is lost, and the share looks rarer than it is;
2. the best matches people really have. Their lower half, which copies cannot move while they are fewer than
   half of the interviews, says where the largest honest share would lie.

People who know each other answer alike. What a recruiter and a recruit have in common beyond two people of one
site is taken off their share before it is judged.

How it can mislead: a respondent may be interviewed twice in good faith; with few questions or many people
the share to exceed reaches 1 and nothing is found; and a fabricator who draws answers anew copies nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.cleaning.coupons import COUPONS, trace

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses
    from mekendesh.structure.questionnaire import Column, Questionnaire

SUBSTANTIVE = ("trait", "channel", "barrier", "awareness", "eligibility")
FALSE_ALARM = 0.05
"""The probability that an honest corridor holds any pair that is doubted."""

LEAST_COMMON = 20
"""Questions two people must both have answered; at least half of what people answer in the median, too."""

LEAST_STRATUM = 30
"""People of a site × sex for their answers to be permuted among themselves, else within site, else corridor;
also the links needed before what acquaintance adds is estimated."""

_LEAST_PEOPLE = 20
_BLOCK = 1000
_PROBES = 250
_DRAWS = 40
_EULER = 0.5772156649015329


def near_duplicates(responses: Responses, questionnaire: Questionnaire, rng_seed: int = 0) -> pd.DataFrame:
    """Interviews that resemble another too much: one line per doubted row, with the row it resembles most.

    Returns ``row`` and ``other`` (int64), ``share`` of identical answers over the substantive questions both
    answered (0 to 1) and ``chance``, the larger of the two family-wise probabilities (module docstring); all
    lines have ``chance`` <= `FALSE_ALARM`. Neither row is said to be the original. At n responses and
    m questions with D different answers in all, takes n² · D multiplications and n · D · 4 bytes.
    """
    nothing = pd.DataFrame({"row": [], "other": [], "share": [], "chance": []}).astype(
        {"row": "int64", "other": "int64", "share": "float64", "chance": "float64"}
    )
    codes = coded_answers(responses, substantive(questionnaire))
    there = (codes >= 0).sum(axis=1) >= LEAST_COMMON
    rows, codes = responses.cells.index[there].to_numpy(), codes[there]
    if len(codes) < _LEAST_PEOPLE:
        return nothing
    least = max(LEAST_COMMON, int(np.median((codes >= 0).sum(axis=1)) / 2))
    rng = np.random.default_rng(rng_seed)
    strata = _strata(responses.cells.loc[rows])
    links = acquainted(responses.cells.loc[rows], strata[0], codes, rng)
    share, other, plain = _best_matches(codes, least, links)
    pairs = len(codes) * (len(codes) - 1) / 2
    by_chance = _exceeds(share, *_permuted_tail(codes, strata, least, rng), pairs=pairs)
    by_habit = _exceeds(logits(share), *habit_tail(share), pairs=pairs)
    chance = np.maximum(by_chance, by_habit)
    doubted = np.flatnonzero((chance <= FALSE_ALARM) & (other >= 0))
    return pd.DataFrame(
        {
            "row": rows[doubted],
            "other": rows[other[doubted]],
            "share": plain[doubted].astype("float64"),
            "chance": chance[doubted],
        }
    ).astype(nothing.dtypes.to_dict())


def substantive(questionnaire: Questionnaire) -> tuple[Column, ...]:
    """The questions about the person: no meta, identifier, recruitment, consent or free text."""
    return tuple(
        column for column in questionnaire.of_role(*SUBSTANTIVE) if column.type not in ("text", "datetime")
    )


def coded_answers(responses: Responses, columns: tuple[Column, ...]) -> np.ndarray:
    """Answers as small integers, shape (responses, columns), int32; -1 where nothing that fits stands.

    The codes of a multiple choice do not depend on the order in which answers were ticked.
    """
    coded = np.full((len(responses.cells), len(columns)), -1, dtype=np.int32)
    for place, column in enumerate(columns):
        answers = responses.typed[column.column]
        if column.type == "multiple":
            answers = answers.map(lambda text: " ".join(sorted(text.split())), na_action="ignore")
        coded[:, place] = pd.factorize(answers, sort=True)[0]
    return coded


def acquainted(
    cells: pd.DataFrame, sites: np.ndarray, codes: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Recruiters and their recruits as places, shape (links, 2), and what acquaintance adds to their share.

    The addition is, per relation (``recruiter_relation``; all others together where fewer than
    `LEAST_STRATUM`), the 90th percentile of the links' shares less that of random pairs of one site, never
    below 0. The upper end, because the closest relatives are what looks like a copy.
    """
    nobody = np.empty((0, 2), dtype=np.int64), np.empty(0)
    if not {"coupon_received", "is_seed", *COUPONS} <= set(cells):
        return nobody
    known = trace(cells, cells.iloc[:0])["recruiter_row"].dropna().astype("int64")
    recruits, recruiters = (cells.index.get_indexer(rows) for rows in (known.index, known.to_numpy()))
    links = np.stack([recruiters, recruits], axis=1).astype(np.int64)
    links = links[(links >= 0).all(axis=1)]
    if len(links) < LEAST_STRATUM:
        return nobody
    pairs = rng.integers(0, len(codes), (20_000, 2))
    pairs = pairs[(pairs[:, 0] != pairs[:, 1]) & (sites[pairs[:, 0]] == sites[pairs[:, 1]])]
    usual = np.nanquantile(_shares_of(codes, pairs), 0.9)
    shares = _shares_of(codes, links)
    relation = np.full(len(links), "", dtype=object)
    if "recruiter_relation" in cells:
        relation = cells["recruiter_relation"].str.strip().to_numpy(dtype=object)[links[:, 1]]
    counts = pd.Series(relation).value_counts()
    relation = np.where(pd.Series(relation).map(counts) >= LEAST_STRATUM, relation, "")
    added = np.zeros(len(links))
    for kind in sorted(set(relation)):
        of_kind = relation == kind
        alike = shares[of_kind if of_kind.sum() >= LEAST_STRATUM else slice(None)]
        added[of_kind] = max(0.0, float(np.nanquantile(alike, 0.9) - usual))
    return links, added


def habit_tail(best: np.ndarray) -> tuple[float, float, float]:
    """Location and scale, in logits, of a Gumbel distribution of the best match of one interview, and the
    pairs it is of.

    From the lower quartile and the median of the interviews' best shares, shape (interviews,): the upper half
    may be copies. Logits, because a share is bounded and a Gumbel tail is not; the tail is longer than that
    of like people and allows for some being more usual than others.
    """
    known = best[np.isfinite(best)]
    if not len(known):
        return np.inf, 1.0, 1.0
    low, middle = logits(np.quantile(known, [0.25, 0.5]))
    scale = max(float(middle - low) / float(np.log(np.log(4)) - np.log(np.log(2))), 1e-6)
    return float(middle) + scale * float(np.log(np.log(2))), scale, float(len(best) - 1)


def logits(shares: np.ndarray) -> np.ndarray:
    """ln(share / (1 - share)); 0 and below are -inf, 1 is inf."""
    inside = np.clip(shares, 0, 1)
    with np.errstate(divide="ignore"):
        return np.log(inside) - np.log1p(-inside)


def _exceeds(share: np.ndarray, location: float, scale: float, of: float, *, pairs: float) -> np.ndarray:
    """Probability that the largest of ``pairs`` shares is at least this, the largest of ``of`` being Gumbel."""
    if not np.isfinite(location):
        return np.ones(len(share))
    return -np.expm1(-(pairs / of) * np.exp(-np.clip((share - location) / scale, -30, 700)))


def _permuted_tail(
    codes: np.ndarray, strata: tuple[np.ndarray, ...], least: int, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Location and scale of the largest share of a block of `_PROBES` rows against all under permutation, and
    the pairs of a block.

    By moments from about `_DRAWS` blocks; many people give several blocks a permutation.
    """
    size = len(codes)
    probes = min(_PROBES, size)
    a_time = max(1, min(8, size // probes))
    largest = []
    for _ in range(-(-_DRAWS // a_time)):
        hot, answered = _one_hot(permuted(codes, strata, rng))
        chosen = rng.permutation(size)[: probes * a_time]
        for start in range(0, len(chosen), probes):
            block = chosen[start : start + probes]
            shares = _shares(hot, answered, block, least)
            shares[np.arange(len(block)), block] = -np.inf
            largest.append(shares.max())
    found = np.array(largest)
    found = found[np.isfinite(found)]
    if len(found) < 2:
        return np.inf, 1.0, 1.0
    scale = max(float(found.std(ddof=1)) * np.sqrt(6) / np.pi, 1e-6)
    return float(found.mean()) - _EULER * scale, scale, probes * (size - 1) - probes * (probes - 1) / 2


def permuted(codes: np.ndarray, strata: tuple[np.ndarray, ...], rng: np.random.Generator) -> np.ndarray:
    """Every column's answers dealt anew among those who answered it within the finest stratum that is large
    enough.

    ``codes``: (n, m) with -1 for nothing; ``strata``: label arrays (n,), coarse to fine. What is missing
    stays where it is; a stratum's counts of every answer stay, too.
    """
    dealt = codes.copy()
    groups = strata[-1]
    for place in range(codes.shape[1]):
        there = np.flatnonzero(codes[:, place] >= 0)
        inside = groups[there]
        sorted_in = np.argsort(inside, kind="stable")
        mixed = np.lexsort((rng.random(len(there)), inside))
        dealt[there[sorted_in], place] = codes[there[mixed], place]
    return dealt


def _strata(cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Sites, and site × sex where `LEAST_STRATUM` people are, else the site, else the rest of the corridor."""
    site = cells["site"].str.strip() if "site" in cells else pd.Series("", index=cells.index)
    sex = cells["sex"].str.strip() if "sex" in cells else pd.Series("", index=cells.index)
    label = site + "\0" + sex
    label = label.where(label.map(label.value_counts()) >= LEAST_STRATUM, site)
    label = label.where(label.map(label.value_counts()) >= LEAST_STRATUM, "")
    return pd.factorize(site)[0], pd.factorize(label)[0]


def _one_hot(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Indicators (n, D) of every answer given at least twice, and (n, m) of every question answered; float32.

    An answer given once matches nobody and needs no column.
    """
    blocks = []
    for place in range(codes.shape[1]):
        column = codes[:, place]
        counts = np.bincount(column[column >= 0], minlength=1)
        twice = np.flatnonzero(counts >= 2)
        position = np.full(len(counts) + 1, -1)
        position[twice] = np.arange(len(twice))
        indicator = np.zeros((len(codes), len(twice)), dtype=np.float32)
        at = position[column]
        indicator[np.flatnonzero(at >= 0), at[at >= 0]] = 1
        blocks.append(indicator)
    return np.concatenate(blocks, axis=1), (codes >= 0).astype(np.float32)


def _shares(hot: np.ndarray, answered: np.ndarray, block: np.ndarray | slice, least: int) -> np.ndarray:
    """Shares of identical answers of a block of rows with all rows; -inf where too few questions are common."""
    common = answered[block] @ answered.T
    same = hot[block] @ hot.T
    enough = common >= least
    np.divide(same, common, out=same, where=enough)
    same[~enough] = -np.inf
    return same


def _best_matches(
    codes: np.ndarray, least: int, links: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per row its largest judged share (what acquaintance adds is off), with whom (-1: nobody), and as it is."""
    hot, answered = _one_hot(codes)
    pairs, added = links
    both = np.concatenate([pairs, pairs[:, ::-1]])
    added = np.concatenate([added, added])
    share, plain = (np.full(len(codes), -np.inf) for _ in range(2))
    other = np.full(len(codes), -1, dtype=np.int64)
    for start, shares in _blocks(hot, answered, least):
        rows = np.arange(start, start + len(shares))
        shares[rows - start, rows] = -np.inf
        inside = (both[:, 0] >= start) & (both[:, 0] < start + len(shares))
        at = both[inside, 0] - start, both[inside, 1]
        taken = shares[at]
        shares[at] = taken - added[inside]
        best = shares.argmax(axis=1)
        share[rows] = shares[rows - start, best]
        shares[at] = taken
        plain[rows] = shares[rows - start, best]
        other[rows] = np.where(np.isfinite(share[rows]), best, -1)
    return share, other, plain


def _blocks(hot: np.ndarray, answered: np.ndarray, least: int) -> Iterator[tuple[int, np.ndarray]]:
    for start in range(0, len(hot), _BLOCK):
        yield start, _shares(hot, answered, slice(start, start + _BLOCK), least)


def _shares_of(codes: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Shares of identical answers of given pairs, shape (pairs,); NaN where nothing is common."""
    left, right = codes[pairs[:, 0]], codes[pairs[:, 1]]
    common = ((left >= 0) & (right >= 0)).sum(axis=1)
    same = ((left == right) & (left >= 0)).sum(axis=1)
    return np.where(common > 0, same / np.maximum(common, 1), np.nan)
