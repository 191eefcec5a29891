from __future__ import annotations

import pytest

from mekendesh.batch.instruments import write_forms
from mekendesh.errors import ParameterError


def test_a_corridor_gets_three_forms_and_three_codebooks(tmp_path):
    """Persons, organisations, officials."""
    lines = list(write_forms("KGZ-RUS", "2027-1", tmp_path))
    assert lines[0] == "KGZ-RUS_2027-1_persons.xlsx: 83 questions"
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "KGZ-RUS_2027-1_officials.xlsx",
        "KGZ-RUS_2027-1_officials_codebook.xlsx",
        "KGZ-RUS_2027-1_organisations.xlsx",
        "KGZ-RUS_2027-1_organisations_codebook.xlsx",
        "KGZ-RUS_2027-1_persons.xlsx",
        "KGZ-RUS_2027-1_persons_codebook.xlsx",
    ]


def test_an_origin_alone_has_no_form(tmp_path):
    """Cities and regions belong to a corridor."""
    with pytest.raises(ParameterError, match="is no corridor"):
        list(write_forms("KGZ", "2027-1", tmp_path))
