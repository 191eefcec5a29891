from __future__ import annotations

from datetime import date

import pytest

from field_files import csv_of, deliver, seed
from mekendesh.cleaning.handshake import clean_mapping, missing_of, respondents_of
from mekendesh.errors import DeliveryError
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.mapping import Mapping


def mapping(tree) -> Mapping:
    return Mapping(tree, Corridor("KGZ", "RUS"), Round("2027-1", date(2027, 6, 1), is_example=False))


def test_a_corridor_without_a_delivery_is_no_error(tree):
    """Before the fieldwork there is nothing to clean and nobody to hand over, and nothing is written."""
    assert clean_mapping(mapping(tree)) is None
    assert respondents_of(mapping(tree)) is None
    assert missing_of(mapping(tree)) is None
    assert not (tree.root / "data" / "clean").exists()


def test_cleaning_names_every_check_and_every_reason_of_its_rules():
    """A report says what was looked for also where nothing was found."""
    from mekendesh.cleaning.clean import Cleaning

    done = Cleaning(None, None, None, {})
    assert len({check.name for check in done.checks}) == len(done.checks) == 35
    assert done.reasons["coupon"]["look_alike"].text == "a coupon misread, of which one only looks alike"
    assert list(done.reasons["remove"]) == [
        "no_consent",
        "under_18",
        "outside_sites",
        "not_eligible",
        "sent_again",
    ]


def test_a_design_without_recruitment_is_cleaned_but_not_estimated(tree):
    """Shares of whoever followed a link would look like shares of a population."""
    deliver(tree, csv_of([seed("a")]), design="open_link")
    with pytest.raises(DeliveryError, match="estimates are made for respondent-driven sampling only"):
        respondents_of(mapping(tree))


def test_the_kinds_of_missing_answers_are_handed_over_beside_the_respondents(tree):
    """As 02 left them, else as cleaning finds them now: the same people, the same kinds."""
    deliver(tree, csv_of([seed("a", did_trade=""), seed("b")]))
    found = missing_of(mapping(tree))
    people = respondents_of(mapping(tree))
    assert found["respondent"].tolist() == people["respondent"].tolist()
    assert found["did_trade"].tolist() == ["blank", ""]
    # The tiny delivery does not have the question, so nobody left it empty.
    assert found["trust_state"].tolist() == ["not_asked", "not_asked"]
    assert missing_of(mapping(tree)).equals(found)
    (tree.clean("KGZ/2027-1/RUS") / "missing.parquet").unlink()
    assert missing_of(mapping(tree)).equals(found)
