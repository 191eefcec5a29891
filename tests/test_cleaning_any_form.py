from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.cleaning.any_form import check_export, summary
from mekendesh.errors import DeliveryError
from mekendesh.structure.questionnaire import Questionnaire
from test_field_xlsforms import read

TRI = ["list_name", "name", "label::Кыргызча (ky)", "label::Русский (ru)", "label::English (en)"]
CHOICES = [TRI, ["yn", "y", "Ооба", "Да", "Yes"], ["yn", "n", "Жок", "Нет", "No"]]
HOUSEHOLD = read(
    ["text", "name", "Name", "", True],
    ["select_one yn", "consent", "Consent"],
    ["integer", "age", "Age", "${consent} = 'y'"],
    ["begin repeat", "child", "Child"],
    ["text", "cname", "Name of the child"],
    ["begin group", "school", "School"],
    ["select_one yn", "goes", "Goes", "${consent} = 'y'"],
    ["integer", "grade", "Grade", "${goes} = 'y'"],
    ["end group"],
    ["begin repeat", "toy", "Toy"],
    ["text", "tname", "Name of the toy", "${consent} = 'y'"],
    ["end repeat"],
    ["end repeat"],
    choices=CHOICES,
)


def table(header: list[str], *rows: list[str]) -> pd.DataFrame:
    index = pd.Index(range(2, 2 + len(rows)), name="row")
    return pd.DataFrame([list(row) for row in rows], columns=header, index=index, dtype="str")


MAIN = table(
    ["name", "consent", "age", "_id", "_uuid", "_submission_time", "_index", "__version__"],
    ["A", "y", "30", "7", "u1", "2027-01-01T00:00:00", "1", "v1"],
    ["B", "n", "", "8", "u2", "2027-01-02T00:00:00", "2", "v2"],
)
CHILD = table(
    [
        "child/cname",
        "child/school/goes",
        "child/school/grade",
        "_index",
        "_parent_table_name",
        "_parent_index",
    ],
    ["c1", "y", "3", "1", "household", "1"],
    ["c2", "n", "2", "2", "household", "1"],
    ["c3", "y", "2", "3", "household", "2"],
)


def places(form: Questionnaire, **tables: pd.DataFrame) -> list[tuple[str, str, int, str]]:
    """The doubts: table, check, row, column."""
    issues = check_export(form, tables).issues
    return list(issues[["table", "check", "row", "column"]].itertuples(index=False, name=None))


def test_a_repeat_sees_the_answers_of_its_submission():
    """Conditions inside a repeat speak of the household; rows find it by the server's keys."""
    checked = check_export(HOUSEHOLD, {"household": MAIN, "child": CHILD})
    assert list(
        checked.issues[["table", "check", "row", "uuid", "column"]].itertuples(index=False, name=None)
    ) == [
        ("child", "relevance", 4, "u2", "goes"),
        ("child", "relevance", 3, "u1", "grade"),
    ]
    assert (dict(checked.rows), checked.unknown) == ({"household": 2, "child": 3}, ())


def test_a_repeat_of_odk_finds_its_submission():
    """ODK Central heads from the group on and joins by PARENT_KEY."""
    main = table(
        ["SubmissionDate", "name", "consent", "age", "meta-instanceID", "KEY", "FormVersion"],
        ["2027-01-01T00:00:00Z", "A", "y", "30", "uuid:1", "uuid:1", "1"],
        ["2027-01-02T00:00:00Z", "B", "n", "", "uuid:2", "uuid:2", "2"],
    )
    child = table(
        ["cname", "goes", "grade", "PARENT_KEY", "KEY"],
        ["c1", "y", "3", "uuid:1", "uuid:1/child[1]"],
        ["c2", "y", "3", "uuid:2", "uuid:2/child[1]"],
    )
    checked = check_export(HOUSEHOLD, {"form": main, "form-child": child})
    assert list(
        checked.issues[["table", "check", "row", "uuid", "column"]].itertuples(index=False, name=None)
    ) == [("form-child", "relevance", 3, "2", "goes")]
    assert checked.unknown == ()


def test_rows_without_their_submission_are_not_judged_by_it():
    """Without keys a condition on the household is not evaluated, and that is told."""
    checked = check_export(HOUSEHOLD, {"household": MAIN, "child": CHILD.drop(columns=["_parent_index"])})
    assert list(checked.issues["column"]) == ["grade"]
    assert list(checked.not_evaluated.itertuples(index=False, name=None)) == [
        ("goes", "relevant", "${consent}")
    ]


def test_the_order_of_tables_does_not_matter():
    """A workbook's sheets are moved about; the submissions are known by their questions."""
    assert places(HOUSEHOLD, child=CHILD, household=MAIN) == places(HOUSEHOLD, household=MAIN, child=CHILD)


def test_a_foreign_table_is_refused():
    """The export of another form would be found without a doubt."""
    with pytest.raises(DeliveryError, match="No table of the data holds a question of the form: x"):
        check_export(HOUSEHOLD, {"x": table(["a", "b"], ["1", "2"])})
    with pytest.raises(DeliveryError, match="No table of the data"):
        check_export(HOUSEHOLD, {})


def test_headers_of_no_question_are_named_with_their_table():
    """Whoever reads the result sees what was not looked at."""
    checked = check_export(HOUSEHOLD, {"household": MAIN.assign(weight="1")})
    assert checked.unknown == (("household", "weight"),)


def test_each_rule_of_the_form_is_looked_for():
    """Type, list, and what is required, in the form's own words."""
    spoilt = MAIN.assign(name=["", "B"], age=["thirty", "40"], consent=["y", "maybe"])
    assert places(HOUSEHOLD, household=spoilt) == [
        ("household", "type", 2, "age"),
        ("household", "choice", 3, "consent"),
        ("household", "required", 2, "name"),
        ("household", "relevance", 3, "age"),
    ]


def test_several_versions_are_checked_as_one_table():
    """A question that came later is empty in older submissions, which is no doubt unless it is required."""
    form = read(["text", "name", "N"], ["text", "later", "L"], ["calculate", "twice", "", "", "", "${name}"])
    data = table(
        ["name", "later", "twice", "_uuid", "__version__"],
        ["A", "", "", "u1", "v1"],
        ["B", "x", "B", "u2", "v2"],
    )
    assert places(form, data=data) == []


def test_a_summary_says_what_was_read_found_and_left_out():
    """A line each, for a person."""
    spoilt = MAIN.assign(age=["thirty", ""], weight="1")
    child = CHILD.drop(columns=["_parent_index"])
    assert list(summary(check_export(HOUSEHOLD, {"household": spoilt, "child": child}))) == [
        "household: 2 rows",
        "child: 3 rows",
        "  warning type: 1",
        "  warning relevance: 1",
        "  not evaluated: relevant of goes (${consent})",
        "  not in the form: household, weight",
    ]


def test_a_multiple_choice_may_come_joined_split_or_both():
    """Three ways to export one answer, one reading."""
    form = read(["select_multiple yn", "m", "M"], ["text", "t", "T", "selected(${m}, 'y')"], choices=CHOICES)
    joined = table(["m", "t", "_uuid"], ["y n", "x", "u1"], ["n", "", "u2"])
    split = table(["m/y", "m/n", "t", "_uuid"], ["1", "1", "x", "u1"], ["0", "1", "", "u2"])
    both = joined.join(split[["m/y", "m/n"]])
    assert places(form, data=joined) == places(form, data=split) == places(form, data=both) == []
    assert places(form, data=both.assign(**{"m/y": ["1", "1"]})) == [("data", "split_disagrees", 3, "m")]


def test_once_and_today_are_no_doubts():
    """What the form worked out on the day cannot be worked out anew."""
    form = read(
        ["calculate", "day", "", "", "", "once(today())"],
        ["calculate", "id", "", "", "", "once(uuid())"],
        ["text", "t", "T", "${day} != ''"],
    )
    data = table(
        ["day", "id", "t", "_uuid", "_submission_time"],
        ["2027-01-01", "abc", "x", "u1", "2027-01-02T00:00:00"],
    )
    checked = check_export(form, {"data": data})
    assert len(checked.issues) == 0
    assert list(checked.not_evaluated.itertuples(index=False, name=None)) == [("id", "calculation", "uuid()")]


# Legal exports that are read otherwise.


@pytest.mark.parametrize("column", ["name", "age", "consent"])
def test_a_question_left_out_of_the_export_raises_no_doubt(column):
    """Exports leave out columns that identify people; that says nothing about answers, nor what depends on it."""
    assert places(HOUSEHOLD, household=MAIN.drop(columns=column)) == []


def test_today_without_a_day_is_not_evaluated():
    """A constraint on dates needs the day of the interview, or says nothing."""
    form = read(["date", "born", "B", ". <= today()"], header=["type", "name", "label", "constraint"])
    checked = check_export(form, {"data": table(["born", "_uuid"], ["1990-01-01", "u1"])})
    assert len(checked.issues) == 0
    assert list(checked.not_evaluated["reason"]) == ["today()"]


def test_an_export_by_labels_is_read_by_labels():
    """KoBoToolbox exports labels unless told otherwise: each answer would be doubted."""
    form = read(["select_one yn", "w", "Work"], ["select_multiple yn", "m", "What"], choices=CHOICES)
    data = table(["Work", "What", "What/Да", "What/Нет", "_uuid"], ["Да", "Нет", "0", "1", "u1"])
    assert places(form, data=data) == []


def test_a_nested_repeat_finds_its_submission_through_its_parent():
    """The second child's toys belong to the first household, not to the second."""
    toy = table(
        ["child/toy/tname", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"],
        ["t1", "1", "child", "1", "u1"],
        ["t2", "2", "child", "2", "u1"],
    )
    child = CHILD.assign(**{"child/school/grade": "", "child/school/goes": ["y", "n", ""]})
    assert places(HOUSEHOLD, household=MAIN, child=child, toy=toy) == []


def test_an_other_that_is_on_the_list_is_suggested():
    """The checks of any form say that they look at “other” answers."""
    choices = [["list_name", "name", "label"], ["w", "trade", "Trade"], ["w", "other", "Other"]]
    form = read(
        ["select_one w", "w", "Work"], ["text", "w_other", "Which?", "${w} = 'other'"], choices=choices
    )
    assert places(form, data=table(["w", "w_other", "_uuid"], ["other", "trade", "u1"])) == [
        ("data", "other_on_list", 2, "w")
    ]


@pytest.mark.parametrize("kind", ["image", "geopoint", "note"])
@pytest.mark.xfail(strict=True, reason="questions that have no rule are told as not in the form")
def test_a_picture_is_in_the_form(kind):
    """KoBoToolbox exports pictures, places and notes as columns; “not in the form” would be false."""
    form = read(["text", "t", "T"], [kind, "shown", "S"])
    assert check_export(form, {"data": table(["t", "shown"], ["a", "b"])}).unknown == ()


def test_each_doubt_has_an_id_of_its_own():
    """Two children with the same impossible grade are two decisions."""
    child = CHILD.assign(**{"child/school/grade": ["x", "", "x"], "_parent_index": "1"})
    issues = check_export(HOUSEHOLD, {"household": MAIN, "child": child.iloc[[0, 2]]}).issues
    assert len(issues) == 2
    assert issues["issue"].is_unique


@pytest.mark.xfail(
    strict=True, raises=DeliveryError, reason="two questions of one name are one: the export is refused"
)
def test_questions_of_one_name_in_two_groups_are_two():
    """husband/age and wife/age are legal, and frequent."""
    form = read(
        *(["begin group", "husband", "H"], ["integer", "age", "A"], ["end group"]),
        *(["begin group", "wife", "W"], ["integer", "age", "A"], ["end group"]),
    )
    data = table(["husband/age", "wife/age", "_uuid"], ["40", "old", "u1"])
    assert [(check, row) for _, check, row, _ in places(form, data=data)] == [("type", 2)]
