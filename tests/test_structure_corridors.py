from __future__ import annotations

from datetime import date

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import ParameterError, StructureError
from mekendesh.files import current_tree
from mekendesh.structure.corridors import (
    Corridor,
    find_corridor,
    find_origin,
    find_round,
    load_corridors,
    load_origins,
    place,
    programme,
)
from mekendesh.structure.sizes import published_sizes
from reference_examples import change, copied

CORRIDORS = frozenset(corridor.code for corridor in load_corridors(current_tree()))


def test_the_eight_programme_countries_are_origins():
    """All eight are runnable; their people are named as citizens, not as an ethnicity."""
    origins = load_origins(current_tree())
    assert list(origins) == ["KGZ", "BGD", "MDA", "MAR", "SRB", "TUN", "ECU", "JAM"]
    assert origins["KGZ"].people.ky == "кыргызстандыктар"
    assert origins["KGZ"].label.ru == "Кыргызстан"


def test_a_corridor_is_named_by_its_two_codes():
    """Code and folder are built from codes only."""
    corridor = find_corridor(current_tree(), "KGZ", "RUS")
    assert corridor == Corridor("KGZ", "RUS")
    assert corridor.code == "KGZ-RUS"
    assert place(corridor, find_round(current_tree(), "2027-1")) == "KGZ/2027-1/RUS"


def test_compatriots_beyond_the_migrant_stock_have_corridors():
    """Ethnic Kyrgyz of neighbouring countries are compatriots by law, with or without a figure."""
    assert {"KGZ-UZB", "KGZ-CHN", "KGZ-TJK", "KGZ-AFG", "KGZ-PAK"} <= CORRIDORS
    assert published_sizes(current_tree(), Corridor("KGZ", "PAK")).empty


def test_every_destination_is_a_country_and_none_is_the_origin_or_a_total():
    """Totals and "Other" are no destinations: nobody can be interviewed there."""
    countries = get_global("territory_aliases")
    for corridor in load_corridors(current_tree()):
        assert corridor.destination in countries
        assert corridor.destination not in ("WLD", "OOO", "XCX", corridor.origin)
    assert len(CORRIDORS) == 626


@pytest.mark.parametrize(
    ("asked", "closest"),
    [
        ("RUSS", "RUS, CYP"),
        ("Россия", "RUS"),
        ("Germany", "DEU"),
        ("Түркия", "TUR, AUT"),
        ("KGZ", "KAZ"),
    ],
)
def test_an_unknown_destination_is_answered_with_the_closest(asked, closest):
    """A slip, a lower-case code or a country's name leads to the code that was meant."""
    with pytest.raises(ParameterError) as raised:
        find_corridor(current_tree(), "KGZ", asked)
    assert str(raised.value) == (
        f"No source knows a corridor from KGZ to '{asked}'; the closest destinations are {closest}."
    )


@pytest.mark.parametrize("asked", ["KG", "kgz", "../KGZ", "", None, True, ["KGZ"]])
def test_an_unknown_origin_is_answered_with_the_list(asked):
    """Origins are a closed list: whatever else is asked for, the list is the answer."""
    with pytest.raises(
        ParameterError, match=r"There is no origin '.*'; choose one of KGZ, BGD, MDA, MAR, SRB"
    ):
        find_origin(current_tree(), asked)


def test_what_was_asked_is_shown_short_and_printable():
    """A parameter comes from outside: control characters and endless text do not reach a log."""
    with pytest.raises(ParameterError) as raised:
        find_corridor(current_tree(), "KGZ", "\x1b[31m" + "A" * 500)
    assert "'[31m" + "A" * 35 + "'" in str(raised.value)
    assert len(str(raised.value)) < 200


@given(st.text(max_size=8), st.text(max_size=8))
def test_whatever_is_asked_the_answer_is_a_known_corridor_or_one_error(origin, destination):
    """Nothing outside the closed list gets through, and nothing else than `ParameterError` comes out."""
    try:
        corridor = find_corridor(current_tree(), origin, destination)
    except ParameterError:
        return
    assert corridor.code in CORRIDORS


def test_the_example_is_dated_and_marked():
    """Simulated people belong to the round ``example`` only."""
    example = find_round(current_tree(), "example")
    assert (example.as_of, example.is_example) == (date(2026, 6, 30), True)


def test_a_round_is_dated_by_the_file_or_by_its_year():
    """A page's date is the round's, never the clock's."""
    assert find_round(current_tree(), "2027-1").as_of == date(2027, 1, 1)
    assert find_round(current_tree(), "2031-2").as_of == date(2031, 1, 1)
    assert not find_round(current_tree(), "2031-2").is_example


@pytest.mark.parametrize(
    "asked", ["2027", "2027-0", "2027-10", "Example", "../example", "", "2027-1\n", 2027]
)
def test_any_other_round_is_refused(asked):
    """A round's name becomes a folder: only the two forms are accepted."""
    with pytest.raises(ParameterError, match="write example, or a year and a number such as 2027-1"):
        find_round(current_tree(), asked)


def test_the_programme_of_a_round_is_what_its_origin_declares():
    """The order is the origin's own; nothing declared is nothing planned."""
    tree = current_tree()
    assert [corridor.destination for corridor in programme(tree, "KGZ", "example")] == [
        "RUS", "KAZ", "TUR", "KOR", "DEU", "USA",
    ]  # fmt: skip
    assert [corridor.destination for corridor in programme(tree, "KGZ", "2027-1")][6:] == [
        "ITA", "ARE", "UZB", "CHN", "TJK",
    ]  # fmt: skip
    assert programme(tree, "MAR", "example") == ()
    assert programme(tree, "KGZ", "2030-1") == ()


def test_mistakes_in_the_rounds_are_told_together(tmp_path):
    """The one who edits the file mends every cell in one go."""
    tree = copied(tmp_path)
    rounds = tree.structure / "rounds.csv"
    change(rounds, "KAZ TUR KOR", "KAZ KAZ RUX")
    change(rounds, "2026-06-30", "30.06.2026")
    change(rounds, "2027-1,KGZ", "spring,KGX")
    with pytest.raises(StructureError) as raised:
        find_round(tree, "example")
    for said in ("'RUX'", "'KAZ' more than once", "'30.06.2026'", "'spring'", "'KGX'"):
        assert said in str(raised.value)


def test_a_round_has_one_day_for_all_its_origins(tmp_path):
    """Two days for one round would date the same page twice."""
    tree = copied(tmp_path)
    rounds = tree.structure / "rounds.csv"
    rounds.write_text(rounds.read_text() + "example,MAR,FRA,2026-07-01,,\n")
    with pytest.raises(
        StructureError, match="found '2026-07-01', expected the day this round has above, 2026-06-30"
    ):
        find_round(tree, "example")


def test_a_round_has_the_same_modules_for_all_its_origins(tmp_path):
    """A round is one form; modules are parts of it, known by name."""
    tree = copied(tmp_path)
    rounds = tree.structure / "rounds.csv"
    change(rounds, "2027-01-01,,", "2027-01-01,human horoscope,")
    rounds.write_text(rounds.read_text() + "2027-1,MAR,FRA,2027-01-01,human,\n")
    with pytest.raises(StructureError) as raised:
        find_round(tree, "2027-1")
    for said in ("'horoscope'", "found 'human', expected the modules this round has above"):
        assert said in str(raised.value)


def test_the_modules_of_a_round_are_read(tmp_path):
    """A round switches modules on beside the core."""
    tree = copied(tmp_path)
    change(tree.structure / "rounds.csv", "2027-01-01,,", "2027-01-01,human economic,")
    assert find_round(tree, "2027-1").modules == ("human", "economic")
    assert find_round(tree, "example").modules == ("human", "economic", "cultural")


def test_an_added_corridor_needs_a_known_origin_a_code_and_a_reason(tmp_path):
    """Additions stand beside figures, so they are checked like figures."""
    tree = copied(tmp_path)
    additions = tree.structure / "corridors.csv"
    change(additions, "KGZ,PAK,compatriots", "KGX,Pakistan,because")
    with pytest.raises(StructureError) as raised:
        load_corridors(tree)
    for said in ("origin: found 'KGX'", "destination: found 'Pakistan'", "basis: found 'because'"):
        assert f"line 6, column {said}" in str(raised.value)
