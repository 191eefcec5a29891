"""The files of published numbers and their samples: read with every cell checked."""

from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.published_numbers import (
    load_apiclus1,
    load_faux,
    load_faux_transitions,
    load_published_numbers,
)
from reference_examples import change, copied, sign


def test_a_number_keeps_the_digits_it_was_printed_with():
    """Printed digits say how exact a number is; a float would lose them."""
    numbers = {number.check: number for number in load_published_numbers(current_tree())}
    assert (numbers["mean_api"].printed, numbers["mean_api"].digits) == ("644.16940", 5)
    assert (numbers["total_enroll"].digits, numbers["total_enroll"].value) == (0, 3_404_940)


def test_faux_has_one_row_a_person():
    """389 people, 118 of them blue, as many as recruited: the seed is red; 388 recruitments from rows to columns."""
    people = load_faux(current_tree())
    assert len(people) == 389
    assert (people["group"] == "blue").sum() == 118
    assert people.groupby("group")["network_size"].agg(["min", "max"]).to_numpy().tolist() == [
        [5, 32],
        [4, 43],
    ]
    counts = load_faux_transitions(current_tree())
    assert counts.loc["blue", "red"] == 82
    assert counts.loc["red", "blue"] == 79


def test_apiclus1_has_one_row_a_school_and_keeps_the_sums_of_its_cells():
    """183 schools of 15 districts; the cell of three schools in 135|E|N still sums to 2013."""
    schools = load_apiclus1(current_tree())
    assert (len(schools), schools["cluster"].nunique()) == (183, 15)
    cell = schools[(schools["cluster"] == 135) & (schools["schoolwide"] == "N")]
    assert (len(cell), cell["api00"].sum()) == (3, pytest.approx(2013))


@pytest.mark.parametrize(
    ("file", "old", "new", "column"),
    [
        ("published_numbers.csv", "0.310913286", "about .31", "printed"),
        ("published_numbers.csv", ",ratio,", ",proportion,", "what"),
        ("published_numbers.csv", "rds_i_blue", "rds_ii_blue", "check"),
        ("published_numbers.csv", ",5e-10,", ",-1,", "tolerance"),
        ("faux.csv", "4,0,3", "4,none,3", "blue"),
        ("faux_transitions.csv", "blue,39", "green,39", "recruiter"),
        ("apiclus1.csv", "61,E,Y", "61,X,Y", "type"),
        ("apiclus1.csv", "61,E,Y,10", "61,E,Y,0", "n"),
    ],
)
def test_a_cell_that_cannot_be_is_named(tmp_path, file, old, new, column):
    """A slip in a signed file is told with file and column before anything is computed from it."""
    tree = copied(tmp_path)
    change(tree.reference / file, old, new)
    sign(tree.reference / file)
    load = {
        "published_numbers.csv": load_published_numbers,
        "faux.csv": load_faux,
        "faux_transitions.csv": load_faux_transitions,
        "apiclus1.csv": load_apiclus1,
    }[file]
    with pytest.raises(StructureError, match=rf"{file} .*column {column}"):
        load(tree)


def test_a_changed_sample_is_refused(tmp_path):
    """One person more in the sample would change every number computed from it."""
    tree = copied(tmp_path)
    change(tree.reference / "faux.csv", "4,0,3", "4,0,4")
    with pytest.raises(StructureError, match=r"faux\.csv has the sha256"):
        load_faux(tree)
