from __future__ import annotations

import shutil

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import Tree, current_tree
from mekendesh.structure.questionnaire import load_questionnaire
from mekendesh.words import Label

BARRIERS = [
    "no_trust", "no_information", "no_time", "no_money", "cost_of_transfer", "bureaucracy", "no_legal_status",
    "no_recognition", "corruption", "no_partner", "unstable_rules", "other",
]  # fmt: skip


@pytest.fixture(scope="module")
def questionnaire():
    return load_questionnaire(current_tree())


@pytest.fixture
def tree(tmp_path) -> Tree:
    tree = Tree(tmp_path)
    tree.structure.mkdir(parents=True)
    for name in ("columns.csv", "choices.csv"):
        shutil.copy(current_tree().structure / name, tree.structure / name)
    return tree


def change(tree: Tree, file: str, old: str, new: str) -> None:
    path = tree.structure / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_question_feeds_something_and_has_three_labels(questionnaire):
    """Nothing is asked of people that serves no estimate and no use."""
    assert len(questionnaire.columns) == 65
    assert all(column.feeds for column in questionnaire.columns)
    assert all(column.label.ky and column.label.ru and column.label.en for column in questionnaire.columns)


def test_identifiers_stand_in_a_group_of_their_own(questionnaire):
    """Whoever withholds identifiers withholds one role, and finds all of them there."""
    assert [column.header for column in questionnaire.of_role("identifier")] == [
        "person/name",
        "person/phone",
        "person/document",
    ]


def test_the_barrier_list_is_the_closed_list_of_barriers(questionnaire):
    """An answer code of the form is a barrier id of the framework, so that no mapping stands between them."""
    assert list(questionnaire.codes_of("barrier")) == BARRIERS


def test_an_export_is_headed_by_group_and_question(questionnaire):
    """The header is that of an export: group/question, split columns after a multiple question, meta last."""
    headers = questionnaire.headers
    assert headers[:3] == ("start", "end", "form_version")
    assert "channels/did_remittances" in headers
    position = headers.index("barriers/barriers")
    assert headers[position + 1 : position + 3] == (
        "barriers/barriers/no_trust",
        "barriers/barriers/no_information",
    )
    assert headers[-3:] == ("_id", "_uuid", "_submission_time")
    assert len(headers) == len(set(headers)) == 65 + 12 + 1


def test_a_condition_names_a_question_and_its_answer(questionnaire):
    """Relevance is data that the form and the checks read alike."""
    assert questionnaire.by_name["satisfied_body"].condition == ("used_body", "yes")
    assert questionnaire.by_name["trust_state"].condition is None


def test_labels_are_read_as_they_stand(questionnaire):
    """A label is the cell's words in the three languages of the tree."""
    first = questionnaire.choices_of("yes_no")[0]
    assert (first.code, first.label) == ("yes", Label("ооба", "да", "yes"))


def test_all_mistakes_of_the_columns_are_told_together_with_their_lines(tree):
    """An expert mends a file once, not once per mistake."""
    change(tree, "columns.csv", "used_body=yes", "used_body=often")
    change(tree, "columns.csv", "traits,choice,sex,", "traits,choice,gender,")
    change(tree, "columns.csv", "eligibility age linkage", "eligibility age horoscope")
    with pytest.raises(StructureError) as caught:
        load_questionnaire(tree)
    said = str(caught.value)
    assert said.startswith("columns.csv has 4 mistake(s)")
    for line, found in ((1, "'sex'"), (21, "'horoscope'"), (30, "'gender'"), (58, "'used_body=often'")):
        assert f"line {line}, " in said and found in said


def test_a_repeated_choice_and_a_missing_label_are_told(tree):
    """Two answers with one code cannot be told apart in a delivery."""
    change(tree, "choices.csv", "sex,male,эркек", "sex,female,")
    with pytest.raises(StructureError) as caught:
        load_questionnaire(tree)
    assert "line 10, column list+code" in str(caught.value)
    assert "line 10, column label_ky: found an empty cell" in str(caught.value)
