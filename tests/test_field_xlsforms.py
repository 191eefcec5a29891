from __future__ import annotations

import io
from collections.abc import Iterable

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.errors import DeliveryError, StructureError
from mekendesh.field.forms import convert
from mekendesh.field.workbooks import Sheet
from mekendesh.field.xlsforms import SERVER_COLUMNS, read_form, records
from mekendesh.structure.questionnaire import Column, Questionnaire
from mekendesh.words import Label

HEADER = ["type", "name", "label", "relevant", "required", "calculation"]
YES_NO = [["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"]]
Rows = Iterable[Iterable[object]]


def book(**sheets: Rows) -> bytes:
    """A workbook of these sheets, cells as a person types them: texts, numbers, truths."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(*rows: list, header: list = HEADER, choices: Rows = YES_NO) -> Questionnaire:
    return read_form(book(survey=[header, *rows], choices=choices), "form.xlsx")


def asked(questionnaire: Questionnaire) -> list[Column]:
    """The questions of the form, without what the server adds."""
    return [column for column in questionnaire.columns if column.column not in SERVER_COLUMNS]


def names(questionnaire: Questionnaire) -> list[str]:
    return [column.column for column in asked(questionnaire)]


def is_legal(content: bytes) -> bool:
    """Whether pyxform, which KoBoToolbox and ODK use, takes the form."""
    try:
        convert(content)
    except StructureError:
        return False
    return True


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("text", "text"),
        ("string", "text"),
        ("integer", "integer"),
        ("int", "integer"),
        ("decimal", "decimal"),
        ("range", "decimal"),
        ("date", "date"),
        ("today", "date"),
        ("time", "time"),
        ("dateTime", "datetime"),
        ("datetime", "datetime"),
        ("start", "datetime"),
        ("acknowledge", "text"),
        ("barcode", "text"),
        ("select_one yn", "choice"),
        ("select_multiple yn", "multiple"),
        ("rank yn", "multiple"),
        ("select_one  yn", "choice"),
        ("Select_One yn", "choice"),
        ("TEXT", "text"),
        ("select_one_from_file cities.csv", "text"),
    ],
)
def test_a_type_is_read_as_xlsform_means_it(written, kind):
    """Each type decides what a cell may hold; capitals and blanks do not change it."""
    assert [(column.column, column.type) for column in asked(read([written, "q", "Q"]))] == [("q", kind)]


@pytest.mark.parametrize("written", ["note", "image", "geopoint", "audio", "audit", "start-geopoint", "file"])
def test_what_asks_nothing_that_can_be_checked_is_no_question(written):
    """A picture or a place has no rule that a cell could break."""
    assert names(read([written, "q", "Q"], ["text", "after", "A"])) == ["after"]


@pytest.mark.parametrize(("begin", "end"), [("begin group", "end group"), ("begin_group", "end_group"),
                                            ("Begin_Group", "END_GROUP"), ("BEGIN group", "End group")])  # fmt: skip
def test_a_group_gives_its_questions_their_place_and_condition(begin, end):
    """A question is asked where it and every group around it are."""
    form = read(
        [begin, "outer", "O", "${a} = 'y'"],
        [begin, "inner", "I"],
        ["text", "b", "B", "${c} != ''"],
        [end],
        [end, "outer"],
        ["text", "d", "D"],
    )
    assert [(column.header, column.relevant) for column in asked(form)] == [
        ("outer/inner/b", "(${a} = 'y') and (${c} != '')"),
        ("d", ""),
    ]


def test_a_question_knows_the_innermost_repeat_around_it():
    """Each repeat comes back as a table of its own, a nested one too."""
    form = read(
        ["begin repeat", "home", "H", "${x} = '1'"],
        ["text", "street", "S"],
        ["begin_repeat", "child", "C", "${street} != ''"],
        ["begin group", "school", "S"],
        ["text", "grade", "G"],
        ["end group"],
        ["end_repeat"],
        ["text", "floor", "F"],
        ["end repeat"],
        ["text", "x", "X"],
    )
    assert [(column.column, column.repeat, column.group) for column in asked(form)] == [
        ("street", "home", "home"),
        ("grade", "child", "home/child/school"),
        ("floor", "home", "home"),
        ("x", "", ""),
    ]
    assert form.by_name["grade"].relevant == "(${x} = '1') and (${street} != '')"


@pytest.mark.parametrize("said", ["yes", "Yes", "YES", "true", "TRUE", "true()", True, 1])
def test_required_is_said_in_many_ways(said):
    """A spreadsheet turns true into a truth of its own."""
    assert read(["text", "q", "Q", "", said]).by_name["q"].required


@pytest.mark.parametrize("said", ["", None, "no", "No", "false", "FALSE", "false()", False, 0, "${a} = 'y'"])
def test_what_is_not_plainly_required_is_not_required(said):
    """A doubt about a missing answer needs a rule that surely asked for it."""
    assert not read(["text", "q", "Q", "", said]).by_name["q"].required


def test_rows_without_a_type_and_comments_are_passed_over():
    """People leave blank rows and notes to themselves in their forms."""
    form = read([], ["text", "a", "A"], [None, None, "nothing"], ["# later", "b", "B"], ["text", "c", "C"])
    assert names(form) == ["a", "c"]


def test_the_order_of_the_columns_is_free():
    """XLSForm knows columns by their names; those it does not know are notes."""
    form = read(
        ["Q", "ask softly", True, "q", "text"], header=["label", "my notes", "required", "name", "type"]
    )
    assert [(c.column, c.type, c.required, c.label.en) for c in asked(form)] == [("q", "text", True, "Q")]


def test_a_calculation_is_kept_and_of_the_machine():
    """What the form works out itself is nobody's answer."""
    form = read(["calculate", "day", "", "", "", "once(today())"], ["calculate", "n", "", "", "", "${a} + 1"])
    assert [(column.column, column.role, column.calculation) for column in asked(form)] == [
        ("day", "meta", "once(today())"),
        ("n", "meta", "${a} + 1"),
    ]


def test_only_a_calculate_row_calculates():
    """On another question the column holds a first value, which people may change."""
    assert read(["integer", "q", "Q", "", "", "${a} * 2"]).by_name["q"].calculation == ""


def test_numbers_are_codes_as_they_are_shown():
    """A code 1 that a spreadsheet keeps as a number is the text 1, not 1.0."""
    choices = [["list_name", "name", "label"], ["n", 1, "One"], ["n", 2.0, "Two"], ["n", "03", "Three"]]
    assert read(["select_one n", "q", "Q"], choices=choices).codes_of("n") == ("1", "2", "03")


def test_lists_may_be_blank_between_and_numbered():
    """Blank rows divide lists for the eye; a list may be called 1."""
    choices = [
        ["list name", "name", "label"],
        [1, "a", "A"],
        [],
        [None, "lost", "L"],
        [2, "b", "B"],
        [1, "c", "C"],
    ]
    form = read(["select_one 1", "q", "Q"], choices=choices)
    assert (form.codes_of("1"), form.codes_of("2"), len(form.choices)) == (("a", "c"), ("b",), 3)


def test_a_form_without_choices_needs_no_sheet_of_them():
    """A form of texts and numbers has no lists."""
    assert names(read_form(book(survey=[HEADER, ["text", "q", "Q"]]), "form.xlsx")) == ["q"]


@pytest.mark.parametrize(
    ("headers", "cells", "label"),
    [
        (("label",), ("A",), Label("A", "A", "A")),
        (("label::English (en)",), ("A",), Label("A", "A", "A")),
        (("label:English",), ("A",), Label("A", "A", "A")),
        (("label::Кыргызча (ky)", "label::Русский (ru)", "label::English (en)"), ("К", "Р", "E"), Label("К", "Р", "E")),
        (("label::English (en)", "label::Русский (ru)", "label::Кыргызча (ky)"), ("E", "Р", "К"), Label("К", "Р", "E")),
        (("label::ky", "label::ru"), ("К", "Р"), Label("К", "Р", "К")),
        (("label::Kyrgyz", "label::Russian", "label"), ("К", "Р", "E"), Label("К", "Р", "E")),
        (("label::English(en)", "label :: Russian (ru)"), ("E", "Р"), Label("E", "Р", "E")),
        (("label::English (en)", "label::Русский (ru)"), ("E", None), Label("E", "E", "E")),
        (("label::O'zbek (uz)",), ("U",), Label("U", "U", "U")),
        (("hint", "label"), ("H", "A"), Label("A", "A", "A")),
    ],
)  # fmt: skip
def test_a_label_is_found_in_each_language(headers, cells, label):
    """A form in one language says the same in all; one in three says each in its own."""
    form = read(["text", "q", *cells], header=["type", "name", *headers])
    assert form.by_name["q"].label == label


def test_choices_have_labels_in_languages_too():
    """Exports by label hold the words of the choices."""
    choices = [["list_name", "name", "label::Русский (ru)", "label::English (en)"], ["l", "a", "Да", "Yes"]]
    assert read(["select_one l", "q", "Q"], choices=choices).choices[0].label == Label("Да", "Да", "Yes")


@pytest.mark.parametrize("name", ["interviewer", "enumerator", "enumerator_id"])
def test_who_asked_is_not_an_answer(name):
    """An interviewer's name says nothing about the person who was asked."""
    assert read(["text", name, "Who?"]).by_name[name].role == "meta"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["select_one gone", "q", "Q"]], "row 2: the list gone is not on the sheet choices"),
        ([["text", "q", "Q"], ["end group"]], "row 3: this ends what was not begun"),
        ([["begin group", "g"], ["end repeat"]], "row 3: this ends what was not begun"),
        ([["begin group", "g", "G"], ["text", "q", "Q"]], "the group g is begun and never ended"),
        (
            [["begin repeat", "r"], ["begin group", "g"], ["end repeat"]],
            "row 4: this ends what was not begun",
        ),
    ],
)
def test_a_form_that_is_broken_is_refused_with_its_row(rows, said):
    """A person looks into the row and mends it."""
    with pytest.raises(StructureError, match=said):
        read(*rows)


def test_a_workbook_without_a_survey_is_no_form():
    """The data given in the form's place must not read as a form without questions."""
    with pytest.raises(StructureError, match="no sheet “survey”"):
        read_form(book(Sheet1=[["a", "b"], ["1", "2"]]), "data.xlsx")


def test_what_is_no_workbook_is_refused():
    """A form saved as CSV has no sheets."""
    with pytest.raises(DeliveryError, match=r"not an \.xlsx"):
        read_form(b"type,name,label\n", "form.xlsx")


def test_records_pad_short_rows_and_pass_over_nameless_columns():
    """A sheet leaves out what is empty at the end of a row."""
    rows = ((1, (" type ", "", "name")), (2, ("text",)), (4, ("integer", "x", "  q  ", "beyond")))
    sheet = Sheet("survey", False, rows, frozenset(), (), (), ())
    assert list(records(sheet)) == [
        (2, {"type": "text", "name": ""}),
        (4, {"type": "integer", "name": "q"}),
    ]
    assert list(records(Sheet("survey", False, (), frozenset(), (), (), ()))) == []


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["text", "integer", "select_one yn"]), st.integers(0, 3)),
        min_size=1,
        max_size=8,
    )
)
def test_every_question_of_a_legal_form_is_read_once_in_its_order(questions):
    """However deep it stands in groups, no question is lost and none moves."""
    rows: list[list[str]] = []
    for number, (kind, depth) in enumerate(questions):
        rows += [["begin group", f"g{number}_{level}", "G"] for level in range(depth)]
        rows.append([kind, f"q{number}", "Q"])
        rows += [["end group"]] * depth
    form = read(*rows)
    assert names(form) == [f"q{number}" for number in range(len(questions))]
    assert [column.group.count("/") + bool(column.group) for column in asked(form)] == [
        depth for _, depth in questions
    ]


# Legal by pyxform, and read otherwise here.


def test_two_blanks_begin_a_group_too():
    """Blanks typed twice are seen by nobody; the group's condition must still count."""
    rows = [HEADER, ["begin  group", "g", "G", "${a} = 'y'"], ["text", "b", "B"], ["end  group"]]
    assert is_legal(book(survey=[HEADER, ["text", "a", "A"], *rows[1:]]))
    form = read_form(book(survey=rows), "form.xlsx")
    assert [(column.header, column.relevant) for column in asked(form)] == [("g/b", "(${a} = 'y')")]


@pytest.mark.parametrize(
    "written", ["select one yn", "select1 yn", "select one from yn", "select all that apply yn"]
)
def test_older_names_of_choices_are_choices(written):
    """pyxform takes them; a question that is dropped is never checked, and nobody is told."""
    content = book(survey=[HEADER, [written, "q", "Q"]], choices=YES_NO)
    assert is_legal(content)
    assert [column.choices for column in asked(read_form(content, "form.xlsx"))] == ["yn"]


def test_or_other_adds_a_choice_and_a_question():
    """The form adds both by itself, and the export holds both."""
    content = book(survey=[HEADER, ["select_one yn or_other", "q", "Q"]], choices=YES_NO)
    assert is_legal(content)
    form = read_form(content, "form.xlsx")
    assert names(form) == ["q", "q_other"]
    assert "other" in form.codes_of(form.by_name["q"].choices)
    assert form.by_name["q_other"].relevant == "selected(${q}, 'other')"


def test_a_choice_among_the_rows_of_a_repeat_is_read():
    """“Which of the children …” is a list that the respondent makes."""
    rows = [["begin repeat", "r", "R"], ["text", "n", "N"], ["end repeat"], ["select_one ${n}", "q", "Q"]]
    content = book(survey=[HEADER, *rows])
    assert is_legal(content)
    assert names(read_form(content, "form.xlsx")) == ["n", "q"]


def test_headers_may_have_capitals():
    """A form of which no question is read checks nothing and says that all is well."""
    content = book(survey=[["Type", "Name", "Label::English (en)"], ["text", "q", "Q"]])
    assert is_legal(content)
    assert [(c.column, c.label.en) for c in asked(read_form(content, "form.xlsx"))] == [("q", "Q")]


def test_sheets_may_have_capitals():
    """pyxform finds Survey as well as survey."""
    content = book(Survey=[HEADER, ["select_one yn", "q", "Q"]], Choices=YES_NO)
    assert is_legal(content)
    assert names(read_form(content, "form.xlsx")) == ["q"]


@pytest.mark.parametrize(
    ("header", "cell", "part", "found"),
    [
        ("relevance", "${a} = 'y'", "relevant", "(${a} = 'y')"),
        ("bind::relevant", "${a} = 'y'", "relevant", "(${a} = 'y')"),
        ("bind::required", "yes", "required", True),
        ("bind::constraint", ". > 0", "constraint", ". > 0"),
    ],
)
def test_columns_have_other_names(header, cell, part, found):
    """pyxform reads them as the same; a condition unread makes every skipped question a missing answer."""
    content = book(survey=[["type", "name", "label", header], ["text", "a", "A"], ["text", "q", "Q", cell]])
    assert is_legal(content)
    assert getattr(read_form(content, "form.xlsx").by_name["q"], part) == found


def test_a_calculation_may_stand_under_calculate():
    """pyxform takes calculate for calculation."""
    content = book(survey=[["type", "name", "label", "calculate"], ["calculate", "q", "", "1 + 1"]])
    assert is_legal(content)
    assert read_form(content, "form.xlsx").by_name["q"].calculation == "1 + 1"


def test_a_choice_may_be_headed_value():
    """pyxform takes value for name."""
    choices = [["list_name", "value", "label"], ["yn", "y", "Yes"]]
    content = book(survey=[HEADER, ["select_one yn", "q", "Q"]], choices=choices)
    assert is_legal(content)
    assert read_form(content, "form.xlsx").codes_of("yn") == ("y",)


def test_a_row_that_is_switched_off_is_no_question():
    """pyxform passes over it, so no export can hold it and its list may be gone."""
    content = book(
        survey=[[*HEADER, "disabled"], ["select_one gone", "a", "A", "", "", "", "yes"], ["text", "b", "B"]]
    )
    assert is_legal(content)
    assert names(read_form(content, "form.xlsx")) == ["b"]


@pytest.mark.xfail(strict=True, reason="two questions of one name in different groups become one")
def test_two_groups_may_hold_questions_of_one_name():
    """husband/age and wife/age are two questions; a name must be alone only within its group."""
    rows = [
        *(["begin group", "husband", "H"], ["integer", "age", "A"], ["end group"]),
        *(["begin group", "wife", "W"], ["integer", "age", "A"], ["end group"]),
    ]
    content = book(survey=[HEADER, *rows])
    assert is_legal(content)
    form = read_form(content, "form.xlsx")
    assert len({column.column for column in asked(form)}) == 2


def test_a_date_with_a_time_is_not_a_date():
    """pyxform takes “date time” for dateTime."""
    content = book(survey=[HEADER, ["date time", "q", "Q"]])
    assert is_legal(content)
    assert read_form(content, "form.xlsx").by_name["q"].type == "datetime"


@pytest.mark.parametrize("header", ["label::Кыргыз тили", "label::Кыргыз", "label::Kirghiz", "label::(kg)"])
def test_kyrgyz_has_several_names(header):
    """Form makers name languages freely, and kg is the most frequent slip for ky."""
    form = read(["text", "q", "E", "К"], header=["type", "name", "label::English (en)", header])
    assert form.by_name["q"].label.ky == "К"
