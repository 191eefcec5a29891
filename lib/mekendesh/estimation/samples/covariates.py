"""What is known of the people of two samples alike: the covariates by which one is held against the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_RANK = 1e-9


@dataclass(frozen=True)
class Covariates:
    """``web`` (people × k) and ``reference`` (people × k): a column of ones, 0/1 columns of categories (all but
    the first), and numbers in standard deviations of the reference.

    ``categories_web`` and ``categories_reference`` (people × categories): every category of every variable,
    the first ones too; so a replicate that has lost one is found.
    """

    web: NDArray[np.float64]
    reference: NDArray[np.float64]
    categories_web: NDArray[np.float64]
    categories_reference: NDArray[np.float64]


def covariates_of(
    web: pd.DataFrame, reference: pd.DataFrame, names: Sequence[str], weights: NDArray[np.float64]
) -> Covariates:
    """Read the covariates ``names`` of both samples; ``weights`` are the reference's.

    Numbers enter linearly; what is neither number nor yes and no enters by category. Only what both samples
    asked in the same words is a covariate: a question understood otherwise online looks like other people.

    Raises ``EstimationError`` where a covariate is not in both, is missing for someone, has a category or a
    range that the other sample lacks (no common support), or follows from the others.
    """
    carried = weights > 0
    if not len(web) or not carried.any():
        raise EstimationError(
            "One of the two samples has nobody, or nobody with a weight. Both are needed to hold one against "
            "the other."
        )
    columns: list[tuple[NDArray, NDArray]] = [(np.ones(len(web)), np.ones(len(reference)))]
    categories: list[tuple[NDArray, NDArray]] = []
    for name in names:
        one, other = _complete(web, name), _complete(reference, name)
        if pd.api.types.is_numeric_dtype(one) and not pd.api.types.is_bool_dtype(one):
            columns.append(_numbers(name, one, other, weights))
            continue
        found = _categories(name, one.astype(str).to_numpy(), other.astype(str).to_numpy(), carried)
        categories += found
        columns += found[1:]
    matrix, matched = (np.column_stack([column[side] for column in columns]) for side in (0, 1))
    for sample in (matrix, matched[carried]):
        sizes = np.linalg.svd(sample, compute_uv=False)
        if len(sizes) < sample.shape[1] or sizes[-1] <= _RANK * sizes[0]:
            raise EstimationError(
                "One covariate follows from the others, or there are fewer people than covariates. Leave one of "
                "them out: {names}.",
                names=", ".join(names),
            )
    none = (np.ones((len(web), 1)), np.ones((len(reference), 1)))
    every = tuple(
        np.column_stack([c[side] for c in categories]) if categories else none[side] for side in (0, 1)
    )
    return Covariates(matrix, matched, *every)


def _complete(sample: pd.DataFrame, name: str) -> pd.Series:
    if name not in sample:
        raise EstimationError(
            "The covariate {name} is not in both samples. Choose one that both asked in the same words.",
            name=name,
        )
    missing = int(sample[name].isna().sum())
    if missing:
        raise EstimationError(
            "{count} people have no {name}, which the two samples are held against each other by. Impute it, or "
            "choose another covariate.",
            count=missing,
            name=name,
        )
    return sample[name]


def _numbers(
    name: str, web: pd.Series, reference: pd.Series, weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    one, other = (values.to_numpy(dtype=float) for values in (web, reference))
    met = other[weights > 0]
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        raise EstimationError(
            "{measure} has a value without limit. Expected were finite numbers, or none. Mend the column.",
            measure=name,
        )
    if one.max() < met.min() or one.min() > met.max():
        raise EstimationError(
            "The two samples do not overlap at all in {name}: neither can speak of the other's people. Do not "
            "combine them.",
            name=name,
        )
    mean = np.average(other, weights=weights)
    spread = np.sqrt(np.average((other - mean) ** 2, weights=weights))
    scale = spread if spread > 0 else 1.0
    return (one - mean) / scale, (other - mean) / scale


def _categories(
    name: str, web: NDArray, reference: NDArray, carried: NDArray[np.bool_]
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    found = []
    for category in sorted({*web, *reference[carried]}):
        one, other = (web == category).astype(float), (reference == category).astype(float)
        if not one.any():
            raise EstimationError(
                "Nobody in the web sample is {category} in {name}, but people of the reference are: it cannot "
                "speak of them. Join the category with another one.",
                category=category,
                name=name,
            )
        if not other[carried].any():
            raise EstimationError(
                "Nobody in the reference with a weight is {category} in {name}, but people of the web sample are: "
                "nothing says how many they stand for. Join the category with another one.",
                category=category,
                name=name,
            )
        found.append((one, other))
    return found
