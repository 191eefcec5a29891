"""Every factor of a weight, kept: from the base to the final weight, a column a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.weighting.calibration import rake
from mekendesh.estimation.weighting.constraints import checked_weights
from mekendesh.estimation.weighting.trimming import trim
from mekendesh.estimation.weighting.weights import kish_size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from mekendesh.estimation.weighting.constraints import Target, Unknown

BASE, NETWORK_SIZE, CALIBRATION, TRIMMING, FINAL = "base", "network_size", "calibration", "trimming", "final"


def weight_factors(
    respondents: pd.Series,
    *,
    base: ArrayLike | None = None,
    network_weights: ArrayLike | None = None,
    memberships: Sequence[ArrayLike] = (),
    targets: Sequence[Target] = (),
    bounds: tuple[float, float] | None = None,
    unknown: Unknown = "refuse",
) -> pd.DataFrame:
    """One row a respondent (``respondent``), a factor a column, and ``final``, their product.

    ``base``: design weights, 1 for all where there are none; ``network_weights``: RDS-II or SS weights, of
    which only the proportions count (their mean over people with a weight is made 1); then raking to
    ``targets`` and, with ``bounds`` = (low, high) times the mean, trimming that keeps the margins. A step that
    was not taken has the factor 1. Raises what the steps raise.

    For the researcher's eyes only: a weight tells a network size, and with margins more; nothing of this
    table is ever published.
    """
    after = {BASE: checked_weights(np.ones(len(respondents)) if base is None else base)}
    current = after[BASE]
    if network_weights is not None:
        network = checked_weights(network_weights)
        current = current * network / network[network > 0].mean()
    after[NETWORK_SIZE] = current
    if memberships:
        current = rake(current, memberships, targets, unknown=unknown)
    after[CALIBRATION] = current
    if bounds is not None:
        current = trim(current, memberships, targets, low=bounds[0], high=bounds[1], unknown=unknown)
    after[TRIMMING] = current
    return factor_table(respondents, after)


def factor_table(respondents: pd.Series, after: Mapping[str, ArrayLike]) -> pd.DataFrame:
    """Factors from the weights after each step, the first step's being the base; ``final`` is their product.

    Whoever has weight 0 keeps it: the factors of later steps are 1 there. Raises ``EstimationError`` where a
    step gives a weight to someone who had none, or does not have one weight a respondent.
    """
    columns, before = {}, None
    for step, weights in after.items():
        w = checked_weights(weights)
        if len(w) != len(respondents):
            raise EstimationError(
                "The step {step} has {found} weights for {expected} respondents. Expected was one for each.",
                step=step,
                found=len(w),
                expected=len(respondents),
            )
        if before is None:
            factor = w
        else:
            if (w[before == 0] > 0).any():
                raise EstimationError(
                    "The step {step} gives a weight to people who had none. Weight 0 must stay 0: mend the step.",
                    step=step,
                )
            factor = np.divide(w, before, out=np.ones_like(w), where=before > 0)
        columns[step], before = factor, w
    table = pd.DataFrame({"respondent": respondents.to_numpy(), **columns})
    return table.assign(**{FINAL: np.prod(np.stack(list(columns.values())), axis=0)})


def effective_sizes(table: pd.DataFrame) -> pd.DataFrame:
    """What each step costs: ``step``, ``n`` (people with a weight), ``n_eff``, ``deff_w`` = n/n_eff = 1 + cv².

    Kish's numbers, after each step of a table of factors. They know only that weights differ: neither that
    recruits resemble recruiters nor that calibration explains a variable; for RDS go by n/deff.
    """
    steps = [name for name in table.columns if name not in ("respondent", FINAL)]
    weights = table[steps].to_numpy(dtype=float).cumprod(axis=1).T
    n = [int((w > 0).sum()) for w in weights]
    sizes = [kish_size(w) for w in weights]
    return pd.DataFrame(
        {"step": steps, "n": n, "n_eff": sizes, "deff_w": [a / b for a, b in zip(n, sizes, strict=True)]}
    )
