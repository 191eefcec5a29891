"""The rehearsal from the command line."""

from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.batch.rehearsing import rehearse_corridor
from mekendesh.errors import ParameterError
from mekendesh.estimation.planning.rehearsal import COLUMNS


def test_the_file_has_every_row_and_the_number_of_jobs_changes_no_byte(tree, tmp_path):
    """One process or two: the same bytes, and a line a row between the first and the last."""
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    said = [
        list(rehearse_corridor("KGZ-KAZ", "example", 2, jobs, file))
        for jobs, file in enumerate(files, start=1)
    ]
    assert files[0].read_bytes() == files[1].read_bytes()
    table = pd.read_csv(files[0])
    assert tuple(table.columns) == COLUMNS
    assert len(said[0]) == len(table) + 2
    assert "simulated" in said[0][0]
    assert said[0][-1] == f"one.csv: {len(table)} rows"


@pytest.mark.parametrize(
    ("corridor", "words"), [("KGZ", "is no corridor"), ("KGZ-JPN", "No source gives a figure")]
)
def test_what_cannot_be_rehearsed_is_said_and_nothing_written(tree, tmp_path, corridor, words):
    """A sentence, no file."""
    with pytest.raises(ParameterError, match=words):
        list(rehearse_corridor(corridor, "example", 2, 1, tmp_path / "out.csv"))
    assert not list(tmp_path.glob("*.csv"))
