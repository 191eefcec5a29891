"""A plan of registers adds up: a mistyped share would be drawn without a word, and every proof rest on it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from mekendesh.simulation.register_dirt import SPELLINGS
from mekendesh.simulation.register_plan import USUAL
from mekendesh.simulation.romanising import WAYS

SHARES = [field.name for field in fields(USUAL) if isinstance(getattr(USUAL, field.name), float)]
DISTRIBUTIONS = {
    "kin_forms": (USUAL.kin_forms, 3),
    "consular_ways": (USUAL.consular_ways, len(WAYS)),
    "survey_ways": (USUAL.survey_ways, len(WAYS)),
    **{
        f"association_ways {number}": (ways, len(WAYS))
        for number, ways in enumerate(USUAL.association_ways, start=1)
    },
    "phone_shapes": (USUAL.phone_shapes, 6),
    "city_names": (USUAL.city_names, len(SPELLINGS["moscow"])),
}


def test_every_number_of_the_plan_is_a_share_a_distribution_or_a_year():
    """A new kind of number needs its own rule here."""
    ruled = {*SHARES, *(name.split()[0] for name in DISTRIBUTIONS), "registered_from", "registered_until"}
    assert {field.name for field in fields(USUAL)} == ruled
    assert USUAL.registered_from <= USUAL.registered_until


@pytest.mark.parametrize("name", SHARES)
def test_a_share_lies_between_nought_and_one(name):
    """Ten percent written as 10 would make every name a mistake."""
    assert 0 <= getattr(USUAL, name) <= 1


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_ways_of_writing_sum_to_one_and_leave_none_out(name):
    """A share for each way, in the order of the ways."""
    shares, ways = DISTRIBUTIONS[name]
    assert len(shares) == ways
    assert all(share >= 0 for share in shares)
    assert sum(shares) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    "parts",
    [
        ("share_without_phone", "share_other_phone"),
        ("share_only_year", "share_iso_date"),
        ("siblings", "twins", "namesakes"),
    ],
)
def test_what_excludes_one_another_leaves_room_for_the_rest(parts):
    """They are drawn from one number between nought and one; together they may not take it all."""
    assert sum(getattr(USUAL, part) for part in parts) < 1
