"""Who the invented people are: sizes of families by hand, and what two who are easily confused have in common."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.simulation.identities import RELATIONS, day_in, document_numbers, identities, phone_numbers
from mekendesh.simulation.register_plan import RegisterPlan
from register_examples import WORDS, invent, known_people


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return known_people()


def pairs_of(people: pd.DataFrame, relation: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    first = people[people["relation"] == relation]
    return first.reset_index(drop=True), people.loc[first["relative"].astype(int)].reset_index(drop=True)


def test_every_person_has_an_identity_that_fits_the_person(people):
    """What is known of a person before is not changed by a name."""
    invented = invent(12_000)
    assert people.index.equals(invented.index)
    assert (people["city"] == invented["site"]).all()
    assert (people["sex"] == invented["sex"]).all()
    assert (people["birth_date"].dt.year == invented["birth_year"]).all()


def test_numbers_belong_to_no_country_and_documents_to_one_person(people):
    """Nobody's number can be met by accident: +999 and EX are given to nobody."""
    assert people["phone"].str.fullmatch(r"\+999[0-9]{9}").all()
    assert people["document"].str.fullmatch("EX[0-9]{7}").all()
    assert people["document"].is_unique


def test_names_are_many_and_end_as_the_sex_has_them(people):
    """Ten names would make everyone a namesake; кызы is a daughter and уулу a son."""
    assert people["given"].nunique() > 700 and people["family"].nunique() > 700
    daughters = people["family"].str.endswith(("ва", " кызы"))
    assert (daughters == (people["sex"] == "female")).all()
    by_kin = people["family"].str.endswith((" уулу", " кызы"))
    assert abs(by_kin.mean() - 0.2) < 0.02
    assert abs(people["patronymic"].str.endswith((" уулу", " кызы")).mean() - 0.2) < 0.02


def test_twins_share_all_but_given_name_and_document(people):
    """The hardest pair to tell apart: one birthday, one family, names that begin alike."""
    first, second = pairs_of(people, "twin")
    assert len(first) == 120
    for same in ("family", "patronymic", "birth_date", "city", "sex"):
        assert (first[same] == second[same]).all(), same
    assert (first["given"].str[:4] == second["given"].str[:4]).all()
    assert (first["given"] != second["given"]).all()
    assert 0 < (first["phone"] == second["phone"]).mean() < 1


def test_siblings_share_family_and_city_and_sometimes_the_telephone(people):
    """One phone for two people must not make them one."""
    first, second = pairs_of(people, "sibling")
    assert len(first) == 600
    stems = [side["family"].str.replace(r"а$| кызы$| уулу$", "", regex=True) for side in (first, second)]
    assert (stems[0] == stems[1]).all()
    assert (first["city"] == second["city"]).all()
    assert (first["given"] != second["given"]).all()
    assert 0.2 < (first["phone"] == second["phone"]).mean() < 0.4


def test_namesakes_share_name_and_year_and_are_two(people):
    """A name and a year of birth are not a person."""
    first, second = pairs_of(people, "namesake")
    assert len(first) == 360
    for same in ("family", "given", "birth_year", "sex"):
        assert (first[same] == second[same]).all(), same
    for other in ("birth_date", "phone", "document"):
        assert (first[other] != second[other]).all(), other


def test_relatives_point_at_each_other(people):
    """The truth about a pair is told from both sides."""
    related = people[people["relation"] != ""]
    back = people.loc[related["relative"].astype(int), "relative"]
    assert back.tolist() == related.index.astype("str").tolist()


def test_numbers_and_days_are_written_from_their_places():
    """Nine digits after +999, seven after EX, the first of January as day nought: leap years have room too."""
    assert phone_numbers([7, 123456789]).tolist() == ["+999000000007", "+999123456789"]
    assert document_numbers([7]).tolist() == ["EX0000007"]
    days = day_in(np.array([1970, 2000, 2001]), np.array([0, 59, 364]))
    assert days.astype("datetime64[D]").astype(str).tolist() == ["1970-01-01", "2000-02-29", "2001-12-31"]


@given(st.integers(0, 80), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_whatever_the_plan_nobody_is_in_two_pairs_and_no_pair_is_one_person(
    size, twins, siblings, namesakes, seed
):
    """Pairs point at each other, are no more than planned, and differ in document and in name or birthday."""
    plan = RegisterPlan(twins=twins, siblings=siblings, namesakes=namesakes)
    people = identities(invent(size, seed), WORDS, np.random.default_rng(seed), plan)
    planned = {"twin": twins, "sibling": siblings, "namesake": namesakes}
    assert set(people["relation"]) <= {*RELATIONS, ""}
    assert ((people["relation"] == "") == (people["relative"] == "")).all()
    for relation, share in planned.items():
        first, second = pairs_of(people, relation)
        assert len(first) // 2 <= round(share * size / 2)
        assert (second["relation"] == relation).all()
        assert (first["document"] != second["document"]).all()
        alike = (first["given"] == second["given"]) & (first["birth_date"] == second["birth_date"])
        assert not alike.any()
