from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from field_files import QUESTIONNAIRE, person, seed
from mekendesh.cleaning.log import log_of
from mekendesh.cleaning.replay import reconcile, replay
from mekendesh.errors import ReplayError

CELLS = pd.DataFrame(
    [seed("a"), person("b"), person("c")], index=pd.RangeIndex(2, 5, name="row"), dtype="str"
)
LOG = log_of(
    [
        ("b", "network_size", "10", "12", "change", "a slip"),
        ("c", "consent_analyse", "yes", "", "remove", "x"),
    ],
    "2027-06-01",
)


def test_raw_log_and_clean_agree_after_a_replay():
    """Every change has its decision, every decision its change, every record its place."""
    reconcile(CELLS, LOG, replay(CELLS, LOG, QUESTIONNAIRE), QUESTIONNAIRE)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda cells: cells.assign(sex="male"), "2 cells changed without a decision"),
        (lambda cells: cells.assign(network_size="10"), "1 decisions without their change"),
        (lambda cells: cells.drop(index=3), "1 records gone"),
    ],
)
def test_what_no_decision_explains_stops_everything(spoil, said):
    """A fault in the replay itself is noticed by code that does not share it."""
    done = replay(CELLS, LOG, QUESTIONNAIRE)
    with pytest.raises(ReplayError, match=said):
        reconcile(CELLS, LOG, replace(done, cells=spoil(done.cells)), QUESTIONNAIRE)
