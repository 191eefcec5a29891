from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.cleaning.linkage import PAIR_COLUMNS, POSSIBLE, RECORD_COLUMNS, features, score_pairs

FAMILIES = [
    "Абдылдаев",
    "Бекматов",
    "Жумабеков",
    "Исаков",
    "Касымов",
    "Мамытов",
    "Осмонов",
    "Сыдыков",
    "Токтогулов",
    "Шаршенбеков",
    "Эсенов",
    "Орозбаев",
    "Ибраимов",
    "Турдубаев",
]
GIVEN = ["Айбек", "Бакыт", "Данияр", "Максат", "Тилек"]
SURNAMED = [(family, given) for family in FAMILIES for given in GIVEN]


def records(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Records as they are compared: record, name, birth, sex, telephone, document; what is left out is empty."""
    filled = [(*row, *[""] * (len(RECORD_COLUMNS) - len(row))) for row in rows]
    return pd.DataFrame(filled, columns=list(RECORD_COLUMNS), dtype="str")


REGISTER = records(
    *(
        (
            f"REC-{4400 + place}",
            f"{family} {given}",
            f"{1955 + place * 7 % 45}-{1 + place % 12:02d}-{1 + place * 11 % 28:02d}",
            "male",
            f"+99655{5000000 + place * 7919}",
            f"AN{1000000 + place * 313}",
        )
        for place, (family, given) in enumerate(SURNAMED)
    )
)
"""70 people of a consular register: no two share name, telephone or document."""
AYBEK = ("s1", "Abdyldaev Aibek", "1955", "male", "+7 (996) 555 000 000")


def scored(*rows: tuple[str, ...], register: pd.DataFrame = REGISTER) -> pd.DataFrame:
    return score_pairs(records(*rows), register)


def unordered(pairs: pd.DataFrame) -> dict[frozenset[str], tuple[float, float]]:
    """Each pair whichever way it is turned, with its probability and weight."""
    ends = [frozenset(pair) for pair in zip(pairs["left"], pairs["right"], strict=True)]
    return dict(zip(ends, zip(pairs["probability"], pairs["weight"], strict=True), strict=True))


def test_one_person_in_two_scripts_is_found_and_each_comparison_told():
    """A romanised name and a telephone with another country's code meet the Cyrillic record."""
    best = scored(AYBEK).iloc[0]
    assert best[["left", "right"]].tolist() == ["s1", "REC-4400"]
    assert best[["name", "birth", "day", "phone", "document", "sex"]].tolist() == (
        ["same", "same", "", "same", "", "same"]
    )
    assert best["probability"] > 0.99


def test_what_a_record_does_not_say_is_not_compared():
    """Silence is no disagreement: a level is empty where one side has nothing."""
    pairs = scored(("s1", "Абдылдаев Айбек", "", "", REGISTER.at[0, "phone"]))
    assert pairs.loc[0, ["name", "phone"]].tolist() == ["same", "same"]
    assert pairs.loc[0, ["birth", "day", "document", "sex"]].tolist() == [""] * 4
    assert features(records(("s1", "", "?", "", "12", "x"))).iloc[0, 1:].isna().all()


def test_records_are_folded_to_what_is_compared():
    """Two ways to write one person are one row of features."""
    one = ("a", "Шаршенбеков Өмүрбек", "02.03.1984", "male", "0555 010 203", "AН 1234567")
    other = ("b", "SHARSHENBEKOV Omurbek", "1984-03-02", "male", "+996555010203", "ah1234567")
    table = features(records(one, other)).drop(columns="unique_id")
    assert table.iloc[0].tolist() == table.iloc[1].tolist()
    assert table.loc[0, ["birth_year", "day", "phone", "document", "sex"]].tolist() == (
        ["1984", "03-02", "555010203", "AH1234567", "male"]
    )


def test_a_record_alone_or_none_gives_no_pair():
    """Nothing to compare with is a normal state: an empty table with its columns."""
    nothing = records()
    for lists in ((), (nothing,), (nothing, nothing), (REGISTER[:1],), (nothing, REGISTER[:1])):
        pairs = score_pairs(*lists)
        assert pairs.empty
        assert tuple(pairs.columns) == PAIR_COLUMNS
    assert score_pairs(nothing, REGISTER, within=False).empty


def test_pairs_across_lists_only_where_the_lists_are_not_compared_with_themselves():
    """A long list meets the others and not itself."""
    twice = pd.concat([REGISTER, REGISTER[:3].assign(record=["D1", "D2", "D3"])], ignore_index=True)
    within = score_pairs(records(AYBEK), twice)
    across = score_pairs(records(AYBEK), twice, within=False)
    assert {("REC-4400", "D1"), ("REC-4401", "D2"), ("REC-4402", "D3")} <= set(
        zip(within["left"], within["right"], strict=True)
    )
    assert set(across["left"]) == {"s1"}


def test_the_left_end_is_of_the_earlier_list_or_row():
    """Whoever reads the pairs of the survey looks to the left."""
    again = REGISTER[:1].assign(record="AAA")
    pairs = score_pairs(records(("zz", *AYBEK[1:])), pd.concat([REGISTER, again], ignore_index=True))
    assert set(zip(pairs["left"], pairs["right"], strict=True)) >= {
        ("zz", "REC-4400"), ("zz", "AAA"), ("REC-4400", "AAA"),
    }  # fmt: skip


def test_pairs_come_best_first_with_probabilities_from_the_least_on():
    """Six decimals, and nothing under the least asked for."""
    pairs = scored(*(("s" + record, *rest) for record, *rest in REGISTER[:20].to_numpy().tolist()))
    assert pairs["probability"].is_monotonic_decreasing
    assert pairs["probability"].between(POSSIBLE, 1).all()
    assert (pairs["probability"].round(6) == pairs["probability"]).all()
    assert score_pairs(records(AYBEK), REGISTER, least=0.999999).shape[0] <= len(scored(AYBEK))


def test_a_common_name_says_less_than_a_rare_one():
    """Of thirty namesakes of one year each is less likely than the only bearer of a rare name."""
    namesakes = records(*((f"N{n}", "Асанов Нурлан", f"{1950 + n}-01-01") for n in range(30)))
    rare = records(("R1", "Чыныбаев Эламан", "1950-01-01"))
    register = pd.concat([REGISTER, namesakes, rare], ignore_index=True)
    pairs = scored(("s1", "Асанов Нурлан", "1950"), ("s2", "Чыныбаев Эламан", "1950"), register=register)
    weight = unordered(pairs)
    assert weight[frozenset({"s2", "R1"})] > weight[frozenset({"s1", "N0"})]


def test_the_same_lists_give_the_same_pairs_twice():
    """No chance, no clock, no number of cores."""
    survey = records(AYBEK, *(("s" + row[0], *row[1:]) for row in REGISTER[10:20].to_numpy().tolist()))
    once = score_pairs(survey, REGISTER)
    pd.testing.assert_frame_equal(once, score_pairs(survey, REGISTER))
    pd.testing.assert_frame_equal(once, score_pairs(survey, REGISTER, threads=2))


@settings(deadline=None, max_examples=6)
@given(st.permutations(range(len(REGISTER))))
def test_the_order_of_the_rows_does_not_matter(order):
    """A register that comes back sorted otherwise is the same register."""
    survey = records(
        AYBEK, *(("s" + row[0], *row[1:4], "", "") for row in REGISTER[10:20].to_numpy().tolist())
    )
    assert unordered(score_pairs(survey, REGISTER)) == unordered(
        score_pairs(survey[::-1], REGISTER.iloc[list(order)])
    )


HASHED = """
from test_cleaning_linkage import AYBEK, REGISTER, records
from mekendesh.cleaning.linkage import score_pairs
from mekendesh.files import digest
print(digest(score_pairs(records(AYBEK), REGISTER, records(("o1", "Bekmatov Daniiar"))).to_csv().encode()))
"""


def test_another_hash_seed_gives_the_same_pairs():
    """The order of Python's sets differs from process to process; the pairs must not."""
    said = {
        subprocess.run(
            [sys.executable, "-c", HASHED],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1
    assert len(said.pop()) == 64


@pytest.mark.parametrize(
    ("what", "name", "birth"),
    [
        ("another family", "Чолпонбаев Айбек", "1955"),
        ("another name and year", "Чолпонбаев Эламан", "1991"),
        ("the same year only", "Чолпонбаев Эламан", "1955"),
    ],
)
def test_who_shares_little_is_no_likely_pair(what, name, birth):
    """A given name or a year in common is what most people of a country have."""
    pairs = scored(("s1", name, birth))
    assert not (pairs["left"].eq("s1") & pairs["probability"].ge(0.4)).any(), what


def test_another_document_makes_a_namesake_of_the_same_day_unlikely():
    """Two documents outweigh one name and one year."""
    same, other = (
        ("s1", *REGISTER.iloc[0, 1:4], "", REGISTER.at[0, "document"]),
        ("s2", *REGISTER.iloc[0, 1:4]),
    )
    pairs = unordered(scored(same, (*other, "", "AN9999999")))
    assert pairs[frozenset({"s1", "REC-4400"})][0] > 0.99
    assert pairs.get(frozenset({"s2", "REC-4400"}), (0.0, 0.0))[0] < pairs[frozenset({"s1", "REC-4400"})][0]
