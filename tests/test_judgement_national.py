from __future__ import annotations

import math
import warnings

import pandas as pd
import pytest

from judgement_examples import Anchor, Framework, Item, Proposal, survey
from mekendesh.judgement.national import Survey, combine_corridors, corridor_weights, rank_national

FRAMEWORK = Framework(items=(Item("portal", "trust"),), proposals=(Proposal("a", ("portal",)),))
ITEMS = pd.DataFrame(
    [("portal", "evidence", 1.0, 1.0, 1.0)], columns=["item", "scored_by", "score", "low", "high"]
)
RUSSIA = Survey(*survey({"proposal_a": (0.4, 0.3, 0.5), "gap_any": (0.6, 0.5, 0.7)}), Anchor(300))
TURKEY = Survey(*survey({"proposal_a": (0.8, 0.7, 0.9)}, replicates=150), Anchor(100))
NOWHERE = Survey(*survey({"proposal_a": (0.1, 0.1, 0.1)}), None)


def test_corridors_are_weighted_by_their_published_size() -> None:
    """S of the nation = Σ N·S / Σ N, here (300·0.4 + 100·0.8)/400."""
    combined = combine_corridors({"RUS": RUSSIA, "TUR": TURKEY})
    whole = combined.estimates[combined.estimates["site"] == ""].set_index("indicator").loc["proposal_a"]
    assert whole["value"] == pytest.approx(0.5)
    assert (whole["n"], whole["n_yes"], combined.persons) == (800, 480, 400)
    assert whole["n_eff"] == pytest.approx(1 / (0.75**2 / 100 + 0.25**2 / 100))
    assert whole["low"] < 0.5 < whole["high"]
    assert len(combined.draws) == 150


def test_only_what_every_corridor_asked_is_combined_and_each_corridor_stays_beside_it() -> None:
    """A national number speaks of all corridors in it."""
    estimates = combine_corridors({"RUS": RUSSIA, "TUR": TURKEY}).estimates
    assert estimates[["indicator", "site"]].values.tolist() == [
        ["proposal_a", ""],
        ["proposal_a", "RUS"],
        ["proposal_a", "TUR"],
    ]


def silenced(surveyed: Survey, indicator: str) -> Survey:
    """The same survey, had nobody answered what an indicator rests on."""
    nobody = surveyed.estimates["indicator"] == indicator
    estimates = surveyed.estimates.copy()
    estimates.loc[nobody, ["value", "se", "low", "high"]] = math.nan
    estimates.loc[nobody, ["n", "n_yes", "n_eff"]] = 0
    return Survey(estimates, surveyed.draws.assign(**{f"{indicator}|": math.nan}), surveyed.anchor)


def test_an_indicator_nobody_in_one_corridor_answered_has_no_combined_value_and_warns_of_nothing() -> None:
    """A corridor's older form must not stop its origin's report: a warning in a batch kernel fails the notebook."""
    other = Survey(*survey({"proposal_a": (0.8, 0.7, 0.9), "gap_any": (0.5, 0.4, 0.6)}), Anchor(100))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        combined = combine_corridors({"RUS": RUSSIA, "TUR": silenced(other, "gap_any")})
    whole = combined.estimates[combined.estimates["site"] == ""].set_index("indicator")
    assert whole.loc["gap_any", ["value", "se", "low", "high"]].isna().all()
    assert whole.loc["proposal_a", "value"] == pytest.approx(0.5)


def test_a_corridor_not_asked_what_the_list_rests_on_stays_out_of_it_and_is_said() -> None:
    """One older form must not empty the national list; its corridor still stands beside the others."""
    unasked = silenced(RUSSIA, "proposal_a")
    combined = combine_corridors({"RUS": unasked, "TUR": TURKEY})
    by_site = combined.estimates.set_index(["site", "indicator"])
    assert by_site.loc[("", "proposal_a"), "value"] == 0.8
    assert by_site["weight"].to_dict() == {
        ("", "proposal_a"): 1.0,
        ("TUR", "proposal_a"): 1.0,
        ("RUS", "gap_any"): 0.0,
    }
    assert combined.persons == 100
    table = corridor_weights({"RUS": unasked, "TUR": TURKEY}, {"RUS": Anchor(300), "TUR": Anchor(100)})
    assert table["state"].tolist() == ["not_asked", "in"]
    assert table["weight"].tolist() == [0.0, 1.0]


def test_corridors_without_a_figure_or_a_survey_are_said() -> None:
    """Nothing falls out of the national list silently."""
    table = corridor_weights(
        {"RUS": RUSSIA, "USA": NOWHERE}, {"RUS": Anchor(300), "USA": None, "ITA": Anchor(50), "CHN": None}
    ).set_index("destination")
    assert table["state"].to_dict() == {
        "RUS": "in",
        "USA": "no_figure",
        "ITA": "no_survey",
        "CHN": "nothing_known",
    }
    assert table["weight"].to_dict() == {"RUS": 1.0, "USA": 0.0, "ITA": 0.0, "CHN": 0.0}


def test_the_national_list_is_ranked_by_the_same_rule() -> None:
    """One rule, with the people of all corridors in it and every figure named."""
    row = rank_national(
        FRAMEWORK, ITEMS, combine_corridors({"RUS": RUSSIA, "TUR": TURKEY, "USA": NOWHERE})
    ).iloc[0]
    assert row["priority"] == pytest.approx(0.75 * 0.5)
    assert row["people"] == pytest.approx(200)
    assert row["people_basis"] == "RUS:undesa_2024:foreign_born:2024 TUR:undesa_2024:foreign_born:2024"


def test_without_a_surveyed_corridor_the_list_is_that_before_the_fieldwork() -> None:
    """A nation not yet in the field has a list too."""
    table = rank_national(FRAMEWORK, ITEMS, combine_corridors({"USA": NOWHERE}))
    assert table["proposal"].tolist() == ["a"]
    assert table["share"].isna().all()
