from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from field_files import PLACE, deliver
from mekendesh.cleaning import clean as module
from mekendesh.cleaning import overlap
from mekendesh.cleaning.clean import Cleaning, clean_delivery
from mekendesh.cleaning.frozen import read_lists
from mekendesh.cleaning.log import log_of, read_log
from mekendesh.errors import DeliveryError
from mekendesh.files import Tree, write_text_table
from mekendesh.structure.corridors import Corridor, Round
from test_cleaning_linkage import REGISTER
from test_cleaning_overlap import FORM, asked, decision, on_register, token

CORRIDOR, ROUND = Corridor("KGZ", "RUS"), Round("2027-1", date(2027, 6, 1), is_example=False)
DECLARED = {
    "file": "register.csv",
    "kind": "register",
    "legal_basis": "Agreement 12 of 2027",
    "purpose": "to estimate how many people live there",
    "as_of": "2027-01-01",
    "delete_by": "2027-12-31",
    "columns": {"record": "No", "name": "Name", "birth": "Born", "phone": "Phone", "document": "Passport"},
}
SEEDED = {"is_seed": "yes"}
PEOPLE = [
    *on_register(0, 2, 4, 6, **SEEDED),
    *on_register(8, consent_link="no", **SEEDED),
    asked("x", "Чолпонбаев Эламан", "1988", phone="+996700123123", document="ID7654321", **SEEDED),
]


@pytest.fixture
def tree(tmp_path, monkeypatch) -> Tree:
    key = tmp_path / "key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o600)
    monkeypatch.setenv("MEKENDESH_KEY", str(key))
    monkeypatch.setattr(module, "corridor_questionnaire", lambda *asked: FORM)
    monkeypatch.setattr(module, "load_logic", lambda tree: ())
    monkeypatch.setattr(module, "_themes", lambda tree: ())
    return Tree(tmp_path / "workbench")


def bring(
    tree: Tree,
    people: list[dict[str, str]] = PEOPLE,
    register: pd.DataFrame = REGISTER,
    **declared: object,
) -> None:
    """A delivery of these people with a register beside it; ``declared`` changes what is said of the register."""
    headers = {column.column: column.header for column in FORM.columns}
    responses = pd.DataFrame(people)[list(headers)].rename(columns=headers).to_csv(index=False)
    said = {"register": DECLARED | declared} if len(register) else None
    folder = deliver(tree, responses, lists=said)
    names = {"record": "No", "name": "Name", "birth": "Born", "phone": "Phone", "document": "Passport"}
    register.rename(columns=names)[list(names.values())].to_csv(folder / "register.csv", index=False)


def cleaned(tree: Tree) -> Cleaning:
    return clean_delivery(tree, CORRIDOR, ROUND)


def decide(tree: Tree, *decisions: pd.DataFrame) -> None:
    write_text_table(tree.decisions(PLACE) / "cleaning_log.csv", pd.concat(decisions, ignore_index=True))


def links(tree: Tree) -> list[Path]:
    return sorted(tree.decisions(PLACE).glob("links_*"))


def linked(done: Cleaning) -> set[str]:
    return set(done.log["uuid"][done.log["action"] == "link"])


@pytest.fixture
def no_scoring(monkeypatch):
    """From its call on nothing may be scored."""

    def forbid() -> None:
        def score_pairs(*lists: object, **how: object) -> None:
            raise AssertionError("scored again")

        monkeypatch.setattr(overlap, "score_pairs", score_pairs)

    return forbid


def test_the_links_of_the_same_files_are_read_and_not_scored_again(tree, no_scoring):
    """The same rows, the same counts, the same bytes."""
    bring(tree)
    once = cleaned(tree)
    assert linked(once) == {"u0", "u2", "u4", "u6"}
    assert [file.suffix for file in links(tree)] == [".csv", ".json"]
    before = {
        file: file.read_bytes()
        for folder in (tree.clean(PLACE), tree.decisions(PLACE))
        for file in folder.iterdir()
    }
    no_scoring()
    again = cleaned(tree)
    pd.testing.assert_frame_equal(once.log, again.log)
    assert once.overlaps == again.overlaps
    assert {file: file.read_bytes() for file in before} == before


def test_the_frozen_rows_are_a_cleaning_log(tree):
    """Whoever reads decisions reads these."""
    bring(tree)
    done = cleaned(tree)
    rows = read_log(links(tree)[0])
    pd.testing.assert_frame_equal(rows, done.log[done.log["action"] == "link"].reset_index(drop=True))
    assert json.loads(links(tree)[1].read_text())["overlaps"][0]["linked"] == 4


def test_counts_that_are_not_known_come_back_as_not_known(tree, no_scoring):
    """JSON has no NaN; a precision of nothing is null there and NaN here."""
    bring(tree, people=PEOPLE[-1:])
    cleaned(tree)
    assert json.loads(links(tree)[1].read_text())["overlaps"][0]["precision"] is None
    no_scoring()
    told = cleaned(tree).overlaps[0]
    assert told.linked == 0
    assert told.precision != told.precision


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"register": REGISTER.drop(index=2)}, {"u0", "u4", "u6"}),
        ({"people": PEOPLE[1:]}, {"u2", "u4", "u6"}),
    ],
)
def test_changed_files_are_linked_anew(tree, changed, found):
    """A person less on the register or in the survey is a link less; what was frozen before stays beside it."""
    bring(tree)
    assert linked(cleaned(tree)) == {"u0", "u2", "u4", "u6"}
    bring(tree, **changed)
    assert linked(cleaned(tree)) == found
    assert len(links(tree)) == 4


def test_the_first_files_brought_again_need_no_new_score(tree, no_scoring):
    """Links lie by what they were made from."""
    bring(tree)
    once = cleaned(tree)
    bring(tree, people=PEOPLE[1:])
    cleaned(tree)
    bring(tree)
    no_scoring()
    assert cleaned(tree).overlaps == once.overlaps


def test_what_people_decide_on_a_link_is_linked_anew_and_kept(tree):
    """Their row stays in the log, the rule's goes."""
    bring(tree)
    cleaned(tree)
    decide(tree, decision("u0", "REC-4400", "rejected"))
    done = cleaned(tree)
    rows = done.log[(done.log["action"] == "link") & (done.log["uuid"] == "u0")]
    assert rows[["new_value", "reviewer", "state"]].to_numpy().tolist() == [
        [token("REC-4400"), "Aisha", "rejected"]
    ]
    assert (done.overlaps[0].linked, done.overlaps[0].reviewed) == (3, 1)


def test_half_of_what_was_frozen_is_made_whole_again(tree):
    """A machine that stopped between two files leaves no counts without rows."""
    bring(tree)
    once = cleaned(tree)
    for file in links(tree):
        content = file.read_bytes()
        file.unlink()
        assert cleaned(tree).overlaps == once.overlaps
        assert file.read_bytes() == content


def test_a_list_past_its_day_is_refused_although_its_links_are_frozen(tree):
    """A list is read at every cleaning, so that nobody forgets it in a folder."""
    bring(tree)
    cleaned(tree)
    bring(tree, delete_by="2027-05-31")
    with pytest.raises(DeliveryError, match="had to be deleted by 2027-05-31"):
        cleaned(tree)


def test_links_change_no_respondent(tree):
    """With the register and without, the survey is the same."""
    bring(tree, register=REGISTER[:0])
    alone = cleaned(tree)
    assert alone.overlaps == ()
    assert links(tree) == []
    bring(tree)
    done = cleaned(tree)
    pd.testing.assert_frame_equal(alone.respondents, done.respondents)
    pd.testing.assert_frame_equal(alone.issues, done.issues)
    assert alone.counts == done.counts
    assert len(done.log) == len(alone.log) + 4


def test_nothing_that_is_written_holds_who_stands_on_a_list(tree):
    """No name, telephone, document, day of birth or number of a record: not in links, log, issues or tables."""
    bring(tree)
    cleaned(tree)
    bring(tree, register=REGISTER[::-1])
    decide(tree, decision("u0", "REC-4400", "rejected"))
    cleaned(tree)
    folders = (tree.clean(PLACE), tree.decisions(PLACE))
    written = b"\n".join(
        file.read_bytes() for folder in folders for file in folder.rglob("*") if file.is_file()
    )
    assert len(links(tree)) == 4
    whole = [REGISTER["record"], REGISTER["document"], REGISTER["phone"], REGISTER["phone"].str[-9:]]
    canaries = {value for values in whole for value in values} | {"ID7654321", "700123123", "Эламан", "REC-"}
    canaries |= {part for name in REGISTER["name"] for part in name.split()} | set(REGISTER["birth"])
    assert not {canary for canary in canaries if canary.encode() in written}
    assert not any(number in file.name for file in links(tree) for number in ("4400", "REC"))


def test_a_refused_list_names_nobody(tree):
    """A number that stands twice is named by its row, never by what stands there."""
    bring(tree, register=REGISTER.assign(record="REC-4400"))
    with pytest.raises(DeliveryError) as refused:
        cleaned(tree)
    said = f"{refused.value} {refused.value.values}"
    assert "row 3" in said
    assert not any(canary in said for canary in ("REC-", "Айбек", "99655", "AN10"))


# Links that outlive what they were made from.


def test_a_consent_to_be_compared_that_was_taken_back_undoes_the_link(tree):
    """The respondent rang: not with registers. Only the linkage, the survey stays."""
    bring(tree)
    cleaned(tree)
    decide(tree, log_of([("u0", "consent_link", "yes", "no", "change", "rang")], "2027-05-20", "Aisha"))
    done = cleaned(tree)
    assert linked(done) == {"u2", "u4", "u6"}
    assert (done.overlaps[0].compared, done.overlaps[0].linked) == (4, 3)


def test_a_response_that_people_removed_is_no_longer_compared(tree):
    """Somebody invented the interview."""
    bring(tree)
    cleaned(tree)
    removal = log_of([("u0", "did_trade", "no", "", "remove", "invented")], "2027-05-20", "Aisha", "Bek")
    decide(tree, removal)
    assert cleaned(tree).overlaps[0].compared == 4


def test_a_list_that_is_declared_otherwise_is_linked_anew(tree):
    """The kind was mistaken, or the column of telephones forgotten: the same bytes, another list."""
    bring(tree)
    cleaned(tree)
    bring(tree, kind="association")
    assert cleaned(tree).overlaps[0].kind == "association"


def test_lists_that_came_once_and_come_no_more_leave_nothing_behind(tree):
    """A delivery sent again without its register must not be counted by the old one."""
    bring(tree)
    cleaned(tree)
    assert read_lists(tree.clean(PLACE)).overlaps[0].linked == 4
    bring(tree, register=REGISTER[:0])
    cleaned(tree)
    assert read_lists(tree.clean(PLACE)) is None
