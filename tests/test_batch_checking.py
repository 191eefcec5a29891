from __future__ import annotations

from pathlib import Path

import pytest

from mekendesh.batch.checking import check_files
from mekendesh.errors import DeliveryError, StructureError
from mekendesh.files import read_text_table
from test_field_xlsforms import YES_NO, book

SURVEY = [
    ["type", "name", "label", "relevant", "required"],
    ["text", "who", "Who", "", True],
    ["select_one yn", "work", "Work"],
    ["integer", "hours", "Hours", "${work} = 'y'"],
    ["begin_repeat", "child", "Children"],
    ["integer", "grade", "Grade"],
    ["end_repeat"],
]


@pytest.fixture
def form(tmp_path) -> Path:
    return saved(tmp_path, "form.xlsx", book(survey=SURVEY, choices=YES_NO))


def saved(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_csv_is_checked_and_its_doubts_are_written(form, tmp_path):
    """A line a finding for the eye, a row a doubt for the file."""
    data = saved(tmp_path, "data.csv", "who,work,hours,_uuid\nA,n,40,u1\n,y,many,u2\n")
    out = tmp_path / "doubts.csv"
    assert list(check_files(form, [data], out)) == [
        "data: 2 rows",
        "  warning type: 1",
        "  warning required: 1",
        "  warning relevance: 1",
        "3 doubts written to doubts.csv",
    ]
    doubts = read_text_table(out)
    assert doubts[["table", "check", "row", "uuid", "column"]].to_numpy().tolist() == [
        ["data", "type", "3", "u2", "hours"],
        ["data", "required", "3", "u2", "who"],
        ["data", "relevance", "2", "u1", "hours"],
    ]


def test_nothing_is_written_where_nobody_asked(form, tmp_path):
    """Answers are people's; a copy more is a copy too many."""
    data = saved(tmp_path, "data.csv", "who,work,hours\nA,y,40\n")
    before = sorted(tmp_path.iterdir())
    assert list(check_files(form, [data], None)) == ["data: 1 rows"]
    assert sorted(tmp_path.iterdir()) == before


def test_a_workbook_brings_a_table_a_sheet(form, tmp_path):
    """KoBoToolbox writes repeats onto sheets of their own; hidden and empty ones are passed over."""
    content = book(
        form=[
            ["who", "work", "hours", "_index", "_uuid"],
            ["A", "y", 40, 1, "u1"],
            ["B", "n", None, 2, "u2"],
        ],
        child=[
            ["child/grade", "_index", "_parent_table_name", "_parent_index"],
            [3, 1, "form", 1],
            ["x", 2, "form", 2],
        ],
        notes=[["nothing below"]],
    )
    assert list(check_files(form, [saved(tmp_path, "data.xlsx", content)], None)) == [
        "form: 2 rows",
        "child: 2 rows",
        "  warning type: 1",
    ]


def test_a_table_a_file_is_checked_together(form, tmp_path):
    """ODK Central writes a CSV a repeat."""
    main = saved(tmp_path, "form.csv", "who,work,hours,meta-instanceID,KEY\nA,y,40,uuid:1,uuid:1\n")
    child = saved(tmp_path, "form-child.csv", "grade,PARENT_KEY,KEY\nx,uuid:1,uuid:1/child[1]\n")
    assert list(check_files(form, [child, main], None)) == [
        "form: 1 rows",
        "form-child: 1 rows",
        "  warning type: 1",
    ]


def test_another_delimiter_and_encoding_are_declared(form, tmp_path):
    """A spreadsheet in Bishkek writes semicolons and cp1251."""
    data = saved(tmp_path, "data.csv", "who;work;hours\nАйбек;y;40\n".encode("cp1251"))
    assert list(check_files(form, [data], None, "cp1251", ";")) == ["data: 1 rows"]
    with pytest.raises(DeliveryError, match=r"data\.csv, line 2: this is not UTF-8"):
        list(check_files(form, [data], None))


def test_what_cannot_be_read_is_refused(form, tmp_path):
    """A form in the data's place, data in the form's place."""
    data = saved(tmp_path, "data.csv", "a,b\n1,2\n")
    with pytest.raises(DeliveryError, match="No table of the data holds a question"):
        list(check_files(form, [data], None))
    with pytest.raises(DeliveryError, match=r"data\.csv is not an \.xlsx"):
        list(check_files(data, [data], None))
    sheet = saved(tmp_path, "sheet.xlsx", book(Sheet=[["a"], ["b"]]))
    with pytest.raises(StructureError, match="no sheet “survey”"):
        list(check_files(sheet, [data], None))


def test_two_files_of_one_name_are_both_checked(form, tmp_path):
    """Exports of two months lie in two folders and are called the same."""
    (tmp_path / "may").mkdir()
    may = saved(tmp_path / "may", "data.csv", "who,work,hours,_uuid\nA,y,many,u1\n")
    june = saved(tmp_path, "data.csv", "who,work,hours,_uuid\nB,y,40,u2\n")
    assert "  warning type: 1" in list(check_files(form, [may, june], None))


def test_both_columns_of_the_version_are_ordinary(form, tmp_path):
    """KoBoToolbox writes both where a form was deployed again."""
    data = saved(tmp_path, "data.csv", "who,work,hours,__version__,_version_\nA,y,40,v1,v2\n")
    assert list(check_files(form, [data], None)) == ["data: 1 rows"]


def test_questions_may_be_numbered_with_points(tmp_path):
    """XLSForm names may hold periods, and questionnaires are numbered so."""
    survey = [["type", "name", "label"], ["text", "q1", "One"], ["text", "q1.1", "One one"]]
    data = saved(tmp_path, "data.csv", "q1,q1.1,_uuid\na,b,u1\n")
    assert list(check_files(saved(tmp_path, "f.xlsx", book(survey=survey)), [data], None)) == ["data: 1 rows"]
