"""The doctor of calibration: whether these people can meet the margins at all, and what stands in the way.

Questions of linear programming over *cells* (distinct combinations of categories); answers are names.
"""

from __future__ import annotations

from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Names = Sequence[tuple[str, tuple[str, ...]]]

COMBINATIONS_AT_MOST = 50_000
"""Possible combinations of categories up to which those that are missing are sought by name."""
NAMED_AT_MOST = 5


def explain_impossible(
    codes: NDArray[np.int64], carried: NDArray[np.bool_], targets: Sequence[NDArray[np.float64]], names: Names
) -> None:
    """Raise ``EstimationError`` where no weights, all above zero, of the cells meet the margins; else do nothing.

    ``codes``: margins × cells; ``carried``: whether a cell has weight to begin with; ``targets``: one array a
    margin, all with one total. Pairs of margins are looked at first, then all together: a pair names the
    conflict best. It sees only what is impossible; margins that are merely far from the sample pass.
    """
    margins = range(len(names))
    groups = [*combinations(margins, 2), tuple(margins)] if len(names) > 2 else [tuple(margins)]
    for group in groups:
        chosen = [names[m] for m in group]
        wanted = [targets[m] / targets[m].sum() for m in group]
        cells = np.unique(codes[list(group)][:, carried], axis=1)
        shares = _most_positive(cells, wanted)
        together = ", ".join(name for name, _ in chosen)
        if shares is None:
            absent = _needed(cells, wanted)
            if absent is None:
                raise EstimationError(
                    "The margins {margins} cannot be met together by people with these combinations of categories. "
                    "Join categories or leave a margin out.",
                    margins=together,
                )
            raise EstimationError(
                "The margins {margins} cannot be met together: weight would have to lie where nobody with a weight "
                "is, as in {cells}. Join categories or leave a margin out.",
                margins=together,
                cells=_said(absent, chosen),
            )
        if (shares < 0.5).any():
            raise EstimationError(
                "The margins {margins} can be met together only if some people weigh nothing, those in {cells}. "
                "Join categories or leave a margin out.",
                margins=together,
                cells=_said(cells[:, shares < 0.5], chosen),
            )


def bounds_possible(
    codes: NDArray[np.int64], people: NDArray[np.int64], targets: Sequence[NDArray[np.float64]], low: float
) -> tuple[float | None, float | None]:
    """The least upper bound with which weights of at least ``low`` meet the margins, and the greatest lower one.

    In means of the weights: cell c of ``people[c]`` weighs between low·people and high·people. The first is
    ``None`` where no upper bound helps; the second where no lower one does (the margins are impossible).
    """
    system = _system(codes, [len(target) for target in targets])
    right = np.concatenate([target / target.sum() * people.sum() for target in targets])
    column = csr_array(people[:, None].astype(float))
    eye = eye_array(len(people))
    one_more = hstack([system, csr_array((len(right), 1))], format="csr")
    cost = np.append(np.zeros(len(people)), 1.0)
    highest = linprog(
        cost, A_ub=hstack([eye, -column]), b_ub=np.zeros(len(people)), A_eq=one_more, b_eq=right,
        bounds=[*((low * count, None) for count in people), (0, None)], method="highs",
    )  # fmt: skip
    lowest = linprog(
        -cost, A_ub=hstack([-eye, column]), b_ub=np.zeros(len(people)), A_eq=one_more, b_eq=right,
        bounds=[(0, None)] * (len(people) + 1), method="highs",
    )  # fmt: skip
    least, greatest = (float(one.x[-1]) if one.status == 0 else None for one in (highest, lowest))
    return least, greatest


def _most_positive(
    cells: NDArray[np.int64], targets: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64] | None:
    """1 for each cell that can be above zero in weights that meet the margins, 0 for others; None if none do.

    A solution may be scaled up at will (by the last variable, at least 1), so every cell that can be above
    zero can be brought to 1, all of them at once: maximise Σ u with u ≤ 1 and margins of u + v scaled.
    """
    count = cells.shape[1]
    system = _system(cells, [len(target) for target in targets])
    right = np.concatenate(targets)
    answer = linprog(
        np.concatenate([-np.ones(count), np.zeros(count + 1)]),
        A_eq=hstack([system, system, csr_array(-right[:, None])]),
        b_eq=np.zeros(len(right)),
        bounds=[*[(0, 1)] * count, *[(0, None)] * count, (1, None)],
        method="highs",
    )
    return answer.x[:count] if answer.status == 0 else None


def _needed(cells: NDArray[np.int64], targets: Sequence[NDArray[np.float64]]) -> NDArray[np.int64] | None:
    """Combinations that nobody carries and that would have to weigh something, in one least solution."""
    shape = tuple(len(target) for target in targets)
    if prod(shape) > COMBINATIONS_AT_MOST:
        return None
    every = np.stack(np.unravel_index(np.arange(prod(shape)), shape))
    empty = np.ones(prod(shape))
    empty[np.ravel_multi_index(tuple(cells), shape)] = 0
    answer = linprog(
        empty,
        A_eq=_system(every, list(shape)),
        b_eq=np.concatenate(targets),
        bounds=(0, None),
        method="highs",
    )
    weight = answer.x * empty if answer.status == 0 else np.zeros_like(empty)
    heaviest = np.argsort(-weight, kind="stable")
    heaviest = heaviest[weight[heaviest] > 1e-9]
    return every[:, heaviest] if len(heaviest) else None


def _system(codes: NDArray[np.int64], sizes: list[int]) -> csr_array:
    """A row a category of every margin, a column a cell, 1 where the cell is in the category."""
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rows = (codes + first[:, None]).ravel()
    columns = np.tile(np.arange(codes.shape[1]), len(codes))
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(sum(sizes), codes.shape[1]))


def _said(cells: NDArray[np.int64], names: Names) -> str:
    said = [
        " × ".join(f"{name} {categories[code]}" for (name, categories), code in zip(names, cell, strict=True))
        for cell in cells.T[:NAMED_AT_MOST]
    ]
    return "; ".join(said) + ("; …" if cells.shape[1] > NAMED_AT_MOST else "")
