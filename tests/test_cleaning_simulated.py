from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from mekendesh.cleaning.clean import Cleaning, clean_delivery, load_respondents
from mekendesh.errors import DeliveryError
from mekendesh.files import Tree, current_tree
from mekendesh.simulation.delivery import simulate_delivery
from mekendesh.structure.corridors import Corridor, find_round
from mekendesh.structure.instruments import corridor_questionnaire

CORRIDOR, PLACE = Corridor("KGZ", "RUS"), "KGZ/example/RUS"
FOUND_BY = {
    "network_size_missing": "required",
    "network_size_zero": "range",
    "network_size_huge": "range",
    "coupon_look_alike": "coupon_look_alike",
    "coupon_letter_for_digit": "coupon_look_alike",
    "coupon_never_issued": "coupon_not_given",
    "birth_year_out_of_range": "range",
    "arrived_before_birth": "arrived_impossibly",
    "sector_without_work": "sector_without_work",
    "answer_not_asked": "relevance",
    "scale_out_of_range": "choice",
    "too_short": "too_short",
    "number_with_comma": "type",
    "overqualified_without_work": "overqualified_without_work",
    "stay_longer_than_since_arrival": "stay_longer_than_since_arrival",
    "coupon_lost": "required",
    "other_on_list": "other_on_list",
    "identifying_text": "identifying_text",
    "mixed_scripts": "mixed_scripts",
    "letters_lost": "broken_letters",
    "hidden_character": "hidden_characters",
    "straightliner": "straightlining",
    "near_copy": "near_duplicate",
    "duplicate": "sent_again",
}


@dataclass(frozen=True)
class Example:
    tree: Tree
    raw: pd.DataFrame
    planted: list[dict[str, str]]
    done: Cleaning


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Example:
    root = tmp_path_factory.mktemp("example")
    tree = Tree(root / "workbench")
    for folder in ("structure", "reference"):
        shutil.copytree(current_tree().root / "data" / folder, tree.root / "data" / folder)
    of_round = find_round(tree, "example")
    simulate_delivery(tree, CORRIDOR, of_round)
    raw = pd.read_csv(tree.raw(PLACE) / "responses.csv", dtype="str", keep_default_na=False)
    raw.index += 2
    planted = json.loads((tree.truth(PLACE) / "truth.json").read_text())["planted"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEKENDESH_KEY", str(root / "key"))
        done = clean_delivery(tree, CORRIDOR, of_round)
    return Example(tree, raw, planted, done)


def test_every_planted_mistake_is_found_by_its_check_and_nothing_else_is(example):
    """The simulation says what it planted where; the checks must say the same, no more and no less."""
    row_of = {uuid: row for row, uuid in example.raw["_uuid"].items()}
    planted = {(FOUND_BY[one["kind"]], row_of[one["uuid"]]) for one in example.planted}
    found = set(zip(example.done.issues["check"], example.done.issues["row"], strict=True))
    assert planted <= found
    # The interview that was copied is doubted with its copy; a number that cannot be also lies far from all others.
    copied = {
        ("near_duplicate", row_of[one["true"]]) for one in example.planted if one["kind"] == "near_copy"
    }
    huge = {("outlier", row) for check, row in planted if check == "range"}
    # A copied interview came without a coupon, though nobody declared it a seed.
    without = {("required", row_of[one["uuid"]]) for one in example.planted if one["kind"] == "near_copy"}
    assert found - planted - huge - without == copied


def test_misread_coupons_become_the_true_ones(example):
    """A correction is only worth its row in the log if it is right."""
    true = {p["uuid"]: p["true"] for p in example.planted if FOUND_BY[p["kind"]] == "coupon_look_alike"}
    corrected = example.done.log[example.done.log["action"] == "coupon"]
    assert dict(zip(corrected["uuid"], corrected["new_value"], strict=True)) == true


def test_all_rows_are_accounted_for_and_all_chains_lead_to_a_seed(example):
    """Only a coupon that nobody gave, a lost one, and a copied interview lead nowhere."""
    counts, people = example.done.counts, example.done.respondents
    assert counts["received"] == len(example.raw)
    assert counts["received"] == counts["kept"] + sum(counts["removed"].values()) + counts["refused"]
    nowhere = ("coupon_never_issued", "coupon_lost", "near_copy")
    lost = sum(planted["kind"] in nowhere for planted in example.planted)
    assert (people["recruiter_state"] == "unknown").sum() == lost
    assert people["is_seed"].sum() == (example.raw["recruitment/is_seed"] == "yes").sum()
    known = people[people["recruiter"].notna()]
    waves = people.set_index("respondent")["rds_wave"]
    steps = known["rds_wave"].to_numpy() - waves.loc[known["recruiter"]].to_numpy()
    assert set(pd.Series(steps).dropna()) == {1}


def test_no_identifier_of_anyone_is_in_what_cleaning_wrote(example):
    """Names, phones, documents and free text stay in the delivery."""
    written = b"".join(file.read_bytes() for file in example.tree.clean(PLACE).iterdir())
    for column in ("person/name", "person/phone", "person/document", "idea/idea_text"):
        cells = {cell for cell in example.raw[column] if len(cell) > 3}
        assert cells
        assert not [cell for cell in cells if cell.encode() in written]


def test_respondents_come_back_typed(example):
    """Estimation reads what cleaning wrote, nullable types and all."""
    form = corridor_questionnaire(example.tree, CORRIDOR, find_round(example.tree, "example"))
    pd.testing.assert_frame_equal(load_respondents(example.tree, PLACE, form), example.done.respondents)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.6, 0.9999])
def test_a_truncated_delivery_is_one_clear_sentence(example, tmp_path, share):
    """Wherever the file ends, the refusal names it, says what is wrong and what to do; no value is in it."""
    tree = Tree(tmp_path)
    shutil.copytree(example.tree.raw(PLACE), tree.raw(PLACE))
    shutil.copytree(current_tree().structure, tree.structure)
    shutil.copytree(current_tree().reference, tree.reference)
    file = Path(tree.raw(PLACE) / "responses.csv")
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DeliveryError, match=r"^responses\.csv.*(again|delivery\.yml|export).*\.$") as refused:
        clean_delivery(tree, CORRIDOR, find_round(tree, "example"))
    assert "+999" not in str(refused.value)
    assert not tree.clean(PLACE).exists()
