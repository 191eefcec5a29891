from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import column
from mekendesh.field.headers import (
    EXPORT_COLUMNS,
    SERVER_NAMES,
    codes_for_labels,
    join_split,
    match_headers,
    plain_uuid,
)
from mekendesh.structure.questionnaire import Choice, Questionnaire
from mekendesh.words import Label

ASPECTS = {"y": Label("Ооба", "Да", "Yes"), "n": Label("Жок", "Нет", "No"), "1": Label("Бир", "Один", "One")}
FORM = Questionnaire(
    (
        column("_uuid", "", "text", "meta"),
        column("_submission_time", "", "datetime", "meta"),
        column("form_version", "", "text", "meta"),
        column("name", "who", "text", "identifier"),
        column("age", "who/more", "integer", "trait"),
        column("happy", "who", "boolean", "trait", "yn"),
        column("sex", "", "choice", "trait", "yn"),
        column("aspects", "who", "multiple", "trait", "yn"),
    ),
    tuple(Choice("yn", code, label) for code, label in ASPECTS.items()),
)
LABELS = {
    "name": Label("Аты", "Имя", "Name"),
    "age": Label("Жашы", "Возраст", "Age"),
    "aspects": Label("Эмне", "Что", "What"),
}


def labelled(**labels: Label) -> Questionnaire:
    from dataclasses import replace

    said = LABELS | labels
    columns = (replace(one, label=said.get(one.column, one.label)) for one in FORM.columns)
    return replace(FORM, columns=tuple(columns))


def table(**cells: list[str]) -> pd.DataFrame:
    return pd.DataFrame(cells, dtype="str", index=pd.Index(range(2, 2 + len(next(iter(cells.values()))))))


@pytest.mark.parametrize(
    ("header", "question"),
    [
        ("name", "name"),
        ("who/name", "name"),
        ("who-name", "name"),
        ("who/more/age", "age"),
        ("who-more-age", "age"),
        ("  who/name ", "name"),
        ("aspects/y", "aspects/y"),
        ("who/aspects/y", "aspects/y"),
        ("who-aspects/y", "aspects/y"),
        ("Аты", "name"),
        ("Имя", "name"),
        ("Name", "name"),
        ("Эмне/Ооба", "aspects/y"),
        ("Что/Да", "aspects/y"),
        ("What/y", "aspects/y"),
        ("aspects/No", "aspects/n"),
    ],
)
def test_each_way_a_server_heads_a_column_leads_to_its_question(header, question):
    """KoBoToolbox writes group/question, ODK group-question, both also labels in each language."""
    matched = match_headers([header], labelled())
    assert (dict(matched.named), matched.unknown, matched.again) == ({header: question}, (), ())


@pytest.mark.parametrize(
    "header",
    ["NAME", "other/name", "name/who", "who/age", "who_name", "aspects/z", "Who/Name", "name_1", "Им"],
)
def test_a_header_that_only_resembles_a_question_is_nobodys(header):
    """A column read as the wrong question is worse than one not read."""
    assert match_headers([header], labelled()).unknown == (header,)


def test_a_label_that_two_questions_share_is_nobodys():
    """“Other” stands under ten questions."""
    matched = match_headers(["Имя", "Age"], labelled(age=Label("Жашы", "Имя", "Age")))
    assert (dict(matched.named), matched.unknown) == ({"Age": "age"}, ("Имя",))


def test_a_name_wins_over_a_label_of_another_question():
    """A label “age” over another question must not take the column of the question age."""
    matched = match_headers(["age"], labelled(name=Label("age", "age", "age")))
    assert dict(matched.named) == {"age": "age"}


def test_a_second_column_of_a_question_is_told():
    """Two exports beside each other: which column counts nobody can say."""
    matched = match_headers(["who/name", "name", "Имя", "age"], labelled())
    assert (dict(matched.named), matched.again) == ({"who/name": "name", "age": "age"}, ("name", "Имя"))


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        (["KEY"], "KEY"),
        (["instanceID", "KEY"], "instanceID"),
        (["meta-instanceID", "KEY"], "meta-instanceID"),
        (["meta/instanceID", "_uuid"], "_uuid"),
        (["_uuid", "meta/rootUuid", "meta/instanceID"], "meta/rootUuid"),
    ],
)
def test_the_identity_that_survives_an_edit_counts(headers, taken):
    """instanceID changes when a submission is edited, rootUuid never does."""
    matched = match_headers(headers, FORM)
    assert (dict(matched.named), matched.unknown, matched.again) == ({taken: "_uuid"}, (), ())


@pytest.mark.parametrize("header", ["__version__", "_version_", "FormVersion", "form_version"])
def test_the_version_of_the_form_has_many_names(header):
    """Submissions of several versions come in one export."""
    assert dict(match_headers([header], FORM).named) == {header: "form_version"}


def test_what_the_server_adds_is_neither_a_question_nor_unknown():
    """Nobody is told about a column that every export has."""
    served = [name for names in SERVER_NAMES.values() for name in names]
    matched = match_headers([*EXPORT_COLUMNS, *served], Questionnaire((), ()))
    assert (dict(matched.named), matched.unknown, matched.again) == ({}, (), ())


@pytest.mark.parametrize(
    "header", ["_submission__id", "_submission__uuid", "_submission__submission_time", "_version__001"]
)
def test_what_the_server_adds_to_repeats_is_not_unknown(header):
    """Every table of a repeat has them."""
    assert match_headers([header], FORM).unknown == ()


def test_a_group_within_a_repeat_is_headed_from_the_repeat_on():
    """ODK Central writes school-grade into the table of the children."""
    grade = column("grade", "home/child/school", "integer", "trait", repeat="child")
    assert dict(match_headers(["school-grade"], Questionnaire((grade,), ())).named) == {
        "school-grade": "grade"
    }


def test_the_order_of_headers_does_not_matter():
    """A spreadsheet's columns are moved about."""
    headers = ["who/name", "KEY", "What/Yes", "nobody", "SubmitterID"]
    one, other = match_headers(headers, labelled()), match_headers(headers[::-1], labelled())
    assert (one.named, one.unknown) == (other.named, other.unknown)


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), unique=True, max_size=8))
def test_every_header_is_named_unknown_doubled_or_the_servers(headers):
    """None is lost, none counts twice, and no question has two headers."""
    matched = match_headers(headers, labelled())
    told = [*matched.named, *matched.unknown, *matched.again]
    assert len(told) == len(set(told))
    assert set(told) <= set(headers)
    assert len(set(matched.named.values())) == len(matched.named)


def test_a_multiple_choice_that_came_split_is_joined():
    """The codes whose columns say yes, in the order of the list."""
    cells = table(**{"aspects/n": ["1", "0", "", "TRUE", "1.0"], "aspects/y": ["1", "0", "", "true", "0"]})
    assert join_split(cells, FORM, ["aspects"])["aspects"].tolist() == ["y n", "", "", "y n", "n"]


def test_only_what_is_absent_is_joined():
    """A joined answer that came counts, whatever stands beside it."""
    cells = table(**{"aspects": ["n"], "aspects/y": ["1"]})
    assert join_split(cells, FORM, ["name", "sex"]).equals(cells)


def test_a_label_becomes_its_code():
    """Words of any language, any case; which cells were words is told."""
    cells = table(
        sex=["да", "Нет", " Ооба ", "y", "", "нечто"], aspects=["Да, No", "y n", "Жок", "Да, ?", "", "y"]
    )
    changed, places = codes_for_labels(cells, FORM)
    assert changed["sex"].tolist() == ["y", "n", "y", "y", "", "нечто"]
    assert changed["aspects"].tolist() == ["y n", "y n", "n", "Да, ?", "", "y"]
    assert sorted(places) == [(2, "aspects"), (2, "sex"), (3, "sex"), (4, "aspects"), (4, "sex")]


def test_a_label_of_two_choices_stays_words():
    """“Other” of two codes decides nothing."""
    twice = Questionnaire(FORM.columns, (*FORM.choices, Choice("yn", "z", Label("Ооба", "Верно", "Right"))))
    assert codes_for_labels(table(sex=["Ооба", "Верно"]), twice)[0]["sex"].tolist() == ["Ооба", "z"]


def test_a_code_is_never_taken_for_a_label():
    """A list may have the code 1 and another choice with the label 1."""
    choices = (Choice("yn", "1", Label("2", "2", "2")), Choice("yn", "2", Label("1", "1", "1")))
    cells = table(sex=["1", "2"])
    assert codes_for_labels(cells, Questionnaire(FORM.columns, choices))[0]["sex"].tolist() == ["1", "2"]


def test_the_truth_of_a_spreadsheet_is_yes():
    """TRUE and 1 are how programs say yes."""
    yes_no = tuple(Choice("yn", code, Label("", "", "")) for code in ("yes", "no"))
    cells = table(happy=["TRUE", "0", "1.0", "yes", "", "maybe"])
    changed, places = codes_for_labels(cells, Questionnaire(FORM.columns, yes_no))
    assert changed["happy"].tolist() == ["yes", "no", "yes", "yes", "", "maybe"]
    assert [row for row, _ in places] == [2, 3, 4]


def test_an_identity_loses_its_scheme():
    """uuid: stands before it in ODK and in rootUuid, and not in _uuid."""
    cells = pd.Series(["uuid:a-1", " uuid:b ", "c", "", "xuuid:d"], dtype="str")
    assert plain_uuid(cells).tolist() == ["a-1", "b", "c", "", "xuuid:d"]


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_codes_for_labels_are_stable(texts):
    """Reading what was read changes nothing more."""
    if not texts:
        return
    once, _ = codes_for_labels(table(sex=texts, aspects=texts), FORM)
    again, places = codes_for_labels(once, FORM)
    assert again.equals(once)
    assert places == []
