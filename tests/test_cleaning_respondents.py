from __future__ import annotations

import pandas as pd

from field_files import QUESTIONNAIRE, person, seed
from mekendesh.cleaning.pseudonyms import pseudonym
from mekendesh.cleaning.respondents import build_respondents, respondent_types
from mekendesh.field.responses import type_responses

KEY = b"k" * 32


def cells(*people: dict[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")
    return table.fillna("")


def built(*people: dict[str, str], withdrawn: tuple = (), key: bytes = KEY) -> pd.DataFrame:
    responses = type_responses(cells(*people), QUESTIONNAIRE)
    gone = cells(*withdrawn) if withdrawn else responses.cells.iloc[:0]
    return build_respondents(responses, gone, QUESTIONNAIRE, key)


def test_a_respondent_is_a_row_of_known_columns_and_types():
    """The handshake with estimation: nothing else, nothing untyped, no identifier, free text or coupon."""
    table = built(seed("a", phone="+996", idea_text="дүкөн", coupon_1="M-1"))
    assert list(table.columns) == [
        "respondent", "recruiter", "recruiter_state", "is_seed", "rds_wave", "site", "network_size",
        "born_in_origin", "citizen_of_origin", "ethnic_affiliation", "ancestor_born", "self_identifies",
        "birth_year", "months_in_country", "arrival_year", "sex", "did_trade", "willing_trade", "used_body",
        "satisfied_body", "barrier_no_trust", "barrier_no_time", "barrier_no_money", "barrier_other",
        "stays_12_months", "age", "idea_sector", "idea_stage",
    ]  # fmt: skip
    assert {name: str(kind) for name, kind in table.dtypes.items()} == respondent_types(QUESTIONNAIRE)


def test_recruiters_are_pseudonyms_of_respondents():
    """Who recruited whom survives, who they are does not."""
    table = built(seed("a", coupon_1="M-1"), person("b", coupon_received="M-1"))
    one, two = (pseudonym(KEY, "respondent", uuid) for uuid in "ab")
    assert table["respondent"].tolist() == [one, two]
    assert table["recruiter"].isna().tolist() == [True, False]
    assert table["recruiter"].iloc[1] == one
    assert table["recruiter_state"].tolist() == ["seed", "known"]
    assert table["is_seed"].tolist() == [True, False]
    assert table["rds_wave"].tolist() == [0, 1]


def test_another_key_changes_names_but_not_the_order():
    """Rows stand as they were delivered, so two installations estimate the same."""
    people = [seed(f"u{n}", network_size=str(n)) for n in range(1, 9)]
    one, other = built(*people), built(*people, key=b"z" * 32)
    assert one["network_size"].tolist() == other["network_size"].tolist() == list(range(1, 9))
    assert not set(one["respondent"]) & set(other["respondent"])


def test_recruits_of_someone_withdrawn_are_no_seeds():
    """Their recruiter is nobody in the table, and known to have withdrawn."""
    table = built(person("b", coupon_received="M-1"), withdrawn=(seed("a", coupon_1="M-1"),))
    assert table["recruiter_state"].tolist() == ["withdrawn"]
    assert table["is_seed"].tolist() == [False]
    assert table[["recruiter", "rds_wave"]].isna().all(axis=None)


def test_a_barrier_not_named_is_no_only_where_the_question_was_answered():
    """Named others, or all 0/1 columns say no: false. Nothing at all: missing."""
    none = {"barriers": "", "barriers/no_trust": "0", "barriers/no_time": "0"}
    table = built(seed("a", barriers="no_time other"), seed("b", barriers=""), seed("c") | none)
    assert table["barrier_no_time"].tolist() == [True, pd.NA, False]
    assert table["barrier_no_trust"].tolist() == [False, pd.NA, False]


def test_derived_columns():
    """Twelve months are usual residence; age counts from the survey's year; missing stays missing."""
    table = built(
        seed("a", months_in_country="12"),
        seed("b", months_in_country="11", birth_year="2000"),
        seed("c", months_in_country="", birth_year="", network_size="0", site=""),
    )
    assert table["stays_12_months"].tolist() == [True, False, pd.NA]
    assert table["age"].tolist() == [37, 27, pd.NA]
    assert table["network_size"].tolist() == [10, 10, pd.NA]
    assert table["site"].isna().tolist() == [False, False, True]
