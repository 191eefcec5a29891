"""Potential per channel."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.potential import potential_by_channel

SHARES = {"acts_trade": 0.4, "willing_trade": 0.5, "gap_trade": 0.0}
TABLE = pd.DataFrame(
    [(name, "", share, share - 0.1, share + 0.1, 90, 40, 4.0, "") for name, share in SHARES.items()],
    columns=["indicator", "site", "value", "low", "high", "n", "n_yes", "deff", "flag"],
)
DRAWS = pd.DataFrame(
    {f"{name}|": [share - 0.1 * bool(share), share + 0.1 * bool(share)] for name, share in SHARES.items()}
)


def test_each_channel_has_what_people_do_would_do_and_the_gap():
    """Three rows a channel, with the estimate's own numbers."""
    found = potential_by_channel(TABLE, DRAWS, ["trade"])
    assert found["measure"].tolist() == ["acts", "willing", "gap"]
    assert found["value"].tolist() == [0.4, 0.5, 0]
    assert found[["people", "people_low", "people_high"]].isna().all(axis=None)


def test_people_are_counted_per_draw():
    """Percentiles of share × N over replicates; a drawn N widens them."""
    found = potential_by_channel(TABLE, DRAWS, ["trade"], population=1000)
    assert found.loc[0, ["people", "people_low", "people_high"]].tolist() == pytest.approx([400, 305, 495])
    drawn = potential_by_channel(TABLE, DRAWS, ["trade"], population=pd.Series([500, 1500]))
    assert drawn.loc[0, ["people", "people_low", "people_high"]].tolist() == pytest.approx([400, 165, 735])


def test_a_share_without_spread_keeps_its_interval_in_people():
    """Where draws are all alike the share's own interval is multiplied, so that people are not feigned
    certain.
    """
    found = potential_by_channel(TABLE, DRAWS, ["trade"], population=1000)
    assert found.loc[2, ["people", "people_low", "people_high"]].tolist() == pytest.approx([0, -100, 100])


def test_a_channel_that_was_not_estimated_is_named():
    """An unknown channel or site is refused, not left empty."""
    with pytest.raises(EstimationError, match="acts_return"):
        potential_by_channel(TABLE, DRAWS, ["return"])
    with pytest.raises(EstimationError, match="acts_trade"):
        potential_by_channel(TABLE, DRAWS, ["trade"], site="LED")


def test_draws_that_are_missing_leave_the_others():
    """A replicate without answers does not take the whole interval away."""
    holed = DRAWS.astype(float)
    holed.loc[2] = np.nan
    found = potential_by_channel(TABLE, holed, ["trade"], population=1000)
    assert found.loc[0, "people_low"] == pytest.approx(305)
