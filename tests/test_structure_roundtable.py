"""A round table's structure: what is rated, what is commented on, and how the day runs."""

from __future__ import annotations

import shutil

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import Tree, current_tree, write_text
from mekendesh.structure.framework import load_framework
from mekendesh.structure.roundtable import (
    SCALES,
    load_answers,
    load_sections,
    load_sessions,
    rated_subjects,
    read_ratings,
)

FILES = ("comment_sections.csv", "comment_answers.csv", "sessions.csv")


@pytest.fixture
def tree(tmp_path) -> Tree:
    tree = Tree(tmp_path)
    tree.structure.mkdir(parents=True)
    for name in FILES:
        shutil.copy(current_tree().structure / name, tree.structure)
    return tree


def test_every_item_that_evidence_scores_and_every_proposal_is_rated():
    """Items of the survey are not: compatriots abroad answer those."""
    framework = load_framework(current_tree())
    subjects = rated_subjects(framework)
    rated = {what: {name for kind, name in subjects if kind == what} for what in SCALES}
    assert rated["readiness"] == {item.item for item in framework.items if item.scored_by == "evidence"}
    assert "awareness" not in rated["readiness"]
    assert rated["importance"] == rated["feasibility"] == {each.proposal for each in framework.proposals}
    assert len(subjects) == len(set(subjects))


def test_the_structure_reads_in_three_languages():
    """Sections, sessions and answers as they are."""
    tree = current_tree()
    assert "general" in {section.section for section in load_sections(tree)}
    assert 240 <= sum(session.minutes for session in load_sessions(tree)) <= 480
    assert {answer.round for answer in load_answers(tree)} <= {"example", "2027-1"}


@pytest.mark.parametrize(
    ("file", "old", "new", "said", "load"),
    [
        (
            "comment_sections.csv",
            "general,",
            "overall,",
            "a section for comments on the whole",
            load_sections,
        ),
        (
            "comment_sections.csv",
            "Рекомендации",
            "Готовность государства",
            "again, first on line",
            load_sections,
        ),
        ("sessions.csv", "opening,20", "opening,2", "a whole number from 5 to 240", load_sessions),
        ("comment_answers.csv", "2026-06-30", "30.06.2026", "YYYY-MM-DD", load_answers),
    ],
)
def test_a_mistake_is_told_by_its_line(tree, file, old, new, said, load):
    """Whoever edits the file reads where and what."""
    path = tree.structure / file
    write_text(path, path.read_text(encoding="utf-8").replace(old, new, 1))
    with pytest.raises(StructureError, match=said):
        load(tree)


def test_before_a_round_table_nothing_is_read(tree):
    """The normal first state."""
    assert read_ratings(tree, "KGZ/2027-1") is None
