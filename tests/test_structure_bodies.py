from __future__ import annotations

from datetime import date

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.bodies import load_bodies
from mekendesh.structure.framework import load_framework
from structure_examples import change_line, copied, written

HEADER = "origin,role,label_ky,label_ru,label_en,valid_from,valid_to,source"


def names(origin: str, role: str, day: date) -> list[str]:
    return [
        body.label.en
        for body in load_framework(current_tree()).bodies
        if (body.origin, body.role) == (origin, role)
        and (body.valid_from is None or body.valid_from <= day)
        and (body.valid_to is None or day <= body.valid_to)
    ]


def test_a_recommendation_of_2014_is_addressed_to_the_bodies_of_2014():
    """A ministry founded later cannot have been asked."""
    day = date(2014, 12, 26)
    assert names("KGZ", "presidency", day) == ["Office of the President of the Kyrgyz Republic"]
    assert names("KGZ", "government", day) == ["Government of the Kyrgyz Republic"]
    assert names("KGZ", "labour_migration", day) == [
        "Ministry of Labour, Migration and Youth of the Kyrgyz Republic"
    ]


def test_a_recommendation_of_today_is_addressed_to_the_bodies_of_today():
    """Reports of the example round's date name the ministries then in office."""
    day = date(2026, 6, 30)
    assert names("KGZ", "labour_migration", day) == [
        "Ministry of Labour, Social Security and Migration of the Kyrgyz Republic"
    ]
    assert names("KGZ", "education_science", day) == [
        "Ministry of Science, Higher Education and Innovation of the Kyrgyz Republic"
    ]


def test_where_no_body_is_known_none_is_invented():
    """Between two known bodies, and for roles nobody looked up, the role itself is addressed."""
    assert names("KGZ", "labour_migration", date(2017, 1, 1)) == []
    assert names("MDA", "central_bank", date(2026, 6, 30)) == []


def test_an_unknown_role_and_overlapping_days_are_told_together(tmp_path):
    """Two bodies for one role on one day leave open whom to address."""
    tree = written(
        tmp_path,
        "bodies.csv",
        HEADER,
        "KGZ,culture,а,б,c,,2020-12-31,Source",
        "KGZ,culture,г,д,e,2020-12-31,,Source",
        "KGZ,sport,ж,з,i,,,Source",
        "KGZ,culture,к,л,m,2012-05-01,2012-04-30,Source",
    )
    with pytest.raises(StructureError) as raised:
        load_bodies(tree, ["culture"], ["KGZ"])
    told = str(raised.value)
    assert raised.value.values["count"] == 3
    assert (
        "line 3, column valid_from: found days of an earlier body, expected one body a role and day" in told
    )
    assert "line 4, column role: found 'sport', expected one of culture" in told
    assert "line 5, column valid_to: found '2012-04-30', expected a day not before valid_from" in told


def test_a_role_taken_out_of_the_list_is_missed_where_a_body_holds_it(tmp_path):
    """Files are checked against one another, not each for itself."""
    tree = copied(tmp_path)
    change_line(tree, "roles.csv", 10, "culture,", "culture_and_sport,")
    with pytest.raises(StructureError, match=r"bodies\.csv has 3 mistake\(s\)"):
        load_framework(tree)
