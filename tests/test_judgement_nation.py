import pandas as pd
import pytest

from judgement_examples import survey
from mekendesh.estimation.corridor import Estimates, write_estimates
from mekendesh.judgement.nation import combine, judge_nation
from mekendesh.structure.mapping import Nation, open_nation


def test_an_origin_without_surveys_is_judged_before_the_fieldwork(tree):
    """The list follows from readiness alone; every corridor says what it stands on."""
    country = open_nation("MDA", "2027-1")
    combined = combine(country)
    judgement = judge_nation(country, combined, None)
    assert combined.estimates.empty
    assert judgement.ranked["share"].isna().all()
    assert set(judgement.weights["state"]) == {"no_survey"}


def test_a_surveyed_corridor_enters_with_its_own_estimates(surveyed):
    """With one corridor the combined shares are that corridor's."""
    country = Nation(surveyed.mapping.tree, "KGZ", surveyed.mapping.round, (surveyed.mapping,))
    combined = combine(country)
    own = surveyed.estimates.table.set_index(["indicator", "site"])["value"]
    together = combined.estimates.set_index(["indicator", "site"])["value"]
    assert combined.persons == 333664
    assert abs(together[("acts_any", "")] - own[("acts_any", "")]) < 1e-12
    assert abs(together[("acts_any", "RUS")] - own[("acts_any", "")]) < 1e-12


def test_two_surveyed_corridors_stand_in_one_list_by_their_size(tree):
    """Russia 333,664 and Germany 92,834: (333,664 · 0.4 + 92,834 · 0.8) / 426,498; Italy is not in the field."""
    country = open_nation("KGZ", "2027-1", "RUS DEU ITA")
    for mapping in country.mappings:
        if mapping.corridor.destination != "ITA":
            share = {"RUS": (0.4, 0.3, 0.5), "DEU": (0.8, 0.7, 0.9)}[mapping.corridor.destination]
            table, draws = survey({"proposal_adopt_funded_strategy": share})
            write_estimates(tree, mapping.place, Estimates(table, draws, pd.DataFrame({"site": ["x"]})))
    combined = combine(country)
    judgement = judge_nation(country, combined, None)
    weights = judgement.weights.set_index("destination")
    assert combined.persons == 426498
    assert weights["state"].to_dict() == {"RUS": "in", "DEU": "in", "ITA": "no_survey"}
    assert weights["weight"].round(4).to_dict() == {"RUS": 0.7823, "DEU": 0.2177, "ITA": 0.0}
    (row,) = judgement.ranked.itertuples()
    assert row.proposal == "adopt_funded_strategy"
    assert row.share == pytest.approx(0.48707, abs=5e-6)
    assert row.people == pytest.approx(row.share * 426498)
    assert len(judgement.unranked) == len(country.framework.proposals) - 1
