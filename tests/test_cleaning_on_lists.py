"""Who stands on which list."""

from __future__ import annotations

import pandas as pd

from mekendesh.cleaning.log import LOG_COLUMNS
from mekendesh.cleaning.on_lists import LINK, SURVEY, histories_of, on_lists


def records(*names: str) -> pd.DataFrame:
    return pd.DataFrame({"record": list(names)})


def link(who: str, name: str, state: str) -> dict[str, str]:
    told = {"uuid": who, "column": f"{LINK}{name}", "action": "link", "state": state}
    return {column: told.get(column, "") for column in LOG_COLUMNS}


def test_people_are_counted_by_the_lists_they_stand_on():
    """a and r1 are one person; r2 stands on the register twice (r2, r3) and is one person too."""
    sides = {SURVEY: records("a", "b"), "register": records("r1", "r2", "r3"), "club": records("c1")}
    counted = histories_of(sides, {"a": 0, "r1": 0, "r2": 1, "r3": 1})
    assert counted.to_dict("list") == {
        "survey": [True, True, False, False],
        "register": [True, False, True, False],
        "club": [False, False, False, True],
        "people": [1, 1, 1, 1],
    }


def test_without_any_link_everybody_is_a_person_of_their_own():
    """Three records, nothing joined: three people."""
    counted = histories_of({SURVEY: records("a"), "register": records("r1", "r2")}, {})
    assert counted["people"].tolist() == [1, 2]


def test_whoever_was_not_compared_is_neither_on_the_list_nor_off_it():
    """No agreement to be compared: missing, and never no."""
    respondents = pd.DataFrame({"respondent": ["a", "b", "c"]})
    log = pd.DataFrame([link("a", "register", "accepted"), link("b", "register", "rejected")])
    on = on_lists(respondents, ["a", "b"], log, ["register"])
    assert on["register"].tolist()[:2] == [True, False]
    assert on["register"].isna().tolist() == [False, False, True]


def test_a_link_to_one_list_says_nothing_of_another():
    """Linked with the register is not linked with the club."""
    respondents = pd.DataFrame({"respondent": ["a"]})
    on = on_lists(respondents, ["a"], pd.DataFrame([link("a", "register", "accepted")]), ["register", "club"])
    assert on.iloc[0].tolist() == [True, False]
