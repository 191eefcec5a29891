"""What weights must meet: who stands where in each margin, and what each category must weigh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.margins import UNKNOWN, Margin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Target = Margin | ArrayLike
    Unknown = Literal["refuse", "keep_share"]

UNKNOWN_CATEGORY = "unknown"
_SAME_TOTAL = 1e-9


@dataclass(frozen=True)
class Constraints:
    """Memberships and targets, checked: margin m holds ``codes[m]`` (n) to ``targets[m]`` (R × k)."""

    names: tuple[tuple[str, tuple[str, ...]], ...]
    codes: tuple[NDArray[np.int64], ...]
    targets: tuple[NDArray[np.float64], ...]


def constrain(
    weights: NDArray[np.float64],
    memberships: Sequence[ArrayLike],
    targets: Sequence[Target],
    unknown: Unknown = "refuse",
) -> Constraints:
    """Check memberships and targets against ``weights`` (R × n) and each other; unknown becomes a category."""
    if not memberships or len(memberships) != len(targets):
        raise EstimationError(
            "{memberships} memberships for {targets} margins. Expected was one for each margin, and one margin "
            "at least.",
            memberships=len(memberships),
            targets=len(targets),
        )
    names, codes, wanted = [], [], []
    for place, (membership, target) in enumerate(zip(memberships, targets, strict=True), start=1):
        name, categories, totals = _named(target, place)
        code = np.asarray(membership)
        if (
            code.shape != weights.shape[1:]
            or code.dtype.kind not in "iu"
            or totals.shape[0] not in (1, len(weights))
        ):
            raise EstimationError(
                "The margin {margin} does not have one whole number a person and one set of totals, or one a "
                "replicate. Make codes with the margin itself.",
                margin=name,
            )
        if not (np.isfinite(totals).all() and (totals >= 0).all() and totals.sum(axis=1).all()):
            raise EstimationError(
                "A total of the margin {margin} is missing or below zero, or all are zero. Expected were people "
                "or shares. Mend the margin.",
                margin=name,
            )
        if len(code) and not (code.min() >= UNKNOWN and code.max() < len(categories)):
            raise EstimationError(
                "The margin {margin} has {expected} categories, but a person has a code beyond them. Make codes "
                "with the margin itself.",
                margin=name,
                expected=len(categories),
            )
        missing = code == UNKNOWN
        without = int((missing & weights.any(axis=0)).sum())
        if without and unknown == "refuse":
            raise EstimationError(
                "{count} people with a weight have no category in the margin {margin}. Impute it, or let them "
                "keep their share of the weight.",
                count=without,
                margin=name,
            )
        if missing.any():
            if not weights[:, ~missing].any():
                raise EstimationError(
                    "Nobody with a weight has a known category in the margin {margin}. Leave the margin out.",
                    margin=name,
                )
            lost, known = weights[:, missing].sum(axis=1), weights[:, ~missing].sum(axis=1)
            # A replicate of unknown people only keeps its targets, and fails by them.
            share = np.divide(lost, lost + known, out=np.zeros(len(weights)), where=known > 0)
            whole = totals.sum(axis=1)
            totals = np.column_stack([totals * (1 - share)[:, None], whole * share])
            code = np.where(missing, len(categories), code)
            categories = (*categories, UNKNOWN_CATEGORY)
        names.append((name, categories))
        codes.append(code.astype(np.int64))
        wanted.append(totals)
    return Constraints(tuple(names), tuple(codes), _one_total(wanted, names))


def _named(target: Target, place: int) -> tuple[str, tuple[str, ...], NDArray[np.float64]]:
    if isinstance(target, Margin):
        return target.name, target.categories, np.asarray(target.totals, dtype=float)[None, :]
    totals = np.atleast_2d(np.asarray(target, dtype=float))
    return str(place), tuple(str(code) for code in range(totals.shape[1])), totals


def _one_total(
    targets: list[NDArray[np.float64]], names: list[tuple[str, tuple[str, ...]]]
) -> tuple[NDArray[np.float64], ...]:
    """Targets with exactly one total: noise of rounding is taken out, a real difference is refused."""
    whole = targets[0].sum(axis=1, keepdims=True)
    for target, (name, _) in zip(targets[1:], names[1:], strict=True):
        other = target.sum(axis=1, keepdims=True)
        apart = np.abs(other / whole - 1) > _SAME_TOTAL
        if apart.any():
            row = int(np.flatnonzero(apart.any(axis=1))[0])
            first, second = (
                np.broadcast_to(whole, apart.shape)[row, 0],
                np.broadcast_to(other, apart.shape)[row, 0],
            )
            raise EstimationError(
                "The margin {margin} sums to {found}, the margin {first} to {expected}. Margins of one population "
                "have one total: bring both to it, or give both as shares.",
                margin=name,
                found=f"{second:.10g}",
                first=names[0][0],
                expected=f"{first:.10g}",
            )
    return (targets[0], *(target * (whole / target.sum(axis=1, keepdims=True)) for target in targets[1:]))


def checked_weights(weights: ArrayLike) -> NDArray[np.float64]:
    w = np.asarray(weights, dtype=float)
    if w.ndim != 1 or not (np.isfinite(w).all() and (w >= 0).all() and w.any()):
        raise EstimationError(
            "Weights must be finite, none negative, one above zero. Check where they come from."
        )
    return w


def refuse_empty(weights: NDArray[np.float64], constraints: Constraints) -> None:
    for (name, categories), codes, targets in zip(
        constraints.names, constraints.codes, constraints.targets, strict=True
    ):
        people = np.bincount(codes, minlength=len(categories))
        carried = np.bincount(codes, weights[0], minlength=len(categories))
        for category, total in enumerate(targets[0]):
            values = {"category": categories[category], "margin": name, "total": f"{total:.10g}"}
            if total > 0 and not people[category]:
                raise EstimationError(
                    "Nobody is in the category {category} of the margin {margin}, which should weigh {total}. "
                    "Join it with another category.",
                    **values,
                )
            if total > 0 and not carried[category]:
                raise EstimationError(
                    "Everybody in the category {category} of the margin {margin}, which should weigh {total}, "
                    "starts with weight 0. Join it with another category, or see why they have no weight.",
                    **values,
                )
            if total == 0 and carried[category]:
                raise EstimationError(
                    "The margin {margin} says that there is nobody in the category {category}, but the survey met "
                    "such people. Check what the margin counts.",
                    margin=name,
                    category=categories[category],
                )
