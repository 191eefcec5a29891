from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_files import QUESTIONNAIRE, person, seed
from mekendesh.cleaning import coupons
from mekendesh.field.responses import type_responses


def cells(*people: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")


NOBODY = cells(seed("x")).iloc[:0]


def states(table: pd.DataFrame, withdrawn: pd.DataFrame = NOBODY) -> list[str]:
    return coupons.trace(table, withdrawn)["recruiter_state"].tolist()


@pytest.mark.parametrize("read", ["МOW-0412-2", "MOW-O412-2", "mow-0412-2", " MOW–0412–2 ", "МОW-О412-2"])
def test_a_coupon_is_folded_as_a_tired_eye_reads_it(read):
    """Cyrillic М, О and С, the letter O, small letters, other dashes and blanks look alike."""
    assert coupons.fold(read) == coupons.fold("MOW-0412-2")


def test_one_and_i_fold_alike_but_digits_do_not():
    """1 and I are one stroke; 1 and 2 are two coupons."""
    assert coupons.fold("KZI-1") == coupons.fold("KZ1-I")
    assert coupons.fold("KZN-1") != coupons.fold("KZN-2")


def test_a_chain_is_traced_to_its_seed():
    """A coupon given once and brought once tells the recruiter; waves count from the seed."""
    table = cells(
        seed("a", coupon_1="M-1-1", coupon_2="M-1-2"),
        person("b", coupon_received="M-1-2", coupon_1="M-2-1"),
        person("c", coupon_received="M-2-1"),
    )
    links = coupons.trace(table, NOBODY)
    assert links["recruiter_state"].tolist() == ["seed", "known", "known"]
    assert links["recruiter_row"].tolist() == [pd.NA, 2, 3]
    assert coupons.waves(links).tolist() == [0, 1, 2]


def test_seeds_are_declared_and_never_inferred():
    """Whoever brings no coupon or one nobody gave is from nowhere, not a seed, and has no wave."""
    table = cells(person("a"), person("b", coupon_received="M-9-9"), seed("c"))
    links = coupons.trace(table, NOBODY)
    assert links["recruiter_state"].tolist() == ["unknown", "unknown", "seed"]
    assert coupons.waves(links).isna().tolist() == [True, True, False]
    assert coupons.not_given(table).tolist() == [3]


def test_the_recruits_of_someone_unknown_have_no_wave():
    """A wave is a distance from a seed; without one it is missing, not zero."""
    table = cells(person("a", coupon_1="M-1-1"), person("b", coupon_received="M-1-1"))
    links = coupons.trace(table, NOBODY)
    assert links["recruiter_state"].tolist() == ["unknown", "known"]
    assert coupons.waves(links).isna().all()


def test_a_coupon_brought_twice_leaves_both_recruiters_unknown():
    """Which of two bearers was recruited cannot be told from the coupon."""
    table = cells(
        seed("a", coupon_1="M-1-1"),
        person("b", coupon_received="M-1-1"),
        person("c", coupon_received="M-1-1"),
    )
    assert states(table) == ["seed", "unknown", "unknown"]
    assert coupons.brought_twice(table).tolist() == [3, 4]


def test_a_coupon_given_by_two_leaves_the_recruiter_unknown():
    """A coupon is issued once; printed twice, it names nobody."""
    table = cells(seed("a", coupon_1="M-1"), seed("b", coupon_3="M-1"), person("c", coupon_received="M-1"))
    assert states(table) == ["seed", "seed", "unknown"]
    assert coupons.given_twice(table).to_numpy().tolist() == [[2, "coupon_1"], [3, "coupon_3"]]


def test_nobody_recruits_themselves():
    """One's own coupon is no recruitment."""
    table = cells(person("a", coupon_received="M-1", coupon_1="M-1"))
    assert states(table) == ["unknown"]
    assert coupons.brought_own(table).tolist() == [2]


def test_a_circle_of_recruitment_is_found_and_broken():
    """a brought b's coupon and b brought a's: neither recruited the other; their recruits keep the link."""
    table = cells(
        person("a", coupon_received="M-2", coupon_1="M-1"),
        person("b", coupon_received="M-1", coupon_1="M-2", coupon_2="M-3"),
        person("c", coupon_received="M-3"),
    )
    assert states(table) == ["unknown", "unknown", "known"]
    assert coupons.in_circles(table).tolist() == [2, 3]


def test_a_circle_longer_than_the_call_stack_is_found():
    """Chains are followed step by step: 50,000 people in a circle are no reason to fail."""
    circle = {person: (person + 1) % 50_000 for person in range(50_000)}
    assert len(coupons.in_cycle(circle | {60_000: 7})) == 50_000


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12), max_size=12))
def test_whoever_comes_back_to_themselves_is_in_a_circle(recruiters):
    """The definition itself: following recruiters for as many steps as there are people."""
    for start in recruiters:
        walk, here = [], start
        for _ in range(14):
            here = recruiters.get(here)
            walk.append(here)
        assert (start in walk) == (start in coupons.in_cycle(recruiters))


def test_the_one_look_alike_is_the_correction():
    """A Cyrillic М in place of a Latin M has one reading, if one coupon given looks so."""
    table = cells(seed("a", coupon_1="M-01"), person("b", coupon_received="М-O1"))
    assert coupons.look_alikes(table).to_dict("records") == [
        {"row": 3, "candidates": ("M-01",), "correction": "M-01"}
    ]
    assert coupons.not_given(table).empty


@pytest.mark.parametrize(
    "people",
    [
        [seed("a", coupon_1="M-01", coupon_2="M-0I"), person("b", coupon_received="М-01")],
        [
            seed("a", coupon_1="M-01"),
            person("b", coupon_received="М-01"),
            person("c", coupon_received="M-01"),
        ],
        [
            seed("a", coupon_1="M-01"),
            person("b", coupon_received="М-01"),
            person("c", coupon_received="M-O1"),
        ],
        [person("a", coupon_1="M-01", coupon_received="М-01")],
    ],
    ids=["two look alike", "already brought", "two bring it", "one's own"],
)
def test_a_look_alike_in_doubt_is_only_proposed(people):
    """Where two coupons or two bearers are possible, a person decides."""
    found = coupons.look_alikes(cells(*people))
    assert len(found) >= 1
    assert found["correction"].isna().all()


def test_a_coupon_brought_before_it_was_given_is_doubted():
    """The recruit's interview cannot begin before the recruiter's has ended; phones' clocks can be wrong."""
    table = cells(
        seed("a", coupon_1="M-1", coupon_2="M-2", start="2027-05-02T10:00:00Z", end="2027-05-02T10:20:00Z"),
        person("b", coupon_received="M-1", start="2027-05-02T10:10:00Z"),
        person("c", coupon_received="M-2", start="2027-05-02T18:00:00+06:00"),
    )
    typed = type_responses(table, QUESTIONNAIRE).typed
    assert coupons.before_given(table, typed["end"], typed["start"]).tolist() == [3]


def test_what_a_seed_brought_is_no_recruitment():
    """A declared seed stays one, and takes no coupon away from its bearer."""
    table = cells(
        seed("a", coupon_1="M-1"), seed("b", coupon_received="M-1"), person("c", coupon_received="M-1")
    )
    assert states(table) == ["seed", "seed", "known"]


def test_the_recruits_of_someone_withdrawn_are_not_seeds():
    """A withdrawal leaves its recruits with a recruiter who withdrew."""
    withdrawn = cells(seed("a", coupon_1="M-1"))
    kept = cells(person("b", coupon_received="M-1"), person("c", coupon_received="М-1"), person("d"))
    assert states(kept, withdrawn) == ["withdrawn", "withdrawn", "unknown"]
