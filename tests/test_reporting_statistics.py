from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.errors import ProtectionError
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics


def test_a_table_that_did_not_come_through_the_door_is_refused() -> None:
    """Figures, tables and sentences take statistics, never raw tables."""
    with pytest.raises(ProtectionError, match="did not come through protection"):
        insist_protected(pd.DataFrame({"value": [0.5]}))


@pytest.mark.parametrize("column", ["n_yes", "deff", "se", "n_eff", "respondent", "coupon_received", "phone"])
def test_a_raw_column_is_refused_even_in_a_protected_table(column: str) -> None:
    """Exact counts, design effects and anything of one person never leave."""
    with pytest.raises(ProtectionError, match=column):
        insist_protected(Statistics({column: [1]}))
    with pytest.raises(ProtectionError, match=column):
        open_statistics(pd.DataFrame({column: [1]}))


def test_statistics_stay_statistics_under_selecting_sorting_and_assigning() -> None:
    """What a notebook does with a table does not lose its mark."""
    table = open_statistics(pd.DataFrame({"value": [2, 1], "site": ["a", ""]}))
    changed = table[table["site"] == "a"].sort_values("value").assign(more=1)
    assert insist_protected(changed) is changed
