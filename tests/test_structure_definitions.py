from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.definitions import VARIABLES, definitions_for, holds, load_definitions
from structure_examples import written

ANSWERS = st.sampled_from([True, False, None])


def answers(**columns: list[bool | None]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.array(cells, dtype="boolean") for name, cells in columns.items()})


def test_four_definitions_are_shipped_and_one_is_worded_by_a_law():
    """A definition of the law of one origin is not asked of people from another."""
    definitions = load_definitions(current_tree(), ["KGZ", "MDA"])
    assert [found.definition for found in definitions] == ["statistical", "civic", "compatriot_law", "iom"]
    assert [found.definition for found in definitions_for(definitions, "MDA")] == [
        "statistical",
        "civic",
        "iom",
    ]
    assert len(definitions_for(definitions, "KGZ")) == 4


def test_the_statistical_definition_is_birth_in_the_country_of_origin():
    """It is what the United Nations' migrant stock counts, and the survey is compared with."""
    statistical = load_definitions(current_tree(), ["KGZ"])[0]
    assert holds(statistical.rule, answers(born_in_origin=[True, False, None])).tolist() == [
        True,
        False,
        pd.NA,
    ]


def test_a_missing_answer_stays_missing_unless_the_others_decide():
    """Kleene logic: false and unknown is false, true or unknown is true, the rest is unknown."""
    people = answers(
        born_in_origin=[True, True, False, None, None, None], has_link=[None, False, None, True, False, None]
    )
    both = holds("born_in_origin and has_link", people)
    either = holds("born_in_origin or has_link", people)
    assert both.tolist() == [pd.NA, False, False, pd.NA, False, pd.NA]
    assert either.tolist() == [True, True, pd.NA, True, pd.NA, pd.NA]
    assert holds("not born_in_origin", people).tolist() == [False, False, True, pd.NA, pd.NA, pd.NA]


def test_and_binds_more_tightly_than_or_and_brackets_decide():
    """A rule means what the law's lawyer reads in it."""
    people = answers(born_in_origin=[True], ancestor_born=[False], has_link=[False])
    assert holds("born_in_origin or ancestor_born and has_link", people).tolist() == [True]
    assert holds("(born_in_origin or ancestor_born) and has_link", people).tolist() == [False]


@given(st.lists(st.tuples(ANSWERS, ANSWERS, ANSWERS), min_size=1, max_size=12))
def test_what_is_decided_with_answers_missing_stays_whatever_the_answers_turn_out_to_be(rows):
    """Filling a gap may decide an open case, never overturn a decided one."""
    rule = "(born_in_origin or ancestor_born) and not has_link"
    people = answers(
        **dict(
            zip(
                ("born_in_origin", "ancestor_born", "has_link"),
                map(list, zip(*rows, strict=True)),
                strict=True,
            )
        )
    )
    decided = holds(rule, people)
    for filling in (True, False):
        filled = holds(rule, people.fillna(filling))
        assert (filled[decided.notna()] == decided[decided.notna()]).all()


def test_the_result_keeps_the_rows_of_the_respondents():
    """It is joined to weights by position and by label alike."""
    people = answers(citizen_of_origin=[True, False]).set_axis(["b", "a"])
    result = holds("citizen_of_origin", people)
    assert result.index.tolist() == ["b", "a"]
    assert str(result.dtype) == "boolean"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "born_in_origin and",
        "born_in_origin == 1",
        "born_in_origin & has_link",
        "-born_in_origin",
        "True",
        "is_rich",
        "__import__('os').system('true')",
        "born_in_origin if has_link else ancestor_born",
        "not " * 400 + "has_link",
        "(" * 300 + "has_link" + ")" * 190,
        "has_link\x00",
    ],
)
def test_anything_but_columns_and_or_not_and_brackets_is_refused(rule):
    """A rule is data from a file; it can never run code."""
    with pytest.raises(StructureError, match="Write it with columns"):
        holds(rule, answers(has_link=[True], born_in_origin=[True], ancestor_born=[True]))


def test_a_rule_that_needs_a_column_that_is_not_there_says_so():
    """Old respondents tables lack newer questions."""
    with pytest.raises(StructureError, match="no column has_link"):
        holds("has_link", answers(born_in_origin=[True]))


def test_bad_rules_are_told_by_line_all_together(tmp_path):
    """The file is refused at load, long before anyone is counted."""
    tree = written(
        tmp_path,
        "definitions.csv",
        "definition,rule,origin,label_ky,label_ru,label_en",
        "statistical,born_in_origin,,а,б,c",
        "rich,income > 5,,а,б,c",
        "iom,self_identified,XYZ,а,,c",
    )
    with pytest.raises(StructureError) as raised:
        load_definitions(tree, ["KGZ"])
    told = str(raised.value)
    assert raised.value.values["count"] == 4
    assert "line 3, column rule: found 'income > 5', which is not allowed there" in told
    assert "line 4, column rule: found 'self_identified', which is no column of a definition" in told
    assert "line 4, column origin: found 'XYZ'" in told
    assert "line 4, column label_ru: found an empty cell" in told


def test_the_columns_of_rules_are_the_seven_of_the_eligibility_questions():
    """Rules, questionnaire and respondents table meet in these names."""
    assert VARIABLES == (
        "born_in_origin", "citizen_of_origin", "ethnic_affiliation", "ancestor_born", "self_identifies",
        "has_link", "stays_12_months",
    )  # fmt: skip
