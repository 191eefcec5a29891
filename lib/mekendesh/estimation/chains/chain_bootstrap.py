"""Salganik's bootstrap (2006): a chain through one yes-or-no question, each step drawn from who was recruited
by the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import exactly_summable, ratio
from mekendesh.estimation.replicates import chunk_sizes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Answer
    from mekendesh.estimation.recruitment import RecruitmentTree


def chain_bootstrap(
    tree: RecruitmentTree, trait: Answer, replicates: int, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Yield chunks (replicates × people) of multiplicities: how often each person stands in a replicate.

    Source: Salganik (2006), Variance estimation, design effects, and sample size calculations for
    respondent-driven sampling, Journal of Urban Health 83, the section on the bootstrap. The sample is parted
    into those whom a yes recruited and those whom a no recruited. The first person is drawn from the whole
    sample, each next one with replacement from those recruited by the present one's answer, until the chain
    is as long as the sample; the first person counts.

    ``trait``: answers of the tree's people, in its order. Our reading where the paper is silent: whoever did
    not answer has no group, is neither drawn nor recruits, and the chain is as long as the answered sample.
    A head can only be drawn as the first person.

    How it can mislead. It knows one trait: the draws of two traits do not belong together, so nothing may be
    multiplied, subtracted or ranked over them; use the tree bootstrap for that. Recruitment is taken for a
    single first-order Markov chain in this trait alone, without branching or seeds that differ: tree bootstrap
    intervals are 1.6 to 2 times as wide, and these cover too little where recruitment clusters by anything
    else. It settles where its chain does, and with RDS-II its replicates are centred there and not on the
    share: the further off, the stronger the homophily and the longer seeds are felt. Take the spread around
    the share.

    Raises ``EstimationError`` where no one answered, or an answer recruited no one who answered (the chain
    would have nowhere to go), and for fewer than two replicates.
    """
    people = len(tree)
    return (_multiplicities(walks, people) for walks in _walks(tree, trait, replicates, rng))


def chain_shares(
    tree: RecruitmentTree,
    trait: Answer,
    replicates: int,
    rng: np.random.Generator,
    *,
    estimator: Literal["RDS-I", "RDS-II"] = "RDS-II",
) -> NDArray[np.float64]:
    """The share of yes in each of the replicates of `chain_bootstrap`, from the same draws for both estimators.

    RDS-II: Σ y/d over Σ 1/d. RDS-I, as in the paper: p ∝ q/D, q being where the replicate's own transitions
    would settle and D the harmonic mean network size of each answer in the replicate. A replicate of one
    answer only has the share 0 or 1 under both.

    NaN where a replicate has no share: no one in it has a network size, or, for RDS-I, one of its answers has
    none or is met for the first time in the last step. Leave those out of the interval, and say how many they
    are (the flag ``empty_replicates``).
    """
    share = {"RDS-I": _rds_i, "RDS-II": _rds_ii}[estimator]
    return np.concatenate([share(tree, trait, walks) for walks in _walks(tree, trait, replicates, rng)])


@dataclass(frozen=True)
class _Recruited:
    """Whom a no (0) and a yes (1) recruited, one after another in ``people``; ``start`` and ``size`` by
    answer.
    """

    people: NDArray[np.int64]
    start: NDArray[np.int64]
    size: NDArray[np.int64]


def _walks(
    tree: RecruitmentTree, trait: Answer, replicates: int, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Chunks (replicates × answered people) of positions in the tree, in the order they are drawn."""
    answered = np.flatnonzero(trait.answered)
    if not len(answered):
        raise EstimationError(
            "Site {site}: no one answered this question, so there is no chain to draw. Leave it out.",
            site=tree.site,
        )
    recruited = _recruited(tree, trait, answered)
    chunks = chunk_sizes(replicates, len(answered))
    return (_walk(answered, trait.yes, recruited, count, rng) for count in chunks)


def _recruited(tree: RecruitmentTree, trait: Answer, answered: NDArray) -> _Recruited:
    recruiter = tree.parents[answered]
    known = answered[(recruiter >= 0) & trait.answered[recruiter]]
    by_yes = trait.yes[tree.parents[known]]
    size = np.bincount(by_yes, minlength=2)
    given = np.unique(trait.yes[answered]).astype(int)
    if len(answered) > 1 and not size[given].all():
        raise EstimationError(
            "Site {site}: those who gave one of the two answers recruited no one who answered, so the chain "
            "has no next person. Use the tree bootstrap for this question.",
            site=tree.site,
        )
    return _Recruited(known[np.argsort(by_yes, kind="stable")], np.array([0, size[0]]), size)


def _walk(
    answered: NDArray, yes: NDArray, recruited: _Recruited, count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    walk = np.empty((count, len(answered)), dtype=np.int64)
    walk[:, 0] = rng.choice(answered, size=count)
    for step in range(1, len(answered)):
        answer = yes[walk[:, step - 1]].astype(np.intp)
        walk[:, step] = recruited.people[recruited.start[answer] + rng.integers(recruited.size[answer])]
    return walk


def _multiplicities(walks: NDArray, people: int) -> NDArray[np.int64]:
    count = len(walks)
    places = walks + people * np.arange(count)[:, None]
    return np.bincount(places.ravel(), minlength=count * people).reshape(count, people)


def _rds_ii(tree: RecruitmentTree, trait: Answer, walks: NDArray) -> NDArray[np.float64]:
    weights = exactly_summable(tree.inverse_sizes)[walks]
    return ratio((weights * trait.yes[walks]).sum(axis=1), weights.sum(axis=1))


def _rds_i(tree: RecruitmentTree, trait: Answer, walks: NDArray) -> NDArray[np.float64]:
    yes, weights = trait.yes[walks], exactly_summable(tree.inverse_sizes)[walks]
    met = np.stack([(~yes).any(axis=1), yes.any(axis=1)])
    one_answer = met.sum(axis=0) == 1
    # Steps from no to yes and from yes to no, of all steps that leave no, and yes.
    left = [(~yes[:, :-1]).sum(axis=1), yes[:, :-1].sum(axis=1)]
    to_yes = ratio((~yes[:, :-1] & yes[:, 1:]).sum(axis=1), left[0])
    to_no = ratio((yes[:, :-1] & ~yes[:, 1:]).sum(axis=1), left[1])
    inverse = [_mean_inverse(weights, ~yes), _mean_inverse(weights, yes)]
    # The stationary shares are to_no : to_yes; over the mean network size is times the mean inverse.
    share = ratio(to_yes * inverse[1], to_yes * inverse[1] + to_no * inverse[0])
    return np.where(one_answer & weights.any(axis=1), met[1].astype(float), share)


def _mean_inverse(weights: NDArray, members: NDArray) -> NDArray[np.float64]:
    """Mean weight of a replicate's members, ∝ 1 over their harmonic mean network size; NaN without one."""
    return ratio((weights * members).sum(axis=1), ((weights > 0) & members).sum(axis=1))
