from __future__ import annotations

import pandas as pd
import pytest

from judgement_examples import Anchor, Framework, Item, Proposal, survey
from mekendesh.judgement import recommendations

FRAMEWORK = Framework(
    items=(
        Item("portal", "trust"),
        Item("forum", "trust"),
        Item("awareness", "trust", "survey"),
        Item("desk", "economy"),
        Item("lead", "institutions"),
    ),
    proposals=(
        Proposal("a", ("portal", "awareness")),
        Proposal("b", ("desk", "forum")),
        Proposal("c", ("forum",)),
        Proposal("d", ("lead",)),
        Proposal("e", ("awareness",)),
    ),
)
NAN = float("nan")
ITEMS = pd.DataFrame(
    [
        ("portal", "evidence", 2.0, 2.0, 2.0),
        ("forum", "evidence", NAN, 0.0, 4.0),
        ("awareness", "survey", 0.4, 0.3, 0.5),
        ("desk", "evidence", 0.0, 0.0, 0.0),
        ("lead", "evidence", 4.0, 4.0, 4.0),
    ],
    columns=["item", "scored_by", "score", "low", "high"],
)
ESTIMATES, DRAWS = survey(
    {
        "proposal_a": (0.5, 0.4, 0.6),
        "proposal_b": (0.2, 0.15, 0.25),
        "proposal_c": (0.9, 0.8, 0.95),
        "proposal_d": (0.3, 0.2, 0.4),
        "proposal_e": (0.3, 0.2, 0.4),
    }
)


def ranked(**changed: object) -> pd.DataFrame:
    given = {"anchor": Anchor(1000), "rng_seed": 7} | changed
    return recommendations.rank(FRAMEWORK, ITEMS, ESTIMATES, DRAWS, **given).set_index("proposal")


def test_the_priority_is_the_shortfall_times_the_share() -> None:
    """priority = (4 − score)/4 · S, recomputed by hand."""
    table = ranked()
    assert table["priority"].round(6).to_dict() == {"a": 0.25, "b": 0.2, "d": 0.0}
    assert table["rank"].to_dict() == {"a": 1, "b": 2, "d": 3}


def test_the_ranking_without_the_survey_stands_beside_it() -> None:
    """Without the survey the lowest score comes first."""
    assert ranked()["rank_without_survey"].to_dict() == {"a": 2, "b": 1, "d": 3}


def test_unknown_items_do_not_lift_a_proposal() -> None:
    """Unknown items alone go to the agenda; a partly known proposal is scored by what is known."""
    table = ranked()
    assert "c" not in table.index
    assert (table.at["b", "score"], table.at["b", "score_low"], table.at["b", "score_high"]) == (
        0.0,
        0.0,
        2.0,
    )
    assert table.at["b", "items_unknown"] == "forum"
    left_out = recommendations.unranked(FRAMEWORK, ITEMS, ESTIMATES).set_index("proposal")["why"]
    assert left_out.to_dict() == {"c": "items_unknown", "e": "no_item"}


def test_every_proposal_is_either_ranked_or_told_why_it_is_not() -> None:
    """No proposal stands on both lists, before the fieldwork as after it; d is known and stands too high for the first."""
    before = recommendations.before_fieldwork(FRAMEWORK, ITEMS)
    left_out = recommendations.unranked(FRAMEWORK, ITEMS, None).set_index("proposal")["why"]
    assert left_out.to_dict() == {"c": "items_unknown", "d": "stands_high", "e": "no_item"}
    assert sorted(before["proposal"]) == ["a", "b"]
    after = recommendations.unranked(FRAMEWORK, ITEMS, ESTIMATES)
    assert sorted([*ranked().index, *after["proposal"]]) == ["a", "b", "c", "d", "e"]
    some = ESTIMATES[ESTIMATES["indicator"] != "proposal_a"]
    assert (
        recommendations.unranked(FRAMEWORK, ITEMS, some).set_index("proposal").at["a", "why"] == "no_estimate"
    )


def test_a_low_survey_score_never_lifts_a_recommendation() -> None:
    """Items scored by the survey enter one side only."""
    lower = ITEMS.assign(score=ITEMS["score"].where(ITEMS["item"] != "awareness", 0.0))
    changed = recommendations.rank(FRAMEWORK, lower, ESTIMATES, DRAWS, Anchor(1000), rng_seed=7)
    pd.testing.assert_frame_equal(changed, ranked().reset_index()[list(changed.columns)])


def test_every_recommendation_has_its_findings() -> None:
    """No recommendation without a finding."""
    assert ranked()["finding_ids"].to_dict() == {
        "a": "item:portal estimate:proposal_a|",
        "b": "item:desk estimate:proposal_b|",
        "d": "item:lead estimate:proposal_d|",
    }


def test_people_are_a_scenario_with_the_interval_of_the_share() -> None:
    """S × N of a published figure that is named; without a figure no people."""
    row = ranked().loc["a"]
    assert (row["people"], row["people_low"], row["people_high"]) == (500.0, 400.0, 600.0)
    assert row["people_basis"] == "undesa_2024:foreign_born:2024"
    assert ranked(anchor=None)["people"].isna().all()


def test_the_interval_of_a_priority_holds_the_priority() -> None:
    """Unknown items widen the interval; they do not push the number out of it."""
    table = ranked()
    assert (table["priority_low"] <= table["priority"]).all()
    assert (table["priority"] <= table["priority_high"]).all()
    assert table.at["b", "priority_low"] == pytest.approx(0.09, abs=0.03)


def test_a_seed_gives_the_same_table_and_fewer_than_six_proposals_are_always_among_the_first() -> None:
    """Everything random is seeded; the chance of the first five is exact in the trivial case."""
    pd.testing.assert_frame_equal(ranked(), ranked())
    assert (ranked()["p_top_five"] == 1.0).all()


def test_a_place_in_the_list_comes_with_the_places_it_could_have() -> None:
    """No ranked list without how stable its order is: a is never last, and d, which has nothing to gain, never first."""
    table = ranked()
    assert (table["rank_low"] <= table["rank"]).all()
    assert (table["rank"] <= table["rank_high"]).all()
    assert (table.at["a", "rank_low"], table.at["d", "rank_high"]) == (1, 3)
    assert table.at["a", "rank_high"] < 3
    assert table.at["d", "rank_low"] > 1


def test_before_the_fieldwork_low_known_items_are_proposed() -> None:
    """No survey number in it, findings all the same, unknown items left to the agenda."""
    table = recommendations.before_fieldwork(FRAMEWORK, ITEMS)
    assert list(table.columns) == list(recommendations.COLUMNS)
    assert table[["rank", "proposal", "finding_ids"]].values.tolist() == [
        [1, "b", "item:desk"],
        [2, "a", "item:portal"],
    ]
    assert table[["share", "priority", "people", "p_top_five"]].isna().all(axis=None)
    # b has an unknown item: its score lies from 0 to 2, that of a is 2 for certain.
    assert table[["rank_low", "rank_high"]].values.tolist() == [[1, 1], [1, 2]]


def test_with_nothing_to_rank_the_table_is_empty_but_whole() -> None:
    """An empty list is a list with its columns."""
    nothing = ITEMS.assign(score=NAN, low=0.0, high=4.0)
    for table in (
        recommendations.rank(FRAMEWORK, nothing, ESTIMATES, DRAWS),
        recommendations.before_fieldwork(FRAMEWORK, nothing),
    ):
        assert list(table.columns) == list(recommendations.COLUMNS)
        assert table.empty
