"""Unit costs: assumptions, named so, with a mistake told by its line."""

from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.design_costs import DESIGNS, load_design_costs
from structure_examples import written

HEADER = "design,item,usd,status,note_ky,note_ru,note_en"
ENOUGH = ("rds,interview,14", "register,interview,20", "open_link,interview,2")


def loaded(folder, *rows: str, status: str = "assumption"):
    return load_design_costs(
        written(folder, "design_costs.csv", HEADER, *(f"{row},{status},а,б,c" for row in rows))
    )


def test_every_design_has_costs_with_words_in_three_languages():
    """The file as it is shipped."""
    costs = load_design_costs(current_tree())
    assert {row.design for row in costs.rows} == set(DESIGNS)
    assert all(row.note.ky and row.note.ru and row.note.en for row in costs.rows)


def test_a_cost_is_the_sum_of_units_times_unit_costs(tmp_path):
    """Two sites at 100 and ten interviews at 14; what has no row costs nothing."""
    costs = loaded(tmp_path, *ENOUGH, "rds,site,100")
    assert costs.cost("rds", site=2, interview=10, recruit=8) == 340
    assert costs.cost("register", site=2, interview=10) == 200


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("rds,interview,14", "register,interview,20"), "no interview of open_link"),
        ((*ENOUGH, "census,interview,1"), "one of rds, register, open_link"),
        ((*ENOUGH, "rds,coffee,1"), "one of preparation"),
        ((*ENOUGH, "rds,interview,15"), "again"),
        ((*ENOUGH, "rds,site,-1"), "a number from 0"),
    ],
)
def test_a_file_with_a_mistake_is_refused(tmp_path, rows, words):
    """Line, column, what was found and what was expected."""
    with pytest.raises(StructureError, match=words):
        loaded(tmp_path, *rows)


def test_a_cost_that_is_not_called_an_assumption_is_refused(tmp_path):
    """No price here was asked for anywhere."""
    with pytest.raises(StructureError, match="expected one of assumption"):
        loaded(tmp_path, *ENOUGH, status="offer")
