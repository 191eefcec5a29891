from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import NOTHING, column
from mekendesh.cleaning import form_rules
from mekendesh.field.responses import Responses, type_responses
from mekendesh.structure.questionnaire import Choice, Column, Questionnaire

CODES = tuple(Choice("abc", code, NOTHING) for code in ("a", "b", "c", "ab"))


def read(columns: list[Column], **cells: list[str]) -> tuple[Responses, Questionnaire]:
    """Responses to a form of these questions; cells of a question that is not given are empty."""
    questionnaire = Questionnaire(tuple(columns), CODES)
    rows = len(next(iter(cells.values())))
    index = pd.Index(range(2, 2 + rows), name="row")
    blank = {one.column: [""] * rows for one in columns}
    return type_responses(pd.DataFrame(blank | cells, index=index, dtype="str"), questionnaire), questionnaire


def test_a_number_outside_its_bounds_is_doubted():
    """The bounds themselves are possible; what is no number has its own doubt."""
    years = column("year", "", "integer", "trait", low=1920, high=2012)
    responses = read([years], year=["1919", "1920", "2012", "2013", "", "x", "-5", "1920.0"])
    assert list(form_rules.out_of_range(*responses)) == [(2, "year"), (5, "year"), (8, "year")]


def test_a_number_may_be_bounded_on_one_side_or_not_at_all():
    """A form may know only the least."""
    columns = [column("low", "", "decimal", "trait", low=0), column("high", "", "integer", "trait", high=9),
               column("free", "", "integer", "trait")]  # fmt: skip
    responses = read(columns, low=["-0.5", "0"], high=["9", "10"], free=["-99999", "99999"])
    assert list(form_rules.out_of_range(*responses)) == [(2, "low"), (3, "high")]


def test_more_answers_than_allowed_are_doubted():
    """“At most two” is a rule that paper does not enforce."""
    responses = read([column("m", "", "multiple", "trait", "abc", high=2)], m=["a b c", "a  b", "", "c"])
    assert list(form_rules.too_many_answers(*responses)) == [(2, "m")]


def test_an_answer_that_breaks_its_constraint_is_doubted():
    """An empty cell is no answer, and breaks nothing."""
    columns = [
        column("age", "", "integer", "trait", constraint=". >= 18 and . < 120"),
        column("x", "", "text", "trait"),
    ]
    responses = read(columns, age=["17", "18", "", "120", " ", "x"])
    assert list(form_rules.breaks_constraint(*responses)) == [(2, "age"), (5, "age"), (7, "age")]


def test_a_constraint_outside_the_subset_raises_no_doubt():
    """Silence there is listed, never taken for a broken rule."""
    responses = read(
        [column("age", "", "integer", "trait", constraint=". > pulldata('f', 'a', 'b', ${x})")], age=["1"]
    )
    assert list(form_rules.breaks_constraint(*responses)) == []
    assert list(form_rules.not_evaluated(*responses).itertuples(index=False, name=None)) == [
        ("age", "constraint", "pulldata()")
    ]


def test_a_required_question_that_was_asked_must_be_answered():
    """What was not asked is not missing; blanks are no answer."""
    columns = [column("work", "", "choice", "trait", "abc"),
               column("job", "", "text", "trait", required=True, relevant="${work} = 'a'")]  # fmt: skip
    responses = read(columns, work=["a", "a", "b", "", "a"], job=["x", " ", "", "", ""])
    assert list(form_rules.unanswered(*responses)) == [(3, "job"), (6, "job")]


@pytest.mark.parametrize("role", ["identifier", "consent"])
def test_nobody_must_give_a_name(role):
    """Who gives no telephone made no mistake; consent has a rule of its own."""
    responses = read([column("q", "", "text", role, required=True)], q=[""])
    assert list(form_rules.unanswered(*responses)) == []


def test_an_answer_to_a_question_not_asked_is_doubted():
    """Somebody changed the earlier answer afterwards, or typed from paper."""
    columns = [
        column("work", "", "choice", "trait", "abc"),
        column("job", "", "text", "trait", relevant="${work} = 'a'"),
    ]
    responses = read(columns, work=["a", "b", "", "b"], job=["x", "x", "y", " "])
    assert list(form_rules.not_asked(*responses)) == [(3, "job"), (4, "job")]


def test_a_calculation_is_not_an_answer_to_a_question():
    """The form itself fills it, relevant or not."""
    columns = [column("work", "", "choice", "trait", "abc"),
               column("sum", "", "text", "meta", relevant="${work} = 'a'", calculation="1 + 1")]  # fmt: skip
    assert list(form_rules.not_asked(*read(columns, work=["b"], sum=["2"]))) == []


def test_a_condition_outside_the_subset_asks_and_forbids_nothing():
    """Neither missing nor too much can be said."""
    columns = [column("q", "", "text", "trait", required=True, relevant="jr:choice-name(${q}, 'x') = ''")]
    responses = read(columns, q=["", "x"])
    assert list(form_rules.unanswered(*responses)) == list(form_rules.not_asked(*responses)) == []


def test_split_columns_must_say_what_the_joined_answer_says():
    """A code that begins like another is another; an empty 0/1 cell says nothing."""
    cells = {"m": ["a b", "ab", "ab", "", "c", "a"], "m/a": ["1", "0", "1", "", "0", "1.0"],
             "m/b": ["1", "0", "0", "", "", "0"], "m/ab": ["0", "1", "1", "", "", "0.0"]}  # fmt: skip
    responses = read([column("m", "", "multiple", "trait", "abc")], **cells)
    assert list(form_rules.split_disagrees(*responses)) == [(4, "m")]


def test_a_truth_in_capitals_is_a_truth():
    """A spreadsheet writes TRUE when it saves as CSV."""
    responses = read(
        [column("m", "", "multiple", "trait", "abc")], m=["a"], **{"m/a": ["TRUE"], "m/b": ["FALSE"]}
    )
    assert list(form_rules.split_disagrees(*responses)) == []


def test_a_calculation_that_does_not_follow_is_doubted():
    """Numbers are compared as numbers, words as words, and an empty cell is an older version's."""
    columns = [column("n", "", "integer", "trait"),
               column("twice", "", "text", "meta", calculation="${n} * 2"),
               column("said", "", "text", "meta", calculation="concat('n', ${n})")]  # fmt: skip
    responses = read(columns, n=["1", "2", "3", "", "4"], twice=["2", "4.0", "7", "9", ""],
                     said=["n1", "n3", "n3", "n", " n4 "])  # fmt: skip
    assert list(form_rules.calculated_otherwise(*responses)) == [(4, "twice"), (3, "said")]


@pytest.mark.parametrize(
    "text", ["once(today())", "today()", "'v2'", "1 + 1", "once(random())", "uuid()", ""]
)
def test_a_calculation_on_no_answer_is_not_compared(text):
    """It is of its day, of its version, or of chance."""
    responses = read([column("c", "", "text", "meta", calculation=text)], c=["something"])
    assert list(form_rules.calculated_otherwise(*responses)) == []


def test_each_expression_that_is_not_evaluated_is_listed():
    """Question, part and reason, so that a person can look at what no check looked at."""
    columns = [
        column("a", "", "text", "trait", relevant="${gone} = '1'", constraint=". != ''"),
        column("b", "", "text", "meta", calculation="indexed-repeat(${a}, ${r}, 1)"),
        column("c", "", "text", "trait", relevant="${a} = 'x'", constraint="../a = 1"),
    ]
    listed = form_rules.not_evaluated(*read(columns, a=["x"]))
    assert list(listed.itertuples(index=False, name=None)) == [
        ("a", "relevant", "${gone}"),
        ("b", "calculation", "indexed-repeat()"),
        ("c", "constraint", "../a = 1"),
    ]


@pytest.mark.parametrize(
    ("given_cells", "day"),
    [
        ({"today": ["2027-01-01"], "end": ["2027-02-01T00:00:00"]}, "2027-01-01"),
        (
            {"end": ["2027-02-01T00:00:00"], "_submission_time": ["2027-03-01T00:00:00"]},
            "2027-02-01T00:00:00",
        ),
        ({"_submission_time": ["2027-03-01T00:00:00"]}, "2027-03-01T00:00:00"),
        ({"q": ["x"]}, None),
    ],
)
def test_today_is_the_day_of_the_response(given_cells, day):
    """The day of checking is nobody's day of birth."""
    columns = [column(name, "", "text", "meta") for name in given_cells]
    found = form_rules.answers_of(read(columns, **given_cells)[0]).day
    assert (None if found is None else found.tolist()) == (None if day is None else [day])


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", ""]), st.sampled_from(["x", "", " "])), min_size=1, max_size=12
    )
)
def test_missing_and_too_much_are_never_said_of_one_cell(rows):
    """A required question is missing where asked and empty, too much where not asked and filled."""
    columns = [column("work", "", "choice", "trait", "abc"),
               column("job", "", "text", "trait", required=True, relevant="${work} = 'a'")]  # fmt: skip
    responses = read(columns, work=[work for work, _ in rows], job=[job for _, job in rows])
    missing, much = set(form_rules.unanswered(*responses)), set(form_rules.not_asked(*responses))
    assert not missing & much
    assert {row for row, _ in missing} == {
        n for n, (work, job) in enumerate(rows, 2) if work == "a" and not job.strip()
    }
    assert {row for row, _ in much} == {
        n for n, (work, job) in enumerate(rows, 2) if work != "a" and job.strip()
    }
