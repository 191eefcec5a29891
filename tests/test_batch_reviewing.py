from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from conftest import linked_tree
from mekendesh.batch.reviewing import take_log, take_review, write_review
from mekendesh.cleaning.clean import Cleaning, clean_delivery
from mekendesh.cleaning.log import read_log
from mekendesh.errors import ParameterError
from mekendesh.simulation.delivery import simulate_delivery
from mekendesh.structure.corridors import find_corridor, find_round

TODAY = date(2026, 7, 15)
PLACE = "KGZ/example/KOR"


@pytest.fixture(scope="module")
def cleaned_once(tmp_path_factory):
    """A simulated delivery, cleaned once: the tree, the key it was cleaned with, and the cleaning."""
    with pytest.MonkeyPatch.context() as patch:
        tree = linked_tree(tmp_path_factory.mktemp("cleaned"), patch)
        corridor, of_round = find_corridor(tree, "KGZ", "KOR"), find_round(tree, "example")
        simulate_delivery(tree, corridor, of_round)
        before = clean_delivery(tree, corridor, of_round)
        return tree, Path(os.environ["MEKENDESH_KEY"]), before


@pytest.fixture
def surveyed_tree(tree, cleaned_once):
    """A tree of its own with a copy of all that lay in the cleaned one: the delivery, its cleaning, frozen links."""
    cleaned, key, _ = cleaned_once
    shutil.copy2(key, os.environ["MEKENDESH_KEY"])
    for folder in (cleaned.root / "data").iterdir():
        if not folder.is_symlink():
            shutil.copytree(folder, tree.root / "data" / folder.name)
    return tree


@pytest.fixture
def before(cleaned_once) -> Cleaning:
    """The cleaning before anybody decided anything."""
    return cleaned_once[2]


def filled_in(path: Path, decide) -> int:
    """Fill the workbook as a person would: `decide` gives the open cells for a row, or nothing."""
    book = openpyxl.load_workbook(path)
    sheet = book["decisions"]
    names = [cell.value for cell in sheet[1]]
    touched = 0
    for row in sheet.iter_rows(min_row=3):
        told = {name: cell.value for name, cell in zip(names, row, strict=True)}
        answers = decide(told)
        touched += bool(answers)
        for name, value in answers.items():
            row[names.index(name)].value = value
    book.save(path)
    return touched


def accepted(told: dict[str, str]) -> dict[str, str]:
    by_two = told["column"] in ("_row", "coupon_received")
    second = {"second_reviewer": "Бакыт", "second_on": "2026-07-11"} if by_two else {}
    return {"decision": "принять", "reviewer": "Айша", "decided_on": "2026-07-10", **second}


def test_doubts_go_out_come_back_decided_and_are_not_asked_again(surveyed_tree, before, tmp_path):
    """The whole way: workbook, two people, log, a cleaning that follows it, and an empty second workbook."""
    path = tmp_path / "review.xlsx"
    (line,) = write_review("KGZ-KOR", "example", "ru", path)
    touched = filled_in(path, accepted)
    assert line.startswith(f"review.xlsx: {touched} proposals of ")
    lines = list(take_review("KGZ-KOR", "example", "ru", path, TODAY))
    assert lines == [f"{touched} rows: {touched} taken over, 0 refused, 0 untouched"]
    log = read_log(surveyed_tree.decisions(PLACE) / "cleaning_log.csv")
    assert set(log["state"]) == {"accepted"}
    assert set(log["reviewer"]) == {"Айша"}
    after = clean_delivery(
        surveyed_tree, find_corridor(surveyed_tree, "KGZ", "KOR"), find_round(surveyed_tree, "example")
    )
    removed = (log["action"] == "remove").sum()
    assert removed > 0
    assert after.counts["kept"] == before.counts["kept"] - removed
    assert len(after.versions["automatic"]) == before.counts["kept"]
    (line,) = write_review("KGZ-KOR", "example", "ru", path)
    assert line.startswith("review.xlsx: 0 proposals of ")


def test_what_is_refused_is_said_row_by_row_and_asked_again(surveyed_tree, tmp_path):
    """Nothing is lost by a workbook filled in badly."""
    path = tmp_path / "review.xlsx"
    next(write_review("KGZ-KOR", "example", "ru", path))
    touched = filled_in(path, lambda told: {"decision": "принять"} if told["column"] == "_row" else {})
    assert touched > 0
    first, *refusals = take_review("KGZ-KOR", "example", "en", path, TODAY)
    assert f"{touched} refused" in first
    assert len(refusals) == touched
    assert all("no reviewer" in line for line in refusals)
    (again,) = write_review("KGZ-KOR", "example", "ru", path)
    assert again.partition(":")[2].split()[0] == first.split()[0]


def test_a_foreign_log_is_taken_over(surveyed_tree, tmp_path):
    """A team that cleaned with cleaningtools brings its decisions along."""
    responses = (surveyed_tree.raw(PLACE) / "responses.csv").read_text(encoding="utf-8").splitlines()
    header = responses[0].split(",")
    cells = next(
        dict(zip(header, line.split(","), strict=False))
        for line in responses[1:]
        if '"' not in line and ",yes," in line
    )
    table = tmp_path / "log.csv"
    table.write_text(
        "uuid,question,old_value,new_value,change_type,issue\n"
        f"{cells['_uuid']},network_size,{cells['recruitment/network_size']},12,change_response,typing error\n"
        f"nobody,network_size,1,2,change_response,typing error\n"
    )
    lines = list(take_log("KGZ-KOR", "example", "en", table, "Aisha", TODAY))
    assert lines[0] == "2 rows: 1 taken over, 0 without action, 1 refused"
    assert lines[1].startswith("  row 3: No record of the delivery has this uuid.")
    log = read_log(surveyed_tree.decisions(PLACE) / "cleaning_log.csv")
    assert log[["column", "new_value", "reviewer", "state"]].to_numpy().tolist() == [
        ["network_size", "12", "Aisha", "accepted"]
    ]


def test_an_origin_alone_has_no_review(tree, tmp_path):
    """A delivery belongs to a corridor."""
    with pytest.raises(ParameterError, match="is no corridor"):
        next(write_review("KGZ", "example", "ru", tmp_path / "review.xlsx"))


def test_a_sample_of_links_is_reviewed_and_says_how_good_they_are(surveyed_tree, before, tmp_path):
    """Two people look at pairs; precision and recall then rest on what they found, non-links among it."""
    corridor, of_round = find_corridor(surveyed_tree, "KGZ", "KOR"), find_round(surveyed_tree, "example")
    assert {overlap.reviewed for overlap in before.overlaps} == {0}
    path = tmp_path / "review.xlsx"
    next(write_review("KGZ-KOR", "example", "ru", path, links=True))

    def decide(told: dict[str, str]) -> dict[str, str]:
        if told["column"] != "_link/consular_register":
            return {}
        second = {"second_reviewer": "Бакыт", "second_on": "2026-07-11"}
        one, other = told["doubt"].split("\n")
        same = one.split(" · ")[1] in other and one.split(" · ")[0].split()[0][:3] == other[:3]
        answer = "принять" if same else "отклонить"
        return {"decision": answer, "reviewer": "Айша", "decided_on": "2026-07-10", **second}

    touched = filled_in(path, decide)
    first = next(take_review("KGZ-KOR", "example", "ru", path, TODAY))
    assert f"{touched} taken over, 0 refused" in first
    after = clean_delivery(surveyed_tree, corridor, of_round)
    register = after.overlaps[0]
    assert register.reviewed == touched > 10
    assert 0 < register.precision <= 1
    assert register.recall != before.overlaps[0].recall
