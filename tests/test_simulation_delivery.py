from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date

import pytest
import yaml

from mekendesh.errors import DeliveryError, ParameterError
from mekendesh.files import Tree, current_tree, read_json, read_text_table, read_typed_table, write_text
from mekendesh.simulation.delivery import is_current, simulate_delivery
from mekendesh.structure.corridors import Corridor, Round

RUSSIA = Corridor("KGZ", "RUS")
EXAMPLE = Round("example", date(2026, 6, 30), True)
PLACE = "KGZ/example/RUS"


def new_tree(root) -> Tree:
    for name in ("structure", "reference"):
        shutil.copytree(current_tree().root / "data" / name, root / "data" / name)
    return Tree(root)


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Tree:
    tree = new_tree(tmp_path_factory.mktemp("tree"))
    simulate_delivery(tree, RUSSIA, EXAMPLE)
    return tree


def content(tree: Tree) -> dict[str, bytes]:
    folders = (tree.raw(PLACE), tree.truth(PLACE))
    return {file.name: file.read_bytes() for folder in folders for file in sorted(folder.iterdir())}


def test_the_declaration_says_what_the_folder_holds(tree):
    """A delivery names its place, that nobody in it exists, and the bytes of its file."""
    declared = yaml.safe_load((tree.raw(PLACE) / "delivery.yml").read_text(encoding="utf-8"))
    responses = (tree.raw(PLACE) / "responses.csv").read_bytes()
    rows = len(read_text_table(tree.raw(PLACE) / "responses.csv"))
    assert declared.pop("rng_seed") == 1064641795
    organisations = declared["files"].pop("organisations")
    assert declared["files"].pop("statements") == {"name": "statements.csv"}
    inventory = (tree.raw(PLACE) / "organisations.csv").read_bytes()
    assert organisations["sha256"] == hashlib.sha256(inventory).hexdigest()
    lists = declared.pop("lists")
    assert list(lists) == ["consular_register", "association_1", "association_2"]
    for of_list in lists.values():
        content = (tree.raw(PLACE) / of_list["file"]).read_bytes()
        assert of_list["sha256"] == hashlib.sha256(content).hexdigest()
        assert of_list["rows"] == str(content.count(b"\r\n") - 1)
        assert of_list["legal_basis"] == "Simulated; no person in it exists."
    assert declared == {
        "origin": "KGZ",
        "destination": "RUS",
        "round": "example",
        "design": "rds",
        "form_version": "v1",
        "simulated": True,
        "encoding": "utf-8",
        "delimiter": ",",
        "files": {
            "responses": {
                "name": "responses.csv",
                "sha256": hashlib.sha256(responses).hexdigest(),
                "rows": rows,
            }
        },
    }


def test_a_delivery_says_what_it_was_made_from(tree):
    """The example is made anew when its assumptions change, whoever asked for it first: a notebook or the batch."""
    assert is_current(tree, RUSSIA, EXAMPLE)
    mark = tree.truth(PLACE) / "made_from.txt"
    made_from = mark.read_text(encoding="utf-8")
    write_text(mark, "other assumptions")
    assert not is_current(tree, RUSSIA, EXAMPLE)
    write_text(mark, made_from)


def test_the_same_call_writes_the_same_bytes_in_another_process_locale_and_time_zone(tree, tmp_path):
    """Nothing depends on the hash seed, the clock or the machine's language."""
    other = new_tree(tmp_path)
    code = (
        "from datetime import date; from pathlib import Path; from mekendesh.files import Tree;"
        "from mekendesh.simulation.delivery import simulate_delivery;"
        "from mekendesh.structure.corridors import Corridor, Round;"
        f"simulate_delivery(Tree(Path({str(tmp_path)!r})), Corridor('KGZ', 'RUS'),"
        " Round('example', date(2026, 6, 30), True))"
    )
    surroundings = {**os.environ, "PYTHONHASHSEED": "77", "LC_ALL": "C", "TZ": "Asia/Bishkek"}
    subprocess.run([sys.executable, "-c", code], check=True, env=surroundings)
    assert content(other) == content(tree)


def test_another_seed_gives_other_people(tree, tmp_path):
    """A rehearsal draws as many rounds as it likes."""
    other = new_tree(tmp_path)
    simulate_delivery(other, RUSSIA, EXAMPLE, rng_seed=5)
    assert content(other)["responses.csv"] != content(tree)["responses.csv"]


def test_no_truth_lies_in_the_delivery(tree):
    """The field knows neither degree nor popularity nor what was planted."""
    assert sorted(file.name for file in tree.raw(PLACE).iterdir()) == [
        "association_1.csv", "association_2.csv", "consular_register.csv", "delivery.yml",
        "organisations.csv", "responses.csv", "statements.csv",
    ]  # fmt: skip
    header = (tree.raw(PLACE) / "responses.csv").read_text(encoding="utf-8").splitlines()[0]
    for word in ("degree", "popularity", "engaged", "planted", "truth"):
        assert word not in header


def test_truth_and_delivery_fit_each_other(tree):
    """Whoever was interviewed is found in the truth by uuid; duplicates are not people."""
    people = read_typed_table(tree.truth(PLACE) / "people.parquet")
    truth = read_json(tree.truth(PLACE) / "truth.json")
    uuids = set(read_text_table(tree.raw(PLACE) / "responses.csv")["_uuid"])
    again = {mistake["uuid"] for mistake in truth["planted"] if mistake["kind"] in ("duplicate", "near_copy")}
    assert set(people.loc[people["uuid"] != "", "uuid"]) == uuids - again
    assert truth["people"] == len(people) == 12_000
    assert len(again) == 4


def test_only_the_round_example_is_simulated(tree):
    """A real round is never filled with invented people."""
    with pytest.raises(ParameterError, match="The round 2027-1 is not simulated"):
        simulate_delivery(tree, RUSSIA, Round("2027-1", date(2027, 1, 1), False))


@pytest.mark.parametrize("declared", ["simulated: false\n", "origin: KGZ\n", "simulated: [", None])
def test_a_delivery_of_the_field_is_never_written_over(tmp_path, declared):
    """Whatever does not declare itself simulated is left as it is, byte by byte."""
    tree = new_tree(tmp_path)
    tree.raw(PLACE).mkdir(parents=True)
    (tree.raw(PLACE) / "responses.csv").write_bytes(b"a,b\n1,2\n")
    if declared is not None:
        (tree.raw(PLACE) / "delivery.yml").write_text(declared, encoding="utf-8")
    before = {file.name: file.read_bytes() for file in tree.raw(PLACE).iterdir()}
    with pytest.raises(DeliveryError, match="not written over"):
        simulate_delivery(tree, RUSSIA, EXAMPLE)
    assert {file.name: file.read_bytes() for file in tree.raw(PLACE).iterdir()} == before
    assert not tree.truth(PLACE).exists()


def test_a_corridor_without_any_figure_is_not_simulated(tree):
    """No size is made up."""
    with pytest.raises(ParameterError, match="No source gives a figure to simulate the people of KGZ-ATA"):
        simulate_delivery(tree, Corridor("KGZ", "ATA"), EXAMPLE)
