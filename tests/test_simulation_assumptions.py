from __future__ import annotations

import shutil

import numpy as np
import pytest

from mekendesh.errors import StructureError
from mekendesh.files import Tree, current_tree
from mekendesh.simulation.assumptions import load_assumptions
from mekendesh.structure.questionnaire import load_questionnaire


@pytest.fixture
def tree(tmp_path) -> Tree:
    tree = Tree(tmp_path)
    tree.structure.mkdir(parents=True)
    shutil.copy(current_tree().structure / "assumptions.csv", tree.structure)
    return tree


def change(tree: Tree, old: str, new: str) -> None:
    path = tree.structure / "assumptions.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_assumption_is_noted_in_three_languages():
    """Whoever reads a simulated figure can read what was assumed for it."""
    rows = load_assumptions(current_tree()).rows
    assert len(rows) > 200
    assert all(row.note.ky and row.note.ru and row.note.en for row in rows)


def test_distributions_are_over_answers_of_the_questionnaire():
    """A simulated answer is one the form offers."""
    assumptions, form = load_assumptions(current_tree()), load_questionnaire(current_tree())
    for parameter, choices in (
        ("education", "education"),
        ("occupation_higher", "occupation"),
        ("sector_female", "sector"),
        ("settlement", "settlement"),
        ("legal_status", "legal_status"),
        ("relation", "relation"),
        ("barrier", "barrier"),
        ("return_intention", "return_intention"),
        ("idea_stage", "idea_stage"),
        ("idea_sector", "sector"),
    ):
        assert set(assumptions.family(parameter)) <= set(form.codes_of(choices))


def test_mistakes_are_told_together_with_their_lines(tree):
    """A number nobody labelled as an assumption, or a share that cannot be, is refused by line."""
    change(tree, "survey,refuses,0.03,share,assumption", "survey,refuses,3,share,measured")
    change(tree, "idea_stage,plan,0.28", "idea_stage,plan,0.38")
    change(tree, "log_odds,idea:higher", "log_odds,idea:tall")
    with pytest.raises(StructureError) as caught:
        load_assumptions(tree)
    said = str(caught.value)
    assert said.startswith("assumptions.csv has 4 mistake(s)")
    for found in ("'measured'", "'3'", "1.1 as the sum of idea_stage", "'idea:tall'"):
        assert found in said


def test_an_assumption_that_is_missing_is_named():
    """No number is made up in its place."""
    with pytest.raises(StructureError, match="no assumption network for altitude"):
        load_assumptions(current_tree()).value("network", "altitude")


def test_a_value_can_be_varied_without_touching_the_others():
    """A rehearsal varies one assumption at a time."""
    assumptions = load_assumptions(current_tree())
    varied = assumptions.with_value("survey", "people", 400)
    assert (varied.count("survey", "people"), assumptions.count("survey", "people")) == (400, 500)
    assert varied.family("homophily") == assumptions.family("homophily")


def test_draws_follow_the_shares():
    """A distribution is drawn by its shares."""
    drawn = load_assumptions(current_tree()).draw("settlement", 20_000, np.random.default_rng(5))
    assert abs((drawn == "village").mean() - 0.55) < 0.02
