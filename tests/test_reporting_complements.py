from __future__ import annotations

import pandas as pd

from mekendesh.reporting.doors.complements import complete_flags, nested_cells


def table(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["indicator", "site", "n_yes"])


def flagged(rows: list[tuple[str, str, int]], flags: list[str], **options: bool) -> list[str]:
    return complete_flags(table(rows), pd.Series(flags, dtype="str"), **options).tolist()


SITES = [("aware_yes", "", 150), ("aware_yes", "A", 8), ("aware_yes", "B", 100), ("aware_yes", "C", 42)]


def test_one_hidden_site_takes_the_smallest_other_with_it() -> None:
    """The combined number less the shown sites would give the hidden one away."""
    assert flagged(SITES, ["", "c", "", "u"]) == ["", "c", "", "c"]


def test_where_the_parts_are_published_the_total_is_hidden_instead() -> None:
    """A national number may not give a corridor away that its own report hides."""
    assert flagged(SITES, ["", "c", "", ""], parts_are_shown=True) == ["c", "c", "", ""]


def test_two_hidden_sites_protect_each_other() -> None:
    """Nothing more is hidden than needed by this rule."""
    assert flagged(SITES, ["", "c", "", "x"]) == ["", "c", "", "x"]
    assert flagged(SITES, ["x", "c", "", ""]) == ["x", "c", "", ""]


def test_an_unreliable_number_is_not_to_be_had_by_subtraction_either() -> None:
    """A reader would take for a finding what was held back as none; the second one carries the same code."""
    assert flagged(SITES, ["", "x", "", ""]) == ["", "x", "", "x"]
    assert flagged(SITES, ["", "x", "", ""], parts_are_shown=True) == ["x", "x", "", ""]
    ages = [("age_18_29", "", 200), ("age_30_44", "", 60), ("age_45_plus", "", 40)]
    assert flagged(ages, ["x", "", ""]) == ["x", "", "x"]


def test_one_hidden_age_group_takes_another_with_it() -> None:
    """Age groups add up to everyone."""
    rows = [("age_18_29", "", 200), ("age_30_44", "", 60), ("age_45_plus", "", 9)]
    assert flagged(rows, ["", "", "c"]) == ["", "c", "c"]


def test_hidden_parts_of_few_people_together_take_another_with_them() -> None:
    """Two sites of three and of four people are told as seven by the whole and the third; of ten they are not."""
    rows = [("aware_yes", "", 157), ("aware_yes", "A", 3), ("aware_yes", "B", 4), ("aware_yes", "C", 150)]
    assert flagged(rows, ["", "c", "c", ""]) == ["", "c", "c", "c"]
    rows[2] = ("aware_yes", "B", 7)
    assert flagged(rows, ["", "c", "c", ""]) == ["", "c", "c", ""]
    assert flagged(rows, ["", "c", "c", "c"]) == ["", "c", "c", "c"]


def test_what_is_hidden_for_one_group_is_carried_on_to_the_next() -> None:
    """A site hidden for its combined row can expose an age group, which is then completed too."""
    rows = [
        ("age_18_29", "", 150), ("age_18_29", "A", 90), ("age_18_29", "B", 60),
        ("age_30_44", "", 90), ("age_30_44", "A", 50), ("age_30_44", "B", 40),
        ("age_45_plus", "", 38), ("age_45_plus", "A", 30), ("age_45_plus", "B", 8),
    ]  # fmt: skip
    flags = flagged(rows, ["", "", "", "", "", "", "", "", "c"])
    hidden = {
        (indicator, site) for (indicator, site, _), flag in zip(rows, flags, strict=True) if flag == "c"
    }
    assert hidden == {("age_45_plus", "B"), ("age_45_plus", "A"), ("age_30_44", "A"), ("age_30_44", "B")}


def test_the_rest_of_a_gap_is_a_cell_too() -> None:
    """Gap less gap-and-barrier, and willing less gap, are cells of people, not given away under ten."""
    rows = table(
        [
            ("gap_trade", "", 60),
            ("gapbarrier_trade__no_trust", "", 51),
            ("gapbarrier_trade__no_money", "", 50),
            ("willing_trade", "", 69),
            ("willing_trade", "A", 69),
        ]
    )
    assert nested_cells(rows.assign(n=300)).tolist() == [False, True, False, True, False]


def test_those_who_name_a_barrier_outside_the_gap_are_a_cell_too() -> None:
    """Gap × barrier has four cells; the share of both is hidden for any of them under ten."""
    rows = table(
        [("gap_trade", "", 60), ("barrier_no_trust", "", 39), ("gapbarrier_trade__no_trust", "", 30)]
    )
    assert nested_cells(rows.assign(n=300)).tolist() == [False, False, True]
    assert nested_cells(rows.assign(n=78, n_yes=[60, 40, 30])).tolist() == [False, False, True]
    assert nested_cells(rows.assign(n=300, n_yes=[60, 40, 30])).tolist() == [False, False, False]


def test_those_who_act_and_are_not_willing_are_a_cell_too() -> None:
    """Acts less (willing less gap) is told by three shown shares; under ten the share who act is hidden."""
    rows = table([("acts_trade", "", 38), ("willing_trade", "", 80), ("gap_trade", "", 50)])
    assert nested_cells(rows.assign(n=300)).tolist() == [True, False, False]
    assert nested_cells(rows.assign(n=300, n_yes=[40, 80, 50])).tolist() == [False, False, False]
    assert nested_cells(rows.assign(n=100, n_yes=[40, 80, 50])).tolist() == [False, False, False]
    assert nested_cells(rows.assign(n=99, n_yes=[40, 80, 50])).tolist() == [True, False, False]


def test_a_hidden_willing_share_leaves_the_acting_one_alone() -> None:
    """With the willing share hidden nothing is left to subtract from."""
    rows = table([("acts_trade", "", 12), ("willing_trade", "", 59), ("gap_trade", "", 50)])
    assert nested_cells(rows.assign(n=300)).tolist() == [False, True, False]


def test_of_at_least_one_channel_acting_and_gap_overlap() -> None:
    """Who acts in one channel may be in the gap of another: no cell follows from the three shares."""
    rows = table([("acts_any", "", 200), ("willing_any", "", 280), ("gap_any", "", 250)])
    assert nested_cells(rows.assign(n=300)).tolist() == [False, False, False]


UNION = "proposal_fix"
FIRST, SECOND, THIRD = (f"gapbarrier_trade__{barrier}" for barrier in ("no_trust", "no_money", "no_time"))


def test_a_pair_that_nearly_fills_a_proposal_is_hidden_beside_it() -> None:
    """A proposal unites pairs: 50 people less the 41 of one pair are nine of the others; less 40 they are ten."""
    rows = table([(UNION, "", 50), (FIRST, "", 41), (SECOND, "", 40), (THIRD, "", 30)]).assign(n=300)
    unions = {UNION: (FIRST, SECOND, THIRD)}
    assert nested_cells(rows, unions).tolist() == [False, True, False, False]
    assert nested_cells(rows).tolist() == [False] * 4


def test_two_pairs_that_share_few_people_are_not_told_beside_their_proposal() -> None:
    """35 and 24 people less the 50 of either are the nine of both; of 49 of either they are ten."""
    rows = table([(UNION, "", 50), (FIRST, "", 35), (SECOND, "", 24)]).assign(n=300)
    unions = {UNION: (FIRST, SECOND)}
    assert nested_cells(rows, unions).tolist() == [False, True, True]
    assert nested_cells(rows.assign(n_yes=[49, 35, 24]), unions).tolist() == [False, False, False]


def test_a_proposal_of_one_pair_is_that_pair() -> None:
    """Nobody stands between the two, and everybody knows it: nothing is hidden."""
    rows = table([(UNION, "", 50), (FIRST, "", 50)]).assign(n=300)
    assert nested_cells(rows, {UNION: (FIRST,)}).tolist() == [False, False]


def test_a_corridor_that_outweighs_the_other_hidden_ones_is_not_told_by_the_whole() -> None:
    """0.97 of the whole: the whole less a little is its share. At 0.6 beside 0.4 it stays open by more than 10 people."""
    rows = pd.DataFrame(
        {"indicator": ["used_yes"] * 3, "site": ["", "A", "B"], "n_yes": [20, 9, 7], "n": [970, 497, 472]}
    )
    flags = pd.Series(["", "c", "c"], dtype="str")
    heavy, even = (rows.assign(weight=[1.0, first, 1 - first]) for first in (0.97, 0.6))
    assert complete_flags(heavy, flags, parts_are_shown=True).tolist() == ["c", "c", "c"]
    assert complete_flags(even, flags, parts_are_shown=True).tolist() == ["", "c", "c"]
    unreliable = pd.Series(["", "x", "x"], dtype="str")
    assert complete_flags(even, unreliable, parts_are_shown=True).tolist() == ["x", "x", "x"]
