from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.files import current_tree
from mekendesh.simulation.answers import load_words
from mekendesh.simulation.identities import identities
from mekendesh.simulation.register_plan import USUAL, RegisterPlan
from mekendesh.simulation.registers import (
    ASSOCIATION_COLUMNS,
    CONSULAR_COLUMNS,
    Register,
    as_file,
    association_lists,
    consular_register,
    survey_identities,
)

CLEAN = RegisterPlan(
    share_stale=0, share_duplicate=0, share_mistyped=0, share_without_phone=0, share_other_phone=0,
    share_without_document=0, consular_ways=(1, 0, 0, 0, 0), association_ways=((1, 0, 0, 0, 0),),
    survey_ways=(1, 0, 0, 0, 0), share_capitals=0, share_double_spaces=0, share_swapped=0, share_only_year=0,
    share_iso_date=0, phone_shapes=(1, 0, 0, 0, 0, 0), city_names=(1, 0, 0), share_given_first=0,
    share_with_patronymic=0, share_without_birth_year=0, share_survey_without_document=0,
)  # fmt: skip
WORDS = load_words(current_tree(), "KGZ")


def invent(size: int, seed: int = 3) -> pd.DataFrame:
    """People with what an identity is made of, and an index that is not their place."""
    rng = np.random.default_rng(seed)
    people = {
        "sex": rng.choice(["female", "male"], size),
        "birth_year": rng.integers(1957, 2008, size),
        "site": rng.choice(["moscow", "yekaterinburg", "main_city"], size),
    }
    return pd.DataFrame(people, index=pd.RangeIndex(1000, 1000 + size))


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return identities(invent(12_000), WORDS, np.random.default_rng(4))


@pytest.fixture(scope="module")
def consular(people) -> Register:
    return consular_register(people, USUAL, np.random.default_rng(5))


@pytest.fixture(scope="module")
def lists(people) -> list[Register]:
    return association_lists(people, USUAL, np.random.default_rng(6))


def marked(register: Register, kind: str) -> pd.Series:
    return register.truth["dirt"].str.split().map(lambda kinds: kind in kinds)


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


def test_the_register_is_all_text_in_its_columns(consular):
    """It is what a consulate hands over, before anything was read."""
    assert tuple(consular.table.columns) == CONSULAR_COLUMNS
    assert (consular.table.dtypes == "str").all() and not consular.table.isna().any(axis=None)
    assert consular.table["registered_on"].str.fullmatch(r"[0-9]{2}\.[0-9]{2}\.20(1[2-9]|2[0-5])").all()
    assert set(consular.table["sex"]) == {"ж", "м"}


def test_the_truth_covers_every_record(consular, lists, people):
    """A match is right or wrong only where the truth is known."""
    known = {*people.index.astype("str"), ""}
    for register in (consular, *lists):
        assert register.truth["record_id"].tolist() == register.table["record_id"].tolist()
        assert register.truth["record_id"].is_unique
        assert set(register.truth["person"]) <= known
        assert ((register.truth["person"] == "") == marked(register, "stale")).all()


def test_sizes_of_the_register_are_those_planned(consular):
    """35 of 100 people, 3 of 100 of them twice, 8 of 100 entries about nobody."""
    persons = consular.truth.loc[consular.truth["person"] != "", "person"]
    assert persons.nunique() == 4200
    assert persons.duplicated().sum() == 126 == marked(consular, "duplicate").sum()
    assert marked(consular, "stale").sum() == 376


@pytest.mark.parametrize(
    ("kind", "share"),
    [
        ("mistyped", 0.10),
        ("without_phone", 0.25),
        ("other_phone", 0.15),
        ("without_document", 0.20),
        ("only_year", 0.08),
        ("iso_date", 0.10),
        ("capitals", 0.15),
        ("russian", 0.55),
        ("kyrgyz", 0.22),
        ("passport", 0.17),
    ],
)
def test_dirt_is_as_frequent_as_planned(consular, kind, share):
    """What is in the plan is what lies in the register."""
    assert abs(marked(consular, kind).mean() - share) < 0.02


def test_dirt_is_told_where_it_lies(consular, people):
    """The list of dirt can be believed, cell by cell."""
    table = consular.table
    assert ((table["phone"] == "") == marked(consular, "without_phone")).all()
    assert ((table["document"] == "") == marked(consular, "without_document")).all()
    assert (table["birth_date"].str.fullmatch("[0-9]{4}") == marked(consular, "only_year")).all()
    assert (table["birth_date"].str.contains("-") == marked(consular, "iso_date")).all()
    plain = table["phone"].str.fullmatch(r"\+999[0-9]{9}|")
    assert (~plain == marked(consular, "phone_typed_over")).all()
    same = (consular.truth["person"] != "") & (table["phone"] != "") & plain
    own = people["phone"].reindex(pd.to_numeric(consular.truth["person"])).to_numpy()
    assert ((table["phone"] != own) == marked(consular, "other_phone"))[same].all()
    assert table.loc[marked(consular, "city_other"), "city"].isin(["г. Москва", "Свердловск"]).all()


def test_options_of_writing_are_told_only_where_they_left_a_trace(people):
    """A name without уулу is not counted as one that lost it."""
    plan = replace(CLEAN, consular_ways=(0, 1, 0, 0, 0), share_kin_as_ov=1.0, share_yo=0.0)
    register = consular_register(people, plan, np.random.default_rng(1))
    persons = people.loc[register.truth["person"].astype(int)]
    kin = persons["family"].str.contains(" ") | persons["patronymic"].str.contains(" ")
    assert (marked(register, "kin_as_ov").to_numpy() == kin.to_numpy()).all()
    assert (
        not register.table[["family_name", "patronymic"]]
        .apply(lambda cells: cells.str.contains(" "))
        .any(axis=None)
    )


def test_strangers_have_numbers_of_nobody(consular, people):
    """A document that fits would make a stranger somebody."""
    stale = consular.table[marked(consular, "stale")]
    assert not set(stale["document"]) - {""} & set(people["document"])
    assert not set(stale["phone"]) - {""} & set(people["phone"])


def test_a_clean_plan_writes_what_is_true(people):
    """Without dirt the register is the identities."""
    register = consular_register(people, CLEAN, np.random.default_rng(1))
    persons = people.loc[register.truth["person"].astype(int)].reset_index(drop=True)
    for column, true in (("family_name", "family"), ("given_name", "given"), ("patronymic", "patronymic")):
        assert (register.table[column] == persons[true]).all()
    for column in ("phone", "document"):
        assert (register.table[column] == persons[column]).all()
    assert (register.table["birth_date"] == persons["birth_date"].dt.strftime("%d.%m.%Y")).all()
    assert set(register.table["city"]) == {"Москва", "Екатеринбург", "Main City"}
    assert set(register.truth["dirt"]) == {"kyrgyz"}


def test_every_association_has_a_list_of_its_own(lists):
    """One cell for the whole name, and records whose numbers tell the lists apart."""
    assert [register.table["association"].iloc[0] for register in lists] == ["Мисал", "Үлгү", "Намуна"]
    assert [len(register.table) for register in lists] == [672, 672, 672]
    assert all(tuple(register.table.columns) == ASSOCIATION_COLUMNS for register in lists)
    assert pd.concat([register.table for register in lists])["record_id"].is_unique
    assert lists[0].table["full_name"].str.contains(" ").all()


def test_associations_write_in_scripts_of_their_own(lists):
    """The first writes Russian, the second Kyrgyz, the third Latin."""
    assert marked(lists[0], "russian").mean() > 0.7
    assert marked(lists[1], "kyrgyz").mean() > 0.6
    assert lists[2].table["full_name"].str.contains("[A-Za-z]").mean() > 0.7


def test_more_associations_than_names_are_numbered(people):
    """No two lists are of one association."""
    registers = association_lists(people.head(200), USUAL, np.random.default_rng(1), count=7)
    names = [register.table["association"].iloc[0] for register in registers]
    assert names == ["Мисал", "Үлгү", "Намуна", "Misal", "Sınak", "Мисал 2", "Үлгү 2"]


def test_people_tell_an_interviewer_name_phone_and_some_the_document(people):
    """The survey's side of a pair is dirty too, and is asked of those who answered alone."""
    answered = people.index[::4]
    told = survey_identities(people, answered, USUAL, np.random.default_rng(8))
    assert told.columns.tolist() == ["name", "phone", "document"] and told.index.equals(answered)
    assert abs((told["document"] == "").mean() - 0.6) < 0.03
    shown = told["document"] != ""
    assert (told["document"] == people.loc[answered, "document"])[shown].all()
    digits = told["phone"].str.replace(r"\D", "", regex=True).str[-9:]
    assert (digits == people.loc[answered, "phone"].str[-9:]).all()
    clean = survey_identities(people, answered, CLEAN, np.random.default_rng(8))
    true = people.loc[answered]
    assert (clean["name"] == true["family"] + " " + true["given"]).all()


def test_a_file_in_cp1251_has_lost_the_kyrgyz_letters():
    """Windows files of old programs hold no ө; a Turkish letter is a question mark."""
    table = pd.DataFrame({"a": ["Өңдүр", "x;y"], "b": ["Çış", ""]})
    assert as_file(table) == 'a;b\r\nОндур;???\r\n"x;y";\r\n'.encode("cp1251")
    assert as_file(table, marked=True).decode("cp1251").startswith("a;b\r\n??д?р;???\r\n")
    assert as_file(table, "utf-8", ",").decode() == "a,b\r\nӨңдүр,Çış\r\nx;y,\r\n"


@given(st.integers(0, 2**32 - 1), st.integers(0, 60))
@settings(max_examples=15, deadline=None)
def test_the_same_generator_gives_the_same_bytes(seed, size):
    """A test of the comparison can be run again, however few the people."""

    def files() -> list[bytes]:
        rng = np.random.default_rng(seed)
        people = identities(invent(size), WORDS, rng)
        registers = [consular_register(people, USUAL, rng), *association_lists(people, USUAL, rng)]
        told = survey_identities(people, people.index[::2], USUAL, rng)
        tables = [
            people,
            told,
            *(table for register in registers for table in (register.table, register.truth)),
        ]
        return [as_file(table, "utf-8") for table in tables]

    assert files() == files()


@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_any_plan_keeps_its_shares(registered, stale, duplicate, mistyped, seed):
    """Sizes follow the plan to the person; the truth covers them all."""
    plan = RegisterPlan(
        share_registered=registered, share_stale=stale, share_duplicate=duplicate, share_mistyped=mistyped
    )
    rng = np.random.default_rng(seed)
    register = consular_register(identities(invent(100), WORDS, rng), plan, rng)
    entries = len(register.table)
    persons = register.truth.loc[register.truth["person"] != "", "person"]
    assert persons.nunique() == round(registered * 100)
    assert persons.duplicated().sum() == round(duplicate * persons.nunique())
    assert abs(entries * stale - (entries - len(persons))) <= 1
    assert len(register.truth) == entries


def test_origins_with_hardly_any_words_have_registers_too():
    """The words for every origin make names as well, if fewer."""
    rng = np.random.default_rng(2)
    people = identities(invent(300), load_words(current_tree(), "SRB"), rng)
    register = consular_register(people, USUAL, rng)
    assert len(register.table) == 117
    assert people["given"].nunique() > 5
