from __future__ import annotations

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
from register_examples import CLEAN, WORDS, invent, known_people


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return known_people()


@pytest.fixture(scope="module")
def consular(people) -> Register:
    return consular_register(people, USUAL, np.random.default_rng(5))


@pytest.fixture(scope="module")
def lists(people) -> list[Register]:
    return association_lists(people, USUAL, np.random.default_rng(6))


def marked(register: Register, kind: str) -> pd.Series:
    return register.truth["dirt"].str.split().map(lambda kinds: kind in kinds)


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
