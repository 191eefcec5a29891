from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import PLACE, QUESTIONNAIRE, csv_of, deliver, person, seed
from mekendesh.errors import DeliveryError
from mekendesh.field.delivery import read_delivery
from mekendesh.field.responses import Responses, read_responses, retype_responses, type_responses, was_asked
from mekendesh.files import Tree
from mekendesh.structure.expressions import Answers


@pytest.fixture
def tree(tmp_path) -> Tree:
    return Tree(tmp_path)


def read(tree: Tree, content: str | bytes, **declared: object) -> Responses:
    deliver(tree, content, **declared)
    return read_responses(read_delivery(tree, PLACE), QUESTIONNAIRE)


def doubts(responses: Responses) -> list[tuple[str, int, str]]:
    return list(responses.doubts.itertuples(index=False, name=None))


def test_questions_are_found_under_their_groups(tree):
    """An export heads a question group/question; inside the house it is the question."""
    responses = read(tree, csv_of([seed("u1", sex="male"), person("u2")]))
    assert responses.cells["sex"].tolist() == ["male", "female"]
    assert list(responses.cells.columns) == list(QUESTIONNAIRE.by_name)
    assert responses.cells.index.tolist() == [2, 3]
    assert doubts(responses) == []


def test_columns_nobody_knows_are_listed_and_not_used(tree):
    """What the server adds is passed over; what nobody declared is said."""
    lines = csv_of([seed("u1")]).splitlines()
    responses = read(tree, f"{lines[0]},_id,extra/thing\n{lines[1]},17,x\n")
    assert doubts(responses) == [("unknown_column", 0, "extra/thing")]
    assert "extra/thing" not in responses.cells


def test_a_question_left_out_is_missing_and_said(tree):
    """An older form lacks a question; its answers are missing, not the people."""
    table = csv_of([seed("u1")]).replace("traits/sex,", "traits/gender,")
    responses = read(tree, table)
    assert doubts(responses) == [("unknown_column", 0, "traits/gender"), ("absent_column", 0, "sex")]
    assert responses.typed["sex"].isna().all()


def test_a_file_without_an_essential_column_is_refused(tree):
    """Without consent, age or coupons nobody may be analysed; a lost header row is noticed here too."""
    with pytest.raises(DeliveryError, match="column consent/consent_analyse is missing"):
        read(tree, csv_of([seed("u1")]).replace("consent/consent_analyse", "consent/c"))
    with pytest.raises(DeliveryError, match="row 1: the column end is missing") as refused:
        read(tree, "+996555010203,Aisha\n+996555010204,Bek\n")
    assert "996" not in str(refused.value)


def test_cells_are_typed_by_the_questionnaire(tree):
    """Yes and no are booleans that may be missing, numbers whole, times with their offset."""
    typed = read(tree, csv_of([seed("u1", birth_year="1990.0", did_trade="yes", willing_trade="")])).typed
    assert typed["birth_year"].tolist() == [1990]
    assert typed["did_trade"].tolist() == [True]
    assert typed["willing_trade"].isna().tolist() == [True]
    assert typed["end"].iloc[0] == pd.Timestamp("2027-05-01T07:20:00Z")
    assert {name: str(typed[name].dtype) for name in ("birth_year", "did_trade", "willing_trade", "sex")} == {
        "birth_year": "Int64",
        "did_trade": "boolean",
        "willing_trade": "Int64",
        "sex": "str",
    }


@pytest.mark.parametrize(
    ("column", "cell", "check"),
    [
        ("birth_year", "1990,0", "type"),
        ("birth_year", "19 90", "type"),
        ("birth_year", "1.99e3", "type"),
        ("birth_year", "NA", "type"),
        ("birth_year", "99999999999999999999", "type"),
        ("end", "01.05.2027 10:00", "type"),
        ("end", "46143.43", "type"),
        ("end", "2027-13-01T10:00:00", "type"),
        ("did_trade", "maybe", "type"),
        ("willing_trade", "6", "choice"),
        ("sex", "Female", "choice"),
        ("site", "london", "choice"),
        ("barriers", "no_trust no_luck", "choice"),
    ],
)
def test_a_cell_that_does_not_fit_is_doubted_and_kept(tree, column, cell, check):
    """Nothing becomes missing silently: the text stays, the typed value is missing, the doubt says where."""
    responses = read(tree, csv_of([seed("u1", **{column: f'"{cell}"'})]))
    assert doubts(responses) == [(check, 2, column)]
    assert responses.cells[column].tolist() == [cell]
    assert responses.typed[column].isna().all()


ONE_OF_EACH = replace(
    QUESTIONNAIRE, columns=tuple({column.type: column for column in QUESTIONNAIRE.columns}.values())
)
"""A question of every type."""
CELLS = ("", " ", "1", "3 ", "7.0", "x", "yes", "2027-05-01", "2027-05-01T10:00:00+03:00")
CELLS += ("2027-05-01T10:00:00.123456789Z", "10:20:00")


@settings(max_examples=30)
@given(st.data())
def test_typing_again_what_changed_is_typing_everything(data):
    """After decisions only the changed columns are typed anew, and types and doubts are those of the whole."""
    names = [column.column for column in ONE_OF_EACH.columns]
    codes = [code for column in ONE_OF_EACH.columns for code in ONE_OF_EACH.codes_of(column.choices)[:2]]
    rows = data.draw(
        st.lists(st.tuples(*[st.sampled_from([*CELLS, *codes])] * len(names)), min_size=1, max_size=4)
    )
    raw = pd.DataFrame(rows, columns=names, index=range(2, len(rows) + 2), dtype="str")
    before = type_responses(raw, ONE_OF_EACH, [("open_end", 0, ""), ("sheet_error", 2, names[0])])
    cells = raw.loc[data.draw(st.lists(st.sampled_from(list(raw.index)), unique=True))].copy()
    for name in data.draw(st.lists(st.sampled_from(names), unique=True)):
        cells[name] = pd.Series(data.draw(st.sampled_from([*CELLS, *codes])), index=cells.index, dtype="str")
    again, whole = retype_responses(before, cells, ONE_OF_EACH), type_responses(cells, ONE_OF_EACH)
    pd.testing.assert_frame_equal(again.typed, whole.typed)
    pd.testing.assert_frame_equal(again.cells, whole.cells)
    pd.testing.assert_frame_equal(again.doubts, whole.doubts)


def test_phones_and_coupons_keep_zeros_and_signs(tree):
    """A phone or coupon is text, whatever it looks like."""
    responses = read(tree, csv_of([seed("u1", phone="+996555", coupon_1="0012", coupon_2="NA")]))
    assert responses.cells.loc[2, ["phone", "coupon_1", "coupon_2"]].tolist() == ["+996555", "0012", "NA"]
    assert responses.typed.loc[2, "coupon_2"] == "NA"


def test_the_same_people_come_out_of_every_encoding_and_delimiter(tree):
    """How a table was written must not change who is in it."""
    people = [seed("u1", idea_text="жумуш"), person("u2", idea_text="дүкөн")]
    plain = read(tree, csv_of(people))
    for content, declared in (
        (csv_of(people).encode("utf-8-sig"), {}),
        (csv_of(people).encode("utf-16"), {}),
        (csv_of(people, ";").encode(), {"delimiter": ";"}),
        (csv_of(people).replace("\n", "\r\n").encode(), {}),
    ):
        pd.testing.assert_frame_equal(read(tree, content, **declared).cells, plain.cells)


def test_doubts_about_the_file_are_kept(tree):
    """An open end, another encoding and composed letters are repairs a person may want to know of."""
    content = csv_of([seed("u1", idea_text="и\u0306")])[:-1].encode("utf-16")
    responses = read(tree, content, files={"responses": {"name": "responses.csv"}})
    assert [check for check, _, _ in doubts(responses)] == [
        "other_encoding",
        "recomposed_letters",
        "open_end",
    ]
    assert [check for check, _, _ in doubts(read(tree, csv_of([seed("u1")])[:-1]))] == []


def test_a_cut_table_names_its_row_rather_than_its_digest(tree):
    """Both are wrong in a truncated file; the row helps more."""
    whole = csv_of([seed("u1"), person("u2")])
    deliver(tree, whole)
    (tree.raw(PLACE) / "responses.csv").write_text(whole[:-30])
    with pytest.raises(DeliveryError, match="row 3: the last row has"):
        read_responses(read_delivery(tree, PLACE), QUESTIONNAIRE)
    (tree.raw(PLACE) / "responses.csv").write_text(csv_of([seed("u1")]))
    with pytest.raises(DeliveryError, match="sha256 differs"):
        read_responses(read_delivery(tree, PLACE), QUESTIONNAIRE)


def test_a_question_is_asked_where_its_condition_holds(tree):
    """How satisfied somebody was is asked only of who used the body."""
    answers = Answers(read(tree, csv_of([seed("u1", used_body="yes"), person("u2")])).cells)
    assert was_asked(QUESTIONNAIRE.by_name["satisfied_body"], answers).tolist() == [True, False]
    assert was_asked(QUESTIONNAIRE.by_name["sex"], answers).all()
