"""A round table from the command line: out, back, and nothing lost on the way."""

from __future__ import annotations

import csv

import pytest
from click.testing import CliRunner

from mekendesh.batch.roundtable import take_ratings
from mekendesh.cli import main
from mekendesh.files import read_text_table
from roundtable_examples import comment_sheet, handed_out, read_here


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """The process of its own that reads a workbook is tested where it lives."""
    monkeypatch.setattr("mekendesh.judgement.returned_ratings.read_workbook", read_here)


def run(*arguments: str):
    return CliRunner().invoke(main, ["roundtable", *arguments])


def saved(folder, name, filled):
    path = folder / name
    path.write_bytes(filled.content if hasattr(filled, "content") else filled)
    return str(path)


def test_the_pack_is_written_where_asked_or_beside_the_ratings(tree, tmp_path):
    """Twelve files, named for whom they are."""
    assert run("pack", "KGZ", "--round", "2027-1", "--out", str(tmp_path / "out")).exit_code == 0
    assert len(list((tmp_path / "out").iterdir())) == 12
    said = run("pack", "kgz")
    assert said.exit_code == 0
    assert "EXAMPLE_KGZ_example_ratings_ky.xlsx" in said.output.splitlines()
    assert len(list((tree.roundtable("KGZ/example") / "pack").iterdir())) == 12


def test_what_comes_back_is_taken_refused_and_kept(tree, tmp_path):
    """Ratings, comments and refusals as tables; every workbook as it came; no name on the console."""
    good = saved(tmp_path, "Асанова_Айгүл.xlsx", handed_out("ru").person("P01", "diaspora").rate(
        "before", "readiness", "portal", "3").rate("after", "readiness", "portal", "9"))  # fmt: skip
    words = saved(tmp_path, "b.xlsx", comment_sheet().comment(3, comment="Shorter", name="Б. Б."))
    said = run("import", "KGZ", good, words, "--round", "2027-1", "--language", "en")
    assert said.exit_code == 0
    first, second, *refusals = said.output.splitlines()
    assert first == "165 rows received and 0 deleted ones missing: 2 taken, 1 refused, 162 left empty"
    assert second == "now on record: ratings 1, participants 1, comments 1"
    assert len(refusals) == 1
    assert "file 1, sheet after, row" in refusals[0]
    assert "not on the scale from 0 to 4" in refusals[0]
    assert "Асанова" not in said.output
    assert "Б. Б." not in said.output
    folder = tree.roundtable("KGZ/2027-1")
    assert read_text_table(folder / "ratings.csv")["rating"].tolist() == ["3"]
    assert read_text_table(folder / "comments.csv")["name"].tolist() == ["Б. Б."]
    assert len(read_text_table(folder / "refusals.csv")) == 1
    assert len(list((folder / "received").glob("*.xlsx"))) == 2
    assert "Асанова" not in str(sorted(folder.rglob("*")))


def test_a_second_import_adds_and_a_workbook_taken_away_takes_its_ratings_with_it(tree, tmp_path):
    """Everything is made anew from what was received."""
    one = saved(tmp_path, "1.xlsx", handed_out().person("P01").rate("before", "readiness", "portal", "3"))
    two = saved(tmp_path, "2.xlsx", handed_out().person("P02").rate("before", "readiness", "portal", "1"))
    folder = tree.roundtable("KGZ/2027-1")
    run("import", "KGZ", one, "--round", "2027-1")
    run("import", "KGZ", two, "--round", "2027-1")
    assert read_text_table(folder / "ratings.csv")["participant"].tolist() == ["P01", "P02"]
    once = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    run("import", "KGZ", one, two, "--round", "2027-1")
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == once
    for path in (folder / "received").glob("*.xlsx"):
        if _code(path) == "P01":
            path.unlink()
    assert run("import", "KGZ", "--round", "2027-1").exit_code == 0
    assert read_text_table(folder / "ratings.csv")["participant"].tolist() == ["P02"]


def _code(path) -> str:
    from openpyxl import load_workbook

    book = load_workbook(path)
    return next(sheet["A3"].value for sheet in book if sheet["A1"].value == "code")


def test_a_file_that_is_no_workbook_is_said_by_its_number(tree, tmp_path):
    """Its own name may be a person's."""
    bad = saved(tmp_path, "Иванов.xlsx", b"not a workbook")
    said = run("import", "KGZ", bad, "--round", "2027-1", "--language", "en")
    assert said.exit_code == 0
    assert "File 1 is not an .xlsx" in said.output
    assert "Иванов" not in said.output
    assert list(tree.roundtable("KGZ/2027-1").glob("received/*")) == []


def test_the_example_takes_no_ratings_of_people(tree, tmp_path):
    """Simulated and real inputs never meet."""
    filled = saved(tmp_path, "1.xlsx", handed_out().person("P01"))
    said = run("import", "KGZ", filled, "--round", "example")
    assert said.exit_code == 2
    assert "is simulated" in said.output
    assert not tree.roundtable("KGZ/example").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pack", "XYZ"], "There is no origin 'XYZ'"),
        (["pack", "KGZ", "--round", "soon"], "There is no round"),
    ],
)
def test_an_unknown_origin_or_round_is_one_sentence(tree, arguments, said):
    """Status 2, and nothing written."""
    told = run(*arguments)
    assert told.exit_code == 2
    assert said in told.output
    assert not (tree.root / "data" / "roundtable").exists()


def test_words_that_begin_like_a_formula_stay_words(tree, tmp_path):
    """A dash and a comma are no reason to lose or to alter a comment."""
    filled = comment_sheet().comment(3, comment="- раз, два", quote="yes")
    list(take_ratings("KGZ", "2027-1", "en", [_path(tmp_path, filled)]))
    path = tree.roundtable("KGZ/2027-1") / "comments.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        assert [row["comment"] for row in csv.DictReader(handle)] == ["- раз, два"]


def _path(tmp_path, filled):
    path = tmp_path / "c.xlsx"
    path.write_bytes(filled.content)
    return path
