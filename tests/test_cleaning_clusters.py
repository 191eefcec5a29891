from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.cleaning.clusters import LINKED, SINGLE, join_pairs, joined_pairs

Pair = tuple[str, str, float]
NOTHING: dict[str, str] = {}


def pairs(*rows: Pair) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["left", "right", "probability"])


def groups(*rows: Pair, **said: dict[str, str]) -> set[frozenset[str]]:
    """The people of more than one record."""
    joined = join_pairs(pairs(*rows), dict.fromkeys("abcde", NOTHING) | said)
    return {frozenset(one for one in joined if joined[one] == number) for number in joined.values()}


def test_likely_pairs_become_people():
    """A chain is one person where nothing speaks against it; who has no pair has no number."""
    assert groups(("a", "b", 0.9), ("b", "c", 0.5), ("d", "e", 0.8)) == {frozenset("abc"), frozenset("de")}
    assert groups() == set()


def test_the_threshold_itself_joins():
    """Below it nothing does; the caller may ask for more."""
    assert groups(("a", "b", LINKED)) == {frozenset("ab")}
    assert groups(("a", "b", LINKED - 0.001)) == set()
    assert join_pairs(pairs(("a", "b", 0.9)), {"a": NOTHING, "b": NOTHING}, threshold=0.95) == {}


@pytest.mark.parametrize("what", SINGLE)
def test_one_person_has_one_of_each(what):
    """Two documents, days of birth, sexes or interviews are two people; nothing said is no contradiction."""
    assert groups(("a", "b", 0.99), a={what: "1"}, b={what: "2"}) == set()
    assert groups(("a", "b", 0.99), a={what: "1"}, b={what: "1"}) == {frozenset("ab")}
    assert groups(("a", "b", 0.99), a={what: "1"}, b={what: ""}) == {frozenset("ab")}


def test_a_chain_does_not_lead_around_a_contradiction():
    """Who says nothing joins the likelier of two that cannot be one."""
    said = {"a": {"document": "X1"}, "b": {}, "c": {"document": "X2"}}
    assert groups(("a", "b", 0.7), ("b", "c", 0.9), ("a", "c", 0.5), **said) == {frozenset("bc")}
    assert groups(("a", "b", 0.9), ("c", "d", 0.8), ("b", "d", 0.7), **said) == {
        frozenset("ab"),
        frozenset("cd"),
    }


def test_numbers_go_up_from_nought_in_the_order_of_joining():
    """The likeliest first."""
    joined = join_pairs(pairs(("a", "b", 0.5), ("c", "d", 0.9)), dict.fromkeys("abcd", NOTHING))
    assert joined == {"c": 0, "d": 0, "a": 1, "b": 1}


def test_a_pair_without_a_probability_joins_nobody():
    """Missing is not likely."""
    assert groups(("a", "b", float("nan"))) == set()


def test_pairs_across_two_lists_are_told():
    """Every record of the one list with every record of the other that is the same person."""
    joined = {"a1": 0, "a2": 0, "b1": 0, "b2": 0, "a3": 1, "b3": 2}
    found = joined_pairs(joined, ["a1", "a2", "a3", "a4"], ["b1", "b2", "b3", "b4"])
    assert found == {("a1", "b1"), ("a1", "b2"), ("a2", "b1"), ("a2", "b2")}


lists_of_pairs = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde"), st.sampled_from([0.3, 0.4, 0.6, 0.9])),
    max_size=10,
)
sayings = st.dictionaries(
    st.sampled_from("abcde"),
    st.dictionaries(st.sampled_from(SINGLE), st.sampled_from(["", "1", "5"])),
    max_size=5,
)


@settings(deadline=None)
@given(lists_of_pairs, sayings)
def test_nobody_has_two_of_what_one_has_one_of(rows, said):
    """Whatever is likely, and whatever joins whom."""
    for person in groups(*rows, **said):
        for what in SINGLE:
            assert len({said.get(record, {}).get(what, "") for record in person} - {""}) <= 1


@settings(deadline=None)
@given(lists_of_pairs, sayings, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, said, shuffled):
    """The same lists make the same people."""
    others = list(rows)
    shuffled.shuffle(others)
    assert groups(*rows, **said) == groups(*others, **said)
