"""The assumed error of a published figure, by its reliability."""

from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import Tree, current_tree
from mekendesh.structure.reliability import load_assumed_errors
from mekendesh.structure.sources import RELIABILITY

HEADER = "reliability,relative_error,status,note_ky,note_ru,note_en\n"


def loaded(folder, *rows: str, status: str = "assumption"):
    path = folder / "data" / "structure" / "reliability.csv"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + "".join(f"{row},{status},а,б,c\n" for row in rows), encoding="utf-8")
    return load_assumed_errors(Tree(folder))


def test_every_grade_has_an_error_that_grows_as_reliability_falls():
    """The file as it is: assumptions, named so in three languages."""
    errors = load_assumed_errors(current_tree())
    assert list(errors) == list(RELIABILITY)
    assert [error.relative_error for error in errors.values()] == [0.05, 0.15, 0.4]
    assert all(error.note.ky and error.note.ru and error.note.en for error in errors.values())


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("high,0.05", "medium,0.15"), "no row"),
        (("high,0.05", "medium,0.15", "low,0.1"), "grows as reliability falls"),
        (("high,0.05", "medium,0.15", "low,0"), "a number from"),
        (("high,0.05", "high,0.05", "medium,0.15", "low,0.4"), "again"),
        (("high,0.05", "medium,0.15", "low,0.4", "odd,1"), "one of high, medium, low"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path, rows, words):
    """Every mistake with its line."""
    with pytest.raises(StructureError, match=words):
        loaded(tmp_path, *rows)


def test_an_error_that_is_not_called_an_assumption_is_refused(tmp_path):
    """Nobody has measured it."""
    with pytest.raises(StructureError, match="expected one of assumption"):
        loaded(tmp_path, "high,0.05", "medium,0.15", "low,0.4", status="measured")
