from __future__ import annotations

import shutil
from datetime import date

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import Tree, current_tree
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.instruments import corridor_questionnaire
from mekendesh.structure.questionnaire import FORMS, load_questionnaire
from mekendesh.words import Label

ROUND = Round("2027-1", date(2027, 1, 1), is_example=False)
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
    for name in ("persons.csv", "choices.csv"):
        shutil.copy(current_tree().structure / name, tree.structure / name)
    return tree


def change(tree: Tree, file: str, old: str, new: str) -> None:
    path = tree.structure / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_question_feeds_something_and_has_three_labels(questionnaire):
    """Nothing is asked of people that serves no estimate and no use."""
    assert len(questionnaire.of_modules(()).columns) == 83
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
    headers = questionnaire.of_modules(()).headers
    assert headers[:3] == ("start", "end", "form_version")
    assert "channels/did_remittances" in headers
    position = headers.index("obstacles/barriers")
    assert headers[position + 1 : position + 3] == (
        "obstacles/barriers/no_trust",
        "obstacles/barriers/no_information",
    )
    assert headers[-3:] == ("_id", "_uuid", "_submission_time")
    assert len(headers) == len(set(headers)) == 83 + 12 + 1


def test_a_condition_names_a_question_and_its_answer(questionnaire):
    """Relevance is data that the form and the checks read alike."""
    assert questionnaire.by_name["satisfied_body"].depends_on == ("used_body",)
    assert questionnaire.by_name["trust_state"].depends_on == ()


def test_labels_are_read_as_they_stand(questionnaire):
    """A label is the cell's words in the three languages of the tree."""
    first = questionnaire.choices_of("yes_no")[0]
    assert (first.code, first.label) == ("yes", Label("ооба", "да", "yes"))


def test_all_mistakes_of_the_columns_are_told_together_with_their_lines(tree):
    """An expert mends a file once, not once per mistake."""
    change(tree, "persons.csv", "${used_body} = 'yes'", "${used_body} = 'often'")
    change(tree, "persons.csv", "traits,choice,sex,", "traits,choice,gender,")
    change(tree, "persons.csv", "eligibility age linkage", "eligibility age horoscope")
    with pytest.raises(StructureError) as caught:
        load_questionnaire(tree)
    said = str(caught.value)
    assert said.startswith("persons.csv has 3 mistake(s)")
    for line, found in ((22, "'horoscope'"), (31, "'gender'"), (70, "'often'")):
        assert f"line {line}, " in said and found in said


def test_a_condition_that_cannot_be_evaluated_or_looks_ahead_is_told(tree):
    """The form would ask by it, and no check could say whether it was asked."""
    change(tree, "persons.csv", "${used_body} = 'yes'", "pulldata(${trust_state}) = 1")
    change(tree, "persons.csv", "\"selected(${barriers}, 'other')\"", "${return_intention} = 'never'")
    with pytest.raises(StructureError) as caught:
        load_questionnaire(tree)
    assert "line 67, column relevant: found 'return_intention', expected a question that stands above" in str(
        caught.value
    )
    assert "line 70, column relevant: found 'pulldata()'" in str(caught.value)


def test_every_list_of_choices_is_offered_by_a_question():
    """A list nobody is asked by is a mistake in the name of one."""
    forms = [load_questionnaire(current_tree(), form) for form in FORMS]
    offered = {column.choices for form in forms for column in form.columns}
    assert {choice.list for choice in forms[0].choices} - offered == {"score_0_4"}
    officials = corridor_questionnaire(current_tree(), Corridor("KGZ", "RUS"), ROUND, "officials")
    assert officials.by_name["score_legal_definition"].choices == "score_0_4"


def test_a_repeated_choice_and_a_missing_label_are_told(tree):
    """Two answers with one code cannot be told apart in a delivery."""
    change(tree, "choices.csv", "sex,male,эркек", "sex,female,")
    with pytest.raises(StructureError) as caught:
        load_questionnaire(tree)
    assert "line 10, column list+code" in str(caught.value)
    assert "line 10, column label_ky: found an empty cell" in str(caught.value)
