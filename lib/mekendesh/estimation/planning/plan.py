"""How many people to ask, and which change two rounds could show."""

from __future__ import annotations

from math import ceil, sqrt
from statistics import NormalDist

from mekendesh.errors import EstimationError

RDS_DEFF = 4.0
"""Design effect to plan respondent-driven sampling with; tree-bootstrap deffs are 4–5."""


def sample_size(
    half_width: float,
    *,
    share: float = 0.5,
    deff: float = RDS_DEFF,
    population: float | None = None,
    level: float = 0.95,
) -> int:
    """People needed for a share's interval of ± ``half_width``: n = deff · z² p(1−p) / e².

    With ``population`` (people, N) the finite correction n / (1 + (n − 1)/N) follows, never above N. Shares
    and widths are between 0 and 1. It counts completed interviews; refusals and people without a network size
    come on top.
    """
    require_share("half_width", half_width)
    require_share("share", share)
    require_positive("deff", deff)
    n = deff * _z((1 + level) / 2) ** 2 * share * (1 - share) / half_width**2
    if population is None:
        return ceil(n - 1e-9)
    require_positive("population", population)
    return min(ceil(n / (1 + max(n - 1, 0) / population) - 1e-9), ceil(population))


def half_width(n: int, *, share: float = 0.5, deff: float = RDS_DEFF, level: float = 0.95) -> float:
    """Half the width of the interval for a share that ``n`` people give: z √(deff · p(1−p)/n)."""
    require_positive("n", n)
    require_share("share", share)
    return _z((1 + level) / 2) * sqrt(deff * share * (1 - share) / n)


def smallest_change(
    n_before: int,
    n_after: int,
    *,
    share: float = 0.5,
    deff: float = RDS_DEFF,
    power: float = 0.8,
    level: float = 0.95,
) -> float:
    """Smallest change of a share between two independent rounds that a two-sided test finds with ``power``.

    (z_level + z_power) · √(deff · p(1−p) · (1/n₁ + 1/n₂)). Two rounds of 400 at deff 4 find 20 points. The
    variance is taken at ``share`` in both rounds, so near 0 or 1 it is a guide only.
    """
    require_positive("n_before", n_before)
    require_positive("n_after", n_after)
    require_share("share", share)
    require_share("power", power)
    variance = deff * share * (1 - share) * (1 / n_before + 1 / n_after)
    return (_z((1 + level) / 2) + _z(power)) * sqrt(variance)


def _z(probability: float) -> float:
    return NormalDist().inv_cdf(probability)


def require_share(name: str, value: float) -> None:
    """Raise ``EstimationError`` unless the value lies strictly between 0 and 1."""
    if not 0 < value < 1:
        raise EstimationError(
            "{name} is {value}; expected between 0 and 1. Correct it.", name=name, value=str(value)
        )


def require_positive(name: str, value: float) -> None:
    """Raise ``EstimationError`` unless the value is finite and above zero."""
    if not 0 < value < float("inf"):
        raise EstimationError(
            "{name} is {value}; expected above zero. Correct it.", name=name, value=str(value)
        )
