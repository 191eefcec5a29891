from __future__ import annotations

import datetime

import pytest

from judgement_examples import Body, Framework, Role, Round, label
from mekendesh.errors import StructureError
from mekendesh.judgement.addressing import address_all, addressee

DAY = datetime.date
FRAMEWORK = Framework(
    roles=(Role("presidency", label("the presidency")), Role("statistics", label("the statistical office"))),
    bodies=(
        Body("KGZ", "presidency", label("Office"), None, DAY(2021, 5, 6)),
        Body("KGZ", "presidency", label("Administration"), DAY(2021, 5, 7), None),
        Body("MDA", "statistics", label("Bureau"), None, None),
    ),
)


def named(day: DAY, *, example: bool = False, role: str = "presidency") -> tuple[str, bool]:
    found = addressee(FRAMEWORK, role, "KGZ", Round("2027-1", day, example))
    return found.label.en, found.named


def test_a_real_round_is_addressed_to_the_body_in_office_at_its_date() -> None:
    """Named bodies are dated, per origin."""
    assert named(DAY(2021, 5, 6)) == ("Office", True)
    assert named(DAY(2021, 5, 7)) == ("Administration", True)


def test_an_example_round_addresses_no_real_body_by_name() -> None:
    """What simulated people need is asked of no real body."""
    assert named(DAY(2027, 1, 1), example=True) == ("the presidency", False)


def test_a_role_nobody_is_known_to_hold_is_addressed_as_a_role() -> None:
    """The body of another origin does not step in."""
    assert named(DAY(2027, 1, 1), role="statistics") == ("the statistical office", False)


def test_an_unknown_role_is_refused() -> None:
    """Every proposal is addressed to a role of the framework."""
    with pytest.raises(StructureError, match="role treasury"):
        named(DAY(2027, 1, 1), role="treasury")


def test_every_role_has_an_addressee() -> None:
    """One page per body begins with all of them."""
    assert list(address_all(FRAMEWORK, "KGZ", Round("2027-1", DAY(2027, 1, 1), False))) == [
        "presidency",
        "statistics",
    ]
