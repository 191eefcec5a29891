"""Handing ideas over: who stands on a list, with what, where it may lie, and what becomes of replies."""

from __future__ import annotations

import stat
from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from mekendesh.batch import handover
from mekendesh.batch.handover import folder_for, write_handover
from mekendesh.batch.handover_sheet import REPLY
from mekendesh.errors import DeliveryError, ParameterError, ProtectionError
from mekendesh.field.responses import type_responses
from mekendesh.structure.mapping import open_mapping

PLACE = "KGZ/2027-1/RUS"
STEM = "KGZ-RUS_2027-1"
AGREES = {"consent_analyse": "yes", "consent_idea": "yes", "consent_recontact": "yes"}
PERSON = AGREES | {
    "idea_sector": "trade", "idea_stage": "plan", "idea_need": "money", "idea_region": "naryn",
    "idea_text": "A mill in the village", "name": "Canary Uulu Azamat", "phone": "+999700123456",
}  # fmt: skip


@pytest.fixture
def field(tree, monkeypatch):
    """A delivery of invented people in place of one that is cleaned: ``field(a={...}, b={...})`` by uuid."""
    (tree.raw(PLACE)).mkdir(parents=True)
    (tree.raw(PLACE) / "delivery.yml").write_text("x")

    def came(**people):
        def cleaned(_, corridor, of_round):
            form = open_mapping(corridor.origin, corridor.destination, of_round.name).questionnaire
            blank = dict.fromkeys(form.by_name, "")
            rows = [blank | person | {"_uuid": uuid} for uuid, person in people.items()]
            cells = pd.DataFrame(rows, columns=list(form.by_name), dtype="str")
            return SimpleNamespace(kept=type_responses(cells, form))

        monkeypatch.setattr(handover, "clean_delivery", cleaned)
        return tree

    return came


def written(tree, role="economy"):
    """The rows of a body's list, by the machine's names."""
    path = tree.root / "data" / "handover" / PLACE / f"{STEM}_{role}.xlsx"
    rows = list(openpyxl.load_workbook(path)["ideas"].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def reply(tree, role="economy", row=3, **cells):
    path = tree.root / "data" / "handover" / PLACE / f"{STEM}_{role}.xlsx"
    workbook = openpyxl.load_workbook(path)
    names = [cell.value for cell in workbook["ideas"][1]]
    for name, words in cells.items():
        workbook["ideas"].cell(row, names.index(name) + 1, words)
    content = BytesIO()
    workbook.save(content)
    path.write_bytes(content.getvalue())


def run(language="en", **more):
    return list(write_handover("KGZ-RUS", "2027-1", language, **more))


def test_an_idea_is_handed_over_with_its_answers_in_words(field):
    """A body reads labels in its language, not codes."""
    tree = field(a=PERSON)
    assert run() == [f"{STEM}_economy.xlsx: 1 ideas, 0 with a reply"]
    (row,) = written(tree)
    assert row["idea"] == "A mill in the village"
    assert (row["name"], row["phone"]) == ("Canary Uulu Azamat", "+999700123456")
    assert (row["sector"], row["stage"], row["need"], row["region"]) == (
        "trade", "a plan", "money", "Naryn region",
    )  # fmt: skip


@pytest.mark.parametrize("missing", ["consent_analyse", "consent_idea"])
@pytest.mark.parametrize("said", ["", "no", "perhaps"])
def test_without_a_plain_yes_to_handing_over_nobody_is_on_a_list(field, missing, said):
    """Missing means no, and so does what is no answer of the form."""
    tree = field(a=PERSON | {missing: said}, b=PERSON)
    run()
    assert len(written(tree)) == 1


@pytest.mark.parametrize("said", ["", "no"])
def test_name_and_telephone_stand_only_of_those_who_agreed_to_be_contacted(field, said):
    """Consent to hand an idea over is not consent to be called."""
    tree = field(a=PERSON | {"consent_recontact": said})
    run()
    (row,) = written(tree)
    assert row["idea"] == "A mill in the village"
    assert row["name"] is row["phone"] is None
    for path in (tree.root / "data" / "handover").rglob("*.xlsx"):
        cells = [
            str(cell.value)
            for sheet in openpyxl.load_workbook(path)
            for line in sheet.iter_rows()
            for cell in line
        ]
        assert not [text for text in cells if "Canary" in text or "999700" in text]


@pytest.mark.parametrize(
    "text", ["A mill, call +999 700 123 456", "A mill, ask Azamat", "A mill, write to mill@example.org"]
)
def test_words_that_tell_who_wrote_them_are_withheld_without_consent_to_contact(field, text):
    """A telephone in the text is a telephone."""
    tree = field(a=PERSON | {"idea_text": text, "consent_recontact": "no"}, b=PERSON | {"idea_text": text})
    run()
    withheld, told = (row["idea"] for row in written(tree))
    assert withheld.startswith("Withheld")
    assert told == text


def test_each_body_gets_the_ideas_of_its_sectors_and_one_body_gets_an_idea(field):
    """People agreed to the body concerned, not to all bodies."""
    tree = field(a=PERSON, b=PERSON | {"idea_sector": "it"}, c=PERSON | {"idea_sector": ""})
    run()
    assert [len(written(tree, role)) for role in ("economy", "digital_registers", "diaspora_body")] == [
        1,
        1,
        1,
    ]
    references = {
        written(tree, role)[0]["reference"] for role in ("economy", "digital_registers", "diaspora_body")
    }
    assert len(references) == 3


def test_who_has_no_idea_is_on_no_list(field):
    """Consent to hand an idea over makes no idea."""
    field(a=PERSON | {"idea_stage": "", "idea_text": " ", "idea_sector": ""})
    assert run() == []


def test_a_reply_is_kept_over_new_runs_and_other_languages(field):
    """What a body answered is never written over; a status of the list follows the language."""
    tree = field(a=PERSON, b=PERSON | {"idea_text": "A school"})
    run()
    reply(tree, status="accepted", replied_on="2027-03-01", replied_by="B. Officer", note="=1+1")
    reply(tree, row=4, status="we called twice")
    field(c=PERSON | {"idea_text": "New and first"}, a=PERSON, b=PERSON | {"idea_text": "A school"})
    assert run() == [f"{STEM}_economy.xlsx: 3 ideas, 2 with a reply"]
    new, mill, school = written(tree)
    assert [new[name] for name in REPLY] == [None] * 4
    assert (mill["idea"], mill["status"], mill["replied_on"], mill["replied_by"]) == (
        "A mill in the village", "accepted", "2027-03-01", "B. Officer",
    )  # fmt: skip
    assert school["status"] == "we called twice"
    run("ru")
    run("en")
    assert [row["status"] for row in written(tree)] == [None, "accepted", "we called twice"]


def test_a_reply_follows_its_idea_to_another_body(field):
    """A corrected sector does not lose what was answered."""
    tree = field(a=PERSON)
    run()
    reply(tree, status="accepted")
    field(a=PERSON | {"idea_sector": "it"})
    assert run() == [
        f"{STEM}_digital_registers.xlsx: 1 ideas, 1 with a reply",
        f"{STEM}_economy.xlsx: no idea left, list removed",
    ]
    assert written(tree, "digital_registers")[0]["status"] == "accepted"


def test_who_withdraws_is_gone_with_words_reply_and_list(field):
    """A withdrawal wins: nothing of the person stays in the folder."""
    tree = field(a=PERSON)
    run()
    reply(tree, status="accepted", note="Canary called")
    field(a=PERSON | {"consent_idea": "no"})
    run()
    assert list((tree.root / "data" / "handover" / PLACE).iterdir()) == []


def test_the_same_delivery_gives_the_same_bytes(field):
    """Nothing of the clock and nothing of the folder is in a list."""
    tree = field(a=PERSON, b=PERSON)
    run()
    path = tree.root / "data" / "handover" / PLACE / f"{STEM}_economy.xlsx"
    once = path.read_bytes()
    run()
    assert path.read_bytes() == once


def test_lists_can_be_read_by_their_owner_alone(field):
    """They name people."""
    tree = field(a=PERSON)
    run()
    folder = tree.root / "data" / "handover" / PLACE
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "inside",
    ["outputs", "outputs/KGZ/handover", "data/handover/../../outputs/x", "data/raw/KGZ", "notebooks", "."],
)
def test_a_folder_that_is_published_or_shared_is_refused(field, inside):
    """A list of names under outputs would be published with the next run."""
    tree = field(a=PERSON)
    with pytest.raises(ProtectionError, match="may not lie"):
        run(out=tree.root / inside)
    assert not list(tree.root.rglob("*.xlsx"))


def test_a_link_into_outputs_is_refused_as_outputs(field, tmp_path_factory):
    """It is where a folder lies that counts, not what it is called."""
    tree = field(a=PERSON)
    (tree.outputs / "x").mkdir(parents=True)
    link = tmp_path_factory.mktemp("elsewhere") / "safe"
    link.symlink_to(tree.outputs / "x")
    with pytest.raises(ProtectionError):
        run(out=link)


def test_a_folder_in_git_is_refused(tree, tmp_path_factory):
    """A list of names that is committed once is there for good."""
    repository = tmp_path_factory.mktemp("repository")
    (repository / ".git").mkdir()
    with pytest.raises(ProtectionError):
        folder_for(tree, PLACE, repository / "lists")


def test_a_folder_outside_of_the_workbench_is_accepted(tree, tmp_path_factory):
    """A list may go to an encrypted disk."""
    outside = tmp_path_factory.mktemp("disk") / "lists"
    assert folder_for(tree, PLACE, outside) == outside.resolve()
    assert folder_for(tree, PLACE) == (tree.root / "data" / "handover" / PLACE).resolve()


def test_a_folder_that_others_can_look_into_is_refused_and_left_as_it_is(field, tmp_path_factory):
    """Nobody's own folder is closed behind their back, and no list lies open."""
    tree = field(a=PERSON)
    shared = tmp_path_factory.mktemp("shared")
    shared.chmod(0o755)
    with pytest.raises(ProtectionError, match="chmod 700"):
        run(out=shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755
    assert list(shared.iterdir()) == []
    shared.chmod(0o700)
    assert run(out=shared) == [f"{STEM}_economy.xlsx: 1 ideas, 0 with a reply"]
    assert tree.root not in shared.parents


def test_a_copy_that_somebody_left_in_the_folder_is_named_and_never_removed(field):
    """It is not ours to delete, but it may name people who withdrew."""
    tree = field(a=PERSON)
    run()
    folder = tree.root / "data" / "handover" / PLACE
    (folder / f"{STEM}_economy (1).xlsx").write_bytes(b"a copy")
    assert [line.split(":")[0] for line in run()] == [f"{STEM}_economy.xlsx", f"{STEM}_economy (1).xlsx"]
    assert (folder / f"{STEM}_economy (1).xlsx").exists()


def test_a_list_that_cannot_be_read_is_never_written_over(field):
    """The replies in it may be the only copy."""
    tree = field(a=PERSON)
    run()
    path = tree.root / "data" / "handover" / PLACE / f"{STEM}_economy.xlsx"
    path.write_bytes(b"torn")
    with pytest.raises(DeliveryError):
        run()
    assert path.read_bytes() == b"torn"


def test_a_list_written_with_another_key_is_not_taken_for_one_without_replies(field, tmp_path, monkeypatch):
    """With a new key every reference is new: all replies would be dropped in silence."""
    tree = field(a=PERSON)
    run()
    reply(tree, status="accepted")
    monkeypatch.setenv("MEKENDESH_KEY", str(tmp_path.parent / f"{tmp_path.name}.other.key"))
    with pytest.raises(DeliveryError, match="another key"):
        run()
    assert written(tree)[0]["status"] == "accepted"


def test_two_lists_that_answer_one_idea_differently_are_refused(field):
    """Which of two replies holds is for the bodies to say."""
    tree = field(a=PERSON, b=PERSON | {"idea_sector": "it"})
    run()
    reply(tree, status="accepted")
    reply(tree, "digital_registers", reference=written(tree)[0]["reference"], status="declined")
    with pytest.raises(DeliveryError, match="differently"):
        run()


def test_a_real_round_names_the_body_and_an_example_its_role_only(field, tree):
    """What simulated people want is asked of no real body by name."""
    field(a=PERSON)
    run()
    path = tree.root / "data" / "handover" / PLACE / f"{STEM}_economy.xlsx"
    assert "Ministry" in openpyxl.load_workbook(path)["readme"]["A1"].value
    (tree.raw("KGZ/example/RUS")).mkdir(parents=True)
    (tree.raw("KGZ/example/RUS") / "delivery.yml").write_text("x")
    list(write_handover("KGZ-RUS", "example", "en"))
    (example,) = (tree.root / "data" / "handover" / "KGZ" / "example" / "RUS").iterdir()
    assert example.name.startswith("EXAMPLE_")
    title = openpyxl.load_workbook(example)["readme"]["A1"].value
    assert title.startswith("EXAMPLE")
    assert title.endswith("the ministry responsible for the economy")


def test_without_a_delivery_or_a_corridor_the_reason_is_said(tree):
    """Not yet in the field is no crash."""
    with pytest.raises(DeliveryError, match="No delivery has come in"):
        run()
    with pytest.raises(ParameterError, match="no corridor"):
        list(write_handover("KGZ", "2027-1", "en"))
