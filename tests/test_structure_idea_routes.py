"""Which body an idea goes to."""

from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.bodies import load_roles
from mekendesh.structure.idea_routes import UNKNOWN_SECTOR, load_idea_routes
from mekendesh.structure.questionnaire import load_questionnaire
from structure_examples import written


def test_every_sector_of_the_form_has_one_body():
    """An idea whose sector has no body would be lost between them."""
    tree = current_tree()
    sectors = load_questionnaire(tree).codes_of("sector")
    routes = load_idea_routes(tree, sectors, [role.role for role in load_roles(tree)])
    assert set(routes) == set(sectors)
    assert routes["agriculture"] == "economy"
    assert routes["it"] == "digital_registers"
    assert routes[UNKNOWN_SECTOR] == "diaspora_body"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["it,economy,"], "trade"),
        (["it,economy,", "it,economy,", "trade,economy,"], "line 3"),
        (["it,nobody,", "trade,economy,"], "role"),
        (["it,economy,", "trade,economy,", "space,economy,"], "sector"),
    ],
    ids=["a sector missing", "a sector twice", "an unknown role", "an unknown sector"],
)
def test_a_mistake_in_the_routes_is_told_with_its_place(tmp_path, lines, said):
    """Who edits the file learns what to mend before anything is handed over."""
    tree = written(tmp_path, "idea_routes.csv", "sector,role,note", *lines)
    with pytest.raises(StructureError, match=said):
        load_idea_routes(tree, ("it", "trade"), ("economy",))
