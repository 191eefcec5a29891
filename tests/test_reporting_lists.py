from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_account import MAPPING
from mekendesh.errors import ProtectionError
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.doors.protection import explained_codes
from mekendesh.reporting.population import lists
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import SOURCE, say


@dataclass(frozen=True)
class Counted:
    """One list and the survey, as cleaning counts them; its name stands for all that no reader may see."""

    kind: str = "register"
    persons: int = 6012
    compared: int = 346
    linked: int = 51
    precision: float = 0.962
    recall: float = 0.854
    reviewed: int = 400
    name: str = "CANARY consular register"


@dataclass(frozen=True)
class Cleaned:
    overlaps: tuple[Counted, ...]
    counts: dict[str, int] = field(default_factory=lambda: {"kept": 10_000})


def protected(*overlaps: Counted) -> pd.DataFrame:
    return lists.protect_overlaps(MAPPING, Cleaned(overlaps))


def told(*overlaps: Counted) -> list[list[str]]:
    block = lists.table(protected(*overlaps))
    assert isinstance(block, Table)
    return [[say(cell, SOURCE) for cell in row] for row in block.rows]


def test_before_the_fieldwork_the_block_is_the_notice():
    """A corridor without a delivery is the normal first state."""
    assert lists.protect_overlaps(MAPPING, None) is None
    block = lists.table(None)
    assert isinstance(block, Paragraph)
    assert block.tone == "notice"
    assert say(block.text, SOURCE).startswith("Not yet in the field")


def test_a_delivery_without_lists_is_said_to_have_none():
    """Most deliveries bring none, and nobody has to wonder."""
    block = lists.table(protected())
    assert isinstance(block, Paragraph)
    assert say(block.text, SOURCE) == "No register and no list came with this delivery."


def test_a_register_is_told_in_round_numbers_with_the_error_of_linkage():
    """Counts to five, errors in whole percent, people to two digits with their range."""
    row = told(Counted())[0]
    assert row[:6] == ["consular register", "6,010", "345", "50", "4%", "15%"]
    people, _, whole = row[6].partition(" ")
    assert people == "36,000"
    assert whole.startswith("(") and "–" in whole


def test_a_list_of_an_association_gives_no_number_of_people():
    """It holds those who come to meetings; Chapman's model does not fit them."""
    known = protected(Counted(kind="association"))
    assert known[["people", "people_low", "people_high"]].isna().all(axis=None)
    assert told(Counted(kind="association"))[0][:4] == ["list of an association", "6,010", "345", "50"]


@pytest.mark.parametrize(
    ("compared", "count", "is_hidden"),
    [(346, 9, True), (346, 0, True), (346, 10, False), (346, 336, False), (346, 337, True), (346, 346, True), (19, 10, True), (20, 10, False)],
)  # fmt: skip
def test_fewer_than_ten_on_the_list_or_not_on_it_hide_all_that_rests_on_them(compared, count, is_hidden):
    """The links, their errors and the people go together: any of them would give the count away."""
    row = protected(Counted(linked=count, compared=compared)).iloc[0]
    assert row["flag"] == ("c" if is_hidden else "")
    assert row[["linked", "wrong", "missed", "people", "people_low", "people_high"]].isna().tolist() == (
        [is_hidden] * 6
    )
    if is_hidden:
        assert told(Counted(linked=count, compared=compared))[0][3:] == ["[c]"] * 4


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["register", "association"]))
def test_no_small_count_changes_a_word_of_the_page(count, others, kind):
    """Whatever number under ten is hidden, the page is the same."""
    page = lists.table(protected(Counted(kind=kind, linked=count, compared=count + others))).to_json()
    if min(count, others) < 10:
        hidden = Counted(kind=kind, linked=0, compared=count + others, precision=float("nan"), reviewed=0)
        assert page == lists.table(protected(hidden)).to_json()
    else:
        assert "[c]" not in told(Counted(kind=kind, linked=count, compared=count + others))[0][3]


def test_few_people_on_a_list_or_compared_are_hidden():
    """A count is a count, also of those who were only compared."""
    assert told(Counted(persons=9, compared=8, linked=2))[0] == ["consular register", *["[c]"] * 6]


def test_what_the_list_is_called_and_who_is_on_it_stay_inside():
    """The name that delivery.yml gives a list may be a person's, and so may a file's."""
    known = protected(Counted(), Counted(kind="association", linked=3))
    insist_protected(known)
    assert not {"name", "records", "reviewed", "precision", "recall"} & set(known.columns)
    assert "CANARY" not in known.to_csv() + json.dumps(lists.table(known).to_json(), ensure_ascii=False)


def test_the_exact_counts_do_not_leave():
    """Fives and whole percent, so that two versions of a page do not tell one person."""
    one, other = (
        protected(Counted(linked=n, persons=6010 + n - 50, compared=345 + n - 50)) for n in (51, 52)
    )
    assert one[["persons", "compared", "linked"]].equals(other[["persons", "compared", "linked"]])
    assert set(one["wrong"].round(2)) == set(one["wrong"])


def test_a_register_that_cannot_carry_an_estimate_has_none():
    """An impossible linkage stops no page."""
    known = protected(Counted(precision=float("nan")))
    assert known[["people", "people_low", "people_high"]].isna().all(axis=None)


def test_the_notes_say_that_nobody_has_confirmed_the_links():
    """What the model expects of itself is no review."""
    block = lists.table(protected(Counted()))
    notes = " ".join(say(note, SOURCE) for note in block.notes)
    assert "Only respondents who agreed" in notes
    assert "nobody has confirmed" in notes
    assert "Rounded to five" in notes


def test_a_table_that_did_not_come_through_the_door_is_refused():
    """Whoever builds the counts by hand cannot show a raw one by accident."""
    with pytest.raises(ProtectionError, match="did not come through protection"):
        lists.table(pd.DataFrame(protected(Counted())))


def test_the_same_counts_give_the_same_page():
    """No clock, no chance."""
    assert protected(Counted()).equals(protected(Counted()))
    assert not protected(Counted()).equals(protected(replace(Counted(), recall=0.99)))


def test_every_code_in_the_table_is_one_that_the_page_explains():
    """A reader who meets a code looks it up."""
    codes = {cell for cell in told(Counted(kind="association"))[0] if cell.startswith("[")}
    assert codes <= {code for code, _ in explained_codes()}


@pytest.mark.parametrize(("kept", "is_told"), [(346, False), (355, False), (356, True)])
def test_how_many_were_compared_is_hidden_where_it_says_how_few_refused(kept, is_told):
    """346 compared of 355 kept: nine refused to be compared with a register, which is nobody's business."""
    table = lists.protect_overlaps(MAPPING, Cleaned((Counted(),), {"kept": kept}))
    assert table["compared"].notna().all() == is_told
    assert table["linked"].notna().all()


@pytest.mark.parametrize(("persons", "flag"), [(60, "c"), (61, "")])
def test_a_list_most_of_whose_people_were_surveyed_is_hidden(persons, flag):
    """60 on the list and 51 of them surveyed: the nine others would be counted by a subtraction."""
    assert protected(Counted(persons=persons))["flag"].tolist() == [flag]
