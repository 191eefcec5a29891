"""How a number of interviews is shared out over sites or corridors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from mekendesh.errors import EstimationError
from mekendesh.estimation.planning.plan import require_positive

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray


def allocate(total: int, sizes: ArrayLike, *, power: float = 1.0, least: int = 0) -> NDArray[np.int64]:
    """Interviews of each part (k), in proportion to ``sizes`` (people, k) to the ``power``.

    Power 1 is proportional allocation, best for the whole; 0 gives every part the same, best for comparing them;
    1/2 stands between (Bankier 1988, with equal coefficients of variation). Every part gets ``least`` interviews
    and no part more than it has people; what that adds or cuts off is made up among the other parts. Whole
    numbers by largest remainder, of equal remainders the earlier part.

    It misleads where the sizes do: they are assumed or years old, and a part sampled by its assumed size is
    still weighted by it afterwards.

    Raises ``EstimationError`` for sizes that are not above zero, and for totals below what the parts must get or
    above what they have.
    """
    people = _sizes(sizes)
    if not 0 <= power <= 1:
        raise EstimationError(
            "The power of an allocation is {power}; expected from 0 (equal) to 1 (proportional). Correct it.",
            power=str(power),
        )
    wanted = (people / people.max()) ** power
    return _shared_out(total, people, least, lambda level: level * wanted)


def equal_precision(
    total: int, sizes: ArrayLike, *, deff: ArrayLike = 1.0, least: int = 0
) -> NDArray[np.int64]:
    """Interviews of each part (k) that give all parts the same width of an interval for the same share.

    n_h = n₀ deff_h / (1 + (n₀ deff_h − 1)/N_h), with the n₀ for which they sum to ``total``: the finite
    correction of `plan.sample_size`, in each part. ``deff`` is one number or one a part; where it is the same
    everywhere it cancels but for small parts. With large parts and one deff this is an equal split. Bounds,
    rounding and refusals as in `allocate`.
    """
    people = _sizes(sizes)
    effects = np.broadcast_to(np.asarray(deff, dtype=float), people.shape)
    for effect in effects.tolist():
        require_positive("deff", effect)

    def precise(level: float) -> NDArray[np.float64]:
        n = level * effects
        return n / (1 + np.maximum(n - 1, 0) / people)

    return _shared_out(total, people, least, precise)


def _sizes(sizes: ArrayLike) -> NDArray[np.float64]:
    people = np.asarray(sizes, dtype=float)
    if people.ndim != 1 or not people.size or not (np.isfinite(people) & (people >= 1)).all():
        raise EstimationError(
            "Sizes to share interviews out by must be numbers of people, one a part, each at least 1. "
            "Leave out a part without people."
        )
    return people


def _shared_out(
    total: int, people: NDArray[np.float64], least: int, at: Callable[[float], NDArray[np.float64]]
) -> NDArray[np.int64]:
    """Whole numbers within the bounds that sum to ``total``; ``at`` gives interviews by a rising level."""
    most = np.floor(people)
    low = np.minimum(least, most)
    if least < 0 or not low.sum() <= total <= most.sum():
        raise EstimationError(
            "{total} interviews cannot be shared out: the parts must get {least} together and have {most} people. "
            "Change the total or the least number a part.",
            total=total,
            least=f"{low.sum():.0f}",
            most=f"{most.sum():.0f}",
        )

    def given(level: float) -> NDArray[np.float64]:
        return np.clip(at(level), low, most)

    exact = given(_level(lambda level: float(given(level).sum()) - total, total))
    whole = np.floor(exact + 1e-9)
    missing = round(total - whole.sum())
    # Only a part below its bound may take one more.
    remainders = np.where(whole < most, exact - whole, -np.inf)
    whole[np.argsort(-np.round(remainders, 9), kind="stable")[:missing]] += 1
    return whole.astype(np.int64)


def _level(excess: Callable[[float], float], total: int) -> float:
    """Where ``excess``, which never falls, is zero; the bounds make sure that it is somewhere."""
    if excess(0.0) >= 0:
        return 0.0
    high = float(max(total, 1))
    while excess(high) < 0:
        high *= 2
        if high > 1e18:
            return high
    return float(brentq(excess, 0.0, high, xtol=1e-12, rtol=1e-14, maxiter=500))
