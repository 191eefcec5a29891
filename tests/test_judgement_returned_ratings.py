"""Workbooks of a round table that come back filled in well and badly: row by row, and nothing is lost."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from mekendesh.field.workbooks import read_workbook
from mekendesh.judgement.returned_ratings import take_back, told_refusals
from roundtable_examples import PACK, comment_sheet, handed_out, read_here, refused, sections, subjects, take

EACH = len(subjects()) * 2
READINESS = ("before", "readiness", "portal")
IMPORTANCE = ("before", "importance", "run_portal")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """The process of its own that reads a workbook is tested where it lives, and takes half a second each time."""
    monkeypatch.setattr("mekendesh.judgement.returned_ratings.read_workbook", read_here)


def test_the_process_of_its_own_reads_what_these_tests_read():
    """Formulas with their places included: else every test here would speak of another reader."""
    content = handed_out().person().rate(*READINESS, "=1+2").content
    sheets = read_workbook(content, "one")
    assert sheets == read_here(content, "one")
    assert [sheet.formulas for sheet in sheets if sheet.formulas] == [
        (f"G{handed_out().row_of(*READINESS)}",)
    ]


def accounted(taken) -> bool:
    return taken.rows + taken.deleted == taken.taken + len(taken.refusals) + taken.unrated


def test_a_rating_becomes_one_row_with_its_participant_and_moment():
    """The long table is what everything else is computed from."""
    filled = handed_out().person("p01", "experts and research").rate(*READINESS, "3").rate(
        "after", "importance", "run_portal", 9
    )  # fmt: skip
    taken = take(filled)
    assert taken.ratings.to_numpy().tolist() == [
        ["P01", "experts", "readiness", "portal", "before", "3"],
        ["P01", "experts", "importance", "run_portal", "after", "9"],
    ]
    assert (taken.rows, taken.taken, taken.unrated, taken.deleted) == (EACH, 2, EACH - 2, 0)
    assert refused(taken) == []


@pytest.mark.parametrize(
    ("where", "rating", "reason"),
    [
        (READINESS, "high", "not_a_number"),
        (READINESS, 2.5, "not_a_number"),
        (READINESS, 9, "off_five"),
        (IMPORTANCE, 0, "off_nine"),
        (IMPORTANCE, "=3+4", "formula"),
        (IMPORTANCE, "=IF(1,7,)", "formula"),
    ],
)
def test_what_is_no_rating_is_refused_in_its_row_and_the_rest_is_taken(where, rating, reason):
    """Text for a number, a 9 on 0–4, a formula: one row, one reason."""
    filled = handed_out().person().rate("after", "feasibility", "run_portal", "5").rate(*where, rating)
    taken = take(filled)
    assert refused(taken) == [("before", filled.row_of(*where), reason)]
    assert taken.ratings["rating"].tolist() == ["5"]
    assert accounted(taken)


def test_a_formula_is_refused_also_where_it_shows_a_value():
    """A spreadsheet program keeps the value beside the formula; tomorrow it may be another."""
    filled = handed_out().person().rate(*READINESS, "=1+2")
    held = BytesIO()
    with ZipFile(BytesIO(filled.content)) as before, ZipFile(held, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>"))
    with ZipFile(held) as after:
        assert b"<f>1+2</f><v>3</v>" in b"".join(after.read(name) for name in after.namelist())
    taken = take_back({"one": held.getvalue()}, PACK, subjects(), sections())
    assert [reason for *_, reason in refused(taken)] == ["formula"]
    assert taken.ratings.empty


def test_a_deleted_row_is_named_and_counted():
    """A row that was sent and is gone would else be an empty one, silently."""
    filled = handed_out().person().rate(*READINESS, "3")
    sheet = filled.sheet("after")
    sheet.delete_rows(filled.row_of("after", "importance", "run_portal"))
    taken = take(filled)
    assert taken.refusals[["sheet", "row", "what", "id"]].to_numpy().tolist() == [
        ["after", 0, "importance", "run_portal"]
    ]
    assert (taken.rows, taken.deleted, taken.taken) == (EACH - 1, 1, 1)
    assert accounted(taken)


def test_a_proposal_that_came_to_the_library_later_is_not_missed():
    """The workbook says what it was sent with; nobody is reproached for a row that never was there."""
    content = handed_out().person().rate(*READINESS, "3").content
    later = (*subjects(), ("importance", "a_new_proposal"))
    taken = take_back({"one": content}, PACK, later, sections())
    assert (taken.deleted, len(taken.refusals), taken.taken) == (0, 0, 1)


def test_an_altered_locked_cell_and_an_added_row_are_refused():
    """What a rating speaks of is what was sent, or nothing."""
    filled = handed_out().person().rate(*READINESS, "3").rate(*IMPORTANCE, "7")
    sheet = filled.sheet("before")
    altered, moved = filled.row_of(*READINESS), filled.row_of(*IMPORTANCE)
    sheet.cell(altered, 5).value = "Something else"
    sheet.cell(moved, 2).value = "run_the_country"
    taken = take(filled)
    assert refused(taken) == [
        ("before", 0, "missing"),
        ("before", altered, "altered"),
        ("before", moved, "unknown"),
    ]
    assert "run_the_country" not in taken.refusals.to_csv()
    assert accounted(taken)


def test_a_sheet_may_come_back_sorted_and_renamed():
    """The hidden names say what a cell is, not where it stands."""
    filled = handed_out().person().rate(*READINESS, "3")
    sheet = filled.sheet("before")
    sheet.title = "мои оценки"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    for number, cells in enumerate(reversed(rows), start=3):
        for place, value in enumerate(cells, start=1):
            sheet.cell(number, place).value = value
    taken = take(filled)
    assert refused(taken) == []
    assert taken.ratings["id"].tolist() == ["portal"]


def test_the_same_workbook_twice_changes_nothing():
    """To hand in again is no second vote."""
    filled = handed_out().person().rate(*READINESS, "3")
    taken = take(filled, filled)
    assert len(taken.ratings) == 1
    assert (taken.taken, len(taken.refusals)) == (2, 0)


def test_a_participant_who_comes_twice_with_other_ratings_is_refused_in_both():
    """Nobody could say which of the two is meant; nothing of either is mixed into one person."""
    first = handed_out().person("P07").rate(*READINESS, "3").rate(*IMPORTANCE, "8")
    second = handed_out().person("Р07").rate(*READINESS, "1")  # with a Cyrillic Р, as keyboards have it
    third = handed_out().person("P08").rate(*READINESS, "1")
    taken = take(first, second, third)
    assert [reason for *_, reason in refused(taken)] == ["participant_twice"] * 3
    assert taken.ratings["participant"].tolist() == ["P08"]
    assert accounted(taken)


def test_before_and_after_may_come_in_two_workbooks():
    """A participant may hand in the first rating at noon."""
    noon = handed_out().person("P07").rate(*READINESS, "3")
    evening = handed_out("ru").person("P07").rate("after", "readiness", "portal", "2")
    taken = take(noon, evening)
    assert taken.ratings[["moment", "rating"]].to_numpy().tolist() == [["before", "3"], ["after", "2"]]


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"code": "Асанова Айгүл"}, "no_code"),
        ({"stratum": ""}, "no_stratum"),
        ({"code": "=A1&1"}, "no_code"),
    ],
)
def test_without_a_code_or_a_stratum_no_rating_is_taken(person, reason):
    """A name or a telephone number is no code, and goes nowhere."""
    taken = take(handed_out().person(**person).rate(*READINESS, "3"))
    assert [why for *_, why in refused(taken)] == [reason]
    assert "Асанова" not in taken.refusals.to_csv() + taken.comments.to_csv()
    assert accounted(taken)


def test_a_workbook_of_another_round_table_is_refused():
    """Ratings of one round never enter another."""
    taken = take(handed_out(round_name="2028-1").person().rate(*READINESS, "3"))
    assert [reason for *_, reason in refused(taken)] == ["other_pack"]


def test_merged_cells_are_refused():
    """Under a merged cell a rating is missing."""
    filled = handed_out().person().rate(*READINESS, "3")
    row = filled.row_of(*READINESS)
    filled.sheet("before").merge_cells(start_row=row, end_row=row + 1, start_column=7, end_column=7)
    taken = take(filled)
    assert refused(taken) == [("before", row, "merged"), ("before", row + 1, "merged")]


def test_a_reason_in_words_is_kept_with_the_consent_of_its_author():
    """No answer to the question on quoting means no."""
    wrote = handed_out("ru").person("P01", "diaspora", "yes").rate(*READINESS, "=x", "reason").rate(
        *IMPORTANCE, "Бул\nмаанилүү", "reason"
    )  # fmt: skip
    silent = handed_out().person("P02", "state", "").rate(*IMPORTANCE, "Not so", "reason")
    taken = take(wrote, silent)
    assert taken.comments[["participant", "about", "comment", "language", "quote"]].to_numpy().tolist() == [
        ["P02", "importance:run_portal", "Not so", "en", "no"],
        ["P01", "importance:run_portal", "Бул маанилүү", "ru", "yes"],
    ]
    assert [reason for *_, reason in refused(taken)] == ["formula"]
    assert taken.ratings.empty
    assert accounted(taken)


def test_comments_are_taken_by_section_in_any_language():
    """The section is known by the word of the workbook; without one a comment is on the whole."""
    sheet = comment_sheet("ky").comment(3, section="Сунуштар", comment="Кыскараак", quote="yes", name="А. А.")
    sheet.comment(4, comment="Жакшы").comment(5, section="Жок бөлүм", comment="x").comment(6, name="Б. Б.")
    taken = take(sheet)
    assert taken.comments[["about", "comment", "quote", "name"]].to_numpy().tolist() == [
        ["section:general", "Жакшы", "no", ""],
        ["section:recommendations", "Кыскараак", "yes", "А. А."],
    ]
    assert refused(taken) == [("comments", 5, "no_section"), ("comments", 6, "no_comment")]
    assert "Б. Б." not in taken.refusals.to_csv()
    assert (taken.rows, taken.taken) == (4, 2)
    assert accounted(taken)


def test_a_no_to_quoting_wins_over_a_yes_to_the_same_words():
    """A withdrawal of consent is never outvoted."""
    yes = comment_sheet().comment(3, comment="Shorter", quote="yes")
    no = comment_sheet().comment(3, comment="Shorter", quote="no")
    assert take(yes, no).comments["quote"].tolist() == ["no"]


def test_a_file_that_is_no_workbook_stops_no_other():
    """It is named by its place among the files, and the others are read."""
    good = handed_out().person().rate(*READINESS, "3").content
    taken = take_back({"a": b"PK not a workbook", "b": good}, PACK, subjects(), sections())
    assert list(taken.unreadable) == ["a"]
    assert len(taken.ratings) == 1


def test_sheets_that_come_back_empty_are_no_mistake():
    """Nothing to say is an answer; a workbook of something else is not."""
    from openpyxl import Workbook

    taken = take(handed_out(), comment_sheet())
    assert (taken.rows, taken.unrated, len(taken.refusals), taken.unreadable) == (EACH, EACH, 0, {})
    other = BytesIO()
    Workbook().save(other)
    taken = take_back({"one": other.getvalue()}, PACK, subjects(), sections())
    assert "has no sheet of a round table" in str(taken.unreadable["one"])


def test_the_order_of_files_changes_nothing():
    """Same workbooks, same tables."""
    one = handed_out().person("P01").rate(*READINESS, "3").content
    two = handed_out().person("P02").rate(*READINESS, "9").content
    there = take_back({"a": one, "b": two}, PACK, subjects(), sections())
    back = take_back({"b": two, "a": one}, PACK, subjects(), sections())
    assert there.ratings.equals(back.ratings)
    assert there.refusals.equals(back.refusals)


def test_refusals_are_told_together_where_the_reason_is_one():
    """Eighty deleted rows are one line."""
    taken = take(handed_out().person().rate(*READINESS, "9").rate(*IMPORTANCE, "0"))
    assert [(number, sheet, rows) for number, sheet, _, rows in told_refusals(taken.refusals, ["file1"])] == [
        (1, "before", [taken.refusals.iloc[0]["row"]]),
        (1, "before", [taken.refusals.iloc[1]["row"]]),
    ]
